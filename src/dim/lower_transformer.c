#include "transformer.h"

/* ---- doc: thm-softmax-heads, thm-residual-limit ----------------------------------
   With the hypotheses of doc: thm-transformer the upper bound is attained. */

static void
say_poles(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    (void) cert;
    fulg_cert_reasons_say(
        reasons, "no two heads have a pole of their attention weights in "
                 "common: each counts");
}

static void
say_limit(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    (void) cert;
    fulg_cert_reasons_say(
        reasons, "with outputs scaled down, all sublayers act in parallel, "
                 "and each counts");
}

static const char *const meanings[][2] = {
    {"width", "coordinates that the sublayers read"},
    {"seen", "the rank with which it sees a constant, and the width"},
    {NULL, NULL}};
static const fulg_theorem_t softmax_heads = {"softmax-heads", 0, say_poles,
                                             meanings};
static const fulg_theorem_t residual_limit = {"residual-limit", 0, say_limit,
                                              meanings};

/* The sentence that says why neither theorem is about the network, or NULL; the
   one that is in *theorem. */
static const char *
find_theorem(const fulg_theorem_t **theorem, const fulg_arch_struct *arch)
{
    int residual = 1, plain = 1, norm = -1;
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        residual = residual && sub->residual;
        if (sub->bias || sub->bias_out || sub->rotary ||
            sub->pre_norm != FULG_PRE_NORM_NONE)
            plain = 0;
        if (sub->pre_norm != arch->sub[0].pre_norm)
            return "the sublayers have different norms before them";
        if (sub->kind != FULG_KIND_ATTENTION)
            continue;
        if (!fulg_arch_sublayer_is_normalised(sub) ||
            (norm >= 0 && sub->norm != norm))
            return "the theorems on transformers need the scores of softmax";
        norm = (int) sub->norm;
    }
    if (norm == FULG_NORM_AFFINE && !plain)
        return "affine scores with biases, norms or rotary positions are not "
               "covered by a theorem";
    *theorem = residual ? &residual_limit : &softmax_heads;
    if (!residual && arch->depth > 1)
        return "several sublayers without residual connections are not covered "
               "by the theorems on transformers";
    if (!residual && arch->sub[0].kv_latent &&
        (arch->sub[0].bias || (arch->sub[0].pre_norm == FULG_PRE_NORM_LAYER &&
                               arch->sub[0].norm_shift)))
        return "latents with biases need a residual connection";
    return NULL;
}

/* min(d, the rank of what the sublayers [from, to) that do not absorb see of a
   constant). */
static slong
seen(const fulg_arch_struct *arch, slong from, slong to)
{
    const slong d = arch->width[0];
    slong rank = 0;
    for (slong i = from; i < to; i++)
    {
        slong own;
        fulg_dim_shape_t s;
        fulg_dim_shape_set(&s, arch, i);
        if (fulg_dim_absorbs(&s))
            continue;
        if (!s.attention)
            own = fulg_dim_min_product(d, s.hidden, s.gated ? 2 : 1);
        else if (s.r)
            own = fulg_dim_min_product(d, s.heads, FLINT_MIN(s.a, s.r) + s.p);
        else
            own = fulg_dim_min_product(d, s.heads, FLINT_MIN(s.a + s.p, s.n));
        rank = own > d - rank ? d : rank + own;
    }
    return rank;
}

/* Without norms: what comes before a position that does not absorb is seen. */
static void
push_seen(fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    int before = 0;
    for (slong i = 0, end; i < arch->depth; i = end)
    {
        int absorbed = 1, constants = 0;
        end = fulg_arch_unit_end(arch, i);
        for (slong k = i; k < end; k++)
        {
            fulg_dim_shape_t s;
            fulg_dim_shape_set(&s, arch, k);
            absorbed = absorbed && fulg_dim_absorbs(&s);
            constants = constants || fulg_dim_constants(&s) > 0;
        }
        if (before && !absorbed)
            fulg_dim_push_hypothesis(cert, "seen", i + 1, seen(arch, i, end),
                                     arch->width[0]);
        before = before || constants;
    }
}

static void
push_hypotheses(fulg_cert_t cert, int residual)
{
    const fulg_arch_struct *arch = cert->arch;
    int heads = 0, plane = arch->sub[0].pre_norm != FULG_PRE_NORM_NONE;
    slong turned = 0;
    fulg_dim_shape_t s;
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_dim_shape_set(&s, arch, i);
        heads = heads || s.attention;
        plane = plane || (!s.attention && s.relu && !s.e);
        if (s.attention)
            turned = FLINT_MAX(turned, s.p);
    }
    if (heads)
        fulg_dim_push_hypothesis(cert, "tokens", -1, arch->tokens,
                                 FLINT_MAX(2, turned + 1));
    fulg_dim_shape_set(&s, arch, 0);
    fulg_dim_push_hypothesis(cert, "width", -1, s.n, plane ? 2 : 1);
    if (residual && arch->sub[0].pre_norm == FULG_PRE_NORM_NONE)
        push_seen(cert);
}

static int
applies(const fulg_cert_struct *cert)
{
    return cert->upper->theorem == &fulg_dim_upper_transformer.theorem ||
           fulg_arch_is_normalised(cert->arch);
}

static fulg_status_t
prove(fulg_cert_t cert, fulg_diag_t diag)
{
    const fulg_theorem_t *theorem = NULL;
    const char *why = find_theorem(&theorem, cert->arch);
    if (why != NULL)
        return fulg_diag_set(diag, FULG_UNABLE, "%s", why);
    push_hypotheses(cert, theorem == &residual_limit);
    return fulg_dim_attain(cert, theorem, &fulg_dim_upper_transformer, diag);
}

const fulg_dim_lower_t fulg_dim_lower_transformer = {applies, prove};
