#include "impl.h"

#define FIRST_BITS 128

void
fulg_optimize_descent_bound_init(fulg_optimize_descent_bound_t R)
{
    R->bits = R->heads = 0;
    R->identical = 0;
    R->has_B = R->step_fits = R->curvature_fits = R->verdict = FULG_UNKNOWN;
    arb_init(R->distance_squared);
    arb_init(R->loss);
    arb_init(R->loss_star);
    arb_init(R->D_squared);
    arb_init(R->B);
    arb_init(R->G);
    arb_init(R->rho);
    arb_init(R->eta_rho);
    arb_init(R->beta_D_squared);
    arb_init(R->bound);
}

void
fulg_optimize_descent_bound_clear(fulg_optimize_descent_bound_t R)
{
    arb_clear(R->distance_squared);
    arb_clear(R->loss);
    arb_clear(R->loss_star);
    arb_clear(R->D_squared);
    arb_clear(R->B);
    arb_clear(R->G);
    arb_clear(R->rho);
    arb_clear(R->eta_rho);
    arb_clear(R->beta_D_squared);
    arb_clear(R->bound);
}

fulg_status_t
fulg_optimize_descent_bound(fulg_optimize_descent_bound_t R,
                            const fulg_dataset_t D,
                            const fulg_optimize_heads_t init,
                            const fulg_optimize_heads_t star, const fmpq_t eta,
                            slong steps, slong max_bits, fulg_diag_t diag)
{
    fmpq_t R2, distance, readout;
    arb_t U;
    if (init->total != star->total)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "the initial point has %ld heads, the point of comparison "
            "%ld",
            (long) init->total, (long) star->total);
    fmpq_init(R2);
    fmpq_init(distance);
    fmpq_init(readout);
    arb_init(U);
    fulg_dataset_radius_squared(R2, D);
    fulg_optimize_heads_distance_squared(distance, init, star);
    fulg_optimize_heads_readout_squared(readout, star);
    R->heads = init->total;
    R->identical = init->num == 1 && star->num == 1;
    R->bits = FIRST_BITS;
    do
    {
        arb_set_fmpq(R->distance_squared, distance, R->bits);
        arb_set_fmpq(U, readout, R->bits);
        arb_sqrtpos(U, U, R->bits);
        fulg_optimize_loss(R->loss, D, init, R->bits);
        fulg_optimize_loss(R->loss_star, D, star, R->bits);
        fulg_optimize_bound_at(R, D->tokens, R2, U, eta, steps, R->bits);
        R->bits *= 2;
    } while (R->verdict == FULG_UNKNOWN && R->bits <= max_bits);
    R->bits /= 2;
    fmpq_clear(R2);
    fmpq_clear(distance);
    fmpq_clear(readout);
    arb_clear(U);
    return FULG_OK;
}
