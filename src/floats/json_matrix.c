#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "impl.h"

/* A matrix of JSON numbers as a tensor of doubles. */

static void
put_double(unsigned char *bytes, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, 8);
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char) (bits >> 8 * i);
}

/* 1 when the integer is what some program prints for the double nearest to it: the
   digits that tell the double from its neighbours, then zeros. */
static int
stands_for_double(double *x, slong n)
{
    char text[64];
    *x = (double) n;
    for (int digits = 0; digits < 17; digits++)
    {
        fmpq_t q;
        fulg_diag_t diag;
        int same;
        snprintf(text, sizeof text, "%.*e", digits, *x);
        if (strtod(text, NULL) != *x)
            continue;
        fmpq_init(q);
        same = fulg_exact_set_text(q, text, diag) == FULG_OK &&
               fmpz_is_one(fmpq_denref(q)) && fmpz_equal_si(fmpq_numref(q), n);
        fmpq_clear(q);
        return same;
    }
    return 0;
}

/* 1 when the number is a double: a real, an integer that is one or is printed for
   one, or a string of a rational that is one. */
static int
get_double(double *x, const json_t *value)
{
    fmpq_t q;
    arf_t y;
    fulg_diag_t diag;
    int good;
    if (json_is_real(value))
    {
        *x = json_real_value(value);
        return 1;
    }
    fmpq_init(q);
    arf_init(y);
    good = fulg_exact_set_json(q, value, diag) == FULG_OK &&
           fmpz_bits(fmpq_numref(q)) <= 1000 &&
           fmpz_bits(fmpq_denref(q)) <= 1000 &&
           fmpz_val2(fmpq_denref(q)) + 1 == fmpz_bits(fmpq_denref(q));
    if (good)
    {
        arf_set_fmpz(y, fmpq_numref(q));
        arf_mul_2exp_si(y, y, -(slong) fmpz_val2(fmpq_denref(q)));
        *x = arf_get_d(y, ARF_RND_NEAR);
        good = arf_bits(y) <= 53 ||
               (json_is_integer(value) &&
                stands_for_double(x, json_integer_value(value)));
    }
    arf_clear(y);
    fmpq_clear(q);
    return good;
}

static fulg_status_t
bad(const char *file, const char *where, const char *what, fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE, "%s: %s%s", file, where, what);
}

static fulg_status_t
put_numbers(unsigned char *bytes, const json_t *rows, const char *file,
            const char *where, fulg_diag_t diag)
{
    const size_t num_rows = json_array_size(rows);
    const size_t num_cols = json_array_size(json_array_get(rows, 0));
    for (size_t i = 0; i < num_rows; i++)
        for (size_t j = 0; j < num_cols; j++, bytes += 8)
        {
            const json_t *row = json_array_get(rows, i);
            char what[96];
            double x;
            if (!get_double(&x, json_array_get(row, j)))
            {
                snprintf(what, sizeof what,
                         "(%ld,%ld) is not a float: give a JSON number",
                         (long) i + 1, (long) j + 1);
                return bad(file, where, what, diag);
            }
            put_double(bytes, x);
        }
    return FULG_OK;
}

fulg_status_t
fulg_floats_add_json_matrix(fulg_floats_tensors_t T, const char *name,
                            const json_t *rows, const char *file,
                            const char *where, fulg_diag_t diag)
{
    const size_t num_rows = json_array_size(rows);
    const size_t num_cols = json_array_size(json_array_get(rows, 0));
    fulg_tensor_struct *tensor = fulg_floats_new(T);
    unsigned char *bytes;
    if (num_cols == 0)
        return bad(file, where, ": expected matrices as lists of rows", diag);
    fulg_floats_set_name(tensor, name, strlen(name));
    tensor->rank = 2;
    tensor->shape[0] = (slong) num_rows;
    tensor->shape[1] = (slong) num_cols;
    tensor->count = (slong) (num_rows * num_cols);
    strcpy(tensor->dtype, "JSON");
    for (size_t i = 0; i < num_rows; i++)
        if (json_array_size(json_array_get(rows, i)) != num_cols)
            return bad(file, where, ": rows of different lengths", diag);
    bytes = flint_malloc(8 * num_rows * num_cols);
    fulg_floats_keep(T, bytes, 8 * num_rows * num_cols, 0);
    tensor->data = bytes;
    tensor->length = 8 * num_rows * num_cols;
    return put_numbers(bytes, rows, file, where, diag);
}
