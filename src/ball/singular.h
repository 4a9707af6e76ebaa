#ifndef FULG_SRC_BALL_SINGULAR_H
#define FULG_SRC_BALL_SINGULAR_H

#include <fulgurite/ball.h>

/*
 * Approximations have "approx" in their names: nothing is known of them until it
 * is measured in balls.  Their matrices are dyadic (all radii zero).
 */

/* X with X^T X close to the midpoint of the symmetric matrix G, to about bits
   bits of the largest entry: a Cholesky factor with complete pivoting.  Pivots
   below 2^(-2 depth) times the largest are replaced by that, so that X is
   invertible unless G is zero; 0 is returned then. */
int fulg_ball_approx_cholesky(arb_mat_t X, const arb_mat_t G, slong depth,
                              slong bits);

/* Householder reflections turn the m x n matrix A (m >= n, column by column) into
   an upper triangular one. */
void fulg_ball_triangularise(double *A, slong m, slong n);
/* Turns the rows of X by plane rotations until they are nearly orthogonal
   (one-sided Jacobi); the second in double precision, on n rows of n numbers. */
void fulg_ball_approx_jacobi(arb_mat_t X, slong bits);
void fulg_ball_approx_jacobi_double(double *X, slong n);

/* Orthonormal columns, nearly, that nearly diagonalise the midpoint of G, in
   decreasing order of the eigenvalues. */
void fulg_ball_approx_eigenvectors(arb_mat_t V, const arb_mat_t G, slong bits);

/* low[i] <= the i-th largest eigenvalue <= high[i] for every symmetric positive
   semidefinite matrix in the n x n matrix G (doc: thm-gram). */
void fulg_ball_gram_bounds(arf_struct *low, arf_struct *high, const arb_mat_t G,
                           slong bits);

/* The working precision for Gram matrices of n columns of m entries, so that
   their square roots are good to bits bits. */
slong fulg_ball_gram_bits(slong m, slong bits);

/* The Gram matrix of the shorter lines of M, so that it is small. */
void fulg_ball_set_gram(arb_mat_t G, const arb_mat_t M, slong bits);

/* M = the midpoints of A (which may be M), and slack >= |A - M|. */
void fulg_ball_split(arb_mat_t M, mag_t slack, const arb_mat_t A);

/* Vectors of arf_t. */
arf_struct *fulg_ball_arf_init(slong n);
void fulg_ball_arf_clear(arf_struct *x, slong n);

/* x encloses [sqrt(low) - slack, sqrt(high) + slack], cut off at 0; at most
   ceiling. */
void fulg_ball_set_root(arb_t x, const arf_t low, const arf_t high,
                        const mag_t slack, const mag_t ceiling, slong bits);

#endif
