#include "impl.h"

#define BITS 192
#define MAX_HEADS (WORD(1) << 40)

/* Everything about the family that does not depend on H. */
typedef struct
{
    fulg_optimize_descent_bound_struct *R;
    slong tokens, steps;
    const fmpq *R2, *eta;
    arb_t readout; /* sqrt(H) |U*_h| */
} family_t;

static int
is_proved(family_t *F, slong heads)
{
    arb_t root;
    arb_init(root);
    F->R->heads = heads;
    arb_sqrt_ui(root, (ulong) heads, BITS);
    arb_div(root, F->readout, root, BITS);
    fulg_optimize_bound_at(F->R, F->tokens, F->R2, root, F->eta, F->steps,
                           BITS);
    arb_clear(root);
    return F->R->verdict == FULG_TRUE;
}

/* More heads make B, rho and beta smaller and leave D: bisection. */
static fulg_status_t
bisect(slong *heads, family_t *F, fulg_diag_t diag)
{
    slong low = 0, high = 1;
    while (!is_proved(F, high))
    {
        low = high;
        if (high == MAX_HEADS)
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "the hypotheses hold for "
                                 "no number of heads up to %ld",
                                 (long) MAX_HEADS);
        high *= 2;
    }
    while (high - low > 1)
    {
        const slong middle = low + (high - low) / 2;
        if (is_proved(F, middle))
            high = middle;
        else
            low = middle;
    }
    (void) is_proved(F, high);
    *heads = high;
    return FULG_OK;
}

fulg_status_t
fulg_optimize_descent_bound_least_heads(
    slong *heads, fulg_optimize_descent_bound_t R, const fulg_dataset_t D,
    const fulg_optimize_heads_t init, const fulg_optimize_heads_t star,
    const fmpq_t eta, slong steps, slong max_bits, fulg_diag_t diag)
{
    family_t F = {.R = R, .tokens = D->tokens, .steps = steps, .eta = eta};
    fulg_status_t status;
    fmpq_t R2, readout;
    if (init->num != 1 || star->num != 1 ||
        !fmpq_mat_equal(&init->W[0], &star->W[0]))
        return fulg_diag_set(
            diag, FULG_DOMAIN,
            "the least number of heads can only be found if all heads "
            "are equal at both points, and the points differ only in U");
    status = fulg_optimize_descent_bound(R, D, init, star, eta, steps, max_bits,
                                         diag);
    if (status != FULG_OK)
        return status;
    fmpq_init(R2);
    fmpq_init(readout);
    arb_init(F.readout);
    F.R2 = R2;
    fulg_dataset_radius_squared(R2, D);
    fulg_optimize_heads_readout_squared(readout, star);
    arb_set_fmpq(F.readout, readout, BITS);
    arb_mul_si(F.readout, F.readout, star->total, BITS);
    arb_sqrtpos(F.readout, F.readout, BITS);
    status = bisect(heads, &F, diag);
    fmpq_clear(R2);
    fmpq_clear(readout);
    arb_clear(F.readout);
    return status;
}
