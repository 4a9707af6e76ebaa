#include <string.h>

#include "impl.h"

/* Which values of its two or three indices a tensor's matrices have, and how many
   numbers they have together.  Matrices of one map are rectangles: where every value
   of every index occurs and the numbers are as many as the tensor's, nothing is left
   out. */
typedef struct
{
    const fulg_tensor_struct *tensor;
    int num;
    slong size[FULG_TENSOR_MAX_RANK], step[FULG_TENSOR_MAX_RANK];
    unsigned char *mark[FULG_TENSOR_MAX_RANK];
    slong numbers;
    slong num_views;
    struct
    {
        slong start, rows, cols;
    } * view;
} cover_t;

static void
cover_init(cover_t *c, const fulg_tensor_struct *tensor)
{
    memset(c, 0, sizeof *c);
    c->tensor = tensor;
    c->num = tensor->rank;
    for (int i = 0; i < c->num; i++)
    {
        c->size[i] = tensor->shape[i];
        c->step[i] = 1;
        for (int j = 0; j < c->num; j++)
            if (tensor->fortran ? j < i : j > i)
                c->step[i] *= tensor->shape[j];
        c->mark[i] = flint_calloc((size_t) FLINT_MAX(c->size[i], 1), 1);
    }
}

static void
cover_clear(cover_t *c)
{
    for (int i = 0; i < c->num; i++)
        flint_free(c->mark[i]);
    flint_free(c->view);
}

/* The index that moves by this step, and can so often. */
static int
axis_of(const cover_t *c, slong step, slong length)
{
    for (int i = 0; i < c->num; i++)
        if (c->step[i] == step && c->size[i] >= length)
            return i;
    return -1;
}

static void
cover_add(cover_t *c, const fulg_floats_view_t view)
{
    const int row = axis_of(c, view->row_step, view->rows);
    const int col = axis_of(c, view->col_step, view->cols);
    const size_t room = (size_t) (c->num_views + 1) * sizeof *c->view;
    for (slong n = 0; n < c->num_views; n++)
        if (c->view[n].start == view->start && c->view[n].rows == view->rows &&
            c->view[n].cols == view->cols)
            return;
    c->view = flint_realloc(c->view, room);
    c->view[c->num_views].start = view->start;
    c->view[c->num_views].rows = view->rows;
    c->view[c->num_views++].cols = view->cols;
    c->numbers += view->rows * view->cols;
    for (int i = 0; i < c->num; i++)
    {
        const slong at = (view->start / c->step[i]) % c->size[i];
        const slong length = i == row && view->rows > 1   ? view->rows
                             : i == col && view->cols > 1 ? view->cols
                                                          : 1;
        memset(c->mark[i] + at, 1, (size_t) length);
    }
}

static fulg_status_t
cover_check(const cover_t *c, const char *where, fulg_diag_t diag)
{
    static const char *const names[] = {"rows", "columns"};
    for (int i = 0; i < c->num; i++)
    {
        slong first = 0, end;
        while (first < c->size[i] && c->mark[i][first])
            first++;
        if (first == c->size[i])
            continue;
        for (end = first; end < c->size[i] && !c->mark[i][end];)
            end++;
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s: tensor \"%.200s\": %s %ld:%ld of %ld belong to no matrix (a "
            "line \"partial\" allows it)",
            where, c->tensor->name,
            c->num == 2 ? names[i] : "values of an index", (long) first,
            (long) end, (long) c->size[i]);
    }
    if (c->numbers >= c->tensor->count)
        return FULG_OK;
    return fulg_diag_set(
        diag, FULG_PARSE,
        "%s: tensor \"%.200s\": %ld of its %ld numbers belong to "
        "no matrix (a line \"partial\" allows it)",
        where, c->tensor->name, (long) (c->tensor->count - c->numbers),
        (long) c->tensor->count);
}

/* The matrices of a layer, one cover for each of its tensors. */
typedef struct
{
    slong num;
    cover_t *cover;
    unsigned char *used; /* of blocks: the tensors that were met, or NULL */
} covers_t;

static cover_t *
cover_of(covers_t *all, const fulg_tensor_struct *tensor)
{
    for (slong n = 0; n < all->num; n++)
        if (all->cover[n].tensor == tensor)
            return &all->cover[n];
    all->cover = flint_realloc(all->cover,
                               (size_t) (all->num + 1) * sizeof(cover_t));
    cover_init(&all->cover[all->num], tensor);
    return &all->cover[all->num++];
}

static fulg_status_t
add_head(covers_t *all, const fulg_floats_map_t map,
         const fulg_floats_layout_t *layout, const fulg_floats_tensors_t T,
         slong layer, slong head, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (const char *k = layout->kinds; *k && status == FULG_OK; k++)
    {
        fulg_floats_view_t view;
        fulg_floats_view_init(view);
        status = fulg_floats_map_view(view, map, layout, T, layer, head, *k,
                                      diag);
        if (status == FULG_OK)
        {
            T->tensor[view->tensor - T->tensor].used = 1;
            cover_add(cover_of(all, view->tensor), view);
        }
        fulg_floats_view_clear(view);
    }
    return status;
}

static fulg_status_t
add_block(covers_t *all, const fulg_floats_map_t map,
          const fulg_floats_layout_t *layout, const fulg_floats_tensors_t T,
          const fulg_block_t *block, slong head, fulg_diag_t diag)
{
    fulg_floats_view_t view;
    fulg_status_t status;
    fulg_floats_view_init(view);
    status = fulg_floats_map_block_view(view, map, layout, T, block, head,
                                        diag);
    if (status == FULG_OK)
    {
        all->used[view->tensor - T->tensor] = 1;
        cover_add(cover_of(all, view->tensor), view);
    }
    fulg_floats_view_clear(view);
    return status;
}

/* The first head that uses the block. */
static slong
head_of(const fulg_block_t *block, const fulg_arch_t arch)
{
    return fulg_arch_block_kind(block->kind)->per == FULG_PER_GROUP
               ? block->head *
                     fulg_arch_sublayer_share(&arch->sub[block->layer])
               : block->head;
}

/* The covers of all blocks of a layer are checked and cleared. */
static fulg_status_t
finish(covers_t *all, const fulg_floats_map_t map, fulg_status_t status,
       fulg_diag_t diag)
{
    for (slong n = 0; n < all->num; n++)
    {
        if (status == FULG_OK && !map->partial)
            status = cover_check(&all->cover[n], map->where, diag);
        cover_clear(&all->cover[n]);
    }
    flint_free(all->cover);
    all->num = 0;
    all->cover = NULL;
    return status;
}

static fulg_status_t
check_blocks(unsigned char *used, const fulg_floats_map_t map,
             const fulg_floats_layout_t *layout, const fulg_arch_t arch,
             const fulg_floats_tensors_t T, const fulg_block_t *block,
             slong num, fulg_diag_t diag)
{
    covers_t all = {0, NULL, used};
    fulg_status_t status = FULG_OK;
    for (slong b = 0; b < num && status == FULG_OK; b++)
    {
        status = add_block(&all, map, layout, T, &block[b],
                           head_of(&block[b], arch), diag);
        /* No tensor is of two layers. */
        if (b + 1 == num || block[b + 1].number != block[b].number)
            status = finish(&all, map, status, diag);
    }
    return finish(&all, map, status, diag);
}

fulg_status_t
fulg_floats_map_check_blocks(const fulg_floats_map_t map,
                             const fulg_floats_layout_t *layout,
                             const fulg_arch_t arch,
                             const fulg_floats_tensors_t T, fulg_diag_t diag)
{
    fulg_block_t *block;
    unsigned char *used;
    slong num;
    fulg_status_t status = fulg_arch_blocks(&block, &num, arch, diag);
    if (status != FULG_OK)
        return status;
    used = flint_calloc((size_t) T->num + 1, 1);
    status = check_blocks(used, map, layout, arch, T, block, num, diag);
    /* Nothing is used before all of it is known to be there. */
    for (slong n = 0; n < T->num && status == FULG_OK; n++)
        T->tensor[n].used |= used[n];
    flint_free(used);
    flint_free(block);
    return status;
}

fulg_status_t
fulg_floats_map_check_cover(const fulg_floats_map_t map,
                            const fulg_floats_layout_t *layout,
                            const fulg_floats_tensors_t T, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong i = 0; i < layout->layers && status == FULG_OK; i++)
    {
        covers_t all = {0, NULL, NULL};
        for (slong h = 0; h < layout->heads[i] && status == FULG_OK; h++)
            status = add_head(&all, map, layout, T, i, h, diag);
        for (slong n = 0; n < all.num; n++)
        {
            if (status == FULG_OK && !map->partial)
                status = cover_check(&all.cover[n], map->where, diag);
            cover_clear(&all.cover[n]);
        }
        flint_free(all.cover);
    }
    return status;
}
