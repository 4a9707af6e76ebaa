/* Shared by the evaluation and its derivatives; not installed. */
#ifndef FULG_EVAL_IMPL_H
#define FULG_EVAL_IMPL_H

#include <fulgurite/eval.h>

/* ---- the operations of a kind of sublayer ------------------------------------
   Sublayer i maps x (what it reads, behind its norm) to y; residual connections,
   norms and the order of sublayers are not its business. */

typedef struct
{
    /* The matrices of the tape; all others are 0 x 0. */
    void (*tape_init)(fulg_eval_tape_t T, const fulg_weights_t W, slong i);
    /* y += f(x); statuses as fulg_eval_forward. */
    fulg_status_t (*forward)(fulg_mat_t y, fulg_eval_tape_t T,
                             const fulg_weights_t W, slong i,
                             const fulg_mat_struct *x, fulg_diag_t diag);
    /* dy += the change of f along dW and dx */
    void (*tangent)(fulg_mat_t dy, const fulg_eval_tape_t T,
                    const fulg_weights_t W, const fulg_weights_t dW, slong i,
                    const fulg_mat_struct *x, const fulg_mat_struct *dx);
    /* gradient += and back += what the gradient out of y says of W and of x */
    void (*adjoint)(fulg_mat_t back, fulg_weights_t gradient,
                    const fulg_eval_tape_t T, const fulg_weights_t W, slong i,
                    const fulg_mat_struct *x, const fulg_mat_struct *out);
    /* The degree of f in x is step; own more than step times that of x is its
       degree in the weights.  For polynomial maps without norms. */
    void (*degree)(ulong *step, ulong *own, const fulg_arch_struct *arch,
                   slong i);
} fulg_layer_ops_t;

extern const fulg_layer_ops_t fulg_eval_attention;
extern const fulg_layer_ops_t fulg_eval_feed_forward;
extern const fulg_layer_ops_t fulg_eval_polynomial;

/* The operations of the kind of sublayer i. */
const fulg_layer_ops_t *fulg_eval_ops(const fulg_arch_struct *arch, slong i);

/* ---- norms ------------------------------------------------------------------- */

/* What sublayer i reads of its state: the state, or "read" of the tape. */
const fulg_mat_struct *fulg_eval_read(const fulg_eval_tape_t T,
                                      const fulg_weights_t W, slong i);
/* Fills the tape of the norm of sublayer i, if it has one. */
FULG_MUST_CHECK fulg_status_t fulg_eval_norm(fulg_eval_tape_t T,
                                             const fulg_weights_t W, slong i,
                                             fulg_diag_t diag);
/* dr = the change of what is read when the state changes by dx. */
void fulg_eval_norm_tangent(fulg_mat_t dr, const fulg_eval_tape_t T,
                            const fulg_weights_t W, const fulg_weights_t dW,
                            slong i, const fulg_mat_struct *dx);
/* back += what the gradient g of what is read says of the state. */
void fulg_eval_norm_adjoint(fulg_mat_t back, fulg_weights_t gradient,
                            const fulg_eval_tape_t T, const fulg_weights_t W,
                            slong i, const fulg_mat_struct *g);

/* ---- affine maps of weights ----------------------------------------------------
   y = M x + b with M the matrix of a kind of a head's sublayer, and b the bias of
   that kind; bias 0, or absent matrices of the kind: none. */

void fulg_eval_linear(fulg_mat_t y, const fulg_weights_t W, slong i, slong h,
                      char kind, char bias, const fulg_mat_struct *x);
/* dy += its change */
void fulg_eval_linear_tangent(fulg_mat_t dy, const fulg_weights_t W,
                              const fulg_weights_t dW, slong i, slong h,
                              char kind, char bias, const fulg_mat_struct *x,
                              const fulg_mat_struct *dx);
/* gradient += and back += (unless NULL) what the gradient g of y says. */
void fulg_eval_linear_adjoint(fulg_mat_struct *back, fulg_weights_t gradient,
                              const fulg_weights_t W, slong i, slong h,
                              char kind, char bias, const fulg_mat_struct *x,
                              const fulg_mat_struct *g);

/* ---- values of a head --------------------------------------------------------- */

/* Y += the output of head h of sublayer i, whose tape has mixed and sums. */
void fulg_eval_value(fulg_mat_t Y, const fulg_head_tape_t *head,
                     const fulg_weights_t W, slong i, slong h);
/* dY += its change; dmixed and dsums are the changes of mixed and sums. */
void fulg_eval_value_tangent(fulg_mat_t dY, const fulg_head_tape_t *head,
                             const fulg_weights_t W, const fulg_weights_t dW,
                             slong i, slong h, const fulg_mat_struct *dmixed,
                             const fulg_mat_struct *dsums);
/* mixed and sums get what the gradient out of the output says of them. */
void fulg_eval_value_adjoint(fulg_mat_t mixed, fulg_mat_t sums,
                             fulg_weights_t gradient,
                             const fulg_head_tape_t *head,
                             const fulg_weights_t W, slong i, slong h,
                             const fulg_mat_struct *out);
/* sums = a row of ones times N; nothing when sums has no rows. */
void fulg_eval_sums(fulg_mat_t sums, const fulg_mat_struct *N,
                    const fulg_domain_struct *D);

/* ---- readouts --------------------------------------------------------------------- */

/* y (out x 1) = what the values P (out tokens x tokens) of a readout add up to. */
void fulg_eval_readout(fulg_mat_t y, const fulg_mat_struct *P,
                       const fulg_domain_struct *D);
/* P = the gradient of the values, from that of the output. */
void fulg_eval_readout_adjoint(fulg_mat_t P, const fulg_mat_struct *y,
                               const fulg_domain_struct *D);

/* ---- rotary positions ---------------------------------------------------------- */

/* The angles of rows rows, of which the first num are turned in pairs; the caller
   knows that the domain has them. */
void fulg_eval_angles(fulg_mat_t cosine, fulg_mat_t sine, slong num,
                      const fulg_angles_t *angles, const fulg_domain_struct *D);
/* x becomes x turned by the angles, or back (the transpose). */
void fulg_eval_turn(fulg_mat_t x, const fulg_mat_struct *cosine,
                    const fulg_mat_struct *sine, int back,
                    const fulg_domain_struct *D);

/* ---- matrices -------------------------------------------------------------------- */

/* C = A^T B and C = A B^T; C is initialised. */
void fulg_eval_mul_tn(fulg_mat_t C, const fulg_mat_struct *A,
                      const fulg_mat_struct *B, const fulg_domain_struct *D);
void fulg_eval_mul_nt(fulg_mat_t C, const fulg_mat_struct *A,
                      const fulg_mat_struct *B, const fulg_domain_struct *D);
/* C += A B, C += A^T B, C += A B^T, with the product made in a matrix of its own.
   */
void fulg_eval_addmul(fulg_mat_t C, const fulg_mat_struct *A,
                      const fulg_mat_struct *B, const fulg_domain_struct *D);
void fulg_eval_addmul_tn(fulg_mat_t C, const fulg_mat_struct *A,
                         const fulg_mat_struct *B, const fulg_domain_struct *D);
void fulg_eval_addmul_nt(fulg_mat_t C, const fulg_mat_struct *A,
                         const fulg_mat_struct *B, const fulg_domain_struct *D);
/* Every entry of A becomes 1. */
void fulg_eval_ones(fulg_mat_t A, const fulg_domain_struct *D);
/* Every entry of A becomes the sum of its column. */
void fulg_eval_spread_sums(fulg_mat_t A, const fulg_domain_struct *D);
/* A causal sublayer keeps the keys k <= j of query j; the rest becomes zero. */
void fulg_eval_mask(fulg_mat_t A, const fulg_sublayer_struct *sub,
                    const fulg_domain_struct *D);
/* y = x^n entry by entry, n >= 0. */
void fulg_eval_power(fulg_mat_t y, const fulg_mat_struct *x, slong n,
                     const fulg_domain_struct *D);

/* ---- scores and activations --------------------------------------------------- */

/* The weights N(S) of scores S and their slope; S is overwritten; the last token
   stands for copies of it. */
FULG_MUST_CHECK fulg_status_t fulg_eval_score(
    fulg_head_tape_t *head, fulg_mat_t S, const fulg_sublayer_struct *sub,
    slong copies, const fulg_domain_struct *D, fulg_diag_t diag);
/* dS becomes the change dN of the weights. */
void fulg_eval_score_tangent(fulg_mat_t dS, const fulg_head_tape_t *head,
                             const fulg_sublayer_struct *sub,
                             const fulg_domain_struct *D);
/* The gradient with respect to N becomes the one with respect to S. */
void fulg_eval_score_adjoint(fulg_mat_t N, const fulg_head_tape_t *head,
                             const fulg_sublayer_struct *sub,
                             const fulg_domain_struct *D);

/* value = phi(z) and slope = phi'(z), entry by entry, for an activation. */
FULG_MUST_CHECK fulg_status_t fulg_eval_activate(
    fulg_mat_t value, fulg_mat_t slope, const fulg_mat_struct *z,
    slong activation, const fulg_domain_struct *D, fulg_diag_t diag);

#endif
