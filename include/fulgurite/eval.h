/* Evaluation of a network and its derivatives, over any domain. */
#ifndef FULGURITE_EVAL_H
#define FULGURITE_EVAL_H

#include <fulgurite/weights.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What one head leaves behind on the way forward.  With Z what it reads (the
   sublayer's input X behind its norm, or for keys and values the latent
   coordinates of X): query = Q X + b and key = K Z + b, both turned by position,
   far = the query of the shared rotary key; weight = N(key^T query) (tokens x
   tokens, row: key token, column: query token), mixed = Z weight, sums = the
   column sums of weight (1 x tokens).  slope is the factor by which a change of
   the scores changes the weights (see eval/score.c).  What a head does not use is
   0 x 0. */
typedef struct
{
    fulg_mat_t query, key, far, weight, slope, mixed, sums;
} fulg_head_tape_t;

/* What a sublayer leaves behind; what its kind or options do not use is 0 x 0.
   unit = the input behind the norm, scale its 1/root in every entry, read = gain
   unit + shift.  latent = C read, common = the shared rotary key; cosine, sine:
   the angles of the head_dim rows (turn) and of the shared key's (far).
   Feed-forward: up, gate before the activation, value and slope the activation
   and its derivative, hidden what the last matrix reads.  Polynomial: up = W x. */
typedef struct
{
    fulg_mat_t unit, scale, read, latent, common;
    fulg_mat_t cosine, sine, far_cosine, far_sine;
    fulg_mat_t up, gate, value, slope, hidden;
} fulg_sublayer_tape_t;

/* The states X_0 .. X_l and the matrices of the last evaluation; source[i] is the
   state that sublayer i reads, i itself unless it is parallel. */
typedef struct
{
    slong depth;
    slong num_heads;
    fulg_mat_struct *state;
    slong *source;
    fulg_sublayer_tape_t *sub;
    fulg_head_tape_t *head;
    slong *first_head;
} fulg_eval_tape_struct;
typedef fulg_eval_tape_struct fulg_eval_tape_t[1];

/* A tape for networks of the shape of W; cleared with such a W as well. */
void fulg_eval_tape_init(fulg_eval_tape_t T, const fulg_weights_t W);
void fulg_eval_tape_clear(fulg_eval_tape_t T, const fulg_weights_t W);

/* Fills the tape at the input X (d_0 x tokens); the output (d_l x tokens, of
   a readout d_l x 1) is T->state[depth].  Exact, or an enclosure in balls.  DOMAIN when a
   normalisation divides by zero or a root does not exist in the domain; UNABLE
   for what the domain does not have: exponentials (softmax, most activations) and
   angles over Q, erf outside balls, signs mod a prime.  Norms are those with
   epsilon = 0. */
FULG_MUST_CHECK fulg_status_t fulg_eval_forward(fulg_eval_tape_t T,
                                                const fulg_weights_t W,
                                                const fulg_mat_t X,
                                                fulg_diag_t diag);

/* Row-wise derivative: the gradient of <seed, output> with respect to all
   weights, at the point of the tape; what several heads or sublayers share gets
   the sum.  seed has the shape of the output; gradient has the architecture of W.  Exact, or an enclosure in balls; not for softmax outside
   balls.  Cost: about two forward passes. */
void fulg_eval_adjoint(fulg_weights_t gradient, const fulg_eval_tape_t T,
                       const fulg_weights_t W, const fulg_mat_t seed);

/* Forward derivative: dY (of the output's shape) = the change of the output along the
   direction dW, at the point of the tape.  Exactness and cost as
   fulg_eval_adjoint. */
void fulg_eval_tangent(fulg_mat_t dY, const fulg_eval_tape_t T,
                       const fulg_weights_t W, const fulg_weights_t dW);

/* The rows row .. of J (all weights as columns), one for each of the output's d_l
   times tokens (of a readout d_l) entries: the derivatives of the output entries (1,1), (1,2), .. at the input X (d_0 x
   tokens).  DOMAIN and UNABLE as fulg_eval_forward.  Cost: one forward pass and
   an adjoint for every row. */
FULG_MUST_CHECK fulg_status_t fulg_eval_jacobian(fulg_mat_t J, slong row,
                                                 const fulg_weights_t W,
                                                 const fulg_mat_t X,
                                                 fulg_diag_t diag);

/* The same for num_out output rows alone, from first_out on, wrapping round:
   num_out * tokens rows of J (of a readout num_out).  DOMAIN and UNABLE as fulg_eval_forward. */
FULG_MUST_CHECK fulg_status_t fulg_eval_jacobian_part(
    fulg_mat_t J, slong row, const fulg_weights_t W, const fulg_mat_t X,
    slong first_out, slong num_out, fulg_diag_t diag);

/* The degree of the output in the entries of X, for lightning and polynomial
   networks: 3^depth, and power^(depth - 1).  An upper bound: special weights
   may have less. */
void fulg_eval_degree(fmpz_t degree, const fulg_arch_t arch);

/* The degree D in weights and inputs and the length 2^lambda of the entries of the
   Jacobian, as integer polynomials; with a norm of scores of their numerators, and
   then D = 4 tokens delta, where delta is the degree of the output's numerators (doc:
   sec-sizes).  Not for softmax.  Where D would be far above 2^128 it is not made
   larger. */
void fulg_eval_jacobian_sizes(fmpz_t D, fmpz_t lambda, const fulg_arch_t arch);

/* The degree of the output in the weights, for the same networks; an entry of
   the Jacobian has one less.  From two layers on it is more than the degree in
   X: (3^(depth + 1) - 3)/2 for lightning with full value matrices. */
void fulg_eval_degree_weights(fmpz_t degree, const fulg_arch_t arch);

#ifdef __cplusplus
}
#endif

#endif
