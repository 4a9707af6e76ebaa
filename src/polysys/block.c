#include "impl.h"

slong
fulg_polysys_push_block(fulg_polysys_t S, const char *name, const char *meaning,
                        slong rows, slong cols)
{
    const slong num = rows * cols;
    fulg_polysys_polyblock_t *block;
    if (S->task.kind != FULG_TASK_IMAGE && S->task.first_target == 0)
        S->task.first_target = S->ring->num;
    S->block = fulg_polysys_grow(S->block, S->num_blocks, &S->alloc_blocks,
                                 sizeof(fulg_polysys_polyblock_t));
    block = &S->block[S->num_blocks];
    block->name = fulg_polysys_copy(name);
    block->meaning = fulg_polysys_copy(meaning);
    block->rows = rows;
    block->cols = cols;
    block->label = block->about = NULL;
    block->entry = flint_malloc(((size_t) num + 1) * sizeof(fmpq_mpoly_struct));
    for (slong k = 0; k < num; k++)
        fmpq_mpoly_init(&block->entry[k], S->ring->ctx);
    return S->num_blocks++;
}

fmpq_mpoly_struct *
fulg_polysys_polyblock_entry(const fulg_polysys_polyblock_t *block, slong i,
                             slong j)
{
    return &block->entry[i * block->cols + j];
}

static void
set_text(char ***list, slong num, slong k, const char *text)
{
    if (text == NULL)
        return;
    if (*list == NULL)
        *list = flint_calloc((size_t) num, sizeof(char *));
    flint_free((*list)[k]);
    (*list)[k] = fulg_polysys_copy(text);
}

void
fulg_polysys_polyblock_describe(fulg_polysys_polyblock_t *block, slong k,
                                const char *label, const char *about)
{
    const slong num = block->rows * block->cols;
    set_text(&block->label, num, k, label);
    set_text(&block->about, num, k, about);
}

slong
fulg_polysys_polyblock_terms(const fulg_polysys_polyblock_t *block)
{
    slong terms = 0;
    for (slong k = 0; k < block->rows * block->cols; k++)
        terms += block->entry[k].zpoly->length;
    return terms;
}

slong
fulg_polysys_polyblock_degree(const fulg_polysys_polyblock_t *block,
                              const fulg_polysys_ring_t R)
{
    slong degree = -1;
    for (slong k = 0; k < block->rows * block->cols; k++)
    {
        const slong one = fmpq_mpoly_total_degree_si(&block->entry[k], R->ctx);
        degree = (one > degree) ? one : degree;
    }
    return degree;
}

void
fulg_polysys_pop_block(fulg_polysys_t S)
{
    fulg_polysys_clear_block(&S->block[--S->num_blocks], S->ring);
}
