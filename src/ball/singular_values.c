#include "singular.h"

void
fulg_ball_set_gram(arb_mat_t G, const arb_mat_t M, slong bits)
{
    arb_mat_t T;
    arb_mat_init(T, arb_mat_ncols(M), arb_mat_nrows(M));
    arb_mat_transpose(T, M);
    if (arb_mat_nrows(M) >= arb_mat_ncols(M))
        arb_mat_mul(G, T, M, bits);
    else
        arb_mat_mul(G, M, T, bits);
    arb_mat_clear(T);
}

void
fulg_ball_singular_values(arb_ptr sigma, const arb_mat_t A, slong bits)
{
    const slong m = FLINT_MAX(arb_mat_nrows(A), arb_mat_ncols(A));
    const slong n = FLINT_MIN(arb_mat_nrows(A), arb_mat_ncols(A));
    arf_struct *low, *high;
    arb_mat_t M, G;
    mag_t slack, ceiling;
    if (n == 0)
        return;
    low = fulg_ball_arf_init(n);
    high = fulg_ball_arf_init(n);
    arb_mat_init(M, arb_mat_nrows(A), arb_mat_ncols(A));
    arb_mat_init(G, n, n);
    mag_init(slack);
    mag_init(ceiling);

    fulg_ball_norm2_upper(ceiling, A);
    if (mag_is_inf(ceiling))
        for (slong i = 0; i < n; i++)
            arb_zero_pm_inf(&sigma[i]);
    else
    {
        fulg_ball_split(M, slack, A);
        fulg_ball_set_gram(G, M, fulg_ball_gram_bits(m, bits));
        fulg_ball_gram_bounds(low, high, G, bits);
        for (slong i = 0; i < n; i++)
            fulg_ball_set_root(&sigma[i], &low[i], &high[i], slack, ceiling,
                               bits + 30);
    }
    fulg_ball_arf_clear(low, n);
    fulg_ball_arf_clear(high, n);
    arb_mat_clear(M);
    arb_mat_clear(G);
    mag_clear(slack);
    mag_clear(ceiling);
}
