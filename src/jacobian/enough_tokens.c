#include "impl.h"

/* A bound of so many tokens or more is not computed: no such number fits into
   memory. */
#define MANY 100000

/* Lightning: an entry of the output involves its own token and (3^depth - 1)/2 others;
   without mask a product X X^T of any rank is seen by width-many tokens. */
static slong
enough_lightning(const fulg_arch_struct *arch)
{
    slong others = 0, enough;
    for (slong i = 0; i < arch->depth && others < MANY; i++)
        others = 3 * others + 1;
    enough = others < MANY ? others + 1 : WORD_MAX;
    if (fulg_arch_is_causal(arch))
        return enough;
    return FLINT_MIN(enough, FLINT_MAX(arch->width[0], 2));
}

slong
fulg_jacobian_enough_tokens(const fulg_arch_t arch)
{
    const slong t = arch->tokens, heads = arch->sub[0].heads;
    if (fulg_arch_is_pnn(arch) || fulg_arch_has_readout(arch))
        return t;
    if (!fulg_arch_is_normalised(arch))
        return FLINT_MIN(t, enough_lightning(arch));
    if (arch->depth > 1 || !fulg_arch_is_affine(arch) || heads > MANY)
        return t;
    return FLINT_MIN(t, 2 * heads + (fulg_arch_is_causal(arch) ? 1 : 2));
}

void
fulg_jacobian_set_tokens(fulg_arch_t model, slong tokens,
                         const fulg_arch_t arch)
{
    const int counted = fulg_arch_is_normalised(arch) &&
                        !fulg_arch_is_causal(arch);
    model->tokens = tokens;
    model->copies = counted ? arch->tokens + arch->copies - tokens : 1;
}
