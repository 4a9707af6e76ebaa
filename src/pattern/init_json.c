#include "impl.h"

static fulg_status_t
take_value(fulg_pattern_list_t *list, slong i, slong j, const json_t *value,
           fulg_diag_t diag)
{
    const fulg_status_t status = fulg_exact_set_json(
        fulg_pattern_list_push(list, i, j), value, diag);
    return fulg_diag_prefix(diag, status, "entry (%ld,%ld): ", (long) i + 1,
                            (long) j + 1);
}

static fulg_status_t
read_rows(fulg_pattern_list_t *list, slong *length, const json_t *rows,
          fulg_diag_t diag)
{
    *length = (slong) json_array_size(rows);
    if (!json_is_array(rows))
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"matrix\" is not a list of rows");
    for (slong i = 0; i < *length; i++)
    {
        const json_t *row = json_array_get(rows, (size_t) i);
        if (!json_is_array(row))
            return fulg_diag_set(diag, FULG_PARSE,
                                 "row %ld of \"matrix\" is not a list",
                                 (long) i + 1);
        if ((slong) json_array_size(row) != *length)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "the matrix is not square: row %ld has %zu "
                                 "columns, and there are %ld rows",
                                 (long) i + 1, json_array_size(row),
                                 (long) *length);
        for (slong j = 0; j < *length; j++)
        {
            const fulg_status_t status = take_value(
                list, i, j, json_array_get(row, (size_t) j), diag);
            if (status != FULG_OK)
                return status;
        }
    }
    return FULG_OK;
}

static fulg_status_t
read_entries(fulg_pattern_list_t *list, slong *length, const json_t *size,
             const json_t *entries, fulg_diag_t diag)
{
    if (!json_is_integer(size))
        return fulg_diag_set(diag, FULG_PARSE, "\"length\" is not an integer");
    *length = (slong) json_integer_value(size);
    if (!json_is_array(entries))
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"entries\" is not a list of [i,j,value]");
    for (size_t n = 0; n < json_array_size(entries); n++)
    {
        const json_t *entry = json_array_get(entries, n);
        const json_t *i = json_array_get(entry, 0),
                     *j = json_array_get(entry, 1);
        fulg_status_t status;
        if (json_array_size(entry) != 3 || !json_is_integer(i) ||
            !json_is_integer(j) || json_integer_value(i) < 1 ||
            json_integer_value(j) < 1)
            return fulg_diag_set(
                diag, FULG_PARSE,
                "entry %zu is not [i,j,value] with indices i, j from 1", n + 1);
        status = take_value(list, (slong) json_integer_value(i) - 1,
                            (slong) json_integer_value(j) - 1,
                            json_array_get(entry, 2), diag);
        if (status != FULG_OK)
            return status;
    }
    return FULG_OK;
}

fulg_status_t
fulg_pattern_init_json(fulg_pattern_t P, const json_t *value, fulg_diag_t diag)
{
    static const char *const dense[] = {"format", "matrix", NULL};
    static const char *const sparse[] = {"format", "length", "entries", NULL};
    const json_t *rows = json_object_get(value, "matrix");
    fulg_pattern_list_t list;
    slong length = 0;
    fulg_status_t status = fulg_exact_json_check_format(
        value, FULG_PATTERN_FORMAT, diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, rows ? dense : sparse,
                                            "the pattern", diag);
    if (status != FULG_OK)
        return status;
    fulg_pattern_list_init(&list);
    if (rows != NULL)
        status = read_rows(&list, &length, rows, diag);
    else
        status = read_entries(&list, &length, json_object_get(value, "length"),
                              json_object_get(value, "entries"), diag);
    if (status == FULG_OK)
        status = fulg_pattern_init_entries(P, length, list.num, list.row,
                                           list.col, list.value, diag);
    fulg_pattern_list_clear(&list);
    return status;
}
