#include "impl.h"

/*
 * One input for two large networks, with one layer at a time over the domain in
 * which it is evaluated: memory for the rest of the weights is not needed.
 */

/* Weights of layer i alone, over D; 0 when they are not defined there. */
static int
layer_init(fulg_weights_t L, const fulg_weights_t W, slong i,
           const fulg_domain_t D)
{
    slong n = 0;
    fulg_arch_t arch;
    int made, defined = 1;
    fulg_arch_init_slice(arch, W->arch, i, i + 1);
    arch->sub[0].layer = 0;
    made = fulg_weights_init(L, arch, D, NULL) == FULG_OK;
    fulg_arch_clear(arch);
    if (!made)
        return 0;
    for (slong b = 0; b < W->num && defined; b++)
        if (W->block[b].layer == i)
            defined = fulg_domain_set_fmpq_mat(&L->mat[n++], W->mat[b].fmpq, D);
    if (!defined)
        fulg_weights_clear(L);
    return defined;
}

/* The output of W at x takes the place of x, over D; 0 when it is undefined, and x
   is something else. */
static int
forward(fulg_mat_t x, const fulg_weights_t W, const fulg_domain_t D)
{
    int defined = 1;
    for (slong i = 0; i < W->arch->depth && defined; i++)
    {
        fulg_weights_t L;
        fulg_eval_tape_t T;
        if (!layer_init(L, W, i, D))
            return 0;
        fulg_eval_tape_init(T, L);
        defined = fulg_eval_forward(T, L, x, NULL) == FULG_OK;
        if (defined)
        {
            D->ops->clear(x);
            D->ops->init(x, W->arch->width[i + 1], W->arch->tokens, D);
            D->ops->set(x, &T->state[1]);
        }
        fulg_eval_tape_clear(T, L);
        fulg_weights_clear(L);
    }
    return defined;
}

/* Small numbers, so that scores are not large. */
static void
draw(fmpq_mat_t X, fulg_rand_t rand, slong bits)
{
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
        {
            fmpq *x = fmpq_mat_entry(X, i, j);
            fmpq_set_si(x, fulg_rand_signed(rand, 2), 1);
            fmpq_div_2exp(x, x, (ulong) bits);
        }
}

static void
keep(fulg_fiber_same_t result, const fmpq_mat_t X)
{
    fmpq_mat_set(result->X, X);
    result->equal = FULG_FALSE;
    result->proof = FULG_SAME_WITNESS;
    result->has_witness = 1;
}

static int
differ_exactly(fulg_fiber_same_t result, const fulg_mat_t y, const fulg_mat_t z,
               const fmpq_mat_t X, const fulg_domain_t D)
{
    if (D->ops->equal(y, z))
        return 0;
    keep(result, X);
    result->prime = D->prime;
    for (slong i = 0; i < nmod_mat_nrows(y->nmod); i++)
        for (slong j = 0; j < nmod_mat_ncols(y->nmod); j++)
        {
            fmpz_set_ui(fmpq_mat_entry_num(result->YA, i, j),
                        nmod_mat_entry(y->nmod, i, j));
            fmpz_set_ui(fmpq_mat_entry_num(result->YB, i, j),
                        nmod_mat_entry(z->nmod, i, j));
        }
    result->reason = fulg_fiber_text("the outputs at X differ");
    return 1;
}

static int
differ_in_balls(fulg_fiber_same_t result, const fulg_mat_t y,
                const fulg_mat_t z, const fmpq_mat_t X)
{
    const slong rows = arb_mat_nrows(y->arb), cols = arb_mat_ncols(y->arb);
    int apart = 0;
    for (slong i = 0; i < rows && !apart; i++)
        for (slong j = 0; j < cols && !apart; j++)
            apart = !arb_overlaps(arb_mat_entry(y->arb, i, j),
                                  arb_mat_entry(z->arb, i, j));
    if (!apart)
        return 0;
    keep(result, X);
    result->balls = 1;
    arb_mat_init(result->ball_A, rows, cols);
    arb_mat_init(result->ball_B, rows, cols);
    arb_mat_set(result->ball_A, y->arb);
    arb_mat_set(result->ball_B, z->arb);
    result->reason = fulg_fiber_text(
        "the outputs at X lie in balls that do not meet");
    return 1;
}

int
fulg_fiber_same_deep(fulg_fiber_same_t result, const fulg_weights_t A,
                     const fulg_weights_t B, fulg_rand_t rand, slong bits)
{
    const int softmax = fulg_arch_is_softmax(A->arch) ||
                        fulg_arch_is_softmax(B->arch);
    const slong d = A->arch->width[0], t = A->arch->tokens;
    fulg_domain_t D;
    fmpq_mat_t X;
    fulg_mat_t y, z;
    int found = 0;
    if (softmax)
        fulg_domain_init_arb(D, bits);
    else
        fulg_domain_init_nmod(D, fulg_exact_prime_random(rand));
    fmpq_mat_init(X, d, t);
    draw(X, rand, softmax ? (slong) FLINT_BIT_COUNT((ulong) d) : 0);
    D->ops->init(y, d, t, D);
    D->ops->init(z, d, t, D);
    fulg_domain_set_fmpq_mat(y, X, D);
    fulg_domain_set_fmpq_mat(z, X, D);
    if (forward(y, A, D) && forward(z, B, D))
        found = softmax ? differ_in_balls(result, y, z, X)
                        : differ_exactly(result, y, z, X, D);
    D->ops->clear(y);
    D->ops->clear(z);
    fmpq_mat_clear(X);
    return found;
}
