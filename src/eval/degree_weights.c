#include "impl.h"

void
fulg_eval_degree_weights(fmpz_t degree, const fulg_arch_t arch)
{
    fmpz_zero(degree);
    for (slong i = 0; i < arch->depth; i++)
    {
        ulong step, own;
        fulg_eval_ops(arch, i)->degree(&step, &own, arch, i);
        fmpz_mul_ui(degree, degree, step);
        fmpz_add_ui(degree, degree, own);
    }
}
