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

#ifdef __cplusplus
}
#endif

#endif
