#include "impl.h"

/*
 * out = V mixed + b sums, or O (U mixed + b sums): the bias of a value is mixed
 * with the weights, whose column sums need not be 1.
 */

static void
add_bias(fulg_mat_t y, const fulg_weights_t W, slong i, slong h, char bias,
         const fulg_mat_struct *sums)
{
    if (fulg_weights_has(W, i, bias))
        fulg_eval_addmul(y, fulg_weights_of_head(W, i, h, bias), sums,
                         W->domain);
}

/* y = the first factor of the values times what is mixed. */
static void
value_inner(fulg_mat_t y, const fulg_head_tape_t *head, const fulg_weights_t W,
            slong i, slong h)
{
    const int split = W->arch->sub[i].value_dim != 0;
    fulg_eval_linear(y, W, i, h, split ? 'u' : 'v', 0, head->mixed);
    add_bias(y, W, i, h, split ? 'U' : 'V', head->sums);
}

void
fulg_eval_value(fulg_mat_t Y, const fulg_head_tape_t *head,
                const fulg_weights_t W, slong i, slong h)
{
    const fulg_domain_struct *D = W->domain;
    const slong v = W->arch->sub[i].value_dim;
    fulg_mat_t y;
    D->ops->init(y, v ? v : fulg_arch_value_rows(W->arch, i), W->arch->tokens,
                 D);
    value_inner(y, head, W, i, h);
    if (v)
        fulg_eval_addmul(Y, fulg_weights_of_head(W, i, h, 'o'), y, D);
    else
        D->ops->add(Y, Y, y, D);
    D->ops->clear(y);
}

void
fulg_eval_value_tangent(fulg_mat_t dY, const fulg_head_tape_t *head,
                        const fulg_weights_t W, const fulg_weights_t dW,
                        slong i, slong h, const fulg_mat_struct *dmixed,
                        const fulg_mat_struct *dsums)
{
    const fulg_domain_struct *D = W->domain;
    const slong v = W->arch->sub[i].value_dim, t = W->arch->tokens;
    const slong rows = v ? v : fulg_arch_value_rows(W->arch, i);
    const char bias = v ? 'U' : 'V';
    fulg_mat_t y, dy;
    D->ops->init(y, rows, t, D);
    D->ops->init(dy, rows, t, D);
    fulg_eval_linear_tangent(dy, W, dW, i, h, v ? 'u' : 'v', 0, head->mixed,
                             dmixed);
    add_bias(dy, dW, i, h, bias, head->sums);
    add_bias(dy, W, i, h, bias, dsums);
    if (v)
    {
        value_inner(y, head, W, i, h);
        fulg_eval_linear_tangent(dY, W, dW, i, h, 'o', 0, y, dy);
    }
    else
        D->ops->add(dY, dY, dy, D);
    D->ops->clear(y);
    D->ops->clear(dy);
}

void
fulg_eval_value_adjoint(fulg_mat_t mixed, fulg_mat_t sums,
                        fulg_weights_t gradient, const fulg_head_tape_t *head,
                        const fulg_weights_t W, slong i, slong h,
                        const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    const slong v = W->arch->sub[i].value_dim;
    const char bias = v ? 'U' : 'V';
    fulg_mat_t y, g;
    D->ops->init(y, v, v ? W->arch->tokens : 0, D);
    D->ops->init(g, v, v ? W->arch->tokens : 0, D);
    if (v)
    {
        value_inner(y, head, W, i, h);
        fulg_eval_linear_adjoint(g, gradient, W, i, h, 'o', 0, y, out);
        out = g;
    }
    fulg_eval_linear_adjoint(mixed, gradient, W, i, h, v ? 'u' : 'v', 0,
                             head->mixed, out);
    if (fulg_weights_has(W, i, bias))
    {
        fulg_eval_addmul_nt(fulg_weights_of_head(gradient, i, h, bias), out,
                            head->sums, D);
        fulg_eval_addmul_tn(sums, fulg_weights_of_head(W, i, h, bias), out, D);
    }
    D->ops->clear(y);
    D->ops->clear(g);
}

void
fulg_eval_sums(fulg_mat_t sums, const fulg_mat_struct *N,
               const fulg_domain_struct *D)
{
    fulg_mat_t ones;
    if (D->ops->rows(sums) == 0)
        return;
    D->ops->init(ones, 1, D->ops->rows(N), D);
    fulg_eval_ones(ones, D);
    D->ops->mul(sums, ones, N, D);
    D->ops->clear(ones);
}
