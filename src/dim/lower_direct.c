#include "impl.h"

#define POINT_BOUND 99
/* A lower bound needs no more tokens than this, where fewer are contained in
   more; what more tokens could add is a question for random points. */
#define FEW_TOKENS 4

slong
fulg_dim_model_tokens(const fulg_arch_t arch)
{
    if (arch->tokens <= FEW_TOKENS || fulg_arch_has_readout(arch))
        return arch->tokens;
    if (!fulg_arch_is_normalised(arch) || fulg_arch_is_causal(arch))
        return FEW_TOKENS;
    return fulg_dim_fewest_tokens(arch);
}

fulg_status_t
fulg_dim_start_direct(fulg_cert_t cert, ulong max_bytes, fulg_diag_t diag)
{
    fulg_arch_t model;
    fulg_status_t status = fulg_dim_check_direct(cert, max_bytes, diag);
    if (status != FULG_OK)
        return status;
    fulg_arch_init(model, 1);
    fulg_arch_set(model, cert->arch);
    fulg_dim_set_tokens(model, fulg_dim_model_tokens(cert->arch), cert->arch);
    status = fulg_minor_init(cert->minor, model, diag);
    fulg_arch_clear(model);
    cert->has_minor = status == FULG_OK;
    return status;
}

/* A point, and the minor that is found there. */
static fulg_status_t
attempt(fulg_minor_t minor, slong target, fulg_rand_t rand,
        const fulg_progress_t *progress, fulg_diag_t diag)
{
    minor->prime = fulg_exact_prime_small(rand);
    fulg_weights_random(minor->weights, rand, POINT_BOUND, 1);
    return fulg_minor_grow(minor, target, POINT_BOUND, rand, progress, diag);
}

/* A small prime may be one that hides a part of the rank: a second one is tried
   where the first falls short, and the larger minor kept. */
static fulg_status_t
attempt_again(fulg_cert_t cert, slong target, fulg_rand_t rand,
              const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_minor_t other;
    fulg_status_t status =
        fulg_minor_init(other, cert->minor->weights->arch, diag);
    if (status != FULG_OK)
        return status;
    status = attempt(other, target, rand, progress, diag);
    if (status == FULG_OK && other->size > cert->minor->size)
    {
        const fulg_minor_struct found = *cert->minor;
        *cert->minor = *other;
        *other = found;
    }
    fulg_minor_clear(other);
    return status;
}

/* doc: thm-direct */
fulg_status_t
fulg_dim_lower_direct(fulg_cert_t cert, fulg_rand_t rand, ulong max_bytes,
                      const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_status_t status = fulg_dim_start_direct(cert, max_bytes, diag);
    slong target;

    if (status != FULG_OK)
        return status;
    cert->lower_theorem = &fulg_dim_direct;
    target = fmpz_get_si(fulg_bound_total(cert->upper));
    status = attempt(cert->minor, target, rand, progress, diag);
    if (status == FULG_OK && cert->minor->size < target)
        status = attempt_again(cert, target, rand, progress, diag);
    if (status != FULG_OK)
        fulg_cert_reset_lower(cert);
    else
        fmpz_set_si(cert->lower, cert->minor->size);
    return status;
}
