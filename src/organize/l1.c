#include "impl.h"

typedef struct
{
    const fulg_cube_struct *X;
    int axis;
} source_t;

static void
fill(fmpz *list, const void *data, slong x)
{
    const source_t *s = data;
    const slong *shape = s->X->shape;
    int a, b;
    fulg_organize_others(&a, &b, s->axis);
    for (slong i = 0; i < shape[a]; i++)
        for (slong j = 0; j < shape[b]; j++)
            fmpz_set(list++, s->X->value +
                                 x * fulg_organize_step(shape, s->axis) +
                                 i * fulg_organize_step(shape, a) +
                                 j * fulg_organize_step(shape, b));
}

/* The l1 distances, exact or rounded. */
static int
l1(fulg_tree_distances_t D, const fulg_cube_t X, int axis, int rounded,
   const fulg_organize_options_t *options)
{
    const source_t source = {X, axis};
    const slong size = fulg_cube_size(X);
    const slong cells = size / X->shape[axis];
    const slong bits = FLINT_ABS(_fmpz_vec_max_bits(X->value, size)) + 2 +
                       (slong) FLINT_BIT_COUNT((ulong) cells);
    fmpz_set(D->den, X->den);
    fmpz_mul_si(D->error, X->error, 2 * cells);
    return fulg_organize_distances(D, cells, bits, fill, &source, rounded,
                                   options);
}

fulg_status_t
fulg_organize_any_distances(fulg_tree_distances_t D, const fulg_cube_t X,
                            int axis, const fulg_tree_struct *tree, int rounded,
                            const fulg_organize_options_t *options,
                            fulg_diag_t diag)
{
    int good;
    fulg_tree_distances_init(D, X->shape[axis]);
    D->twin = X->twin[axis];
    good = tree == NULL ? l1(D, X, axis, rounded, options)
                        : fulg_organize_tree_distances(D, X, axis, tree,
                                                       rounded, options);
    if (good)
        return FULG_OK;
    fulg_tree_distances_clear(D);
    return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
}

fulg_status_t
fulg_organize_l1(fulg_tree_distances_t D, const fulg_cube_t X, int axis,
                 const fulg_organize_options_t *options, fulg_diag_t diag)
{
    return fulg_organize_any_distances(D, X, axis, NULL, 0, options, diag);
}

fulg_status_t
fulg_organize_emd(fulg_tree_distances_t D, const fulg_cube_t X, int axis,
                  const fulg_tree_struct *tree,
                  const fulg_organize_options_t *options, fulg_diag_t diag)
{
    return fulg_organize_any_distances(D, X, axis, tree, 0, options, diag);
}
