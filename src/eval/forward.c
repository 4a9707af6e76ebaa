#include "impl.h"

/* One row a kind of sublayer, in the order of fulg_kind_t. */
static const fulg_layer_ops_t *const kinds[] = {
    &fulg_eval_attention, &fulg_eval_feed_forward, &fulg_eval_polynomial};

const fulg_layer_ops_t *
fulg_eval_ops(const fulg_arch_struct *arch, slong i)
{
    return kinds[arch->sub[i].kind];
}

/* Sublayer i adds to Y; a readout makes its values first. */
static fulg_status_t
add_sublayer(fulg_mat_t Y, fulg_eval_tape_t T, const fulg_weights_t W, slong i,
             fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_mat_struct *x = fulg_eval_read(T, W, i);
    fulg_status_t status;
    fulg_mat_t P;
    if (!fulg_arch_has_readout(W->arch))
        return fulg_eval_ops(W->arch, i)->forward(Y, T, W, i, x, diag);
    D->ops->init(P, fulg_arch_value_rows(W->arch, i), W->arch->tokens, D);
    status = fulg_eval_ops(W->arch, i)->forward(P, T, W, i, x, diag);
    if (status == FULG_OK)
        fulg_eval_readout(Y, P, D);
    D->ops->clear(P);
    return status;
}

fulg_status_t
fulg_eval_forward(fulg_eval_tape_t T, const fulg_weights_t W,
                  const fulg_mat_t X, fulg_diag_t diag)
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
            status = add_sublayer(Y, T, W, i, diag);
    }
    return status;
}
