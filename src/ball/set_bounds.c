#include <fulgurite/ball.h>

void
fulg_ball_set_bounds(arb_t x, const arf_t low, const arf_t high)
{
    arf_t half;
    fmpz_t m, e;
    if (!arf_is_finite(low) || !arf_is_finite(high))
    {
        if (arf_equal(low, high))
            arb_set_arf(x, low);
        else
            arb_zero_pm_inf(x);
        return;
    }
    /* The radius is rounded up, the midpoint is low + radius without error. */
    arf_init(half);
    fmpz_init(m);
    fmpz_init(e);
    arf_sub(half, high, low, MAG_BITS, ARF_RND_CEIL);
    arf_mul_2exp_si(half, half, -1);
    /* arf_get_mag would go one further up. */
    arf_get_fmpz_2exp(m, e, half);
    mag_set_fmpz_2exp_fmpz(arb_radref(x), m, e);
    arf_set_mag(half, arb_radref(x));
    arf_add(arb_midref(x), low, half, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_clear(half);
    fmpz_clear(m);
    fmpz_clear(e);
}

void
fulg_ball_get_bounds(arf_t low, arf_t high, const arb_t x, slong bits)
{
    arb_get_lbound_arf(low, x, bits);
    arb_get_ubound_arf(high, x, bits);
}
