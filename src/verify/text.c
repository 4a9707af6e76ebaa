#include <string.h>

#include "impl.h"

#define MAX_DEPTH 64

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One walk over the text, aware of strings.  What jansson's values no longer
   show: the depth of the brackets, and numbers written -0. */
static void
scan(int *depth, int *minus_zero, const char *text, size_t length)
{
    int inside = 0, open = 0;
    *depth = *minus_zero = 0;
    for (size_t i = 0; i < length; i++)
    {
        const char c = text[i];
        if (inside && c == '\\')
            i++;
        else if (c == '"')
            inside = !inside;
        else if (inside)
            continue;
        else if (c == '[' || c == '{')
            *depth = ++open > *depth ? open : *depth;
        else if (c == ']' || c == '}')
            open--;
        else if (c == '-' && i + 1 < length && text[i + 1] == '0')
            *minus_zero = 1;
    }
}

/* Copies the text with each run of digits cut to two: a JSON text remains one,
   and no number in it is too large.  Returns the new length. */
static size_t
shorten(char *copy, const char *text, size_t length)
{
    size_t used = 0, run = 0;
    int inside = 0;
    for (size_t i = 0; i < length; i++)
    {
        if (inside && text[i] == '\\' && i + 1 < length)
            copy[used++] = text[i++];
        else if (text[i] == '"')
            inside = !inside;
        run = !inside && is_digit(text[i]) ? run + 1 : 0;
        if (run <= 2)
            copy[used++] = text[i];
    }
    return used;
}

/* Text that jansson does not take for keys that occur twice, large numbers or
   zero bytes in strings: is it JSON, and an object of our format? */
static int
is_flawed_certificate(const char *text, size_t length)
{
    char *copy = flint_malloc(length + 1);
    const size_t used = shorten(copy, text, length);
    json_t *value = json_loadb(copy, used, JSON_ALLOW_NUL, NULL);
    const int found = fulg_verify_has_format(value);
    json_decref(value);
    flint_free(copy);
    return found;
}

static fulg_verdict_t
flawed(const char *text, size_t length, const json_error_t *error,
       fulg_diag_struct *diag)
{
    const enum json_error_code code = json_error_code(error);
    fulg_diag_set(diag, FULG_PARSE, "line %d, column %d: %s", error->line,
                  error->column, error->text);
    if ((code == json_error_duplicate_key ||
         code == json_error_numeric_overflow ||
         code == json_error_null_character) &&
        is_flawed_certificate(text, length))
        return FULG_REFUSED;
    return FULG_MALFORMED;
}

void
fulg_verify_text(fulg_verdict_t *verdict, fulg_verify_claim_t *claim,
                 const char *text, size_t length, fulg_diag_t diag)
{
    json_error_t error;
    json_t *value = NULL;
    int depth, minus_zero;
    fulg_verify_claim_clear(claim);
    fulg_verify_claim_init(claim);
    scan(&depth, &minus_zero, text, length);
    if (depth > MAX_DEPTH)
    {
        *verdict = FULG_MALFORMED;
        fulg_diag_set(diag, FULG_PARSE, "brackets are nested deeper than %d",
                      MAX_DEPTH);
        return;
    }
    if (memchr(text, '\0', length) != NULL)
    {
        /* Behind a number jansson would pass over it. */
        *verdict = FULG_MALFORMED;
        fulg_diag_set(diag, FULG_PARSE, "a zero byte in the text");
        return;
    }
    value = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL)
    {
        *verdict = flawed(text, length, &error, diag);
        return;
    }
    if (minus_zero && fulg_verify_has_format(value))
    {
        *verdict = FULG_REFUSED;
        fulg_diag_set(diag, FULG_PARSE, "a number is written -0");
    }
    else
        fulg_verify_certificate(verdict, claim, value, diag);
    json_decref(value);
}
