#include "impl.h"

/* Bits of bounds that are numbers, not enclosures, and of quotients: enough for
   FULG_CHECK_MAX_DIGITS. */
#define BITS 128
#define QUOTIENT_BITS 2048

void
fulg_check_matrix_init(fulg_check_matrix_t M)
{
    M->rows = M->cols = M->size = 0;
    M->rank_lower = M->rank_upper = 0;
    arb_init(M->sigma_max);
    arb_init(M->sigma_min);
    arf_init(M->relative_lower);
    arf_init(M->relative_upper);
}

void
fulg_check_matrix_clear(fulg_check_matrix_t M)
{
    arb_clear(M->sigma_max);
    arb_clear(M->sigma_min);
    arf_clear(M->relative_lower);
    arf_clear(M->relative_upper);
}

void
fulg_check_matrix_start(fulg_check_matrix_t M, slong rows, slong cols,
                        slong size)
{
    M->rows = rows;
    M->cols = cols;
    M->size = size;
    M->rank_lower = 0;
    M->rank_upper = size;
    arb_zero(M->sigma_max);
    arb_zero(M->sigma_min);
    arf_zero(M->relative_lower);
    arf_zero(M->relative_upper);
}

/* x times a positive factor: a positive lower bound stays one. */
static void
scale(arb_t x, const arf_t least, const arf_t most)
{
    const slong bits = FLINT_MAX(BITS, arb_bits(x));
    arf_t low, high;
    arf_init(low);
    arf_init(high);
    fulg_ball_get_bounds(low, high, x, bits);
    if (arf_sgn(low) < 0)
        arf_zero(low);
    arf_mul(low, low, least, bits, ARF_RND_FLOOR);
    arf_mul(high, high, most, bits, ARF_RND_CEIL);
    fulg_ball_set_bounds(x, low, high);
    arf_clear(low);
    arf_clear(high);
}

void
fulg_check_matrix_scale(fulg_check_matrix_t M, const arb_t factor)
{
    arb_t size;
    arf_t least, most;
    arb_init(size);
    arf_init(least);
    arf_init(most);
    arb_abs(size, factor);
    fulg_ball_get_bounds(least, most, size, FLINT_MAX(BITS, arb_bits(size)));
    scale(M->sigma_max, least, most);
    scale(M->sigma_min, least, most);
    arb_clear(size);
    arf_clear(least);
    arf_clear(most);
}

void
fulg_check_matrix_set_relative(fulg_check_matrix_t M)
{
    arf_t low_max, high_max, low_min, high_min;
    arf_init(low_max);
    arf_init(high_max);
    arf_init(low_min);
    arf_init(high_min);
    fulg_ball_get_bounds(low_max, high_max, M->sigma_max, QUOTIENT_BITS);
    fulg_ball_get_bounds(low_min, high_min, M->sigma_min, QUOTIENT_BITS);
    arf_zero(M->relative_lower);
    arf_zero(M->relative_upper);
    /* 0/0 has no value: the zero matrix has the quotient 0.  A matrix that may
       be zero, or not, has a quotient in [0, 1] all the same. */
    if (arf_sgn(high_max) > 0 && M->size > 0)
    {
        if (arf_sgn(low_min) > 0)
            arf_div(M->relative_lower, low_min, high_max, QUOTIENT_BITS,
                    ARF_RND_FLOOR);
        if (arf_sgn(low_max) > 0)
            arf_div(M->relative_upper, high_min, low_max, QUOTIENT_BITS,
                    ARF_RND_CEIL);
        if (!(arf_sgn(low_max) > 0) ||
            !(arf_cmp_2exp_si(M->relative_upper, 0) <= 0))
            arf_one(M->relative_upper);
    }
    arf_clear(low_max);
    arf_clear(high_max);
    arf_clear(low_min);
    arf_clear(high_min);
}

void
fulg_check_matrix_set_values(fulg_check_matrix_t M, arb_srcptr sigma)
{
    slong positive = 0;
    while (positive < M->size && arb_is_positive(sigma + positive))
        positive++;
    M->rank_lower = FLINT_MAX(M->rank_lower, positive);
    if (M->size == 0)
        return;
    arb_set(M->sigma_max, sigma);
    arb_set(M->sigma_min, sigma + M->size - 1);
    fulg_check_matrix_set_relative(M);
}

void
fulg_check_matrix_set_min(fulg_check_matrix_t M, const arb_mat_t A, slong bits)
{
    arb_t sigma;
    arb_init(sigma);
    fulg_ball_singular_min(sigma, A, bits);
    /* Both enclose it, so the intersection is not empty. */
    if (!arb_intersection(M->sigma_min, M->sigma_min, sigma, bits + 30))
        arb_set(M->sigma_min, sigma);
    fulg_check_matrix_set_relative(M);
    arb_clear(sigma);
}

void
fulg_check_matrix_set_rank(fulg_check_matrix_t M, slong rank)
{
    M->rank_lower = M->rank_upper = rank;
    if (rank < M->size)
    {
        arb_zero(M->sigma_min);
        fulg_check_matrix_set_relative(M);
    }
}

int
fulg_check_matrix_is_good(const fulg_check_matrix_t M,
                          const fulg_check_options_t *options)
{
    /* 3.33 bits a digit, and one for the rounding */
    const slong bits = options->digits * 10 / 3 + 2;
    return M->size == 0 || (arb_is_positive(M->sigma_min) &&
                            arb_rel_accuracy_bits(M->sigma_min) >= bits);
}

void
fulg_check_to_rational(fmpq_mat_t B, const arb_mat_t A)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arf_get_fmpq(fmpq_mat_entry(B, i, j),
                         arb_midref(arb_mat_entry(A, i, j)));
}

void
fulg_check_norm_of_radii(mag_t norm, const arb_mat_t A)
{
    arb_mat_t R;
    arb_mat_init(R, arb_mat_nrows(A), arb_mat_ncols(A));
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arf_set_mag(arb_midref(arb_mat_entry(R, i, j)),
                        arb_radref(arb_mat_entry(A, i, j)));
    fulg_ball_norm2_upper(norm, R);
    arb_mat_clear(R);
}

int
fulg_check_radii_are_the_limit(const fulg_check_matrix_t M, const mag_t radii)
{
    mag_t several;
    int limit;
    if (mag_is_zero(radii))
        return 0;
    mag_init(several);
    mag_mul_2exp_si(several, radii, 2);
    limit = mag_cmp(arb_radref(M->sigma_min), several) <= 0;
    mag_clear(several);
    return limit;
}
