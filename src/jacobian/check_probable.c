#include <fulgurite/jacobian.h>

#define LOG2_RANGE 60

/* A bound for the degree in X of the numerator of a derivative of the output:
   3^l or power^(l-1); with a normalisation a layer multiplies the degree of a
   column's numerator and denominator by at most H (2 t + 1), plus one with
   residual, and n'/q - n q'/q^2 doubles it (doc: lem-sizes). */
static void
set_degree(fmpz_t D, const fulg_arch_t arch)
{
    if (!fulg_arch_is_normalised(arch))
    {
        fulg_eval_degree(D, arch);
        return;
    }
    fmpz_set_ui(D, 2);
    for (slong i = 0; i < arch->depth; i++)
    {
        fmpz_t factor;
        fmpz_init_set_si(factor, arch->tokens);
        fmpz_mul_ui(factor, factor, 2);
        fmpz_add_ui(factor, factor, 1);
        fmpz_mul_si(factor, factor, arch->sub[i].heads);
        fmpz_add_ui(factor, factor, fulg_arch_is_residual(arch) != 0);
        fmpz_mul(D, D, factor);
        fmpz_clear(factor);
    }
}

int
fulg_jacobian_check_probable(slong *error_log2, const fulg_weights_t W,
                             const fulg_weights_t dW, fulg_rand_t rand)
{
    const fulg_domain_struct *Q = W->domain;
    const slong t = W->arch->tokens, depth = W->arch->depth;
    fulg_mat_t X, dY;
    fulg_eval_tape_t T;
    fmpz_t D;
    int zero;

    fmpz_init(D);
    set_degree(D, W->arch);
    *error_log2 = (slong) fmpz_bits(D) - LOG2_RANGE;
    fmpz_clear(D);

    fmpq_mat_init(X->fmpq, W->arch->width[0], t);
    fmpq_mat_init(dY->fmpq, W->arch->width[depth],
                  fulg_arch_output_columns(W->arch));
    fulg_eval_tape_init(T, W);
    do
        fulg_weights_mat_random(X, rand, WORD(1) << (LOG2_RANGE - 1), 1, Q);
    while (fulg_eval_forward(T, W, X, NULL) == FULG_DOMAIN);
    fulg_eval_tangent(dY, T, W, dW);
    zero = fmpq_mat_is_zero(dY->fmpq);
    fulg_eval_tape_clear(T, W);
    fmpq_mat_clear(X->fmpq);
    fmpq_mat_clear(dY->fmpq);
    return zero;
}
