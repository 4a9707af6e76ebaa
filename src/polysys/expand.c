#include "impl.h"

/* How many products of terms are worth the wait, for each term allowed. */
#define PATIENCE 64

static fulg_status_t
refuse(const char *how, const fmpz_t terms,
       const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    char *text;
    if (fmpz_bits(terms) > 200)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the system has up to 2^%ld terms, more than the "
                             "%ld allowed (--max-terms)",
                             (long) fmpz_bits(terms),
                             (long) options->max_terms);
    text = fmpz_get_str(NULL, 10, terms);
    fulg_diag_set(diag, FULG_UNABLE,
                  "the system has %s%s terms, more than the %ld allowed "
                  "(--max-terms)",
                  how, text, (long) options->max_terms);
    flint_free(text);
    return FULG_UNABLE;
}

/* Even the forms may be too many: d^3/2 of them from state^3 products each. */
static fulg_status_t
check_work(const fulg_polysys_expansion_t *E,
           const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = E->model.model;
    const slong d = arch->width[arch->depth - 1];
    fulg_status_t status = FULG_OK;
    fmpz_t state, all, work, limit;
    fmpz_init(state);
    fmpz_init(all);
    fmpz_init(work);
    fmpz_init_set_si(limit, options->max_terms);
    fmpz_mul_ui(limit, limit, PATIENCE);
    fulg_polysys_model_terms_upper(state, all, &E->model);
    if (fulg_arch_is_pnn(arch))
        fmpz_mul_si(work, state, d);
    else
    {
        fmpz_set_si(work, d + 1);
        fmpz_mul_si(work, work, d);
        fmpz_mul_si(work, work, d);
        fmpz_fdiv_q_2exp(work, work, 1);
        for (int n = 0; n < 3; n++)
            fmpz_mul(work, work, state);
        fmpz_mul_ui(work, work, (ulong) arch->tokens);
    }
    fmpz_mul_ui(work, work, (ulong) E->num_columns);
    if (fulg_polysys_is_hopeless(state) ||
        (fmpz_cmp_si(all, options->max_terms) > 0 && fmpz_cmp(work, limit) > 0))
        status = refuse("up to ", all, options, diag);
    fmpz_clear(state);
    fmpz_clear(all);
    fmpz_clear(work);
    fmpz_clear(limit);
    return status;
}

/* ---- making and clearing ------------------------------------------------- */

/* Tokens and columns that determine the function. */
static void
choose_columns(fulg_polysys_expansion_t *E)
{
    fulg_arch_struct *arch = E->model.model;
    E->num_columns = fulg_arch_is_causal(arch) ? arch->tokens : 1;
    if (E->single && arch->tokens > 1)
    {
        arch->tokens = 2;
        E->num_columns = 1;
    }
}

static void
list_columns(fulg_polysys_expansion_t *E)
{
    const int second = E->single && E->model.model->tokens > 1;
    E->column = flint_malloc((size_t) E->num_columns * sizeof(slong));
    for (slong c = 0; c < E->num_columns; c++)
        E->column[c] = second ? 1 : c;
}

/* A becomes A^n entry by entry, n >= 1. */
static void
activate(fulg_mat_t A, slong n, const fulg_domain_struct *D)
{
    const fulg_mpoly_mat_struct *M = A->mpoly;
    for (slong k = 0; k < M->num_rows * M->num_cols; k++)
        fmpq_mpoly_pow_ui(&M->entry[k], &M->entry[k], (ulong) n, D->ctx);
}

/* The input of the last layer: that of the network through the layers before. */
static fulg_status_t
set_state(fulg_polysys_expansion_t *E, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = E->model.model;
    const fulg_domain_struct *D = E->domain;
    const slong d = arch->width[0], t = arch->tokens, l = arch->depth;
    fulg_status_t status = FULG_OK;
    fulg_weights_t W;
    fulg_arch_t before;
    fulg_eval_tape_t T;
    fulg_mat_t X;
    D->ops->init(X, d, t, D);
    for (slong i = 0; i < d * t; i++)
        fmpq_mpoly_gen(&X->mpoly->entry[i], i, E->work->ctx);
    D->ops->init(E->state, arch->width[l - 1], t, D);
    if (l == 1)
        D->ops->set(E->state, X);
    else
    {
        /* The weights of the layers before the last come first. */
        fulg_arch_init(before, 1);
        fulg_arch_set(before, arch);
        before->depth = l - 1;
        status = fulg_weights_init(W, before, D, diag);
        if (status == FULG_OK)
        {
            for (slong b = 0; b < W->num; b++)
                D->ops->set(&W->mat[b], &E->weights->mat[b]);
            fulg_eval_tape_init(T, W);
            status = fulg_eval_forward(T, W, X, diag);
            D->ops->set(E->state, &T->state[l - 1]);
            if (fulg_arch_is_pnn(arch))
                activate(E->state, arch->sub[l - 2].power, D);
            fulg_eval_tape_clear(T, W);
            fulg_weights_clear(W);
        }
        fulg_arch_clear(before);
    }
    D->ops->clear(X);
    return status;
}

static fulg_status_t
set_ring(fulg_polysys_expansion_t *E, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = E->model.model;
    fulg_status_t status;
    E->num_inputs = arch->width[0] * arch->tokens;
    fulg_polysys_ring_init(E->work);
    fulg_polysys_ring_push_inputs(E->work, arch->width[0], arch->tokens, 0);
    status = fulg_polysys_model_push(&E->first, E->work, &E->model, diag);
    fulg_polysys_ring_close(E->work);
    fulg_domain_init_mpoly(E->domain, E->work->ctx);
    if (status == FULG_OK)
        status = fulg_polysys_model_weights(E->weights, &E->model, E->domain,
                                            E->first, diag);
    if (status != FULG_OK)
        fulg_polysys_ring_clear(E->work);
    return status;
}

fulg_status_t
fulg_polysys_expansion_init(fulg_polysys_expansion_t *E, const fulg_arch_t arch,
                            fulg_coordinates_t coordinates,
                            const fulg_polysys_options_t *options,
                            fulg_diag_t diag)
{
    fulg_status_t status = fulg_polysys_check(arch, diag);
    if (status == FULG_OK)
        status = fulg_polysys_model_init(&E->model, arch, coordinates, diag);
    if (status != FULG_OK)
        return status;
    E->single = fulg_polysys_is_single(arch);
    choose_columns(E);
    status = check_work(E, options, diag);
    if (status == FULG_OK)
        status = set_ring(E, diag);
    if (status != FULG_OK)
    {
        fulg_polysys_model_clear(&E->model);
        return status;
    }
    list_columns(E);
    status = set_state(E, diag);
    fulg_polysys_expansion_count(E);
    if (status == FULG_OK && fmpz_cmp_si(E->terms, options->max_terms) > 0)
        status = refuse("", E->terms, options, diag);
    if (status != FULG_OK)
        fulg_polysys_expansion_clear(E);
    return status;
}

void
fulg_polysys_expansion_clear(fulg_polysys_expansion_t *E)
{
    for (slong c = 0; c < E->num_columns; c++)
    {
        fulg_polysys_monomials_clear(&E->monomials[c]);
        flint_free(E->order[c]);
    }
    flint_free(E->monomials);
    flint_free(E->order);
    flint_free(E->start);
    flint_free(E->column);
    fmpz_clear(E->terms);
    E->domain->ops->clear(E->state);
    fulg_weights_clear(E->weights);
    fulg_polysys_ring_clear(E->work);
    fulg_polysys_model_clear(&E->model);
}

fulg_status_t
fulg_polysys_expansion_init_first(fulg_polysys_expansion_t *E,
                                  const fulg_arch_t arch,
                                  const fulg_coordinates_t *choice,
                                  const fulg_polysys_options_t *options,
                                  fulg_diag_t diag)
{
    fulg_diag_t later;
    fulg_status_t status;
    if (options->coordinates != FULG_COORDINATES_AUTO)
        return fulg_polysys_expansion_init(E, arch, options->coordinates,
                                           options, diag);
    /* When nothing fits the first reason is the one to give. */
    status = fulg_polysys_expansion_init(E, arch, *choice, options, diag);
    while (status == FULG_UNABLE && *++choice != FULG_COORDINATES_AUTO)
        if (fulg_polysys_expansion_init(E, arch, *choice, options, later) ==
            FULG_OK)
            status = FULG_OK;
    return status;
}
