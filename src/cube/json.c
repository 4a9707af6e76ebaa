#include <string.h>

#include <fulgurite/cube.h>

/* A list of a length; place says where, as in "values[2]". */
static fulg_status_t
check_list(const json_t *list, slong length, const char *what,
           const char *place, fulg_diag_t diag)
{
    if (!json_is_array(list))
        return fulg_diag_set(diag, FULG_PARSE, "%s is not a list", place);
    if ((slong) json_array_size(list) != length)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s has %zu entries instead of %ld (%s)", place,
                             json_array_size(list), (long) length, what);
    return FULG_OK;
}

static fulg_status_t
read_shape(slong shape[3], const json_t *value, fulg_diag_t diag)
{
    fulg_status_t status = check_list(value, 3, "queries, keys, heads", "shape",
                                      diag);
    if (status != FULG_OK)
        return status;
    for (int a = 0; a < 3; a++)
    {
        const json_t *n = json_array_get(value, (size_t) a);
        if (!json_is_integer(n) || json_integer_value(n) < 1)
            return fulg_diag_set(
                diag, FULG_PARSE,
                "shape: the number of %s is not a positive integer",
                a == 0   ? "queries"
                : a == 1 ? "keys"
                         : "heads");
        if (json_integer_value(n) > FULG_CUBE_MAX_SIDE)
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "shape: a side is at most %ld",
                                 (long) FULG_CUBE_MAX_SIDE);
        shape[a] = (slong) json_integer_value(n);
    }
    if (shape[0] * shape[1] > FULG_CUBE_MAX_ENTRIES / shape[2])
        return fulg_diag_set(diag, FULG_UNABLE,
                             "shape: a tensor has at most "
                             "%ld entries",
                             (long) FULG_CUBE_MAX_ENTRIES);
    return FULG_OK;
}

/* All lengths, before memory is asked for: a short file may claim a large shape. */
static fulg_status_t
check_values(const slong shape[3], const json_t *values, fulg_diag_t diag)
{
    char place[80];
    fulg_status_t status = check_list(values, shape[0], "queries", "values",
                                      diag);
    for (slong i = 0; i < shape[0] && status == FULG_OK; i++)
    {
        const json_t *slice = json_array_get(values, (size_t) i);
        snprintf(place, sizeof place, "values[%ld]", (long) i);
        status = check_list(slice, shape[1], "keys", place, diag);
        for (slong j = 0; j < shape[1] && status == FULG_OK; j++)
        {
            snprintf(place, sizeof place, "values[%ld][%ld]", (long) i,
                     (long) j);
            status = check_list(json_array_get(slice, (size_t) j), shape[2],
                                "heads", place, diag);
        }
    }
    return status;
}

static fulg_status_t
read_values(fmpq *x, const slong shape[3], const json_t *values,
            fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong i = 0; i < shape[0]; i++)
        for (slong j = 0; j < shape[1]; j++)
        {
            const json_t *row = json_array_get(
                json_array_get(values, (size_t) i), (size_t) j);
            for (slong t = 0; t < shape[2] && status == FULG_OK; t++)
            {
                status = fulg_exact_set_json(
                    x++, json_array_get(row, (size_t) t), diag);
                if (status != FULG_OK)
                    fulg_diag_prefix(diag, status,
                                     "values[%ld][%ld][%ld]: ", (long) i,
                                     (long) j, (long) t);
            }
        }
    return status;
}

static void
set_rationals(fulg_cube_t X, const fmpq *x)
{
    const slong size = fulg_cube_size(X);
    for (slong n = 0; n < size; n++)
        if (!fmpz_divisible(X->den, fmpq_denref(x + n)))
            fmpz_lcm(X->den, X->den, fmpq_denref(x + n));
    for (slong n = 0; n < size; n++)
    {
        fmpz_divexact(X->value + n, X->den, fmpq_denref(x + n));
        fmpz_mul(X->value + n, X->value + n, fmpq_numref(x + n));
    }
}

fulg_status_t
fulg_cube_init_json(fulg_cube_t X, const json_t *value, fulg_diag_t diag)
{
    static const char *const keys[] = {"format", "shape", "values", NULL};
    slong shape[3];
    fmpq *x;
    fulg_status_t status = fulg_exact_json_check_format(
        value, "fulgurite-tensor/1", diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, keys, "a tensor", diag);
    if (status == FULG_OK)
        status = read_shape(shape, json_object_get(value, "shape"), diag);
    if (status == FULG_OK)
        status = check_values(shape, json_object_get(value, "values"), diag);
    if (status != FULG_OK)
        return status;
    x = _fmpq_vec_init(shape[0] * shape[1] * shape[2]);
    status = read_values(x, shape, json_object_get(value, "values"), diag);
    if (status == FULG_OK)
    {
        fulg_cube_init(X, shape[0], shape[1], shape[2]);
        set_rationals(X, x);
    }
    _fmpq_vec_clear(x, shape[0] * shape[1] * shape[2]);
    return status;
}

json_t *
fulg_cube_json(const fulg_cube_t X)
{
    json_t *values = json_array();
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < X->shape[0]; i++)
    {
        json_t *slice = json_array();
        for (slong j = 0; j < X->shape[1]; j++)
        {
            json_t *row = json_array();
            for (slong t = 0; t < X->shape[2]; t++)
            {
                fmpq_set_fmpz_frac(
                    x, X->value + (i * X->shape[1] + j) * X->shape[2] + t,
                    X->den);
                json_array_append_new(row, fulg_exact_json_fmpq(x));
            }
            json_array_append_new(slice, row);
        }
        json_array_append_new(values, slice);
    }
    fmpq_clear(x);
    return json_pack("{s:s, s:[I,I,I], s:o}", "format", "fulgurite-tensor/1",
                     "shape", (json_int_t) X->shape[0],
                     (json_int_t) X->shape[1], (json_int_t) X->shape[2],
                     "values", values);
}
