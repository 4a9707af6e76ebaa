#include <stdio.h>

#include "impl.h"

/* ---- estimates ----------------------------------------------------------- */

/* With exact weights: the monomials of the degree in the input, for every
   output; with the degrees below when residual. */
static void
monomials_upper(fmpz_t terms, const fulg_arch_t arch)
{
    const slong vars = arch->width[0] * arch->tokens;
    fmpz_t degree;
    fmpz_init(degree);
    fulg_eval_degree(degree, arch);
    if (fulg_arch_is_affine(arch))
        fmpz_set_ui(degree, 3); /* both numerators and denominators */
    fmpz_set_ui(terms, 2);
    if (fmpz_cmp_ui(degree, 1 << 20) > 0)
        fmpz_ui_pow_ui(terms, 2, 1 << 10);
    else
        fmpz_bin_uiui(terms, (ulong) vars + fmpz_get_ui(degree),
                      fmpz_get_ui(degree));
    fmpz_mul_ui(terms, terms, (ulong) arch->width[arch->depth]);
    fmpz_mul_ui(terms, terms, (ulong) arch->tokens);
    fmpz_clear(degree);
}

static fulg_status_t
check_terms(const fulg_polysys_model_t *M, int exact,
            const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpz_t terms, state;
    char *text;
    fmpz_init(terms);
    fmpz_init(state);
    if (exact)
        monomials_upper(terms, M->model);
    else
    {
        fulg_polysys_model_terms_upper(state, terms, M);
        if (!fulg_arch_is_causal(M->model))
            fmpz_mul_ui(terms, terms, (ulong) M->model->tokens);
    }
    if (fmpz_cmp_si(terms, options->max_terms) > 0)
    {
        text = (fmpz_bits(terms) > 200) ? NULL : fmpz_get_str(NULL, 10, terms);
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the outputs have up to %s terms, more than the "
                               "%ld allowed (--max-terms)",
                               text ? text : "2^200",
                               (long) options->max_terms);
        flint_free(text);
    }
    fmpz_clear(terms);
    fmpz_clear(state);
    return status;
}

/* ---- lightning and polynomial networks ----------------------------------- */

static void
set_inputs(fulg_mat_t X, const fulg_domain_struct *D, slong rows, slong cols)
{
    D->ops->init(X, rows, cols, D);
    for (slong k = 0; k < rows * cols; k++)
        fmpq_mpoly_gen(&X->mpoly->entry[k], k, D->ctx);
}

static void
take_block(fulg_polysys_t S, const char *name, const char *meaning,
           fulg_mat_struct *Y)
{
    const slong rows = Y->mpoly->num_rows, cols = Y->mpoly->num_cols;
    const slong b = fulg_polysys_push_block(S, name, meaning, rows, cols);
    for (slong k = 0; k < rows * cols; k++)
        fmpq_mpoly_swap(&S->block[b].entry[k], &Y->mpoly->entry[k],
                        S->ring->ctx);
}

static fulg_status_t
add_outputs(fulg_polysys_t S, const fulg_weights_t W, const fulg_mat_t X,
            fulg_diag_t diag)
{
    fulg_eval_tape_t T;
    fulg_status_t status;
    fulg_eval_tape_init(T, W);
    status = fulg_eval_forward(T, W, X, diag);
    if (status == FULG_OK)
        take_block(S, "output", "the output, row by row; a column is a token",
                   &T->state[T->depth]);
    fulg_eval_tape_clear(T, W);
    return status;
}

/* ---- one affine layer ---------------------------------------------------- */

/* F = 1 + X^T K^T Q X, zero outside the mask. */
static void
affine_scores(fulg_mat_t F, const fulg_weights_t W, slong h, const fulg_mat_t X)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_mat_struct *Q = fulg_weights_mat(W, 0, h, 'q');
    const slong t = W->arch->tokens, a = D->ops->rows(Q);
    fulg_mat_t query, key, transposed;
    D->ops->init(query, a, t, D);
    D->ops->init(key, a, t, D);
    D->ops->init(transposed, t, a, D);
    D->ops->mul(query, Q, X, D);
    D->ops->mul(key, fulg_weights_mat(W, 0, h, 'k'), X, D);
    D->ops->transpose(transposed, key);
    D->ops->mul(F, transposed, query, D);
    for (slong k = 0; k < t; k++)
        for (slong j = 0; j < t; j++)
        {
            fmpq_mpoly_struct *f = fulg_domain_mpoly_mat_entry(F->mpoly, k, j);
            if (fulg_arch_is_causal(W->arch) && k > j)
                fmpq_mpoly_zero(f, D->ctx);
            else
                fmpq_mpoly_add_si(f, f, 1, D->ctx);
        }
    D->ops->clear(query);
    D->ops->clear(key);
    D->ops->clear(transposed);
}

/* y = V X F of one head. */
static void
affine_values(fulg_mat_t y, const fulg_weights_t W, slong h, const fulg_mat_t X,
              const fulg_mat_t F)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t mixed;
    D->ops->init(mixed, W->arch->width[0], W->arch->tokens, D);
    D->ops->mul(mixed, X, F, D);
    fulg_weights_apply_value(y, W, 0, h, mixed);
    D->ops->clear(mixed);
}

/* numerator = numerator (column sums of F) + y denominator, and denominator =
   denominator (column sums of F): one more head. */
static void
affine_join(fulg_mat_t numerator, fulg_mat_t denominator, const fulg_mat_t y,
            const fulg_mat_t F, const fulg_domain_struct *D)
{
    fmpq_mpoly_t sum, part;
    fmpq_mpoly_init(sum, D->ctx);
    fmpq_mpoly_init(part, D->ctx);
    for (slong j = 0; j < F->mpoly->num_cols; j++)
    {
        fmpq_mpoly_struct *den = fulg_domain_mpoly_mat_entry(denominator->mpoly,
                                                             0, j);
        fmpq_mpoly_zero(sum, D->ctx);
        for (slong k = 0; k < F->mpoly->num_rows; k++)
            fmpq_mpoly_add(sum, sum,
                           fulg_domain_mpoly_mat_entry(F->mpoly, k, j), D->ctx);
        for (slong i = 0; i < y->mpoly->num_rows; i++)
        {
            fmpq_mpoly_struct *num = fulg_domain_mpoly_mat_entry(
                numerator->mpoly, i, j);
            fmpq_mpoly_mul(num, num, sum, D->ctx);
            fmpq_mpoly_mul(part, fulg_domain_mpoly_mat_entry(y->mpoly, i, j),
                           den, D->ctx);
            fmpq_mpoly_add(num, num, part, D->ctx);
        }
        fmpq_mpoly_mul(den, den, sum, D->ctx);
    }
    fmpq_mpoly_clear(sum, D->ctx);
    fmpq_mpoly_clear(part, D->ctx);
}

static void
add_fractions(fulg_polysys_t S, const fulg_weights_t W, const fulg_mat_t X)
{
    const fulg_domain_struct *D = W->domain;
    const slong t = W->arch->tokens, out = W->arch->width[1];
    fulg_mat_t numerator, denominator, F, y;
    D->ops->init(numerator, out, t, D);
    D->ops->init(denominator, 1, t, D);
    D->ops->init(F, t, t, D);
    D->ops->init(y, out, t, D);
    for (slong j = 0; j < t; j++)
        D->ops->set_si(denominator, 0, j, 1);
    if (fulg_arch_is_residual(W->arch))
        D->ops->set(numerator, X);
    for (slong h = 0; h < W->arch->sub[0].heads; h++)
    {
        affine_scores(F, W, h, X);
        affine_values(y, W, h, X, F);
        affine_join(numerator, denominator, y, F, D);
    }
    take_block(S, "numerator",
               "the output is numerator/denominator, the "
               "denominator that of its column",
               numerator);
    take_block(S, "denominator",
               "the product over the heads of the sums of "
               "attention weights",
               denominator);
    D->ops->clear(numerator);
    D->ops->clear(denominator);
    D->ops->clear(F);
    D->ops->clear(y);
}

/* ---- all ----------------------------------------------------------------- */

static fulg_status_t
check_parametrization(const fulg_arch_t arch, fulg_diag_t diag)
{
    if (!fulg_arch_is_pnn(arch) && fulg_arch_is_affine(arch))
    {
        if (arch->depth == 1)
            return FULG_OK;
        return fulg_diag_set(diag, FULG_UNABLE,
                             "numerators and denominators of an affine network "
                             "are written for one layer only");
    }
    return fulg_polysys_check(arch, diag);
}

static void
describe(fulg_polysys_t S, const fulg_polysys_model_t *M,
         const fulg_weights_struct *W)
{
    fulg_polysys_title(S, "The output of a network at a symbolic input%s",
                       W ? "" : ", in weights and input");
    fulg_polysys_comment_arch(S, M->arch);
    if (W == NULL)
        fulg_polysys_model_comment(S, M);
    else
        fulg_polysys_comment(S, "the weights are the exact numbers of a file");
}

static fulg_status_t
fill(fulg_polysys_t S, const fulg_polysys_model_t *M,
     const fulg_weights_struct *W, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = M->model;
    fulg_status_t status = FULG_OK;
    fulg_domain_t D;
    fulg_weights_t symbolic;
    fulg_mat_t X;
    slong first = 0;
    fulg_polysys_ring_push_inputs(S->ring, arch->width[0], arch->tokens, 0);
    if (W == NULL)
        status = fulg_polysys_model_push(&first, S->ring, M, diag);
    fulg_polysys_ring_close(S->ring);
    fulg_domain_init_mpoly(D, S->ring->ctx);
    if (status == FULG_OK && W == NULL)
        status = fulg_polysys_model_weights(symbolic, M, D, first, diag);
    else if (status == FULG_OK)
    {
        status = fulg_weights_init(symbolic, arch, D, diag);
        if (status == FULG_OK)
            status = fulg_weights_set_fmpq(symbolic, W, diag);
    }
    if (status != FULG_OK)
        return status;
    set_inputs(X, D, arch->width[0], arch->tokens);
    if (!fulg_arch_is_pnn(arch) && fulg_arch_is_affine(arch))
        add_fractions(S, symbolic, X);
    else
        status = add_outputs(S, symbolic, X, diag);
    D->ops->clear(X);
    fulg_weights_clear(symbolic);
    return status;
}

fulg_status_t
fulg_polysys_parametrization(fulg_polysys_t S, const fulg_arch_t arch,
                             const fulg_weights_struct *W,
                             const fulg_polysys_options_t *options,
                             fulg_diag_t diag)
{
    fulg_coordinates_t coordinates = options->coordinates;
    fulg_polysys_model_t M;
    fulg_status_t status = check_parametrization(arch, diag);
    if (coordinates == FULG_COORDINATES_AUTO || W != NULL)
        coordinates = FULG_COORDINATES_WEIGHTS;
    if (status == FULG_OK)
        status = fulg_polysys_model_init(&M, arch, coordinates, diag);
    if (status != FULG_OK)
        return status;
    status = check_terms(&M, W != NULL, options, diag);
    if (status == FULG_OK)
    {
        fulg_polysys_init(S, FULG_POLYSYS_PARAMETRIZATION, arch);
        describe(S, &M, W);
        status = fill(S, &M, W, diag);
        if (status == FULG_OK)
            fulg_polysys_expect_counts(S);
        else
            fulg_polysys_clear(S);
    }
    fulg_polysys_model_clear(&M);
    return status;
}
