#include "impl.h"

/*
 * A field is inserted into the derivative of the output, everything being a polynomial
 * in weights, inputs and functions of them (doc: thm-symmetry-found).
 */

/* Products of terms that a polynomial output may take by estimate, so that a verifier
   with a higher limit has no more; and those that an output with functions and all its
   derivatives take. */
#define MOST_PRODUCTS 1e7
#define BUDGET 1e7
#define TOO_MANY "the output may have too many terms"
/* Functions: each is a variable of every term. */
#define MOST_FUNCTIONS 512

/* ---- sizes -------------------------------------------------------------------- */

/* Products in the entries of the state behind sublayer i, whose input has terms of
   them in each entry: no fewer than it has terms. */
static double
behind_attention(const fulg_symmetry_algebra_struct *S, slong i, double terms)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const double d = (double) S->arch->width[i];
    const int forms = fulg_symmetry_in_forms(S, i);
    /* keys and values read so many entries of so many terms */
    const double from = sub->kv_latent ? (double) sub->kv_latent : d;
    const double read = sub->kv_latent ? d * terms : terms;
    const double keys = forms ? terms : from * read + 1;
    const double rows = forms ? d : (double) sub->head_dim;
    const double score = rows * keys * (d * terms + 1);
    const double mixed = (double) S->arch->tokens * read * score;
    const double inner = sub->value_dim ? (double) sub->value_dim : 1;
    return (double) sub->heads * inner * from * mixed +
           (sub->residual ? terms : 0);
}

static double
behind_polynomial(const fulg_symmetry_algebra_struct *S, slong i, double terms)
{
    const double sum = (double) S->arch->width[i] * terms;
    double power = sum;
    for (slong n = 1;
         i + 1 < S->arch->depth && n < S->arch->sub[i].power && power < 1e30;
         n++)
        power *= sum;
    return power;
}

static double
products(const fulg_symmetry_algebra_struct *S)
{
    double terms = 1, all = 0;
    for (slong i = 0; i < S->arch->depth && terms < 1e30; i++)
    {
        terms = S->arch->sub[i].kind == FULG_KIND_POLYNOMIAL
                    ? behind_polynomial(S, i, terms)
                    : behind_attention(S, i, terms);
        all += terms * (double) (S->arch->width[i + 1] * S->arch->tokens);
    }
    return all;
}

/* ---- functions ------------------------------------------------------------------ */

static double
attention_functions(const fulg_sublayer_struct *sub, double t)
{
    double num = 2 * (double) sub->rotary;
    if (fulg_arch_sublayer_is_normalised(sub))
        num += (double) sub->heads * t;
    if (fulg_arch_sublayer_is_softmax(sub))
        num += (double) sub->heads * t * t;
    return num;
}

/* Evaluation meets no more functions than that: an inverse for a column of scores, an
   exponential for a score, both for a hidden neuron, roots for norms. */
static double
functions(const fulg_symmetry_algebra_struct *S)
{
    const double t = (double) S->arch->tokens;
    double num = 0;
    for (slong i = 0; i < S->arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &S->arch->sub[i];
        num += sub->pre_norm != FULG_PRE_NORM_NONE ? t : 0;
        if (sub->kind == FULG_KIND_ATTENTION)
            num += attention_functions(sub, t);
        if (sub->kind == FULG_KIND_FEED_FORWARD)
            num += 2 * (double) sub->hidden * t + 1;
    }
    return num;
}

/* ---- the ring ------------------------------------------------------------------ */

static void
set_weights(fulg_symmetry_proof_t *P, const fulg_symmetry_algebra_struct *S)
{
    for (slong n = 0; n < P->W->num; n++)
    {
        const fulg_block_t *M = &P->W->block[n];
        for (slong k = 0; k < M->rows * M->cols; k++)
        {
            const slong r = k / M->cols, c = k % M->cols;
            if (M->kind == 'k' && fulg_symmetry_in_forms(S, M->layer))
                P->A->D->ops->set_si(&P->W->mat[n], r, c, r == c);
            else
                fmpq_mpoly_gen(
                    fulg_domain_mpoly_mat_entry(P->W->mat[n].mpoly, r, c),
                    M->offset + k, P->A->ring);
        }
    }
}

/* A ring for the weights, the inputs and the functions of them. */
static fulg_status_t
init_ring(fulg_symmetry_proof_t *P, const fulg_symmetry_algebra_struct *S,
          fulg_diag_t diag)
{
    const slong first = S->parameters + S->arch->width[0] * S->arch->tokens;
    fulg_status_t status;
    fulg_symmetry_adjoined_init(P->A, first, (slong) functions(S),
                                functions(S) > 0 ? BUDGET : 1e100);
    status = fulg_weights_init(P->W, S->arch, P->A->D, diag);
    if (status == FULG_OK)
    {
        status = fulg_weights_init(P->dW, S->arch, P->A->D, diag);
        if (status != FULG_OK)
            fulg_weights_clear(P->W);
    }
    if (status != FULG_OK)
        fulg_symmetry_adjoined_clear(P->A);
    return status;
}

/* The output at the general input. */
static fulg_status_t
set_output(fulg_symmetry_proof_t *P, const fulg_symmetry_algebra_struct *S,
           fulg_diag_t diag)
{
    const slong t = S->arch->tokens, inputs = S->arch->width[0] * t;
    fulg_status_t status;
    fulg_mat_t X;
    P->A->D->ops->init(X, S->arch->width[0], t, P->A->D);
    for (slong k = 0; k < inputs; k++)
        fmpq_mpoly_gen(fulg_domain_mpoly_mat_entry(X->mpoly, k / t, k % t),
                       S->parameters + k, P->A->ring);
    status = fulg_eval_forward(P->T, P->W, X, diag);
    P->A->D->ops->clear(X);
    if (P->A->budget < 0)
        status = fulg_diag_set(diag, FULG_UNABLE, TOO_MANY);
    return status;
}

fulg_status_t
fulg_symmetry_proof_fits(const fulg_symmetry_algebra_t S, fulg_diag_t diag)
{
    if (!(functions(S) > 0) && products(S) > MOST_PRODUCTS)
        return fulg_diag_set(diag, FULG_UNABLE, TOO_MANY);
    if (functions(S) > MOST_FUNCTIONS)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the output has too many exponentials, inverses, "
                             "roots or angles");
    return FULG_OK;
}

fulg_status_t
fulg_symmetry_proof_init(fulg_symmetry_proof_t *P,
                         const fulg_symmetry_algebra_t S, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = S->arch;
    fulg_status_t status = fulg_symmetry_proof_fits(S, diag);
    if (status == FULG_OK)
        status = init_ring(P, S, diag);
    if (status != FULG_OK)
        return status;
    set_weights(P, S);
    P->A->D->ops->init(P->dY, arch->width[arch->depth], arch->tokens, P->A->D);
    fulg_eval_tape_init(P->T, P->W);
    status = set_output(P, S, diag);
    if (status != FULG_OK)
        fulg_symmetry_proof_clear(P);
    return status;
}

void
fulg_symmetry_proof_clear(fulg_symmetry_proof_t *P)
{
    fulg_eval_tape_clear(P->T, P->W);
    P->A->D->ops->clear(P->dY);
    fulg_weights_clear(P->W);
    fulg_weights_clear(P->dW);
    fulg_symmetry_adjoined_clear(P->A);
}

int
fulg_symmetry_proof_field(fulg_symmetry_proof_t *P,
                          const fulg_symmetry_algebra_t S, slong f,
                          fulg_diag_t diag)
{
    const fulg_mpoly_mat_struct *dY = P->dY->mpoly;
    int zero = 1;
    fulg_symmetry_field(P->dW, S, f, P->W);
    fulg_eval_tangent(P->dY, P->T, P->W, P->dW);
    for (slong k = 0; k < dY->num_rows * dY->num_cols && zero; k++)
        zero = fulg_symmetry_adjoined_is_zero(&dY->entry[k], P->A);
    if (P->A->budget >= 0)
        return zero;
    fulg_diag_set(diag, FULG_UNABLE, TOO_MANY);
    return 0;
}
