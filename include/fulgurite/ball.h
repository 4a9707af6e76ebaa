/*
 * What is certain about matrices of real balls.
 *
 * A ball matrix stands for every real matrix inside it.  What is claimed here
 * holds for all of them; a claim is never made on the strength of a midpoint.
 */
#ifndef FULGURITE_BALL_H
#define FULGURITE_BALL_H

#include <fulgurite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* TRUE: every matrix in S is invertible, proved by an approximate inverse R of
   the midpoint with |I - R S| < 1.  FALSE: some matrix in S is not (S is not
   square, or a row or column of it contains zero).  UNKNOWN: neither was shown at
   a working precision of bits. The 0 x 0 matrix is invertible.  Cost: one
   inverse and one product. */
fulg_truth_t fulg_ball_is_invertible(const arb_mat_t S, slong bits);

/* Every matrix in A has rank at least *rank.  row and col (each may be NULL,
   else with room for the smaller side of A) receive the *rank rows and columns of
   a submatrix that is invertible everywhere in A, in the order in which complete
   pivoting on the midpoints, scaled by powers of two, has found them.  The rank
   of the midpoint may be larger: more bits or smaller radii may show it.  UNABLE
   when an entry is not finite. Cost: rows * cols * rank multiplications. */
FULG_MUST_CHECK fulg_status_t fulg_ball_rank_lower(slong *rank, slong *row,
                                                   slong *col,
                                                   const arb_mat_t A,
                                                   slong bits,
                                                   fulg_diag_t diag);

/* norm >= the largest singular value of every matrix in A: the least of the
   Frobenius norm and the root of (largest row sum) (largest column sum). */
void fulg_ball_norm2_upper(mag_t norm, const arb_mat_t A);

/* sigma has room for the smaller side of A.  sigma[k] encloses the (k+1)-th
   largest singular value of every matrix in A: its distance, in the spectral
   norm, from the nearest matrix of rank k.  The lower end is 0 where none is
   proved.  With the entries exact, values down to 2^(4-bits) sigma[0] or so have
   correct digits; radii add at most their own norm.  For 53 bits or less the
   unverified part runs in double precision.  Proof: doc/ball.rst, thm-gram.
   Cost: one Gram matrix, then cubic in the smaller side. */
void fulg_ball_singular_values(arb_ptr sigma, const arb_mat_t A, slong bits);
/* The last of them, infinity for an empty matrix: the distance from the nearest
   matrix of lower rank. */
void fulg_ball_singular_min(arb_t sigma, const arb_mat_t A, slong bits);

/* The first n singular values of A B (all others are 0), where n is the number
   of columns of A, at most the other sides: without forming the product.  Here
   only values down to 2^(4-bits) |A| |B| or so have correct digits. */
void fulg_ball_singular_values_product(arb_ptr sigma, const arb_mat_t A,
                                       const arb_mat_t B, slong bits);

#ifdef __cplusplus
}
#endif

#endif
