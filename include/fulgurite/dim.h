/*
 * The dimension of the neuromanifold of an architecture: an upper bound that is
 * a theorem, a lower bound that is an exact rank, and the proof of both as a
 * certificate (doc: def-dimension, def-status).
 */
#ifndef FULGURITE_DIM_H
#define FULGURITE_DIM_H

#include <fulgurite/cert.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum
{
    FULG_DIM_AUTO,
    FULG_DIM_REDUCTION,
    FULG_DIM_DIRECT,
    FULG_DIM_THEOREM,
    FULG_DIM_BALL
} fulg_dim_method_t;

typedef enum
{
    FULG_DIM_PROVED,
    FULG_DIM_PROBABLE,
    FULG_DIM_BOUNDS
} fulg_dim_strength_t;

typedef struct
{
    fulg_dim_method_t method;
    ulong seed;
    /* Jacobians larger than this are refused. */
    ulong max_bytes;
    /* Softmax: balls of more bits are not tried. */
    slong max_bits;
    /* The upper bound doc: thm-symmetries is left out. */
    int no_symmetries;
    const fulg_progress_t *progress;
} fulg_dim_options_t;

/* AUTO, seed 1, 8 GiB, 4096 bits, all upper bounds, no progress. */
void fulg_dim_options_init(fulg_dim_options_t *options);

/* cert holds what is proved: cert->lower <= dimension <= total of cert->upper.
   strength is PROVED when these agree.  PROBABLE: the dimension is cert->lower
   unless an event of probability at most 2^error_log2 has happened. */
typedef struct
{
    fulg_dim_strength_t strength;
    fulg_cert_t cert;
    slong error_log2;
    ulong seed;
} fulg_dim_struct;
typedef fulg_dim_struct fulg_dim_t[1];

/* An answer for arch, to be filled in. */
void fulg_dim_init(fulg_dim_t dim, const fulg_arch_t arch);
void fulg_dim_clear(fulg_dim_t dim);

/* A proved upper bound of the dimension for every architecture, softmax too,
   with all its terms; the first theorem that applies of doc:
   thm-linear-network, thm-polynomial-network, thm-polynomial-mixing,
   thm-linear-tokens, thm-layer-sum, thm-head-tensors, thm-virtual-weights,
   thm-readout, thm-coefficients, thm-symmetries.  bound is initialised and empty.
   Instant at any size: O(depth) operations, and the rank of a small matrix up to 256
   weights. */
void fulg_dim_upper(fulg_cert_bound_t bound, const fulg_arch_t arch);
/* The same without thm-head-tensors, -coefficients, -symmetries: parts do not use them. */
void fulg_dim_upper_shape(fulg_cert_bound_t bound, const fulg_arch_t arch);

/* The whole answer: lower and upper bound, both proved, and the strength.  dim
   is initialised with the architecture.  The method AUTO takes the cheapest
   method that closes the gap, DIRECT late, and BALL last.  UNABLE with a
   sentence when the method does not apply, when the direct route would not fit,
   when max_bits do not prove a softmax stack's lower bound, or when the user
   interrupts.  options may be NULL. */
FULG_MUST_CHECK fulg_status_t fulg_dim_certify(
    fulg_dim_t dim, const fulg_dim_options_t *options, fulg_diag_t diag);

/* The lower bounds; each needs cert->upper filled in and sets the lower part of
   cert.  UNABLE with a sentence when they do not apply or do not succeed. */

/* A lower bound without a computation (doc: thm-linear-tokens,
   thm-linear-network, thm-many-heads, cor-degree-three, thm-readout): it equals the upper
   one.  UNABLE when none of them applies.  Also doc: thm-softmax-heads and
   thm-residual-limit, under the hypotheses of thm-transformer, and thm-one-token. */
FULG_MUST_CHECK fulg_status_t fulg_dim_lower_theorem(fulg_cert_t cert,
                                                     fulg_diag_t diag);
/* A minor of the Jacobian of a smaller model, nonzero mod a prime, proves that the
   upper bound is attained, at any width (doc: thm-reduction,
   thm-residual-reduction; of several heads doc: thm-heads-reduction).  UNABLE when
   no theorem applies, no such minor is found, the Jacobian of the model would take
   more than max_bytes, or when interrupted.  Cost: s^3/3 multiplications mod the
   prime, s the size of the minor: a few for every layer; of several heads at
   least H times the square of a width of the model for every layer. */
FULG_MUST_CHECK fulg_status_t
fulg_dim_lower_reduction(fulg_cert_t cert, fulg_rand_t rand, ulong max_bytes,
                         const fulg_progress_t *progress, fulg_diag_t diag);
/* The rank of the full Jacobian at a random point with small integers, mod a
   random prime: a lower bound (doc: thm-direct).  Exponentials, roots and angles are
   free residues (doc: thm-free-exponentials), and the hypothesis for that is checked
   and recorded.  cert gets the largest minor found; it need not meet the upper
   bound.  UNABLE when the hypothesis fails, for erf and relu, for gelu_new with rotary
   positions, for more than 14 tokens before norms, when the Jacobian would take more
   than max_bytes, or when interrupted.  Cost: upper bound
   squared times parameters, multiplications mod the prime. */
FULG_MUST_CHECK fulg_status_t
fulg_dim_lower_direct(fulg_cert_t cert, fulg_rand_t rand, ulong max_bytes,
                      const fulg_progress_t *progress, fulg_diag_t diag);

/* minor (not initialised) = a minor of the Jacobian at the rational weights W, of a model
   with fewer tokens where that is contained in the network: the rank there, over all
   inputs, is at least its size (doc: cor-free-at).  Free residues as in
   fulg_dim_lower_direct; the hypothesis for them is checked at W.  UNABLE as there, also
   when the constants are not plain.  Cost: as there. */
FULG_MUST_CHECK fulg_status_t fulg_dim_rank_at(
    fulg_minor_t minor, const fulg_weights_t W, slong target, ulong max_bytes,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

/* A minor that is invertible in balls (doc: thm-direct, sec-ball-invertible): of
   the reduction when that is the method (softmax stacks, doc: thm-reduction),
   otherwise of the network itself, whatever it computes; the precision doubles up to
   options->max_bits.  The latter keeps the largest minor found.  UNABLE when the theorem does not apply, the bits do not
   suffice, or when interrupted. */
FULG_MUST_CHECK fulg_status_t
fulg_dim_lower_ball(fulg_cert_t cert, fulg_rand_t rand,
                    const fulg_dim_options_t *options, fulg_diag_t diag);

/* The model of the reduction that covers arch (doc: thm-reduction,
   thm-residual-reduction): initialised when 1 is returned; otherwise 0, and why
   in diag. */
int fulg_dim_reduction_model(fulg_arch_t model, const fulg_arch_t arch,
                             fulg_diag_t diag);

/* The model of doc: thm-heads-reduction that sees in inputs and out outputs of arch,
   on at most 3 tokens, and the size of the minor that it needs: initialised when 1 is
   returned; otherwise 0, and which hypothesis fails in diag. */
int fulg_dim_heads_reduction_model(fulg_arch_t model, fmpz_t size,
                                   const fulg_arch_t arch, slong in, slong out,
                                   fulg_diag_t diag);

/* cert (not initialised) = the network, the bounds and the minor of a certificate
   that fulg_verify_certificate accepts; nothing is judged here.  UNABLE when it
   is no certificate of a dimension or has no minor modulo a prime (or one with
   free exponentials), PARSE for what is not written as certificates are. */
FULG_MUST_CHECK fulg_status_t fulg_dim_read_minor(fulg_cert_t cert,
                                                  const json_t *certificate,
                                                  fulg_diag_t diag);

/* An upper bound, as a power of two, for the probability that the largest
   result of some independent trials (rank at a uniform point mod a random
   61-bit prime) is smaller than the dimension; s is any upper bound of the
   dimension.  The bound says nothing when it is not negative (doc:
   thm-probable). */
slong fulg_dim_error_log2_upper(const fulg_arch_t arch, const fmpz_t s,
                                slong trials);

/* parameters - dimension, item by item, for a network that is no stack, under the
   hypotheses of the lower bound (doc: thm-transformer, thm-one-token): lost[n] is what the source
   fulg_dim_redundancy_name(n) loses.  Returns the number of sources, 0 for
   stacks, for norm none and for affine scores with biases on several tokens.  lost has room for FULG_DIM_SOURCES numbers, initialised. */
#define FULG_DIM_SOURCES 11
int fulg_dim_redundancy(fmpz *lost, const fulg_arch_t arch);
/* The name of source n, 0 <= n < FULG_DIM_SOURCES. */
const char *fulg_dim_redundancy_name(slong n);

#ifdef __cplusplus
}
#endif

#endif
