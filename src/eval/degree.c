#include <fulgurite/eval.h>

void
fulg_eval_degree(fmpz_t degree, const fulg_arch_t arch)
{
    /* Each lightning layer triples the degree in X; each activation multiplies
       it by the power. */
    const int attention = !fulg_arch_is_pnn(arch);
    const ulong step = attention ? 3 : (ulong) fulg_arch_power(arch);
    fmpz_set_ui(degree, step);
    fmpz_pow_ui(degree, degree,
                (ulong) (attention ? arch->depth : arch->depth - 1));
}
