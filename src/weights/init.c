#include <fulgurite/weights.h>

/* No matrix of the evaluation, and not the weights together, may have more
   entries (2 GiB of rational numbers): what lies beyond is refused with a
   sentence and not left to a failing allocation. */
#define MAX_ENTRIES (WORD(1) << 27)

/* 1 when a matrix with a column of that size for every token fits. */
static int
state_fits(slong size, const fmpz_t tokens)
{
    fmpz_t n;
    int fits;
    fmpz_init(n);
    fmpz_mul_si(n, tokens, size);
    fits = fmpz_cmp_si(n, MAX_ENTRIES) <= 0;
    fmpz_clear(n);
    return fits;
}

static fulg_status_t
check_size(const fulg_arch_t arch, fulg_diag_t diag)
{
    fmpz_t n, tokens;
    int fits;
    fmpz_init(n);
    fmpz_init_set_si(tokens, arch->tokens);
    fulg_arch_parameters(n, arch);
    fits = fmpz_cmp_si(n, MAX_ENTRIES) <= 0;
    fmpz_mul(n, tokens, tokens);
    fits = fits && fmpz_cmp_si(n, MAX_ENTRIES) <= 0;
    for (slong i = 0; i <= arch->depth; i++)
        fits = fits && state_fits(arch->width[i], tokens);
    for (slong i = 0; i < arch->depth; i++)
        fits = fits && state_fits(arch->sub[i].head_dim, tokens) &&
               state_fits(arch->sub[i].value_dim, tokens) &&
               state_fits(arch->sub[i].hidden, tokens);
    fmpz_clear(n);
    fmpz_clear(tokens);
    if (fits)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_UNABLE,
                         "the network is too large to hold its weights and "
                         "states in memory (limit: %ld entries)",
                         (long) MAX_ENTRIES);
}

/* place[i * kinds + row] = the first block of sublayer i of that row of the table
   of kinds, or -1. */
static void
set_places(fulg_weights_t W)
{
    const slong depth = W->arch->depth;
    W->place = flint_malloc((size_t) (depth * FULG_BLOCK_KINDS) *
                            sizeof(slong));
    W->stride = flint_calloc((size_t) depth, sizeof(slong));
    for (slong i = 0; i < depth * FULG_BLOCK_KINDS; i++)
        W->place[i] = -1;
    for (slong b = W->num - 1; b >= 0; b--)
    {
        const fulg_block_t *block = &W->block[b];
        const slong row = fulg_arch_block_kind(block->kind) -
                          fulg_arch_block_kinds;
        W->place[block->layer * FULG_BLOCK_KINDS + row] = b;
    }
    /* Groups follow each other, all alike: what two have between their first
       matrices. */
    for (slong b = W->num - 1; b >= 0; b--)
    {
        const fulg_block_t *block = &W->block[b];
        const slong share = fulg_arch_sublayer_share(
            &W->arch->sub[block->layer]);
        if (fulg_arch_block_kind(block->kind)->per == FULG_PER_HEAD &&
            block->head == share)
            W->stride[block->layer] = b - fulg_weights_place(W, block->layer, 0,
                                                             block->kind);
    }
}

fulg_status_t
fulg_weights_init(fulg_weights_t W, const fulg_arch_t arch,
                  const fulg_domain_t D, fulg_diag_t diag)
{
    fulg_status_t status = check_size(arch, diag);
    if (status == FULG_OK)
        status = fulg_arch_blocks(&W->block, &W->num, arch, diag);
    if (status != FULG_OK)
        return status;

    fulg_arch_init(W->arch, 1);
    fulg_arch_set(W->arch, arch);
    *W->domain = *D;
    set_places(W);
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
    flint_free(W->place);
    flint_free(W->stride);
    flint_free(W->block);
    fulg_arch_clear(W->arch);
}

void
fulg_weights_zero(fulg_weights_t W)
{
    for (slong b = 0; b < W->num; b++)
        W->domain->ops->zero(&W->mat[b]);
}

slong
fulg_weights_place(const fulg_weights_t W, slong layer, slong head, char kind)
{
    const fulg_block_kind_t *row = fulg_arch_block_kind(kind);
    const slong first =
        W->place[layer * FULG_BLOCK_KINDS + (row - fulg_arch_block_kinds)];
    const slong share = fulg_arch_sublayer_share(&W->arch->sub[layer]);
    if (first < 0 || row->per == FULG_PER_SUBLAYER)
        return first;
    if (row->per == FULG_PER_GROUP)
        return first + head * W->stride[layer];
    return first + head / share * W->stride[layer] + head % share;
}

int
fulg_weights_has(const fulg_weights_t W, slong layer, char kind)
{
    return fulg_weights_place(W, layer, 0, kind) >= 0;
}

fulg_mat_struct *
fulg_weights_mat(const fulg_weights_t W, slong layer, slong head, char kind)
{
    return &W->mat[fulg_weights_place(W, layer, head, kind)];
}

fulg_mat_struct *
fulg_weights_of_head(const fulg_weights_t W, slong layer, slong head, char kind)
{
    const slong share = fulg_arch_sublayer_share(&W->arch->sub[layer]);
    const int group = fulg_arch_block_kind(kind)->per == FULG_PER_GROUP;
    return fulg_weights_mat(W, layer, group ? head / share : head, kind);
}
