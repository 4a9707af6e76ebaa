#include <fulgurite/rank.h>

#include "impl.h"

/* Mod a prime half of all mean squares have no root, and a normalisation may divide
   by 0: then another input is drawn. */
#define MAX_TRIES 1000

/* The rows of the Jacobian at one random input mod the prime. */
static fulg_status_t
add_rows(fulg_rank_echelon_t E, const fulg_weights_t W, slong first, slong step,
         fulg_rand_t rand, fulg_diag_t diag)
{
    fulg_mat_t rows, X;
    fulg_status_t status;
    slong tries = 0;
    W->domain->ops->init(X, W->arch->width[0], W->arch->tokens, W->domain);
    W->domain->ops->init(rows, step, W->parameters, W->domain);
    do
    {
        for (slong i = 0; i < W->arch->width[0]; i++)
            for (slong j = 0; j < W->arch->tokens; j++)
                nmod_mat_entry(X->nmod, i, j) = fulg_rand_limb(rand) %
                                                W->domain->prime;
        status = fulg_eval_jacobian(rows, 0, W, X, diag);
    } while (status == FULG_DOMAIN && ++tries < MAX_TRIES);
    W->domain->ops->clear(X);
    if (status == FULG_OK)
        fulg_rank_echelon_append(E, rows->nmod, first);
    else
        W->domain->ops->clear(rows);
    return status;
}

/* A random input that adds nothing is one beyond those that add something: no other
   would, but for bad luck. */
static fulg_status_t
count(fulg_ball_minor_t *minor, const fulg_weights_t W, slong most,
      fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag)
{
    const slong step = W->arch->width[W->arch->depth] *
                       fulg_arch_output_columns(W->arch);
    fulg_status_t status = FULG_OK;
    fulg_rank_echelon_t E;
    slong vain = 0;
    fulg_rank_echelon_init(E, W->parameters, W->domain->prime);
    while (status == FULG_OK && E->rank < most && vain < 2)
    {
        const slong before = E->rank;
        if (fulg_progress_tick(progress, "inputs", minor->num_inputs, 0))
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        else
            status = add_rows(E, W, minor->num_inputs * step, step, rand, diag);
        vain = E->rank > before ? 0 : vain + 1;
        if (vain == 0)
            minor->num_inputs++;
    }
    /* The rows of the last input may be more than there is room for. */
    minor->size = status == FULG_OK ? FLINT_MIN(E->rank, most) : 0;
    for (slong k = 0; k < minor->size; k++)
    {
        minor->row[k] = E->source[k];
        minor->col[k] = E->pivot[k];
    }
    fulg_rank_echelon_clear(E);
    return status;
}

void
fulg_ball_minor_init(fulg_ball_minor_t *minor, slong most)
{
    minor->size = minor->num_inputs = 0;
    minor->row = flint_malloc((size_t) (most + 1) * sizeof(slong));
    minor->col = flint_malloc((size_t) (most + 1) * sizeof(slong));
}

void
fulg_ball_minor_clear(fulg_ball_minor_t *minor)
{
    flint_free(minor->row);
    flint_free(minor->col);
}

fulg_status_t
fulg_ball_minor_guess(fulg_ball_minor_t *minor, const fulg_weights_t W,
                      slong most, fulg_rand_t rand,
                      const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_status_t status;
    const ulong prime = fulg_exact_prime_random(rand);
    fulg_domain_init_free(D, prime, 1 + (fulg_rand_limb(rand) >> 2));
    status = fulg_weights_init(B, W->arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(B, W, diag);
    if (status == FULG_OK)
        status = count(minor, B, most, rand, progress, diag);
    fulg_weights_clear(B);
    return status;
}
