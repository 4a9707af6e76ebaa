#ifndef FULG_SRC_BALL_IMPL_H
#define FULG_SRC_BALL_IMPL_H

#include <fulgurite/ball.h>

/* Multiplies rows and columns of A by powers of two, in place, so that the
   largest entry of each that is surely not zero is near 1.  No rank and no
   invertibility changes, and nothing is rounded. */
void fulg_ball_scale(arb_mat_t A);

/* UNABLE, naming the place, when an entry is not finite. */
FULG_MUST_CHECK fulg_status_t fulg_ball_check_finite(const arb_mat_t A,
                                                     fulg_diag_t diag);

/* Gaussian elimination of one matrix in the balls.  Pivot number k is entry
   (row[k], col[k]) of the matrix; |pivot| < 2^size[k] in the scaled matrix. */
typedef struct
{
    slong num, most; /* how many there are, and may be */
    slong *row, *col;
    fmpz *size;
} fulg_ball_pivots_t;

void fulg_ball_pivots_init(fulg_ball_pivots_t *pivots, slong rows, slong cols);
void fulg_ball_pivots_clear(fulg_ball_pivots_t *pivots, slong rows, slong cols);
/* Complete pivoting, as long as the pivots are not mere rounding errors. */
void fulg_ball_pivots_find(fulg_ball_pivots_t *pivots, const arb_mat_t scaled,
                           slong bits);
/* The same in doubles, which is enough as long as pivots do not get small: those
   more than 38 bits below the first are left out.  0 when some entry is too large
   or too small.  What is found is a choice, and proves nothing. */
int fulg_ball_pivots_double(fulg_ball_pivots_t *pivots, const arb_mat_t scaled);
/* The submatrix of the first n pivots. */
fulg_truth_t fulg_ball_leading_is_invertible(const arb_mat_t A,
                                             const fulg_ball_pivots_t *pivots,
                                             slong n, slong bits);
/* The submatrix of these n rows and columns. */
fulg_truth_t fulg_ball_minor_is_invertible(const arb_mat_t A, const slong *row,
                                           const slong *col, slong n,
                                           slong bits);

/* Chooses rows and columns of a minor of A, at most target, with pivots that are
   more than noise: *found of them, the smallest *depth bits below the first.  Only
   when there are as many as the target is the minor looked at in balls: *rank =
   target when that proves it invertible, else 0. */
FULG_MUST_CHECK fulg_status_t fulg_ball_rank_meets(
    slong *rank, slong *found, slong *depth, slong *row, slong *col,
    const arb_mat_t A, slong target, slong bits, fulg_diag_t diag);

/* Draws inputs until there are num.  Large scores make most of a softmax vanish, and
   small ones make all tokens alike: an input is made as large as it can be while
   none of its attention weights vanishes, or may only be made smaller.  Where a norm
   before the scores undoes that, its tokens are brought together instead. */
FULG_MUST_CHECK fulg_status_t fulg_ball_inputs_add(
    fulg_ball_jacobian_rank_t result, slong num, const fulg_weights_t W,
    int may_double, fulg_rand_t rand, fulg_diag_t diag);

/* The rank of the Jacobian at random inputs mod a random prime, with exponentials
   drawn at random (doc: thm-free-exponentials), at most most; and how many of them
   it takes.  Only a guess at what balls can prove.  DOMAIN when the weights have no
   residues, UNABLE when the network has none or the caller stops. */
FULG_MUST_CHECK fulg_status_t fulg_ball_needed_inputs(
    slong *rank, slong *needed, const fulg_weights_t W, slong most,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

#endif
