#include <fulgurite/arch.h>

/* Lists and offsets beyond these are out of reach of any memory; below them no
   count overflows a slong. */
#define MAX_HEADS (WORD(1) << 20)
#define MAX_WEIGHT_BITS 47

/* The number of heads in all, or MAX_HEADS + 1 when there are more. */
static slong
num_heads(const fulg_arch_t arch)
{
    slong num = 0;
    for (slong i = 0; i < arch->depth && num <= MAX_HEADS; i++)
        num += FLINT_MIN(arch->heads[i], MAX_HEADS + 1);
    return FLINT_MIN(num, MAX_HEADS + 1);
}

static slong
num_blocks(const fulg_arch_t arch)
{
    slong num = 0;
    if (arch->family == FULG_FAMILY_PNN)
        return arch->depth;
    for (slong i = 0; i < arch->depth; i++)
        num += arch->heads[i] * (arch->value_dim[i] ? 4 : 3);
    return num;
}

static fulg_block_t *
push(fulg_block_t *next, char kind, slong layer, slong head, slong rows,
     slong cols, slong *offset)
{
    *next = (fulg_block_t){kind, layer, head, rows, cols, *offset};
    *offset += rows * cols;
    return next + 1;
}

fulg_status_t
fulg_arch_blocks(fulg_block_t **blocks, slong *num, const fulg_arch_t arch,
                 fulg_diag_t diag)
{
    fmpz_t parameters;
    fulg_block_t *next;
    slong offset = 0;
    int countable;

    fmpz_init(parameters);
    fulg_arch_parameters(parameters, arch);
    countable = fmpz_bits(parameters) <= MAX_WEIGHT_BITS &&
                (arch->family == FULG_FAMILY_PNN ||
                 num_heads(arch) <= MAX_HEADS);
    fmpz_clear(parameters);
    if (!countable)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the network has too many weights to hold");

    *num = num_blocks(arch);
    *blocks = next = flint_malloc((size_t) *num * sizeof(fulg_block_t));
    for (slong i = 0; i < arch->depth; i++)
    {
        const slong in = arch->width[i], out = arch->width[i + 1];
        const slong a = arch->head_dim[i], v = arch->value_dim[i];
        if (arch->family == FULG_FAMILY_PNN)
        {
            next = push(next, 'w', i, 0, out, in, &offset);
            continue;
        }
        for (slong h = 0; h < arch->heads[i]; h++)
        {
            next = push(next, 'q', i, h, a, in, &offset);
            next = push(next, 'k', i, h, a, in, &offset);
            if (v == 0)
                next = push(next, 'v', i, h, out, in, &offset);
            else
            {
                next = push(next, 'o', i, h, out, v, &offset);
                next = push(next, 'u', i, h, v, in, &offset);
            }
        }
    }
    return FULG_OK;
}
