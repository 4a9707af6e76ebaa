#include "impl.h"

/*
 * doc: thm-symmetry-listed.  Symmetries of any other network of attention and feed-forward:
 * the families and, in few coordinates, what is found beyond them.  The certificate
 * lists those that count.
 */

#define MOST_WEIGHTS 256
/* Every token pair of a head is several functions to those who check fields. */
#define MOST_TOKENS 8

/* No verifier has symbols for relu and erf. */
static int
has_symbols(const fulg_arch_struct *arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].kind == FULG_KIND_FEED_FORWARD &&
            !fulg_arch_activation(arch->sub[i].activation)->exponential)
            return 0;
    return 1;
}

static int
applies(const fulg_arch_struct *arch)
{
    fmpz_t n;
    int small;
    if (fulg_arch_is_pnn(arch) || fulg_arch_has_readout(arch) ||
        arch->tokens > MOST_TOKENS || !has_symbols(arch) ||
        fulg_dim_upper_symmetries.applies(arch))
        return 0;
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    small = fmpz_cmp_si(n, MOST_WEIGHTS) <= 0;
    fmpz_clear(n);
    return small;
}

/* The bound of the fields of S, if it is less than that of the certificate. */
static void
use(fulg_cert_t cert, const fulg_symmetry_algebra_struct *S)
{
    slong *basis = flint_malloc((size_t) (S->num_fields + 1) * sizeof *basis);
    const slong orbit = fulg_symmetry_orbit_basis(basis, S);
    fulg_cert_bound_t bound;
    if (orbit > 0 && fmpz_cmp_si(fulg_cert_bound_total(cert->upper),
                                 S->parameters - orbit) > 0)
    {
        fulg_cert_bound_init(bound);
        bound->theorem = &fulg_dim_upper_symmetries.theorem;
        bound->fields = json_array();
        for (slong n = 0; n < orbit; n++)
            json_array_append_new(bound->fields,
                                  fulg_dim_symmetry_json(S, basis[n]));
        fulg_cert_bound_push_si(bound, "coordinates", -1, S->parameters);
        fulg_cert_bound_push_si(bound, "orbit", -1, orbit);
        fulg_cert_bound_push_si(bound, "total", -1, S->parameters - orbit);
        fulg_cert_bound_swap(cert->upper, bound);
        fulg_cert_bound_clear(bound);
    }
    flint_free(basis);
}

void
fulg_dim_upper_listed(fulg_cert_t cert, fulg_rand_t rand,
                      const fulg_progress_t *progress)
{
    fulg_symmetry_algebra_t S;
    fulg_diag_t diag;
    slong others;
    if (!applies(cert->arch) ||
        fulg_symmetry_algebra_init(S, cert->arch, FULG_SYMMETRY_WEIGHTS,
                                   diag) != FULG_OK)
        return;
    use(cert, S);
    if (!fulg_cert_is_closed(cert) && S->moving <= FULG_DIM_MOST_SEARCHED &&
        fulg_symmetry_lift(&others, S, FULG_DIM_MOST_SEARCHED, rand, progress,
                           NULL, diag) == FULG_OK)
        use(cert, S);
    fulg_symmetry_algebra_clear(S);
}
