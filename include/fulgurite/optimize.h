/*
 * Gradient descent on multi-head attention with a readout, certified.
 *
 * The model: Phi(X) = H^{-1/2} sum_h <U_h, softmax(X W_h X^T) X> on tokens X (T
 * x d, a row a token), softmax of every row; U_h is T x d, W_h is d x d.  The
 * loss of labelled samples is the mean of log(1 + exp(-y Phi(X))).  What is
 * stated here is proved for the given data.  doc:
 * sec-readout-model.
 */
#ifndef FULGURITE_OPTIMIZE_H
#define FULGURITE_OPTIMIZE_H

#include <fulgurite/dataset.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- parameters --------------------------------------------------------- */

/* Heads in their order, equal neighbours together: head g stands copies[g]
   times; total is H.  Heads that are equal stay equal under gradient descent,
   which makes H = 250000 as cheap as 1. */
typedef struct
{
    slong num, tokens, dim, total;
    slong *copies;
    fmpq_mat_struct *U, *W;
} fulg_optimize_heads_struct;
typedef fulg_optimize_heads_struct fulg_optimize_heads_t[1];

/* num heads, all zero, one copy each; sizes at least 1. */
void fulg_optimize_heads_init(fulg_optimize_heads_t P, slong num, slong tokens,
                              slong dim);
void fulg_optimize_heads_clear(fulg_optimize_heads_t P);
/* P = Q; P is initialised, of any shape. */
void fulg_optimize_heads_set(fulg_optimize_heads_t P,
                             const fulg_optimize_heads_t Q);
/* total zero heads; UNABLE beyond 2^40. */
FULG_MUST_CHECK fulg_status_t
fulg_optimize_heads_init_zero(fulg_optimize_heads_t P, slong total,
                              slong tokens, slong dim, fulg_diag_t diag);
/* From "fulgurite-weights/1" with one layer, whose heads give "U" (T x d), "W" (d
   x d) or "Q" and "K" (W = Q^T K), and perhaps "copies".  PARSE, naming the head,
   for other shapes.  Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t
fulg_optimize_heads_init_json(fulg_optimize_heads_t P, const json_t *value,
                              slong tokens, slong dim, fulg_diag_t diag);
/* From tensors U (H x T x d) and W (H x d x d).  PARSE for other shapes and what is
   not finite; initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_heads_init_tensors(
    fulg_optimize_heads_t P, const fulg_tensor_struct *U,
    const fulg_tensor_struct *W, slong tokens, slong dim, fulg_diag_t diag);
/* The weights file; a new reference. */
json_t *fulg_optimize_heads_json(const fulg_optimize_heads_t P);
/* The list of heads alone; a new reference. */
json_t *fulg_optimize_heads_json_list(const fulg_optimize_heads_t P);
/* The list repeated until there are total heads; PARSE when total is not a
   multiple of their number. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_heads_repeat(
    fulg_optimize_heads_t P, slong total, fulg_diag_t diag);
/* d = |P - Q|^2, of one shape and number of heads. */
void fulg_optimize_heads_distance_squared(fmpq_t d,
                                          const fulg_optimize_heads_t P,
                                          const fulg_optimize_heads_t Q);
/* r = max_h |U_h|^2. */
void fulg_optimize_heads_readout_squared(fmpq_t r,
                                         const fulg_optimize_heads_t P);

/* ---- loss --------------------------------------------------------------- */

/* An enclosure of the loss at the point P, with working precision of bits. */
void fulg_optimize_loss(arb_t loss, const fulg_dataset_t D,
                        const fulg_optimize_heads_t P, slong bits);
/* y_i Phi(X_i), sample by sample; margin has room for D->num. */
void fulg_optimize_margins(arb_ptr margin, const fulg_dataset_t D,
                           const fulg_optimize_heads_t P, slong bits);

/* G(B)^2 = T R^2 (1 + R^4 B^2) and beta(B) = sqrt(T) R^3 (2 R^2 B + 1) / sqrt(H)
   (doc: thm-attention-bounds): |grad Phi|^2 <= G^2 and |Phi''| <= beta where
   max_h |U_h| <= B; B2 = B^2, R2 = R^2.  rho = G^2 / 4 + beta. */
void fulg_optimize_curvature(arb_t G2, arb_t beta, arb_t rho, slong tokens,
                             slong heads, const fmpq_t R2, const arb_t B2,
                             slong bits);

/* ---- the margin --------------------------------------------------------- */

typedef struct
{
    slong max_bits;
    int method; /* 0: exact where it is cheap; 1: exact; 2: balls */
    const fulg_progress_t *progress;
} fulg_optimize_margin_options_t;
/* 1024 bits, exact where cheap, no progress. */
void fulg_optimize_margin_options_init(fulg_optimize_margin_options_t *options);

/* How it is proved, where softmax is not uniform, that gamma* = 0. */
typedef enum
{
    FULG_ZERO_NONE,     /* it is not */
    FULG_ZERO_OPPOSITE, /* two samples have opposite features: the same tokens and
                           opposite labels, or X and -X with one label */
    FULG_ZERO_INSIDE    /* 0 is inside a simplex of features (doc:
                           thm-zero-inside) */
} fulg_zero_t;

/* gamma* is the distance from 0 of the hull of y_i grad Phi(X_i).  lambda is a
   point of the simplex, which proves lower <= gamma* <= upper.  With exact,
   gamma_squared is gamma*^2.  separable: gamma* > 0.  zero: what proves that it is
   0, with the support of lambda for the samples; inside, lambda is near the
   coefficients, to 2^-40.  needed (0: not tried): so many features can have 0
   inside, and no fewer. */
typedef struct
{
    fulg_zero_t zero;
    slong needed;
    slong num, bits;
    fmpq *lambda;
    int exact;
    fmpq_t gamma_squared;
    arb_t lower, upper;
    fulg_truth_t separable;
} fulg_optimize_margin_struct;
typedef fulg_optimize_margin_struct fulg_optimize_margin_t[1];

/* The margin of D at P (doc: thm-margin, thm-margin-exact).  UNABLE when interrupted or
   when max_bits enclose nothing; initialised only when FULG_OK is returned.
   Cost: the Gram matrix of the features, and min-norm-point steps on it. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_margin_init(
    fulg_optimize_margin_t M, const fulg_dataset_t D,
    const fulg_optimize_heads_t P,
    const fulg_optimize_margin_options_t *options, fulg_diag_t diag);
void fulg_optimize_margin_clear(fulg_optimize_margin_t M);
/* Softmax is uniform on all tokens of D (as at W = 0), so features are rational
   up to H^{-1/2}. */
int fulg_optimize_is_uniform(const fulg_dataset_t D,
                             const fulg_optimize_heads_t P);
/* K = the Gram matrix <z_i, z_j> of the signed features, exactly; softmax is
   uniform. */
void fulg_optimize_gram(fmpq_mat_t K, const fulg_dataset_t D,
                        const fulg_optimize_heads_t P);
/* The same in balls, without that condition. */
void fulg_optimize_gram_ball(arb_mat_t K, const fulg_dataset_t D,
                             const fulg_optimize_heads_t P, slong bits);
/* P = init + length sum lambda_i z_i / |sum lambda_i z_i|, rounded to dyadic
   numbers of that many bits: the direction in which all margins grow.  DOMAIN
   when the sum vanishes.  P is initialised and set from init. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_margin_witness(
    fulg_optimize_heads_t P, const fulg_optimize_margin_t M,
    const fulg_dataset_t D, const fulg_optimize_heads_t init,
    const fmpq_t length, slong bits, fulg_diag_t diag);
/* The certificate, with data and parameters; a new reference. */
json_t *fulg_optimize_margin_certificate(const fulg_optimize_margin_t M,
                                         const fulg_dataset_t D,
                                         const fulg_optimize_heads_t P);

/* ---- the theorem -------------------------------------------------------- */

/* What the theorem on descent needs and says (doc: thm-descent), as enclosures:
   its hypotheses are that B exists, eta rho(B) <= 1, beta(B) D^2 <= 1/2. */
typedef struct
{
    slong bits, heads;
    int identical;
    arb_t distance_squared, loss, loss_star;
    arb_t D_squared, B, G, rho, eta_rho, beta_D_squared, bound;
    fulg_truth_t has_B, step_fits, curvature_fits, verdict;
} fulg_optimize_descent_bound_struct;
typedef fulg_optimize_descent_bound_struct fulg_optimize_descent_bound_t[1];

/* Nothing is known yet. */
void fulg_optimize_descent_bound_init(fulg_optimize_descent_bound_t R);
void fulg_optimize_descent_bound_clear(fulg_optimize_descent_bound_t R);
/* Evaluates the theorem for steps >= 1 of size eta > 0 from init, compared with
   star, doubling the precision until all is decided or max_bits reached. PARSE
   when the numbers of heads differ. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_descent_bound(
    fulg_optimize_descent_bound_t R, const fulg_dataset_t D,
    const fulg_optimize_heads_t init, const fulg_optimize_heads_t star,
    const fmpq_t eta, slong steps, slong max_bits, fulg_diag_t diag);
/* The least number of heads for which the hypotheses are proved, when init and
   star have identical heads, the same W, and their U are scaled by H^{-1/2} as H
   varies (then Phi stays); R is the bound at it.  DOMAIN when init and star are
   not so; UNABLE when no H up to 2^40 will do. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_descent_bound_least_heads(
    slong *heads, fulg_optimize_descent_bound_t R, const fulg_dataset_t D,
    const fulg_optimize_heads_t init, const fulg_optimize_heads_t star,
    const fmpq_t eta, slong steps, slong max_bits, fulg_diag_t diag);

/* ---- a run -------------------------------------------------------------- */

/* A run of gradient descent whose points lie on the grid 2^-grid: point k + 1 is
   the one nearest to point k - eta grad.  loss[k] encloses the loss at point k.
   Step k + 1 leads from point k to point k + 1. */
typedef struct
{
    slong grid, steps, room;
    fmpq_t eta;
    fulg_optimize_heads_t point; /* the last one */
    arb_ptr loss;                /* steps + 1 of them */
    json_t *earlier;   /* those of a certificate it is resumed from, or NULL */
    slong num_earlier; /* loss[k], k below this, is better read there */
    slong first_increase; /* the first step proved not to decrease; 0: none */
    slong first_open;     /* the first one undecided; 0: none */
    slong first_large;    /* the first one with eta rho > 1; 0: none */
    slong first_large_open;
    int stationary; /* the last step moves no number of the grid */
} fulg_optimize_descent_struct;
typedef fulg_optimize_descent_struct fulg_optimize_descent_t[1];

/* Before the first step: point = init, rounded to the grid; eta > 0. */
void fulg_optimize_descent_init(fulg_optimize_descent_t R,
                                const fulg_dataset_t D,
                                const fulg_optimize_heads_t init,
                                const fmpq_t eta, slong grid);
void fulg_optimize_descent_clear(fulg_optimize_descent_t R);
/* That many steps more.  UNABLE, with the whole steps done so far, when interrupted
   (asked for every sample) or when max_bits do not decide the rounding of a
   number. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_descent_run(
    fulg_optimize_descent_t R, const fulg_dataset_t D, slong steps,
    slong max_bits, const fulg_progress_t *progress, fulg_diag_t diag);
/* TRUE: the loss decreases in every step, proved; FALSE: in some it does not. */
fulg_truth_t fulg_optimize_descent_is_monotone(const fulg_optimize_descent_t R);
/* The first step for which eta rho <= 1 is not proved, or 0. */
slong fulg_optimize_descent_first_large(const fulg_optimize_descent_t R);
/* The certificate, which is also what a run is resumed from; init is where it
   began.  A new reference. */
json_t *fulg_optimize_descent_certificate(const fulg_optimize_descent_t R,
                                          const fulg_dataset_t D,
                                          const fulg_optimize_heads_t init);
/* The run, its data and beginning out of a certificate, not judged: all three
   are initialised only when FULG_OK is returned.  PARSE when it is not one. */
FULG_MUST_CHECK fulg_status_t fulg_optimize_descent_init_json(
    fulg_optimize_descent_t R, fulg_dataset_t D, fulg_optimize_heads_t init,
    const json_t *value, fulg_diag_t diag);

/* ---- text --------------------------------------------------------------- */

/* ["lo","hi"] around x, decimal, rounded outward to so many digits; a new
   reference. */
json_t *fulg_optimize_json_enclosure(const arb_t x, slong digits);

#ifdef __cplusplus
}
#endif

#endif
