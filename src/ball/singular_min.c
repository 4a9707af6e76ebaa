#include <fulgurite/ball.h>

void
fulg_ball_singular_min(arb_t sigma, const arb_mat_t A, slong bits)
{
    const slong n = FLINT_MIN(arb_mat_nrows(A), arb_mat_ncols(A));
    arb_ptr all = _arb_vec_init(n);
    fulg_ball_singular_values(all, A, bits);
    if (n > 0)
        arb_swap(sigma, &all[n - 1]);
    else
        arb_pos_inf(sigma);
    _arb_vec_clear(all, n);
}
