#include <fulgurite/weights.h>

/* layer_start[i] = the first block of layer i. */
static slong *
layer_starts(const fulg_block_t *block, slong num, slong depth)
{
    slong *start = flint_malloc((size_t) depth * sizeof(slong));
    for (slong b = num - 1; b >= 0; b--)
        start[block[b].layer] = b;
    return start;
}

fulg_status_t
fulg_weights_init(fulg_weights_t W, const fulg_arch_t arch,
                  const fulg_domain_t D, fulg_diag_t diag)
{
    fulg_status_t status = fulg_arch_blocks(&W->block, &W->num, arch, diag);
    if (status != FULG_OK)
        return status;

    fulg_arch_init(W->arch, 1);
    fulg_arch_set(W->arch, arch);
    *W->domain = *D;
    W->layer_start = layer_starts(W->block, W->num, arch->depth);
    W->mat = flint_malloc((size_t) W->num * sizeof(fulg_mat_struct));
    W->parameters = 0;
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_block_t *block = &W->block[b];
        D->ops->init(&W->mat[b], block->rows, block->cols, D);
        W->parameters += block->rows * block->cols;
    }
    return FULG_OK;
}

void
fulg_weights_clear(fulg_weights_t W)
{
    for (slong b = 0; b < W->num; b++)
        W->domain->ops->clear(&W->mat[b]);
    flint_free(W->mat);
    flint_free(W->layer_start);
    flint_free(W->block);
    fulg_arch_clear(W->arch);
}

void
fulg_weights_zero(fulg_weights_t W)
{
    for (slong b = 0; b < W->num; b++)
        W->domain->ops->zero(&W->mat[b]);
}

fulg_mat_struct *
fulg_weights_mat(const fulg_weights_t W, slong layer, slong head, char kind)
{
    const int split = fulg_arch_has_value_dim(W->arch);
    slong place = 0;
    switch (kind)
    {
        case 'q':
        case 'w':
            place = 0;
            break;
        case 'k':
            place = 1;
            break;
        case 'v':
        case 'o':
            place = 2;
            break;
        case 'u':
            place = 3;
            break;
    }
    return &W->mat[W->layer_start[layer] + head * (split ? 4 : 3) + place];
}
