#include "impl.h"

/* y += (W along dW) x + W dx for the matrix of one kind. */
static void
add_linear(fulg_mat_t y, const fulg_weights_t W, const fulg_weights_t dW,
           slong i, slong h, char kind, const fulg_mat_struct *x,
           const fulg_mat_struct *dx)
{
    fulg_eval_addmul(y, fulg_weights_mat(dW, i, h, kind), x, W->domain);
    fulg_eval_addmul(y, fulg_weights_mat(W, i, h, kind), dx, W->domain);
}

/* dY += the change of V x. */
static void
add_value(fulg_mat_t dY, const fulg_weights_t W, const fulg_weights_t dW,
          slong i, slong h, const fulg_mat_struct *x,
          const fulg_mat_struct *dx)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_mat_struct *U;
    fulg_mat_t z, dz;
    if (!fulg_arch_has_value_dim(W->arch))
    {
        add_linear(dY, W, dW, i, h, 'v', x, dx);
        return;
    }
    U = fulg_weights_mat(W, i, h, 'u');
    D->ops->init(z, D->ops->rows(U), W->arch->tokens, D);
    D->ops->init(dz, D->ops->rows(U), W->arch->tokens, D);
    D->ops->mul(z, U, x, D);
    add_linear(dz, W, dW, i, h, 'u', x, dx);
    add_linear(dY, W, dW, i, h, 'o', z, dz);
    D->ops->clear(z);
    D->ops->clear(dz);
}

static void
add_head(fulg_mat_t dY, const fulg_tape_t T, const fulg_weights_t W,
         const fulg_weights_t dW, slong i, slong h, const fulg_mat_struct *dX)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_head_tape_t *head = &T->head[T->first_head[i] + h];
    const fulg_mat_struct *X = &T->state[i];
    const slong a = W->arch->sub[i].head_dim, t = W->arch->tokens;
    fulg_mat_t dq, dk, dS, part, dmixed;

    D->ops->init(dq, a, t, D);
    D->ops->init(dk, a, t, D);
    D->ops->init(dS, t, t, D);
    D->ops->init(part, t, t, D);
    D->ops->init(dmixed, W->arch->width[i], t, D);
    add_linear(dq, W, dW, i, h, 'q', X, dX);
    add_linear(dk, W, dW, i, h, 'k', X, dX);
    fulg_eval_mul_tn(dS, dk, head->query, D);
    fulg_eval_mul_tn(part, head->key, dq, D);
    D->ops->add(dS, dS, part, D);
    fulg_eval_score_tangent(dS, head, W->arch, D);
    fulg_eval_addmul(dmixed, dX, head->weight, D);
    fulg_eval_addmul(dmixed, X, dS, D);
    add_value(dY, W, dW, i, h, head->mixed, dmixed);
    D->ops->clear(dq);
    D->ops->clear(dk);
    D->ops->clear(dS);
    D->ops->clear(part);
    D->ops->clear(dmixed);
}

static void
attention_tangent(fulg_mat_t dY, const fulg_tape_t T, const fulg_weights_t W,
                  const fulg_weights_t dW, slong i, const fulg_mat_struct *dX)
{
    if (fulg_arch_is_residual(W->arch))
        W->domain->ops->set(dY, dX);
    for (slong h = 0; h < W->arch->sub[i].heads; h++)
        add_head(dY, T, W, dW, i, h, dX);
}

static void
pnn_tangent(fulg_mat_t dY, const fulg_tape_t T, const fulg_weights_t W,
            const fulg_weights_t dW, slong i, const fulg_mat_struct *dX)
{
    const fulg_domain_struct *D = W->domain;
    const slong n = fulg_arch_power(W->arch);
    fulg_mat_t slope;
    add_linear(dY, W, dW, i, 0, 'w', &T->state[i], dX);
    if (i + 1 == T->depth)
        return;
    D->ops->init(slope, W->arch->width[i + 1], W->arch->tokens, D);
    fulg_eval_power(slope, &T->inner[i], n - 1, D);
    D->ops->scale(slope, slope, n, D);
    D->ops->entry_mul(dY, dY, slope, D);
    D->ops->clear(slope);
}

void
fulg_eval_tangent(fulg_mat_t dY, const fulg_tape_t T, const fulg_weights_t W,
                  const fulg_weights_t dW)
{
    const fulg_domain_struct *D = W->domain;
    const slong t = W->arch->tokens;
    fulg_mat_t dX, next;

    D->ops->init(dX, W->arch->width[0], t, D);
    for (slong i = 0; i < T->depth; i++)
    {
        D->ops->init(next, W->arch->width[i + 1], t, D);
        if (fulg_arch_is_pnn(W->arch))
            pnn_tangent(next, T, W, dW, i, dX);
        else
            attention_tangent(next, T, W, dW, i, dX);
        D->ops->clear(dX);
        *dX = *next;
    }
    D->ops->set(dY, dX);
    D->ops->clear(dX);
}
