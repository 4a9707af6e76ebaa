/*
 * LAPACK, where it is installed: floating-point answers for comparison, and
 * approximations to be certified.  The library is loaded only on request, so that
 * nothing else depends on it.
 */
#ifndef FULGURITE_LAPACK_H
#define FULGURITE_LAPACK_H

#include <fulgurite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* LAPACKE's singular values by divide and conquer, in double and in single
   precision, and its QR decomposition. */
typedef struct
{
    void *library;
    int (*dgesdd)(int layout, char job, int m, int n, double *a, int lda,
                  double *s, double *u, int ldu, double *vt, int ldvt);
    int (*dgeqrf)(int layout, int m, int n, double *a, int lda, double *tau);
    int (*sgesdd)(int layout, char job, int m, int n, float *a, int lda,
                  float *s, float *u, int ldu, float *vt, int ldvt);
} fulg_lapack_struct;
typedef fulg_lapack_struct fulg_lapack_t[1];

/* Loads the library.  UNABLE when it is not installed; L is to be cleared in
   either case.  OpenBLAS reads OPENBLAS_NUM_THREADS now: a caller with threads
   of its own sets it to 1 before. */
FULG_MUST_CHECK fulg_status_t fulg_lapack_init(fulg_lapack_t L,
                                               fulg_diag_t diag);
void fulg_lapack_clear(fulg_lapack_t L);

/* The rank as numpy.linalg.matrix_rank has it, in float (bits 32) or double: the
   number of singular values above max(rows, cols) epsilon sigma_1.  -1 where
   LAPACK gives up.  The matrix is given column after column and destroyed. */
slong fulg_lapack_rank(const fulg_lapack_t L, double *columns, slong rows,
                       slong cols, int bits);

#ifdef __cplusplus
}
#endif

#endif
