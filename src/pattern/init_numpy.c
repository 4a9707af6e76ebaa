#include <string.h>

#include <fulgurite/floats.h>

#include "impl.h"

/* The bytes of number n as one word. */
static ulong
get_word(const fulg_tensor_struct *T, slong n, int size)
{
    const unsigned char *bytes = T->data + n * size;
    ulong value = 0;
    for (int b = 0; b < size; b++)
        value |= (ulong) bytes[T->big_endian ? size - 1 - b : b] << (8 * b);
    return value;
}

/* numpy's integers. */
static int
integer_size(const fulg_tensor_struct *T)
{
    const char *dtype = T->dtype;
    static const char *const names[] = {"i1", "u1", "i2", "u2",
                                        "i4", "u4", "i8", "u8"};
    for (int n = 0; n < 8; n++)
        if (dtype[0] != '\0' && strcmp(dtype + 1, names[n]) == 0 &&
            T->item == 1 << (n / 2))
            return T->item;
    return 0;
}

static void
get_integer(fmpz_t x, const fulg_tensor_struct *T, slong n)
{
    const int size = integer_size(T);
    ulong value = get_word(T, n, size);
    if (T->dtype[1] == 'i' && size < 8 && value >> (8 * size - 1))
        value |= ~UWORD(0) << (8 * size);
    if (T->dtype[1] == 'i')
        fmpz_set_si(x, (slong) value);
    else
        fmpz_set_ui(x, value);
}

/* Number n of a tensor; 0 when it is infinite or no number. */
static int
get_number(fmpq_t x, const fulg_tensor_struct *T, slong n)
{
    const int size = fulg_floats_format_size(T->format);
    slong mantissa, exponent;
    fmpz_one(fmpq_denref(x));
    if (size == 0)
    {
        get_integer(fmpq_numref(x), T, n);
        return 1;
    }
    if (!fulg_floats_format_split(&mantissa, &exponent, get_word(T, n, size),
                                  T->format))
        return 0;
    fmpq_set_si(x, mantissa, 1);
    if (exponent >= 0)
        fmpq_mul_2exp(x, x, (ulong) exponent);
    else
        fmpq_div_2exp(x, x, (ulong) -exponent);
    return 1;
}

/* PARSE, naming an entry, unless the tensor holds real numbers. */
static fulg_status_t
check_numbers(const fulg_tensor_struct *T, fulg_diag_t diag)
{
    const char kind = T->dtype[0] ? T->dtype[1] : '\0';
    if (T->format != FULG_FLOAT_OTHER || integer_size(T))
        return FULG_OK;
    return fulg_diag_set(
        diag, FULG_PARSE, "\"%.60s\": entry (1,1): %s (%s)", T->name,
        kind == 'c' ? "the values are complex numbers"
        : kind == 'b'
            ? "the array gives only the positions of the entries, not "
              "their values: save it with .astype(float)"
            : "the values are not numbers of a known type",
        T->dtype);
}

static fulg_status_t
no_number(slong i, slong j, fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE,
                         "entry (%ld,%ld) is infinite or not a number",
                         (long) i + 1, (long) j + 1);
}

static fulg_status_t
read_dense(fulg_pattern_list_t *list, slong *length,
           const fulg_tensor_struct *T, fulg_diag_t diag)
{
    fulg_status_t status = check_numbers(T, diag);
    if (status != FULG_OK)
        return status;
    if (T->rank != 2)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "\"%.60s\": an array with %d indices is not a matrix, "
            "which has rows and columns",
            T->name, T->rank);
    if (T->shape[0] != T->shape[1])
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.60s\": the matrix is not square: %ld rows, "
                             "%ld columns",
                             T->name, (long) T->shape[0], (long) T->shape[1]);
    *length = T->shape[0];
    if (*length > FULG_PATTERN_MAX_LENGTH)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "a matrix of %ld rows is too large (limit: %d)",
                             (long) *length, FULG_PATTERN_MAX_LENGTH);
    for (slong i = 0; i < *length; i++)
        for (slong j = 0; j < *length; j++)
        {
            fmpq_t x;
            int good;
            fmpq_init(x);
            good = get_number(x, T,
                              T->fortran ? j * *length + i : i * *length + j);
            if (good && !fmpq_is_zero(x))
                fmpq_set(fulg_pattern_list_push(list, i, j), x);
            fmpq_clear(x);
            if (!good)
                return no_number(i, j, diag);
        }
    return FULG_OK;
}

/* The arrays that scipy.sparse.save_npz writes. */
typedef struct
{
    const fulg_tensor_struct *data, *shape, *indices, *indptr, *row, *col;
    int by_column;
} sparse_t;

static fulg_status_t
get_size(slong *n, const fulg_tensor_struct *T, slong place, slong max,
         fulg_diag_t diag)
{
    fmpz_t x;
    int good;
    fmpz_init(x);
    get_integer(x, T, place);
    good = fmpz_sgn(x) >= 0 && fmpz_cmp_si(x, max) <= 0;
    *n = good ? fmpz_get_si(x) : 0;
    fmpz_clear(x);
    if (good)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_PARSE,
                         "\"%.60s\": number %ld is out of range", T->name,
                         (long) place + 1);
}

/* A list of integers of that length (-1: any). */
static fulg_status_t
check_list(const fulg_tensor_struct *T, const char *name, slong count,
           fulg_diag_t diag)
{
    if (T == NULL)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the sparse matrix has no array \"%s\"", name);
    if (T->rank != 1 || !integer_size(T) || (count >= 0 && T->count != count))
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%s\" is not a list of %ld integers", name,
                             (long) (count >= 0 ? count : T->count));
    return FULG_OK;
}

static fulg_status_t
push(fulg_pattern_list_t *list, const sparse_t *S, slong n, slong i, slong j,
     fulg_diag_t diag)
{
    const slong row = S->by_column ? j : i, col = S->by_column ? i : j;
    if (!get_number(fulg_pattern_list_push(list, row, col), S->data, n))
        return no_number(row, col, diag);
    return FULG_OK;
}

static fulg_status_t
read_compressed(fulg_pattern_list_t *list, slong length, const sparse_t *S,
                fulg_diag_t diag)
{
    slong begin = 0, end, j;
    fulg_status_t status = check_list(S->indptr, "indptr", length + 1, diag);
    if (status == FULG_OK)
        status = check_list(S->indices, "indices", S->data->count, diag);
    if (status == FULG_OK)
        status = get_size(&begin, S->indptr, 0, 0, diag);
    for (slong i = 0; status == FULG_OK && i < length; i++, begin = end)
    {
        status = get_size(&end, S->indptr, i + 1, S->data->count, diag);
        if (status == FULG_OK && end < begin)
            status = fulg_diag_set(
                diag, FULG_PARSE,
                "\"indptr\" decreases at number %ld, the end of %s %ld",
                (long) i + 2, S->by_column ? "column" : "row", (long) i + 1);
        for (slong n = begin; status == FULG_OK && n < end; n++)
        {
            status = get_size(&j, S->indices, n, length - 1, diag);
            if (status == FULG_OK)
                status = push(list, S, n, i, j, diag);
        }
    }
    return status;
}

static fulg_status_t
read_coordinates(fulg_pattern_list_t *list, slong length, const sparse_t *S,
                 fulg_diag_t diag)
{
    slong i, j;
    fulg_status_t status = check_list(S->row, "row", S->data->count, diag);
    if (status == FULG_OK)
        status = check_list(S->col, "col", S->data->count, diag);
    for (slong n = 0; status == FULG_OK && n < S->data->count; n++)
    {
        status = get_size(&i, S->row, n, length - 1, diag);
        if (status == FULG_OK)
            status = get_size(&j, S->col, n, length - 1, diag);
        if (status == FULG_OK)
            status = push(list, S, n, i, j, diag);
    }
    return status;
}

/* "format" is a string such as csr, as bytes or in UTF-32: three letters, or
   none. */
static void
get_format(char *format, const fulg_floats_tensors_t T)
{
    const fulg_tensor_struct *F = fulg_floats_tensors_find(T, "format");
    const int wide = F != NULL && F->dtype[1] == 'U';
    const int good = F != NULL && F->count == 1 && F->rank == 0 &&
                     F->item >= 3 &&
                     (strcmp(F->dtype + 1, "S3") == 0 ||
                      strcmp(F->dtype + 1, "U3") == 0);
    for (int n = 0; good && n < 3; n++)
        format[n] = (char) F->data[wide ? 4 * n + 3 * F->big_endian : n];
    format[good ? 3 : 0] = '\0';
    /* it may be shown */
    if (strspn(format, "abcdefghijklmnopqrstuvwxyz") != strlen(format))
        format[0] = '\0';
}

static fulg_status_t
read_sparse(fulg_pattern_list_t *list, slong *length,
            const fulg_floats_tensors_t T, fulg_diag_t diag)
{
    sparse_t S = {fulg_floats_tensors_find(T, "data"),
                  fulg_floats_tensors_find(T, "shape"),
                  fulg_floats_tensors_find(T, "indices"),
                  fulg_floats_tensors_find(T, "indptr"),
                  fulg_floats_tensors_find(T, "row"),
                  fulg_floats_tensors_find(T, "col"),
                  0};
    slong cols;
    char format[4];
    fulg_status_t status = check_list(S.shape, "shape", 2, diag);
    if (status == FULG_OK)
        status = get_size(length, S.shape, 0, WORD(1) << 40, diag);
    if (status == FULG_OK)
        status = get_size(&cols, S.shape, 1, WORD(1) << 40, diag);
    if (status != FULG_OK)
        return status;
    if (*length != cols)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the matrix is not square: %ld rows, %ld columns",
                             (long) *length, (long) cols);
    if (*length > FULG_PATTERN_MAX_LENGTH)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "a matrix of %ld rows is too large (limit: %d)",
                             (long) *length, FULG_PATTERN_MAX_LENGTH);
    get_format(format, T);
    if (strcmp(format, "csr") != 0 && strcmp(format, "csc") != 0 &&
        strcmp(format, "coo") != 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "sparse matrices are read in the formats csr, csc "
                             "and coo, not %s: save it with .tocsr()",
                             format[0] ? format : "this one");
    if (S.data->rank != 1)
        return fulg_diag_set(diag, FULG_PARSE, "\"data\" is not a list");
    status = check_numbers(S.data, diag);
    if (status != FULG_OK)
        return status;
    S.by_column = strcmp(format, "csc") == 0;
    if (strcmp(format, "coo") == 0)
        return read_coordinates(list, *length, &S, diag);
    return read_compressed(list, *length, &S, diag);
}

fulg_status_t
fulg_pattern_init_numpy(fulg_pattern_t P, const char *name,
                        const unsigned char *bytes, size_t length,
                        fulg_diag_t diag)
{
    fulg_floats_tensors_t T;
    fulg_pattern_list_t list;
    slong size = 0;
    fulg_status_t status;
    fulg_floats_tensors_init(T);
    T->keep_other = 1;
    fulg_pattern_list_init(&list);
    status = fulg_floats_tensors_load_bytes(T, name, bytes, length, diag);
    if (status == FULG_OK && fulg_floats_tensors_find(T, "data") != NULL &&
        fulg_floats_tensors_find(T, "shape") != NULL)
        status = read_sparse(&list, &size, T, diag);
    else if (status == FULG_OK && T->num == 1)
        status = read_dense(&list, &size, T->tensor, diag);
    else if (status == FULG_OK)
        status = fulg_diag_set(
            diag, FULG_PARSE,
            "the file has %ld arrays; a pattern is read from a "
            "file with one matrix, or with the arrays that "
            "scipy.sparse.save_npz writes",
            (long) T->num);
    if (status == FULG_OK)
        status = fulg_pattern_init_entries(P, size, list.num, list.row,
                                           list.col, list.value, diag);
    fulg_pattern_list_clear(&list);
    fulg_floats_tensors_clear(T);
    return status;
}
