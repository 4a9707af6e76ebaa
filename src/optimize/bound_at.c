#include "impl.h"

#define DOUBLINGS 64

/* What the inequality start + factor G(B) <= B is made of. */
typedef struct
{
    slong tokens, heads, bits;
    const fmpq *R2;
    arb_t start, factor;
} fit_t;

/* Is start + factor G(B) <= B? */
static fulg_truth_t
fits(const fit_t *F, const arb_t B)
{
    fulg_truth_t found = FULG_UNKNOWN;
    arb_t B2, G2, beta, rho;
    arb_init(B2);
    arb_init(G2);
    arb_init(beta);
    arb_init(rho);
    arb_mul(B2, B, B, F->bits);
    fulg_optimize_curvature(G2, beta, rho, F->tokens, F->heads, F->R2, B2,
                            F->bits);
    arb_sqrtpos(G2, G2, F->bits);
    arb_mul(G2, G2, F->factor, F->bits);
    arb_add(G2, G2, F->start, F->bits);
    if (arb_le(G2, B))
        found = FULG_TRUE;
    else if (arb_gt(G2, B))
        found = FULG_FALSE;
    arb_clear(B2);
    arb_clear(G2);
    arb_clear(beta);
    arb_clear(rho);
    return found;
}

/* factor G(B) > factor sqrt(T) R^3 B >= B for every B */
static fulg_truth_t
never_fits(const fit_t *F)
{
    arb_t x;
    int never;
    arb_init(x);
    arb_set_fmpq(x, F->R2, F->bits);
    arb_pow_ui(x, x, 3, F->bits);
    arb_mul_si(x, x, F->tokens, F->bits);
    arb_sqrtpos(x, x, F->bits);
    arb_mul(x, x, F->factor, F->bits);
    arb_sub_ui(x, x, 1, F->bits);
    never = arb_is_nonnegative(x);
    arb_clear(x);
    return never ? FULG_FALSE : FULG_UNKNOWN;
}

/* B encloses the least number that fits: it fails at the lower end and fits at
   the upper one.  start + factor G(B) - B is convex and positive at start, so
   that it fails below the lower end too. */
static fulg_truth_t
least_fit(arb_t B, const fit_t *F)
{
    fulg_truth_t found = FULG_UNKNOWN;
    arb_t low, high, middle;
    arb_init(low);
    arb_init(high);
    arb_init(middle);
    arb_get_lbound_arf(arb_midref(low), F->start, F->bits);
    if (arf_sgn(arb_midref(low)) < 0)
        arb_zero(low);
    arb_get_ubound_arf(arb_midref(high), F->start, F->bits);
    arb_mul_2exp_si(middle, F->factor, 1);
    arb_get_mid_arb(middle, middle);
    arb_add(high, high, middle, F->bits);
    arb_get_mid_arb(high, high);
    for (int k = 0; k < DOUBLINGS && found != FULG_TRUE; k++)
    {
        found = fits(F, high);
        if (found != FULG_TRUE)
            arb_mul_2exp_si(high, high, 1);
    }
    for (slong k = 0; k < F->bits && found == FULG_TRUE; k++)
    {
        fulg_truth_t at;
        arb_add(middle, low, high, F->bits);
        arb_mul_2exp_si(middle, middle, -1);
        arb_get_mid_arb(middle, middle);
        at = fits(F, middle);
        if (at == FULG_UNKNOWN)
            break;
        arb_set(at == FULG_TRUE ? high : low, middle);
    }
    if (found == FULG_TRUE)
        arb_union(B, low, high, F->bits);
    arb_clear(low);
    arb_clear(high);
    arb_clear(middle);
    return found == FULG_TRUE ? FULG_TRUE : never_fits(F);
}

/* D^2 = D0^2 + 2 eta ((4/15) L0 + (19/15) K L*), and the bound. */
static void
set_distance_and_bound(fulg_optimize_descent_bound_t R, const fmpq_t eta,
                       slong steps, slong bits)
{
    arb_t e, sum, x;
    arb_init(e);
    arb_init(sum);
    arb_init(x);
    arb_set_fmpq(e, eta, bits);
    arb_mul_ui(sum, R->loss, 4, bits);
    arb_mul_si(x, R->loss_star, steps, bits);
    arb_mul_ui(x, x, 19, bits);
    arb_add(sum, sum, x, bits);
    arb_div_ui(sum, sum, 15, bits);
    arb_mul(x, sum, e, bits);
    arb_mul_2exp_si(x, x, 1);
    arb_add(R->D_squared, x, R->distance_squared, bits);
    /* (15/11) (D0^2 / (2 eta) + sum) / K */
    arb_div(x, R->distance_squared, e, bits);
    arb_mul_2exp_si(x, x, -1);
    arb_add(x, x, sum, bits);
    arb_mul_ui(x, x, 15, bits);
    arb_div_ui(x, x, 11, bits);
    arb_div_si(R->bound, x, steps, bits);
    arb_clear(e);
    arb_clear(sum);
    arb_clear(x);
}

static fulg_truth_t
at_most(const arb_t x, slong exponent)
{
    arb_t limit;
    fulg_truth_t found;
    arb_init(limit);
    arb_one(limit);
    arb_mul_2exp_si(limit, limit, exponent);
    found = arb_le(x, limit)   ? FULG_TRUE
            : arb_gt(x, limit) ? FULG_FALSE
                               : FULG_UNKNOWN;
    arb_clear(limit);
    return found;
}

static void
judge(fulg_optimize_descent_bound_t R)
{
    const fulg_truth_t all[] = {R->has_B, R->step_fits, R->curvature_fits};
    R->verdict = FULG_TRUE;
    for (int k = 0; k < 3; k++)
        if (all[k] == FULG_FALSE)
            R->verdict = FULG_FALSE;
        else if (all[k] == FULG_UNKNOWN && R->verdict == FULG_TRUE)
            R->verdict = FULG_UNKNOWN;
}

void
fulg_optimize_bound_at(fulg_optimize_descent_bound_t R, slong tokens,
                       const fmpq_t R2, const arb_t readout, const fmpq_t eta,
                       slong steps, slong bits)
{
    fit_t F = {.tokens = tokens, .heads = R->heads, .bits = bits, .R2 = R2};
    arb_t root, B2, G2, beta;
    arb_init(F.start);
    arb_init(F.factor);
    arb_init(root);
    arb_init(B2);
    arb_init(G2);
    arb_init(beta);
    set_distance_and_bound(R, eta, steps, bits);
    arb_sqrtpos(F.start, R->D_squared, bits);
    arb_set_fmpq(F.factor, eta, bits);
    if (R->identical)
    {
        arb_sqrt_ui(root, (ulong) R->heads, bits);
        arb_div(F.start, F.start, root, bits);
        arb_div(F.factor, F.factor, root, bits);
    }
    arb_add(F.start, F.start, readout, bits);
    R->step_fits = R->curvature_fits = FULG_UNKNOWN;
    R->has_B = least_fit(R->B, &F);
    if (R->has_B == FULG_TRUE)
    {
        arb_mul(B2, R->B, R->B, bits);
        fulg_optimize_curvature(G2, beta, R->rho, tokens, R->heads, R2, B2,
                                bits);
        arb_sqrtpos(R->G, G2, bits);
        arb_set_fmpq(root, eta, bits);
        arb_mul(R->eta_rho, R->rho, root, bits);
        arb_mul(R->beta_D_squared, beta, R->D_squared, bits);
        R->step_fits = at_most(R->eta_rho, 0);
        R->curvature_fits = at_most(R->beta_D_squared, -1);
    }
    judge(R);
    arb_clear(F.start);
    arb_clear(F.factor);
    arb_clear(root);
    arb_clear(B2);
    arb_clear(G2);
    arb_clear(beta);
}
