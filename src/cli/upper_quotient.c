#include "upper.h"

/* min(value_dim, r_{i-1}, r_i) */
static long
value_rank(const fulg_cert_t cert, slong i)
{
    const long r = FLINT_MIN(fulg_upper_size(cert, "r", i - 1),
                             fulg_upper_size(cert, "r", i));
    const long v = (long) cert->arch->sub[i - 1].value_dim;
    return v == 0 ? r : FLINT_MIN(v, r);
}

static void
describe_quotient(fulg_upper_row_t *row, const fulg_cert_t cert, slong i)
{
    const fulg_arch_struct *arch = cert->arch;
    const fmpz *layer = fulg_upper_term(cert, "layer", i);
    fulg_upper_each(row, layer, 1);
    if (fmpz_equal(layer, fulg_upper_term(cert, "scaled", i)))
        fulg_upper_say(
            row->what, "%ld head%s of ranks %ld, %ld, each up to a scaling",
            (long) arch->sub[i - 1].heads, arch->sub[i - 1].heads == 1 ? "" : "s",
            fulg_upper_size(cert, "alpha", i), value_rank(cert, i));
    else if (fmpz_equal(layer, fulg_upper_term(cert, "ambient", i)))
        fulg_upper_say(row->what, "all coefficients that the layer can have");
    else
        fulg_upper_say(row->what, "%ld heads, up to their mixtures by GL_%ld",
                       (long) arch->sub[i - 1].heads, (long) arch->sub[i - 1].heads);
}

void
fulg_upper_quotient(FILE *out, const fulg_cert_t cert)
{
    fmpz_t gauge;
    fmpz_init(gauge);
    fputs("    the function depends only on the functions f_i of the layers on "
          "r_i coordinates\n    that hold the state, up to a change of these "
          "coordinates\n",
          out);
    fulg_upper_layers(out, cert, "f", cert->arch->depth, describe_quotient);
    for (slong i = 1; i < cert->arch->depth; i++)
        fmpz_sub(gauge, gauge, fulg_upper_term(cert, "gauge", i));
    fulg_upper_row(out, "bases", "the changes of coordinates", gauge);
    fmpz_clear(gauge);
}

void
fulg_upper_cut(FILE *out, const fulg_cert_t cert)
{
    const slong j = fulg_upper_size(cert, "cut", -1), l = cert->arch->depth;
    char text[160];
    if (j == 0)
    {
        fputs("    the input has one coordinate: the function is a known one "
              "times a vector\n",
              out);
        fulg_upper_say(text, "a vector in R^%ld", (long) cert->arch->width[l]);
        fulg_upper_row(out, "u", text, fulg_upper_term(cert, "total", -1));
        return;
    }
    fprintf(out,
            "    behind layer %ld the state has rank one: what follows is a "
            "vector u times\n    a function of its coefficients\n",
            (long) j);
    fulg_upper_say(text, "the first %ld layers with one output", (long) j);
    fulg_upper_row(out, "stack",
                   j == 1 ? "the first layer with one output" : text,
                   fulg_upper_term(cert, "stack", -1));
    fulg_upper_say(text, "a vector in R^%ld, up to a scaling",
                   (long) cert->arch->width[l]);
    fulg_upper_row(out, "u", text, fulg_upper_term(cert, "outputs", -1));
}
