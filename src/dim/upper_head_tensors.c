#include "impl.h"

/* ---- doc: thm-head-tensors --------------------------------------------------- */

/* n = binomial(x, 2) */
static void
set_pairs(fmpz_t n, slong x)
{
    fmpz_set_si(n, x);
    fmpz_mul_si(n, n, x - 1);
    fmpz_divexact_ui(n, n, 2);
}

/* n += r (size - r) */
static void
add_spaces(fmpz_t n, const fmpz_t r, const fmpz_t size)
{
    fmpz_t rest;
    fmpz_init(rest);
    fmpz_sub(rest, size, r);
    fmpz_addmul(n, r, rest);
    fmpz_clear(rest);
}

/* The tensor of all heads, in outputs x queries x products of two coordinates, lies in
   a product of three spaces. */
static void
push_tensor(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    const slong d = arch->width[0], heads = arch->sub[0].heads;
    const slong size[] = {arch->width[1], d};
    const slong rank[] = {fulg_dim_value_rank(arch, 0),
                          FLINT_MIN(arch->sub[0].head_dim, d)};
    static const char *const name[] = {"outputs", "queries"};
    fmpz_t products, most, total, sum, r, n;
    fmpz_init_set_si(products, heads);
    fmpz_init(most);
    fmpz_init_set_ui(total, 1);
    fmpz_init(sum);
    fmpz_init(r);
    fmpz_init(n);
    for (int k = 0; k < 2; k++)
    {
        fmpz_set_si(r, fulg_dim_min_product(size[k], heads, rank[k]));
        fmpz_set_si(n, size[k]);
        fmpz_mul(total, total, r);
        add_spaces(sum, r, n);
        fmpz_mul_si(products, products, rank[k]);
        fulg_cert_bound_push(bound, name[k], -1, r);
    }
    set_pairs(most, d);
    fmpz_add_si(most, most, d);
    fulg_dim_keep_least(products, most);
    add_spaces(sum, products, most);
    fmpz_mul(total, total, products);
    fmpz_add(total, total, sum);
    fulg_cert_bound_push(bound, "products", -1, products);
    fulg_cert_bound_push(bound, "tensor", -1, total);
    fmpz_clear(products);
    fmpz_clear(most);
    fmpz_clear(total);
    fmpz_clear(sum);
    fmpz_clear(r);
    fmpz_clear(n);
}

/* H (alpha (2 d - alpha) + d - 1) - binomial(H, 2) max(0, 2 alpha - d) */
static void
push_crossed(fulg_cert_bound_t bound, slong d, slong heads, slong alpha)
{
    fmpz_t n, pairs;
    fmpz_init(n);
    fmpz_init(pairs);
    fulg_dim_square_rank(n, d, alpha);
    fmpz_add_si(n, n, d - 1);
    fmpz_mul_si(n, n, heads);
    set_pairs(pairs, heads);
    fmpz_mul_si(pairs, pairs, FLINT_MAX(0, alpha - (d - alpha)));
    fmpz_sub(n, n, pairs);
    fulg_cert_bound_push(bound, "crossed", -1, n);
    fmpz_clear(n);
    fmpz_clear(pairs);
}

/* H (d - H) + d (H d - binomial(H, 2)) */
static void
push_ideal(fulg_cert_bound_t bound, slong d, slong heads)
{
    fmpz_t n, pairs;
    fmpz_init_set_si(n, heads);
    fmpz_init(pairs);
    set_pairs(pairs, heads);
    fmpz_mul_si(n, n, d);
    fmpz_sub(n, n, pairs);
    fmpz_add_si(n, n, heads);
    fmpz_mul_si(n, n, d);
    fmpz_set_si(pairs, heads);
    fmpz_mul_si(pairs, pairs, heads);
    fmpz_sub(n, n, pairs);
    fulg_cert_bound_push(bound, "ideal", -1, n);
    fmpz_clear(n);
    fmpz_clear(pairs);
}

/* H (2 d + binomial(d + 1, 2)) - H^2 - binomial(H, 3) */
static void
push_minors(fulg_cert_bound_t bound, slong d, slong heads)
{
    fmpz_t n, part;
    fmpz_init(n);
    fmpz_init(part);
    set_pairs(n, d);
    fmpz_add_si(n, n, d);
    fmpz_add_si(n, n, d);
    fmpz_add_si(n, n, d);
    fmpz_sub_si(n, n, heads);
    fmpz_mul_si(n, n, heads);
    set_pairs(part, heads);
    fmpz_mul_si(part, part, heads - 2);
    fmpz_divexact_ui(part, part, 3);
    fmpz_sub(n, n, part);
    fulg_cert_bound_push(bound, "minors", -1, n);
    fulg_cert_bound_push(bound, "total", -1, n);
    fmpz_clear(n);
    fmpz_clear(part);
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    const slong d = arch->width[0], heads = arch->sub[0].heads;
    const slong alpha = FLINT_MIN(arch->sub[0].head_dim, d);
    fmpz_t total;
    if (arch->tokens == 1)
    {
        push_minors(bound, d, heads);
        return;
    }
    push_tensor(bound, arch);
    fmpz_init_set(total, fulg_cert_bound_get(bound, "tensor", -1));
    if (arch->width[1] == 1 && heads <= d)
    {
        push_crossed(bound, d, heads, alpha);
        fulg_dim_keep_least(total, fulg_cert_bound_get(bound, "crossed", -1));
    }
    if (arch->width[1] == 1 && heads < d)
    {
        push_ideal(bound, d, heads);
        fulg_dim_keep_least(total, fulg_cert_bound_get(bound, "ideal", -1));
    }
    fulg_cert_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
}

/* ---- words ------------------------------------------------------------------ */

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_cert_bound_struct *bound = cert->upper;
    const fmpz *total = fulg_cert_bound_total(bound);
    const long heads = (long) cert->arch->sub[0].heads;
    if (cert->arch->tokens == 1)
    {
        fulg_cert_reasons_say(
            reasons, "heads can be mixed, and three forms of heads take the "
                     "2 x 2 minors of their\nvalues without effect");
        fulg_cert_reasons_row(reasons, "f", total, "%ld heads, up to that",
                              heads);
        return;
    }
    if (fmpz_equal(total, fulg_cert_bound_get(bound, "tensor", -1)))
    {
        fulg_cert_reasons_say(
            reasons, "the heads together are a tensor of outputs, queries, "
                     "and products of keys and values");
        fulg_cert_reasons_row(reasons, "f", total,
                              "tensors of ranks %ld, %ld, %ld",
                              fulg_dim_term_si(cert, "outputs", -1),
                              fulg_dim_term_si(cert, "queries", -1),
                              fulg_dim_term_si(cert, "products", -1));
        return;
    }
    if (fmpz_equal(total, fulg_cert_bound_get(bound, "crossed", -1)))
    {
        fulg_cert_reasons_say(
            reasons, "two heads can take the other one's values as keys, "
                     "with opposite signs, for\nqueries that both see");
        fulg_cert_reasons_row(reasons, "f", total, "%ld heads, up to that",
                              heads);
        return;
    }
    fulg_cert_reasons_say(reasons,
                          "all forms of the layer vanish where the values "
                          "of all heads do");
    fulg_cert_reasons_row(reasons, "f", total,
                          "forms in the ideal of %ld values", heads);
}

/* On one token forms count, not tensors: only the minors are known there. */
static int
has_minors(const fulg_arch_struct *arch)
{
    const slong heads = arch->sub[0].heads;
    return arch->width[1] == 2 && heads >= 3 && heads <= arch->width[0];
}

static int
applies(const fulg_arch_t arch)
{
    return fulg_dim_upper_layer_sum.applies(arch) && arch->depth == 1 &&
           arch->sub[0].heads > 1 && !fulg_arch_is_normalised(arch) &&
           (arch->tokens > 1 || has_minors(arch));
}

const fulg_dim_upper_t fulg_dim_upper_head_tensors = {
    {"head-tensors", 0, say, NULL}, applies, set_terms};
