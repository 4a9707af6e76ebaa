#include "impl.h"

/* V and A of a head of the last layer, in the ring of W. */
static void
head_matrices(fulg_mat_t V, fulg_mat_t A, const fulg_weights_t W, slong h)
{
    const fulg_domain_struct *D = W->domain;
    const slong i = W->arch->depth - 1;
    const slong in = W->arch->width[i], out = W->arch->width[i + 1];
    D->ops->init(V, out, in, D);
    D->ops->init(A, in, in, D);
    fulg_weights_head(A, V, W, i, h);
}

void
fulg_polysys_expansion_heads(fulg_mat_struct **V, fulg_mat_struct **A,
                             slong *num, const fulg_weights_t W)
{
    const slong last = W->arch->depth - 1;
    *num = (fulg_arch_is_pnn(W->arch)) ? 0 : W->arch->sub[last].heads;
    *V = flint_malloc(((size_t) *num + 1) * sizeof(fulg_mat_struct));
    *A = flint_malloc(((size_t) *num + 1) * sizeof(fulg_mat_struct));
    for (slong h = 0; h < *num; h++)
        head_matrices(*V + h, *A + h, W, h);
}

void
fulg_polysys_expansion_heads_clear(fulg_mat_struct *V, fulg_mat_struct *A,
                                   slong num, const fulg_domain_struct *D)
{
    for (slong h = 0; h < num; h++)
    {
        D->ops->clear(V + h);
        D->ops->clear(A + h);
    }
    flint_free(V);
    flint_free(A);
}
