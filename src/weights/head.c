#include <fulgurite/weights.h>

void
fulg_weights_key_query(fulg_mat_t A, const fulg_weights_t W, slong layer,
                       slong head)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_mat_struct *K = fulg_weights_of_head(W, layer, head, 'k');
    fulg_mat_t transposed;
    D->ops->init(transposed, D->ops->cols(K), D->ops->rows(K), D);
    D->ops->transpose(transposed, K);
    D->ops->mul(A, transposed, fulg_weights_of_head(W, layer, head, 'q'), D);
    D->ops->clear(transposed);
}

void
fulg_weights_value(fulg_mat_t V, const fulg_weights_t W, slong layer,
                   slong head)
{
    const fulg_domain_struct *D = W->domain;
    if (W->arch->sub[layer].value_dim)
        D->ops->mul(V, fulg_weights_of_head(W, layer, head, 'o'),
                    fulg_weights_of_head(W, layer, head, 'u'), D);
    else
        D->ops->set(V, fulg_weights_of_head(W, layer, head, 'v'));
}

void
fulg_weights_head(fulg_mat_t A, fulg_mat_t V, const fulg_weights_t W,
                  slong layer, slong head)
{
    fulg_weights_key_query(A, W, layer, head);
    fulg_weights_value(V, W, layer, head);
}

void
fulg_weights_apply_value(fulg_mat_t Y, const fulg_weights_t W, slong layer,
                         slong head, const fulg_mat_struct *X)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t inner;
    if (!W->arch->sub[layer].value_dim)
    {
        D->ops->mul(Y, fulg_weights_of_head(W, layer, head, 'v'), X, D);
        return;
    }
    D->ops->init(inner, W->arch->sub[layer].value_dim, D->ops->cols(X), D);
    D->ops->mul(inner, fulg_weights_of_head(W, layer, head, 'u'), X, D);
    D->ops->mul(Y, fulg_weights_of_head(W, layer, head, 'o'), inner, D);
    D->ops->clear(inner);
}

/* C = A B (A^T B), and its change dC. */
static void
set_product(fulg_mat_t C, fulg_mat_t dC, const fulg_mat_struct *A,
            const fulg_mat_struct *dA, const fulg_mat_struct *B,
            const fulg_mat_struct *dB, int transposed,
            const fulg_domain_struct *D)
{
    const slong rows = D->ops->rows(A), cols = D->ops->cols(A);
    fulg_mat_t left, dleft, part;
    D->ops->init(left, transposed ? cols : rows, transposed ? rows : cols, D);
    D->ops->init(dleft, transposed ? cols : rows, transposed ? rows : cols, D);
    D->ops->init(part, D->ops->rows(C), D->ops->cols(C), D);
    if (transposed)
    {
        D->ops->transpose(left, A);
        D->ops->transpose(dleft, dA);
    }
    else
    {
        D->ops->set(left, A);
        D->ops->set(dleft, dA);
    }
    D->ops->mul(C, left, B, D);
    D->ops->mul(dC, dleft, B, D);
    D->ops->mul(part, left, dB, D);
    D->ops->add(dC, dC, part, D);
    D->ops->clear(left);
    D->ops->clear(dleft);
    D->ops->clear(part);
}

void
fulg_weights_head_tangent(fulg_mat_t A, fulg_mat_t dA, fulg_mat_t V,
                          fulg_mat_t dV, const fulg_weights_t W,
                          const fulg_weights_t dW, slong layer, slong head)
{
    const fulg_domain_struct *D = W->domain;
    const char *values = fulg_arch_sublayer_value_kinds(&W->arch->sub[layer]);
    set_product(A, dA, fulg_weights_of_head(W, layer, head, 'k'),
                fulg_weights_of_head(dW, layer, head, 'k'),
                fulg_weights_of_head(W, layer, head, 'q'),
                fulg_weights_of_head(dW, layer, head, 'q'), 1, D);
    if (values[1] != '\0')
        set_product(V, dV, fulg_weights_of_head(W, layer, head, values[0]),
                    fulg_weights_of_head(dW, layer, head, values[0]),
                    fulg_weights_of_head(W, layer, head, values[1]),
                    fulg_weights_of_head(dW, layer, head, values[1]), 0, D);
    else
    {
        D->ops->set(V, fulg_weights_of_head(W, layer, head, values[0]));
        D->ops->set(dV, fulg_weights_of_head(dW, layer, head, values[0]));
    }
}

void
fulg_weights_head_fmpq(fmpq_mat_t A, fmpq_mat_t V, const fulg_weights_t W,
                       slong layer, slong head)
{
    const fulg_domain_struct *D = W->domain;
    const slong in = W->arch->width[layer];
    const slong out = fulg_arch_value_rows(W->arch, layer);
    fulg_mat_t a, v;
    D->ops->init(a, in, in, D);
    D->ops->init(v, out, in, D);
    fulg_weights_head(a, v, W, layer, head);
    fmpq_mat_init(A, in, in);
    fmpq_mat_init(V, out, in);
    fmpq_mat_swap(A, a->fmpq);
    fmpq_mat_swap(V, v->fmpq);
    D->ops->clear(a);
    D->ops->clear(v);
}
