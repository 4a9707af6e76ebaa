/* The derivative of (weights -> function) at given exact weights. */
#ifndef FULGURITE_JACOBIAN_H
#define FULGURITE_JACOBIAN_H

#include <fulgurite/minor.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a direction is known to lie in the kernel. */
typedef enum
{
    /* the derivative vanishes at inputs drawn at random, mod primes drawn at random */
    FULG_KERNEL_PROBABLE,
    /* it moves the virtual weights along their scalings, or not at all */
    FULG_KERNEL_VIRTUAL,
    /* it moves the coefficients of no layer, or no form and no value of any head, or no
       output of one layer on the states that it meets */
    FULG_KERNEL_LAYERS,
    /* the derivative vanishes at enough inputs for its degree */
    FULG_KERNEL_INPUTS,
    /* a symmetry that the architecture has at all weights */
    FULG_KERNEL_SYMMETRY,
    /* what moves is not seen by the states at these weights */
    FULG_KERNEL_STATES
} fulg_kernel_proof_t;

/* rank <= rank over Q <= parameters - (number of proved kernel directions); the
   columns of kernel are independent, and all kernel directions are among their
   combinations.  exact: all of them are proved, so rank is the rank over Q.
   Otherwise it is so unless an event of probability at most 2^error_log2 has
   happened; nothing is claimed where that is 0. */
typedef struct
{
    slong rank;
    slong nullity;
    int exact;
    slong error_log2;
    fmpz_mat_t kernel; /* parameters x nullity */
    fulg_kernel_proof_t *proof;
    ulong prime;
} fulg_jacobian_rank_struct;
typedef fulg_jacobian_rank_struct fulg_jacobian_rank_t[1];

/* The rank over Q of the derivative of (weights -> function) at W, with a basis
   of its kernel.  W rational, any norm but softmax.  A minor mod a prime proves
   that the rank is not smaller (doc: lem-mod-p), the kernel directions, each
   with its proof, that it is not larger: the symmetries of the architecture (doc:
   thm-given-symmetries) and what the states do not see (doc: thm-given-states), up to
   65536 weights, then the kernels of the layers alone
   (thm-given-states (e)), and what is found beside these.  The minor is
   that of two tokens, or of more where their kernel is larger (doc: lem-tokens,
   thm-given-tokens): the cost does not grow with the tokens, but for readouts, and for
   affine norms of several layers where directions are probable.  Cost: one elimination
   mod a small prime where the first two are all; otherwise one more for every 11 bits of the
   entries of the others.  UNABLE when the Jacobian would take
   more than max_bytes, or when interrupted.  Initialised only when FULG_OK is
   returned. */
FULG_MUST_CHECK fulg_status_t fulg_jacobian_rank(
    fulg_jacobian_rank_t result, const fulg_weights_t W, fulg_rand_t rand,
    ulong max_bytes, const fulg_progress_t *progress, fulg_diag_t diag);
void fulg_jacobian_rank_clear(fulg_jacobian_rank_t result);

/* A sufficient condition for dW to be in the kernel at W, through virtual
   weights (doc: thm-virtual-weights): 1 proves it, 0 says nothing.  One head,
   no residual, attention; both rational.  Cost: O(depth) products of matrices
   of the widths. */
int fulg_jacobian_check_virtual(const fulg_weights_t W,
                                const fulg_weights_t dW);
/* The same through the coefficients of each layer, lightning, or the forms and values of
   each head, affine. */
int fulg_jacobian_check_layers(const fulg_weights_t W, const fulg_weights_t dW);

/* Decides by exact evaluation at a set of inputs on which no nonzero polynomial
   of the derivative's degree vanishes: TRUE or FALSE, or UNKNOWN when that
   would be more than max_inputs inputs or the network is not polynomial, or
   when interrupted (doc: thm-same-g). */
FULG_MUST_CHECK fulg_truth_t
fulg_jacobian_check_inputs(const fulg_weights_t W, const fulg_weights_t dW,
                           ulong max_inputs, const fulg_progress_t *progress);

/* 0 proves that one of the directions, the columns of an integer matrix, is not in the
   kernel; 1 says that the derivative along a random combination of them vanishes at a
   random input mod a random prime, twice.  Otherwise that happens with probability at most
   2^*error_log2, 0 where no bound is known (doc: thm-given-probable).  Not for softmax. */
int fulg_jacobian_check_probable(slong *error_log2, const fulg_weights_t W,
                                 const fmpz_mat_t directions, fulg_rand_t rand);

#ifdef __cplusplus
}
#endif

#endif
