#include "impl.h"

/* Adds the output of one head to Y. */
static fulg_status_t
add_head(fulg_mat_t Y, fulg_head_tape_t *head, const fulg_weights_t W,
         slong layer, slong h, const fulg_mat_struct *X, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const slong t = W->arch->tokens;
    fulg_status_t status;
    fulg_mat_t S, y;

    D->ops->mul(head->query, fulg_weights_mat(W, layer, h, 'q'), X, D);
    D->ops->mul(head->key, fulg_weights_mat(W, layer, h, 'k'), X, D);
    D->ops->init(S, t, t, D);
    fulg_eval_mul_tn(S, head->key, head->query, D);
    status = fulg_eval_score(head, S, W->arch, D, diag);
    D->ops->clear(S);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status, "layer %ld, head %ld: ",
                                (long) layer + 1, (long) h + 1);
    D->ops->mul(head->mixed, X, head->weight, D);
    D->ops->init(y, W->arch->width[layer + 1], t, D);
    fulg_eval_value(y, W, layer, h, head->mixed);
    D->ops->add(Y, Y, y, D);
    D->ops->clear(y);
    return FULG_OK;
}

static fulg_status_t
attention_layer(fulg_tape_t T, const fulg_weights_t W, slong i,
                fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_struct *Y = &T->state[i + 1];
    fulg_status_t status = FULG_OK;
    if (fulg_arch_is_residual(W->arch))
        D->ops->set(Y, &T->state[i]);
    else
        D->ops->zero(Y);
    for (slong h = 0; h < W->arch->sub[i].heads && status == FULG_OK; h++)
        status = add_head(Y, &T->head[T->first_head[i] + h], W, i, h,
                          &T->state[i], diag);
    return status;
}

static void
pnn_layer(fulg_tape_t T, const fulg_weights_t W, slong i)
{
    const fulg_domain_struct *D = W->domain;
    D->ops->mul(&T->inner[i], fulg_weights_mat(W, i, 0, 'w'), &T->state[i], D);
    if (i + 1 < T->depth)
        fulg_eval_power(&T->state[i + 1], &T->inner[i], fulg_arch_power(W->arch), D);
    else
        D->ops->set(&T->state[i + 1], &T->inner[i]);
}

fulg_status_t
fulg_eval_forward(fulg_tape_t T, const fulg_weights_t W, const fulg_mat_t X,
                  fulg_diag_t diag)
{
    fulg_status_t status =
        fulg_arch_check_stack(W->arch, "the evaluation", diag);
    if (status != FULG_OK)
        return status;
    W->domain->ops->set(&T->state[0], X);
    for (slong i = 0; i < T->depth && status == FULG_OK; i++)
    {
        if (fulg_arch_is_pnn(W->arch))
            pnn_layer(T, W, i);
        else
            status = attention_layer(T, W, i, diag);
    }
    return status;
}
