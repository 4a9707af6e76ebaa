#include <fulgurite/weights.h>

/* The shape of a list of rows, for a message; "no matrix" when it has none. */
static fulg_status_t
wrong_shape(const fmpq_mat_t A, const json_t *value, const char *where,
            fulg_diag_t diag)
{
    const size_t rows = json_array_size(value);
    const size_t cols = json_array_size(json_array_get(value, 0));
    for (size_t i = 1; i < rows; i++)
        if (json_array_size(json_array_get(value, i)) != cols)
            return fulg_diag_set(
                diag, FULG_PARSE,
                "%s: row %zu has a different length than row 1", where, i + 1);
    return fulg_diag_set(
        diag, FULG_PARSE, "%s: expected a %ld x %ld matrix, found %zu x %zu",
        where, (long) fmpq_mat_nrows(A), (long) fmpq_mat_ncols(A), rows, cols);
}

/* Of another shape: the message is that of its lists. */
static fulg_status_t
set_packed(fmpq_mat_t A, const json_t *value, const char *where,
           fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    if (!fulg_exact_json_packed_get(A, value))
    {
        json_t *rows = fulg_exact_json_unpack(value);
        status = fulg_weights_mat_set_json(A, rows, where, diag);
        json_decref(rows);
    }
    return status;
}

fulg_status_t
fulg_weights_mat_set_json(fmpq_mat_t A, const json_t *value, const char *where,
                          fulg_diag_t diag)
{
    const slong rows = fmpq_mat_nrows(A), cols = fmpq_mat_ncols(A);
    if (fulg_exact_json_is_packed(value))
        return set_packed(A, value, where, diag);
    if (!json_is_array(value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: expected a matrix (a list of rows)", where);
    if ((slong) json_array_size(value) != rows)
        return wrong_shape(A, value, where, diag);
    for (slong i = 0; i < rows; i++)
    {
        const json_t *row = json_array_get(value, (size_t) i);
        if (!json_is_array(row))
            return fulg_diag_set(diag, FULG_PARSE,
                                 "%s: row %ld is not a list of numbers", where,
                                 (long) i + 1);
        if ((slong) json_array_size(row) != cols)
            return wrong_shape(A, value, where, diag);
        for (slong j = 0; j < cols; j++)
        {
            const fulg_status_t status = fulg_exact_set_json(
                fmpq_mat_entry(A, i, j), json_array_get(row, (size_t) j), diag);
            if (status != FULG_OK)
                return fulg_diag_prefix(diag, status,
                                        "%s: entry (%ld,%ld): ", where,
                                        (long) i + 1, (long) j + 1);
        }
    }
    return FULG_OK;
}

json_t *
fulg_weights_mat_json(const fmpq_mat_t A)
{
    json_t *rows = json_array();
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
    {
        json_t *row = json_array();
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            json_array_append_new(
                row, fulg_exact_json_fmpq(fmpq_mat_entry(A, i, j)));
        json_array_append_new(rows, row);
    }
    return rows;
}
