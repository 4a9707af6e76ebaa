#include "impl.h"

/* The gradients of the value matrices, and the gradient y of the mixed tokens,
   from the gradient of the head's output. */
static void
value_adjoint(fulg_mat_t y, fulg_weights_t gradient, const fulg_weights_t W,
              slong i, slong h, const fulg_mat_struct *out,
              const fulg_mat_struct *mixed)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_mat_struct *U;
    fulg_mat_t inner;
    if (!fulg_arch_has_value_dim(W->arch))
    {
        fulg_eval_mul_nt(fulg_weights_mat(gradient, i, h, 'v'), out, mixed, D);
        fulg_eval_mul_tn(y, fulg_weights_mat(W, i, h, 'v'), out, D);
        return;
    }
    U = fulg_weights_mat(W, i, h, 'u');
    D->ops->init(inner, D->ops->rows(U), W->arch->tokens, D);
    D->ops->mul(inner, U, mixed, D);
    fulg_eval_mul_nt(fulg_weights_mat(gradient, i, h, 'o'), out, inner, D);
    fulg_eval_mul_tn(inner, fulg_weights_mat(W, i, h, 'o'), out, D);
    fulg_eval_mul_nt(fulg_weights_mat(gradient, i, h, 'u'), inner, mixed, D);
    fulg_eval_mul_tn(y, U, inner, D);
    D->ops->clear(inner);
}

/* With score the gradient of S = key^T query: the gradients of the matrix
   (kind) that made "own" from X, and what flows back into X. "other" is the
   partner in the product. */
static void
score_side_adjoint(fulg_mat_t back, fulg_weights_t gradient,
                   const fulg_weights_t W, slong i, slong h, char kind,
                   const fulg_mat_struct *other, const fulg_mat_struct *score,
                   const fulg_mat_struct *X)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t own, flow;
    D->ops->init(own, W->arch->sub[i].head_dim, W->arch->tokens, D);
    D->ops->init(flow, W->arch->width[i], W->arch->tokens, D);
    if (kind == 'q')
        D->ops->mul(own, other, score, D);
    else
        fulg_eval_mul_nt(own, other, score, D);
    fulg_eval_mul_nt(fulg_weights_mat(gradient, i, h, kind), own, X, D);
    fulg_eval_mul_tn(flow, fulg_weights_mat(W, i, h, kind), own, D);
    D->ops->add(back, back, flow, D);
    D->ops->clear(own);
    D->ops->clear(flow);
}

/* Adds to back what one head sends to its input. */
static void
head_adjoint(fulg_mat_t back, fulg_weights_t gradient, const fulg_tape_t T,
             const fulg_weights_t W, slong i, slong h,
             const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_head_tape_t *head = &T->head[T->first_head[i] + h];
    const fulg_mat_struct *X = &T->state[i];
    const slong t = W->arch->tokens;
    fulg_mat_t y, flow, score;

    D->ops->init(y, W->arch->width[i], t, D);
    D->ops->init(flow, W->arch->width[i], t, D);
    D->ops->init(score, t, t, D);
    value_adjoint(y, gradient, W, i, h, out, head->mixed);
    fulg_eval_mul_nt(flow, y, head->weight, D);
    D->ops->add(back, back, flow, D);
    fulg_eval_mul_tn(score, X, y, D);
    fulg_eval_score_adjoint(score, head, W->arch, D);
    score_side_adjoint(back, gradient, W, i, h, 'q', head->key, score, X);
    score_side_adjoint(back, gradient, W, i, h, 'k', head->query, score, X);
    D->ops->clear(y);
    D->ops->clear(flow);
    D->ops->clear(score);
}

/* back = gradient of the layer's input; out = gradient of its output. */
static void
attention_adjoint(fulg_mat_t back, fulg_weights_t gradient,
                  const fulg_tape_t T, const fulg_weights_t W, slong i,
                  const fulg_mat_struct *out)
{
    if (fulg_arch_is_residual(W->arch))
        W->domain->ops->set(back, out);
    else
        W->domain->ops->zero(back);
    for (slong h = 0; h < W->arch->sub[i].heads; h++)
        head_adjoint(back, gradient, T, W, i, h, out);
}

static void
pnn_adjoint(fulg_mat_t back, fulg_weights_t gradient, const fulg_tape_t T,
            const fulg_weights_t W, slong i, const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    const slong n = fulg_arch_power(W->arch);
    fulg_mat_t inner;
    D->ops->init(inner, W->arch->width[i + 1], W->arch->tokens, D);
    if (i + 1 < T->depth)
    {
        fulg_eval_power(inner, &T->inner[i], n - 1, D);
        D->ops->entry_mul(inner, inner, out, D);
        D->ops->scale(inner, inner, n, D);
    }
    else
        D->ops->set(inner, out);
    fulg_eval_mul_nt(fulg_weights_mat(gradient, i, 0, 'w'), inner,
                     &T->state[i], D);
    fulg_eval_mul_tn(back, fulg_weights_mat(W, i, 0, 'w'), inner, D);
    D->ops->clear(inner);
}

void
fulg_eval_adjoint(fulg_weights_t gradient, const fulg_tape_t T,
                  const fulg_weights_t W, const fulg_mat_t seed)
{
    const fulg_domain_struct *D = W->domain;
    const slong l = T->depth, t = W->arch->tokens;
    fulg_mat_t out, back;

    D->ops->init(out, W->arch->width[l], t, D);
    D->ops->set(out, seed);
    for (slong i = l - 1; i >= 0; i--)
    {
        D->ops->init(back, W->arch->width[i], t, D);
        if (fulg_arch_is_pnn(W->arch))
            pnn_adjoint(back, gradient, T, W, i, out);
        else
            attention_adjoint(back, gradient, T, W, i, out);
        D->ops->clear(out);
        *out = *back;
    }
    D->ops->clear(out);
}
