#include <stdlib.h>
#include <string.h>

#include "impl.h"

/* Eight bytes with the length of a JSON header, the header, the numbers.  The
   tensors must cover the numbers without gap or overlap. */
#define MAX_HEADER (UWORD(1) << 24)

/* bits: of a number; the types that are not in the list have a size that is not
   known, and are believed to fill their place. */
static const struct
{
    const char *name;
    fulg_floats_format_t format;
    int bits;
} types[] = {{"F64", FULG_FLOAT_F64, 64},
             {"F32", FULG_FLOAT_F32, 32},
             {"F16", FULG_FLOAT_F16, 16},
             {"BF16", FULG_FLOAT_BF16, 16},
             {"F8_E4M3", FULG_FLOAT_E4M3, 8},
             {"F8_E5M2", FULG_FLOAT_E5M2, 8},
             {"F8_E4M3FNUZ", FULG_FLOAT_E4M3_FNUZ, 8},
             {"F8_E5M2FNUZ", FULG_FLOAT_E5M2_FNUZ, 8},
             {"I64", FULG_FLOAT_OTHER, 64},
             {"U64", FULG_FLOAT_OTHER, 64},
             {"C64", FULG_FLOAT_OTHER, 64},
             {"I32", FULG_FLOAT_OTHER, 32},
             {"U32", FULG_FLOAT_OTHER, 32},
             {"I16", FULG_FLOAT_OTHER, 16},
             {"U16", FULG_FLOAT_OTHER, 16},
             {"I8", FULG_FLOAT_OTHER, 8},
             {"U8", FULG_FLOAT_OTHER, 8},
             {"BOOL", FULG_FLOAT_OTHER, 8},
             {"F8_E8M0", FULG_FLOAT_OTHER, 8},
             {"F6_E2M3", FULG_FLOAT_OTHER, 6},
             {"F6_E3M2", FULG_FLOAT_OTHER, 6},
             {"F4", FULG_FLOAT_OTHER, 4}};
#define NUM_TYPES ((int) (sizeof types / sizeof types[0]))

typedef struct
{
    const fulg_floats_source_t *source;
    const unsigned char *data;
    ulong length; /* of the numbers */
    fulg_diag_struct *diag;
} file_t;

/* What the tensor of a name says wrongly. */
static fulg_status_t
bad(const file_t *f, const char *name, const char *what)
{
    return fulg_diag_set(f->diag, FULG_PARSE, "%s: tensor \"%.200s\": %s",
                         f->source->file, name, what);
}

static fulg_status_t
set_shape(fulg_tensor_struct *tensor, const json_t *shape, const file_t *f,
          const char *name)
{
    if (!json_is_array(shape))
        return bad(f, name, "\"shape\" is not a list");
    if (json_array_size(shape) > FULG_TENSOR_MAX_RANK)
        fulg_floats_set_odd(tensor, "more than 8 indices");
    for (size_t i = 0; i < json_array_size(shape); i++)
    {
        const json_t *size = json_array_get(shape, i);
        if (!json_is_integer(size))
            return bad(f, name, "a size in \"shape\" is not an integer");
        if (json_integer_value(size) < 0)
            return bad(f, name, "a negative size in \"shape\"");
        if (tensor->odd == NULL)
            tensor->shape[tensor->rank++] = (slong) json_integer_value(size);
    }
    return FULG_OK;
}

/* bits 0: of unknown size. */
static fulg_status_t
set_place(fulg_tensor_struct *tensor, const json_t *offsets, int bits,
          const file_t *f, const char *name)
{
    const json_t *first = json_array_get(offsets, 0);
    const json_t *last = json_array_get(offsets, 1);
    json_int_t begin, end;
    if (json_array_size(offsets) != 2 || !json_is_integer(first) ||
        !json_is_integer(last))
        return bad(f, name, "\"data_offsets\" is not a pair of integers");
    begin = json_integer_value(first);
    end = json_integer_value(last);
    if (begin < 0 || end < begin)
        return bad(f, name, "\"data_offsets\" are negative or decrease");
    if ((ulong) end > f->length)
        return bad(f, name, "truncated: its numbers end beyond the file");
    if (!fulg_floats_count(tensor, bits))
        return bad(f, name, "\"shape\" is huge");
    if (bits != 0 && tensor->odd == NULL &&
        (ulong) (end - begin) != ((ulong) tensor->count * (ulong) bits + 7) / 8)
        return bad(f, name, "\"data_offsets\" and \"shape\" differ in size");
    tensor->data = f->data + begin;
    tensor->length = (size_t) (end - begin);
    return FULG_OK;
}

static fulg_status_t
add(fulg_floats_tensors_t T, const char *name, const json_t *value,
    const file_t *f)
{
    const char *dtype = json_string_value(json_object_get(value, "dtype"));
    fulg_tensor_struct *tensor = fulg_floats_new(T);
    fulg_status_t status;
    int i = 0;
    if (!fulg_floats_set_name(tensor, name, strlen(name)))
        return bad(f, "", "a name that is empty, too long or not printable");
    if (!json_is_object(value))
        return bad(f, name, "is not an object");
    if (dtype == NULL)
        return bad(f, name, "\"dtype\" is not a string");
    while (i < NUM_TYPES && strcmp(types[i].name, dtype) != 0)
        i++;
    strncpy(tensor->dtype, dtype, sizeof tensor->dtype - 1);
    tensor->format = i < NUM_TYPES ? types[i].format : FULG_FLOAT_OTHER;
    status = set_shape(tensor, json_object_get(value, "shape"), f, name);
    if (status != FULG_OK)
        return status;
    return set_place(tensor, json_object_get(value, "data_offsets"),
                     i < NUM_TYPES ? types[i].bits : 0, f, name);
}

/* In the order of the file, empty ones first. */
static int
by_place(const void *a, const void *b)
{
    const fulg_tensor_struct *x = a, *y = b;
    if (x->data != y->data)
        return x->data > y->data ? 1 : -1;
    return (x->length > 0) - (y->length > 0);
}

static fulg_status_t
check_cover(const fulg_floats_tensors_t T, slong first, const file_t *f)
{
    const unsigned char *end = f->data;
    for (slong n = first; n < T->num; n++)
    {
        const fulg_tensor_struct *tensor = &T->tensor[n];
        if (tensor->data < end)
            return bad(f, tensor->name, "overlaps another tensor");
        if (tensor->data > end)
            return bad(f, tensor->name, "bytes before it belong to no tensor");
        end += tensor->length;
    }
    if (end != f->data + f->length)
        return fulg_diag_set(
            f->diag, FULG_PARSE, "%s: %lu trailing bytes after the last tensor",
            f->source->file, (ulong) (f->data + f->length - end));
    return FULG_OK;
}

static fulg_status_t
check_metadata(json_t *metadata, const file_t *f)
{
    const char *key;
    json_t *value;
    int good = json_is_object(metadata);
    json_object_foreach(metadata, key, value)
        good = good && json_is_string(value);
    if (good)
        return FULG_OK;
    return fulg_diag_set(f->diag, FULG_PARSE,
                         "%s: \"__metadata__\" maps strings to strings",
                         f->source->file);
}

static fulg_status_t
add_all(fulg_floats_tensors_t T, json_t *header, const file_t *f)
{
    const slong first = T->num;
    const char *name;
    json_t *value;
    json_object_foreach(header, name, value)
    {
        fulg_status_t status;
        if (strcmp(name, "__metadata__") == 0)
            status = check_metadata(value, f);
        else
            status = add(T, name, value, f);
        if (status != FULG_OK)
            return status;
    }
    if (T->num > first)
        qsort(T->tensor + first, (size_t) (T->num - first),
              sizeof(fulg_tensor_struct), by_place);
    return check_cover(T, first, f);
}

fulg_status_t
fulg_floats_load_safetensors(fulg_floats_tensors_t T,
                             const fulg_floats_source_t *source,
                             fulg_diag_t diag)
{
    const ulong length = source->length - 8;
    const ulong size = fulg_floats_le(source->bytes, 8);
    file_t f = {source, NULL, 0, diag};
    json_t *header;
    fulg_status_t status;
    if (size > length)
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: truncated: a header of %lu bytes in a file "
                             "of %lu",
                             source->file, size, length + 8);
    if (size > MAX_HEADER)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "%s: a header of more than 16 MiB", source->file);
    f.data = source->bytes + 8 + size;
    f.length = length - size;
    status = fulg_exact_json_parse(&header, (const char *) source->bytes + 8,
                                   size, "header", diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status, "%s: ", source->file);
    if (json_is_object(header))
        status = add_all(T, header, &f);
    else
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s: the header is not an object", source->file);
    json_decref(header);
    return status;
}
