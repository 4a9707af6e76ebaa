#include <stdlib.h>

#include "impl.h"

void
fulg_pattern_list_init(fulg_pattern_list_t *list)
{
    list->num = 0;
    list->room = 16;
    list->row = flint_malloc(16 * sizeof(slong));
    list->col = flint_malloc(16 * sizeof(slong));
    list->value = flint_calloc(16, sizeof(fmpq));
    for (slong n = 0; n < 16; n++)
        fmpq_init(list->value + n);
}

void
fulg_pattern_list_clear(fulg_pattern_list_t *list)
{
    for (slong n = 0; n < list->room; n++)
        fmpq_clear(list->value + n);
    flint_free(list->row);
    flint_free(list->col);
    flint_free(list->value);
}

fmpq *
fulg_pattern_list_push(fulg_pattern_list_t *list, slong row, slong col)
{
    if (list->num == list->room)
    {
        const size_t room = 2 * (size_t) list->room;
        list->row = flint_realloc(list->row, room * sizeof(slong));
        list->col = flint_realloc(list->col, room * sizeof(slong));
        list->value = flint_realloc(list->value, room * sizeof(fmpq));
        for (size_t n = room / 2; n < room; n++)
            fmpq_init(list->value + n);
        list->room = (slong) room;
    }
    list->row[list->num] = row;
    list->col[list->num] = col;
    return list->value + list->num++;
}

typedef struct
{
    slong row, col, place;
} spot_t;

static int
by_place(const void *a, const void *b)
{
    const spot_t *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->col < y->col ? -1 : x->col > y->col;
}

static fulg_status_t
check_entry(slong length, slong row, slong col, const fmpq_t value,
            fulg_diag_t diag)
{
    char *text;
    if (row < 0 || row >= length || col < 0 || col >= length)
        return fulg_diag_set(diag, FULG_PARSE,
                             "entry (%ld,%ld) is outside of the %ld x %ld "
                             "matrix",
                             (long) row + 1, (long) col + 1, (long) length,
                             (long) length);
    if (fmpq_sgn(value) >= 0)
        return FULG_OK;
    text = fmpq_get_str(NULL, 10, value);
    fulg_diag_set(diag, FULG_PARSE, "entry (%ld,%ld) is negative: %.60s",
                  (long) row + 1, (long) col + 1, text);
    flint_free(text);
    return FULG_PARSE;
}

/* The positive entries in order; every row has one, and no place two values. */
static fulg_status_t
fill(fulg_pattern_t P, const spot_t *spot, slong num, const fmpq *value,
     fulg_diag_t diag)
{
    for (slong n = 1; n < num; n++)
        if (by_place(&spot[n - 1], &spot[n]) == 0)
            return fulg_diag_set(
                diag, FULG_PARSE, "entry (%ld,%ld) is given twice",
                (long) spot[n].row + 1, (long) spot[n].col + 1);
    for (slong n = 0, i = 0; i < P->length; i++)
    {
        for (; n < num && spot[n].row == i; n++)
            if (!fmpq_is_zero(value + spot[n].place))
            {
                P->col[P->num] = spot[n].col;
                fmpq_set(P->value + P->num++, value + spot[n].place);
            }
        P->start[i + 1] = P->num;
        if (P->start[i] == P->num)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "row %ld is zero (columns 1 to %ld)",
                                 (long) i + 1, (long) P->length);
    }
    return FULG_OK;
}

static fulg_status_t
check_length(slong length, fulg_diag_t diag)
{
    if (length < 2)
        return fulg_diag_set(diag, FULG_PARSE,
                             "a pattern has at least 2 rows and columns, this "
                             "matrix has %ld",
                             (long) length);
    if (length > FULG_PATTERN_MAX_LENGTH)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "a matrix of %ld rows is too large (limit: %d)",
                             (long) length, FULG_PATTERN_MAX_LENGTH);
    return FULG_OK;
}

fulg_status_t
fulg_pattern_init_entries(fulg_pattern_t P, slong length, slong num,
                          const slong *row, const slong *col, const fmpq *value,
                          fulg_diag_t diag)
{
    fulg_status_t status = check_length(length, diag);
    spot_t *spot;
    for (slong n = 0; n < num && status == FULG_OK; n++)
        status = check_entry(length, row[n], col[n], value + n, diag);
    if (status != FULG_OK)
        return status;
    spot = flint_malloc((size_t) (num + 1) * sizeof(spot_t));
    for (slong n = 0; n < num; n++)
        spot[n] = (spot_t){row[n], col[n], n};
    qsort(spot, (size_t) num, sizeof(spot_t), by_place);
    P->length = length;
    P->num = 0;
    P->start = flint_calloc((size_t) length + 1, sizeof(slong));
    P->col = flint_malloc((size_t) (num + 1) * sizeof(slong));
    P->value = _fmpq_vec_init(num + 1);
    status = fill(P, spot, num, value, diag);
    flint_free(spot);
    if (status != FULG_OK)
    {
        /* All num + 1 places were initialised. */
        P->num = num;
        fulg_pattern_clear(P);
        return status;
    }
    for (slong n = P->num + 1; n < num + 1; n++)
        fmpq_clear(P->value + n);
    return FULG_OK;
}

void
fulg_pattern_clear(fulg_pattern_t P)
{
    _fmpq_vec_clear(P->value, P->num + 1);
    flint_free(P->start);
    flint_free(P->col);
}
