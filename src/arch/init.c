#include <string.h>

#include "impl.h"

void
fulg_arch_init(fulg_arch_t arch, slong depth)
{
    const size_t n = (size_t) depth;
    arch->depth = depth;
    arch->tokens = fulg_arch_field("tokens")->standard;
    arch->copies = 1;
    arch->norm_epsilon = 0;
    arch->angles = (fulg_angles_t){.base = FULG_ARCH_ROTARY_BASE, .factor = 1};
    arch->slopes = (fulg_slopes_t){.kind = FULG_SLOPES_NONE};
    arch->width = flint_malloc((n + 1) * sizeof *arch->width);
    arch->sub = flint_malloc(n * sizeof *arch->sub);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = 1;
    for (slong i = 0; i < depth; i++)
        fulg_arch_sublayer_init(&arch->sub[i], FULG_KIND_ATTENTION, i);
}

void
fulg_arch_clear(fulg_arch_t arch)
{
    flint_free(arch->width);
    flint_free(arch->sub);
}

void
fulg_arch_init_slice(fulg_arch_t arch, const fulg_arch_struct *whole,
                     slong first, slong end)
{
    const size_t n = (size_t) (end - first);
    fulg_arch_init(arch, end - first);
    arch->tokens = whole->tokens;
    arch->copies = whole->copies;
    arch->norm_epsilon = whole->norm_epsilon;
    arch->angles = whole->angles;
    arch->slopes = whole->slopes;
    memcpy(arch->width, whole->width + first, (n + 1) * sizeof *arch->width);
    memcpy(arch->sub, whole->sub + first, n * sizeof *arch->sub);
}

void
fulg_arch_set(fulg_arch_t copy, const fulg_arch_t arch)
{
    fulg_arch_t fresh;
    if (copy == arch)
        return;
    fulg_arch_init_slice(fresh, arch, 0, arch->depth);
    fulg_arch_clear(copy);
    *copy = *fresh;
}

void
fulg_arch_make_pnn(fulg_arch_t arch)
{
    arch->tokens = 1;
    for (slong i = 0; i < arch->depth; i++)
        arch->sub[i].kind = FULG_KIND_POLYNOMIAL;
}

void
fulg_arch_assemble(fulg_arch_t arch, const fulg_layer_draft_t *layer, slong num,
                   const slong *width, slong tokens)
{
    slong depth = 0, j = 0;
    for (slong i = 0; i < num; i++)
        depth += layer[i].has_main + layer[i].has_forward;
    fulg_arch_init(arch, depth);
    arch->tokens = tokens;
    arch->width[0] = width[0];
    for (slong i = 0; i < num; i++)
    {
        const fulg_sublayer_struct *draft[2] = {&layer[i].main,
                                                &layer[i].forward};
        const int there[2] = {layer[i].has_main, layer[i].has_forward};
        for (int k = 0; k < 2; k++)
        {
            if (!there[k])
                continue;
            arch->sub[j] = *draft[k];
            arch->sub[j].layer = i;
            /* Nothing precedes a layer's first sublayer in it. */
            if (k == 0 || !there[0])
                arch->sub[j].parallel = 0;
            fulg_arch_sublayer_normalise(&arch->sub[j]);
            arch->width[++j] = width[i + 1];
        }
    }
}
