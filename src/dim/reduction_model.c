#include "impl.h"

/* Many tokens cost their square; no larger prime number of tokens is tried. */
#define MAX_MODEL_TOKENS 64

static int
applies(const fulg_arch_t arch, fulg_diag_t diag)
{
    const char *why = NULL;
    if (arch->family == FULG_FAMILY_PNN)
        why = "the reduction is a theorem about attention stacks";
    else if (arch->norm == FULG_NORM_SOFTMAX && arch->residual)
        why = "no reduction theorem covers residual softmax stacks";
    else if (arch->norm != FULG_NORM_NONE && arch->tokens == 1)
        why = "with one token a normalised stack is a linear map (method "
              "theorem)";
    else if (fulg_dim_fewest_tokens(arch) > MAX_MODEL_TOKENS)
        why = "the number of tokens has no divisor between 2 and 64";
    for (slong i = 0; why == NULL && i < arch->depth; i++)
    {
        if (arch->heads[i] > 1)
            why = "no reduction theorem covers several heads in a layer";
        else if (arch->residual &&
                 fulg_dim_value_rank(arch, i) < arch->width[0])
            why = "with a residual the reduction needs full value matrices";
    }
    if (why == NULL && arch->residual && arch->width[0] < 3)
        why = "with a residual the reduction needs width 3 or more";
    if (why != NULL)
        fulg_diag_set(diag, FULG_UNABLE, "%s", why);
    return why == NULL;
}

int
fulg_dim_reduction_model(fulg_arch_t model, const fulg_arch_t arch,
                         fulg_diag_t diag)
{
    const slong l = arch->depth;
    fulg_flag_t flag;
    if (!applies(arch, diag))
        return 0;

    fulg_arch_init(model, l);
    fulg_flag_init(flag, arch);
    for (slong i = 0; i < l; i++)
    {
        const slong alpha = arch->residual
                                ? FLINT_MIN(arch->head_dim[i], arch->width[0])
                                : flag->alpha[i];
        model->head_dim[i] = FLINT_MIN(alpha, 2);
        model->width[i] = arch->residual ? 3 : FLINT_MIN(flag->r[i], 2);
    }
    model->width[l] = arch->residual ? 3 : 1;
    model->tokens = fulg_dim_fewest_tokens(arch);
    model->norm = arch->norm;
    model->causal = arch->causal;
    model->residual = arch->residual;
    fulg_flag_clear(flag);
    return 1;
}
