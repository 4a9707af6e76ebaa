#include "impl.h"

/* All the coefficients of the layer: r forms of `monomials`, or, in the last
   layer, d_l of them of rank at most r. */
static void
set_all_forms(fmpz_t n, slong r, slong out, const fmpz_t monomials)
{
    fmpz_t rows, rank;
    fmpz_init_set_si(rows, out);
    fmpz_init_set_si(rank, r);
    if (out == r)
        fmpz_mul(n, monomials, rank);
    else
        fulg_dim_rank_variety(n, rows, monomials, rank);
    fmpz_clear(rows);
    fmpz_clear(rank);
}

/* Adds the bound of layer i (from 0) on the quotient states to total. */
static void
add_layer(fmpz_t total, fulg_cert_bound_t bound, const fulg_arch_t arch,
          const fulg_dim_flag_t flag, slong i)
{
    const slong a = flag->r[i], b = flag->r[i + 1];
    const slong out = (i + 1 == arch->depth) ? arch->width[i + 1] : b;
    const slong nu = FLINT_MIN(fulg_dim_value_rank(arch, i), FLINT_MIN(a, b));
    fmpz_t n, layer;
    fmpz_init(n);
    fmpz_init(layer);
    fulg_dim_form(layer, a, flag->alpha[i], flag->symmetric[i]);
    fulg_cert_bound_push(bound, "m", i + 1, layer);
    fulg_dim_matrix_rank(n, a, b, nu);
    fulg_cert_bound_push(bound, "v", i + 1, n);
    fmpz_add(layer, layer, n);
    fmpz_sub_ui(layer, layer, 1);
    fmpz_mul_si(layer, layer, arch->sub[i].heads);
    fmpz_set_si(n, out - b);
    fmpz_mul_si(n, n, b);
    fmpz_add(layer, layer, n);
    fulg_cert_bound_push(bound, "scaled", i + 1, layer);
    fulg_dim_monomials(n, a, flag->symmetric[i]);
    set_all_forms(n, b, out, n);
    fulg_cert_bound_push(bound, "ambient", i + 1, n);
    fulg_dim_keep_least(layer, n);
    fulg_dim_mixing(n, a, out, arch->sub[i].heads, flag->symmetric[i]);
    fulg_cert_bound_push(bound, "mixing", i + 1, n);
    fulg_dim_keep_least(layer, n);
    fulg_cert_bound_push(bound, "layer", i + 1, layer);
    fmpz_add(total, total, layer);
    fmpz_clear(n);
    fmpz_clear(layer);
}

/* n = b min(b, min(H, a) min(nu, a)): the orbits of the changes of basis behind
   layer i (from 0), at least. */
static void
set_gauge(fmpz_t n, const fulg_arch_t arch, const fulg_dim_flag_t flag, slong i)
{
    const slong a = flag->r[i], b = flag->r[i + 1];
    const slong heads = FLINT_MIN(arch->sub[i].heads, a);
    const slong values = FLINT_MIN(fulg_dim_value_rank(arch, i), a);
    fmpz_set_si(n, fulg_dim_min_product(b, heads, values));
    fmpz_mul_si(n, n, b);
}

/* doc: thm-quotient-layers */
static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    fulg_dim_flag_t flag;
    fmpz_t total, n;
    fmpz_init(total);
    fmpz_init(n);
    fulg_dim_flag_init(flag, arch);
    for (slong i = 0; i <= l; i++)
        fulg_cert_bound_push_si(bound, "r", i, flag->r[i]);
    for (slong i = 0; i < l; i++)
        fulg_cert_bound_push_si(bound, "alpha", i + 1, flag->alpha[i]);
    for (slong i = 0; i < l; i++)
        fulg_cert_bound_push_si(bound, "symmetric", i + 1, flag->symmetric[i]);
    for (slong i = 0; i < l; i++)
        add_layer(total, bound, arch, flag, i);
    for (slong i = 0; i + 1 < l; i++)
    {
        set_gauge(n, arch, flag, i);
        fulg_cert_bound_push(bound, "gauge", i + 1, n);
        fmpz_sub(total, total, n);
    }
    fulg_cert_bound_push(bound, "total", -1, total);
    fulg_dim_flag_clear(flag);
    fmpz_clear(total);
    fmpz_clear(n);
}

/* ---- words ------------------------------------------------------------------ */

static void
say_layer(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert, slong i)
{
    const fulg_cert_bound_struct *bound = cert->upper;
    const fmpz *layer = fulg_cert_bound_get(bound, "layer", i);
    const long heads = (long) cert->arch->sub[i - 1].heads;
    if (fmpz_equal(layer, fulg_cert_bound_get(bound, "scaled", i)))
    {
        const long r = FLINT_MIN(fulg_dim_term_si(cert, "r", i - 1),
                                 fulg_dim_term_si(cert, "r", i));
        const long v = (long) cert->arch->sub[i - 1].value_dim;
        fulg_cert_reasons_layer(
            reasons, "f", i, layer, "",
            "%ld head%s of ranks %ld, %ld, each up to a scaling", heads,
            heads == 1 ? "" : "s", fulg_dim_term_si(cert, "alpha", i),
            v == 0 ? r : FLINT_MIN(v, r));
    }
    else if (fmpz_equal(layer, fulg_cert_bound_get(bound, "ambient", i)))
        fulg_cert_reasons_layer(reasons, "f", i, layer, "",
                                "all coefficients that the layer can have");
    else
        fulg_cert_reasons_layer(reasons, "f", i, layer, "",
                                "%ld heads, up to their mixtures by GL_%ld",
                                heads, heads);
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    fmpz_t gauge;
    fmpz_init(gauge);
    fulg_cert_reasons_say(
        reasons, "the function depends only on the functions f_i of "
                 "the layers on r_i coordinates\nthat hold the state, up to "
                 "a change of these coordinates");
    for (slong i = 1; i <= cert->arch->depth; i++)
        say_layer(reasons, cert, i);
    for (slong i = 1; i < cert->arch->depth; i++)
        fmpz_sub(gauge, gauge, fulg_cert_bound_get(cert->upper, "gauge", i));
    fulg_cert_reasons_row(reasons, "bases", gauge,
                          "the changes of coordinates");
    fmpz_clear(gauge);
}

const fulg_dim_upper_t fulg_dim_upper_quotient_layers = {
    {"quotient-layers", 0, say, NULL}, fulg_dim_is_quotient, set_terms};
