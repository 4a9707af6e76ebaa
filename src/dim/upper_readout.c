#include "impl.h"

/* ---- doc: thm-readout ------------------------------------------------------- */

/* n = the cubic forms that the output has coefficients of: every token that sees
   another one gives out forms of its own kind; one that sees itself alone, all its
   part is a cubic map of one vector. */
static void
set_ambient(fmpz_t n, const fulg_arch_t arch)
{
    const slong d = arch->width[0], out = arch->width[1], t = arch->tokens;
    const slong alone = t == 1 || fulg_arch_is_causal(arch);
    fmpz_t part;
    fmpz_init(part);
    fulg_dim_monomials(n, d, 0);
    fmpz_mul_si(n, n, out);
    fmpz_mul_si(n, n, t - alone);
    fulg_dim_monomials(part, d, 1);
    fmpz_mul_si(part, part, alone * out);
    fmpz_add(n, n, part);
    fmpz_clear(part);
}

static void
push_lightning(fmpz_t total, fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    const slong d = arch->width[0], rows = fulg_arch_value_rows(arch, 0);
    fmpz_t n;
    fmpz_init(n);
    fmpz_sub_si(total, total, arch->sub[0].heads);
    fulg_cert_bound_push(bound, "scaled", -1, total);
    set_ambient(n, arch);
    fulg_cert_bound_push(bound, "ambient", -1, n);
    fulg_dim_keep_least(total, n);
    fulg_dim_mixing(n, d, rows, arch->sub[0].heads, arch->tokens == 1);
    fulg_cert_bound_push(bound, "mixing", -1, n);
    fulg_dim_keep_least(total, n);
    fmpz_clear(n);
}

/* What does not depend on weights that sum to one: behind a mask the values of the
   first token add up, and of one token all do. */
static void
push_normalised(fmpz_t total, fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    fmpz_t n;
    fmpz_init_set_si(n, arch->width[0]);
    fmpz_mul_si(n, n, arch->width[1]);
    if (arch->tokens == 1)
        fmpz_set(total, n);
    else
    {
        fmpz_mul_si(n, n,
                    fulg_arch_is_causal(arch) ? arch->sub[0].heads - 1 : 0);
        fulg_cert_bound_push(bound, "first_token", -1, n);
        fmpz_sub(total, total, n);
    }
    fmpz_clear(n);
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    const slong d = arch->width[0], rows = fulg_arch_value_rows(arch, 0);
    const slong alpha = FLINT_MIN(arch->sub[0].head_dim, d);
    fmpz_t total, n;
    fmpz_init(total);
    fmpz_init(n);
    fulg_cert_bound_push_si(bound, "alpha", -1, alpha);
    fulg_cert_bound_push_si(bound, "rows", -1, rows);
    fulg_dim_form(total, d, alpha, arch->tokens == 1);
    fulg_cert_bound_push(bound, "m", -1, total);
    fmpz_set_si(n, rows);
    fmpz_mul_si(n, n, d);
    fulg_cert_bound_push(bound, "v", -1, n);
    fmpz_add(total, total, n);
    fmpz_mul_si(total, total, arch->sub[0].heads);
    if (fulg_arch_is_normalised(arch))
        push_normalised(total, bound, arch);
    else
        push_lightning(total, bound, arch);
    fulg_cert_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
    fmpz_clear(n);
}

/* ---- words ------------------------------------------------------------------ */

static void
say_heads(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
          const fmpz_t value, const char *less)
{
    char *m = fmpz_get_str(NULL, 10, fulg_cert_bound_get(cert->upper, "m", -1));
    char *v = fmpz_get_str(NULL, 10, fulg_cert_bound_get(cert->upper, "v", -1));
    fulg_cert_reasons_row(reasons, "heads", value,
                          "forms of rank %ld and values: %ld x (%s + %s%s)",
                          fulg_dim_term_si(cert, "alpha", -1),
                          (long) cert->arch->sub[0].heads, m, v, less);
    flint_free(m);
    flint_free(v);
}

static void
say_lightning(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fmpz *total = fulg_cert_bound_total(cert->upper);
    const long heads = (long) cert->arch->sub[0].heads;
    if (fmpz_equal(total, fulg_cert_bound_get(cert->upper, "scaled", -1)))
        say_heads(reasons, cert, total, " - 1");
    else if (fmpz_equal(total, fulg_cert_bound_get(cert->upper, "ambient", -1)))
        fulg_cert_reasons_row(reasons, "all", total,
                              "coefficients that a readout can have");
    else
        fulg_cert_reasons_row(reasons, "heads", total,
                              "%ld heads, up to their mixtures by GL_%ld",
                              heads, heads);
}

static void
say_normalised(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fmpz *first = fulg_cert_bound_get(cert->upper, "first_token", -1);
    fmpz_t n;
    fmpz_init(n);
    fmpz_add(n, fulg_cert_bound_total(cert->upper), first);
    say_heads(reasons, cert, n, "");
    fmpz_neg(n, first);
    if (!fmpz_is_zero(n))
        fulg_cert_reasons_row(reasons, "token 1", n,
                              "sees only itself: one sum of values");
    fmpz_clear(n);
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_arch_struct *arch = cert->arch;
    if (fulg_arch_is_normalised(arch) && arch->tokens == 1)
    {
        fulg_cert_reasons_say(reasons,
                              "a single token attends to itself with weight "
                              "1: the linear maps R^%ld -> R^%ld",
                              (long) arch->width[0], (long) arch->width[1]);
        return;
    }
    fulg_cert_reasons_say(reasons,
                          "a head is a form K^T Q and values V, %ld rows for "
                          "%ld token%s%s",
                          fulg_dim_term_si(cert, "rows", -1),
                          (long) arch->tokens, arch->tokens > 1 ? "s" : "",
                          fulg_arch_is_normalised(arch) ? ""
                                                        : ", up to a scaling");
    if (fulg_arch_is_normalised(arch))
        say_normalised(reasons, cert);
    else
        say_lightning(reasons, cert);
}

const fulg_dim_upper_t fulg_dim_upper_readout = {
    {"readout", 0, say, NULL}, fulg_arch_has_readout, set_terms};

/* ---- the lower bound -------------------------------------------------------- */

/* The layer with the same coefficients. */
static void
set_layer(fulg_arch_t layer, const fulg_arch_t arch)
{
    fulg_arch_init(layer, 1);
    fulg_arch_set(layer, arch);
    layer->width[1] = fulg_arch_value_rows(arch, 0);
    layer->sub[0].readout = 0;
}

/* doc: thm-many-heads, for that layer; a mask hides a part of it, one token
   symmetrises. */
static fulg_status_t
prove_heads(fulg_cert_t cert, fulg_diag_t diag)
{
    fulg_cert_t layer;
    fulg_arch_t arch;
    fulg_status_t status;
    if (cert->arch->tokens == 1 || fulg_arch_is_causal(cert->arch))
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "the theorem on many heads is about readouts of two "
            "tokens or more, without a mask");
    set_layer(arch, cert->arch);
    fulg_cert_init(layer, arch);
    layer->upper->theorem = &fulg_dim_upper_layer_sum.theorem;
    fulg_dim_upper_layer_sum.terms(layer->upper, arch);
    status = fulg_dim_lower_heads.prove(layer, diag);
    if (status == FULG_OK)
    {
        cert->lower_theorem = layer->lower_theorem;
        cert->side = layer->side;
        for (slong i = 0; i < layer->num_hypotheses; i++)
        {
            const fulg_hypothesis_t *h = &layer->hypothesis[i];
            fulg_cert_push_hypothesis(cert, h->name, h->layer, h->left,
                                      h->right);
        }
        fmpz_set(cert->lower, layer->lower);
    }
    fulg_cert_clear(layer);
    fulg_arch_clear(arch);
    return status;
}

static fulg_status_t
prove(fulg_cert_t cert, fulg_diag_t diag)
{
    if (!fulg_arch_is_normalised(cert->arch))
        return prove_heads(cert, diag);
    cert->lower_theorem = cert->upper->theorem;
    fmpz_set(cert->lower, fulg_cert_bound_total(cert->upper));
    return FULG_OK;
}

static int
applies(const fulg_cert_struct *cert)
{
    return fulg_arch_has_readout(cert->arch);
}

const fulg_dim_lower_t fulg_dim_lower_readout = {applies, prove};
