#include <string.h>

#include "impl.h"

/* scipy.sparse.save_npz: a member "format", the numbers in "data", their places in
   others.  The matrix is made dense; two numbers for one place, which scipy adds
   with rounding, are refused. */
typedef struct
{
    fulg_floats_tensors_struct *T;
    slong first;
    const char *file;
    const fulg_tensor_struct *data;
    slong rows, cols;
    unsigned char *out;
    int size; /* of a number */
    fulg_diag_struct *diag;
} sparse_t;

static fulg_status_t
bad(const sparse_t *s, const char *what)
{
    return fulg_diag_set(s->diag, FULG_PARSE, "%s: scipy.sparse: %s", s->file,
                         what);
}

static const fulg_tensor_struct *
member(const sparse_t *s, const char *name)
{
    for (slong n = s->first; n < s->T->num; n++)
        if (strcmp(s->T->tensor[n].name, name) == 0)
            return &s->T->tensor[n];
    return NULL;
}

/* Integer k of a member: -1 when it is not there or negative. */
static slong
integer(const fulg_tensor_struct *t, slong k)
{
    const int big = t != NULL && t->dtype[0] == '>';
    const int size = t == NULL || t->dtype[1] == '\0' ? 0 : t->dtype[2] - '0';
    ulong bits;
    if (t == NULL || (t->dtype[1] != 'i' && t->dtype[1] != 'u') || size < 1 ||
        size > 8 || k < 0 || (size_t) (k + 1) * (size_t) size > t->length)
        return -1;
    bits = big ? fulg_floats_be(t->data + k * size, size)
               : fulg_floats_le(t->data + k * size, size);
    if (t->dtype[1] == 'i' && size < 8 && bits >> (8 * size - 1))
        return -1;
    return bits >> 62 ? -1 : (slong) bits;
}

/* Number k of data goes to its place. */
static fulg_status_t
put(const sparse_t *s, slong row, slong col, slong k)
{
    const unsigned char *x = s->data->data + k * s->size;
    unsigned char *y;
    if (row < 0 || row >= s->rows || col < 0 || col >= s->cols)
        return bad(s, "an index outside of the matrix");
    if (k < 0 || (size_t) (k + 1) * (size_t) s->size > s->data->length)
        return bad(s, "fewer numbers than places");
    y = s->out + (row * s->cols + col) * s->size;
    for (int i = 0; i < s->size; i++)
        if (y[i] != 0)
            return bad(
                s, "two numbers for one entry: call sum_duplicates() before "
                   "save_npz");
    memcpy(y, x, (size_t) s->size);
    return FULG_OK;
}

/* csr and csc, and bsr with blocks of height x width. */
static fulg_status_t
fill_compressed(const sparse_t *s, int by_columns, slong height, slong width)
{
    const fulg_tensor_struct *starts = member(s, "indptr");
    const fulg_tensor_struct *indices = member(s, "indices");
    const slong lines = by_columns ? s->cols : s->rows / height;
    fulg_status_t status = FULG_OK;
    for (slong i = 0; i < lines; i++)
    {
        const slong begin = integer(starts, i), end = integer(starts, i + 1);
        if (begin < 0 || end < begin)
            return bad(s, "\"indptr\" is not a list of increasing integers");
        for (slong n = begin; n < end && status == FULG_OK; n++)
        {
            const slong j = integer(indices, n);
            if (j < 0)
                return bad(s, "\"indices\" is not a list of integers");
            for (slong k = 0; k < height * width && status == FULG_OK; k++)
                status = by_columns ? put(s, j, i, n)
                                    : put(s, i * height + k / width,
                                          j * width + k % width,
                                          n * height * width + k);
        }
    }
    return status;
}

static fulg_status_t
fill_blocks(const sparse_t *s)
{
    const fulg_tensor_struct *data = s->data;
    if (data->rank != 3 || data->fortran || data->shape[1] < 1 ||
        data->shape[2] < 1 || s->rows % data->shape[1] != 0)
        return bad(s, "\"data\" is not a list of blocks");
    return fill_compressed(s, 0, data->shape[1], data->shape[2]);
}

static fulg_status_t
fill_coordinates(const sparse_t *s)
{
    const fulg_tensor_struct *row = member(s, "row"), *col = member(s, "col");
    fulg_status_t status = FULG_OK;
    if (row == NULL || col == NULL)
        return bad(s, "no \"row\" or \"col\"");
    for (slong k = 0; k < s->data->count && status == FULG_OK; k++)
        status = put(s, integer(row, k), integer(col, k), k);
    return status;
}

/* data[d][j] is entry (j - offsets[d], j); what lies outside is padding. */
static fulg_status_t
fill_diagonals(const sparse_t *s)
{
    const fulg_tensor_struct *offsets = member(s, "offsets");
    const fulg_tensor_struct *data = s->data;
    fulg_status_t status = FULG_OK;
    if (data->rank != 2 || offsets == NULL ||
        (strcmp(offsets->dtype + 1, "i4") != 0 &&
         strcmp(offsets->dtype + 1, "i8") != 0))
        return bad(s, "\"data\" and \"offsets\" are not diagonals");
    for (slong d = 0; d < data->shape[0]; d++)
    {
        const int size = offsets->dtype[2] - '0';
        slong offset;
        if ((size_t) (d + 1) * (size_t) size > offsets->length)
            return bad(s, "fewer offsets than diagonals");
        offset = (slong) fulg_floats_le(offsets->data + d * size, size);
        if (size == 4)
            offset = (int32_t) offset;
        for (slong j = 0; j < FLINT_MIN(data->shape[1], s->cols); j++)
        {
            const slong row = offset < -s->rows || offset > s->cols
                                  ? -1
                                  : j - offset;
            if (row >= 0 && row < s->rows && status == FULG_OK)
                status = put(s, row, j,
                             data->fortran ? j * data->shape[0] + d
                                           : d * data->shape[1] + j);
        }
    }
    return status;
}

/* The five letters of the format at most, from bytes or from UTF-32. */
static void
read_format(char *name, const fulg_tensor_struct *t)
{
    const size_t step = t->dtype[1] == 'U' ? 4 : 1;
    size_t n = 0;
    for (; n < 7 && (n + 1) * step <= t->length && t->data[n * step] != 0; n++)
        name[n] = (char) t->data[n * step];
    name[n] = '\0';
}

static fulg_status_t
fill(const sparse_t *s, const char *format)
{
    if (strcmp(format, "csr") == 0)
        return fill_compressed(s, 0, 1, 1);
    if (strcmp(format, "csc") == 0)
        return fill_compressed(s, 1, 1, 1);
    if (strcmp(format, "bsr") == 0)
        return fill_blocks(s);
    if (strcmp(format, "coo") == 0)
        return fill_coordinates(s);
    if (strcmp(format, "dia") == 0)
        return fill_diagonals(s);
    return fulg_diag_set(s->diag, FULG_UNABLE,
                         "%s: scipy.sparse format \"%s\": save it as csr, csc, "
                         "coo, bsr or dia",
                         s->file, format);
}

/* Room for the matrix, within the limit on memory. */
static fulg_status_t
make_room(sparse_t *s)
{
    const fulg_tensor_struct *shape = member(s, "shape");
    const ulong room = FULG_TENSORS_MAX_INFLATED - s->T->inflated;
    size_t bytes;
    s->rows = integer(shape, 0);
    s->cols = integer(shape, 1);
    s->size = fulg_floats_format_size(s->data->format);
    if (s->rows < 1 || s->cols < 1)
        return bad(s, "\"shape\" is not a pair of positive integers");
    if (s->size == 0)
        return fulg_diag_set(s->diag, FULG_PARSE,
                             "%s: scipy.sparse: numbers of type %s, not floats",
                             s->file, s->data->dtype);
    if ((ulong) s->rows > room / (ulong) s->size / (ulong) s->cols)
        return fulg_diag_set(s->diag, FULG_UNABLE,
                             "%s: more than 512 MiB as a dense matrix of "
                             "%ld x %ld",
                             s->file, (long) s->rows, (long) s->cols);
    bytes = (size_t) (s->rows * s->cols * s->size);
    s->T->inflated += bytes;
    s->out = flint_calloc(bytes, 1);
    fulg_floats_keep(s->T, s->out, bytes, 0);
    return FULG_OK;
}

/* The members give way to the matrix. */
static fulg_status_t
replace(sparse_t *s)
{
    const fulg_tensor_struct data = *s->data;
    fulg_tensor_struct *tensor;
    while (s->T->num > s->first)
    {
        fulg_tensor_struct *last = &s->T->tensor[--s->T->num];
        flint_free(last->name);
        flint_free(last->odd);
    }
    tensor = fulg_floats_new(s->T);
    if (!fulg_floats_set_file_name(tensor, s->file))
        return bad(s, "no name for a tensor");
    tensor->format = data.format;
    memcpy(tensor->dtype, data.dtype, sizeof data.dtype);
    tensor->big_endian = data.big_endian;
    tensor->rank = 2;
    tensor->shape[0] = s->rows;
    tensor->shape[1] = s->cols;
    tensor->count = s->rows * s->cols;
    tensor->data = s->out;
    tensor->length = (size_t) (tensor->count * s->size);
    return FULG_OK;
}

fulg_status_t
fulg_floats_join_sparse(fulg_floats_tensors_t T, slong first, const char *file,
                        fulg_diag_t diag)
{
    sparse_t s = {.T = T, .first = first, .file = file, .diag = diag};
    const fulg_tensor_struct *format = member(&s, "format");
    char name[8];
    fulg_status_t status;
    s.data = member(&s, "data");
    /* A "format" of text beside "shape" and "data" is scipy's. */
    if (T->keep_other || format == NULL || s.data == NULL ||
        member(&s, "shape") == NULL ||
        (format->dtype[1] != 'S' && format->dtype[1] != 'U'))
        return FULG_OK;
    read_format(name, format);
    status = make_room(&s);
    if (status == FULG_OK)
        status = fill(&s, name);
    return status == FULG_OK ? replace(&s) : status;
}
