#include "impl.h"

/* ---- doc: thm-cut ----------------------------------------------------------- */

/* The first j layers of arch, with one output. */
static void
init_first_layers(fulg_arch_t stack, const fulg_arch_t arch, slong j)
{
    fulg_arch_init(stack, j);
    stack->tokens = arch->tokens;
    fulg_arch_set_all(stack, "mask", fulg_arch_is_causal(arch));
    for (slong i = 0; i < j; i++)
    {
        stack->width[i] = arch->width[i];
        stack->sub[i].head_dim = arch->sub[i].head_dim;
        stack->sub[i].heads = arch->sub[i].heads;
        stack->sub[i].value_dim = arch->sub[i].value_dim;
    }
    stack->width[j] = 1;
}

/* Theorem cut, behind layer j, where the state has rank one. */
static void
cut_behind(fulg_cert_bound_t bound, const fulg_arch_t arch, slong j)
{
    fmpz_t total;
    fmpz_init_set_si(total, arch->width[arch->depth] - (j > 0));
    fulg_cert_bound_push_si(bound, "cut", -1, j);
    if (j > 0)
    {
        fulg_cert_bound_t first;
        fulg_arch_t stack;
        init_first_layers(stack, arch, j);
        fulg_cert_bound_init(first);
        fulg_dim_upper_shape(first, stack);
        fulg_cert_bound_push(bound, "stack", -1, fulg_cert_bound_total(first));
        fulg_cert_bound_push(bound, "outputs", -1, total);
        fmpz_add(total, total, fulg_cert_bound_total(first));
        fulg_cert_bound_clear(first);
        fulg_arch_clear(stack);
    }
    fulg_cert_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
}

/* The first 0 <= j < l with r_j = 1, or -1. */
static slong
first_bottleneck(const fulg_arch_t arch)
{
    slong j = 0;
    fulg_dim_flag_t flag;
    fulg_dim_flag_init(flag, arch);
    while (j < arch->depth && flag->r[j] != 1)
        j++;
    if (j == arch->depth)
        j = -1;
    fulg_dim_flag_clear(flag);
    return j;
}

static int
applies(const fulg_arch_t arch)
{
    return fulg_dim_is_quotient(arch) && first_bottleneck(arch) >= 0;
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    cut_behind(bound, arch, first_bottleneck(arch));
}

/* ---- words ------------------------------------------------------------------ */

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_cert_bound_struct *bound = cert->upper;
    const long j = fulg_dim_term_si(cert, "cut", -1);
    const long d = (long) cert->arch->width[cert->arch->depth];
    if (j == 0)
    {
        fulg_cert_reasons_say(
            reasons, "the input has one coordinate: the function is a fixed "
                     "function times a vector");
        fulg_cert_reasons_row(reasons, "u", fulg_cert_bound_total(bound),
                              "a vector in R^%ld", d);
        return;
    }
    fulg_cert_reasons_say(
        reasons,
        "after layer %ld the state has rank one; what follows is a vector u times\n"
        "a function of its coefficients",
        j);
    if (j == 1)
        fulg_cert_reasons_row(reasons, "stack",
                              fulg_cert_bound_get(bound, "stack", -1),
                              "the first layer with one output");
    else
        fulg_cert_reasons_row(reasons, "stack",
                              fulg_cert_bound_get(bound, "stack", -1),
                              "the first %ld layers with one output", j);
    fulg_cert_reasons_row(reasons, "u",
                          fulg_cert_bound_get(bound, "outputs", -1),
                          "a vector in R^%ld, up to a scaling", d);
}

const fulg_dim_upper_t fulg_dim_upper_cut = {
    {"cut", 0, say, NULL}, applies, set_terms};
