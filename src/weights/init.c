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
        fits = fits && state_fits(arch->head_dim[i], tokens) &&
               state_fits(arch->value_dim[i], tokens);
    fmpz_clear(n);
    fmpz_clear(tokens);
    if (fits)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_UNABLE,
                         "the network is too large to hold its weights and "
                         "states in memory (limit: %ld entries)",
                         (long) MAX_ENTRIES);
}

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
    fulg_status_t status = check_size(arch, diag);
    if (status == FULG_OK)
        status = fulg_arch_blocks(&W->block, &W->num, arch, diag);
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
