#include <stdlib.h>

#include "impl.h"

/* Symbolic entries are written while they have fewer terms than this. */
#define SYMBOLIC_TERMS 200000

/* The entries as polynomials in the weights, the inputs put in; or, when those
   are too long, their residues at the point. */
static int
is_symbolic(const fulg_minor_t minor, const fulg_polysys_options_t *options)
{
    const fulg_arch_struct *arch = minor->weights->arch;
    slong limit = SYMBOLIC_TERMS;
    fulg_diag_t diag;
    fulg_polysys_model_t M;
    fmpz_t state, all, degree;
    int small;
    if (options->max_terms < limit)
        limit = options->max_terms;
    if (fulg_polysys_check(arch, diag) != FULG_OK ||
        fulg_polysys_model_init(&M, arch, FULG_COORDINATES_WEIGHTS, diag) !=
            FULG_OK)
        return 0;
    fmpz_init(state);
    fmpz_init(all);
    fmpz_init(degree);
    fulg_polysys_model_terms_upper(state, all, &M);
    fmpz_cdiv_q_ui(all, all, (ulong) arch->width[arch->depth]);
    fulg_eval_degree_weights(degree, arch);
    fmpz_mul(all, all, degree);
    fmpz_mul_ui(all, all, (ulong) minor->size);
    small = fmpz_cmp_si(all, limit) <= 0;
    fmpz_clear(state);
    fmpz_clear(all);
    fmpz_clear(degree);
    fulg_polysys_model_clear(&M);
    return small;
}

/* The Jacobian at input n, its rows of the minor into the block. */
static fulg_status_t
fill_input(fulg_polysys_t S, slong b, const fulg_minor_t minor,
           const fulg_weights_t W, slong n, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_arch_struct *arch = W->arch;
    const slong rows = arch->width[arch->depth] * arch->tokens;
    fulg_mat_t J, X;
    fulg_status_t status;
    D->ops->init(J, rows, W->parameters, D);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    fulg_domain_set_fmpq_mat(X, &minor->input[n], D);
    status = fulg_eval_jacobian(J, 0, W, X, diag);
    for (slong r = 0; r < minor->size && status == FULG_OK; r++)
        for (slong c = 0; c < minor->size && minor->row[r] / rows == n; c++)
        {
            fmpq_mpoly_struct *f = fulg_polysys_polyblock_entry(&S->block[b], r,
                                                                c);
            if (D->ctx != NULL)
                fmpq_mpoly_set(f,
                               fulg_domain_mpoly_mat_entry(J->mpoly,
                                                           minor->row[r] % rows,
                                                           minor->col[c]),
                               D->ctx);
            else
                fmpq_mpoly_set_ui(f,
                                  nmod_mat_entry(J->nmod, minor->row[r] % rows,
                                                 minor->col[c]),
                                  S->ring->ctx);
        }
    D->ops->clear(J);
    D->ops->clear(X);
    return status;
}

static fulg_status_t
fill_matrix(fulg_polysys_t S, slong b, const fulg_minor_t minor, int symbolic,
            fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_polysys_model_t M;
    fulg_status_t status;
    if (symbolic)
    {
        fulg_domain_init_mpoly(D, S->ring->ctx);
        status = fulg_polysys_model_init(&M, minor->weights->arch,
                                         FULG_COORDINATES_WEIGHTS, diag);
        if (status != FULG_OK)
            return status;
        status = fulg_polysys_model_weights(W, &M, D, 0, diag);
        fulg_polysys_model_clear(&M);
    }
    else
    {
        fulg_domain_init_nmod(D, minor->prime);
        status = fulg_weights_init(W, minor->weights->arch, D, diag);
        if (status == FULG_OK)
            status = fulg_weights_set_fmpq(W, minor->weights, diag);
    }
    if (status != FULG_OK)
        return status;
    for (slong n = 0; n < minor->num_inputs && status == FULG_OK; n++)
        status = fill_input(S, b, minor, W, n, diag);
    fulg_weights_clear(W);
    return status;
}

static void
comment_inputs(fulg_polysys_t S, const fulg_minor_t minor)
{
    for (slong n = 0; n < minor->num_inputs; n++)
    {
        json_t *value = fulg_weights_mat_json(&minor->input[n]);
        char *text = json_dumps(value, JSON_COMPACT);
        fulg_polysys_comment(S, "input X_%ld = %s", (long) n + 1, text);
        free(text);
        json_decref(value);
    }
}

static void
comment_rows(fulg_polysys_t S, const fulg_minor_t minor)
{
    const fulg_arch_struct *arch = minor->weights->arch;
    const slong out = arch->width[arch->depth], t = arch->tokens;
    fulg_polysys_comment(S, "rows, as input, output entry, token; columns, as "
                            "weights:");
    for (slong r = 0; r < minor->size; r++)
        fulg_polysys_comment(S, "  row %ld: %ld, %ld, %ld; column %ld: %s",
                             (long) r + 1,
                             (long) (minor->row[r] / (out * t)) + 1,
                             (long) ((minor->row[r] / t) % out) + 1,
                             (long) (minor->row[r] % t) + 1, (long) r + 1,
                             S->ring->variable[minor->col[r]].name);
}

static void
describe(fulg_polysys_t S, const fulg_cert_t cert, int symbolic)
{
    const fulg_minor_struct *minor = cert->minor;
    char *lower = fmpz_get_str(NULL, 10, cert->lower);
    fulg_polysys_title(S, "The invertible minor behind a certificate");
    fulg_polysys_comment_arch(S, cert->arch);
    if (!fulg_arch_equal(cert->arch, minor->weights->arch))
    {
        fulg_polysys_comment(S,
                             "theorem %s takes the minor from a smaller "
                             "network:",
                             cert->lower_theorem->name);
        fulg_polysys_comment_arch(S, minor->weights->arch);
    }
    fulg_polysys_comment(S,
                         "the dimension is at least %s (theorem %s), "
                         "because this matrix is invertible mod %lu",
                         lower, cert->lower_theorem->name,
                         (unsigned long) minor->prime);
    fulg_polysys_comment(
        S,
        "its entries are derivatives of outputs with respect to "
        "weights, at the point and the inputs below%s",
        symbolic ? "" : "; residues mod the prime");
    comment_inputs(S, minor);
    comment_rows(S, minor);
    flint_free(lower);
}

static fulg_status_t
keep_minor(fulg_polysys_t S, const fulg_minor_t minor, fulg_diag_t diag)
{
    fulg_status_t status;
    S->minor = flint_malloc(sizeof(fulg_minor_struct));
    status = fulg_minor_init_set(S->minor, minor, diag);
    if (status != FULG_OK)
    {
        flint_free(S->minor);
        S->minor = NULL;
    }
    return status;
}

fulg_status_t
fulg_polysys_certificate(fulg_polysys_t S, const fulg_cert_t cert,
                         const fulg_polysys_options_t *options,
                         fulg_diag_t diag)
{
    const fulg_minor_struct *minor = cert->minor;
    fulg_status_t status;
    slong first, b, next = 0;
    int symbolic;
    if (!cert->has_minor)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "theorem %s proves the lower bound without a "
                             "minor",
                             cert->lower_theorem->name);
    if (minor->prime == 0)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "the minor of a softmax network is invertible in balls: "
            "its entries are not polynomials, and there is no prime to "
            "reduce them by");
    if (minor->size > 2000 || minor->size * minor->size > options->max_terms)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the minor has size %ld, more entries than this "
                             "file is for",
                             (long) minor->size);
    symbolic = is_symbolic(minor, options);
    fulg_polysys_init(S, FULG_POLYSYS_CERTIFICATE, cert->arch);
    status = fulg_polysys_ring_push_weights(&first, S->ring,
                                            minor->weights->arch, diag);
    fulg_polysys_ring_close(S->ring);
    describe(S, cert, symbolic);
    b = fulg_polysys_push_block(
        S, "minor",
        "derivatives of outputs (rows) with respect to weights "
        "(columns)",
        minor->size, minor->size);
    if (status == FULG_OK)
        status = fill_matrix(S, b, minor, symbolic, diag);
    S->task.kind = FULG_TASK_RANK;
    S->task.main = b;
    S->task.point = fulg_polysys_push_point(S, "the point of the certificate");
    S->task.first_target = S->ring->num;
    fmpz_set_ui(S->task.prime, minor->prime);
    for (slong k = 0; k < minor->weights->num; k++)
        fulg_polysys_give_matrix(S, S->task.point, &next,
                                 minor->weights->mat[k].fmpq, 0);
    fulg_polysys_expect_si(S, FULG_EXPECT_RANK, minor->size, FULG_EXPECT_PROVED,
                           "the certificate");
    if (status == FULG_OK)
        status = keep_minor(S, minor, diag);
    if (status != FULG_OK)
        fulg_polysys_clear(S);
    return status;
}
