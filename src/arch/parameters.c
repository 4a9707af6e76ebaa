#include "impl.h"

/* n += count * rows * cols */
static void
add_matrices(fmpz_t n, slong count, slong rows, slong cols)
{
    fmpz_t part;
    fmpz_init_set_si(part, count);
    fmpz_mul_si(part, part, rows);
    fmpz_mul_si(part, part, cols);
    fmpz_add(n, n, part);
    fmpz_clear(part);
}

static slong
times(const fulg_sublayer_struct *sub, fulg_per_t per)
{
    switch (per)
    {
        case FULG_PER_HEAD:
            return sub->heads;
        case FULG_PER_GROUP:
            return fulg_arch_sublayer_groups(sub);
        default:
            return 1;
    }
}

void
fulg_arch_parameters(fmpz_t n, const fulg_arch_t arch)
{
    fmpz_zero(n);
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        for (const fulg_block_kind_t *row = fulg_arch_block_kinds; row->kind;
             row++)
        {
            slong rows = 0, cols = 0;
            if (!(row->used_by & fulg_arch_kind_bit(sub->kind)))
                continue;
            row->shape(&rows, &cols, sub, arch->width[i],
                       fulg_arch_value_rows(arch, i));
            add_matrices(n, times(sub, row->per), rows, cols);
        }
    }
}

slong
fulg_arch_num_parameters(const fulg_arch_t arch)
{
    slong num;
    fmpz_t n;
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    num = fmpz_fits_si(n) ? fmpz_get_si(n) : WORD_MAX;
    fmpz_clear(n);
    return num;
}
