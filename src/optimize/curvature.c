#include "impl.h"

void
fulg_optimize_curvature(arb_t G2, arb_t beta, arb_t rho, slong tokens,
                        slong heads, const fmpq_t R2, const arb_t B2,
                        slong bits)
{
    arb_t r2, x, y;
    arb_init(r2);
    arb_init(x);
    arb_init(y);
    arb_set_fmpq(r2, R2, bits);
    /* T R^2 (1 + R^4 B^2) */
    arb_mul(x, r2, r2, bits);
    arb_mul(x, x, B2, bits);
    arb_add_ui(x, x, 1, bits);
    arb_mul(x, x, r2, bits);
    arb_mul_si(G2, x, tokens, bits);
    /* (2 R^2 B + 1) sqrt(T R^6 / H) */
    arb_sqrtpos(x, B2, bits);
    arb_mul(x, x, r2, bits);
    arb_mul_2exp_si(x, x, 1);
    arb_add_ui(x, x, 1, bits);
    arb_pow_ui(y, r2, 3, bits);
    arb_mul_si(y, y, tokens, bits);
    arb_div_si(y, y, heads, bits);
    arb_sqrt(y, y, bits);
    arb_mul(beta, x, y, bits);
    arb_mul_2exp_si(rho, G2, -2);
    arb_add(rho, rho, beta, bits);
    arb_clear(r2);
    arb_clear(x);
    arb_clear(y);
}
