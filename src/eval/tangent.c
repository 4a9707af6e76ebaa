#include "impl.h"

/* dY += the change of sublayer i, whose state changes by dX. */
static void
add_sublayer(fulg_mat_t dY, const fulg_eval_tape_t T, const fulg_weights_t W,
             const fulg_weights_t dW, slong i, const fulg_mat_struct *dX)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_layer_ops_t *ops = fulg_eval_ops(W->arch, i);
    const fulg_mat_struct *x = fulg_eval_read(T, W, i);
    fulg_mat_t dr;
    if (W->arch->sub[i].pre_norm == FULG_PRE_NORM_NONE)
    {
        ops->tangent(dY, T, W, dW, i, x, dX);
        return;
    }
    D->ops->init(dr, D->ops->rows(x), D->ops->cols(x), D);
    fulg_eval_norm_tangent(dr, T, W, dW, i, dX);
    ops->tangent(dY, T, W, dW, i, x, dr);
    D->ops->clear(dr);
}

void
fulg_eval_tangent(fulg_mat_t dY, const fulg_eval_tape_t T,
                  const fulg_weights_t W, const fulg_weights_t dW)
{
    const fulg_domain_struct *D = W->domain;
    const slong l = T->depth, t = W->arch->tokens;
    fulg_mat_struct *dX = flint_malloc((size_t) (l + 1) * sizeof *dX);
    for (slong i = 0; i < l; i++)
        D->ops->init(&dX[i], W->arch->width[i], t, D);
    D->ops->init(&dX[l], fulg_arch_value_rows(W->arch, l - 1), t, D);
    for (slong i = 0; i < l; i++)
    {
        if (W->arch->sub[i].residual)
            D->ops->set(&dX[i + 1], &dX[i]);
        add_sublayer(&dX[i + 1], T, W, dW, i, &dX[T->source[i]]);
    }
    if (fulg_arch_has_readout(W->arch))
        fulg_eval_readout(dY, &dX[l], D);
    else
        D->ops->set(dY, &dX[l]);
    for (slong i = 0; i <= l; i++)
        D->ops->clear(&dX[i]);
    flint_free(dX);
}
