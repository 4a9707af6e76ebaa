#include <string.h>

#include "discover_impl.h"

static void
sort_part(slong *sorted, slong *perm, const slong *weight, slong length)
{
    for (slong n = 0; n < length; n++)
    {
        slong place = 0;
        for (slong m = 0; m < length; m++)
            place += weight[m] > weight[n] || (weight[m] == weight[n] && m < n);
        perm[n] = place;
        sorted[place] = weight[n];
    }
}

void
fulg_invariants_sort_weight(slong *sorted, slong *perm,
                            const fulg_invariants_t model, const slong *weight)
{
    const slong d = model->d, d_out = model->d_out;
    sort_part(sorted, perm, weight, d_out);
    sort_part(sorted + d_out, perm + d_out, weight + d_out, d);
    if (model->tokens > 1)
        sort_part(sorted + d_out + d, perm + d_out + d, weight + d_out + d, d);
}

static void
permute_tensor(slong *image, const fulg_invariants_t model, const slong *row,
               const slong *x, const slong *column)
{
    const slong d = model->d;
    for (slong i = 0; i < model->d_out; i++)
        for (slong k = 0; k < d; k++)
            for (slong l = k; l < d; l++)
                for (slong j = 0; j < d; j++)
                    image[fulg_invariants_var(model, 0, i, j,
                                              fulg_function_pair(d, k, l))] =
                        fulg_invariants_var(
                            model, 0, row[i], column[j],
                            fulg_function_pair(d, FLINT_MIN(x[k], x[l]),
                                               FLINT_MAX(x[k], x[l])));
}

static void
permute_cubic(slong *image, const fulg_invariants_t model, const slong *row,
              const slong *x)
{
    const slong d = model->d;
    for (slong i = 0; i < model->d_out; i++)
        for (slong n = 0; n < model->triples; n++)
        {
            slong k, l, m, low, high, middle;
            fulg_invariants_triple(&k, &l, &m, d, n);
            low = FLINT_MIN(x[k], FLINT_MIN(x[l], x[m]));
            high = FLINT_MAX(x[k], FLINT_MAX(x[l], x[m]));
            middle = x[k] + x[l] + x[m] - low - high;
            image[i * model->triples + n] = row[i] * model->triples +
                                            fulg_function_triple(d, low, middle,
                                                                 high);
        }
}

void
fulg_invariants_permute(slong *image, const fulg_invariants_t model,
                        const slong *perm)
{
    const slong *x = perm + model->d_out;
    if (model->tokens == 1)
        permute_cubic(image, model, perm, x);
    else
        permute_tensor(image, model, perm, x, x + model->d);
}
