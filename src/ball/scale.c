#include "impl.h"

/* Balancing by means finds the scales of a matrix with all entries near 1 again
   in one round, and with some zeros in a few. */
#define ROUNDS 6

/* A row or a column of a matrix. */
typedef struct
{
    slong n;
    int is_row;
} line_t;

static slong
line_length(const arb_mat_t A, line_t line)
{
    return line.is_row ? arb_mat_ncols(A) : arb_mat_nrows(A);
}

static arb_struct *
line_entry(const arb_mat_t A, line_t line, slong m)
{
    return line.is_row ? arb_mat_entry(A, line.n, m)
                       : arb_mat_entry(A, m, line.n);
}

/* The mean and the maximum of the exponents of those entries whose balls do not
   contain zero; 0 when there is none: noise is not blown up. */
static int
line_exponents(fmpz_t mean, fmpz_t most, const arb_mat_t A, line_t line)
{
    slong found = 0;
    fmpz_zero(mean);
    for (slong m = 0; m < line_length(A, line); m++)
    {
        const arb_struct *x = line_entry(A, line, m);
        const fmpz *size = ARF_EXPREF(arb_midref(x));
        if (arb_contains_zero(x) || arf_is_special(arb_midref(x)))
            continue;
        fmpz_add(mean, mean, size);
        if (found == 0 || fmpz_cmp(size, most) > 0)
            fmpz_set(most, size);
        found++;
    }
    if (found > 0)
        fmpz_fdiv_q_si(mean, mean, found);
    return found > 0;
}

static void
scale_line(arb_mat_t A, line_t line, int by_mean)
{
    fmpz_t mean, most;
    fmpz_init(mean);
    fmpz_init(most);
    if (line_exponents(mean, most, A, line))
    {
        fmpz_neg(most, by_mean ? mean : most);
        for (slong m = 0; m < line_length(A, line); m++)
        {
            arb_struct *x = line_entry(A, line, m);
            arb_mul_2exp_fmpz(x, x, most);
        }
    }
    fmpz_clear(mean);
    fmpz_clear(most);
}

void
fulg_ball_scale(arb_mat_t A)
{
    for (slong round = 0; round <= ROUNDS; round++)
    {
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            scale_line(A, (line_t){j, 0}, round < ROUNDS);
        for (slong i = 0; i < arb_mat_nrows(A); i++)
            scale_line(A, (line_t){i, 1}, round < ROUNDS);
    }
}
