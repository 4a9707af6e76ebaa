#include <string.h>

#include "impl.h"

void
fulg_invariants_weight(slong *weight, const fulg_invariants_t model,
                       const fmpz_mpoly_t f)
{
    ulong *exponent = flint_malloc(sizeof(ulong) * (size_t) model->num);
    memset(weight, 0,
           sizeof(slong) * (size_t) fulg_invariants_weight_length(model));
    fmpz_mpoly_get_term_exp_ui(exponent, f, 0, model->ring);
    for (slong v = 0; v < model->num; v++)
        for (ulong e = 0; e < exponent[v]; e++)
            fulg_invariants_add_weight(weight, model, v);
    flint_free(exponent);
}

/* The lengths of the parts of a weight; returns their number. */
static int
weight_parts(slong *length, const fulg_invariants_t model)
{
    length[0] = model->d_out;
    length[1] = length[2] = model->d;
    return model->tokens == 1 ? 2 : 3;
}

int
fulg_invariants_is_dominant(const fulg_invariants_t model, const slong *weight)
{
    slong length[3];
    const int parts = weight_parts(length, model);
    for (int p = 0; p < parts; p++)
    {
        for (slong n = 1; n < length[p]; n++)
            if (weight[n] > weight[n - 1])
                return 0;
        weight += length[p];
    }
    return 1;
}

void
fulg_invariants_orbit(fmpz_t n, const fulg_invariants_t model,
                      const slong *weight)
{
    slong length[3];
    const int parts = weight_parts(length, model);
    fmpz_t x;
    fmpz_init(x);
    fmpz_one(n);
    for (int p = 0; p < parts; p++)
    {
        fulg_invariants_arrangements(x, weight, length[p]);
        fmpz_mul(n, n, x);
        weight += length[p];
    }
    fmpz_clear(x);
}

void
fulg_invariants_list_init(fulg_invariants_list_t *list,
                          const fulg_invariants_t model)
{
    list->num = list->alloc = 0;
    list->length = fulg_invariants_weight_length(model);
    list->weight = NULL;
    list->f = NULL;
}

void
fulg_invariants_list_clear(fulg_invariants_list_t *list,
                           const fulg_invariants_t model)
{
    for (slong n = 0; n < list->num; n++)
        fmpz_mpoly_clear(&list->f[n], model->ring);
    flint_free(list->f);
    flint_free(list->weight);
}

void
fulg_invariants_list_add(fulg_invariants_list_t *list,
                         const fulg_invariants_t model, const fmpz_mpoly_t f)
{
    slong *weight;
    if (list->num == list->alloc)
    {
        list->alloc = 2 * list->alloc + 16;
        list->f = flint_realloc(list->f,
                                sizeof *list->f * (size_t) list->alloc);
        list->weight = flint_realloc(list->weight,
                                     sizeof(slong) *
                                         (size_t) (list->alloc * list->length));
    }
    weight = list->weight + list->num * list->length;
    fulg_invariants_weight(weight, model, f);
    if (!fulg_invariants_is_dominant(model, weight))
        return;
    fmpz_mpoly_init(&list->f[list->num], model->ring);
    fmpz_mpoly_set(&list->f[list->num++], f, model->ring);
}

static int
compare(const slong *a, const slong *b, slong length)
{
    for (slong n = 0; n < length; n++)
        if (a[n] != b[n])
            return a[n] < b[n] ? -1 : 1;
    return 0;
}

static void
exchange(fulg_invariants_list_t *list, slong a, slong b,
         const fulg_invariants_t model)
{
    fmpz_mpoly_swap(&list->f[a], &list->f[b], model->ring);
    for (slong n = 0; n < list->length; n++)
    {
        const slong kept = list->weight[a * list->length + n];
        list->weight[a * list->length + n] = list->weight[b * list->length + n];
        list->weight[b * list->length + n] = kept;
    }
}

/* Sifts place n down a heap of num places. */
static void
sift(fulg_invariants_list_t *list, slong n, slong num,
     const fulg_invariants_t model)
{
    const slong length = list->length;
    for (slong child = 2 * n + 1; child < num; n = child, child = 2 * n + 1)
    {
        if (child + 1 < num &&
            compare(list->weight + (child + 1) * length,
                    list->weight + child * length, length) > 0)
            child++;
        if (compare(list->weight + child * length, list->weight + n * length,
                    length) <= 0)
            return;
        exchange(list, n, child, model);
    }
}

void
fulg_invariants_list_sort(fulg_invariants_list_t *list,
                          const fulg_invariants_t model)
{
    for (slong n = list->num / 2 - 1; n >= 0; n--)
        sift(list, n, list->num, model);
    for (slong n = list->num - 1; n > 0; n--)
    {
        exchange(list, 0, n, model);
        sift(list, 0, n, model);
    }
}
