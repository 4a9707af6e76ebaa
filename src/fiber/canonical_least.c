#include "impl.h"

/* Heads of value dimension v (0: full) that a sum of rank r takes. */
static slong
share(slong r, slong v)
{
    return v > 0 ? (r + v - 1) / v : r > 0;
}

/* Paired: do the classes, each with one head of either sign, bring all of L? */
static int
signs_suffice(const fulg_fiber_canonical_t list)
{
    const slong n = list->num;
    int found = 0;
    fmpq_mat_t sum;
    fmpq_mat_init(sum, list->d_out, list->d);
    for (ulong signs = 0; signs >> n == 0 && !found; signs++)
    {
        fmpq_mat_set(sum, list->rest->V);
        for (slong k = 0; k < n; k++)
            if (signs >> k & 1)
                fmpq_mat_add(sum, sum, list->classes[k].V);
            else
                fmpq_mat_sub(sum, sum, list->classes[k].V);
        found = fmpq_mat_is_zero(sum);
    }
    fmpq_mat_clear(sum);
    return found;
}

slong
fulg_fiber_canonical_least_heads(const fulg_fiber_canonical_t list,
                                 slong value_dim)
{
    const int capped = value_dim > 0 &&
                       value_dim < FLINT_MIN(list->d, list->d_out);
    slong heads = 0;
    if (list->paired)
    {
        if (capped || list->num > 20)
            return -1;
        return list->num + !signs_suffice(list);
    }
    for (slong k = 0; k < list->num; k++)
        heads += share(list->classes[k].rank_V, value_dim);
    return heads + share(list->rest->rank_V, value_dim);
}
