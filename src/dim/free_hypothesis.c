#include "free.h"

/* The hypothesis of doc: thm-free-exponentials, for the model of a minor. */

#define POINT_BOUND (WORD(1) << 50)
/* More rows than exponents, so that chance does not matter. */
#define MORE_ROWS 8

typedef struct
{
    int at_given; /* W stays what it is */
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_eval_tape_t T;
    fulg_mat_t X;
    slong roots, seen;
    char *is_seen; /* roots whose radicand has been a square and not a square */
    fulg_rand_struct *rand;
    const fulg_progress_t *progress;
} search_t;

/* An input at which everything is defined; the radicands that fail before it are
   squares there, at the same weights. */
static fulg_status_t
next_input(search_t *S, fulg_diag_t diag)
{
    const fulg_domain_struct *D = S->W->domain;
    fulg_status_t status = FULG_DOMAIN;
    for (slong n = 0; status == FULG_DOMAIN && n < WORD(1) << (S->roots + 6);
         n++)
    {
        slong failed;
        for (slong i = 0; i <= S->T->depth; i++)
            D->ops->zero(&S->T->state[i]);
        fulg_weights_mat_random(S->X, S->rand, POINT_BOUND, 1, D);
        status = fulg_eval_forward(S->T, S->W, S->X, diag);
        failed = status == FULG_DOMAIN ? fulg_dim_first_nonresidue(S->T, S->W)
                                       : -1;
        if (failed >= 0 && !S->is_seen[failed])
        {
            S->is_seen[failed] = 1;
            S->seen++;
        }
        if (fulg_progress_tick(S->progress, "hypothesis", S->seen, S->roots))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    }
    return status;
}

/* row = the exponents at one input less those at another one, same weights: random ones
   for each row, where the claim is about generic weights. */
static fulg_status_t
next_row(nmod_mat_t E, slong row, search_t *S, fulg_diag_t diag)
{
    const slong n = nmod_mat_ncols(E);
    ulong *s = flint_malloc((size_t) (n + 1) * sizeof(ulong));
    fulg_status_t status;
    if (!S->at_given)
        fulg_weights_random(S->W, S->rand, POINT_BOUND, 1);
    status = next_input(S, diag);
    if (status == FULG_OK)
    {
        fulg_dim_exponents(s, S->T, S->W);
        status = next_input(S, diag);
    }
    if (status == FULG_OK && row < nmod_mat_nrows(E))
    {
        for (slong k = 0; k < n; k++)
            nmod_mat_entry(E, row, k) = s[k];
        fulg_dim_exponents(s, S->T, S->W);
        for (slong k = 0; k < n; k++)
            nmod_mat_entry(E, row, k) = nmod_sub(nmod_mat_entry(E, row, k),
                                                 s[k], E->mod);
    }
    flint_free(s);
    return status;
}

static fulg_status_t
find_ranks(slong *rank, search_t *S, slong exponents, fulg_diag_t diag)
{
    const slong rows = exponents ? exponents + MORE_ROWS : 0;
    const slong most = rows + 64 * S->roots;
    fulg_status_t status = FULG_OK;
    nmod_mat_t E;
    nmod_mat_init(E, rows, exponents, S->D->prime);
    for (slong n = 0;
         status == FULG_OK && n < most && (n < rows || S->seen < S->roots); n++)
        status = next_row(E, n, S, diag);
    if (status == FULG_OK)
        *rank = nmod_mat_rank(E);
    nmod_mat_clear(E);
    return status;
}

static fulg_status_t
judge(const fulg_dim_free_t *found, fulg_diag_t diag)
{
    if (found->independent < found->exponents)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "the network has %ld exponentials, but only %ld of their "
            "exponents were found to be independent",
            (long) found->exponents, (long) found->independent);
    if (found->no_squares < found->roots)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "of the %ld mean squares before norms, only %ld were shown "
            "not to be squares",
            (long) found->roots, (long) found->no_squares);
    return FULG_OK;
}

fulg_status_t
fulg_dim_free_find(fulg_dim_free_t *found, const fulg_arch_struct *model,
                   const fulg_weights_struct *given, fulg_rand_t rand,
                   const fulg_progress_t *progress, fulg_diag_t diag)
{
    search_t S = {.at_given = given != NULL,
                  .roots = fulg_dim_num_roots(model),
                  .rand = rand,
                  .progress = progress};
    fulg_status_t status;
    found->exponents = fulg_dim_num_exponents(model);
    found->roots = S.roots;
    found->independent = found->no_squares = 0;
    fulg_domain_init_free(S.D, fulg_exact_prime_random(rand),
                          fulg_rand_limb(rand));
    status = fulg_weights_init(S.W, model, S.D, diag);
    if (status != FULG_OK)
        return status;
    if (given != NULL)
        status = fulg_weights_set_fmpq(S.W, given, diag);
    S.is_seen = flint_calloc((size_t) S.roots + 1, 1);
    fulg_eval_tape_init(S.T, S.W);
    S.D->ops->init(S.X, model->width[0], model->tokens, S.D);
    if (status == FULG_OK)
        status = find_ranks(&found->independent, &S, found->exponents, diag);
    if (status == FULG_DOMAIN)
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "no input was found where all mean squares before norms "
            "have square roots mod a prime");
    found->no_squares = S.seen;
    S.D->ops->clear(S.X);
    fulg_eval_tape_clear(S.T, S.W);
    fulg_weights_clear(S.W);
    flint_free(S.is_seen);
    return status == FULG_OK ? judge(found, diag) : status;
}

static void
push(fulg_cert_t cert, const char *name, slong left, slong right)
{
    fmpz_t a, b;
    fmpz_init_set_si(a, left);
    fmpz_init_set_si(b, right);
    fulg_cert_push_hypothesis(cert, name, -1, a, b);
    fmpz_clear(a);
    fmpz_clear(b);
}

fulg_status_t
fulg_dim_free_hypothesis(fulg_cert_t cert, fulg_rand_t rand,
                         const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_dim_free_t found;
    const fulg_status_t status = fulg_dim_free_find(
        &found, cert->minor->weights->arch, NULL, rand, progress, diag);
    push(cert, "exponentials", found.independent, found.exponents);
    push(cert, "roots", found.no_squares, found.roots);
    return status;
}
