#include "transformer.h"

/* ---- doc: thm-one-token: what both bounds need ------------------------------------ */

int
fulg_dim_is_alone(const fulg_arch_struct *arch)
{
    int attention = 0;
    if (fulg_arch_is_pnn(arch) || fulg_arch_is_stack(arch) ||
        fulg_arch_has_readout(arch) || arch->tokens != 1)
        return 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        if (arch->sub[i].kind != FULG_KIND_ATTENTION)
            continue;
        if (!fulg_arch_sublayer_is_normalised(&arch->sub[i]))
            return 0;
        attention = 1;
    }
    return attention && (arch->depth == 1 || fulg_dim_is_uniform(arch));
}

int
fulg_dim_merges(const fulg_arch_struct *arch)
{
    return fulg_dim_is_alone(arch) && fulg_dim_is_uniform(arch) &&
           arch->sub[0].pre_norm == FULG_PRE_NORM_NONE;
}

void
fulg_dim_place_set(fulg_dim_place_t *place, const fulg_arch_struct *arch,
                   slong from)
{
    const fulg_dim_place_t none = {
        from, fulg_arch_unit_end(arch, from), 0, 0, 0, 0};
    *place = none;
    for (slong i = from; i < place->to; i++)
    {
        fulg_dim_shape_t s;
        slong constants;
        fulg_dim_shape_set(&s, arch, i);
        constants = fulg_dim_constants(&s);
        place->attention = place->attention || s.attention;
        place->forward = place->forward || !s.attention;
        place->cuts = place->cuts || (!s.attention && !s.bias);
        if (constants > 0)
            place->constants = FLINT_MAX(place->constants,
                                         constants == s.out ? 2 : 1);
    }
}
