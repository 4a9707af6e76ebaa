#include "upper.h"

static void
describe_layer(fulg_upper_row_t *row, const fulg_cert_t cert, slong i)
{
    const fmpz *layer = fulg_upper_term(cert, "layer", i);
    const long heads = (long) cert->arch->sub[i - 1].heads;
    const char *less = !fulg_arch_is_normalised(cert->arch) ? " - 1" : "";
    fmpz_set(row->value, layer);
    if (fmpz_equal(layer, fulg_upper_term(cert, "scaled", i)))
    {
        char *m = fmpz_get_str(NULL, 10, fulg_upper_term(cert, "m", i));
        char *v = fmpz_get_str(NULL, 10, fulg_upper_term(cert, "v", i));
        char several[40] = "";
        if (heads > 1)
            snprintf(several, sizeof several, "%ld heads x ", heads);
        fulg_upper_say(row->what, "ranks %ld, %ld",
                       fulg_upper_size(cert, "alpha", i),
                       fulg_upper_size(cert, "nu", i));
        fulg_upper_say(row->how, "%s(%s + %s%s)", several, m, v, less);
        flint_free(m);
        flint_free(v);
        return;
    }
    fulg_upper_each(row, layer, 1);
    if (fmpz_equal(layer, fulg_upper_term(cert, "ambient", i)))
        fulg_upper_say(row->what, "all coefficients that a layer can have");
    else
        fulg_upper_say(row->what, "%ld heads, up to their mixtures by GL_%ld",
                       heads, heads);
}

void
fulg_upper_sum(FILE *out, const fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    int plain = 0;
    for (slong i = 1; i <= arch->depth; i++)
        plain |= fmpz_equal(fulg_upper_term(cert, "layer", i),
                            fulg_upper_term(cert, "scaled", i));
    if (arch->depth > 1)
        fprintf(out,
                "    the function depends only on the functions f_i of the "
                "layers%s\n",
                plain ? "," : "");
    if (plain)
        fprintf(out, "    %s a head is a %sform K^T Q and values V%s\n",
                arch->depth > 1 ? "where" : "in the layer",
                arch->tokens == 1 ? "quadratic " : "",
                !fulg_arch_is_normalised(arch) ? ", up to a scaling" : "");
    fulg_upper_layers(out, cert, "f", arch->depth, describe_layer);
}
