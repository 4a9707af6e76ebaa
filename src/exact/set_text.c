#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <fulgurite/exact.h>

#define MAX_EXPONENT 9999

static size_t
digits(const char *s)
{
    size_t n = 0;
    while (isdigit((unsigned char) s[n]))
        n++;
    return n;
}

/* Reads the digits s[0..n) into x. */
static void
set_digits(fmpz_t x, const char *s, size_t n)
{
    char *copy = flint_malloc(n + 1);
    memcpy(copy, s, n);
    copy[n] = '\0';
    fmpz_set_str(x, copy, 10);
    flint_free(copy);
}

static fulg_status_t
bad(const char *text, const char *why, fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE, "\"%.60s%s\" %s", text,
                         strlen(text) > 60 ? "..." : "", why);
}

/* The digits of "12.345" without their point, the number of places after it,
   and the exponent after e. */
static fulg_status_t
set_decimal(fmpq_t x, const char *s, const char *text, fulg_diag_t diag)
{
    const size_t whole = digits(s);
    size_t places = 0;
    long exponent = 0;
    const char *rest = s + whole;
    char *mantissa;
    fmpz_t scale;

    if (*rest == '.')
    {
        places = digits(rest + 1);
        rest += 1 + places;
    }
    if (whole + places == 0)
        return bad(text, "is not a number", diag);
    if (*rest == 'e' || *rest == 'E')
    {
        const char *start = rest + 1;
        const char *first = start + (*start == '+' || *start == '-');
        char *end;
        if (digits(first) == 0)
            return bad(text, "is not a number", diag);
        errno = 0;
        exponent = strtol(start, &end, 10);
        if (errno != 0 || exponent > MAX_EXPONENT || exponent < -MAX_EXPONENT)
            return bad(text, "has an exponent beyond 9999", diag);
        rest = end;
    }
    if (*rest != '\0')
        return bad(text, "is not a number", diag);

    mantissa = flint_malloc(whole + places + 1);
    memcpy(mantissa, s, whole);
    if (places > 0)
        memcpy(mantissa + whole, s + whole + 1, places);
    set_digits(fmpq_numref(x), mantissa, whole + places);
    flint_free(mantissa);
    fmpz_one(fmpq_denref(x));

    fmpz_init_set_ui(scale, 10);
    exponent -= (long) places;
    fmpz_pow_ui(scale, scale, (ulong) labs(exponent));
    if (exponent >= 0)
        fmpz_mul(fmpq_numref(x), fmpq_numref(x), scale);
    else
        fmpz_set(fmpq_denref(x), scale);
    fmpq_canonicalise(x);
    fmpz_clear(scale);
    return FULG_OK;
}

fulg_status_t
fulg_exact_set_text(fmpq_t x, const char *text, fulg_diag_t diag)
{
    const int negative = text[0] == '-';
    const char *s = text + (text[0] == '-' || text[0] == '+');
    const size_t n = digits(s);
    fulg_status_t status = FULG_OK;

    if (n > 0 && s[n] == '/')
    {
        const char *denominator = s + n + 1;
        const size_t m = digits(denominator);
        if (m == 0 || denominator[m] != '\0')
            return bad(text, "is not a number", diag);
        set_digits(fmpq_denref(x), denominator, m);
        if (fmpz_is_zero(fmpq_denref(x)))
        {
            fmpq_zero(x);
            return bad(text, "divides by zero", diag);
        }
        set_digits(fmpq_numref(x), s, n);
        fmpq_canonicalise(x);
    }
    else
        status = set_decimal(x, s, text, diag);
    if (status == FULG_OK && negative)
        fmpq_neg(x, x);
    return status;
}
