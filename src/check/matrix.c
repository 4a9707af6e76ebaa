#include <fulgurite/rank.h>

#include "impl.h"

static slong
exact_rank(const arb_mat_t A)
{
    fmpq_mat_t B;
    slong rank;
    fmpq_mat_init(B, arb_mat_nrows(A), arb_mat_ncols(A));
    fulg_check_to_rational(B, A);
    rank = fulg_rank_exact(NULL, NULL, B);
    fmpq_mat_clear(B);
    return rank;
}

void
fulg_check_matrix(fulg_check_matrix_t M, const arb_mat_t A,
                  const fulg_check_options_t *options)
{
    const slong rows = arb_mat_nrows(A), cols = arb_mat_ncols(A);
    const slong max_bits = options->max_bits;
    arb_ptr sigma;
    mag_t radii;
    mag_init(radii);
    fulg_check_matrix_start(M, rows, cols, FLINT_MIN(rows, cols));
    sigma = _arb_vec_init(M->size);
    fulg_check_norm_of_radii(radii, A);
    for (slong bits = FULG_CHECK_FIRST_BITS;
         bits == FULG_CHECK_FIRST_BITS || bits <= max_bits; bits *= 2)
    {
        if (M->size > 0 && M->rank_lower == M->size)
            fulg_check_matrix_set_min(M, A, bits);
        else
        {
            fulg_ball_singular_values(sigma, A, bits);
            fulg_check_matrix_set_values(M, sigma);
        }
        if (fulg_check_matrix_is_good(M, options) ||
            fulg_check_radii_are_the_limit(M, radii))
            break;
        if (mag_is_zero(radii) && !arb_is_positive(M->sigma_min))
        {
            const slong rank = exact_rank(A);
            fulg_check_matrix_set_rank(M, rank);
            if (rank < M->size)
                break;
        }
    }
    _arb_vec_clear(sigma, M->size);
    mag_clear(radii);
}
