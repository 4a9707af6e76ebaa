#include <stdlib.h>

#include "impl.h"

/* Coordinates in which the loss is a polynomial and free. */
static fulg_status_t
check_critical(fulg_coordinates_t *coordinates, const fulg_arch_t arch,
               const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_status_t status;
    *coordinates = options->coordinates;
    if (*coordinates == FULG_COORDINATES_AUTO)
        *coordinates = FULG_COORDINATES_WEIGHTS;
    if (*coordinates == FULG_COORDINATES_VIRTUAL)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "critical points can be taken over the weights, or over A "
            "and the values");
    status = fulg_polysys_check(arch, diag);
    if (status == FULG_OK)
        status = fulg_polysys_model_check_free(arch, *coordinates, diag);
    return status;
}

/* Without collecting: the output's terms at a number (inputs have one term
   each), squared, times the degree. */
static fulg_status_t
check_terms(const fulg_polysys_model_t *M, slong num,
            const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = M->model;
    fulg_status_t status = FULG_OK;
    fmpz_t state, all;
    fmpz_init(state);
    fmpz_init(all);
    fulg_polysys_model_terms_upper(state, all, M);
    /* terms of one output, squared, for each output entry and data pair */
    fmpz_cdiv_q_ui(all, all, (ulong) arch->width[arch->depth]);
    fmpz_mul(state, all, all);
    fmpz_mul_ui(state, state, (ulong) arch->width[arch->depth]);
    fmpz_mul_ui(state, state, (ulong) arch->tokens);
    fmpz_mul_ui(state, state, (ulong) num);
    fmpz_cdiv_q_ui(state, state, 64);
    if (fmpz_cmp_si(state, options->max_terms) > 0)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the squares of the outputs have up to 2^%ld "
                               "terms, more than 64 times the %ld allowed "
                               "(--max-terms)",
                               (long) fmpz_bits(state) + 6,
                               (long) options->max_terms);
    fmpz_clear(state);
    fmpz_clear(all);
    return status;
}

/* gradient += 2 J^T (f(X) - Y) by the adjoint. */
static fulg_status_t
add_gradient(fulg_weights_t total, const fulg_weights_t W,
             const fmpq_mat_struct *X, const fmpq_mat_struct *Y,
             fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t input, residue;
    fulg_weights_t gradient;
    fulg_eval_tape_t T;
    fulg_status_t status = fulg_weights_init(gradient, W->arch, D, diag);
    if (status != FULG_OK)
        return status;
    D->ops->init(input, fmpq_mat_nrows(X), fmpq_mat_ncols(X), D);
    D->ops->init(residue, fmpq_mat_nrows(Y), fmpq_mat_ncols(Y), D);
    fulg_domain_set_fmpq_mat(input, X, D);
    fulg_domain_set_fmpq_mat(residue, Y, D);
    fulg_eval_tape_init(T, W);
    status = fulg_eval_forward(T, W, input, diag);
    if (status == FULG_OK)
    {
        D->ops->sub(residue, &T->state[T->depth], residue, D);
        D->ops->scale(residue, residue, 2, D);
        fulg_eval_adjoint(gradient, T, W, residue);
        for (slong b = 0; b < W->num; b++)
            D->ops->add(&total->mat[b], &total->mat[b], &gradient->mat[b], D);
    }
    fulg_eval_tape_clear(T, W);
    D->ops->clear(input);
    D->ops->clear(residue);
    fulg_weights_clear(gradient);
    return status;
}

/* The derivative by coordinate v: K = 1 is no coordinate, and an entry of a
   symmetric A stands twice. */
static void
collect_gradient(fmpq_mpoly_struct *f, const fulg_weights_t total,
                 const fulg_weights_t W, slong v)
{
    const fmpq_mpoly_ctx_struct *ctx = W->domain->ctx;
    for (slong b = 0; b < W->num; b++)
    {
        const slong size = W->block[b].rows * W->block[b].cols;
        for (slong k = 0; k < size; k++)
            if (fmpq_mpoly_is_gen(&W->mat[b].mpoly->entry[k], v, ctx))
                fmpq_mpoly_add(f, f, &total->mat[b].mpoly->entry[k], ctx);
    }
}

static fulg_status_t
fill(fulg_polysys_t S, const fulg_polysys_model_t *M, const fmpq_mat_struct *X,
     const fmpq_mat_struct *Y, slong num, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t W, total;
    slong first, b;
    fulg_status_t status = fulg_polysys_model_push(&first, S->ring, M, diag);
    fulg_polysys_ring_close(S->ring);
    fulg_domain_init_mpoly(D, S->ring->ctx);
    if (status == FULG_OK)
        status = fulg_polysys_model_weights(W, M, D, first, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_init(total, M->model, D, diag);
    if (status == FULG_OK)
    {
        for (slong n = 0; n < num && status == FULG_OK; n++)
            status = add_gradient(total, W, &X[n], &Y[n], diag);
        b = fulg_polysys_push_block(
            S, "gradient",
            "derivatives of the sum of squares with respect to the "
            "variables, in their order",
            S->ring->num, 1);
        for (slong v = 0; v < S->ring->num; v++)
            collect_gradient(&S->block[b].entry[v], total, W, v);
        S->task.kind = FULG_TASK_CRITICAL;
        S->task.main = b;
        S->task.first_target = S->ring->num;
        fulg_weights_clear(total);
    }
    fulg_weights_clear(W);
    return status;
}

static void
comment_matrix(fulg_polysys_t S, const char *name, slong n,
               const fmpq_mat_struct *A)
{
    json_t *value = fulg_weights_mat_json(A);
    char *text = json_dumps(value, JSON_COMPACT);
    fulg_polysys_comment(S, "%s_%ld = %s", name, (long) n + 1, text);
    free(text);
    json_decref(value);
}

/* Where two of the factors V, K, Q (or V and A) of every head of the last layer
   vanish the output is zero to first order, so that all of this linear space is
   critical: all weights less the smallest such choice. */
static void
expect_trivial(fulg_polysys_t S, const fulg_polysys_model_t *M)
{
    const fulg_arch_struct *arch = M->arch;
    const slong l = arch->depth, d = arch->width[l - 1];
    const slong v = arch->width[l] * d, k = arch->sub[l - 1].head_dim * d;
    slong least = 2 * k < v + k ? 2 * k : v + k;
    if (!fulg_polysys_is_plain(arch) ||
        M->coordinates != FULG_COORDINATES_WEIGHTS)
        return;
    fulg_polysys_expect_si(S, FULG_EXPECT_DIMENSION,
                           S->ring->num - arch->sub[l - 1].heads * least,
                           FULG_EXPECT_AT_LEAST,
                           "two of V, K, Q of every head of the last layer "
                           "vanish");
}

/* The zero weights are always among them, when no layer is linear. */
static void
add_zero(fulg_polysys_t S, const fulg_arch_t arch)
{
    fmpq_t zero;
    slong p;
    if (fulg_arch_is_pnn(arch) || fulg_arch_is_residual(arch))
        return;
    fmpq_init(zero);
    p = fulg_polysys_push_point(S, "all weights zero");
    for (slong v = 0; v < S->ring->num; v++)
        fulg_polysys_point_set(S, p, v, zero);
    fmpq_clear(zero);
}

fulg_status_t
fulg_polysys_critical(fulg_polysys_t S, const fulg_arch_t arch,
                      const fmpq_mat_struct *X, const fmpq_mat_struct *Y,
                      slong num, const fulg_polysys_options_t *options,
                      fulg_diag_t diag)
{
    fulg_coordinates_t coordinates;
    fulg_polysys_model_t M;
    fulg_status_t status = check_critical(&coordinates, arch, options, diag);
    if (status == FULG_OK)
        status = fulg_polysys_model_init(&M, arch, coordinates, diag);
    if (status != FULG_OK)
        return status;
    status = check_terms(&M, num, options, diag);
    if (status == FULG_OK)
    {
        fulg_polysys_init(S, FULG_POLYSYS_CRITICAL, arch);
        fulg_polysys_title(S,
                           "The critical points of the sum of |f(X_n) - "
                           "Y_n|^2 over %ld data pair%s",
                           (long) num, num == 1 ? "" : "s");
        fulg_polysys_comment_arch(S, arch);
        fulg_polysys_model_comment(S, &M);
        for (slong n = 0; n < num; n++)
        {
            comment_matrix(S, "X", n, &X[n]);
            comment_matrix(S, "Y", n, &Y[n]);
        }
        status = fill(S, &M, X, Y, num, diag);
        if (status == FULG_OK)
        {
            add_zero(S, arch);
            expect_trivial(S, &M);
        }
        else
            fulg_polysys_clear(S);
    }
    fulg_polysys_model_clear(&M);
    return status;
}
