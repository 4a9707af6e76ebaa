#include <fulgurite/single.h>

/* doc: thm-single-6.  The derivative of (K,Q) -> A has rank d(p+q) - pq; with V it
   meets the derivative in V along (A, -V), or, when f and g share the factor
   k, along d directions. */
static slong
rank_tensor(const fulg_single_point_t *P)
{
    const slong p = P->rank_K, q = P->rank_Q;
    slong shared = 1;
    if (P->rank_A == 0 || P->rank_V == 0)
        shared = 0;
    else if (P->rank_A == 1 && P->rank_V == 1 && P->parallel)
        shared = P->d;
    return (P->rank_A > 0 ? P->d * P->d_out : 0) +
           (P->rank_V > 0 ? P->d * (p + q) - p * q : 0) - shared;
}

/* doc: thm-single-11 */
static slong
rank_cubic(const fulg_single_point_t *P)
{
    const slong u = P->rank_KQ;
    slong shared = 1;
    if (P->rank_S == 0 || P->rank_V == 0)
        shared = 0;
    else if (P->divides)
        shared = P->d;
    return (P->rank_S > 0 ? P->d * P->d_out : 0) +
           (P->rank_V > 0 ? u * P->d - u * (u - 1) / 2 : 0) - shared;
}

slong
fulg_single_jacobian_rank(const fulg_single_point_t *point)
{
    return point->tokens == 1 ? rank_cubic(point) : rank_tensor(point);
}
