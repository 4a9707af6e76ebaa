#include "impl.h"

/* W x, and behind all layers but the last its power, entry by entry. */

static int
is_last(const fulg_arch_struct *arch, slong i)
{
    return i + 1 == arch->depth;
}

static void
polynomial_tape_init(fulg_eval_tape_t T, const fulg_weights_t W, slong i)
{
    const fulg_domain_struct *D = W->domain;
    D->ops->clear(T->sub[i].up);
    D->ops->init(T->sub[i].up, W->arch->width[i + 1], W->arch->tokens, D);
}

static fulg_status_t
polynomial_forward(fulg_mat_t y, fulg_eval_tape_t T, const fulg_weights_t W,
                   slong i, const fulg_mat_struct *x, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t power;
    fulg_eval_linear(T->sub[i].up, W, i, 0, 'w', 0, x);
    if (is_last(W->arch, i))
    {
        D->ops->add(y, y, T->sub[i].up, D);
        return FULG_OK;
    }
    D->ops->init(power, D->ops->rows(y), D->ops->cols(y), D);
    fulg_eval_power(power, T->sub[i].up, W->arch->sub[i].power, D);
    D->ops->add(y, y, power, D);
    D->ops->clear(power);
    return FULG_OK;
}

/* g becomes g times the derivative of the activation. */
static void
times_slope(fulg_mat_t g, const fulg_eval_tape_t T, const fulg_weights_t W,
            slong i)
{
    const fulg_domain_struct *D = W->domain;
    const slong n = W->arch->sub[i].power;
    fulg_mat_t slope;
    if (is_last(W->arch, i))
        return;
    D->ops->init(slope, D->ops->rows(g), D->ops->cols(g), D);
    fulg_eval_power(slope, T->sub[i].up, n - 1, D);
    D->ops->scale(slope, slope, n, D);
    D->ops->entry_mul(g, g, slope, D);
    D->ops->clear(slope);
}

static void
polynomial_tangent(fulg_mat_t dy, const fulg_eval_tape_t T,
                   const fulg_weights_t W, const fulg_weights_t dW, slong i,
                   const fulg_mat_struct *x, const fulg_mat_struct *dx)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t part;
    D->ops->init(part, D->ops->rows(dy), D->ops->cols(dy), D);
    fulg_eval_linear_tangent(part, W, dW, i, 0, 'w', 0, x, dx);
    times_slope(part, T, W, i);
    D->ops->add(dy, dy, part, D);
    D->ops->clear(part);
}

static void
polynomial_adjoint(fulg_mat_t back, fulg_weights_t gradient,
                   const fulg_eval_tape_t T, const fulg_weights_t W, slong i,
                   const fulg_mat_struct *x, const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t inner;
    D->ops->init(inner, D->ops->rows(out), D->ops->cols(out), D);
    D->ops->set(inner, out);
    times_slope(inner, T, W, i);
    fulg_eval_linear_adjoint(back, gradient, W, i, 0, 'w', 0, x, inner);
    D->ops->clear(inner);
}

/* W s(x) has degree power times that of x, and one more in the weights: the power
   is that of the layer before, whose activation this one reads. */
static void
polynomial_degree(ulong *step, ulong *own, const fulg_arch_struct *arch,
                  slong i)
{
    *step = i == 0 ? 1 : (ulong) arch->sub[i - 1].power;
    *own = 1;
}

const fulg_layer_ops_t fulg_eval_polynomial = {
    polynomial_tape_init, polynomial_forward, polynomial_tangent,
    polynomial_adjoint, polynomial_degree};
