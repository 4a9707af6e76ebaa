#include "search.h"

/* Draws of an input that the domain of free exponentials may refuse: first with weights
   of their own, since behind a state of rank one it may be these alone that make a mean
   square no square. */
#define MAX_TRIES 100000

/* Random weights; of forms the keys are the identity. */
static void
set_weights(fulg_symmetry_search_t *s, fulg_rand_t rand)
{
    const fulg_weights_struct *W = s->W;
    fulg_weights_random(s->W, rand, (slong) (W->domain->prime / 2), 1);
    for (slong n = 0; n < W->num; n++)
        if (W->block[n].kind == 'k' &&
            fulg_symmetry_in_forms(s->S, W->block[n].layer))
        {
            W->domain->ops->zero(&W->mat[n]);
            for (slong r = 0; r < W->block[n].rows; r++)
                W->domain->ops->set_si(&W->mat[n], r, r, 1);
        }
}

/* Rows of the Jacobian at these weights, reduced, until an input adds nothing. */
static fulg_status_t
set_rows(fulg_mat_t J, slong *rank, fulg_symmetry_search_t *s, fulg_rand_t rand,
         fulg_diag_t diag)
{
    const fulg_weights_struct *W = s->W;
    const fulg_domain_struct *D = W->domain;
    const slong rows = W->arch->width[W->arch->depth] * W->arch->tokens;
    const slong most = s->moving + 2 * rows;
    fulg_status_t status = FULG_OK;
    slong tries = 0;
    fulg_mat_t X;
    D->ops->init(J, most, W->parameters, D);
    D->ops->init(X, W->arch->width[0], W->arch->tokens, D);
    D->ops->zero(J);
    *rank = 0;
    while (status == FULG_OK && *rank + rows <= most)
    {
        fulg_weights_mat_random(X, rand, (slong) (D->prime / 2), 1, D);
        status = fulg_eval_jacobian(J, *rank, W, X, diag);
        if (status == FULG_DOMAIN && ++tries < MAX_TRIES)
        {
            status = FULG_OK;
            if (*rank == 0)
                set_weights(s, rand);
            continue;
        }
        if (status == FULG_OK)
        {
            const slong before = *rank;
            *rank = nmod_mat_rref(J->nmod);
            if (*rank == before)
                break;
        }
    }
    D->ops->clear(X);
    if (status != FULG_OK)
        D->ops->clear(J);
    return status;
}

/* weight[n] mod the prime */
static void
set_point(ulong *w, const fulg_symmetry_search_t *s)
{
    for (slong n = 0; n < s->W->num; n++)
    {
        const fulg_block_t *block = &s->W->block[n];
        for (slong k = 0; k < block->rows * block->cols; k++)
            w[block->offset + k] = nmod_mat_entry(
                s->W->mat[n].nmod, k / block->cols, k % block->cols);
    }
}

fulg_status_t
fulg_symmetry_search_point(nmod_mat_t B, ulong *w, fulg_symmetry_search_t *s,
                           fulg_rand_t rand, fulg_diag_t diag)
{
    fulg_status_t status;
    fulg_mat_t J;
    slong rank;
    set_weights(s, rand);
    status = set_rows(J, &rank, s, rand, diag);
    if (status != FULG_OK)
        return status;
    if (w != NULL)
        set_point(w, s);
    nmod_mat_init(B, rank, s->moving, s->W->domain->prime);
    for (slong r = 0; r < rank; r++)
        for (slong i = 0; i < s->moving; i++)
            nmod_mat_entry(B, r, i) = nmod_mat_entry(J->nmod, r, s->weight[i]);
    s->W->domain->ops->clear(J);
    return FULG_OK;
}
