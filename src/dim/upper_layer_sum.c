#include <stdio.h>

#include "impl.h"

/* ---- doc: thm-layer-sum ---------------------------------------------------- */

/* Adds the bound of one layer to total. */
static void
add_layer(fmpz_t total, fulg_cert_bound_t bound, const fulg_arch_t arch,
          slong i)
{
    const slong in = arch->width[i], out = arch->width[i + 1];
    const slong heads = arch->sub[i].heads, t = arch->tokens;
    const slong alpha = FLINT_MIN(arch->sub[i].head_dim, in);
    const slong nu = fulg_dim_value_rank(arch, i);
    fmpz_t n, layer;

    fmpz_init(n);
    fmpz_init(layer);
    fulg_cert_bound_push_si(bound, "alpha", i + 1, alpha);
    fulg_cert_bound_push_si(bound, "nu", i + 1, nu);
    fulg_dim_form(layer, in, alpha, t == 1);
    fulg_cert_bound_push(bound, "m", i + 1, layer);
    fulg_dim_matrix_rank(n, in, out, nu);
    fulg_cert_bound_push(bound, "v", i + 1, n);
    fmpz_add(layer, layer, n);
    if (!fulg_arch_is_normalised(arch))
        fmpz_sub_ui(layer, layer, 1);
    fmpz_mul_si(layer, layer, heads);
    fulg_cert_bound_push(bound, "scaled", i + 1, layer);
    if (!fulg_arch_is_normalised(arch))
    {
        fulg_dim_monomials(n, in, t == 1);
        fmpz_mul_si(n, n, out);
        fulg_cert_bound_push(bound, "ambient", i + 1, n);
        fulg_dim_keep_least(layer, n);
        fulg_dim_mixing(n, in, out, heads, t == 1);
        fulg_cert_bound_push(bound, "mixing", i + 1, n);
        fulg_dim_keep_least(layer, n);
    }
    fulg_cert_bound_push(bound, "layer", i + 1, layer);
    fmpz_add(total, total, layer);
    fmpz_clear(n);
    fmpz_clear(layer);
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    fmpz_t total;
    fmpz_init(total);
    for (slong i = 0; i < arch->depth; i++)
        add_layer(total, bound, arch, i);
    fulg_cert_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
}

/* ---- words ------------------------------------------------------------------ */

/* "2 heads x (12 + 5 - 1)" */
static void
say_scaled(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert, slong i)
{
    const fulg_cert_bound_struct *bound = cert->upper;
    const long heads = (long) cert->arch->sub[i - 1].heads;
    char *m = fmpz_get_str(NULL, 10, fulg_cert_bound_get(bound, "m", i));
    char *v = fmpz_get_str(NULL, 10, fulg_cert_bound_get(bound, "v", i));
    char several[40] = "", how[200];
    if (heads > 1)
        snprintf(several, sizeof several, "%ld heads x ", heads);
    snprintf(how, sizeof how, "%s(%.60s + %.60s%s)", several, m, v,
             fulg_arch_is_normalised(cert->arch) ? "" : " - 1");
    fulg_cert_reasons_layer(
        reasons, "f", i, fulg_cert_bound_get(bound, "layer", i), how,
        "ranks %ld, %ld", fulg_dim_term_si(cert, "alpha", i),
        fulg_dim_term_si(cert, "nu", i));
    flint_free(m);
    flint_free(v);
}

static void
say_layer(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert, slong i)
{
    const fulg_cert_bound_struct *bound = cert->upper;
    const fmpz *layer = fulg_cert_bound_get(bound, "layer", i);
    const long heads = (long) cert->arch->sub[i - 1].heads;
    if (fmpz_equal(layer, fulg_cert_bound_get(bound, "scaled", i)))
        say_scaled(reasons, cert, i);
    else if (fmpz_equal(layer, fulg_cert_bound_get(bound, "ambient", i)))
        fulg_cert_reasons_layer(reasons, "f", i, layer, "",
                                "all coefficients that a layer can have");
    else
        fulg_cert_reasons_layer(reasons, "f", i, layer, "",
                                "%ld heads, up to their mixtures by GL_%ld",
                                heads, heads);
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_arch_struct *arch = cert->arch;
    int plain = 0;
    for (slong i = 1; i <= arch->depth; i++)
        plain |= fmpz_equal(fulg_cert_bound_get(cert->upper, "layer", i),
                            fulg_cert_bound_get(cert->upper, "scaled", i));
    if (arch->depth > 1)
        fulg_cert_reasons_say(reasons,
                              "the function depends only on the functions "
                              "f_i of the layers%s",
                              plain ? "," : "");
    if (plain)
        fulg_cert_reasons_say(
            reasons, "%s a head is a %sform K^T Q and values V%s",
            arch->depth > 1 ? "where" : "in the layer",
            arch->tokens == 1 ? "quadratic " : "",
            fulg_arch_is_normalised(arch) ? "" : ", up to a scaling");
    for (slong i = 1; i <= arch->depth; i++)
        say_layer(reasons, cert, i);
}

static int
applies(const fulg_arch_t arch)
{
    return (fulg_arch_is_residual(arch) ||
            (arch->depth == 1 && arch->sub[0].heads > 1)) &&
           !fulg_dim_is_one_token(arch) && fulg_dim_is_attention(arch);
}

const fulg_dim_upper_t fulg_dim_upper_layer_sum = {
    {"layer-sum", 0, say, NULL}, applies, set_terms};
