#include <math.h>

#include "impl.h"

/* Entries of another size are left to balls, and pivots so many bits below the
   first one may be rounding errors. */
#define MAX_EXPONENT 300
#define DEPTH 38

/* x = the midpoints, and 0 where a ball contains it; 0 when some entry is too
   large or too small for doubles. */
static int
set_midpoints(double *x, const arb_mat_t A)
{
    const slong rows = arb_mat_nrows(A), cols = arb_mat_ncols(A);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++, x++)
        {
            const arb_struct *entry = arb_mat_entry(A, i, j);
            *x = 0;
            if (arb_contains_zero(entry))
                continue;
            if (arf_cmpabs_2exp_si(arb_midref(entry), MAX_EXPONENT) > 0 ||
                arf_cmpabs_2exp_si(arb_midref(entry), -MAX_EXPONENT) < 0)
                return 0;
            *x = arf_get_d(arb_midref(entry), ARF_RND_NEAR);
        }
    return 1;
}

/* Rows row[k..) and columns k.. of x, which stands in its new order of columns; the
   place of the entry largest in size, and that size. */
static double
largest(slong *best_row, slong *best_col, double **row, slong rows, slong cols,
        slong k)
{
    double best = 0;
    *best_row = *best_col = k;
    for (slong i = k; i < rows; i++)
        for (slong j = k; j < cols; j++)
            if (fabs(row[i][j]) > best)
            {
                best = fabs(row[i][j]);
                *best_row = i;
                *best_col = j;
            }
    return best;
}

/* Brings the pivot to (k, k) in x and in the order. */
static void
exchange(fulg_ball_pivots_t *pivots, double **row, slong rows, slong k, slong i,
         slong j)
{
    double *x = row[k];
    slong n = pivots->row[k];
    row[k] = row[i];
    row[i] = x;
    pivots->row[k] = pivots->row[i];
    pivots->row[i] = n;
    n = pivots->col[k];
    pivots->col[k] = pivots->col[j];
    pivots->col[j] = n;
    for (slong r = 0; r < rows; r++)
    {
        const double y = row[r][k];
        row[r][k] = row[r][j];
        row[r][j] = y;
    }
}

static void
eliminate(double **row, slong rows, slong cols, slong k)
{
    for (slong i = k + 1; i < rows; i++)
    {
        const double factor = row[i][k] / row[k][k];
        for (slong j = k + 1; factor != 0 && j < cols; j++)
            row[i][j] -= factor * row[k][j];
    }
}

static slong
exponent_of(double x)
{
    int e;
    frexp(x, &e);
    return e;
}

int
fulg_ball_pivots_double(fulg_ball_pivots_t *pivots, const arb_mat_t scaled)
{
    const slong rows = arb_mat_nrows(scaled), cols = arb_mat_ncols(scaled);
    double *x = flint_malloc((size_t) (rows * cols + 1) * sizeof(double));
    double **row = flint_malloc((size_t) (rows + 1) * sizeof(double *));
    const int good = set_midpoints(x, scaled);
    double first = 0;
    for (slong i = 0; i < rows; i++)
        row[i] = x + i * cols;
    for (slong k = 0; good && k < pivots->most; k++)
    {
        slong i, j;
        const double size = largest(&i, &j, row, rows, cols, k);
        if (k == 0)
            first = size;
        if (size == 0 || size < ldexp(first, -DEPTH))
            break;
        exchange(pivots, row, rows, k, i, j);
        eliminate(row, rows, cols, k);
        fmpz_set_si(&pivots->size[k], exponent_of(size));
        pivots->num = k + 1;
    }
    flint_free(row);
    flint_free(x);
    return good;
}
