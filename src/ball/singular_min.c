#include "singular.h"

/* W is near the inverse of G, without radii; 0 when there is none to be found. */
static int
approx_inverse(arb_mat_t W, const arb_mat_t G, slong bits)
{
    arb_mat_t mid;
    int good;
    arb_mat_init(mid, arb_mat_nrows(G), arb_mat_ncols(G));
    arb_mat_get_mid(mid, G);
    good = arb_mat_approx_inv(W, mid, bits);
    arb_mat_get_mid(W, W);
    arb_mat_clear(mid);
    return good;
}

/* epsilon >= |G W - I|. */
static void
defect_upper(mag_t epsilon, const arb_mat_t G, const arb_mat_t W, slong bits)
{
    const slong n = arb_mat_nrows(G);
    arb_mat_t E;
    arb_mat_init(E, n, n);
    arb_mat_mul(E, G, W, bits);
    for (slong i = 0; i < n; i++)
        arb_sub_ui(arb_mat_entry(E, i, i), arb_mat_entry(E, i, i), 1, bits);
    fulg_ball_norm2_upper(epsilon, E);
    arb_mat_clear(E);
}

/* G = (I + E) W^-1 with |E| <= epsilon < 1 has its least singular value between
   (1 - epsilon)/|W| and (1 + epsilon)/|W|; the norm is the value of W that few bits
   know best (doc: prop-least-value).  Of a Gram matrix that is the least
   eigenvalue. */
static int
set_bounds(arf_t low, arf_t high, const arb_mat_t W, const mag_t epsilon,
           slong bits)
{
    const slong few = bits <= 106 ? 53 : bits / 2;
    const slong n = arb_mat_nrows(W);
    arb_ptr sigma = _arb_vec_init(n);
    arb_t x;
    int good;
    arb_init(x);
    fulg_ball_singular_values(sigma, W, few);
    good = arb_is_positive(&sigma[0]) && arb_is_finite(&sigma[0]);
    if (good)
    {
        arb_one(x);
        arb_add_error_mag(x, epsilon);
        arb_div(x, x, &sigma[0], bits + 30);
        arb_get_lbound_arf(low, x, bits);
        arb_get_ubound_arf(high, x, bits);
        good = arf_sgn(low) > 0;
    }
    _arb_vec_clear(sigma, n);
    arb_clear(x);
    return good;
}

/* By an inverse of the Gram matrix: one of its values, at the cost of a few
   products.  0 when that does not do. */
static int
by_inverse(arb_t sigma, const arb_mat_t A, slong bits)
{
    const slong m = FLINT_MAX(arb_mat_nrows(A), arb_mat_ncols(A));
    const slong n = FLINT_MIN(arb_mat_nrows(A), arb_mat_ncols(A));
    const slong working = fulg_ball_gram_bits(m, bits);
    arb_mat_t M, G, W;
    mag_t slack, ceiling, epsilon;
    arf_t low, high;
    int good;
    arb_mat_init(M, arb_mat_nrows(A), arb_mat_ncols(A));
    arb_mat_init(G, n, n);
    arb_mat_init(W, n, n);
    mag_init(slack);
    mag_init(ceiling);
    mag_init(epsilon);
    arf_init(low);
    arf_init(high);
    fulg_ball_norm2_upper(ceiling, A);
    good = !mag_is_inf(ceiling) && !mag_is_zero(ceiling);
    if (good)
    {
        fulg_ball_split(M, slack, A);
        fulg_ball_set_gram(G, M, working);
        good = approx_inverse(W, G, working);
    }
    if (good)
    {
        defect_upper(epsilon, G, W, working);
        good = mag_cmp_2exp_si(epsilon, -10) < 0 &&
               set_bounds(low, high, W, epsilon, bits);
    }
    if (good)
        fulg_ball_set_root(sigma, low, high, slack, ceiling, bits + 30);
    arb_mat_clear(M);
    arb_mat_clear(G);
    arb_mat_clear(W);
    mag_clear(slack);
    mag_clear(ceiling);
    mag_clear(epsilon);
    arf_clear(low);
    arf_clear(high);
    return good;
}

void
fulg_ball_singular_min(arb_t sigma, const arb_mat_t A, slong bits)
{
    const slong n = FLINT_MIN(arb_mat_nrows(A), arb_mat_ncols(A));
    arb_ptr all;
    if (n == 0)
    {
        arb_pos_inf(sigma);
        return;
    }
    if (by_inverse(sigma, A, bits))
        return;
    all = _arb_vec_init(n);
    fulg_ball_singular_values(all, A, bits);
    arb_swap(sigma, &all[n - 1]);
    _arb_vec_clear(all, n);
}
