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

/* Inputs for deep softmax networks, until there are num.  Attention to tokens that
   are alike makes them nearly equal, and large scores make it insensitive: both cost
   bits, in every further layer about three times as many.  A local search for inputs at
   which little of either happens; the best are kept.  UNABLE when interrupted, and as
   fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_ball_inputs_spread(
    fulg_ball_jacobian_rank_t result, slong num, const fulg_weights_t W,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

/* A minor of the Jacobian at so many inputs. */
typedef struct
{
    slong size, num_inputs;
    slong *row, *col;
} fulg_ball_minor_t;

/* Empty, with room for so many rows. */
void fulg_ball_minor_init(fulg_ball_minor_t *minor, slong most);
void fulg_ball_minor_clear(fulg_ball_minor_t *minor);

/* The rank of the Jacobian at random inputs mod a random prime, with exponentials
   drawn at random (doc: thm-free-exponentials), at most most; how many inputs it takes,
   and a minor of that size.  Only a guess at what balls can prove, at other inputs.
   DOMAIN when the weights have no residues, UNABLE when the network has none or the
   caller stops. */
FULG_MUST_CHECK fulg_status_t fulg_ball_minor_guess(
    fulg_ball_minor_t *minor, const fulg_weights_t W, slong most,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

/* Tries the rows and columns of a guess, at inputs of its own, with twice as many bits
   each time from first_bits on: no pivots are looked for.  When that is a proof, result
   is what it shows, and 1 is returned; else result is as it was. */
int fulg_ball_minor_prove(fulg_ball_jacobian_rank_t result,
                          const fulg_ball_minor_t *guess,
                          const fulg_weights_t W, slong first_bits,
                          const fulg_ball_rank_options_t *options,
                          fulg_rand_t rand);

/* Whether the Jacobian at num inputs fits into the memory allowed: the matrix, its
   scaled copy and the midpoints. */
int fulg_ball_jacobian_fits(const fulg_weights_t W, slong num, slong bits,
                            ulong max_bytes);
/* No inputs, rank 0. */
void fulg_ball_jacobian_rank_init(fulg_ball_jacobian_rank_t result);
/* The Jacobian at the inputs of the result, at so many bits.  UNABLE or DOMAIN may
   be for lack of bits. */
FULG_MUST_CHECK fulg_status_t fulg_ball_jacobian_enclose(
    fulg_ball_jacobian_rank_t result, const fulg_weights_t W,
    const mag_t radius, slong bits, fulg_diag_t diag);

/* So many tokens are never made fewer. */
#define FULG_BALL_FEW_TOKENS 4
/* The fewest tokens, doubled while residues say that more have a larger rank (below
   most), whose function is contained in that of W (doc: lem-tokens,
   lem-transformer-tokens). */
slong fulg_ball_few_tokens(const fulg_weights_t W, slong most, fulg_rand_t rand,
                           const fulg_progress_t *progress);
/* model (not initialised) = W, rational, with so many tokens (see
   fulg_arch_set_tokens).  UNABLE as fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_ball_model_init(fulg_weights_t model,
                                                   const fulg_weights_t W,
                                                   slong tokens,
                                                   fulg_diag_t diag);

#endif
