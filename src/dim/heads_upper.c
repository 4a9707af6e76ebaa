#include "impl.h"

/* Lightning stacks with several heads: theorems quotient-layers and cut. */

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
add_layer(fmpz_t total, fulg_bound_t bound, const fulg_arch_t arch,
          const fulg_flag_t flag, slong i)
{
    const slong a = flag->r[i], b = flag->r[i + 1];
    const slong out = (i + 1 == arch->depth) ? arch->width[i + 1] : b;
    const slong nu = FLINT_MIN(fulg_dim_value_rank(arch, i), FLINT_MIN(a, b));
    fmpz_t n, layer;
    fmpz_init(n);
    fmpz_init(layer);
    fulg_dim_form(layer, a, flag->alpha[i], flag->symmetric[i]);
    fulg_bound_push(bound, "m", i + 1, layer);
    fulg_dim_matrix_rank(n, a, b, nu);
    fulg_bound_push(bound, "v", i + 1, n);
    fmpz_add(layer, layer, n);
    fmpz_sub_ui(layer, layer, 1);
    fmpz_mul_si(layer, layer, arch->sub[i].heads);
    fmpz_set_si(n, out - b);
    fmpz_mul_si(n, n, b);
    fmpz_add(layer, layer, n);
    fulg_bound_push(bound, "scaled", i + 1, layer);
    fulg_dim_monomials(n, a, flag->symmetric[i]);
    set_all_forms(n, b, out, n);
    fulg_bound_push(bound, "ambient", i + 1, n);
    fulg_dim_keep_least(layer, n);
    fulg_dim_mixing(n, a, out, arch->sub[i].heads, flag->symmetric[i]);
    fulg_bound_push(bound, "mixing", i + 1, n);
    fulg_dim_keep_least(layer, n);
    fulg_bound_push(bound, "layer", i + 1, layer);
    fmpz_add(total, total, layer);
    fmpz_clear(n);
    fmpz_clear(layer);
}

/* n = b min(b, min(H, a) min(nu, a)): the orbits of the changes of basis behind
   layer i (from 0), at least. */
static void
set_gauge(fmpz_t n, const fulg_arch_t arch, const fulg_flag_t flag, slong i)
{
    const slong a = flag->r[i], b = flag->r[i + 1];
    const slong heads = FLINT_MIN(arch->sub[i].heads, a);
    const slong values = FLINT_MIN(fulg_dim_value_rank(arch, i), a);
    fmpz_set_si(n, fulg_dim_min_product(b, heads, values));
    fmpz_mul_si(n, n, b);
}

/* doc: thm-quotient-layers */
static void
quotient_layers(fulg_bound_t bound, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    fulg_flag_t flag;
    fmpz_t total, n;
    fmpz_init(total);
    fmpz_init(n);
    fulg_flag_init(flag, arch);
    bound->theorem = "quotient-layers";
    for (slong i = 0; i <= l; i++)
        fulg_bound_push_si(bound, "r", i, flag->r[i]);
    for (slong i = 0; i < l; i++)
        fulg_bound_push_si(bound, "alpha", i + 1, flag->alpha[i]);
    for (slong i = 0; i < l; i++)
        fulg_bound_push_si(bound, "symmetric", i + 1, flag->symmetric[i]);
    for (slong i = 0; i < l; i++)
        add_layer(total, bound, arch, flag, i);
    for (slong i = 0; i + 1 < l; i++)
    {
        set_gauge(n, arch, flag, i);
        fulg_bound_push(bound, "gauge", i + 1, n);
        fmpz_sub(total, total, n);
    }
    fulg_bound_push(bound, "total", -1, total);
    fulg_flag_clear(flag);
    fmpz_clear(total);
    fmpz_clear(n);
}

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
cut_behind(fulg_bound_t bound, const fulg_arch_t arch, slong j)
{
    fmpz_t total;
    fmpz_init_set_si(total, arch->width[arch->depth] - (j > 0));
    bound->theorem = "cut";
    fulg_bound_push_si(bound, "cut", -1, j);
    if (j > 0)
    {
        fulg_bound_t first;
        fulg_arch_t stack;
        init_first_layers(stack, arch, j);
        fulg_bound_init(first);
        fulg_dim_upper(first, stack);
        fulg_bound_push(bound, "stack", -1, fulg_bound_total(first));
        fulg_bound_push(bound, "outputs", -1, total);
        fmpz_add(total, total, fulg_bound_total(first));
        fulg_bound_clear(first);
        fulg_arch_clear(stack);
    }
    fulg_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
}

/* The first 0 <= j < l with r_j = 1, or -1. */
static slong
first_bottleneck(const fulg_arch_t arch)
{
    slong j = 0;
    fulg_flag_t flag;
    fulg_flag_init(flag, arch);
    while (j < arch->depth && flag->r[j] != 1)
        j++;
    if (j == arch->depth)
        j = -1;
    fulg_flag_clear(flag);
    return j;
}

/* bound = other when that is less; other is cleared. */
static void
keep_less(fulg_bound_t bound, fulg_bound_t other)
{
    if (fmpz_cmp(fulg_bound_total(other), fulg_bound_total(bound)) < 0)
    {
        const fulg_bound_struct kept = *other;
        *other = *bound;
        *bound = kept;
    }
    fulg_bound_clear(other);
}

void
fulg_dim_heads_upper(fulg_bound_t bound, const fulg_arch_t arch)
{
    const slong j = first_bottleneck(arch);
    fulg_bound_t other;
    fulg_bound_init(other);
    quotient_layers(other, arch);
    keep_less(bound, other);
    if (j >= 0)
    {
        fulg_bound_init(other);
        cut_behind(other, arch, j);
        keep_less(bound, other);
    }
}
