#include <fulgurite/ball.h>

/* The bits of the first attempt, and those that the smallest of the values
   should have in the end. */
#define FIRST_BITS 64
#define ACCURACY 24

fulg_status_t
fulg_ball_jacobian_singular(arb_ptr sigma,
                            const fulg_ball_jacobian_rank_t result,
                            const fulg_weights_t W, const mag_t radius,
                            slong max_bits, fulg_diag_t diag)
{
    const slong last = result->rank - 1;
    slong bits = FIRST_BITS;
    fulg_status_t status = FULG_OK;
    arb_mat_t J;
    arb_mat_init(J, arb_mat_nrows(result->jacobian),
                 arb_mat_ncols(result->jacobian));
    arb_mat_set(J, result->jacobian);
    for (;;)
    {
        fulg_ball_singular_values(sigma, J, bits);
        if (last < 0 || 2 * bits > max_bits ||
            (bits >= result->bits && !mag_is_zero(radius)) ||
            arb_rel_accuracy_bits(&sigma[last]) >= ACCURACY)
            break;
        bits *= 2;
        if (bits > result->bits)
            status = fulg_ball_jacobian_again(J, result, W, radius, bits, diag);
        if (status != FULG_OK)
            break;
    }
    arb_mat_clear(J);
    return status;
}
