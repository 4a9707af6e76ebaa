#include <stdio.h>
#include <string.h>

#include "layer_impl.h"

fulg_component_t *
fulg_fiber_layer_component(const layer_t *layer, fulg_component_t **list,
                           slong *num, slong dim)
{
    fulg_component_t *c;
    *list = flint_realloc(*list, (size_t) (*num + 1) * sizeof(**list));
    c = &(*list)[(*num)++];
    memset(c, 0, sizeof(*c));
    c->dim = c->real_dim = dim;
    c->real_pieces = c->rank_K = c->rank_Q = -1;
    fmpq_mat_init(c->A, layer->d, layer->d);
    fmpq_mat_init(c->V, layer->d_out, layer->d);
    fmpq_mat_init(c->K, layer->a, layer->d);
    fmpq_mat_init(c->Q, layer->a, layer->d);
    return c;
}

void
fulg_fiber_layer_name(const layer_t *layer, const char *name,
                      const fmpq_mat_t A)
{
    fulg_fiber_layer_fiber_struct *f = layer->fiber;
    fulg_named_mat_t *entry;
    f->mats = flint_realloc(f->mats, (size_t) (f->num_mats + 1) *
                                         sizeof(fulg_named_mat_t));
    entry = &f->mats[f->num_mats++];
    snprintf(entry->name, sizeof entry->name, "%s", name);
    fmpq_mat_init_set(entry->mat, A);
}

slong
fulg_fiber_layer_rank_dim(const layer_t *layer)
{
    return layer->m * (2 * layer->d - layer->m);
}

void
fulg_fiber_layer_name_pair(const layer_t *layer, const fmpq_mat_t S,
                           const fmpq_mat_t V, const char *mark)
{
    char name[16];
    snprintf(name, sizeof name, "S%s", mark);
    fulg_fiber_layer_name(layer, name, S);
    snprintf(name, sizeof name, "V%s", mark);
    fulg_fiber_layer_name(layer, name, V);
}
