#include <string.h>

#include "impl.h"

/* The header is a Python dictionary of three entries.  numpy writes some 120
   bytes. */
#define MAX_HEADER 65536

typedef struct
{
    const char *at, *end;
    const char *where;
    fulg_tensor_struct *tensor;
    int seen;        /* bits: descr, fortran_order, shape */
    const char *odd; /* why no matrix can be read, once that is known */
    fulg_diag_struct *diag;
} header_t;

static fulg_status_t
bad(header_t *h, const char *what)
{
    return fulg_diag_set(h->diag, FULG_PARSE, "%s: .npy header: %s", h->where,
                         what);
}

static void
skip_space(header_t *h)
{
    while (h->at < h->end && (*h->at == ' ' || *h->at == '\n'))
        h->at++;
}

/* Takes the character when it is next. */
static int
take(header_t *h, char c)
{
    skip_space(h);
    if (h->at == h->end || *h->at != c)
        return 0;
    h->at++;
    return 1;
}

/* A string in quotes without escapes, into text of that size. */
static int
take_string(header_t *h, char *text, size_t size)
{
    const char quote = take(h, '\'') ? '\'' : take(h, '"') ? '"' : 0;
    size_t n = 0;
    if (quote == 0)
        return 0;
    for (; h->at < h->end && *h->at != quote; h->at++)
    {
        if (n + 1 == size || *h->at < 32 || *h->at > 126 || *h->at == '\\')
            return 0;
        text[n++] = *h->at;
    }
    text[n] = '\0';
    return h->at++ < h->end;
}

static int
take_word(header_t *h, const char *word)
{
    const size_t n = strlen(word);
    skip_space(h);
    if ((size_t) (h->end - h->at) < n || memcmp(h->at, word, n) != 0)
        return 0;
    h->at += n;
    return 1;
}

/* "<i8" has 8 bytes, "<U3" 3 characters of 4; 0 for what is not of this kind. */
static int
item_size(const char *dtype)
{
    const size_t n = strlen(dtype);
    int size = 0;
    if (n < 3 || n > 5 || strchr("?biufcSU", dtype[1]) == NULL)
        return 0;
    for (size_t i = 2; i < n; i++)
    {
        if (dtype[i] < '0' || dtype[i] > '9')
            return 0;
        size = 10 * size + (dtype[i] - '0');
    }
    return dtype[1] == 'U' ? 4 * size : size;
}

static fulg_status_t
take_descr(header_t *h)
{
    static const struct
    {
        const char *name;
        fulg_floats_format_t format;
    } known[] = {
        {"f8", FULG_FLOAT_F64}, {"f4", FULG_FLOAT_F32}, {"f2", FULG_FLOAT_F16}};
    char *dtype = h->tensor->dtype;
    skip_space(h);
    if (h->at < h->end && (*h->at == '[' || *h->at == '('))
    {
        h->odd = "a structured type";
        return FULG_OK;
    }
    if (!take_string(h, dtype, sizeof h->tensor->dtype))
        return bad(h, "\"descr\" is not a simple type");
    h->tensor->item = item_size(dtype);
    h->tensor->big_endian = dtype[0] == '>';
    for (int i = 0; i < 3; i++)
        if ((dtype[0] == '<' || dtype[0] == '=' || dtype[0] == '>') &&
            strcmp(dtype + 1, known[i].name) == 0)
        {
            h->tensor->format = known[i].format;
            return FULG_OK;
        }
    h->tensor->format = FULG_FLOAT_OTHER;
    return FULG_OK;
}

/* A size: digits, with an L that Python 2 wrote. */
static fulg_status_t
take_size(header_t *h)
{
    slong n = 0;
    if (take(h, '-'))
        return bad(h, "a negative size in \"shape\"");
    if (h->at == h->end || *h->at < '0' || *h->at > '9')
        return bad(h, "\"shape\" is not a tuple of integers");
    for (; h->at < h->end && *h->at >= '0' && *h->at <= '9'; h->at++)
    {
        if (n > WORD_MAX / 20)
            return bad(h, "a size in \"shape\" is too large");
        n = 10 * n + (*h->at - '0');
    }
    if (h->at < h->end && *h->at == 'L')
        h->at++;
    if (h->tensor->rank == FULG_TENSOR_MAX_RANK)
    {
        h->odd = "more than 8 indices";
        return FULG_OK;
    }
    h->tensor->shape[h->tensor->rank++] = n;
    return FULG_OK;
}

static fulg_status_t
take_shape(header_t *h)
{
    if (!take(h, '('))
        return bad(h, "\"shape\" is not a tuple of integers");
    while (!take(h, ')'))
    {
        const fulg_status_t status = take_size(h);
        if (status != FULG_OK || h->odd != NULL)
            return status;
        if (take(h, ','))
            continue;
        /* (3) is no tuple */
        if (h->tensor->rank == 1 || !take(h, ')'))
            return bad(h, "\"shape\" is not a tuple of integers");
        break;
    }
    return FULG_OK;
}

static fulg_status_t
take_entry(header_t *h)
{
    static const char *const keys[] = {"descr", "fortran_order", "shape"};
    char key[16];
    int k = 0;
    if (!take_string(h, key, sizeof key))
        return bad(h, "expected a key");
    while (k < 3 && strcmp(key, keys[k]) != 0)
        k++;
    if (k == 3)
        return bad(h, "an unknown key");
    if (h->seen & (1 << k))
        return bad(h, "a key is given twice");
    h->seen |= 1 << k;
    if (!take(h, ':'))
        return bad(h, "expected \":\"");
    if (k == 0)
        return take_descr(h);
    if (k == 2)
        return take_shape(h);
    h->tensor->fortran = take_word(h, "True");
    if (!h->tensor->fortran && !take_word(h, "False"))
        return bad(h, "\"fortran_order\" is neither True nor False");
    return FULG_OK;
}

static fulg_status_t
parse(header_t *h)
{
    fulg_status_t status;
    if (!take(h, '{'))
        return bad(h, "expected \"{\"");
    while (!take(h, '}'))
    {
        status = take_entry(h);
        /* What follows cannot be read, and need not be. */
        if (status != FULG_OK || h->odd != NULL)
            return status;
        if (take(h, ','))
            continue;
        if (!take(h, '}'))
            return bad(h, "expected \",\" or \"}\"");
        break;
    }
    skip_space(h);
    if (h->at != h->end)
        return bad(h, "more text after \"}\"");
    if (h->seen != 7)
        return bad(h, "a key is missing");
    return FULG_OK;
}

fulg_status_t
fulg_floats_npy_header(fulg_tensor_struct *tensor, size_t *data_start,
                       size_t *data_size, const unsigned char *bytes,
                       size_t length, const char *where, fulg_diag_t diag)
{
    header_t h = {NULL, NULL, where, tensor, 0, NULL, diag};
    const int major = length >= 8 ? bytes[6] : 0;
    const size_t prefix = major == 1 ? 10 : 12;
    fulg_status_t status;
    ulong size;
    if (length < 12 || memcmp(bytes, "\x93NUMPY", 6) != 0)
        return bad(&h, "truncated, or not an .npy file");
    if (major < 1 || major > 3 || bytes[7] != 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: .npy version %d.%d; expected 1.0, 2.0 or 3.0",
                             where, major, bytes[7]);
    size = fulg_floats_le(bytes + 8, major == 1 ? 2 : 4);
    if (size > MAX_HEADER)
    {
        *data_start = *data_size = 0;
        fulg_floats_set_odd(tensor, "an .npy header longer than 65536 bytes");
        return FULG_OK;
    }
    if (size > length - prefix)
        return bad(&h, "its length is beyond the end of the file");
    h.at = (const char *) bytes + prefix;
    h.end = h.at + size;
    status = parse(&h);
    if (status != FULG_OK)
        return status;
    if (h.odd != NULL)
    {
        *data_start = prefix + size;
        *data_size = 0;
        fulg_floats_set_odd(tensor, h.odd);
        return FULG_OK;
    }
    if (!fulg_floats_count(tensor, tensor->item))
        return bad(&h, "\"shape\" is huge");
    *data_start = prefix + size;
    *data_size = (size_t) tensor->count * (size_t) tensor->item;
    return FULG_OK;
}

int
fulg_floats_set_file_name(fulg_tensor_struct *tensor, const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    return fulg_floats_set_name(
        tensor, name,
        dot != NULL && dot > name ? (size_t) (dot - name) : strlen(name));
}

fulg_status_t
fulg_floats_load_npy(fulg_floats_tensors_t T,
                     const fulg_floats_source_t *source, fulg_diag_t diag)
{
    fulg_tensor_struct *tensor = fulg_floats_new(T);
    size_t start, size;
    fulg_status_t status;
    if (!fulg_floats_set_file_name(tensor, source->file))
        return fulg_diag_set(diag, FULG_PARSE, "%s: no name for a tensor",
                             source->file);
    status = fulg_floats_npy_header(tensor, &start, &size, source->bytes,
                                    source->length, source->file, diag);
    if (status != FULG_OK)
        return status;
    if (tensor->odd != NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s: %s", source->file,
                             tensor->odd);
    if (tensor->format == FULG_FLOAT_OTHER &&
        !(T->keep_other && tensor->item > 0))
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: numbers of type \"%s\"; "
                             "expected f8, f4 or f2",
                             source->file, tensor->dtype);
    if (source->length - start != size)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: %s: %lu bytes of numbers, the shape needs "
                             "%lu",
                             source->file,
                             source->length - start < size ? "truncated"
                                                           : "trailing bytes",
                             (ulong) (source->length - start), (ulong) size);
    tensor->data = source->bytes + start;
    tensor->length = size;
    return FULG_OK;
}
