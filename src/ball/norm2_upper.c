#include <fulgurite/ball.h>

/* The largest sum of absolute values over the rows, or the columns. */
static void
largest_sum(mag_t norm, const arb_mat_t A, int of_rows)
{
    const slong lines = of_rows ? arb_mat_nrows(A) : arb_mat_ncols(A);
    const slong length = of_rows ? arb_mat_ncols(A) : arb_mat_nrows(A);
    mag_t sum, x;
    mag_init(sum);
    mag_init(x);
    mag_zero(norm);
    for (slong i = 0; i < lines; i++)
    {
        mag_zero(sum);
        for (slong j = 0; j < length; j++)
        {
            arb_get_mag(x, of_rows ? arb_mat_entry(A, i, j)
                                   : arb_mat_entry(A, j, i));
            mag_add(sum, sum, x);
        }
        mag_max(norm, norm, sum);
    }
    mag_clear(sum);
    mag_clear(x);
}

static void
frobenius(mag_t norm, const arb_mat_t A)
{
    mag_t x;
    mag_init(x);
    mag_zero(norm);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            arb_get_mag(x, arb_mat_entry(A, i, j));
            mag_addmul(norm, x, x);
        }
    mag_sqrt(norm, norm);
    mag_clear(x);
}

void
fulg_ball_norm2_upper(mag_t norm, const arb_mat_t A)
{
    mag_t rows, cols;
    mag_init(rows);
    mag_init(cols);
    largest_sum(rows, A, 1);
    largest_sum(cols, A, 0);
    frobenius(norm, A);
    mag_mul(rows, rows, cols);
    mag_sqrt(rows, rows);
    mag_min(norm, norm, rows);
    mag_clear(rows);
    mag_clear(cols);
}
