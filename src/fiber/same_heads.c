#include "impl.h"

/* doc: thm-softmax-canonical */

static int
comparable(const fulg_arch_struct *x, const fulg_arch_struct *y)
{
    return x->depth == 1 && y->depth == 1 &&
           fulg_arch_norm(x) == fulg_arch_norm(y) &&
           fulg_arch_is_residual(x) == fulg_arch_is_residual(y) &&
           (fulg_arch_is_causal(x) == fulg_arch_is_causal(y) || x->tokens == 1);
}

fulg_truth_t
fulg_fiber_same_heads(fulg_fiber_same_t result, const fulg_weights_t A,
                      const fulg_weights_t B)
{
    int equal;
    if (!comparable(A->arch, B->arch) ||
        fulg_fiber_canonical_init(result->list_A, A, NULL) != FULG_OK)
        return FULG_UNKNOWN;
    if (fulg_fiber_canonical_init(result->list_B, B, NULL) != FULG_OK)
    {
        fulg_fiber_canonical_clear(result->list_A);
        return FULG_UNKNOWN;
    }
    equal = fulg_fiber_canonical_equal(result->list_A, result->list_B);
    if (!equal)
    {
        fulg_fiber_canonical_clear(result->list_A);
        fulg_fiber_canonical_clear(result->list_B);
        return FULG_FALSE;
    }
    result->has_lists = 1;
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_HEADS;
    result->reason = fulg_fiber_text(
        A->arch->tokens == 1 ? "the sum of the values of all heads is the same"
        : result->list_A->paired
            ? "every A != 0 has, up to sign, the same sum of values in both, and "
              "so have all heads together"
            : "every A has the same sum of values in both");
    return FULG_TRUE;
}
