#include <stdio.h>
#include <string.h>

#include <fulgurite/weights.h>

#include "impl.h"

/* The weights of any network, matrix by matrix of the table of kinds of blocks:
   nothing can be left out, because what the table does not know is refused. */

int
fulg_floats_tensors_are_blocks(const fulg_floats_tensors_t T)
{
    return T->has_arch &&
           (!fulg_arch_is_stack(T->arch) || fulg_arch_has_readout(T->arch));
}

/* Keys and shapes, by the reader of exact weights, which names what is wrong. */
static fulg_status_t
check_whole(const json_t *value, const char *file, fulg_diag_t diag)
{
    fulg_weights_t W;
    json_t *copy = json_deep_copy(value);
    fulg_status_t status;
    fulg_exact_json_doubles(json_object_get(copy, "layers"));
    status = fulg_weights_init_json(W, copy, diag);
    json_decref(copy);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status, "%s: ", file);
    fulg_weights_clear(W);
    return FULG_OK;
}

/* What holds the block in the object of its layer. */
static const json_t *
holder_of(const fulg_block_t *block, const fulg_arch_t arch,
          const json_t *layers)
{
    const fulg_sublayer_struct *sub = &arch->sub[block->layer];
    const char *list = fulg_arch_block_list(fulg_arch_block_kind(block->kind),
                                            sub);
    const json_t *object = json_array_get(layers, (size_t) sub->layer);
    if (block->forward)
        object = json_object_get(object, "feed_forward");
    return list == NULL ? object
                        : json_array_get(json_object_get(object, list),
                                         (size_t) block->head);
}

static fulg_status_t
add_block(fulg_floats_tensors_t T, const fulg_block_t *block,
          const json_t *layers, const char *file, fulg_diag_t diag)
{
    const fulg_block_kind_t *row = fulg_arch_block_kind(block->kind);
    const json_t *rows = json_object_get(holder_of(block, T->arch, layers),
                                         row->key);
    char name[FULG_ARCH_NAME_SIZE], where[128];
    fulg_arch_block_name(name, block);
    if (row->per == FULG_PER_SUBLAYER)
        snprintf(where, sizeof where, "layer %ld: %s", (long) block->number,
                 row->key);
    else
        snprintf(
            where, sizeof where, "layer %ld, %s %ld: %s", (long) block->number,
            row->per == FULG_PER_GROUP && T->arch->sub[block->layer].kv_heads
                ? "group"
                : "head",
            (long) block->head + 1, row->key);
    if (rows != NULL)
        return fulg_floats_add_json_matrix(T, name, rows, file, where, diag);
    return fulg_diag_set(diag, FULG_UNABLE,
                         "%s: %s is given as a product (A or V), but for this "
                         "network the factors themselves are needed",
                         file, where);
}

fulg_status_t
fulg_floats_add_json_blocks(fulg_floats_tensors_t T, const json_t *value,
                            const char *file, fulg_diag_t diag)
{
    const json_t *layers = json_object_get(value, "layers");
    fulg_block_t *block;
    slong num;
    fulg_status_t status = check_whole(value, file, diag);
    if (status == FULG_OK)
        status = fulg_arch_blocks(&block, &num, T->arch, diag);
    if (status != FULG_OK)
        return status;
    for (slong b = 0; b < num && status == FULG_OK; b++)
        status = add_block(T, &block[b], layers, file, diag);
    flint_free(block);
    return status;
}
