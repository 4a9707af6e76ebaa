#include <string.h>

#include <fulgurite/check.h>

/* doc: thm-single-10, one token: S = (A + A^T)/2 = W^T J W with W = K over Q
   stacked and J invertible, so rank S >= 2 rank W - 2 a. */
static slong
sym_rank_lower(const fulg_check_point_t *p)
{
    return FLINT_MAX(p->rank_S, 2 * p->rank_KQ - 2 * p->head_dim);
}

/* Row 3 for one token, and row 1. */
static fulg_truth_t
regular_cubic(const fulg_check_point_t *p)
{
    const slong alpha = fulg_single_alpha(p->d, p->head_dim);
    const slong rank_S = sym_rank_lower(p);
    if (p->d == 1 || (p->d == 2 && p->d_out == 1))
        return FULG_TRUE;
    if (p->rank_V < 1 || rank_S < 1)
        return FULG_UNKNOWN;
    if ((p->rank_V >= 2 || rank_S >= 3) &&
        (rank_S >= 2 * alpha || 2 * alpha >= p->d))
        return FULG_TRUE;
    return FULG_UNKNOWN;
}

fulg_truth_t
fulg_check_regular(const fulg_check_point_t *p)
{
    const slong alpha = fulg_single_alpha(p->d, p->head_dim);
    if (p->tokens == 1)
        return regular_cubic(p);
    if (p->d == 1)
        return FULG_TRUE;
    if (p->rank_A < 1 || p->rank_V < 1 || (alpha < p->d && p->rank_A < alpha))
        return FULG_UNKNOWN;
    if (p->rank_A >= 2 || p->rank_V >= 2)
        return FULG_TRUE;
    /* all ranks one */
    if (alpha == 1 && p->d_out == 1 && (p->d == 2 || p->apart))
        return FULG_TRUE;
    return FULG_UNKNOWN;
}

/* Theorems 6 and 11 grow with the ranks; the subtrahend is largest, d, where all
   ranks may be one and k parallel to v, or v a factor of S. */
slong
fulg_check_jacobian_lower(const fulg_check_point_t *p)
{
    fulg_single_point_t point;
    memset(&point, 0, sizeof point);
    point.d = p->d;
    point.d_out = p->d_out;
    point.head_dim = p->head_dim;
    point.tokens = p->tokens;
    point.rank_A = p->rank_A;
    point.rank_V = p->rank_V;
    point.rank_K = p->rank_K;
    point.rank_Q = p->rank_Q;
    point.rank_KQ = p->rank_KQ;
    point.rank_S = sym_rank_lower(p);
    /* Nothing is said of points where the function may vanish. */
    if (p->rank_V < 1 || (p->tokens == 1 ? point.rank_S : p->rank_A) < 1)
        return 0;
    point.parallel = p->tokens > 1 && p->rank_A == 1 && p->rank_V == 1 &&
                     !p->apart;
    point.divides = p->tokens == 1 && p->rank_V == 1;
    return FLINT_MAX(0, fulg_single_jacobian_rank(&point));
}
