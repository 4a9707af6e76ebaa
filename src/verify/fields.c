#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/sha2.h>

#include "impl.h"

void
fulg_verify_quote(char text[FULG_VERIFY_QUOTE_SIZE], const json_t *value)
{
    char *whole = NULL;
    if (value == NULL)
        snprintf(text, FULG_VERIFY_QUOTE_SIZE, "nothing");
    else if (json_is_array(value))
        snprintf(text, FULG_VERIFY_QUOTE_SIZE, "a list");
    else if (json_is_object(value))
        snprintf(text, FULG_VERIFY_QUOTE_SIZE, "an object");
    else if ((whole = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII)))
        snprintf(text, FULG_VERIFY_QUOTE_SIZE, "%s%s",
                 strlen(whole) < FULG_VERIFY_QUOTE_SIZE - 4 ? "" : "...",
                 strlen(whole) < FULG_VERIFY_QUOTE_SIZE - 4
                     ? whole
                     : whole + strlen(whole) - 32);
    else
        snprintf(text, FULG_VERIFY_QUOTE_SIZE, "something unprintable");
    free(whole);
}

static int
unknown_key(const char *key, const char *where, fulg_verify_why_t *why)
{
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    json_t *text = json_string(key);
    fulg_verify_quote(quoted, text);
    json_decref(text);
    return FULG_VERIFY_REFUSE(why, "%s has the unknown key %s", where, quoted);
}

int
fulg_verify_keys(const json_t *object, const char *const *keys,
                 const char *where, fulg_verify_why_t *why)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return FULG_VERIFY_REFUSE(why, "%s is not an object", where);
    for (const char *const *k = keys; *k != NULL; k++)
        if (json_object_get(object, *k) == NULL)
            return FULG_VERIFY_REFUSE(why, "%s has no key \"%s\"", where, *k);
    json_object_foreach((json_t *) object, key, value)
    {
        const char *const *k = keys;
        while (*k != NULL && strcmp(*k, key) != 0)
            k++;
        if (*k == NULL)
            return unknown_key(key, where, why);
    }
    return 1;
}

int
fulg_verify_list(const json_t *value, slong length, const char *where,
                 fulg_verify_why_t *why)
{
    if (!json_is_array(value))
        return FULG_VERIFY_REFUSE(why, "%s is not a list", where);
    if (json_array_size(value) != (size_t) length)
        return FULG_VERIFY_REFUSE(why, "%s has %zu entries instead of %ld",
                                  where, json_array_size(value), (long) length);
    return 1;
}

int
fulg_verify_integer(slong *n, const json_t *value, const char *where,
                    fulg_verify_why_t *why)
{
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    if (json_is_integer(value) && json_integer_value(value) >= -WORD_MAX &&
        json_integer_value(value) <= WORD_MAX)
    {
        *n = (slong) json_integer_value(value);
        return 1;
    }
    fulg_verify_quote(quoted, value);
    return FULG_VERIFY_REFUSE(why, "%s is not an integer of 63 bits, but %s",
                              where, quoted);
}

/* Digits without leading zeros, up to the end or a slash. */
static const char *
skip_digits(const char *text)
{
    const char *end = text;
    if (*text < '1' || *text > '9')
        return *text == '0' ? text + 1 : NULL;
    while (*end >= '0' && *end <= '9')
        end++;
    return end - text <= FULG_VERIFY_MAX_DIGITS ? end : NULL;
}

/* "p/q", or a p of 63 bits or more. */
static int
read_text(fmpq_t x, const char *text)
{
    const int minus = *text == '-';
    const char *slash = skip_digits(text + minus);
    const char *end = slash;
    char *p;
    int good;
    if (slash == NULL || (*slash != '\0' && *slash != '/'))
        return 0;
    if (*slash == '/')
        end = skip_digits(slash + 1);
    if (end == NULL || *end != '\0')
        return 0;
    p = flint_malloc((size_t) (slash - text) + 1);
    memcpy(p, text, (size_t) (slash - text));
    p[slash - text] = '\0';
    good = fmpz_set_str(fmpq_numref(x), p, 10) == 0;
    flint_free(p);
    if (*slash == '\0')
    {
        fmpz_one(fmpq_denref(x));
        return good && !fmpz_fits_si(fmpq_numref(x));
    }
    good = good && fmpz_set_str(fmpq_denref(x), slash + 1, 10) == 0 &&
           fmpz_cmp_si(fmpq_denref(x), 1) > 0;
    return good && fmpq_is_canonical(x);
}

int
fulg_verify_rational(fmpq_t x, const json_t *value, const char *where,
                     fulg_verify_why_t *why)
{
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    if (json_is_integer(value))
    {
        fmpq_set_si(x, (slong) json_integer_value(value), 1);
        return 1;
    }
    if (json_is_string(value) &&
        strlen(json_string_value(value)) == json_string_length(value) &&
        read_text(x, json_string_value(value)))
        return 1;
    fmpq_zero(x);
    fulg_verify_quote(quoted, value);
    return FULG_VERIFY_REFUSE(why,
                              "%s is not an exact number in lowest terms, but "
                              "%s",
                              where, quoted);
}

int
fulg_verify_string_is(const json_t *value, const char *text)
{
    return json_is_string(value) && json_string_length(value) == strlen(text) &&
           memcmp(json_string_value(value), text, strlen(text)) == 0;
}

int
fulg_verify_word_is(const json_t *value, const char *text, const char *what,
                    fulg_verify_why_t *why)
{
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    if (fulg_verify_string_is(value, text))
        return 1;
    fulg_verify_quote(quoted, value);
    return FULG_VERIFY_REFUSE(why, "%s is \"%s\", the certificate says %s",
                              what, text, quoted);
}

/* Long numbers are recognised by their last digits. */
static int
wrong_number(const json_t *value, const char *right, const char *what,
             fulg_verify_why_t *why)
{
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    const size_t length = strlen(right);
    fulg_verify_quote(quoted, value);
    return FULG_VERIFY_REFUSE(why, "%s is %s%s, the certificate says %s", what,
                              length > 40 ? "..." : "",
                              length > 40 ? right + length - 32 : right,
                              quoted);
}

int
fulg_verify_number_is(const json_t *value, const fmpz_t n, const char *what,
                      fulg_verify_why_t *why)
{
    const int small = fmpz_fits_si(n) && fmpz_cmp_si(n, -WORD_MAX) >= 0;
    char *text;
    int right;
    if (small && json_is_integer(value) &&
        fmpz_equal_si(n, (slong) json_integer_value(value)))
        return 1;
    text = fmpz_get_str(NULL, 10, n);
    right = !small && fulg_verify_string_is(value, text);
    if (!right)
        right = wrong_number(value, text, what, why);
    flint_free(text);
    return right;
}

static int
hash_some(const char *text, size_t length, void *hash)
{
    sha256_update(hash, length, (const uint8_t *) text);
    return 0;
}

int
fulg_verify_digest(char digest[FULG_VERIFY_DIGEST_SIZE], const json_t *value)
{
    static const char digits[] = "0123456789abcdef";
    struct sha256_ctx hash;
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_init(&hash);
    if (json_dump_callback(value, hash_some, &hash,
                           JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII))
        return 0;
    sha256_digest(&hash, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
    {
        digest[2 * i] = digits[bytes[i] >> 4];
        digest[2 * i + 1] = digits[bytes[i] & 15];
    }
    digest[2 * sizeof bytes] = '\0';
    return 1;
}
