#include "impl.h"

/* hidden = phi(up x), or (up x) phi(gate x); y += down hidden. */

static int
is_gated(const fulg_weights_t W, slong i)
{
    return fulg_arch_activation(W->arch->sub[i].activation)->gated;
}

static void
forward_tape_init(fulg_eval_tape_t T, const fulg_weights_t W, slong i)
{
    const fulg_domain_struct *D = W->domain;
    const slong n = W->arch->sub[i].hidden, t = W->arch->tokens;
    fulg_sublayer_tape_t *tape = &T->sub[i];
    fulg_mat_struct *const mat[] = {tape->up, tape->gate, tape->value,
                                    tape->slope, tape->hidden};
    for (size_t k = 0; k < sizeof mat / sizeof *mat; k++)
    {
        D->ops->clear(mat[k]);
        D->ops->init(mat[k], n, t, D);
    }
}

static fulg_status_t
forward_forward(fulg_mat_t y, fulg_eval_tape_t T, const fulg_weights_t W,
                slong i, const fulg_mat_struct *x, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    fulg_sublayer_tape_t *tape = &T->sub[i];
    const int gated = is_gated(W, i);
    fulg_status_t status;
    fulg_mat_t out;
    fulg_eval_linear(tape->up, W, i, 0, 'f', 'F', x);
    if (gated)
        fulg_eval_linear(tape->gate, W, i, 0, 'g', 'G', x);
    status = fulg_eval_activate(tape->value, tape->slope,
                                gated ? tape->gate : tape->up, sub->activation,
                                D, diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(
            diag, status, "layer %ld, feed-forward: ", (long) sub->layer + 1);
    if (gated)
        D->ops->entry_mul(tape->hidden, tape->value, tape->up, D);
    else
        D->ops->set(tape->hidden, tape->value);
    D->ops->init(out, D->ops->rows(y), D->ops->cols(y), D);
    fulg_eval_linear(out, W, i, 0, 'e', 'B', tape->hidden);
    D->ops->add(y, y, out, D);
    D->ops->clear(out);
    return FULG_OK;
}

static void
forward_tangent(fulg_mat_t dy, const fulg_eval_tape_t T, const fulg_weights_t W,
                const fulg_weights_t dW, slong i, const fulg_mat_struct *x,
                const fulg_mat_struct *dx)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const slong n = W->arch->sub[i].hidden, t = W->arch->tokens;
    fulg_mat_t dup, dgate;
    D->ops->init(dup, n, t, D);
    D->ops->init(dgate, n, t, D);
    fulg_eval_linear_tangent(dup, W, dW, i, 0, 'f', 'F', x, dx);
    if (is_gated(W, i))
    {
        fulg_eval_linear_tangent(dgate, W, dW, i, 0, 'g', 'G', x, dx);
        D->ops->entry_mul(dgate, dgate, tape->slope, D);
        D->ops->entry_mul(dgate, dgate, tape->up, D);
        D->ops->entry_mul(dup, dup, tape->value, D);
        D->ops->add(dup, dup, dgate, D);
    }
    else
        D->ops->entry_mul(dup, dup, tape->slope, D);
    fulg_eval_linear_tangent(dy, W, dW, i, 0, 'e', 'B', tape->hidden, dup);
    D->ops->clear(dup);
    D->ops->clear(dgate);
}

static void
forward_adjoint(fulg_mat_t back, fulg_weights_t gradient,
                const fulg_eval_tape_t T, const fulg_weights_t W, slong i,
                const fulg_mat_struct *x, const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const slong n = W->arch->sub[i].hidden, t = W->arch->tokens;
    fulg_mat_t up, gate;
    D->ops->init(up, n, t, D);
    D->ops->init(gate, n, t, D);
    fulg_eval_linear_adjoint(up, gradient, W, i, 0, 'e', 'B', tape->hidden,
                             out);
    if (is_gated(W, i))
    {
        D->ops->entry_mul(gate, up, tape->up, D);
        D->ops->entry_mul(gate, gate, tape->slope, D);
        D->ops->entry_mul(up, up, tape->value, D);
        fulg_eval_linear_adjoint(back, gradient, W, i, 0, 'g', 'G', x, gate);
    }
    else
        D->ops->entry_mul(up, up, tape->slope, D);
    fulg_eval_linear_adjoint(back, gradient, W, i, 0, 'f', 'F', x, up);
    D->ops->clear(up);
    D->ops->clear(gate);
}

/* No activation is a polynomial. */
static void
forward_degree(ulong *step, ulong *own, const fulg_arch_struct *arch, slong i)
{
    *step = *own = 0;
}

const fulg_layer_ops_t fulg_eval_feed_forward = {
    forward_tape_init, forward_forward, forward_tangent, forward_adjoint,
    forward_degree};
