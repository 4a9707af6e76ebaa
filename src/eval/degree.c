#include <fulgurite/eval.h>

void
fulg_eval_degree(fmpz_t degree, const fulg_arch_t arch)
{
    /* Each lightning layer triples the degree in X; each activation multiplies
       it by the power. */
    const int attention = arch->family == FULG_FAMILY_ATTENTION;
    const ulong step = attention ? 3 : (ulong) arch->power;
    fmpz_set_ui(degree, step);
    fmpz_pow_ui(degree, degree,
                (ulong) (attention ? arch->depth : arch->depth - 1));
}
