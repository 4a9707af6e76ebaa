#include <stdio.h>
#include <string.h>

#include "layer_impl.h"

static void
components_clear(fulg_component_t *list, slong num)
{
    for (slong n = 0; n < num; n++)
    {
        flint_free(list[n].name);
        flint_free(list[n].parametrisation);
        flint_free(list[n].equations);
        fmpq_mat_clear(list[n].A);
        fmpq_mat_clear(list[n].V);
        fmpq_mat_clear(list[n].K);
        fmpq_mat_clear(list[n].Q);
    }
    flint_free(list);
}

void
fulg_fiber_layer_fiber_clear(fulg_fiber_layer_fiber_t fiber)
{
    components_clear(fiber->AV, fiber->num_AV);
    components_clear(fiber->QKV, fiber->num_QKV);
    for (slong n = 0; n < fiber->num_mats; n++)
        fmpq_mat_clear(fiber->mats[n].mat);
    flint_free(fiber->mats);
}

/* Is the left factor of A parallel to the right factor of V (both rank 1)? The
   columns of A and the rows of V then span one line. */
static int
is_parallel(const fmpq_mat_t A, const fmpq_mat_t V)
{
    const slong d = fmpq_mat_nrows(A);
    fmpq_mat_t At, both;
    int parallel;
    fulg_fiber_init_transpose(At, A);
    fmpq_mat_init(both, d + fmpq_mat_nrows(V), d);
    fmpq_mat_concat_vertical(both, At, V);
    parallel = fulg_fiber_rank(both) == 1;
    fmpq_mat_clear(both);
    fmpq_mat_clear(At);
    return parallel;
}

static void
layer_init(layer_t *layer, fulg_fiber_layer_fiber_t fiber,
           const fulg_weights_t W)
{
    const fulg_arch_struct *arch = W->arch;
    memset(fiber, 0, sizeof(fulg_fiber_layer_fiber_struct));
    layer->fiber = fiber;
    layer->d = fiber->d = arch->width[0];
    layer->d_out = fiber->d_out = arch->width[1];
    layer->a = fiber->a = arch->sub[0].head_dim;
    layer->m = FLINT_MIN(layer->a, layer->d);
    fiber->tokens = arch->tokens;
    fulg_weights_head_fmpq(layer->A, layer->V, W, 0, 0);
    fulg_fiber_init_symmetric(layer->S, layer->A);
    fmpq_mat_init_set(layer->K, fulg_weights_mat(W, 0, 0, 'k')->fmpq);
    fmpq_mat_init_set(layer->Q, fulg_weights_mat(W, 0, 0, 'q')->fmpq);
    fiber->rank_A = fulg_fiber_rank(layer->A);
    fiber->rank_V = fulg_fiber_rank(layer->V);
    fiber->rank_S = fulg_fiber_rank(layer->S);
    fiber->parallel = fiber->rank_A == 1 && fiber->rank_V == 1 &&
                      is_parallel(layer->A, layer->V);
    fiber->zero = fiber->rank_V == 0 ||
                  (!fulg_arch_is_normalised(arch) &&
                   (arch->tokens > 1 ? fiber->rank_A : fiber->rank_S) == 0);
}

static void
layer_clear(layer_t *layer)
{
    fmpq_mat_clear(layer->A);
    fmpq_mat_clear(layer->V);
    fmpq_mat_clear(layer->S);
    fmpq_mat_clear(layer->K);
    fmpq_mat_clear(layer->Q);
}

fulg_status_t
fulg_fiber_layer(fulg_fiber_layer_fiber_t fiber, const fulg_weights_t W,
                 fulg_diag_t diag)
{
    const fulg_arch_struct *arch = W->arch;
    layer_t layer;
    if (!fulg_arch_is_single_head(arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the whole fiber is known for one attention layer "
                             "with one head and full values");
    layer_init(&layer, fiber, W);
    if (fulg_arch_is_normalised(arch))
        fulg_fiber_layer_normalised(&layer, arch->tokens == 1);
    else if (arch->tokens == 1)
        fulg_fiber_layer_one_token(&layer);
    else
        fulg_fiber_layer_many_tokens(&layer);
    layer_clear(&layer);
    return FULG_OK;
}
