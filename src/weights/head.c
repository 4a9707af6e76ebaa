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
