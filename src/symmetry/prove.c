#include "impl.h"

/*
 * A field is inserted into the derivative of the output, everything being a polynomial
 * in weights and inputs (doc: thm-symmetry-found).
 */

/* Products of terms that an output may take. */
#define MOST_PRODUCTS 1e7

/* ---- sizes -------------------------------------------------------------------- */

/* Products in the entries of the state behind sublayer i, whose input has terms of
   them in each entry: no fewer than it has terms. */
static double
behind_attention(const fulg_symmetry_algebra_struct *S, slong i, double terms)
{
    const fulg_sublayer_struct *sub = &S->arch->sub[i];
    const double d = (double) S->arch->width[i];
    const int forms = fulg_symmetry_in_forms(S, i);
    const double keys = forms ? terms : d * terms + 1;
    const double rows = forms ? d : (double) sub->head_dim;
    const double score = rows * keys * (d * terms + 1);
    const double mixed = (double) S->arch->tokens * terms * score;
    const double inner = sub->value_dim ? (double) sub->value_dim : 1;
    return (double) sub->heads * inner * d * mixed +
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

/* Plain scores and polynomials; the output is a polynomial in weights and inputs. */
static int
is_polynomial(const fulg_symmetry_algebra_struct *S)
{
    for (slong i = 0; i < S->arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &S->arch->sub[i];
        if (sub->kind == FULG_KIND_POLYNOMIAL)
            continue;
        if (sub->kind != FULG_KIND_ATTENTION ||
            fulg_arch_sublayer_is_normalised(sub) || sub->rotary ||
            sub->kv_latent || sub->pre_norm != FULG_PRE_NORM_NONE)
            return 0;
    }
    return 1;
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
                P->D->ops->set_si(&P->W->mat[n], r, c, r == c);
            else
                fmpq_mpoly_gen(
                    fulg_domain_mpoly_mat_entry(P->W->mat[n].mpoly, r, c),
                    M->offset + k, P->ring);
        }
    }
}

fulg_status_t
fulg_symmetry_proof_init(fulg_symmetry_proof_t *P,
                         const fulg_symmetry_algebra_t S, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = S->arch;
    const slong inputs = arch->width[0] * arch->tokens;
    fulg_status_t status;
    fulg_mat_t X;
    if (!is_polynomial(S))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the output is no polynomial in the weights");
    if (products(S) > MOST_PRODUCTS)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the output may have too many terms");
    fmpq_mpoly_ctx_init(P->ring, S->parameters + inputs, ORD_DEGLEX);
    fulg_domain_init_mpoly(P->D, P->ring);
    status = fulg_weights_init(P->W, arch, P->D, diag);
    if (status == FULG_OK)
    {
        status = fulg_weights_init(P->dW, arch, P->D, diag);
        if (status != FULG_OK)
            fulg_weights_clear(P->W);
    }
    if (status != FULG_OK)
    {
        fmpq_mpoly_ctx_clear(P->ring);
        return status;
    }
    set_weights(P, S);
    P->D->ops->init(X, arch->width[0], arch->tokens, P->D);
    for (slong k = 0; k < inputs; k++)
        fmpq_mpoly_gen(fulg_domain_mpoly_mat_entry(X->mpoly, k / arch->tokens,
                                                   k % arch->tokens),
                       S->parameters + k, P->ring);
    P->D->ops->init(P->dY, arch->width[arch->depth], arch->tokens, P->D);
    fulg_eval_tape_init(P->T, P->W);
    status = fulg_eval_forward(P->T, P->W, X, diag);
    P->D->ops->clear(X);
    if (status != FULG_OK)
        fulg_symmetry_proof_clear(P);
    return status;
}

void
fulg_symmetry_proof_clear(fulg_symmetry_proof_t *P)
{
    fulg_eval_tape_clear(P->T, P->W);
    P->D->ops->clear(P->dY);
    fulg_weights_clear(P->W);
    fulg_weights_clear(P->dW);
    fmpq_mpoly_ctx_clear(P->ring);
}

int
fulg_symmetry_proof_field(fulg_symmetry_proof_t *P,
                          const fulg_symmetry_algebra_t S, slong f)
{
    const fulg_mpoly_mat_struct *dY = P->dY->mpoly;
    fulg_symmetry_field(P->dW, S, f, P->W);
    fulg_eval_tangent(P->dY, P->T, P->W, P->dW);
    for (slong k = 0; k < dY->num_rows * dY->num_cols; k++)
        if (!fmpq_mpoly_is_zero(&dY->entry[k], P->ring))
            return 0;
    return 1;
}
