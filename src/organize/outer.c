/* A function of a number over a square root, and its derivatives, in integers. */
#include "impl.h"

#define FUNCTIONS FULG_OUTER_DERIVATIVES

void
fulg_organize_outer_init(fulg_organize_outer_t B, const fmpq_poly_struct *A,
                         const fulg_cube_scale_t scale)
{
    B->is_exp = A == NULL;
    B->scale = scale;
    B->exact = A != NULL && fmpz_is_one(scale->root);
    B->same = A == NULL && fmpz_is_one(scale->root);
    for (int n = 0; n < FUNCTIONS; n++)
    {
        fmpq_poly_init(B->derivative[n]);
        if (A != NULL && n == 0)
            fmpq_poly_set(B->derivative[n], A);
        else if (A != NULL)
            fmpq_poly_derivative(B->derivative[n], B->derivative[n - 1]);
    }
}

void
fulg_organize_outer_clear(fulg_organize_outer_t B)
{
    for (int n = 0; n < FUNCTIONS; n++)
        fmpq_poly_clear(B->derivative[n]);
}

/* y = A^(n)(x), where e = exp(x). */
static void
derivative_at(arb_t y, const fulg_organize_outer_t B, int n, const arb_t x,
              const arb_t e, slong bits)
{
    arb_poly_t A;
    if (B->is_exp)
    {
        arb_set(y, e);
        return;
    }
    arb_poly_init(A);
    arb_poly_set_fmpq_poly(A, B->derivative[n], bits);
    arb_poly_evaluate(y, A, x, bits);
    arb_poly_clear(A);
}

/* With so many bits; 0 when a value may be off by one. */
static int
round_balls(fmpz *const *value, const fulg_organize_outer_t B, const fmpz_t P,
            const fmpz_t den, const fmpz_t W, slong bits)
{
    arb_t x, e, y, root;
    int good = 1;
    arb_init(x);
    arb_init(e);
    arb_init(y);
    arb_init(root);
    arb_sqrt_fmpz(root, B->scale->root, bits + 24);
    arb_set_fmpz(x, P);
    arb_div_fmpz(x, x, den, bits + 24);
    arb_div(x, x, root, bits + 24);
    if (B->is_exp)
        arb_exp(e, x, bits);
    for (int n = 0; n < (B->same ? 1 : FUNCTIONS) && good; n++)
    {
        derivative_at(y, B, n, x, e, bits);
        arb_mul_fmpz(y, y, W, ARF_PREC_EXACT);
        /* Each derivative of A(x / sqrt(root)) divides by the root again. */
        for (int k = 0; k < n; k++)
            arb_div(y, y, root, bits);
        good = mag_cmp_2exp_si(arb_radref(y), -2) < 0;
        if (good)
            arf_get_fmpz(value[n], arb_midref(y), ARF_RND_NEAR);
    }
    arb_clear(x);
    arb_clear(e);
    arb_clear(y);
    arb_clear(root);
    return good;
}

static void
set_exact(fmpz *const *value, const fulg_organize_outer_t B, const fmpz_t P,
          const fmpz_t den, const fmpz_t W)
{
    fmpq_t x, y;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_set_fmpz_frac(x, P, den);
    for (int n = 0; n < FUNCTIONS; n++)
    {
        fmpq_poly_evaluate_fmpq(y, B->derivative[n], x);
        fmpq_mul_fmpz(y, y, W);
        fmpz_set(value[n], fmpq_numref(y));
    }
    fmpq_clear(x);
    fmpq_clear(y);
}

void
fulg_organize_outer_values(fmpz *const *value, const fulg_organize_outer_t B,
                           const fmpz_t P, const fmpz_t den, const fmpz_t W)
{
    slong bits = (slong) fmpz_bits(W) + 32;
    if (B->exact)
        set_exact(value, B, P, den, W);
    else
        while (!round_balls(value, B, P, den, W, bits))
            bits *= 2;
}
