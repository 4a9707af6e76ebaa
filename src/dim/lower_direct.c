#include "impl.h"

#define POINT_BOUND 99
/* A lower bound needs no more tokens than this, where fewer are contained in
   more; what more tokens could add is a question for random points. */

/* The model with so many tokens, and its minor, still empty. */
static fulg_status_t
start(fulg_cert_t cert, slong tokens, fulg_diag_t diag)
{
    fulg_arch_t model;
    fulg_status_t status;
    fulg_arch_init(model, 1);
    fulg_arch_set(model, cert->arch);
    fulg_arch_set_tokens(model, tokens, cert->arch);
    status = fulg_minor_init(cert->minor, model, diag);
    fulg_arch_clear(model);
    cert->has_minor = status == FULG_OK;
    return status;
}

fulg_status_t
fulg_dim_start_direct(fulg_cert_t cert, ulong max_bytes, fulg_diag_t diag)
{
    fulg_status_t status = fulg_dim_check_direct(cert, max_bytes, diag);
    if (status != FULG_OK)
        return status;
    return start(cert, fulg_arch_model_tokens(cert->arch), diag);
}

/* A point, and the minor that is found there. */
static fulg_status_t
attempt(fulg_minor_t minor, slong target, fulg_rand_t rand,
        const fulg_progress_t *progress, fulg_diag_t diag)
{
    minor->prime = fulg_exact_prime_small(rand);
    if (fulg_dim_is_free(minor->weights->arch))
        minor->key = 1 + (fulg_rand_limb(rand) >> 2);
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
    fulg_status_t status = fulg_minor_init(other, cert->minor->weights->arch,
                                           diag);
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

/* Looks for the hypothesis of free exponentials: with two tokens it holds where more
   of a width of 1 have related scores. */
static fulg_status_t
hypothesis(fulg_cert_t cert, fulg_rand_t rand, const fulg_progress_t *progress,
           fulg_diag_t diag)
{
    const slong tokens = cert->minor->weights->arch->tokens;
    const char *reason = fulg_dim_not_free(cert->minor->weights->arch);
    fulg_status_t status;
    if (reason != NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "no exact rank mod a prime: %s (--method ball)",
                             reason);
    status = fulg_dim_free_hypothesis(cert, rand, progress, diag);
    if (status != FULG_UNABLE || tokens <= 2 ||
        fulg_progress_tick(progress, "hypothesis", 0, 1))
        return status;
    fulg_cert_reset_lower(cert);
    if (!fulg_arch_is_stack(cert->arch) &&
        fulg_arch_transformer_tokens(cert->arch, 2) > 2)
        return status;
    status = start(cert, 2, diag);
    return status == FULG_OK
               ? fulg_dim_free_hypothesis(cert, rand, progress, diag)
               : status;
}

/* doc: thm-direct, thm-free-exponentials */
fulg_status_t
fulg_dim_lower_direct(fulg_cert_t cert, fulg_rand_t rand, ulong max_bytes,
                      const fulg_progress_t *progress, fulg_diag_t diag)
{
    const int is_free = fulg_dim_is_free(cert->arch);
    fulg_status_t status = fulg_dim_start_direct(cert, max_bytes, diag);
    slong target;

    if (status == FULG_OK && is_free)
        status = hypothesis(cert, rand, progress, diag);
    if (status != FULG_OK)
    {
        fulg_cert_reset_lower(cert);
        return status;
    }
    cert->lower_theorem = is_free ? &fulg_dim_free : &fulg_dim_direct;
    target = fmpz_get_si(fulg_cert_bound_total(cert->upper));
    status = attempt(cert->minor, target, rand, progress, diag);
    if (status == FULG_OK && cert->minor->size < target)
        status = attempt_again(cert, target, rand, progress, diag);
    if (status == FULG_DOMAIN)
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "no input was found where the network is defined "
            "mod a prime");
    if (status == FULG_OK && is_free && cert->minor->size == 0)
        status = fulg_diag_set(diag, FULG_UNABLE, "no rank was found at all");
    if (status != FULG_OK)
        fulg_cert_reset_lower(cert);
    else
        fmpz_set_si(cert->lower, cert->minor->size);
    return status;
}
