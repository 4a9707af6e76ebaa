#include "impl.h"

/* The value in its error, over den. */
static void
set_ball(arb_t x, const fmpz_t value, const fmpz_t error, slong times)
{
    mag_t e;
    mag_init(e);
    arb_set_fmpz(x, value);
    mag_set_fmpz(e, error);
    mag_mul_ui(e, e, (ulong) times);
    arb_add_error_mag(x, e);
    mag_clear(e);
}

/* quotient = (largest entry) / (least row sum) of one head. */
static void
head_quotient(arb_t quotient, const fulg_cube_t E, slong t, slong bits)
{
    const slong *n = E->shape;
    const fmpz *most = E->value + t;
    fmpz_t sum, least;
    arb_t x;
    fmpz_init(sum);
    fmpz_init(least);
    arb_init(x);
    for (slong i = 0; i < n[0]; i++)
    {
        fmpz_zero(sum);
        for (slong j = 0; j < n[1]; j++)
        {
            const fmpz *e = E->value + (i * n[1] + j) * n[2] + t;
            fmpz_add(sum, sum, e);
            if (fmpz_cmp(e, most) > 0)
                most = e;
        }
        if (i == 0 || fmpz_cmp(sum, least) < 0)
            fmpz_set(least, sum);
    }
    set_ball(quotient, most, E->error, 1);
    set_ball(x, least, E->error, n[1]);
    arb_div(quotient, quotient, x, bits);
    fmpz_clear(sum);
    fmpz_clear(least);
    arb_clear(x);
}

void
fulg_organize_regularity_softmax_bound(arb_t bound,
                                       const fulg_organize_regularity_t R,
                                       const fulg_cube_t E, slong bits)
{
    arb_t x;
    arb_init(x);
    arb_zero(bound);
    for (slong t = 0; t < E->shape[2]; t++)
    {
        head_quotient(x, E, t, bits);
        arb_max(bound, bound, x, bits);
    }
    arb_mul(x, &R->one[FULG_AXIS_QUERY], &R->one[FULG_AXIS_KEY], bits);
    arb_mul_2exp_si(x, x, 1);
    arb_add(x, x, R->mixed, bits);
    arb_mul(bound, bound, x, bits);
    arb_clear(x);
}
