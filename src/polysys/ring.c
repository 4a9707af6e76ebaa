#include <stdio.h>
#include <string.h>

#include "impl.h"

void
fulg_polysys_ring_init(fulg_polysys_ring_t R)
{
    R->num = R->alloc = 0;
    R->variable = NULL;
    R->closed = 0;
}

void
fulg_polysys_ring_clear(fulg_polysys_ring_t R)
{
    for (slong i = 0; i < R->num; i++)
    {
        flint_free(R->variable[i].name);
        flint_free(R->variable[i].meaning);
    }
    flint_free(R->variable);
    if (R->closed)
        fmpq_mpoly_ctx_clear(R->ctx);
}

slong
fulg_polysys_ring_push(fulg_polysys_ring_t R, fulg_variable_kind_t kind,
                       const char *name, const char *meaning)
{
    R->variable = fulg_polysys_grow(R->variable, R->num, &R->alloc,
                                    sizeof(fulg_variable_t));
    R->variable[R->num].kind = kind;
    R->variable[R->num].name = fulg_polysys_copy(name);
    R->variable[R->num].meaning = fulg_polysys_copy(meaning);
    return R->num++;
}

/* "layer 1, head 2: key matrix, row 1, column 3" */
static void
weight_meaning(char *text, size_t size, const fulg_block_t *block, slong row,
               slong col)
{
    static const char kinds[] = "qkvouw";
    static const char *const names[] = {"query matrix Q",
                                        "key matrix K",
                                        "value matrix V",
                                        "output factor O of V = O U",
                                        "input factor U of V = O U",
                                        "weight matrix W"};
    const char *name = names[strchr(kinds, block->kind) - kinds];
    char head[32] = "";
    if (block->kind != 'w')
        snprintf(head, sizeof head, ", head %ld", (long) block->head + 1);
    snprintf(text, size, "layer %ld%s: %s, row %ld, column %ld",
             (long) block->layer + 1, head, name, (long) row + 1,
             (long) col + 1);
}

fulg_status_t
fulg_polysys_ring_push_weights(slong *first, fulg_polysys_ring_t R,
                               const fulg_arch_t arch, fulg_diag_t diag)
{
    char name[FULG_ARCH_NAME_SIZE], meaning[160];
    fulg_block_t *block;
    slong num;
    fulg_status_t status = fulg_arch_blocks(&block, &num, arch, diag);
    if (status != FULG_OK)
        return status;
    *first = R->num;
    for (slong b = 0; b < num; b++)
        for (slong i = 0; i < block[b].rows; i++)
            for (slong j = 0; j < block[b].cols; j++)
            {
                fulg_arch_weight_name(name, &block[b], i, j);
                weight_meaning(meaning, sizeof meaning, &block[b], i, j);
                fulg_polysys_ring_push(R, FULG_VARIABLE_WEIGHT, name, meaning);
            }
    flint_free(block);
    return FULG_OK;
}

slong
fulg_polysys_ring_push_inputs(fulg_polysys_ring_t R, slong rows, slong cols,
                              slong which)
{
    char name[96], meaning[128], prefix[32] = "", of[48] = "";
    const slong first = R->num;
    if (which > 0)
    {
        snprintf(prefix, sizeof prefix, "%ld_", (long) which);
        snprintf(of, sizeof of, " %ld", (long) which);
    }
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            snprintf(name, sizeof name, "x%s%ld_%ld", prefix, (long) i + 1,
                     (long) j + 1);
            snprintf(meaning, sizeof meaning, "input%s: entry %ld of token %ld",
                     of, (long) i + 1, (long) j + 1);
            fulg_polysys_ring_push(R, FULG_VARIABLE_INPUT, name, meaning);
        }
    return first;
}

void
fulg_polysys_ring_close(fulg_polysys_ring_t R)
{
    fmpq_mpoly_ctx_init(R->ctx, R->num, ORD_DEGREVLEX);
    R->closed = 1;
}

slong
fulg_polysys_ring_find(const fulg_polysys_ring_t R, const char *name)
{
    for (slong i = 0; i < R->num; i++)
        if (strcmp(R->variable[i].name, name) == 0)
            return i;
    return -1;
}

char *
fulg_polysys_copy(const char *text)
{
    const size_t size = (text == NULL) ? 0 : strlen(text) + 1;
    char *copy = NULL;
    if (text != NULL)
    {
        copy = flint_malloc(size);
        memcpy(copy, text, size);
    }
    return copy;
}

void *
fulg_polysys_grow(void *list, slong num, slong *alloc, size_t size)
{
    if (num < *alloc)
        return list;
    *alloc = 2 * num + 8;
    return flint_realloc(list, (size_t) *alloc * size);
}
