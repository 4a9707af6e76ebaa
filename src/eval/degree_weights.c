#include <fulgurite/eval.h>

void
fulg_eval_degree_weights(fmpz_t degree, const fulg_arch_t arch)
{
    /* A layer on a state of degree D in the earlier weights: V X S with S of
       degree two in X and in (Q, K) has degree 3 D + 3, one more when V = O U;
       W s(x) has degree power * D + 1. */
    const int attention = !fulg_arch_is_pnn(arch);
    const ulong step = attention ? 3 : (ulong) fulg_arch_power(arch);
    ulong own = 1;
    if (attention)
        own = fulg_arch_has_value_dim(arch) ? 4 : 3;
    fmpz_zero(degree);
    for (slong i = 0; i < arch->depth; i++)
    {
        fmpz_mul_ui(degree, degree, step);
        fmpz_add_ui(degree, degree, own);
    }
}
