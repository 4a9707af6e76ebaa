#include <fulgurite/arch.h>

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

void
fulg_arch_parameters(fmpz_t n, const fulg_arch_t arch)
{
    fmpz_zero(n);
    for (slong i = 0; i < arch->depth; i++)
    {
        const slong in = arch->width[i], out = arch->width[i + 1];
        const slong heads = arch->heads[i], v = arch->value_dim[i];
        if (arch->family == FULG_FAMILY_PNN)
        {
            add_matrices(n, 1, out, in);
            continue;
        }
        add_matrices(n, heads, arch->head_dim[i], in);
        add_matrices(n, heads, arch->head_dim[i], in);
        if (v == 0)
            add_matrices(n, heads, out, in);
        else
        {
            add_matrices(n, heads, v, in);
            add_matrices(n, heads, out, v);
        }
    }
}
