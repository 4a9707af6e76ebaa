#include <fulgurite/survey.h>

/* doc: thm-same-functions */

/* A value_dim that restricts no layer says nothing; where it restricts some, it
   is the rank that it leaves. */
static void
reduce_value_dim(fulg_arch_t arch)
{
    int restricts = 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        slong *v = &arch->sub[i].value_dim;
        const slong full = FLINT_MIN(arch->width[i], arch->width[i + 1]);
        restricts |= *v > 0 && *v < full;
        *v = FLINT_MIN(*v, full);
    }
    if (!restricts)
        fulg_arch_set_all(arch, "value_dim", 0);
}

static void
reduce_attention(fulg_arch_t arch)
{
    const int blind = arch->tokens == 1 && fulg_arch_is_normalised(arch);
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_sublayer_struct *sub = &arch->sub[i];
        sub->head_dim = blind ? 1 : FLINT_MIN(sub->head_dim, arch->width[i]);
        if (arch->tokens == 1)
            sub->causal = 0;
        if (blind)
            sub->norm = FULG_NORM_SOFTMAX;
    }
    if (arch->sub[0].value_dim)
        reduce_value_dim(arch);
}

void
fulg_survey_canonical(fulg_arch_t canonical, const fulg_arch_t arch)
{
    fulg_arch_set(canonical, arch);
    if (!fulg_arch_is_stack(arch))
        return;
    if (!fulg_arch_is_pnn(arch))
        reduce_attention(canonical);
    else if (arch->depth == 1)
        canonical->sub[0].power = 1;
}
