#include <math.h>

#include "singular.h"

/* Householder reflections turn the m x n matrix A (m >= n, column by column) into
   an upper triangular one, which is left in the first n entries of its columns. */
void
fulg_ball_triangularise(double *A, slong m, slong n)
{
    for (slong k = 0; k < n; k++)
    {
        double *x = A + k * m, norm = 0, scale;
        for (slong i = k; i < m; i++)
            norm = hypot(norm, x[i]);
        if (norm == 0)
            continue;
        norm = x[k] > 0 ? -norm : norm;
        x[k] -= norm;
        /* I - v v^T/scale with v = x - norm e_k, scale = -norm v_k = |v|^2/2 */
        scale = -norm * x[k];
        for (slong j = k + 1; j < n; j++)
        {
            double *y = A + j * m, sum = 0;
            for (slong i = k; i < m; i++)
                sum += x[i] * y[i];
            sum /= scale;
            for (slong i = k; i < m; i++)
                y[i] -= sum * x[i];
        }
        x[k] = norm;
        for (slong i = k + 1; i < m; i++)
            x[i] = 0;
    }
}

static void
sort_decreasing(double *x, slong n)
{
    for (slong i = 1; i < n; i++)
    {
        const double y = x[i];
        slong j = i;
        for (; j > 0 && x[j - 1] < y; j--)
            x[j] = x[j - 1];
        x[j] = y;
    }
}

/* The largest absolute value becomes 2^0 or less: squares stay in range. */
static int
scale_down(double *A, slong size)
{
    double largest = 0;
    int e;
    for (slong k = 0; k < size; k++)
        largest = fmax(largest, fabs(A[k]));
    if (largest == 0)
        return 0;
    frexp(largest, &e);
    for (slong k = 0; k < size; k++)
        A[k] = ldexp(A[k], -e);
    return e;
}

void
fulg_ball_singular_values_approx(double *sigma, const double *A, slong rows,
                                 slong cols)
{
    const slong m = FLINT_MAX(rows, cols), n = FLINT_MIN(rows, cols);
    double *work = flint_malloc((size_t) (m * n + 1) * sizeof(double));
    double *R = flint_malloc((size_t) (n * n + 1) * sizeof(double));
    int e;
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            work[rows >= cols ? j * m + i : i * m + j] = A[i * cols + j];
    e = scale_down(work, m * n);
    fulg_ball_triangularise(work, m, n);
    /* Rows of R, as R[i][j] = work[j][i], converge faster than columns. */
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            R[i * n + j] = i <= j ? work[j * m + i] : 0;
    fulg_ball_approx_jacobi_double(R, n);
    for (slong i = 0; i < n; i++)
    {
        sigma[i] = 0;
        for (slong j = 0; j < n; j++)
            sigma[i] = hypot(sigma[i], R[i * n + j]);
        sigma[i] = ldexp(sigma[i], e);
    }
    sort_decreasing(sigma, n);
    flint_free(work);
    flint_free(R);
}
