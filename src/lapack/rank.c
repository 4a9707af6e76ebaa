#include <float.h>

#include <fulgurite/lapack.h>

#define COLUMN_MAJOR 102

static slong
rank64(const fulg_lapack_t L, double *a, int m, int n)
{
    const int size = FLINT_MIN(m, n);
    double *s = flint_malloc((size_t) size * sizeof(double));
    const double side = FLINT_MAX(m, n);
    slong rank = -1;
    if (L->dgesdd(COLUMN_MAJOR, 'N', m, n, a, m, s, NULL, m, NULL, n) == 0)
        for (rank = 0; rank < size && s[rank] > side * DBL_EPSILON * s[0];)
            rank++;
    flint_free(s);
    return rank;
}

static slong
rank32(const fulg_lapack_t L, const double *columns, int m, int n)
{
    const int size = FLINT_MIN(m, n);
    float *a = flint_malloc((size_t) m * (size_t) n * sizeof(float));
    float *s = flint_malloc((size_t) size * sizeof(float));
    const float side = (float) FLINT_MAX(m, n);
    slong rank = -1;
    for (slong i = 0; i < (slong) m * n; i++)
        a[i] = (float) columns[i];
    if (L->sgesdd(COLUMN_MAJOR, 'N', m, n, a, m, s, NULL, m, NULL, n) == 0)
        for (rank = 0; rank < size && s[rank] > side * FLT_EPSILON * s[0];)
            rank++;
    flint_free(a);
    flint_free(s);
    return rank;
}

slong
fulg_lapack_rank(const fulg_lapack_t L, double *columns, slong rows, slong cols,
                 int bits)
{
    if (rows < 1 || cols < 1 || rows > 1 << 20 || cols > 1 << 20)
        return -1;
    return bits == 32 ? rank32(L, columns, (int) rows, (int) cols)
                      : rank64(L, columns, (int) rows, (int) cols);
}
