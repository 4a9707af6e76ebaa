#include <stdio.h>
#include <string.h>

#include <mpfr.h>

#include <fulgurite/ball.h>

/* Decimals with an exponent between these are written without one. */
#define LEAST_EXPONENT (-4)
#define MOST_EXPONENT 15

/* sign 0.DIGITS * 10^exponent, written as people do: 0.0125, 12.5, 1.25e-30. */
static char *
write_decimal(const char *digits, slong exponent)
{
    const int sign = *digits == '-';
    const char *d = digits + sign;
    slong n = (slong) strlen(d);
    char *text = flint_malloc(strlen(digits) + 64), *at = text;
    while (n > 1 && d[n - 1] == '0')
        n--;
    if (sign)
        *at++ = '-';
    if (exponent <= LEAST_EXPONENT || exponent > MOST_EXPONENT)
    {
        *at++ = d[0];
        if (n > 1)
            *at++ = '.';
        memcpy(at, d + 1, (size_t) n - 1);
        snprintf(at + n - 1, 32, "e%ld", (long) exponent - 1);
        return text;
    }
    if (exponent <= 0)
        *at++ = '0';
    for (slong i = 0; i < FLINT_MAX(exponent, n); i++)
    {
        if (i == FLINT_MAX(exponent, 0))
        {
            *at++ = '.';
            for (slong zero = exponent; zero < 0; zero++)
                *at++ = '0';
        }
        *at++ = i < n ? d[i] : '0';
    }
    *at = '\0';
    return text;
}

static char *
copy(const char *text)
{
    char *same = flint_malloc(strlen(text) + 1);
    strcpy(same, text);
    return same;
}

char *
fulg_ball_arf_text(const arf_t x, int upper, slong digits)
{
    const mpfr_rnd_t direction = upper ? MPFR_RNDU : MPFR_RNDD;
    char *mantissa, *text;
    mpfr_t y;
    mpfr_exp_t exponent;
    if (arf_is_nan(x))
        return copy(upper ? "inf" : "-inf");
    mpfr_init2(y, (mpfr_prec_t) FLINT_MAX(arf_bits(x), 2));
    arf_get_mpfr(y, x, direction);
    if (mpfr_inf_p(y) || mpfr_zero_p(y))
        text = copy(mpfr_zero_p(y) ? "0" : mpfr_sgn(y) > 0 ? "inf" : "-inf");
    else
    {
        mantissa = mpfr_get_str(NULL, &exponent, 10,
                                (size_t) FLINT_MAX(digits, 2), y, direction);
        text = write_decimal(mantissa, (slong) exponent);
        mpfr_free_str(mantissa);
    }
    mpfr_clear(y);
    return text;
}

char *
fulg_ball_bound_text(const arb_t x, int upper, slong digits)
{
    /* Beyond what digits show, so that the bound is the ball's own. */
    const slong bits = 4 * digits + 64;
    arf_t bound;
    char *text;
    arf_init(bound);
    if (arb_is_exact(x))
        arf_set(bound, arb_midref(x));
    else if (upper)
        arb_get_ubound_arf(bound, x, bits);
    else
        arb_get_lbound_arf(bound, x, bits);
    text = fulg_ball_arf_text(bound, upper, digits);
    arf_clear(bound);
    return text;
}

char *
fulg_ball_text(const arb_t x, slong digits)
{
    char *lower = fulg_ball_bound_text(x, 0, digits);
    char *upper = fulg_ball_bound_text(x, 1, digits);
    const size_t size = strlen(lower) + strlen(upper) + 8;
    char *text = flint_malloc(size);
    if (strcmp(lower, upper) == 0)
        strcpy(text, lower);
    else
        snprintf(text, size, "[%s, %s]", lower, upper);
    flint_free(lower);
    flint_free(upper);
    return text;
}
