#include <fulgurite/exact.h>

fulg_status_t
fulg_exact_set_json(fmpq_t x, const json_t *value, fulg_diag_t diag)
{
    if (json_is_integer(value))
    {
        fmpq_set_si(x, json_integer_value(value), 1);
        return FULG_OK;
    }
    if (json_is_string(value))
        return fulg_exact_set_text(x, json_string_value(value), diag);
    if (json_is_real(value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "a number with a decimal point must be quoted to "
                             "be exact: write \"%g\" as a string",
                             json_real_value(value));
    return fulg_diag_set(diag, FULG_PARSE,
                         "expected a number (an integer, or a string such as "
                         "\"-2/3\")");
}

json_t *
fulg_exact_json_fmpz(const fmpz_t n)
{
    json_t *value;
    char *text;
    if (fmpz_fits_si(n))
        return json_integer(fmpz_get_si(n));
    text = fmpz_get_str(NULL, 10, n);
    value = json_string(text);
    flint_free(text);
    return value;
}

json_t *
fulg_exact_json_fmpq(const fmpq_t x)
{
    json_t *value;
    char *text;
    if (fmpz_is_one(fmpq_denref(x)))
        return fulg_exact_json_fmpz(fmpq_numref(x));
    text = fmpq_get_str(NULL, 10, x);
    value = json_string(text);
    flint_free(text);
    return value;
}
