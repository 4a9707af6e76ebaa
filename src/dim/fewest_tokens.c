#include "impl.h"

/* doc: lem-tokens */
slong
fulg_dim_fewest_tokens(const fulg_arch_t arch)
{
    const slong t = arch->tokens;
    if (!fulg_arch_is_normalised(arch) || fulg_arch_is_causal(arch) || t == 1)
        return FLINT_MIN(t, 2);
    /* The smallest divisor above 1: repeat that many tokens equally often. */
    for (slong q = 2; q <= t / q; q++)
        if (t % q == 0)
            return q;
    return t;
}
