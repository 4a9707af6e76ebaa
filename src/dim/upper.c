#include "impl.h"

/* ---- doc: thm-virtual-weights ---------------------------------------------- */

static void
push_list(fulg_bound_t bound, const char *name, const slong *list, slong n,
          slong first)
{
    for (slong i = 0; i < n; i++)
        fulg_bound_push_si(bound, name, first + i, list[i]);
}

/* The choices of the r_i-dimensional quotient of the heads' joint values. */
static void
set_flag(fmpz_t n, const fulg_arch_t arch, const fulg_flag_t flag, slong i)
{
    const slong from = flag->r[i], to = flag->r[i + 1];
    const slong nu = fulg_dim_value_rank(arch, i);
    fmpz_t square;
    fmpz_init_set_si(square, to);
    if (nu >= FLINT_MIN(from, to))
    {
        fmpz_set_si(n, arch->sub[i].heads);
        fmpz_mul_si(n, n, from);
        fmpz_sub(n, n, square);
        fmpz_mul_si(n, n, flag->w[i]);
    }
    else
    {
        /* Every head's block has rank nu, and no part can be forgotten. */
        fulg_dim_matrix_rank(n, from, to, nu);
        fmpz_mul_si(n, n, arch->sub[i].heads);
        fmpz_mul(square, square, square);
        fmpz_sub(n, n, square);
    }
    fmpz_clear(square);
}

/* The choices of the last layer's joint values, d_l rows of rank r_l. */
static void
set_output(fmpz_t n, const fulg_arch_t arch, const fulg_flag_t flag)
{
    const slong l = arch->depth, i = l - 1;
    const slong from = flag->r[i], to = flag->r[l], d = arch->width[l];
    const slong nu = fulg_dim_value_rank(arch, i);
    fmpz_t part;
    fmpz_init(part);
    if (nu >= FLINT_MIN(from, to))
    {
        fmpz_set_si(n, arch->sub[i].heads);
        fmpz_mul_si(n, n, from);
        fmpz_set_si(part, d - to);
        fmpz_add(n, n, part);
        fmpz_mul_si(n, n, to);
    }
    else
    {
        fulg_dim_matrix_rank(n, from, to, nu);
        fmpz_mul_si(n, n, arch->sub[i].heads);
        fmpz_set_si(part, d - to);
        fmpz_mul_si(part, part, to);
        fmpz_add(n, n, part);
    }
    fmpz_clear(part);
}

static void
upper_virtual_weights(fulg_bound_t bound, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    fulg_flag_t flag;
    fmpz_t n, total;

    bound->theorem = "virtual-weights";
    fmpz_init(n);
    fmpz_init(total);
    fulg_flag_init(flag, arch);
    push_list(bound, "r", flag->r, l + 1, 0);
    push_list(bound, "alpha", flag->alpha, l, 1);
    push_list(bound, "w", flag->w, l, 1);
    for (slong i = 0; i < l; i++)
        fulg_bound_push_si(bound, "symmetric", i + 1, flag->symmetric[i]);
    for (slong i = 0; i < l; i++)
    {
        fulg_dim_form(n, flag->r[i], flag->alpha[i], flag->symmetric[i]);
        fulg_bound_push(bound, "m", i + 1, n);
        fmpz_mul_si(n, n, arch->sub[i].heads);
        fmpz_add(total, total, n);
    }
    for (slong i = 0; i + 1 < l; i++)
    {
        set_flag(n, arch, flag, i);
        fulg_bound_push(bound, "flag", i + 1, n);
        fmpz_add(total, total, n);
    }
    set_output(n, arch, flag);
    fulg_bound_push(bound, "output", -1, n);
    fmpz_add(total, total, n);
    fmpz_zero(n);
    for (slong i = 0; !fulg_arch_is_normalised(arch) && i < l; i++)
    {
        fmpz_t heads;
        fmpz_init_set_si(heads, arch->sub[i].heads);
        fmpz_add(n, n, heads);
        fmpz_clear(heads);
    }
    fulg_bound_push(bound, "scalings", -1, n);
    fmpz_sub(total, total, n);
    fulg_bound_push(bound, "total", -1, total);
    fulg_flag_clear(flag);
    fmpz_clear(n);
    fmpz_clear(total);
}

/* ---- doc: thm-layer-sum ---------------------------------------------------- */

/* Adds the bound of one layer to total. */
static void
add_layer(fmpz_t total, fulg_bound_t bound, const fulg_arch_t arch, slong i)
{
    const slong in = arch->width[i], out = arch->width[i + 1];
    const slong heads = arch->sub[i].heads, t = arch->tokens;
    const slong alpha = FLINT_MIN(arch->sub[i].head_dim, in);
    const slong nu = fulg_dim_value_rank(arch, i);
    fmpz_t n, layer;

    fmpz_init(n);
    fmpz_init(layer);
    fulg_bound_push_si(bound, "alpha", i + 1, alpha);
    fulg_bound_push_si(bound, "nu", i + 1, nu);
    fulg_dim_form(layer, in, alpha, t == 1);
    fulg_bound_push(bound, "m", i + 1, layer);
    fulg_dim_matrix_rank(n, in, out, nu);
    fulg_bound_push(bound, "v", i + 1, n);
    fmpz_add(layer, layer, n);
    if (!fulg_arch_is_normalised(arch))
        fmpz_sub_ui(layer, layer, 1);
    fmpz_mul_si(layer, layer, heads);
    fulg_bound_push(bound, "scaled", i + 1, layer);
    if (!fulg_arch_is_normalised(arch))
    {
        fulg_dim_monomials(n, in, t == 1);
        fmpz_mul_si(n, n, out);
        fulg_bound_push(bound, "ambient", i + 1, n);
        fulg_dim_keep_least(layer, n);
        fulg_dim_mixing(n, in, out, heads, t == 1);
        fulg_bound_push(bound, "mixing", i + 1, n);
        fulg_dim_keep_least(layer, n);
    }
    fulg_bound_push(bound, "layer", i + 1, layer);
    fmpz_add(total, total, layer);
    fmpz_clear(n);
    fmpz_clear(layer);
}

static void
upper_layer_sum(fulg_bound_t bound, const fulg_arch_t arch)
{
    fmpz_t total;
    fmpz_init(total);
    bound->theorem = "layer-sum";
    for (slong i = 0; i < arch->depth; i++)
        add_layer(total, bound, arch, i);
    fulg_bound_push(bound, "total", -1, total);
    fmpz_clear(total);
}

/* ---- linear maps (doc: thm-linear-tokens, thm-linear-network) ------------ */
static void
upper_linear_tokens(fulg_bound_t bound, const fulg_arch_t arch)
{
    const slong l = arch->depth, d = arch->width[0];
    slong rank = fulg_arch_is_residual(arch) ? 0 : d;
    fmpz_t n;
    fmpz_init(n);
    bound->theorem = "linear-tokens";
    if (!fulg_arch_is_residual(arch))
        fulg_bound_push_si(bound, "r", 0, d);
    for (slong i = 0; i < l; i++)
    {
        const slong layer =
            fulg_dim_min_product(fulg_arch_is_residual(arch) ? d : rank, arch->sub[i].heads,
                                 fulg_dim_value_rank(arch, i));
        if (fulg_arch_is_residual(arch))
            rank = (layer > d - rank) ? d : rank + layer;
        else
        {
            rank = FLINT_MIN(layer, arch->width[i + 1]);
            fulg_bound_push_si(bound, "r", i + 1, rank);
        }
    }
    if (fulg_arch_is_residual(arch))
    {
        fulg_bound_push_si(bound, "K", -1, rank);
        fulg_dim_square_rank(n, d, rank);
    }
    else
        fulg_dim_matrix_rank(n, d, arch->width[l], rank);
    fulg_bound_push(bound, "total", -1, n);
    fmpz_clear(n);
}

static void
upper_linear_network(fulg_bound_t bound, const fulg_arch_t arch)
{
    slong r = arch->width[0];
    fmpz_t n;
    fmpz_init(n);
    for (slong i = 1; i <= arch->depth; i++)
        r = FLINT_MIN(r, arch->width[i]);
    bound->theorem = "linear-network";
    fulg_bound_push_si(bound, "r", -1, r);
    fulg_dim_matrix_rank(n, arch->width[0], arch->width[arch->depth], r);
    fulg_bound_push(bound, "total", -1, n);
    fmpz_clear(n);
}

static int
has_heads(const fulg_arch_t arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].heads > 1)
            return 1;
    return 0;
}

void
fulg_dim_upper(fulg_bound_t bound, const fulg_arch_t arch)
{
    if (!fulg_arch_is_stack(arch))
        fulg_dim_transformer_upper(bound, arch);
    else if (fulg_arch_is_pnn(arch))
    {
        if (fulg_arch_power(arch) == 1)
            upper_linear_network(bound, arch);
        else
            fulg_dim_polynomial_upper(bound, arch);
    }
    else if (fulg_arch_is_normalised(arch) && arch->tokens == 1)
        upper_linear_tokens(bound, arch);
    else if (fulg_arch_is_residual(arch) || (arch->depth == 1 && arch->sub[0].heads > 1))
        upper_layer_sum(bound, arch);
    else
    {
        upper_virtual_weights(bound, arch);
        if (!fulg_arch_is_normalised(arch) && has_heads(arch))
            fulg_dim_heads_upper(bound, arch);
    }
}
