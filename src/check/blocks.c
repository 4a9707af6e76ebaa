#include <string.h>

#include "impl.h"

/* Networks whose tensors are the blocks of their architecture. */

/* One layer a sublayer. */
static void
set_layout(fulg_floats_layout_t *layout, const fulg_arch_struct *arch)
{
    const size_t size = (size_t) arch->depth * sizeof(slong);
    memset(layout, 0, sizeof *layout);
    layout->layers = arch->depth;
    layout->heads = flint_malloc(size);
    layout->kv_heads = flint_malloc(size);
    layout->head_dim = flint_malloc(size);
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        const int attention = sub->kind == FULG_KIND_ATTENTION;
        layout->heads[i] = attention ? sub->heads : 0;
        layout->kv_heads[i] = attention ? fulg_arch_sublayer_groups(sub) : 0;
        layout->head_dim[i] = attention ? sub->head_dim : 0;
    }
}

void
fulg_check_set_blocks(fulg_check_network_t N)
{
    fulg_arch_init(N->arch, 1);
    fulg_arch_set(N->arch, N->T->arch);
    set_layout(&N->layout, N->T->arch);
    N->has_values = N->by_blocks = 1;
}

fulg_status_t
fulg_check_network_set_arch(fulg_check_network_t N, const fulg_arch_t arch,
                            const char *unmodelled, fulg_diag_t diag)
{
    const fulg_status_t status = fulg_floats_map_check_blocks(
        N->map, &N->layout, arch, N->T, diag);
    if (status != FULG_OK)
        return status;
    flint_free(N->unmodelled);
    N->unmodelled = fulg_floats_map_unmodelled(N->map, 1, unmodelled);
    N->map_layout = N->layout;
    set_layout(&N->layout, arch);
    fulg_arch_set(N->arch, arch);
    N->has_values = N->by_blocks = N->by_map = 1;
    return FULG_OK;
}

/* The block of a kind that a head uses; its shape is 0 x 0 where there is none. */
static fulg_block_t
block_of(const fulg_check_network_t N, slong layer, slong head, char kind)
{
    const fulg_sublayer_struct *sub = &N->arch->sub[layer];
    const fulg_block_kind_t *row = fulg_arch_block_kinds;
    fulg_block_t block = {.kind = kind,
                          .layer = layer,
                          .number = sub->layer + 1,
                          .forward = sub->kind == FULG_KIND_FEED_FORWARD};
    const int used_by = block.forward ? FULG_USED_BY_FEED_FORWARD
                                      : FULG_USED_BY_ATTENTION;
    while (row->kind != 0 && row->kind != kind)
        row++;
    if (row->kind == 0 || !(row->used_by & used_by))
        return block;
    row->shape(&block.rows, &block.cols, sub, N->arch->width[layer],
               fulg_arch_value_rows(N->arch, layer));
    if (row->per != FULG_PER_SUBLAYER)
        block.head = row->per == FULG_PER_GROUP
                         ? head / fulg_arch_sublayer_share(sub)
                         : head;
    return block;
}

int
fulg_check_network_has(const fulg_check_network_t N, slong layer, char kind)
{
    if (!N->by_blocks)
        return strchr(N->layout.kinds, kind) != NULL;
    return block_of(N, layer, 0, kind).rows > 0;
}

slong
fulg_check_network_first(const fulg_check_network_t N, slong layer, slong head)
{
    const slong share = N->layout.heads[layer] / N->layout.kv_heads[layer];
    return head / share * share;
}

fulg_status_t
fulg_check_block_view(fulg_floats_view_t view, const fulg_check_network_t N,
                      slong layer, slong head, char kind, fulg_diag_t diag)
{
    const fulg_block_t block = block_of(N, layer, head, kind);
    const fulg_tensor_struct *tensor;
    char name[FULG_ARCH_NAME_SIZE];
    fulg_status_t status;
    if (N->by_map)
        return fulg_floats_map_block_view(view, N->map, &N->map_layout, N->T,
                                          &block, head, diag);
    fulg_arch_block_name(name, &block);
    tensor = fulg_floats_tensors_find(N->T, name);
    if (tensor == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "tensor \"%s\" is missing",
                             name);
    status = fulg_floats_view_set(view, tensor, diag);
    if (status == FULG_OK &&
        (view->rows != block.rows || view->cols != block.cols))
        status = fulg_diag_set(diag, FULG_PARSE,
                               "\"%s\" is %ld x %ld, expected %ld x %ld", name,
                               (long) view->rows, (long) view->cols,
                               (long) block.rows, (long) block.cols);
    return status;
}
