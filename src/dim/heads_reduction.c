#include "heads_reduction.h"
#include "impl.h"

#define MODEL_TOKENS 3

static int
sees_symmetric(const fulg_dim_flag_t flag)
{
    for (slong i = 0; i < flag->depth; i++)
        if (flag->symmetric[i])
            return 1;
    return 0;
}

/* Every P_i is known from what comes after it: by the values of the next layer, one
   after the other, or by its values and forms together. */
static int
is_visible(const fulg_arch_t arch, const fulg_dim_flag_t flag)
{
    int all_free = 1;
    for (slong i = 0; i < arch->depth; i++)
        all_free = all_free && fulg_dim_values_are_free(arch, flag, i);
    for (slong i = 1; i < arch->depth && !all_free; i++)
    {
        const slong r = flag->r[i];
        const slong nu = FLINT_MIN(fulg_dim_value_rank(arch, i),
                                   FLINT_MIN(r, flag->r[i + 1]));
        const slong forms = fulg_dim_min_product(r, 2, flag->alpha[i]);
        const slong each = forms > r - nu ? r : forms + nu;
        if (fulg_dim_min_product(r, arch->sub[i].heads, each) < r)
            return 0;
    }
    return 1;
}

const char *
fulg_dim_heads_not_covered(const fulg_arch_t arch)
{
    fulg_dim_flag_t flag;
    const char *why = NULL;
    if (!fulg_dim_is_attention(arch) || fulg_arch_has_readout(arch) ||
        fulg_arch_is_residual(arch) || fulg_arch_is_normalised(arch))
        return "no reduction theorem covers several heads in a layer, but for "
               "lightning stacks without residual connections";
    if (arch->tokens < 2)
        return "the reduction of several heads needs two tokens";
    fulg_dim_flag_init(flag, arch);
    if (sees_symmetric(flag))
        why = "the reduction of several heads needs states of rank two or more";
    else if (!is_visible(arch, flag))
        why = "the reduction of several heads needs layers that see all values "
              "of the layer before";
    fulg_dim_flag_clear(flag);
    return why;
}

void
fulg_dim_heads_model(fulg_arch_t model, const fulg_arch_t arch, slong in,
                     slong out)
{
    const slong l = arch->depth;
    fulg_arch_init(model, 1);
    fulg_arch_set(model, arch);
    model->width[0] = in;
    model->width[l] = out;
    for (slong i = 0; i < l; i++)
    {
        fulg_sublayer_struct *sub = &model->sub[i];
        const slong r = model->width[i];
        const slong nu = fulg_dim_value_rank(arch, i);
        if (i + 1 < l)
            model->width[i + 1] = fulg_dim_min_product(
                arch->width[i + 1], sub->heads, FLINT_MIN(nu, r));
        sub->head_dim = FLINT_MIN(sub->head_dim, r);
        if (sub->value_dim != 0)
            sub->value_dim = FLINT_MIN(nu, FLINT_MIN(r, model->width[i + 1]));
    }
    fulg_arch_set_tokens(model, FLINT_MIN(arch->tokens, MODEL_TOKENS), arch);
}

/* The heads of layer i (from 0) of the model may be replaced by combinations of
   them. */
static int
is_mixed(const fulg_arch_t model, const fulg_dim_flag_t flag, slong i)
{
    return flag->alpha[i] == flag->r[i] &&
           fulg_dim_values_are_free(model, flag, i);
}

/* The M_i of inputs on so many coordinates are independent. */
static int
are_independent(const fulg_arch_t arch, slong in)
{
    slong r = in;
    for (slong i = 0; i < arch->depth; i++)
    {
        const slong heads = arch->sub[i].heads;
        if (fulg_dim_min_product(heads, r, r) < heads)
            return 0;
        r = fulg_dim_min_product(arch->width[i + 1], heads,
                                 FLINT_MIN(fulg_dim_value_rank(arch, i), r));
    }
    return 1;
}

/* Heads that are mixed in the model are not in the network: their forms vanish on
   spaces where those of the other heads are independent. */
static int
is_separate(const fulg_arch_t arch, const fulg_dim_flag_t flag, slong i)
{
    const slong rest = flag->r[i] - flag->alpha[i];
    const slong others = arch->sub[i].heads - 1;
    return others == 0 || fulg_dim_min_product(others, rest, rest) == others;
}

const char *
fulg_dim_heads_separate(const fulg_arch_t arch, const fulg_arch_t model)
{
    const slong in = model->width[0];
    const char *why = NULL;
    fulg_dim_flag_t flag, small;
    if (!are_independent(arch, in < arch->width[0] ? in - 1 : in))
        return "there are too few inputs to tell heads apart";
    fulg_dim_flag_init(flag, arch);
    fulg_dim_flag_init(small, model);
    if (sees_symmetric(small))
        why = "the states of the model have rank one";
    for (slong i = 0; i < arch->depth && why == NULL; i++)
        if (is_mixed(model, small, i) && !is_separate(arch, flag, i))
            why = "combinations of heads are heads";
    fulg_dim_flag_clear(small);
    fulg_dim_flag_clear(flag);
    return why;
}

void
fulg_dim_heads_total(fmpz_t total, const fulg_arch_t arch)
{
    fulg_cert_bound_t bound;
    fulg_cert_bound_init(bound);
    fulg_dim_upper_virtual_weights.terms(bound, arch);
    fmpz_set(total, fulg_cert_bound_total(bound));
    fulg_cert_bound_clear(bound);
}

int
fulg_dim_heads_reduction_model(fulg_arch_t model, fmpz_t size,
                               const fulg_arch_t arch, slong in, slong out,
                               fulg_diag_t diag)
{
    const char *why = fulg_dim_heads_not_covered(arch);
    if (why == NULL && (in < 2 || in > arch->width[0] || out < 1 ||
                        out > arch->width[arch->depth]))
        why = "the network has not so many inputs and outputs";
    if (why == NULL)
    {
        fulg_dim_heads_model(model, arch, in, out);
        why = fulg_dim_heads_separate(arch, model);
        if (why == NULL && !fulg_dim_heads_size(size, model))
            why = "the model is too small";
        if (why != NULL)
            fulg_arch_clear(model);
    }
    if (why != NULL)
        fulg_diag_set(diag, FULG_UNABLE, "%s", why);
    return why == NULL;
}

int
fulg_dim_heads_size(fmpz_t size, const fulg_arch_t model)
{
    fulg_dim_flag_t flag;
    fmpz_t mixed;
    fmpz_init(mixed);
    fulg_dim_flag_init(flag, model);
    fulg_dim_heads_total(size, model);
    for (slong i = 0; i < model->depth; i++)
        if (is_mixed(model, flag, i))
        {
            /* GL_H in place of the scalings */
            fmpz_set_si(mixed, model->sub[i].heads);
            fmpz_mul_si(mixed, mixed, model->sub[i].heads - 1);
            fmpz_sub(size, size, mixed);
        }
    fulg_dim_flag_clear(flag);
    fmpz_clear(mixed);
    return fmpz_sgn(size) > 0;
}
