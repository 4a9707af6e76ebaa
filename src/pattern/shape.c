#include "impl.h"

/* The largest ratio of row i. */
static void
row_ratio(fmpq_t ratio, const fulg_pattern_t P, slong i)
{
    const fmpq *least = P->value + P->start[i], *most = least;
    for (slong n = P->start[i]; n < P->start[i + 1]; n++)
    {
        if (fmpq_cmp(P->value + n, least) < 0)
            least = P->value + n;
        if (fmpq_cmp(P->value + n, most) > 0)
            most = P->value + n;
    }
    fmpq_div(ratio, most, least);
}

void
fulg_pattern_shape_init(fulg_pattern_shape_t *shape, const fulg_pattern_t P)
{
    slong *count = flint_calloc((size_t) P->length, sizeof(slong));
    fmpq_t ratio;
    fmpq_init(ratio);
    fmpq_init(shape->ratio);
    shape->row_nonzeros = shape->column_nonzeros = 0;
    for (slong i = 0; i < P->length; i++)
    {
        shape->row_nonzeros = FLINT_MAX(shape->row_nonzeros,
                                        P->start[i + 1] - P->start[i]);
        row_ratio(ratio, P, i);
        if (fmpq_cmp(ratio, shape->ratio) > 0)
            fmpq_set(shape->ratio, ratio);
    }
    for (slong n = 0; n < P->num; n++)
    {
        const slong c = ++count[P->col[n]];
        shape->column_nonzeros = FLINT_MAX(shape->column_nonzeros, c);
    }
    shape->uniform = fmpq_is_one(shape->ratio);
    fmpq_clear(ratio);
    flint_free(count);
}

void
fulg_pattern_shape_clear(fulg_pattern_shape_t *shape)
{
    fmpq_clear(shape->ratio);
}
