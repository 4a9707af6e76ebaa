#include "polynomial.h"

/* ---- doc: thm-polynomial-network --------------------------------------------- */

/* cut[i] = what passes between the layers 1 .. i and those behind them without a
   trace: scalings of the d_i neurons; behind x -> x changes of basis, d_i for each
   of min(d_0, .., d_i) independent functions. */
static void
set_cuts(fmpz *cut, const fulg_arch_t arch)
{
    slong least = arch->width[0];
    for (slong i = 1; i < arch->depth; i++)
    {
        least = FLINT_MIN(least, arch->width[i]);
        fmpz_set_si(&cut[i], arch->width[i]);
        if (arch->sub[i - 1].power == 1)
            fmpz_mul_si(&cut[i], &cut[i], least);
    }
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    fmpz *cut = _fmpz_vec_init(arch->depth + 1);
    set_cuts(cut, arch);
    fulg_dim_polynomial_terms(bound, arch, NULL, cut, NULL);
    _fmpz_vec_clear(cut, arch->depth + 1);
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    fulg_cert_reasons_say(reasons,
                          "a scaling of a hidden neuron is undone in the next "
                          "layer");
    fulg_dim_polynomial_say(reasons, cert);
}

static int
applies(const fulg_arch_t arch)
{
    return fulg_dim_is_polynomial(arch) && !fulg_arch_is_linear_pnn(arch);
}

const fulg_dim_upper_t fulg_dim_upper_polynomial_network = {
    {"polynomial-network", 0, say, NULL}, applies, set_terms};
