/*
 * One layer by itself, on what it meets (doc: thm-given-states (e)): what changes it at no
 * such input changes the network at none.
 */
#include "impl.h"

static const char *
kinds_of(const fulg_jacobian_layer_t *layer)
{
    return fulg_arch_sublayer_head_kinds(&layer->alone->arch->sub[0]);
}

/* The matrices of the layer times met, but for O. */
static void
set_alone(fulg_jacobian_layer_t *layer, const fulg_weights_t W,
          const fmpz_mat_t met)
{
    const char *kinds = kinds_of(layer);
    for (slong h = 0; h < W->arch->sub[layer->i].heads; h++)
        for (slong n = 0; kinds[n] != 0; n++)
        {
            fmpq_mat_struct *to =
                fulg_weights_mat(layer->alone, 0, h, kinds[n])->fmpq;
            const fmpq_mat_struct *from =
                fulg_weights_mat(W, layer->i, h, kinds[n])->fmpq;
            if (kinds[n] == 'o')
                fmpq_mat_set(to, from);
            else
                fmpq_mat_mul_fmpz_mat(to, from, met);
        }
}

int
fulg_jacobian_layer_init(fulg_jacobian_layer_t *layer, const fulg_weights_t W,
                         const fulg_jacobian_states_t *states, slong i)
{
    const fmpz_mat_struct *met = &states->met[i];
    const slong rank = fmpz_mat_ncols(met);
    fulg_arch_t arch;
    int good = rank > 0;
    layer->i = i;
    layer->row = flint_malloc((size_t) (rank + 1) * sizeof(slong));
    fmpz_mat_init(layer->inverse, rank, rank);
    fmpz_init(layer->den);
    fulg_arch_init_slice(arch, W->arch, i, i + 1);
    arch->width[0] = rank;
    good = good &&
           fulg_jacobian_invert_rows(layer->row, layer->inverse, layer->den,
                                     met) &&
           fulg_weights_init(layer->alone, arch, W->domain, NULL) == FULG_OK;
    fulg_arch_clear(arch);
    if (good)
        set_alone(layer, W, met);
    else
    {
        flint_free(layer->row);
        fmpz_mat_clear(layer->inverse);
        fmpz_clear(layer->den);
    }
    return good;
}

void
fulg_jacobian_layer_clear(fulg_jacobian_layer_t *layer)
{
    flint_free(layer->row);
    fmpz_mat_clear(layer->inverse);
    fmpz_clear(layer->den);
    fulg_weights_clear(layer->alone);
}

/* A block of the direction of the layer alone, in column k, becomes one of the network:
   times the inverse, or times den. */
static void
push_block(fulg_jacobian_direction_t *v, const fulg_jacobian_layer_t *layer,
           const fulg_block_t *to, const fulg_block_t *from,
           const fmpz_mat_t kernel, slong k, int outer)
{
    const slong cols = from->cols;
    fmpz_t x;
    fmpz_init(x);
    for (slong i = 0; i < from->rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            const slong first = from->offset + i * cols;
            fmpz_zero(x);
            if (outer)
                fmpz_mul(x, layer->den, fmpz_mat_entry(kernel, first + j, k));
            for (slong n = 0; n < cols && !outer; n++)
                fmpz_addmul(x, fmpz_mat_entry(kernel, first + n, k),
                            fmpz_mat_entry(layer->inverse, n, j));
            if (fmpz_is_zero(x))
                continue;
            fmpz_swap(v->entry + v->num, x);
            v->place[v->num++] = to->offset + i * to->cols +
                                 (outer ? j : layer->row[j]);
        }
    fmpz_clear(x);
}

static void
set_direction(fulg_jacobian_direction_t *v, const fulg_jacobian_layer_t *layer,
              const fulg_weights_t W, const fmpz_mat_t kernel, slong k)
{
    const char *kinds = kinds_of(layer);
    const fulg_weights_struct *alone = layer->alone;
    fulg_jacobian_direction_init(v, alone->parameters, FULG_KERNEL_LAYERS);
    for (slong h = 0; h < alone->arch->sub[0].heads; h++)
        for (slong n = 0; kinds[n] != 0; n++)
            push_block(v, layer,
                       &W->block[fulg_weights_place(W, layer->i, h, kinds[n])],
                       &alone->block[fulg_weights_place(alone, 0, h, kinds[n])],
                       kernel, k, kinds[n] == 'o');
    fulg_jacobian_make_primitive(v);
}

void
fulg_jacobian_known_add_layer(fulg_jacobian_known_t *known,
                              const fulg_weights_t W,
                              const fulg_jacobian_layer_t *layer,
                              const fulg_jacobian_rank_t result)
{
    for (slong k = 0; k < result->nullity; k++)
    {
        fulg_jacobian_direction_t v;
        if (result->proof[k] == FULG_KERNEL_PROBABLE)
            continue;
        set_direction(&v, layer, W, result->kernel, k);
        fulg_jacobian_known_try(known, &v);
    }
}
