#include <string.h>

#include "upper.h"

/* The layers with fewer functions than weights and scalings suggest. */
static void
print_networks(FILE *out, const fulg_cert_t cert)
{
    const slong *d = cert->arch->width;
    fmpz_t plain, gain, lost;
    fmpz_init(plain);
    fmpz_init(gain);
    fmpz_init(lost);
    for (slong j = 1; j <= cert->arch->depth; j++)
    {
        char words[64];
        fmpz_set_si(gain, d[j - 1]);
        fmpz_mul_si(gain, gain, d[j]);
        fmpz_add(plain, plain, gain);
        if (j > 1)
            fmpz_sub_si(plain, plain, d[j - 1]);
        fmpz_sub(gain, fulg_upper_term(cert, "network", j), plain);
        fmpz_sub(lost, gain, lost);
        snprintf(words, sizeof words, "among the coefficients of layers 1..%ld",
                 (long) j);
        if (!fmpz_is_zero(lost))
            fulg_upper_row(out, "relations", words, lost);
        fmpz_set(lost, gain);
    }
    fmpz_clear(plain);
    fmpz_clear(gain);
    fmpz_clear(lost);
}

static void
print_polynomial(FILE *out, const fulg_cert_t cert)
{
    fmpz_t minus;
    fputs("    a scaling of a hidden neuron is undone in the next layer\n",
          out);
    fulg_upper_row(out, "weights", "the entries of the W_i",
              fulg_upper_term(cert, "parameters", -1));
    fmpz_init(minus);
    fmpz_neg(minus, fulg_upper_term(cert, "hidden", -1));
    fulg_upper_row(out, "scalings", "one for every hidden neuron", minus);
    fmpz_clear(minus);
    print_networks(out, cert);
}

static void
print_linear(FILE *out, const fulg_cert_t cert)
{
    const fulg_arch_struct *arch = cert->arch;
    const int attention = !fulg_arch_is_pnn(arch);
    const char *name = fulg_arch_is_residual(arch) ? "K" : "r";
    const slong place = attention && !fulg_arch_is_residual(arch) ? arch->depth : -1;
    if (attention)
        fputs("    a single token attends to itself with weight 1\n", out);
    fprintf(out,
            "    the functions are the linear maps %sR^%ld -> R^%ld of rank "
            "at most %ld\n",
            fulg_arch_is_residual(arch) ? "1 + Z, Z : " : "", (long) arch->width[0],
            (long) arch->width[arch->depth],
            fulg_upper_size(cert, name, place));
}

/* One row a theorem: an answer has words for it, or it is not in print. */
static const struct
{
    const char *theorem;
    void (*print)(FILE *out, const fulg_cert_t cert);
} theorems[] = {
    {"virtual-weights", fulg_upper_virtual},
    {"layer-sum", fulg_upper_sum},
    {"quotient-layers", fulg_upper_quotient},
    {"cut", fulg_upper_cut},
    {"polynomial-network", print_polynomial},
    {"linear-tokens", print_linear},
    {"linear-network", print_linear},
    {"transformer", fulg_upper_transformer},
};

void
fulg_cli_print_upper(FILE *out, const fulg_cert_t cert)
{
    const char *theorem = cert->upper->theorem;
    const int exact = strcmp(cert->lower_theorem, theorem) == 0;
    fprintf(out, "  %s ", exact ? "exactly" : "at most");
    fulg_cli_print_fmpz(out, fulg_bound_total(cert->upper));
    fprintf(out, " (theorem %s)\n", theorem);
    for (size_t n = 0; n < sizeof theorems / sizeof *theorems; n++)
        if (strcmp(theorems[n].theorem, theorem) == 0)
            theorems[n].print(out, cert);
}
