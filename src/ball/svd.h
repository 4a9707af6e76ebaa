/* Private to the module: matrices of doubles, column after column. */
#ifndef FULG_BALL_SVD_H
#define FULG_BALL_SVD_H

#include <fulgurite/ball.h>

/* C = X^T Y, p x q, for X n x p and Y n x q: sums of n products in whatever order,
   so that |C - X^T Y| <= gamma_n |X|^T |Y| + n 2^-1074 entry by entry, gamma_n = n u /
   (1 - n u), u = 2^-53.  symmetric: X = Y. */
void fulg_ball_double_dot(double *C, const double *X, slong p, const double *Y,
                          slong q, slong n, int symmetric);
/* Adds X^T Y to C, p x q, with leading dimensions ldx and ldy, where the processor
   has fused products of four (fulg_ball_has_fma); rows before first are left out. */
int fulg_ball_has_fma(void);
void fulg_ball_add_block_fma(double *C, slong p, const double *X, slong ldx,
                             const double *Y, slong ldy, slong q, slong n,
                             slong first);
/* V = nearly the right singular vectors of the m x n matrix A, m >= n, whose largest
   entry is near 1; n x n.  0 when there are none. */
int fulg_ball_approx_vectors_double(double *V, const double *A, slong m,
                                    slong n, const fulg_lapack_struct *lapack);

#endif
