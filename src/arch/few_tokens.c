#include "impl.h"

#define FEW_TOKENS 4

/* doc: lem-tokens */
slong
fulg_arch_fewest_tokens(const fulg_arch_t arch)
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
            fulg_arch_sublayer_is_normalised(&arch->sub[i]) &&
            !arch->sub[i].causal)
            return 1;
    return 0;
}

void
fulg_arch_set_tokens(fulg_arch_t model, slong tokens, const fulg_arch_t arch)
{
    model->tokens = tokens;
    model->copies = 1;
    if (repeats(arch) && arch->tokens % tokens != 0)
        model->copies = arch->tokens - tokens + 1;
}

slong
fulg_arch_transformer_tokens(const fulg_arch_struct *arch, slong few)
{
    int causal = 1, counted = 1, norms = 0;
    slong least = 2;
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        norms |= sub->pre_norm != FULG_PRE_NORM_NONE;
        if (sub->kind != FULG_KIND_ATTENTION)
            continue;
        causal = causal && sub->causal;
        counted = counted && !sub->causal && !sub->rotary &&
                  !fulg_arch_has_slopes(arch) &&
                  fulg_arch_sublayer_is_normalised(sub);
        least = FLINT_MAX(least, sub->rotary + 1);
    }
    if (!causal && !counted)
        return arch->tokens;
    /* Every root of a token halves the inputs that serve. */
    return FLINT_MIN(arch->tokens, norms ? least : FLINT_MAX(least, few));
}

slong
fulg_arch_model_tokens(const fulg_arch_t arch)
{
    if (!fulg_arch_is_stack(arch) && !fulg_arch_has_readout(arch))
        return fulg_arch_transformer_tokens(arch, FEW_TOKENS);
    if (arch->tokens <= FEW_TOKENS || fulg_arch_has_readout(arch))
        return arch->tokens;
    if (!fulg_arch_is_normalised(arch) || fulg_arch_is_causal(arch))
        return FEW_TOKENS;
    return fulg_arch_fewest_tokens(arch);
}
