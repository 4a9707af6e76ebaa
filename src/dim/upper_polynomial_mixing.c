#include "polynomial.h"

/* ---- doc: thm-polynomial-mixing ---------------------------------------------- */

/* least = min(d, binomial(vars + power - 1, power) or power (a - 1) + 1, the larger
   one): as many powers of d general elements of a space of dimension a are
   independent, at least; vars of its elements are algebraically independent. */
static slong
independent_powers(slong d, slong vars, slong a, slong power)
{
    fmpz_t least, chain;
    slong n;
    fmpz_init_set_si(least, d);
    fmpz_init_set_si(chain, power);
    fulg_dim_keep_least_forms(least, 1, vars, chain);
    fmpz_mul_si(chain, chain, a - 1);
    fmpz_add_ui(chain, chain, 1);
    if (fmpz_cmp(chain, least) > 0)
        fmpz_set(least, chain);
    n = fmpz_cmp_si(least, d) < 0 ? fmpz_get_si(least) : d;
    fmpz_clear(least);
    fmpz_clear(chain);
    return n;
}

/* independent[i] <= the independent entries of the vector before activation i. */
static void
set_independent(slong *independent, const fulg_arch_t arch)
{
    slong vars = arch->width[0], a = vars;
    for (slong i = 1; i < arch->depth; i++)
    {
        const slong d = arch->width[i];
        independent[i] = FLINT_MIN(d, a);
        a = independent_powers(d, vars, a, arch->sub[i - 1].power);
        vars = FLINT_MIN(vars, d);
    }
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    slong *independent = flint_malloc((size_t) arch->depth * sizeof(slong));
    fmpz *cut = _fmpz_vec_init(arch->depth + 1);
    fmpz *mixed = _fmpz_vec_init(arch->depth + 1);
    set_independent(independent, arch);
    for (slong i = 1; i < arch->depth; i++)
    {
        fmpz_set_si(&mixed[i], arch->width[i]);
        fmpz_mul_si(&mixed[i], &mixed[i], independent[i]);
        if (arch->sub[i - 1].power == 1)
            fmpz_set(&cut[i], &mixed[i]);
        else
            fmpz_set_si(&cut[i], arch->width[i]);
    }
    fulg_dim_polynomial_terms(bound, arch, independent, cut, mixed);
    flint_free(independent);
    _fmpz_vec_clear(cut, arch->depth + 1);
    _fmpz_vec_clear(mixed, arch->depth + 1);
}

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    fulg_cert_reasons_say(
        reasons, "a scaling of a hidden neuron is undone in the next "
                 "layer; so is a change of basis\nwhere what follows is "
                 "counted in every basis");
    fulg_dim_polynomial_say(reasons, cert);
}

static int
applies(const fulg_arch_t arch)
{
    return fulg_dim_upper_polynomial_network.applies(arch) && arch->depth > 1;
}

const fulg_dim_upper_t fulg_dim_upper_polynomial_mixing = {
    {"polynomial-mixing", 0, say, NULL}, applies, set_terms};
