#include "impl.h"

/* Adds to the gradient of the state that sublayer i reads what the gradient out
   of its output says. */
static void
add_sublayer(fulg_mat_t back, fulg_weights_t gradient, const fulg_eval_tape_t T,
             const fulg_weights_t W, slong i, const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_layer_ops_t *ops = fulg_eval_ops(W->arch, i);
    const fulg_mat_struct *x = fulg_eval_read(T, W, i);
    fulg_mat_t g;
    if (W->arch->sub[i].pre_norm == FULG_PRE_NORM_NONE)
    {
        ops->adjoint(back, gradient, T, W, i, x, out);
        return;
    }
    D->ops->init(g, D->ops->rows(x), D->ops->cols(x), D);
    ops->adjoint(g, gradient, T, W, i, x, out);
    fulg_eval_norm_adjoint(back, gradient, T, W, i, g);
    D->ops->clear(g);
}

void
fulg_eval_adjoint(fulg_weights_t gradient, const fulg_eval_tape_t T,
                  const fulg_weights_t W, const fulg_mat_t seed)
{
    const fulg_domain_struct *D = W->domain;
    const slong l = T->depth, t = W->arch->tokens;
    fulg_mat_struct *g = flint_malloc((size_t) (l + 1) * sizeof *g);

    fulg_weights_zero(gradient);
    for (slong i = 0; i < l; i++)
        D->ops->init(&g[i], W->arch->width[i], t, D);
    D->ops->init(&g[l], fulg_arch_value_rows(W->arch, l - 1), t, D);
    if (fulg_arch_has_readout(W->arch))
        fulg_eval_readout_adjoint(&g[l], seed, D);
    else
        D->ops->set(&g[l], seed);
    /* A parallel sublayer sends its part past the one before it: its source is an
       earlier state, which is reached later. */
    for (slong i = l - 1; i >= 0; i--)
    {
        if (W->arch->sub[i].residual)
            D->ops->add(&g[i], &g[i], &g[i + 1], D);
        add_sublayer(&g[T->source[i]], gradient, T, W, i, &g[i + 1]);
    }
    for (slong i = 0; i <= l; i++)
        D->ops->clear(&g[i]);
    flint_free(g);
}
