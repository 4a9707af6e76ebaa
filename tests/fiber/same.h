/* Comparisons of two networks, for the tests of fulg_fiber_same. */
#ifndef FULG_TESTS_FIBER_SAME_H
#define FULG_TESTS_FIBER_SAME_H

#include "networks.h"

static const slong one2[4] = {1, 0, 0, 1}, skew2[4] = {0, 1, -1, 0};

static inline void
compare(fulg_fiber_same_t result, const fulg_weights_t A,
        const fulg_weights_t B, fulg_rand_t rand)
{
    fulg_fiber_same_options_t options;
    fulg_diag_t diag;
    fulg_fiber_same_options_init(&options);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_OK);
}

static inline void
expect(const fulg_weights_t A, const fulg_weights_t B, fulg_truth_t equal,
       fulg_fiber_same_proof_t proof)
{
    fulg_fiber_same_t result;
    fulg_rand_t rand;
    fulg_rand_init(rand, 5);
    compare(result, A, B, rand);
    if (result->equal != equal || result->proof != proof)
        fail_msg("answer %d, proof %d instead of %d, %d: %s", result->equal,
                 result->proof, equal, proof, result->reason);
    fulg_fiber_same_clear(result);
}

#endif
