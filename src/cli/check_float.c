#include <dlfcn.h>
#include <float.h>
#include <stdlib.h>

#include "check.h"

#define COLUMN_MAJOR 102

/* LAPACK serves this report alone, so the program does without it until here. */
typedef int (*dgesdd_t)(int layout, char job, int m, int n, double *a, int lda,
                        double *s, double *u, int ldu, double *vt, int ldvt);
typedef int (*sgesdd_t)(int layout, char job, int m, int n, float *a, int lda,
                        float *s, float *u, int ldu, float *vt, int ldvt);

static dgesdd_t dgesdd;
static sgesdd_t sgesdd;

int
fulg_check_float_load(void)
{
    static int tried;
    void *library;
    if (tried++)
        return dgesdd != NULL && sgesdd != NULL;
    /* Our threads are the only ones: OpenBLAS reads this when it is loaded. */
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    library = dlopen("liblapacke.so.3", RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL)
        return 0;
    *(void **) &dgesdd = dlsym(library, "LAPACKE_dgesdd");
    *(void **) &sgesdd = dlsym(library, "LAPACKE_sgesdd");
    return dgesdd != NULL && sgesdd != NULL;
}

static slong
rank64(double *a, int m, int n)
{
    const int size = FLINT_MIN(m, n);
    double *s = flint_malloc((size_t) size * sizeof(double));
    const double side = FLINT_MAX(m, n);
    slong rank = -1;
    if (dgesdd(COLUMN_MAJOR, 'N', m, n, a, m, s, NULL, m, NULL, n) == 0)
        for (rank = 0; rank < size && s[rank] > side * DBL_EPSILON * s[0];)
            rank++;
    flint_free(s);
    return rank;
}

static slong
rank32(const double *columns, int m, int n)
{
    const int size = FLINT_MIN(m, n);
    float *a = flint_malloc((size_t) m * (size_t) n * sizeof(float));
    float *s = flint_malloc((size_t) size * sizeof(float));
    const float side = (float) FLINT_MAX(m, n);
    slong rank = -1;
    for (slong i = 0; i < (slong) m * n; i++)
        a[i] = (float) columns[i];
    if (sgesdd(COLUMN_MAJOR, 'N', m, n, a, m, s, NULL, m, NULL, n) == 0)
        for (rank = 0; rank < size && s[rank] > side * FLT_EPSILON * s[0];)
            rank++;
    flint_free(a);
    flint_free(s);
    return rank;
}

slong
fulg_check_float_rank(double *columns, slong rows, slong cols, int bits)
{
    if (dgesdd == NULL || sgesdd == NULL || rows < 1 || cols < 1 ||
        rows > 1 << 20 || cols > 1 << 20)
        return -1;
    return bits == 32 ? rank32(columns, (int) rows, (int) cols)
                      : rank64(columns, (int) rows, (int) cols);
}
