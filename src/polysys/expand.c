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
                  "(--max-terms)", how, text, (long) options->max_terms);
    flint_free(text);
    return FULG_UNABLE;
}

/* Even the forms may be too many: d^3/2 of them from state^3 products each. */
static fulg_status_t
check_work(const fulg_expansion_t *E, const fulg_polysys_options_t *options,
           fulg_diag_t diag)
{
    const fulg_arch_struct *arch = E->model.model;
    const ulong d = (ulong) arch->width[arch->depth - 1];
    fulg_status_t status = FULG_OK;
    fmpz_t state, all, work, limit;
    fmpz_init(state);
    fmpz_init(all);
    fmpz_init(work);
    fmpz_init_set_si(limit, options->max_terms);
    fmpz_mul_ui(limit, limit, PATIENCE);
    fulg_model_terms_upper(state, all, &E->model);
    if (arch->family == FULG_FAMILY_PNN)
        fmpz_mul_ui(work, state, d);
    else
    {
        fmpz_pow_ui(work, state, 3);
        fmpz_mul_ui(work, work, d * d * (d + 1) / 2);
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

/* ---- the forms ----------------------------------------------------------- */

/* State entry (i, j). */
static const fmpq_mpoly_struct *
state_entry(const fulg_expansion_t *E, slong i, slong j)
{
    return fulg_mpoly_mat_entry(E->state->mpoly, i, j);
}

/* G_pq = the sum of X_pn X_qn over the keys n that query j sees. */
static void
set_gram(fmpq_mpoly_t G, const fulg_expansion_t *E, slong p, slong q, slong j)
{
    const fulg_arch_struct *arch = E->model.model;
    const fmpq_mpoly_ctx_struct *ctx = E->work->ctx;
    const slong keys = arch->causal ? j + 1 : arch->tokens;
    fmpq_mpoly_t product;
    fmpq_mpoly_init(product, ctx);
    fmpq_mpoly_zero(G, ctx);
    for (slong n = 0; n < keys; n++)
    {
        fmpq_mpoly_mul(product, state_entry(E, p, n), state_entry(E, q, n),
                       ctx);
        fmpq_mpoly_add(G, G, product, ctx);
    }
    fmpq_mpoly_clear(product, ctx);
}

/* Attention: (p <= q, r), then the state itself when residual; otherwise the
   state's entries. */
void
fulg_expansion_forms(fulg_polylist_t *L, const fulg_expansion_t *E, slong c)
{
    const fulg_arch_struct *arch = E->model.model;
    const fmpq_mpoly_ctx_struct *ctx = E->work->ctx;
    const slong d = arch->width[arch->depth - 1], j = E->column[c];
    const int pnn = arch->family == FULG_FAMILY_PNN;
    fmpq_mpoly_t G;
    fmpq_mpoly_init(G, ctx);
    for (slong p = 0; p < d && !pnn; p++)
        for (slong q = p; q < d; q++)
        {
            set_gram(G, E, p, q, j);
            for (slong r = 0; r < d; r++)
                fmpq_mpoly_mul(fulg_polylist_push(L), G, state_entry(E, r, j),
                               ctx);
        }
    fmpq_mpoly_clear(G, ctx);
    for (slong p = 0; p < d && (pnn || (arch->residual && !E->single)); p++)
        fmpq_mpoly_set(fulg_polylist_push(L), state_entry(E, p, j), ctx);
}

/* With exchangeable tokens 2 .. t a monomial stands for its orbit: the columns
   of its exponents decrease. */
int
fulg_expansion_keeps(const fulg_expansion_t *E, const ulong *exp)
{
    const fulg_arch_struct *arch = E->model.model;
    const slong d = arch->width[0], t = arch->tokens;
    if (E->single && t > 1)
    {
        ulong first = 0;
        for (slong i = 0; i < d; i++)
            first += exp[i * t];
        return first == 2;
    }
    for (slong j = 2; j < t && !arch->causal; j++)
        for (slong i = 0; i < d; i++)
        {
            const ulong left = exp[i * t + j - 1], right = exp[i * t + j];
            if (left < right)
                return 0;
            if (left > right)
                break;
        }
    return 1;
}

/* ---- counting ------------------------------------------------------------ */

static slong
length(const fulg_mat_struct *A, slong i, slong j)
{
    return fulg_mpoly_mat_entry(A->mpoly, i, j)->zpoly->length;
}

/* The number of factors (entry of V)(entry of A), over all output rows, that
   multiply form (p, q, r): V_p A_qr, and V_q A_pr when p < q. */
static void
count_factors(fmpz_t n, const fulg_mat_struct *V, const fulg_mat_struct *A,
              slong p, slong q, slong r)
{
    ulong at_p = 0, at_q = 0;
    for (slong i = 0; i < V->mpoly->num_rows; i++)
    {
        at_p += (ulong) length(V, i, p);
        at_q += (ulong) length(V, i, q);
    }
    fmpz_set_ui(n, at_p);
    fmpz_mul_ui(n, n, (ulong) length(A, q, r));
    if (p == q)
        return;
    {
        fmpz_t other;
        fmpz_init_set_ui(other, at_q);
        fmpz_addmul_ui(n, other, (ulong) length(A, p, r));
        fmpz_clear(other);
    }
}

/* V and A of a head of the last layer, in the ring of W. */
static void
head_matrices(fulg_mat_t V, fulg_mat_t A, const fulg_weights_t W, slong h)
{
    const fulg_domain_struct *D = W->domain;
    const slong i = W->arch->depth - 1;
    const slong in = W->arch->width[i], out = W->arch->width[i + 1];
    const fulg_mat_struct *K = fulg_weights_mat(W, i, h, 'k');
    fulg_mat_t Kt;
    D->ops->init(V, out, in, D);
    D->ops->init(A, in, in, D);
    D->ops->init(Kt, in, D->ops->rows(K), D);
    D->ops->transpose(Kt, K);
    D->ops->mul(A, Kt, fulg_weights_mat(W, i, h, 'q'), D);
    if (fulg_arch_has_value_dim(W->arch))
        D->ops->mul(V, fulg_weights_mat(W, i, h, 'o'),
                    fulg_weights_mat(W, i, h, 'u'), D);
    else
        D->ops->set(V, fulg_weights_mat(W, i, h, 'v'));
    D->ops->clear(Kt);
}

void
fulg_expansion_heads(fulg_mat_struct **V, fulg_mat_struct **A, slong *num,
                     const fulg_weights_t W)
{
    const slong last = W->arch->depth - 1;
    *num = (W->arch->family == FULG_FAMILY_PNN) ? 0 : W->arch->heads[last];
    *V = flint_malloc(((size_t) *num + 1) * sizeof(fulg_mat_struct));
    *A = flint_malloc(((size_t) *num + 1) * sizeof(fulg_mat_struct));
    for (slong h = 0; h < *num; h++)
        head_matrices(*V + h, *A + h, W, h);
}

void
fulg_expansion_heads_clear(fulg_mat_struct *V, fulg_mat_struct *A, slong num,
                           const fulg_domain_struct *D)
{
    for (slong h = 0; h < num; h++)
    {
        D->ops->clear(V + h);
        D->ops->clear(A + h);
    }
    flint_free(V);
    flint_free(A);
}

/* The terms of a form that the list keeps; their monomials join the set. */
static slong
collect_monomials(fulg_monomials_t *T, const fmpq_mpoly_t form,
                  const fulg_expansion_t *E, ulong *exp)
{
    slong kept = 0;
    for (slong k = 0; k < form->zpoly->length; k++)
    {
        fmpq_mpoly_get_term_exp_ui(exp, form, k, E->work->ctx);
        if (fulg_expansion_keeps(E, exp))
        {
            fulg_monomials_add(T, exp);
            kept++;
        }
    }
    return kept;
}

static void
count_column(fulg_expansion_t *E, slong c)
{
    const fulg_arch_struct *arch = E->model.model;
    const slong d = arch->width[arch->depth - 1];
    ulong *exp = flint_malloc((size_t) E->work->num * sizeof(ulong));
    fulg_mat_struct *V, *A;
    fulg_polylist_t forms;
    slong heads, n = 0;
    fmpz_t factors;
    fmpz_init(factors);
    fulg_expansion_heads(&V, &A, &heads, E->weights);
    fulg_polylist_init(&forms, E->work->ctx);
    fulg_expansion_forms(&forms, E, c);
    for (slong p = 0; p < d && heads > 0; p++)
        for (slong q = p; q < d; q++)
            for (slong r = 0; r < d; r++)
            {
                const slong kept = collect_monomials(&E->monomials[c],
                                                     &forms.poly[n++], E, exp);
                for (slong h = 0; h < heads; h++)
                {
                    count_factors(factors, V + h, A + h, p, q, r);
                    fmpz_addmul_ui(E->terms, factors, (ulong) kept);
                }
            }
    for (; n < forms.num; n++)
    {
        const slong kept =
            collect_monomials(&E->monomials[c], &forms.poly[n], E, exp);
        fmpz_set_si(factors, kept);
        if (heads == 0)
            fmpz_mul_si(factors, factors, arch->width[arch->depth]);
        fmpz_add(E->terms, E->terms, factors);
    }
    fulg_polylist_clear(&forms);
    fulg_expansion_heads_clear(V, A, heads, E->domain);
    fmpz_clear(factors);
    flint_free(exp);
}

/* ---- making and clearing ------------------------------------------------- */

/* Tokens and columns that determine the function. */
static void
choose_columns(fulg_expansion_t *E)
{
    fulg_arch_struct *arch = E->model.model;
    slong all = arch->causal ? arch->tokens : 1;
    if (E->single && arch->tokens > 1)
    {
        arch->tokens = 2;
        all = 1;
    }
    E->num_columns = all;
    E->column = flint_malloc((size_t) all * sizeof(slong));
    for (slong c = 0; c < all; c++)
        E->column[c] = (E->single && arch->tokens > 1) ? 1 : c;
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
set_state(fulg_expansion_t *E, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = E->model.model;
    const fulg_domain_struct *D = E->domain;
    const slong d = arch->width[0], t = arch->tokens, l = arch->depth;
    fulg_status_t status = FULG_OK;
    fulg_weights_t W;
    fulg_arch_t before;
    fulg_tape_t T;
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
            fulg_tape_init(T, W);
            status = fulg_eval_forward(T, W, X, diag);
            D->ops->set(E->state, &T->state[l - 1]);
            if (arch->family == FULG_FAMILY_PNN)
                activate(E->state, arch->power, D);
            fulg_tape_clear(T, W);
            fulg_weights_clear(W);
        }
        fulg_arch_clear(before);
    }
    D->ops->clear(X);
    return status;
}

static fulg_status_t
set_ring(fulg_expansion_t *E, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = E->model.model;
    fulg_status_t status;
    E->num_inputs = arch->width[0] * arch->tokens;
    fulg_ring_init(E->work);
    fulg_ring_push_inputs(E->work, arch->width[0], arch->tokens, 0);
    status = fulg_model_push(&E->first, E->work, &E->model, diag);
    fulg_ring_close(E->work);
    fulg_domain_init_mpoly(E->domain, E->work->ctx);
    if (status == FULG_OK)
        status = fulg_model_weights(E->weights, &E->model, E->domain, E->first,
                                    diag);
    if (status != FULG_OK)
        fulg_ring_clear(E->work);
    return status;
}

/* One lightning layer lists k <= l, then j (or k <= l <= j for one token). */
static slong *
single_order(const fulg_expansion_t *E)
{
    const slong d = E->model.model->width[0], t = E->model.model->tokens;
    const fulg_monomials_t *T = &E->monomials[0];
    slong *order = flint_malloc(((size_t) T->num + 1) * sizeof(slong));
    ulong *exp = flint_calloc((size_t) (d * t), sizeof(ulong));
    slong n = 0;
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++)
            for (slong j = (t == 1) ? l : 0; j < d; j++)
            {
                exp[k * t]++;
                exp[l * t]++;
                exp[j * t + t - 1]++;
                order[n++] = fulg_monomials_find(T, exp);
                exp[k * t]--;
                exp[l * t]--;
                exp[j * t + t - 1]--;
            }
    flint_free(exp);
    return order;
}

static void
count_all(fulg_expansion_t *E)
{
    const fulg_arch_struct *arch = E->model.model;
    const size_t n = (size_t) E->num_columns;
    E->monomials = flint_malloc(n * sizeof(fulg_monomials_t));
    E->order = flint_malloc(n * sizeof(slong *));
    E->start = flint_malloc((n + 1) * sizeof(slong));
    E->start[0] = 0;
    fmpz_init(E->terms);
    for (slong c = 0; c < E->num_columns; c++)
    {
        fulg_monomials_init(&E->monomials[c], E->num_inputs);
        count_column(E, c);
        E->order[c] = E->single ? single_order(E)
                                : fulg_monomials_order(&E->monomials[c]);
        E->start[c + 1] = E->start[c] + E->monomials[c].num;
    }
    E->num = E->start[E->num_columns] * arch->width[arch->depth];
}

fulg_status_t
fulg_expansion_init(fulg_expansion_t *E, const fulg_arch_t arch,
                    fulg_coordinates_t coordinates,
                    const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_status_t status = fulg_polysys_check(arch, diag);
    if (status == FULG_OK)
        status = fulg_model_init(&E->model, arch, coordinates, diag);
    if (status != FULG_OK)
        return status;
    E->single = fulg_polysys_is_single(arch);
    choose_columns(E);
    status = check_work(E, options, diag);
    if (status == FULG_OK)
        status = set_ring(E, diag);
    if (status != FULG_OK)
    {
        flint_free(E->column);
        fulg_model_clear(&E->model);
        return status;
    }
    status = set_state(E, diag);
    count_all(E);
    if (status == FULG_OK && fmpz_cmp_si(E->terms, options->max_terms) > 0)
        status = refuse("", E->terms, options, diag);
    if (status != FULG_OK)
        fulg_expansion_clear(E);
    return status;
}

void
fulg_expansion_clear(fulg_expansion_t *E)
{
    for (slong c = 0; c < E->num_columns; c++)
    {
        fulg_monomials_clear(&E->monomials[c]);
        flint_free(E->order[c]);
    }
    flint_free(E->monomials);
    flint_free(E->order);
    flint_free(E->start);
    flint_free(E->column);
    fmpz_clear(E->terms);
    E->domain->ops->clear(E->state);
    fulg_weights_clear(E->weights);
    fulg_ring_clear(E->work);
    fulg_model_clear(&E->model);
}

fulg_status_t
fulg_expansion_init_first(fulg_expansion_t *E, const fulg_arch_t arch,
                          const fulg_coordinates_t *choice,
                          const fulg_polysys_options_t *options,
                          fulg_diag_t diag)
{
    fulg_diag_t later;
    fulg_status_t status;
    if (options->coordinates != FULG_COORDINATES_AUTO)
        return fulg_expansion_init(E, arch, options->coordinates, options,
                                   diag);
    /* When nothing fits the first reason is the one to give. */
    status = fulg_expansion_init(E, arch, *choice, options, diag);
    while (status == FULG_UNABLE && *++choice != FULG_COORDINATES_AUTO)
        if (fulg_expansion_init(E, arch, *choice, options, later) == FULG_OK)
            status = FULG_OK;
    return status;
}
