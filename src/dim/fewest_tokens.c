#include "impl.h"

/* doc: lem-tokens */
slong
fulg_dim_fewest_tokens(const fulg_arch_t arch)
{
    const slong t = arch->tokens;
    if (!fulg_arch_is_normalised(arch) || fulg_arch_is_causal(arch) || t == 1)
        return FLINT_MIN(t, 2);
    /* Two tokens, each repeated t/2 times; or three; or one and t - 1 copies of
       the other. */
    return t % 2 != 0 && t % 3 == 0 ? 3 : 2;
}

/* Sums over keys count every token. */
static int
repeats(const fulg_arch_struct *arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].kind == FULG_KIND_ATTENTION &&
            arch->sub[i].norm != FULG_NORM_NONE && !arch->sub[i].causal)
            return 1;
    return 0;
}

void
fulg_dim_set_tokens(fulg_arch_t model, slong tokens, const fulg_arch_t arch)
{
    model->tokens = tokens;
    model->copies = 1;
    if (repeats(arch) && arch->tokens % tokens != 0)
        model->copies = arch->tokens - tokens + 1;
}
