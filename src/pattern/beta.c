#include <math.h>

#include "impl.h"

/* Equal entries: the interval is (norm log(1/e2) / gap, norm log(1 + e1) / noise),
   its ends rounded inwards.  0 when that leaves nothing. */
static int
set_ends_uniform(fulg_pattern_result_t *result,
                 const fulg_pattern_interval_t *I, slong norm,
                 const fulg_pattern_options_t *options)
{
    arb_t x, y;
    int good = 0;
    arb_init(x);
    arb_init(y);
    result->noise = I->noise;
    result->gap = I->gap;
    result->unbounded = I->noise == 0;
    for (slong places = 10; !good && places <= 160; places *= 2)
    {
        fulg_pattern_rooms(y, x, options->e1, options->e2, 8 * places + 64);
        arb_mul_si(x, x, norm, 8 * places + 64);
        arb_mul_si(y, y, norm, 8 * places + 64);
        arb_div_si(x, x, I->gap, 8 * places + 64);
        if (I->gap < 0)
            arb_zero(x);
        fulg_pattern_decimal_above(result->beta_lower, x, places);
        if (!result->unbounded)
        {
            arb_div_si(y, y, I->noise, 8 * places + 64);
            fulg_pattern_decimal_below(result->beta_upper, y, places);
        }
        good = result->unbounded ||
               fmpq_cmp(result->beta_lower, result->beta_upper) < 0;
    }
    arb_clear(x);
    arb_clear(y);
    return good;
}

/* From floating point, moved inwards; proved later. */
static int
set_ends(fulg_pattern_result_t *result, const fulg_pattern_interval_t *I)
{
    arb_t x;
    arb_init(x);
    result->unbounded = I->upper == HUGE_VAL;
    arb_set_d(x, I->lower + 1e-9 * (1 + I->lower));
    fulg_pattern_decimal_above(result->beta_lower, x, 10);
    if (!result->unbounded)
    {
        arb_set_d(x, I->upper - 1e-9 * (1 + I->upper));
        fulg_pattern_decimal_below(result->beta_upper, x, 10);
    }
    arb_clear(x);
    return result->unbounded ||
           fmpq_cmp(result->beta_lower, result->beta_upper) < 0;
}

/* The least beta is at most cap log(1/e2): with equal entries an inequality of
   integers. */
static int
within_cap(const fulg_pattern_result_t *result,
           const fulg_pattern_conditions_t *C, slong norm,
           const fulg_pattern_interval_t *I,
           const fulg_pattern_options_t *options)
{
    int good;
    arb_t x;
    fmpq_t gap;
    if (!options->has_cap)
        return 1;
    if (C->uniform && I->gap < 0)
        return 1;
    if (C->uniform)
    {
        fmpq_init(gap);
        fmpq_set_si(gap, I->gap, 1);
        fmpq_mul(gap, gap, options->cap);
        good = fmpq_cmp_si(gap, norm) >= 0;
        fmpq_clear(gap);
        return good;
    }
    arb_init(x);
    arb_set_fmpq(x, options->cap, 64);
    good = I->lower <= C->room2 * arf_get_d(arb_midref(x), ARF_RND_NEAR);
    arb_clear(x);
    return good;
}

/* beta as asked for, or in the middle of what is allowed. */
static int
choose_beta(fulg_pattern_result_t *result,
            const fulg_pattern_options_t *options)
{
    fmpq_t top;
    int capped;
    arb_t x, unused;
    if (options->has_beta)
    {
        fmpq_set(result->beta, options->beta);
        return fmpq_cmp(options->beta, result->beta_lower) >= 0 &&
               (result->unbounded ||
                fmpq_cmp(options->beta, result->beta_upper) <= 0);
    }
    fmpq_init(top);
    fmpq_set(top, result->beta_upper);
    capped = !result->unbounded;
    if (options->has_cap)
    {
        arb_init(x);
        arb_init(unused);
        fulg_pattern_rooms(unused, x, options->e1, options->e2, 128);
        fulg_pattern_decimal_below(top, x, 10);
        fmpq_mul(top, top, options->cap);
        if (capped && fmpq_cmp(result->beta_upper, top) < 0)
            fmpq_set(top, result->beta_upper);
        capped = 1;
        arb_clear(x);
        arb_clear(unused);
    }
    if (capped && fmpq_cmp(top, result->beta_lower) <= 0)
        /* The cap is the lower end: as near to it as ends are rounded. */
        fmpq_set(result->beta, result->beta_lower);
    else
        fulg_pattern_between(result->beta, result->beta_lower, top, !capped);
    fmpq_clear(top);
    return 1;
}

int
fulg_pattern_beta(fulg_pattern_result_t *result,
                  const fulg_pattern_conditions_t *C,
                  const fulg_pattern_interval_t *I, slong norm,
                  const fulg_pattern_options_t *options)
{
    return within_cap(result, C, norm, I, options) &&
           (C->uniform ? set_ends_uniform(result, I, norm, options)
                       : set_ends(result, I)) &&
           choose_beta(result, options);
}
