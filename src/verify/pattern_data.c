#include <stdio.h>
#include <string.h>

#include "pattern.h"

/* ---- sparse matrices ---- */

static int
read_triple(fulg_verify_sparse_t *A, slong *row, slong n, const json_t *list,
            const char *where, fulg_verify_why_t *why)
{
    const json_t *triple = json_array_get(list, (size_t) n);
    char what[128];
    snprintf(what, sizeof what, "entry %ld of %s", (long) n + 1, where);
    return fulg_verify_list(triple, 3, what, why) &&
           fulg_verify_integer(row, json_array_get(triple, 0), what, why) &&
           fulg_verify_integer(&A->col[n], json_array_get(triple, 1), what,
                               why) &&
           fulg_verify_rational(A->value + n, json_array_get(triple, 2), what,
                                why);
}

int
fulg_verify_sparse_init(fulg_verify_sparse_t *A, const json_t *list,
                        slong length, int positive, const char *where,
                        fulg_verify_why_t *why)
{
    slong last_row = 0, last_col = 0;
    A->length = length;
    A->num = json_is_array(list) ? (slong) json_array_size(list) : 0;
    A->start = flint_calloc((size_t) length + 1, sizeof(slong));
    A->col = flint_calloc((size_t) A->num + 1, sizeof(slong));
    A->value = _fmpq_vec_init(A->num + 1);
    if (!json_is_array(list))
        return FULG_VERIFY_REFUSE(why, "%s is not a list", where);
    for (slong n = 0; n < A->num; n++)
    {
        slong row;
        if (!read_triple(A, &row, n, list, where, why))
            return 0;
        if (row < 1 || row > length || A->col[n] < 1 || A->col[n] > length)
            return FULG_VERIFY_REFUSE(why, "entry %ld of %s is out of range",
                                      (long) n + 1, where);
        if (row < last_row || (row == last_row && A->col[n] <= last_col))
            return FULG_VERIFY_REFUSE(why, "entry %ld of %s is out of order",
                                      (long) n + 1, where);
        if (positive && fmpq_sgn(A->value + n) <= 0)
            return FULG_VERIFY_REFUSE(why, "entry %ld of %s is not positive",
                                      (long) n + 1, where);
        last_row = row;
        last_col = A->col[n]--;
        A->start[row]++;
    }
    for (slong i = 1; i <= length; i++)
    {
        if (positive && A->start[i] == 0)
            return FULG_VERIFY_REFUSE(why, "row %ld of %s is zero", (long) i,
                                      where);
        A->start[i] += A->start[i - 1];
    }
    return 1;
}

void
fulg_verify_sparse_clear(fulg_verify_sparse_t *A)
{
    _fmpq_vec_clear(A->value, A->num + 1);
    flint_free(A->start);
    flint_free(A->col);
}

/* ---- queries ---- */

static int
read_signs(fulg_verify_queries_t *G, const json_t *rows, fulg_verify_why_t *why)
{
    G->kind = FULG_VERIFY_SIGNS;
    G->norm = G->size;
    G->words = (G->size + 63) / 64;
    G->sign = flint_calloc((size_t) (G->length * G->words), sizeof(uint64_t));
    if (!fulg_verify_list(rows, G->length, "signs", why))
        return 0;
    for (slong i = 0; i < G->length; i++)
    {
        const json_t *row = json_array_get(rows, (size_t) i);
        const char *text = json_string_value(row);
        if (text == NULL || json_string_length(row) != (size_t) G->size)
            return FULG_VERIFY_REFUSE(
                why, "row %ld of signs is not a text of %ld signs",
                (long) i + 1, (long) G->size);
        for (slong t = 0; t < G->size; t++)
        {
            if (text[t] != '+' && text[t] != '-')
                return FULG_VERIFY_REFUSE(why,
                                          "row %ld of signs has neither + "
                                          "nor - at place %ld",
                                          (long) i + 1, (long) t + 1);
            if (text[t] == '-')
                G->sign[i * G->words + t / 64] |= UINT64_C(1) << (t % 64);
        }
    }
    return 1;
}

static int
read_symbols(fulg_verify_queries_t *G, const json_t *value,
             fulg_verify_why_t *why)
{
    const json_t *rows = json_object_get(value, "symbols");
    slong alphabet;
    char what[64];
    G->kind = FULG_VERIFY_SYMBOLS;
    if (!fulg_verify_integer(&alphabet, json_object_get(value, "alphabet"),
                             "the alphabet", why))
        return 0;
    if (alphabet < 1 || G->size % alphabet != 0)
        return FULG_VERIFY_REFUSE(
            why, "the hidden size is not a multiple of the alphabet");
    G->norm = G->blocks = G->size / alphabet;
    G->symbol = flint_calloc((size_t) (G->length * G->blocks), sizeof(slong));
    if (!fulg_verify_list(rows, G->length, "symbols", why))
        return 0;
    for (slong i = 0; i < G->length; i++)
    {
        const json_t *row = json_array_get(rows, (size_t) i);
        snprintf(what, sizeof what, "row %ld of symbols", (long) i + 1);
        if (!fulg_verify_list(row, G->blocks, what, why))
            return 0;
        for (slong b = 0; b < G->blocks; b++)
        {
            slong *symbol = &G->symbol[i * G->blocks + b];
            if (!fulg_verify_integer(symbol, json_array_get(row, (size_t) b),
                                     what, why))
                return 0;
            if (*symbol < 0 || *symbol >= alphabet)
                return FULG_VERIFY_REFUSE(why,
                                          "%s has a symbol that is not in "
                                          "the alphabet",
                                          what);
        }
    }
    return 1;
}

int
fulg_verify_rows(fmpq_mat_t A, const json_t *value, const char *where,
                 fulg_verify_why_t *why)
{
    if (!fulg_verify_list(value, fmpq_mat_nrows(A), where, why))
        return 0;
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        if (!fulg_verify_row(fmpq_mat_entry(A, i, 0), value, i,
                             fmpq_mat_ncols(A), where, why))
            return 0;
    return 1;
}

int
fulg_verify_queries_init(fulg_verify_queries_t *G, const json_t *value,
                         slong length, slong size, fulg_verify_why_t *why)
{
    static const char *const signs[] = {"signs", NULL};
    static const char *const symbols[] = {"symbols", "alphabet", NULL};
    static const char *const rows[] = {"rows", NULL};
    memset(G, 0, sizeof *G);
    G->length = length;
    G->size = size;
    if (json_object_get(value, "signs") != NULL)
        return fulg_verify_keys(value, signs, "queries", why) &&
               read_signs(G, json_object_get(value, "signs"), why);
    if (json_object_get(value, "symbols") != NULL)
        return fulg_verify_keys(value, symbols, "queries", why) &&
               read_symbols(G, value, why);
    if (size > FULG_VERIFY_PATTERN_MAX_NUMBERS / length)
        return FULG_VERIFY_GIVE_UP(why, "queries of more than 2^24 numbers");
    G->kind = FULG_VERIFY_ROWS;
    fmpq_mat_init(G->row, length, size);
    return fulg_verify_keys(value, rows, "queries", why) &&
           fulg_verify_rows(G->row, json_object_get(value, "rows"), "queries",
                            why);
}

void
fulg_verify_queries_clear(fulg_verify_queries_t *G)
{
    if (G->kind == FULG_VERIFY_ROWS)
        fmpq_mat_clear(G->row);
    flint_free(G->sign);
    flint_free(G->symbol);
}

slong
fulg_verify_query_product(const fulg_verify_queries_t *G, slong i, slong l)
{
    slong sum = 0;
    if (G->kind == FULG_VERIFY_SIGNS)
    {
        for (slong w = 0; w < G->words; w++)
            sum += __builtin_popcountll(G->sign[i * G->words + w] ^
                                        G->sign[l * G->words + w]);
        return G->size - 2 * sum;
    }
    for (slong b = 0; b < G->blocks; b++)
        sum += G->symbol[i * G->blocks + b] == G->symbol[l * G->blocks + b];
    return sum;
}
