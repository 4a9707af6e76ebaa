/* Private to the module. */
#ifndef FULG_JACOBIAN_IMPL_H
#define FULG_JACOBIAN_IMPL_H

#include <fulgurite/jacobian.h>

/* So many tokens of arch, or of the model of fulg_jacobian_set_tokens, have at every
   point the kernel that all tokens of arch have (doc: thm-given-tokens). */
slong fulg_jacobian_enough_tokens(const fulg_arch_t arch);
/* model (a copy of arch) gets so many tokens; where all keys are summed and the sum is
   divided by, the last one stands for all that are missing.  Its kernel contains that of
   arch (doc: lem-tokens). */
void fulg_jacobian_set_tokens(fulg_arch_t model, slong tokens,
                              const fulg_arch_t arch);

/* A random prime that divides no denominator: of finitely many there are primes to
   spare.  small: of 23 bits, if such a one is soon found. */
ulong fulg_jacobian_prime(const fulg_weights_t W, int small, fulg_rand_t rand);

/* Directions of the kernel at given weights that are known beforehand (doc:
   thm-given-symmetries): independent, as the columns of direction (parameters x any
   number); and columns of the Jacobian, in increasing order, that span what all do, as
   many as there are weights less directions. */
typedef struct
{
    fmpz_mat_t direction;
    slong num_cols, *col;
} fulg_jacobian_known_t;

/* The symmetries of the architecture at W; none where they are not known.  UNABLE as
   fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t
fulg_jacobian_known_init(fulg_jacobian_known_t *known, const fulg_weights_t W,
                         fulg_rand_t rand, fulg_diag_t diag);
void fulg_jacobian_known_clear(fulg_jacobian_known_t *known);

/* What is looked for: the rank at W, which has enough tokens, and what is known of its
   kernel. */
typedef struct
{
    const fulg_weights_struct *W;
    const fulg_jacobian_known_t *known;
    const fulg_progress_t *progress;
} fulg_jacobian_search_t;

/* rank, prime, nullity and kernel of the result, for the model: a minor mod a small prime,
   and the kernel of its rows over Q.  These span the row space unless the inputs drawn
   were unlucky; nothing rests on it before every direction is proved.  proof is SYMMETRY
   for those that are known.  The result is initialised when FULG_OK is returned; UNABLE
   as fulg_minor_grow. */
FULG_MUST_CHECK fulg_status_t fulg_jacobian_kernel(
    fulg_jacobian_rank_t result, const fulg_weights_t model,
    const fulg_jacobian_search_t *search, fulg_rand_t rand, fulg_diag_t diag);

/* dW = a random combination of the directions, mod the prime of dW. */
void fulg_jacobian_combine(fulg_weights_t dW, const fmpz_mat_t directions,
                           fulg_rand_t rand);

/* Proves the directions of the result's kernel at W, those that are not symmetries, as
   far as that can be, and sets proof, exact and error_log2.  *is_kernel = 0 when one of
   them does not belong to the kernel.  UNABLE when interrupted. */
FULG_MUST_CHECK fulg_status_t fulg_jacobian_prove_kernel(
    int *is_kernel, fulg_jacobian_rank_t result, const fulg_weights_t W,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

#endif
