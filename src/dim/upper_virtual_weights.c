#include <stdio.h>

#include "impl.h"

static void
push_list(fulg_cert_bound_t bound, const char *name, const slong *list, slong n,
          slong first)
{
    for (slong i = 0; i < n; i++)
        fulg_cert_bound_push_si(bound, name, first + i, list[i]);
}

/* The choices of the r_i-dimensional quotient of the heads' joint values. */
static void
set_flag(fmpz_t n, const fulg_arch_t arch, const fulg_dim_flag_t flag, slong i)
{
    const slong from = flag->r[i], to = flag->r[i + 1];
    const slong nu = fulg_dim_value_rank(arch, i);
    fmpz_t square;
    fmpz_init_set_si(square, to);
    if (fulg_dim_values_are_free(arch, flag, i))
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
set_output(fmpz_t n, const fulg_arch_t arch, const fulg_dim_flag_t flag)
{
    const slong l = arch->depth, i = l - 1;
    const slong from = flag->r[i], to = flag->r[l], d = arch->width[l];
    const slong nu = fulg_dim_value_rank(arch, i);
    fmpz_t part;
    fmpz_init(part);
    if (fulg_dim_values_are_free(arch, flag, i))
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
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    fulg_dim_flag_t flag;
    fmpz_t n, total;

    fmpz_init(n);
    fmpz_init(total);
    fulg_dim_flag_init(flag, arch);
    push_list(bound, "r", flag->r, l + 1, 0);
    push_list(bound, "alpha", flag->alpha, l, 1);
    push_list(bound, "w", flag->w, l, 1);
    for (slong i = 0; i < l; i++)
        fulg_cert_bound_push_si(bound, "symmetric", i + 1, flag->symmetric[i]);
    for (slong i = 0; i < l; i++)
    {
        fulg_dim_form(n, flag->r[i], flag->alpha[i], flag->symmetric[i]);
        fulg_cert_bound_push(bound, "m", i + 1, n);
        fmpz_mul_si(n, n, arch->sub[i].heads);
        fmpz_add(total, total, n);
    }
    for (slong i = 0; i + 1 < l; i++)
    {
        set_flag(n, arch, flag, i);
        fulg_cert_bound_push(bound, "flag", i + 1, n);
        fmpz_add(total, total, n);
    }
    set_output(n, arch, flag);
    fulg_cert_bound_push(bound, "output", -1, n);
    fmpz_add(total, total, n);
    fmpz_zero(n);
    for (slong i = 0; !fulg_arch_is_normalised(arch) && i < l; i++)
    {
        fmpz_t heads;
        fmpz_init_set_si(heads, arch->sub[i].heads);
        fmpz_add(n, n, heads);
        fmpz_clear(heads);
    }
    fulg_cert_bound_push(bound, "scalings", -1, n);
    fmpz_sub(total, total, n);
    fulg_cert_bound_push(bound, "total", -1, total);
    fulg_dim_flag_clear(flag);
    fmpz_clear(n);
    fmpz_clear(total);
}

/* ---- words ------------------------------------------------------------------ */

static void
say_meaning(fulg_cert_reasons_t reasons, const fulg_arch_t arch)
{
    const long l = (long) arch->depth;
    if (l == 1)
        fulg_cert_reasons_say(reasons, "the function depends only on L = V and "
                                       "M_1 = K^T Q");
    else if (fulg_dim_has_heads(arch))
        fulg_cert_reasons_say(
            reasons,
            "the function depends only on L = P_%ld and, for every "
            "head,\nM_i = P_{i-1}^T K_i^T Q_i P_{i-1}, where P_i "
            "has the blocks V_i P_{i-1}, P_0 = 1",
            l);
    else
        fulg_cert_reasons_say(
            reasons,
            "the function depends only on L = P_%ld and\n"
            "M_i = P_{i-1}^T K_i^T Q_i P_{i-1}, where P_i = V_i "
            "... V_1",
            l);
}

static void
say_form(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert, slong i)
{
    const long r = fulg_dim_term_si(cert, "r", i - 1),
               alpha = fulg_dim_term_si(cert, "alpha", i),
               heads = (long) cert->arch->sub[i - 1].heads;
    const int quadratic = fulg_dim_term_si(cert, "symmetric", i) != 0;
    char *each = fmpz_get_str(NULL, 10,
                              fulg_cert_bound_get(cert->upper, "m", i));
    char how[160] = "";
    fmpz_t n;
    if (heads > 1)
        snprintf(how, sizeof how, "%ld heads x %.100s", heads, each);
    fmpz_init(n);
    fmpz_mul_si(n, fulg_cert_bound_get(cert->upper, "m", i), heads);
    fulg_cert_reasons_layer(reasons, "M", i, n, how,
                            "%s form on R^%ld, rank %ld",
                            quadratic ? "quadratic" : "bilinear", r,
                            !quadratic      ? alpha
                            : alpha > r / 2 ? r
                                            : 2 * alpha);
    fmpz_clear(n);
    flint_free(each);
}

/* "3 copies of ", or nothing. */
static void
set_copies(char copies[40], slong heads)
{
    *copies = '\0';
    if (heads > 1)
        snprintf(copies, 40, "%ld copies of ", (long) heads);
}

static void
say_row_space(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
              slong i)
{
    const long from = fulg_dim_term_si(cert, "r", i - 1),
               to = fulg_dim_term_si(cert, "r", i),
               seen = fulg_dim_term_si(cert, "w", i);
    char copies[40], partly[60] = "";
    set_copies(copies, cert->arch->sub[i - 1].heads);
    if (seen < to)
        snprintf(partly, sizeof partly, ", of which later layers see %ld",
                 seen);
    fulg_cert_reasons_layer(
        reasons, "P", i, fulg_cert_bound_get(cert->upper, "flag", i), "",
        "row space of dimension %ld in %sR^%ld%s", to, copies, from, partly);
}

/* L and what it undoes. */
static void
say_output(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_arch_struct *arch = cert->arch;
    const slong l = arch->depth;
    char copies[40];
    fmpz_t minus;
    set_copies(copies, arch->sub[l - 1].heads);
    fulg_cert_reasons_row(
        reasons, "L", fulg_cert_bound_get(cert->upper, "output", -1),
        "%ld row%s in %sR^%ld, rank %ld", (long) arch->width[l],
        arch->width[l] == 1 ? "" : "s", copies,
        fulg_dim_term_si(cert, "r", l - 1), fulg_dim_term_si(cert, "r", l));
    fmpz_init(minus);
    fmpz_neg(minus, fulg_cert_bound_get(cert->upper, "scalings", -1));
    if (!fmpz_is_zero(minus))
        fulg_cert_reasons_row(reasons,
                              fmpz_equal_si(minus, -1) ? "scaling" : "scalings",
                              minus, "%s",
                              l == 1 ? "M_1 -> c M_1 is undone in L"
                                     : "M_i -> c M_i is undone in L");
    fmpz_clear(minus);
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_arch_struct *arch = cert->arch;
    int quadratic = 0;
    say_meaning(reasons, arch);
    for (slong i = 1; i <= arch->depth; i++)
        say_form(reasons, cert, i);
    for (slong i = 1; i < arch->depth; i++)
        say_row_space(reasons, cert, i);
    say_output(reasons, cert);
    for (slong i = 1; i <= arch->depth; i++)
        quadratic |= fulg_dim_term_si(cert, "symmetric", i) != 0;
    if (quadratic)
        fulg_cert_reasons_say(
            reasons, "quadratic: %s only the symmetric part of M_i",
            arch->tokens == 1 ? "one token sees"
                              : "where the state has rank one it sees");
}

const fulg_dim_upper_t fulg_dim_upper_virtual_weights = {
    {"virtual-weights", 0, say, NULL}, fulg_dim_is_virtual, set_terms};
