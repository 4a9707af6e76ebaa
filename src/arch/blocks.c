#include "impl.h"

/* Lists and offsets beyond these are out of reach of any memory; below them no
   count overflows a slong. */
#define MAX_BLOCKS (WORD(1) << 24)
#define MAX_WEIGHT_BITS 47

/* Calls put for every kind of matrix of sublayer i, in canonical order, with the
   group and the place of the head in its group (0 where there is none). */
typedef struct
{
    const fulg_sublayer_struct *sub;
    slong in, out;
    fulg_block_t *next;
    slong offset;
    slong layer;
} walk_t;

static void
put(walk_t *walk, const fulg_block_kind_t *row, slong head)
{
    slong rows = 0, cols = 0;
    row->shape(&rows, &cols, walk->sub, walk->in, walk->out);
    if (rows == 0)
        return;
    *walk->next++ = (fulg_block_t){row->kind,
                                   walk->layer,
                                   head,
                                   rows,
                                   cols,
                                   walk->offset,
                                   walk->sub->layer + 1,
                                   walk->sub->kind == FULG_KIND_FEED_FORWARD};
    walk->offset += rows * cols;
}

/* All that group g has: a row of the table once, or once a head. */
static void
put_group(walk_t *walk, const fulg_block_kind_t *first, slong g)
{
    const slong share = walk->sub->heads / fulg_arch_sublayer_groups(walk->sub);
    for (const fulg_block_kind_t *row = first; row->kind; row++)
    {
        if (!(row->used_by & fulg_arch_kind_bit(walk->sub->kind)))
            continue;
        if (row->per == FULG_PER_GROUP)
            put(walk, row, g);
        for (slong j = 0; row->per == FULG_PER_HEAD && j < share; j++)
            put(walk, row, g * share + j);
    }
}

static void
put_sublayer(walk_t *walk)
{
    const int bit = fulg_arch_kind_bit(walk->sub->kind);
    int grouped = 0;
    for (const fulg_block_kind_t *row = fulg_arch_block_kinds; row->kind; row++)
    {
        if (!(row->used_by & bit))
            continue;
        if (row->per == FULG_PER_SUBLAYER)
            put(walk, row, 0);
        else if (!grouped)
        {
            for (slong g = 0; g < fulg_arch_sublayer_groups(walk->sub); g++)
                put_group(walk, row, g);
            grouped = 1;
        }
    }
}

/* The matrices of a sublayer at most: as many as MAX_BLOCKS + 1 or fewer. */
static slong
max_blocks(const fulg_sublayer_struct *sub)
{
    slong each = 0, once = 0;
    for (const fulg_block_kind_t *row = fulg_arch_block_kinds; row->kind; row++)
        if (row->used_by & fulg_arch_kind_bit(sub->kind))
            *(row->per == FULG_PER_SUBLAYER ? &once : &each) += 1;
    return once + each * FLINT_MIN(sub->heads, MAX_BLOCKS);
}

static slong
count(const fulg_arch_t arch)
{
    slong num = 0;
    for (slong i = 0; i < arch->depth && num <= MAX_BLOCKS; i++)
        num += max_blocks(&arch->sub[i]);
    return num;
}

fulg_status_t
fulg_arch_blocks(fulg_block_t **blocks, slong *num, const fulg_arch_t arch,
                 fulg_diag_t diag)
{
    const slong most = count(arch);
    walk_t walk;
    fmpz_t parameters;
    int countable;

    fmpz_init(parameters);
    fulg_arch_parameters(parameters, arch);
    countable = fmpz_bits(parameters) <= MAX_WEIGHT_BITS && most <= MAX_BLOCKS;
    fmpz_clear(parameters);
    if (!countable)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the network has too many weights to hold");

    *blocks = walk.next = flint_malloc((size_t) most * sizeof(fulg_block_t));
    walk.offset = 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        walk.sub = &arch->sub[i];
        walk.in = arch->width[i];
        walk.out = fulg_arch_value_rows(arch, i);
        walk.layer = i;
        put_sublayer(&walk);
    }
    *num = walk.next - *blocks;
    return FULG_OK;
}
