#include <string.h>

#include "impl.h"

/* radius >= the spectral norm of what the truth may be off by. */
static void
norm_of_radius(mag_t norm, const double *A, slong num,
               const fulg_floats_view_t view, const fulg_floats_radius_t radius)
{
    arb_t x, y;
    slong relative, absolute;
    double sum = 0;
    mag_zero(norm);
    if (radius->kind == FULG_RADIUS_ZERO)
        return;
    arb_init(x);
    arb_init(y);
    arb_set_ui(x, (ulong) num);
    arb_sqrt(x, x, 64);
    if (radius->kind == FULG_RADIUS_GIVEN)
    {
        arb_set_fmpq(y, radius->given, 64);
        arb_mul(x, x, y, 64);
    }
    else
    {
        fulg_floats_format_half_ulp(&relative, &absolute, view->tensor->format);
        /* The sum is right to 2^-10 where num is below 2^40; what underflows is
           less than the absolute part. */
        for (slong k = 0; k < num; k++)
            sum += A[k] * A[k];
        arb_mul_2exp_si(x, x, FLINT_MAX(absolute, -530) + 1);
        arb_set_d(y, sum);
        arb_mul_ui(y, y, 1025, 64);
        arb_mul_2exp_si(y, y, -10);
        arb_sqrt(y, y, 64);
        arb_mul_2exp_si(y, y, relative);
        arb_add(x, x, y, 64);
    }
    arb_get_mag(norm, x);
    if (!arb_is_finite(x))
        mag_inf(norm);
    arb_clear(x);
    arb_clear(y);
}

/* Enough for the digits that are asked for, or all that the radii leave. */
static int
is_enough(const fulg_check_matrix_t M, const mag_t radii,
          const fulg_check_options_t *options)
{
    return fulg_check_matrix_is_good(M, options) ||
           fulg_check_radii_are_the_limit(M, radii);
}

fulg_status_t
fulg_check_double(int *good, fulg_check_matrix_t M, fulg_ball_svd_t S,
                  const fulg_floats_view_t view, int across,
                  const fulg_floats_radius_t radius,
                  const fulg_check_options_t *options, fulg_diag_t diag)
{
    const slong rows = view->rows, cols = view->cols;
    const slong size = FLINT_MIN(rows, cols);
    fulg_floats_view_struct tall = *view;
    fulg_status_t status;
    double *A;
    mag_t radii;
    *good = 0;
    memset(S, 0, sizeof(fulg_ball_svd_struct));
    if (rows * cols < options->least_entries)
        return FULG_OK;
    A = flint_malloc((size_t) (rows * cols) * sizeof(double));
    mag_init(radii);
    if (rows < cols || (across && rows == cols))
        fulg_floats_view_transpose(&tall);
    status = fulg_floats_view_get_doubles(A, &tall, diag);
    fulg_check_matrix_start(M, rows, cols, size);
    if (status == FULG_OK)
    {
        norm_of_radius(radii, A, rows * cols, view, radius);
        *good = fulg_ball_svd_init(S, A, FLINT_MAX(rows, cols), size, radii,
                                   options->lapack);
    }
    if (*good)
    {
        arb_ptr sigma = _arb_vec_init(size);
        fulg_ball_svd_values(sigma, S);
        fulg_check_matrix_set_values(M, sigma);
        _arb_vec_clear(sigma, size);
        *good = is_enough(M, radii, options);
    }
    flint_free(A);
    mag_clear(radii);
    return status;
}

int
fulg_check_double_product(fulg_check_matrix_t M, slong rows, slong cols,
                          const fulg_ball_svd_t L, const fulg_check_matrix_t ML,
                          const fulg_ball_svd_t R, const fulg_check_matrix_t MR,
                          const fulg_check_options_t *options)
{
    const slong n = L->n;
    arb_ptr sigma;
    mag_t radii, x;
    int good;
    if (L->m != rows || R->m != cols || R->n != n)
        return 0;
    sigma = _arb_vec_init(n);
    mag_init(radii);
    mag_init(x);
    fulg_check_matrix_start(M, rows, cols, n);
    good = fulg_ball_svd_product_values(sigma, L, R, options->lapack);
    if (good)
    {
        fulg_check_matrix_set_values(M, sigma);
        fulg_check_product_sharpen(M, ML, MR, n);
        arb_get_mag(radii, ML->sigma_max);
        mag_mul(radii, radii, R->radius);
        arb_get_mag(x, MR->sigma_max);
        mag_addmul(radii, x, L->radius);
        good = is_enough(M, radii, options);
    }
    _arb_vec_clear(sigma, n);
    mag_clear(radii);
    mag_clear(x);
    return good;
}

fulg_status_t
fulg_check_view(fulg_check_matrix_t M, const fulg_floats_view_t view,
                const fulg_floats_radius_t radius,
                const fulg_check_options_t *options, fulg_diag_t diag)
{
    fulg_ball_svd_t S;
    arb_mat_t A;
    int good;
    fulg_status_t status;
    status = fulg_check_double(&good, M, S, view, 0, radius, options, diag);
    if (status != FULG_OK)
        return status;
    fulg_ball_svd_clear(S);
    if (good)
        return FULG_OK;
    arb_mat_init(A, view->rows, view->cols);
    status = fulg_floats_view_get_arb_mat(A, view, radius, diag);
    if (status == FULG_OK)
        fulg_check_matrix(M, A, options);
    arb_mat_clear(A);
    return status;
}
