#include <fulgurite/rank.h>

#include "impl.h"

#define BITS 128

static void
product_values(arb_ptr sigma, const fulg_check_matrix_t M, const arb_mat_t L,
               const arb_mat_t R, slong bits)
{
    const slong inner = arb_mat_ncols(L);
    if (inner <= M->rows && inner <= M->cols)
        fulg_ball_singular_values_product(sigma, L, R, bits);
    else
    {
        arb_mat_t A;
        arb_mat_init(A, M->rows, M->cols);
        arb_mat_mul(A, L, R, bits);
        fulg_ball_singular_values(sigma, A, bits);
        arb_mat_clear(A);
    }
}

static slong
exact_product_rank(const arb_mat_t L, const arb_mat_t R)
{
    fmpq_mat_t left, right;
    slong rank;
    fmpq_mat_init(left, arb_mat_nrows(L), arb_mat_ncols(L));
    fmpq_mat_init(right, arb_mat_nrows(R), arb_mat_ncols(R));
    fulg_check_to_rational(left, L);
    fulg_check_to_rational(right, R);
    rank = fulg_rank_product(NULL, NULL, left, right);
    fmpq_mat_clear(left);
    fmpq_mat_clear(right);
    return rank;
}

/* |L R - mid(L) mid(R)| <= |L| |rad R| + |rad L| |R|. */
static void
norm_of_radii(mag_t norm, const arb_mat_t L, const arb_mat_t R)
{
    mag_t left, right, x;
    mag_init(left);
    mag_init(right);
    mag_init(x);
    fulg_ball_norm2_upper(left, L);
    fulg_check_norm_of_radii(x, R);
    mag_mul(norm, left, x);
    fulg_ball_norm2_upper(right, R);
    fulg_check_norm_of_radii(x, L);
    mag_addmul(norm, right, x);
    mag_clear(left);
    mag_clear(right);
    mag_clear(x);
}

/* ---- bounds from the factors ------------------------------------------------ */

/* Ends of the two singular values of a factor. */
typedef struct
{
    arf_t max_low, max_high, min_low, min_high;
} ends_t;

static void
ends_init(ends_t *e, const fulg_check_matrix_t M)
{
    arf_init(e->max_low);
    arf_init(e->max_high);
    arf_init(e->min_low);
    arf_init(e->min_high);
    fulg_ball_get_bounds(e->max_low, e->max_high, M->sigma_max, BITS);
    fulg_ball_get_bounds(e->min_low, e->min_high, M->sigma_min, BITS);
}

static void
ends_clear(ends_t *e)
{
    arf_clear(e->max_low);
    arf_clear(e->max_high);
    arf_clear(e->min_low);
    arf_clear(e->min_high);
}

/* low = max(low, x y), for bounds x, y that are not negative. */
static void
raise_low(arf_t low, const arf_t x, const arf_t y)
{
    arf_t p;
    if (!(arf_sgn(x) > 0 && arf_sgn(y) > 0))
        return;
    arf_init(p);
    arf_mul(p, x, y, BITS, ARF_RND_FLOOR);
    arf_max(low, low, p);
    arf_clear(p);
}

static void
lower_high(arf_t high, const arf_t x, const arf_t y)
{
    arf_t p;
    arf_init(p);
    arf_mul(p, x, y, BITS, ARF_RND_CEIL);
    if (!arf_is_nan(p))
        arf_min(high, high, p);
    arf_clear(p);
}

/* doc: prop-product-bounds.  L has independent columns, if any matrix of its
   shape, when inner <= rows; R independent rows when inner <= cols. */
void
fulg_check_product_sharpen(fulg_check_matrix_t M, const fulg_check_matrix_t ML,
                           const fulg_check_matrix_t MR, slong inner)
{
    const int tall = inner <= M->rows, wide = inner <= M->cols;
    ends_t L, R, P;
    if (M->size == 0 || M->rank_upper < M->size)
        return;
    ends_init(&L, ML);
    ends_init(&R, MR);
    ends_init(&P, M);
    lower_high(P.max_high, L.max_high, R.max_high);
    if (wide)
        raise_low(P.max_low, L.max_low, R.min_low);
    if (tall)
        raise_low(P.max_low, L.min_low, R.max_low);
    if (tall || wide)
        raise_low(P.min_low, L.min_low, R.min_low);
    if (ML->size == M->size)
        lower_high(P.min_high, L.min_high, R.max_high);
    if (MR->size == M->size)
        lower_high(P.min_high, L.max_high, R.min_high);
    fulg_ball_set_bounds(M->sigma_max, P.max_low, P.max_high);
    fulg_ball_set_bounds(M->sigma_min, P.min_low, P.min_high);
    fulg_check_matrix_set_relative(M);
    if (arf_sgn(P.min_low) > 0)
        M->rank_lower = M->size;
    ends_clear(&L);
    ends_clear(&R);
    ends_clear(&P);
}

void
fulg_check_product(fulg_check_matrix_t M, const arb_mat_t L,
                   const fulg_check_matrix_t ML, const arb_mat_t R,
                   const fulg_check_matrix_t MR,
                   const fulg_check_options_t *options)
{
    const slong inner = arb_mat_ncols(L), max_bits = options->max_bits;
    const slong rows = arb_mat_nrows(L), cols = arb_mat_ncols(R);
    const int exact = arb_mat_is_exact(L) && arb_mat_is_exact(R);
    arb_ptr sigma;
    mag_t last, radii;
    fulg_check_matrix_start(M, rows, cols,
                            FLINT_MIN(inner, FLINT_MIN(rows, cols)));
    M->rank_lower = FLINT_MAX(0, ML->rank_lower + MR->rank_lower - inner);
    M->rank_upper = FLINT_MIN(ML->rank_upper, MR->rank_upper);
    /* room for all of a product that is formed */
    sigma = _arb_vec_init(FLINT_MIN(rows, cols) + inner);
    mag_init(last);
    mag_init(radii);
    mag_inf(last);
    norm_of_radii(radii, L, R);
    for (slong bits = FULG_CHECK_FIRST_BITS;
         bits == FULG_CHECK_FIRST_BITS || bits <= max_bits; bits *= 2)
    {
        product_values(sigma, M, L, R, bits);
        fulg_check_matrix_set_values(M, sigma);
        fulg_check_product_sharpen(M, ML, MR, inner);
        /* Radii are to blame when more bits do not shrink the enclosure. */
        if (fulg_check_matrix_is_good(M, options) ||
            fulg_check_radii_are_the_limit(M, radii) ||
            (!exact && mag_cmp(arb_radref(M->sigma_min), last) >= 0))
            break;
        mag_mul_2exp_si(last, arb_radref(M->sigma_min), -1);
        if (exact && M->rank_lower < M->rank_upper)
        {
            const slong rank = exact_product_rank(L, R);
            fulg_check_matrix_set_rank(M, rank);
        }
        if (exact && M->rank_upper < M->size)
        {
            fulg_check_matrix_set_rank(M, M->rank_upper);
            break;
        }
    }
    mag_clear(last);
    mag_clear(radii);
    _arb_vec_clear(sigma, FLINT_MIN(rows, cols) + inner);
}
