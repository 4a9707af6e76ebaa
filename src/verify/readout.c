#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "readout.h"

#define MAX_NUMBERS (WORD(1) << 26)
#define MAX_HEADS (WORD(1) << 40)
#define MAX_DECIMALS 20000

static int
read_matrix(fmpq *place, const json_t *value, slong rows, slong cols,
            const char *where, fulg_verify_why_t *why)
{
    if (!fulg_verify_list(value, rows, where, why))
        return 0;
    for (slong r = 0; r < rows; r++)
        if (!fulg_verify_row(place + r * cols, value, r, cols, where, why))
            return 0;
    return 1;
}

static int
read_sample(fulg_verify_readout_t *S, slong i, const json_t *sample,
            fulg_verify_why_t *why)
{
    static const char *const keys[] = {"tokens", "label", NULL};
    const json_t *label = json_object_get(sample, "label");
    char where[64];
    snprintf(where, sizeof where, "sample %ld", (long) i + 1);
    if (!fulg_verify_keys(sample, keys, where, why))
        return 0;
    if (!json_is_integer(label) ||
        (json_integer_value(label) != 1 && json_integer_value(label) != -1))
        return FULG_VERIFY_REFUSE(why, "the label of %s is not 1 or -1", where);
    S->label[i] = (int) json_integer_value(label);
    return read_matrix(S->x + i * S->T * S->d,
                       json_object_get(sample, "tokens"), S->T, S->d, where,
                       why);
}

static int
read_samples(fulg_verify_readout_t *S, const json_t *samples,
             fulg_verify_why_t *why)
{
    const json_t *first = json_object_get(json_array_get(samples, 0), "tokens");
    S->n = (slong) json_array_size(samples);
    S->T = (slong) json_array_size(first);
    S->d = (slong) json_array_size(json_array_get(first, 0));
    if (S->n == 0 || S->T == 0 || S->d == 0)
        return FULG_VERIFY_REFUSE(why,
                                  "the samples are not a list of matrices");
    if (S->T > MAX_NUMBERS / S->n || S->d > MAX_NUMBERS / S->n / S->T ||
        S->d > MAX_NUMBERS / S->d)
        return FULG_VERIFY_GIVE_UP(why, "the samples are beyond this "
                                        "checker's limits");
    S->label = flint_calloc((size_t) S->n, sizeof *S->label);
    S->x = _fmpq_vec_init(S->n * S->T * S->d);
    for (slong i = 0; i < S->n; i++)
        if (!read_sample(S, i, json_array_get(samples, (size_t) i), why))
            return 0;
    return 1;
}

static int
read_head(fulg_verify_readout_t *S, slong g, const json_t *head,
          fulg_verify_why_t *why)
{
    static const char *const one[] = {"W", "U", NULL};
    static const char *const many[] = {"W", "U", "copies", NULL};
    const json_t *copies = json_object_get(head, "copies");
    char where[64];
    snprintf(where, sizeof where, "head %ld", (long) g + 1);
    if (!fulg_verify_keys(head, copies ? many : one, where, why))
        return 0;
    S->copies[g] = 1;
    if (copies != NULL &&
        !fulg_verify_integer(&S->copies[g], copies, where, why))
        return 0;
    if (copies != NULL && (S->copies[g] < 2 || S->copies[g] > MAX_HEADS))
        return FULG_VERIFY_REFUSE(why, "%s has a wrong number of copies",
                                  where);
    S->total += S->copies[g];
    if (S->total > MAX_HEADS)
        return FULG_VERIFY_GIVE_UP(why, "so many heads are beyond this "
                                        "checker's limits");
    return read_matrix(S->u + g * S->T * S->d, json_object_get(head, "U"), S->T,
                       S->d, where, why) &&
           read_matrix(S->w + g * S->d * S->d, json_object_get(head, "W"), S->d,
                       S->d, where, why);
}

static int
read_heads(fulg_verify_readout_t *S, const json_t *heads,
           fulg_verify_why_t *why)
{
    if (!json_is_array(heads) || json_array_size(heads) == 0)
        return FULG_VERIFY_REFUSE(why, "the heads are not a list");
    S->heads = (slong) json_array_size(heads);
    if (fulg_verify_readout_size(S) > MAX_NUMBERS / S->heads)
        return FULG_VERIFY_GIVE_UP(why, "the heads are beyond this checker's "
                                        "limits");
    S->copies = flint_calloc((size_t) S->heads, sizeof *S->copies);
    S->u = _fmpq_vec_init(S->heads * S->T * S->d);
    S->w = _fmpq_vec_init(S->heads * S->d * S->d);
    for (slong g = 0; g < S->heads; g++)
        if (!read_head(S, g, json_array_get(heads, (size_t) g), why))
            return 0;
    return 1;
}

static void
set_radius(fulg_verify_readout_t *S)
{
    fmpq_t s;
    fmpq_init(s);
    for (slong t = 0; t < S->n * S->T; t++)
    {
        fmpq_zero(s);
        for (slong j = 0; j < S->d; j++)
            fmpq_addmul(s, S->x + t * S->d + j, S->x + t * S->d + j);
        if (fmpq_cmp(s, S->R2) > 0)
            fmpq_set(S->R2, s);
    }
    fmpq_clear(s);
}

int
fulg_verify_readout_init(fulg_verify_readout_t *S, const json_t *certificate,
                         fulg_verify_why_t *why)
{
    memset(S, 0, sizeof *S);
    fmpq_init(S->R2);
    if (!read_samples(S, json_object_get(certificate, "samples"), why) ||
        !read_heads(S, json_object_get(certificate, "heads"), why))
        return 0;
    set_radius(S);
    return 1;
}

void
fulg_verify_readout_clear(fulg_verify_readout_t *S)
{
    if (S->x != NULL)
        _fmpq_vec_clear(S->x, S->n * S->T * S->d);
    if (S->u != NULL)
        _fmpq_vec_clear(S->u, S->heads * S->T * S->d);
    if (S->w != NULL)
        _fmpq_vec_clear(S->w, S->heads * S->d * S->d);
    flint_free(S->label);
    flint_free(S->copies);
    fmpq_clear(S->R2);
}

slong
fulg_verify_readout_size(const fulg_verify_readout_t *S)
{
    return S->d * (S->T + S->d);
}

/* "12", "-0.25", "1.5e-7": digits on both sides of a point. */
static int
read_decimal(fmpq_t x, const json_t *value)
{
    const char *text = json_string_value(value), *digits;
    char *plain;
    size_t used = 0;
    slong places = 0, exponent = 0;
    int good;
    if (text == NULL || strlen(text) > MAX_DECIMALS)
        return 0;
    plain = flint_malloc(strlen(text) + 2);
    if (*text == '-')
        plain[used++] = *text++;
    digits = text;
    while (isdigit((unsigned char) *text))
        plain[used++] = *text++;
    good = text > digits;
    if (*text == '.')
    {
        const char *point = ++text;
        while (isdigit((unsigned char) *text))
            plain[used++] = *text++;
        places = text - point;
        good = good && places > 0;
    }
    plain[used] = '\0';
    if (*text == 'e')
    {
        int length = 0;
        long e;
        good = good && sscanf(text, "e%6ld%n", &e, &length) == 1 &&
               isdigit((unsigned char) text[length - 1]);
        exponent = good ? e : 0;
        text += length;
    }
    good = good && *text == '\0' && FLINT_ABS(exponent) <= MAX_DECIMALS;
    if (good)
    {
        fmpz_t ten;
        fmpz_init(ten);
        fmpz_set_str(fmpq_numref(x), plain, 10);
        fmpz_one(fmpq_denref(x));
        fmpz_ui_pow_ui(ten, 10, (ulong) FLINT_ABS(exponent - places));
        if (exponent >= places)
            fmpq_mul_fmpz(x, x, ten);
        else
            fmpq_div_fmpz(x, x, ten);
        fmpz_clear(ten);
    }
    flint_free(plain);
    return good;
}

int
fulg_verify_enclosure(fmpq_t low, fmpq_t high, const json_t *value,
                      const char *where, fulg_verify_why_t *why)
{
    if (!fulg_verify_list(value, 2, where, why))
        return 0;
    if (!read_decimal(low, json_array_get(value, 0)) ||
        !read_decimal(high, json_array_get(value, 1)))
        return FULG_VERIFY_REFUSE(why, "%s is not a pair of decimal numbers",
                                  where);
    if (fmpq_cmp(low, high) > 0)
        return FULG_VERIFY_REFUSE(why,
                                  "%s: the lower number is the larger "
                                  "one",
                                  where);
    return 1;
}

int
fulg_verify_inside(const arb_t x, const fmpq_t low, const fmpq_t high,
                   slong bits)
{
    arb_t a, b;
    int inside = -1;
    arb_init(a);
    arb_init(b);
    arb_set_fmpq(a, low, bits);
    arb_set_fmpq(b, high, bits);
    if (arb_le(a, x) && arb_le(x, b))
        inside = 1;
    else if (arb_lt(x, a) || arb_gt(x, b))
        inside = 0;
    arb_clear(a);
    arb_clear(b);
    return inside;
}
