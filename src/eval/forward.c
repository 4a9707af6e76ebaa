#include "impl.h"

/* One row a kind of sublayer, in the order of fulg_kind_t. */
static const fulg_layer_ops_t *const kinds[] = {
    &fulg_eval_attention, &fulg_eval_feed_forward, &fulg_eval_polynomial};

const fulg_layer_ops_t *
fulg_eval_ops(const fulg_arch_struct *arch, slong i)
{
    return kinds[arch->sub[i].kind];
}

fulg_status_t
fulg_eval_forward(fulg_tape_t T, const fulg_weights_t W, const fulg_mat_t X,
                  fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    fulg_status_t status = FULG_OK;
    D->ops->set(&T->state[0], X);
    for (slong i = 0; i < T->depth && status == FULG_OK; i++)
    {
        fulg_mat_struct *Y = &T->state[i + 1];
        if (W->arch->sub[i].residual)
            D->ops->set(Y, &T->state[i]);
        else
            D->ops->zero(Y);
        status = fulg_eval_norm(T, W, i, diag);
        if (status == FULG_OK)
            status = fulg_eval_ops(W->arch, i)
                         ->forward(Y, T, W, i, fulg_eval_read(T, W, i), diag);
    }
    return status;
}
