/* Evaluation of a network and its derivatives, over any domain. */
#ifndef FULGURITE_EVAL_H
#define FULGURITE_EVAL_H

#include <fulgurite/weights.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What one head leaves behind on the way forward: with X its input, query = Q
   X, key = K X, weight = N(key^T query) (tokens x tokens, row: key token,
   column: query token), mixed = X weight.  slope is the factor by which a
   change of the scores changes the weights (see eval/score.c). */
typedef struct
{
    fulg_mat_t query, key, weight, slope, mixed;
} fulg_head_tape_t;

/* The states X_0 .. X_l and the heads' matrices of the last evaluation. A
   polynomial network keeps its W x in "inner". */
typedef struct
{
    slong depth;
    slong num_heads;
    fulg_mat_struct *state;
    fulg_mat_struct *inner;
    fulg_head_tape_t *head;
    slong *first_head;
} fulg_tape_struct;
typedef fulg_tape_struct fulg_tape_t[1];

/* A tape for networks of the shape of W; cleared with such a W as well. */
void fulg_tape_init(fulg_tape_t T, const fulg_weights_t W);
void fulg_tape_clear(fulg_tape_t T, const fulg_weights_t W);

/* Fills the tape at the input X (d_0 x tokens); the output (d_l x tokens) is
   T->state[depth].  Exact, or an enclosure in balls.  DOMAIN when a
   normalisation divides by zero; UNABLE for softmax outside balls. */
FULG_MUST_CHECK fulg_status_t fulg_eval_forward(fulg_tape_t T,
                                                const fulg_weights_t W,
                                                const fulg_mat_t X,
                                                fulg_diag_t diag);

/* Row-wise derivative: the gradient of <seed, output> with respect to all
   weights, at the point of the tape.  seed is d_l x tokens; gradient has the
   architecture of W.  Exact, or an enclosure in balls; not for softmax outside
   balls.  Cost: about two forward passes. */
void fulg_eval_adjoint(fulg_weights_t gradient, const fulg_tape_t T,
                       const fulg_weights_t W, const fulg_mat_t seed);

/* Forward derivative: dY (d_l x tokens) = the change of the output along the
   direction dW, at the point of the tape.  Exactness and cost as
   fulg_eval_adjoint. */
void fulg_eval_tangent(fulg_mat_t dY, const fulg_tape_t T,
                       const fulg_weights_t W, const fulg_weights_t dW);

/* The rows row .. row + d_l * tokens of J (all weights as columns): the
   derivatives of the output entries (1,1), (1,2), .. at the input X (d_0 x
   tokens).  DOMAIN and UNABLE as fulg_eval_forward.  Cost: one forward pass and
   an adjoint for every row. */
FULG_MUST_CHECK fulg_status_t fulg_eval_jacobian(fulg_mat_t J, slong row,
                                                 const fulg_weights_t W,
                                                 const fulg_mat_t X,
                                                 fulg_diag_t diag);

/* The same for num_out output rows alone, from first_out on, wrapping round:
   num_out * tokens rows of J.  DOMAIN and UNABLE as fulg_eval_forward. */
FULG_MUST_CHECK fulg_status_t
fulg_eval_jacobian_part(fulg_mat_t J, slong row, const fulg_weights_t W,
                        const fulg_mat_t X, slong first_out, slong num_out,
                        fulg_diag_t diag);

/* The degree of the output in the entries of X, for lightning and polynomial
   networks: 3^depth, and power^(depth - 1).  An upper bound: special weights
   may have less. */
void fulg_eval_degree(fmpz_t degree, const fulg_arch_t arch);

/* The degree of the output in the weights, for the same networks; an entry of
   the Jacobian has one less.  From two layers on it is more than the degree in
   X: (3^(depth + 1) - 3)/2 for lightning with full value matrices. */
void fulg_eval_degree_weights(fmpz_t degree, const fulg_arch_t arch);

#ifdef __cplusplus
}
#endif

#endif
