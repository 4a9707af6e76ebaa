#include "impl.h"

fulg_status_t
fulg_ball_model_init(fulg_weights_t model, const fulg_weights_t W, slong tokens,
                     fulg_diag_t diag)
{
    fulg_arch_t arch;
    fulg_status_t status;
    fulg_arch_init(arch, 1);
    fulg_arch_set(arch, W->arch);
    if (tokens < W->arch->tokens)
        fulg_arch_set_tokens(arch, tokens, W->arch);
    status = fulg_weights_init(model, arch, W->domain, diag);
    fulg_arch_clear(arch);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(model, W, diag);
    if (status != FULG_OK)
        fulg_weights_clear(model);
    return status;
}

/* The rank that residues show with so many tokens, or -1. */
static slong
rank_with(const fulg_weights_t W, slong tokens, slong most, fulg_rand_t rand,
          const fulg_progress_t *progress)
{
    fulg_ball_minor_t guess;
    fulg_weights_t model;
    slong rank = -1;
    if (fulg_ball_model_init(model, W, tokens, NULL) != FULG_OK)
        return -1;
    fulg_ball_minor_init(&guess, most);
    if (fulg_ball_minor_guess(&guess, model, most, rand, progress, NULL) ==
        FULG_OK)
        rank = guess.size;
    fulg_ball_minor_clear(&guess);
    fulg_weights_clear(model);
    return rank;
}

slong
fulg_ball_few_tokens(const fulg_weights_t W, slong most, fulg_rand_t rand,
                     const fulg_progress_t *progress)
{
    const slong all = W->arch->tokens;
    slong tokens = FLINT_MIN(all, fulg_arch_model_tokens(W->arch)), rank;
    if (all <= FULG_BALL_FEW_TOKENS || tokens == all)
        return all;
    rank = rank_with(W, tokens, most, rand, progress);
    while (rank >= 0 && rank < most && tokens < all)
    {
        const slong more = FLINT_MIN(2 * tokens, all);
        const slong better = rank_with(W, more, most, rand, progress);
        if (better <= rank)
            break;
        tokens = more;
        rank = better;
    }
    return tokens;
}
