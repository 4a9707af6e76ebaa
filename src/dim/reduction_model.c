#include "impl.h"

static int
applies(const fulg_arch_t arch, fulg_diag_t diag)
{
    const char *why = NULL;
    if (fulg_arch_is_pnn(arch))
        why = "the reduction is a theorem about attention stacks";
    else if (fulg_arch_has_readout(arch))
        why = "no reduction theorem covers readouts";
    else if (fulg_arch_is_softmax(arch) && fulg_arch_is_residual(arch))
        why = "no reduction theorem covers residual softmax stacks";
    else if (fulg_arch_is_normalised(arch) && arch->tokens == 1)
        why = "with one token a normalised stack is a linear map (method "
              "theorem)";
    for (slong i = 0; why == NULL && i < arch->depth; i++)
    {
        if (arch->sub[i].heads > 1)
            why = "no reduction theorem covers several heads in a layer";
        else if (fulg_arch_is_residual(arch) &&
                 fulg_dim_value_rank(arch, i) < arch->width[0])
            why = "with residual connections the reduction needs full value "
                  "matrices";
    }
    if (why == NULL && fulg_arch_is_residual(arch) && arch->width[0] < 3)
        why = "with residual connections the reduction needs width 3 or "
              "more";
    if (why != NULL)
        fulg_diag_set(diag, FULG_UNABLE, "%s", why);
    return why == NULL;
}

int
fulg_dim_reduction_model(fulg_arch_t model, const fulg_arch_t arch,
                         fulg_diag_t diag)
{
    const slong l = arch->depth;
    fulg_dim_flag_t flag;
    if (!applies(arch, diag))
        return 0;

    fulg_arch_init(model, l);
    fulg_dim_flag_init(flag, arch);
    for (slong i = 0; i < l; i++)
    {
        const slong alpha = fulg_arch_is_residual(arch)
                                ? FLINT_MIN(arch->sub[i].head_dim,
                                            arch->width[0])
                                : flag->alpha[i];
        model->sub[i].head_dim = FLINT_MIN(alpha, 2);
        model->width[i] = fulg_arch_is_residual(arch)
                              ? 3
                              : FLINT_MIN(flag->r[i], 2);
    }
    model->width[l] = fulg_arch_is_residual(arch) ? 3 : 1;
    fulg_arch_set_tokens(model, fulg_arch_fewest_tokens(arch), arch);
    fulg_arch_set_all(model, "norm", fulg_arch_norm(arch));
    fulg_arch_set_all(model, "mask", fulg_arch_is_causal(arch));
    fulg_arch_set_all(model, "residual", fulg_arch_is_residual(arch));
    fulg_dim_flag_clear(flag);
    return 1;
}
