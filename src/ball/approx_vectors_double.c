#include <math.h>
#include <string.h>

#include "singular.h"
#include "svd.h"

#define COLUMN_MAJOR 102

/* The upper triangle of the QR decomposition in work, as an n x n matrix. */
static void
take_triangle(double *R, const double *work, slong m, slong n)
{
    for (slong j = 0; j < n; j++)
        for (slong i = 0; i < n; i++)
            R[i + j * n] = i <= j ? work[i + j * m] : 0;
}

static int
with_lapack(double *V, double *work, slong m, slong n,
            const fulg_lapack_struct *L)
{
    double *R = flint_malloc((size_t) (n * n) * sizeof(double));
    double *U = flint_malloc((size_t) (n * n) * sizeof(double));
    double *s = flint_malloc((size_t) n * sizeof(double));
    const int k = (int) n;
    int good = L->dgeqrf(COLUMN_MAJOR, (int) m, k, work, (int) m, s) == 0;
    take_triangle(R, work, m, n);
    good = good && L->dgesdd(COLUMN_MAJOR, 'A', k, k, R, k, s, U, k, V, k) == 0;
    /* V holds its transpose. */
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < i; j++)
        {
            const double x = V[i + j * n];
            V[i + j * n] = V[j + i * n];
            V[j + i * n] = x;
        }
    flint_free(R);
    flint_free(U);
    flint_free(s);
    return good;
}

/* R = J S V^T: rotations of its rows leave S V^T. */
static int
without_lapack(double *V, double *work, slong m, slong n)
{
    fulg_ball_triangularise(work, m, n);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            V[j + i * n] = i <= j ? work[i + j * m] : 0;
    fulg_ball_approx_jacobi_double(V, n);
    for (slong i = 0; i < n; i++)
    {
        double norm = 0;
        for (slong j = 0; j < n; j++)
            norm = hypot(norm, V[j + i * n]);
        if (!(norm > 0))
            return 0;
        for (slong j = 0; j < n; j++)
            V[j + i * n] /= norm;
    }
    return 1;
}

int
fulg_ball_approx_vectors_double(double *V, const double *A, slong m, slong n,
                                const fulg_lapack_struct *lapack)
{
    const size_t size = (size_t) (m * n) * sizeof(double);
    double *work = flint_malloc(size);
    int good;
    memcpy(work, A, size);
    good = lapack != NULL && m < 1 << 20 && lapack->dgeqrf != NULL
               ? with_lapack(V, work, m, n, lapack)
               : without_lapack(V, work, m, n);
    flint_free(work);
    return good;
}
