#include "free.h"

/* Ranks at given weights of networks that are no rational functions: the theorem
   free-exponentials holds at any weights, if its hypothesis does (doc: cor-free-at). */

#define POINT_BOUND 99
#define TRIES 2

/* A prime that divides no denominator, and the minor that is found with it. */
static fulg_status_t
attempt(fulg_minor_t minor, const fulg_weights_t W, slong target,
        fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_status_t status;
    minor->prime = fulg_exact_prime_small(rand);
    minor->key = fulg_dim_is_free(minor->weights->arch)
                     ? 1 + (fulg_rand_limb(rand) >> 2)
                     : 0;
    status = fulg_weights_set_fmpq(minor->weights, W, diag);
    if (status != FULG_OK)
        return status;
    return fulg_minor_grow(minor, target, POINT_BOUND, rand, progress, diag);
}

/* The larger of a few: a small prime may hide a part of the rank, or divide a
   denominator. */
static fulg_status_t
find_minor(fulg_minor_t minor, const fulg_weights_t W, slong target,
           fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong n = 0;
         n < TRIES && minor->size < target && status != FULG_UNABLE; n++)
    {
        fulg_minor_t other;
        status = fulg_minor_init(other, minor->weights->arch, diag);
        if (status != FULG_OK)
            return status;
        status = attempt(other, W, target, rand, progress, diag);
        if (status == FULG_OK &&
            (minor->prime == 0 || other->size > minor->size))
        {
            const fulg_minor_struct found = *minor;
            *minor = *other;
            *other = found;
        }
        fulg_minor_clear(other);
    }
    if (status == FULG_DOMAIN && minor->prime == 0)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "no input was found where the network is defined "
                             "mod a prime");
    return status == FULG_UNABLE ? status : FULG_OK;
}

/* With fewer tokens where that is contained in the network. */
static void
init_model(fulg_arch_t model, const fulg_arch_t arch, slong tokens)
{
    fulg_arch_init(model, 1);
    fulg_arch_set(model, arch);
    if (tokens < arch->tokens)
        fulg_arch_set_tokens(model, tokens, arch);
}

/* With two tokens at last, where the hypothesis may hold when it does not with more. */
static fulg_status_t
start(fulg_minor_t minor, fulg_dim_free_t *found, const fulg_weights_t W,
      slong tokens, fulg_rand_t rand, const fulg_progress_t *progress,
      fulg_diag_t diag)
{
    fulg_arch_t model;
    fulg_status_t status;
    init_model(model, W->arch, tokens);
    status = fulg_minor_init(minor, model, diag);
    fulg_arch_clear(model);
    if (status != FULG_OK)
        return status;
    if (fulg_dim_is_free(W->arch))
        status = fulg_dim_free_find(found, minor->weights->arch, W, rand,
                                    progress, diag);
    if (status != FULG_OK)
        fulg_minor_clear(minor);
    return status;
}

static fulg_status_t
check(const fulg_weights_t W, slong tokens, ulong max_bytes, fulg_diag_t diag)
{
    const double n = (double) W->parameters;
    const char *reason;
    fulg_arch_t model;
    init_model(model, W->arch, tokens);
    reason = fulg_dim_not_free(model);
    fulg_arch_clear(model);
    if (reason == NULL && !fulg_arch_has_plain_constants(W->arch))
        reason = "the constants of norms, angles or slopes are not the usual "
                 "ones";
    if (reason != NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "no exact rank mod a prime: %s (--ball)", reason);
    if (2 * sizeof(double) * n * n > (double) max_bytes)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "the Jacobian for %ld weights would take more than "
            "%lu MiB (--max-memory)",
            (long) W->parameters, max_bytes >> 20);
    return FULG_OK;
}

fulg_status_t
fulg_dim_rank_at(fulg_minor_t minor, const fulg_weights_t W, slong target,
                 ulong max_bytes, fulg_rand_t rand,
                 const fulg_progress_t *progress, fulg_diag_t diag)
{
    const slong tokens = fulg_arch_model_tokens(W->arch);
    fulg_dim_free_t found;
    fulg_status_t status = check(W, tokens, max_bytes, diag);
    if (status != FULG_OK)
        return status;
    status = start(minor, &found, W, tokens, rand, progress, diag);
    if (status == FULG_UNABLE && tokens > 2 &&
        (fulg_arch_is_stack(W->arch) ||
         fulg_arch_transformer_tokens(W->arch, 2) == 2) &&
        !fulg_progress_tick(progress, "hypothesis", 0, 1))
        status = start(minor, &found, W, 2, rand, progress, diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status,
                                "no exact rank mod a prime at these weights "
                                "(--ball): ");
    status = find_minor(minor, W, target, rand, progress, diag);
    if (status != FULG_OK)
        fulg_minor_clear(minor);
    return status;
}
