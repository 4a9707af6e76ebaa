#include <stdio.h>
#include <string.h>

#include "impl.h"

static fulg_status_t
read_size(slong *size, const json_t *value, const char *key, fulg_diag_t diag)
{
    const json_t *entry = json_object_get(value, key);
    if (entry == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "function: \"%s\" is missing",
                             key);
    if (!json_is_integer(entry) || json_integer_value(entry) < 1 ||
        json_integer_value(entry) > WORD_MAX / 8)
        return fulg_diag_set(diag, FULG_PARSE,
                             "function: \"%s\" must be a positive integer",
                             key);
    *size = json_integer_value(entry);
    return FULG_OK;
}

/* The four indices of one coefficient, from 0, in range and in order. */
static fulg_status_t
read_indices(slong index[4], const fulg_function_t F, const json_t *item,
             fulg_diag_t diag)
{
    const char *name = (F->tokens == 1) ? "iklm" : "iklj";
    const int sorted = (F->tokens == 1) ? 3 : 2;
    for (int n = 0; n < 4; n++)
    {
        const slong top = (n == 0) ? F->d_out : F->d;
        const json_t *entry = json_array_get(item, (size_t) n);
        if (!json_is_integer(entry))
            return fulg_diag_set(diag, FULG_PARSE, "index %c is not an integer",
                                 name[n]);
        if (json_integer_value(entry) < 1 || json_integer_value(entry) > top)
            return fulg_diag_set(
                diag, FULG_PARSE,
                "index %c = %" JSON_INTEGER_FORMAT " is not in 1..%ld", name[n],
                json_integer_value(entry), (long) top);
        index[n] = json_integer_value(entry) - 1;
    }
    for (int n = 1; n < sorted; n++)
        if (index[n] > index[n + 1])
            return fulg_diag_set(diag, FULG_PARSE,
                                 "asymmetric: x_%ld x_%ld is written with its "
                                 "indices in increasing order (%s), once, "
                                 "with the sum of both coefficients",
                                 (long) index[n] + 1, (long) index[n + 1] + 1,
                                 (sorted == 3) ? "k <= l <= m" : "k <= l");
    return FULG_OK;
}

/* The number of a coefficient among all of them. */
static slong
place_of(const fulg_function_t F, const slong index[4])
{
    const slong d = F->d;
    if (F->tokens == 1)
        return index[0] * fmpq_mat_ncols(F->coeff) +
               fulg_function_triple(d, index[1], index[2], index[3]);
    return (index[0] * (d * (d + 1) / 2) +
            fulg_function_pair(d, index[1], index[2])) *
               d +
           index[3];
}

size_t
fulg_function_num(const fulg_function_t F)
{
    return (size_t) fmpq_mat_nrows(F->coeff) *
           (size_t) fmpq_mat_ncols(F->coeff);
}

fulg_status_t
fulg_function_read_item(fulg_function_t F, unsigned char *seen,
                        const json_t *item, fulg_diag_t diag)
{
    slong index[4] = {0, 0, 0, 0};
    fulg_status_t status;
    slong place;
    if (!json_is_array(item) || json_array_size(item) != 5)
        return fulg_diag_set(diag, FULG_PARSE,
                             "expected [i, k, l, %s, \"value\"]",
                             (F->tokens == 1) ? "m" : "j");
    status = read_indices(index, F, item, diag);
    if (status != FULG_OK)
        return status;
    place = place_of(F, index);
    if (seen[place])
        return fulg_diag_set(diag, FULG_PARSE,
                             "the entry [%ld,%ld,%ld,%ld] is given twice",
                             (long) index[0] + 1, (long) index[1] + 1,
                             (long) index[2] + 1, (long) index[3] + 1);
    seen[place] = 1;
    return fulg_exact_set_json(
        fulg_function_entry(F, index[0], index[1], index[2], index[3]),
        json_array_get(item, 4), diag);
}

static fulg_status_t
read_coefficients(fulg_function_t F, const json_t *list, fulg_diag_t diag)
{
    unsigned char *seen;
    fulg_status_t status = FULG_OK;
    if (!json_is_array(list))
        return fulg_diag_set(diag, FULG_PARSE,
                             "function: \"coefficients\" must be a list");
    seen = flint_calloc(fulg_function_num(F), 1);
    for (size_t n = 0; n < json_array_size(list) && status == FULG_OK; n++)
    {
        status = fulg_function_read_item(F, seen, json_array_get(list, n),
                                         diag);
        if (status != FULG_OK)
            fulg_diag_prefix(diag, status,
                             "function: coefficient %zu: ", n + 1);
    }
    flint_free(seen);
    return status;
}

fulg_status_t
fulg_function_init_json(fulg_function_t F, const json_t *value,
                        fulg_diag_t diag)
{
    static const char *const keys[] = {"format",       "d", "d_out", "tokens",
                                       "coefficients", NULL};
    slong d = 0, d_out = 0, tokens = 0;
    fulg_status_t status;

    if (!json_is_object(value))
        return fulg_diag_set(diag, FULG_PARSE, "function: expected an object");
    status = fulg_exact_json_check_format(value, FULG_FUNCTION_FORMAT, diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, keys, "function", diag);
    if (status == FULG_OK)
        status = read_size(&d, value, "d", diag);
    if (status == FULG_OK)
        status = read_size(&d_out, value, "d_out", diag);
    if (status == FULG_OK)
        status = read_size(&tokens, value, "tokens", diag);
    if (status == FULG_OK)
        status = fulg_function_init(F, d, d_out, tokens, diag);
    if (status != FULG_OK)
        return status;
    status = read_coefficients(F, json_object_get(value, "coefficients"), diag);
    if (status != FULG_OK)
        fulg_function_clear(F);
    return status;
}
