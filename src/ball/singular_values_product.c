#include "singular.h"

/* X with X^T X = G + E, |E| <= error, G the Gram matrix of the columns of the
   exact matrix M. */
static void
factor_gram(arb_mat_t X, mag_t error, const arb_mat_t M, slong bits)
{
    const slong n = arb_mat_ncols(M);
    const slong wide = fulg_ball_gram_bits(arb_mat_nrows(M), bits);
    arb_mat_t T, G, E;
    arb_mat_init(T, n, arb_mat_nrows(M));
    arb_mat_init(G, n, n);
    arb_mat_init(E, n, n);
    arb_mat_transpose(T, M);
    arb_mat_mul(G, T, M, wide);
    fulg_ball_approx_cholesky(X, G, bits, wide);
    arb_mat_transpose(E, X);
    arb_mat_mul(E, E, X, wide);
    arb_mat_sub(E, E, G, wide);
    fulg_ball_norm2_upper(error, E);
    arb_mat_clear(T);
    arb_mat_clear(G);
    arb_mat_clear(E);
}

/* Norms of the two factors and of their radii, and what the squares of the
   singular values may be off by. */
typedef struct
{
    mag_t left, right, core, left_radius, right_radius, left_error, right_error;
} norms_t;

static void
norms_init(norms_t *norms)
{
    mag_init(norms->left);
    mag_init(norms->right);
    mag_init(norms->core);
    mag_init(norms->left_radius);
    mag_init(norms->right_radius);
    mag_init(norms->left_error);
    mag_init(norms->right_error);
}

static void
norms_clear(norms_t *norms)
{
    mag_clear(norms->left);
    mag_clear(norms->right);
    mag_clear(norms->core);
    mag_clear(norms->left_radius);
    mag_clear(norms->right_radius);
    mag_clear(norms->left_error);
    mag_clear(norms->right_error);
}

/* |A B - mid(A) mid(B)| <= |A| |rad B| + |rad A| |B|, with norms over all of the
   balls. */
static void
set_slack(mag_t slack, const norms_t *norms)
{
    mag_mul(slack, norms->left, norms->right_radius);
    mag_addmul(slack, norms->left_radius, norms->right);
}

/* | |A B x|^2 - |X B x|^2 | <= left_error |B|^2, and then the same from the
   right with X in place of A. */
static void
set_square_error(arf_t error, const norms_t *norms)
{
    mag_t x, y;
    mag_init(x);
    mag_init(y);
    mag_mul(x, norms->right, norms->right);
    mag_mul(x, x, norms->left_error);
    mag_mul(y, norms->core, norms->core);
    mag_addmul(x, y, norms->right_error);
    arf_set_mag(error, x);
    mag_clear(x);
    mag_clear(y);
}

/* Bounds for the squares of the singular values of X Y^T. */
static void
core_bounds(arf_struct *low, arf_struct *high, const arb_mat_t X,
            const arb_mat_t Y, slong bits)
{
    const slong n = arb_mat_nrows(X), wide = fulg_ball_gram_bits(n, bits);
    arb_mat_t C, T, G;
    arb_mat_init(C, n, n);
    arb_mat_init(T, n, n);
    arb_mat_init(G, n, n);
    arb_mat_transpose(T, Y);
    arb_mat_mul(C, X, T, 2 * wide);
    arb_mat_transpose(T, C);
    arb_mat_mul(G, T, C, wide);
    fulg_ball_gram_bounds(low, high, G, bits);
    arb_mat_clear(C);
    arb_mat_clear(T);
    arb_mat_clear(G);
}

static void
enclose_product(arb_ptr sigma, const arb_mat_t M, const arb_mat_t N,
                norms_t *norms, slong bits)
{
    const slong n = arb_mat_ncols(M);
    arf_struct *low = fulg_ball_arf_init(n), *high = fulg_ball_arf_init(n);
    arb_mat_t X, Y;
    arf_t error;
    mag_t slack, ceiling;
    arb_mat_init(X, n, n);
    arb_mat_init(Y, n, n);
    arf_init(error);
    mag_init(slack);
    mag_init(ceiling);

    factor_gram(X, norms->left_error, M, bits);
    factor_gram(Y, norms->right_error, N, bits);
    fulg_ball_norm2_upper(norms->core, X);
    set_slack(slack, norms);
    set_square_error(error, norms);
    mag_mul(ceiling, norms->left, norms->right);
    core_bounds(low, high, X, Y, bits);
    for (slong i = 0; i < n; i++)
    {
        arf_sub(&low[i], &low[i], error, bits + 30, ARF_RND_FLOOR);
        if (arf_sgn(&low[i]) < 0)
            arf_zero(&low[i]);
        arf_add(&high[i], &high[i], error, bits + 30, ARF_RND_CEIL);
        fulg_ball_set_root(&sigma[i], &low[i], &high[i], slack, ceiling,
                           bits + 30);
    }
    fulg_ball_arf_clear(low, n);
    fulg_ball_arf_clear(high, n);
    arb_mat_clear(X);
    arb_mat_clear(Y);
    arf_clear(error);
    mag_clear(slack);
    mag_clear(ceiling);
}

void
fulg_ball_singular_values_product(arb_ptr sigma, const arb_mat_t A,
                                  const arb_mat_t B, slong bits)
{
    const slong n = arb_mat_ncols(A);
    arb_mat_t M, N;
    norms_t norms;
    arb_mat_init(M, arb_mat_nrows(A), n);
    arb_mat_init(N, arb_mat_ncols(B), n);
    norms_init(&norms);
    fulg_ball_norm2_upper(norms.left, A);
    fulg_ball_norm2_upper(norms.right, B);
    if (mag_is_inf(norms.left) || mag_is_inf(norms.right))
        for (slong i = 0; i < n; i++)
            arb_zero_pm_inf(&sigma[i]);
    else
    {
        fulg_ball_split(M, norms.left_radius, A);
        arb_mat_transpose(N, B);
        fulg_ball_split(N, norms.right_radius, N);
        enclose_product(sigma, M, N, &norms, bits);
    }
    arb_mat_clear(M);
    arb_mat_clear(N);
    norms_clear(&norms);
}
