#include <fulgurite/check.h>
#include <fulgurite/rank.h>

#define FIRST_BITS 53
/* Correct bits of the smallest singular value with which we are content. */
#define GOOD_BITS 20

void
fulg_check_matrix_init(fulg_check_matrix_t M)
{
    M->rows = M->cols = M->size = 0;
    M->rank_lower = M->rank_upper = 0;
    arb_init(M->sigma_max);
    arb_init(M->sigma_min);
    arb_init(M->relative);
}

void
fulg_check_matrix_clear(fulg_check_matrix_t M)
{
    arb_clear(M->sigma_max);
    arb_clear(M->sigma_min);
    arb_clear(M->relative);
}

void
fulg_check_matrix_scale(fulg_check_matrix_t M, const arb_t factor)
{
    arb_t size;
    arb_init(size);
    arb_abs(size, factor);
    arb_mul(M->sigma_max, M->sigma_max, size, 128);
    arb_mul(M->sigma_min, M->sigma_min, size, 128);
    arb_clear(size);
}

/* What enclosures of the singular values say. */
static void
set_values(fulg_check_matrix_t M, arb_srcptr sigma)
{
    slong positive = 0;
    while (positive < M->size && arb_is_positive(sigma + positive))
        positive++;
    M->rank_lower = FLINT_MAX(M->rank_lower, positive);
    arb_zero(M->sigma_max);
    arb_zero(M->sigma_min);
    arb_zero(M->relative);
    if (M->size == 0)
        return;
    arb_set(M->sigma_max, sigma);
    arb_set(M->sigma_min, sigma + M->size - 1);
    /* 0/0 has no value: the zero matrix keeps relative = 0.  A matrix that may
       be zero, or not, has a quotient in [0, 1] all the same. */
    if (arb_is_positive(sigma))
        arb_div(M->relative, M->sigma_min, M->sigma_max, 64);
    else if (!arb_is_zero(sigma))
        arb_unit_interval(M->relative);
}

static int
is_good(const fulg_check_matrix_t M)
{
    return M->size == 0 || (arb_is_positive(M->sigma_min) &&
                            arb_rel_accuracy_bits(M->sigma_min) >= GOOD_BITS);
}

/* The norm of the radii: nothing is known to more than that. */
static void
norm_of_radii(mag_t norm, const arb_mat_t A)
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

static void
to_rational(fmpq_mat_t B, const arb_mat_t A)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arf_get_fmpq(fmpq_mat_entry(B, i, j),
                         arb_midref(arb_mat_entry(A, i, j)));
}

static slong
exact_rank(const arb_mat_t A)
{
    fmpq_mat_t B;
    slong rank;
    fmpq_mat_init(B, arb_mat_nrows(A), arb_mat_ncols(A));
    to_rational(B, A);
    rank = fulg_rank_exact(NULL, NULL, B);
    fmpq_mat_clear(B);
    return rank;
}

/* A or (with R) A R is known exactly to have this rank. */
static void
set_rank(fulg_check_matrix_t M, slong rank)
{
    M->rank_lower = M->rank_upper = rank;
    if (rank < M->size)
    {
        arb_zero(M->sigma_min);
        arb_zero(M->relative);
    }
}

void
fulg_check_matrix(fulg_check_matrix_t M, const arb_mat_t A, slong max_bits)
{
    arb_ptr sigma;
    mag_t radii;
    mag_init(radii);
    M->rows = arb_mat_nrows(A);
    M->cols = arb_mat_ncols(A);
    M->size = FLINT_MIN(M->rows, M->cols);
    M->rank_lower = 0;
    M->rank_upper = M->size;
    sigma = _arb_vec_init(M->size);
    norm_of_radii(radii, A);
    for (slong bits = FIRST_BITS; bits == FIRST_BITS || bits <= max_bits;
         bits *= 2)
    {
        fulg_ball_singular_values(sigma, A, bits);
        set_values(M, sigma);
        if (is_good(M))
            break;
        if (mag_is_zero(radii) && !arb_is_positive(M->sigma_min))
        {
            const slong rank = exact_rank(A);
            set_rank(M, rank);
            if (rank < M->size)
                break;
        }
        /* twice the norm of the radii: they leave no more digits */
        mag_mul_2exp_si(radii, radii, 1);
        if (mag_cmp(arb_radref(M->sigma_min), radii) <= 0 &&
            !mag_is_zero(radii))
            break;
        mag_mul_2exp_si(radii, radii, -1);
    }
    _arb_vec_clear(sigma, M->size);
    mag_clear(radii);
}

/* ---- products --------------------------------------------------------------- */

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
    to_rational(left, L);
    to_rational(right, R);
    rank = fulg_rank_product(NULL, NULL, left, right);
    fmpq_mat_clear(left);
    fmpq_mat_clear(right);
    return rank;
}

void
fulg_check_product(fulg_check_matrix_t M, const arb_mat_t L,
                   const fulg_check_matrix_t ML, const arb_mat_t R,
                   const fulg_check_matrix_t MR, slong max_bits)
{
    const slong inner = arb_mat_ncols(L);
    const int exact = arb_mat_is_exact(L) && arb_mat_is_exact(R);
    arb_ptr sigma;
    mag_t last;
    M->rows = arb_mat_nrows(L);
    M->cols = arb_mat_ncols(R);
    M->size = FLINT_MIN(inner, FLINT_MIN(M->rows, M->cols));
    M->rank_lower = FLINT_MAX(0, ML->rank_lower + MR->rank_lower - inner);
    M->rank_upper = FLINT_MIN(ML->rank_upper, MR->rank_upper);
    /* room for all of a product that is formed */
    sigma = _arb_vec_init(FLINT_MIN(M->rows, M->cols) + inner);
    mag_init(last);
    mag_inf(last);
    for (slong bits = FIRST_BITS; bits == FIRST_BITS || bits <= max_bits;
         bits *= 2)
    {
        product_values(sigma, M, L, R, bits);
        set_values(M, sigma);
        /* Radii are to blame when more bits do not shrink the enclosure. */
        if (is_good(M) ||
            (!exact && mag_cmp(arb_radref(M->sigma_min), last) >= 0))
            break;
        mag_mul_2exp_si(last, arb_radref(M->sigma_min), -1);
        if (exact && M->rank_lower < M->rank_upper)
        {
            const slong rank = exact_product_rank(L, R);
            set_rank(M, rank);
        }
        if (exact && M->rank_upper < M->size)
        {
            set_rank(M, M->rank_upper);
            break;
        }
    }
    mag_clear(last);
    _arb_vec_clear(sigma, FLINT_MIN(M->rows, M->cols) + inner);
}
