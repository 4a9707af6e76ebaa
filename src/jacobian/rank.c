#include "impl.h"

/* Primes that are tried after the first one, where all tokens are looked at. */
#define MORE_PRIMES 2

static fulg_status_t
check_size(const fulg_weights_t W, ulong max_bytes, fulg_diag_t diag)
{
    const ulong n = (ulong) W->parameters;
    if (n > max_bytes / sizeof(ulong) / n)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "%lu weights: the Jacobian would take more than "
                             "%lu MiB (--max-memory)",
                             n, max_bytes >> 20);
    return FULG_OK;
}

/* model (not initialised) = W with so many tokens. */
static fulg_status_t
model_init(fulg_weights_t model, const fulg_weights_t W, slong tokens,
           fulg_diag_t diag)
{
    fulg_arch_t arch;
    fulg_status_t status;
    fulg_arch_init(arch, 1);
    fulg_arch_set(arch, W->arch);
    fulg_jacobian_set_tokens(arch, tokens, W->arch);
    status = fulg_weights_init(model, arch, W->domain, diag);
    fulg_arch_clear(arch);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(model, W, diag);
    if (status != FULG_OK)
        fulg_weights_clear(model);
    return status;
}

/* The rank and the kernel of the model, and whether that is the kernel of W.  The result
   is initialised when FULG_OK is returned. */
static fulg_status_t
attempt(int *is_kernel, fulg_jacobian_rank_t result, const fulg_weights_t model,
        const fulg_jacobian_search_t *search, fulg_rand_t rand,
        fulg_diag_t diag)
{
    fulg_status_t status = fulg_jacobian_kernel(result, model, search, rand,
                                                diag);
    if (status != FULG_OK)
        return status;
    status = fulg_jacobian_prove_kernel(is_kernel, result, search->W, rand,
                                        search->progress, diag);
    if (status != FULG_OK)
        fulg_jacobian_rank_clear(result);
    return status;
}

/* Any of so many models could have passed by mistake. */
static void
add_models(fulg_jacobian_rank_t result, slong worst, slong tokens)
{
    const slong models = (slong) FLINT_BIT_COUNT((ulong) tokens - 1) +
                         MORE_PRIMES;
    const slong bits = (slong) FLINT_BIT_COUNT((ulong) models);
    result->error_log2 = FLINT_MAX(worst, result->error_log2) + bits;
    result->error_log2 = FLINT_MIN(0, result->error_log2);
}

/* The first models, and the last one with other primes: a small prime may hide a part of
   the rank. */
static fulg_status_t
look(fulg_jacobian_rank_t result, const fulg_jacobian_search_t *search,
     slong tokens, fulg_rand_t rand, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = search->W->arch;
    const slong most = fulg_arch_has_readout(arch) ? 1 : arch->tokens;
    slong worst = WORD_MIN, left = MORE_PRIMES;
    for (;; tokens = FLINT_MIN(2 * tokens, arch->tokens))
    {
        fulg_weights_t model;
        int is_kernel = 0;
        fulg_status_t status = model_init(model, search->W, tokens, diag);
        if (status != FULG_OK)
            return status;
        status = attempt(&is_kernel, result, model, search, rand, diag);
        fulg_weights_clear(model);
        if (status != FULG_OK)
            return status;
        if (is_kernel)
        {
            add_models(result, worst, most);
            return FULG_OK;
        }
        worst = FLINT_MAX(worst, result->error_log2);
        fulg_jacobian_rank_clear(result);
        if (tokens == arch->tokens && left-- == 0)
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "the inputs drawn do not span the derivative; "
                                 "try another --seed");
    }
}

static fulg_status_t
check(const fulg_weights_t W, ulong max_bytes, fulg_diag_t diag)
{
    fulg_status_t status = check_size(W, max_bytes, diag);
    if (status == FULG_OK && !fulg_arch_has_readout(W->arch))
        status = fulg_arch_check_stack(W->arch, "the rank", diag);
    if (status == FULG_OK && fulg_arch_is_softmax(W->arch))
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "softmax has no exact derivative over Q; its rank "
            "is proved in balls (rank --ball)");
    return status;
}

/* Of stacks of several layers: the kernels of the layers alone. */
static void
add_layers(fulg_jacobian_known_t *known, const fulg_weights_t W,
           fulg_rand_t rand, const fulg_progress_t *progress)
{
    fulg_jacobian_states_t states;
    if (fulg_arch_is_pnn(W->arch) || fulg_arch_has_readout(W->arch) ||
        W->arch->depth == 1)
        return;
    fulg_jacobian_states_init(&states, W);
    for (slong i = 0; i < W->arch->depth; i++)
    {
        fulg_jacobian_layer_t layer;
        fulg_jacobian_rank_t result;
        if (!fulg_jacobian_layer_init(&layer, W, &states, i))
            continue;
        if (fulg_jacobian_rank(result, layer.alone, rand, WORD_MAX, progress,
                               NULL) == FULG_OK)
        {
            fulg_jacobian_known_add_layer(known, W, &layer, result);
            fulg_jacobian_rank_clear(result);
        }
        fulg_jacobian_layer_clear(&layer);
    }
    fulg_jacobian_states_clear(&states);
    fulg_jacobian_known_set_columns(known);
}

fulg_status_t
fulg_jacobian_rank(fulg_jacobian_rank_t result, const fulg_weights_t W,
                   fulg_rand_t rand, ulong max_bytes,
                   const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_weights_t enough;
    fulg_jacobian_known_t known;
    fulg_status_t status = check(W, max_bytes, diag);
    if (status == FULG_OK)
        status = model_init(enough, W, fulg_jacobian_enough_tokens(W->arch),
                            diag);
    if (status != FULG_OK)
        return status;
    status = fulg_jacobian_known_init(&known, W, rand, diag);
    if (status == FULG_OK)
    {
        const fulg_jacobian_search_t search = {enough, &known, add_layers,
                                               progress};
        /* Two tokens, and twice as many while their kernel is too large. */
        const slong tokens = fulg_arch_has_readout(W->arch)
                                 ? W->arch->tokens
                                 : FLINT_MIN(enough->arch->tokens, 2);
        status = look(result, &search, tokens, rand, diag);
        fulg_jacobian_known_clear(&known);
    }
    fulg_weights_clear(enough);
    return status;
}

void
fulg_jacobian_rank_clear(fulg_jacobian_rank_t result)
{
    fmpz_mat_clear(result->kernel);
    flint_free(result->proof);
}
