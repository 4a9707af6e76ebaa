#include "upper.h"

static void
describe_form(fulg_upper_row_t *row, const fulg_cert_t cert, slong i)
{
    const long r = fulg_upper_size(cert, "r", i - 1),
               alpha = fulg_upper_size(cert, "alpha", i);
    if (fmpz_is_zero(fulg_upper_term(cert, "symmetric", i)))
        fulg_upper_say(row->what, "bilinear form on R^%ld, rank %ld", r, alpha);
    else
        fulg_upper_say(row->what, "quadratic form on R^%ld, rank %ld", r,
                       alpha > r / 2 ? r : 2 * alpha);
    fulg_upper_each(row, fulg_upper_term(cert, "m", i),
                    cert->arch->sub[i - 1].heads);
}

static void
describe_row_space(fulg_upper_row_t *row, const fulg_cert_t cert, slong i)
{
    const long from = fulg_upper_size(cert, "r", i - 1),
               to = fulg_upper_size(cert, "r", i);
    const long seen = fulg_upper_size(cert, "w", i),
               heads = (long) cert->arch->sub[i - 1].heads;
    char copies[40] = "", partly[60] = "";
    if (heads > 1)
        snprintf(copies, sizeof copies, "%ld copies of ", heads);
    if (seen < to)
        snprintf(partly, sizeof partly, ", %ld of it seen above", seen);
    fulg_upper_say(row->what, "row space of dimension %ld in %sR^%ld%s", to,
                   copies, from, partly);
    fulg_upper_each(row, fulg_upper_term(cert, "flag", i), 1);
}

static void
print_virtual_meaning(FILE *out, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    int several = 0;
    for (slong i = 0; i < l; i++)
        several |= arch->sub[i].heads > 1;
    fputs("    the function depends only on ", out);
    if (l == 1)
        fputs("L = V and M_1 = K^T Q\n", out);
    else if (several)
        fprintf(out,
                "L = P_%ld and, for every head,\n"
                "    M_i = P_{i-1}^T K_i^T Q_i P_{i-1}, where P_i has the "
                "blocks V_i P_{i-1}, P_0 = 1\n",
                (long) l);
    else
        fprintf(out,
                "L = P_%ld and\n    M_i = P_{i-1}^T K_i^T Q_i P_{i-1}, "
                "where P_i = V_i ... V_1\n",
                (long) l);
}

void
fulg_upper_virtual(FILE *out, const fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    const slong l = arch->depth;
    char text[160], copies[40] = "";
    fmpz_t minus;
    int quadratic = 0;
    print_virtual_meaning(out, arch);
    fulg_upper_layers(out, cert, "M", l, describe_form);
    fulg_upper_layers(out, cert, "P", l - 1, describe_row_space);
    if (arch->sub[l - 1].heads > 1)
        snprintf(copies, sizeof copies, "%ld copies of ",
                 (long) arch->sub[l - 1].heads);
    fulg_upper_say(text, "%ld row%s in %sR^%ld, rank %ld",
                   (long) arch->width[l], arch->width[l] == 1 ? "" : "s",
                   copies, fulg_upper_size(cert, "r", l - 1),
                   fulg_upper_size(cert, "r", l));
    fulg_upper_row(out, "L", text, fulg_upper_term(cert, "output", -1));
    fmpz_init(minus);
    fmpz_neg(minus, fulg_upper_term(cert, "scalings", -1));
    if (!fmpz_is_zero(minus))
        fulg_upper_row(out, fmpz_equal_si(minus, -1) ? "scaling" : "scalings",
                       l == 1 ? "M_1 -> c M_1 is undone in L"
                              : "M_i -> c M_i is undone in L",
                       minus);
    fmpz_clear(minus);
    for (slong i = 1; i <= l; i++)
        quadratic |= !fmpz_is_zero(fulg_upper_term(cert, "symmetric", i));
    if (quadratic)
        fprintf(out, "    quadratic: %s only the symmetric part of M_i\n",
                arch->tokens == 1 ? "one token sees"
                                  : "where the state has rank one it sees");
}
