#include "impl.h"

/* A row or a column all of whose entries contain zero. */
static int
has_zero_line(const arb_mat_t S)
{
    const slong n = arb_mat_nrows(S);
    for (slong i = 0; i < n; i++)
    {
        slong row = 0, col = 0;
        for (slong j = 0; j < n; j++)
        {
            row += arb_contains_zero(arb_mat_entry(S, i, j)) != 0;
            col += arb_contains_zero(arb_mat_entry(S, j, i)) != 0;
        }
        if (row == n || col == n)
            return 1;
    }
    return 0;
}

static int
is_finite(const arb_mat_t S)
{
    for (slong i = 0; i < arb_mat_nrows(S); i++)
        for (slong j = 0; j < arb_mat_ncols(S); j++)
            if (!arb_is_finite(arb_mat_entry(S, i, j)))
                return 0;
    return 1;
}

/* |I - R S| < 1 in the norm of row sums: then R S is invertible for every matrix
   in S (Neumann series), and so is S.  R is exact. */
static int
residual_is_small(const arb_mat_t R, const arb_mat_t S, slong bits)
{
    const slong n = arb_mat_nrows(S);
    arb_mat_t E;
    mag_t norm;
    int small;
    arb_mat_init(E, n, n);
    mag_init(norm);
    arb_mat_mul(E, R, S, bits);
    for (slong i = 0; i < n; i++)
        arb_sub_ui(arb_mat_entry(E, i, i), arb_mat_entry(E, i, i), 1, bits);
    arb_mat_bound_inf_norm(norm, E);
    small = mag_cmp_2exp_si(norm, 0) < 0;
    arb_mat_clear(E);
    mag_clear(norm);
    return small;
}

fulg_truth_t
fulg_ball_is_invertible(const arb_mat_t S, slong bits)
{
    const slong n = arb_mat_nrows(S);
    fulg_truth_t answer = FULG_UNKNOWN;
    arb_mat_t scaled, R;

    if (n != arb_mat_ncols(S) || (n > 0 && has_zero_line(S)))
        return FULG_FALSE;
    if (n == 0)
        return FULG_TRUE;
    if (!is_finite(S))
        return FULG_UNKNOWN;
    arb_mat_init(scaled, n, n);
    arb_mat_init(R, n, n);
    arb_mat_set(scaled, S);
    fulg_ball_scale(scaled);
    /* Only an approximation: what it is worth is measured afterwards. */
    if (arb_mat_approx_inv(R, scaled, bits))
    {
        arb_mat_get_mid(R, R);
        if (residual_is_small(R, scaled, bits))
            answer = FULG_TRUE;
    }
    arb_mat_clear(scaled);
    arb_mat_clear(R);
    return answer;
}
