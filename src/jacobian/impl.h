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
   spare. */
ulong fulg_jacobian_prime(const fulg_weights_t W, fulg_rand_t rand);

/* Proves the directions of the result's kernel at W, as far as that can be, and sets
   proof, exact and error_log2.  *is_kernel = 0 when one of them does not belong to the
   kernel.  UNABLE when interrupted. */
FULG_MUST_CHECK fulg_status_t fulg_jacobian_prove_kernel(
    int *is_kernel, fulg_jacobian_rank_t result, const fulg_weights_t W,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

#endif
