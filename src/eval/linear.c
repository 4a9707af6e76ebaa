#include "impl.h"

static const fulg_mat_struct *
matrix(const fulg_weights_t W, slong i, slong h, char kind)
{
    return fulg_weights_of_head(W, i, h, kind);
}

static int
has(const fulg_weights_t W, slong i, char bias)
{
    return bias != 0 && fulg_weights_has(W, i, bias);
}

/* y += b times a row of ones, with b the bias of W. */
static void
add_bias(fulg_mat_t y, const fulg_weights_t W, slong i, slong h, char bias)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t ones;
    D->ops->init(ones, 1, D->ops->cols(y), D);
    fulg_eval_ones(ones, D);
    fulg_eval_addmul(y, matrix(W, i, h, bias), ones, D);
    D->ops->clear(ones);
}

void
fulg_eval_linear(fulg_mat_t y, const fulg_weights_t W, slong i, slong h,
                 char kind, char bias, const fulg_mat_struct *x)
{
    W->domain->ops->mul(y, matrix(W, i, h, kind), x, W->domain);
    if (has(W, i, bias))
        add_bias(y, W, i, h, bias);
}

void
fulg_eval_linear_tangent(fulg_mat_t dy, const fulg_weights_t W,
                         const fulg_weights_t dW, slong i, slong h, char kind,
                         char bias, const fulg_mat_struct *x,
                         const fulg_mat_struct *dx)
{
    fulg_eval_addmul(dy, matrix(dW, i, h, kind), x, W->domain);
    fulg_eval_addmul(dy, matrix(W, i, h, kind), dx, W->domain);
    if (has(W, i, bias))
        add_bias(dy, dW, i, h, bias);
}

void
fulg_eval_linear_adjoint(fulg_mat_struct *back, fulg_weights_t gradient,
                         const fulg_weights_t W, slong i, slong h, char kind,
                         char bias, const fulg_mat_struct *x,
                         const fulg_mat_struct *g)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t ones;
    fulg_eval_addmul_nt(fulg_weights_of_head(gradient, i, h, kind), g, x, D);
    if (back != NULL)
        fulg_eval_addmul_tn(back, matrix(W, i, h, kind), g, D);
    if (!has(W, i, bias))
        return;
    D->ops->init(ones, D->ops->cols(g), 1, D);
    fulg_eval_ones(ones, D);
    fulg_eval_addmul(fulg_weights_of_head(gradient, i, h, bias), g, ones, D);
    D->ops->clear(ones);
}
