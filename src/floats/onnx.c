#include <config.h>
#include <stdio.h>
#include <string.h>

#include "impl.h"

#if FULG_HAVE_PROTOBUF_C
#include "onnx.pb-c.h"

/* Types of tensors: TensorProto.DataType of onnx.proto. */
static const struct
{
    int type;
    const char *name;
    fulg_floats_format_t format;
} types[] = {{1, "FLOAT", FULG_FLOAT_F32},
             {10, "FLOAT16", FULG_FLOAT_F16},
             {11, "DOUBLE", FULG_FLOAT_F64},
             {16, "BFLOAT16", FULG_FLOAT_BF16},
             {17, "FLOAT8E4M3FN", FULG_FLOAT_E4M3},
             {18, "FLOAT8E4M3FNUZ", FULG_FLOAT_E4M3_FNUZ},
             {19, "FLOAT8E5M2", FULG_FLOAT_E5M2},
             {20, "FLOAT8E5M2FNUZ", FULG_FLOAT_E5M2_FNUZ}};
#define NUM_TYPES ((int) (sizeof types / sizeof types[0]))

typedef struct
{
    fulg_floats_tensors_struct *T;
    const char *file;
    const FulgOnnx__Graph *graph;
    fulg_diag_struct *diag;
} reader_t;

static fulg_status_t
bad(const reader_t *r, const char *name, const char *what)
{
    return fulg_diag_set(r->diag, FULG_PARSE, "%s: tensor \"%.200s\": %s",
                         r->file, name, what);
}

static void
set_type(fulg_tensor_struct *tensor, int type)
{
    for (int i = 0; i < NUM_TYPES; i++)
        if (types[i].type == type)
        {
            strncpy(tensor->dtype, types[i].name, sizeof tensor->dtype - 1);
            tensor->format = types[i].format;
            return;
        }
    snprintf(tensor->dtype, sizeof tensor->dtype, "ONNX %d", type);
    tensor->format = FULG_FLOAT_OTHER;
}

static fulg_status_t
set_shape(fulg_tensor_struct *tensor, const FulgOnnx__Tensor *t,
          const reader_t *r)
{
    if (t->n_dims > FULG_TENSOR_MAX_RANK)
    {
        fulg_floats_set_odd(tensor, "more than 8 indices");
        return FULG_OK;
    }
    for (size_t i = 0; i < t->n_dims; i++)
    {
        if (t->dims[i] < 0)
            return bad(r, tensor->name, "a negative size");
        tensor->shape[tensor->rank++] = (slong) t->dims[i];
    }
    if (!fulg_floats_count(tensor, fulg_floats_format_size(tensor->format)))
        return bad(r, tensor->name, "its shape is huge");
    return FULG_OK;
}

/* Little-endian bytes of number k, wherever the message has it. */
static void
put_number(unsigned char *out, const FulgOnnx__Tensor *t,
           fulg_floats_format_t format, size_t k)
{
    const int size = fulg_floats_format_size(format);
    ulong bits = 0;
    uint32_t word;
    uint64_t wide;
    if (format == FULG_FLOAT_F64)
    {
        memcpy(&wide, &t->double_data[k], 8);
        bits = wide;
    }
    else if (format == FULG_FLOAT_F32)
    {
        memcpy(&word, &t->float_data[k], 4);
        bits = word;
    }
    else
        bits = (ulong) (uint32_t) t->int32_data[k];
    for (int i = 0; i < size; i++)
        out[i] = (unsigned char) (bits >> 8 * i);
}

/* The numbers, as bytes or in the field of their type. */
static fulg_status_t
set_numbers(fulg_tensor_struct *tensor, const FulgOnnx__Tensor *t,
            const reader_t *r)
{
    const fulg_floats_format_t format = tensor->format;
    const size_t size = (size_t) fulg_floats_format_size(format);
    const size_t length = (size_t) tensor->count * size;
    const size_t num = format == FULG_FLOAT_F64   ? t->n_double_data
                       : format == FULG_FLOAT_F32 ? t->n_float_data
                                                  : t->n_int32_data;
    unsigned char *bytes;
    if (t->has_raw_data ? t->raw_data.len != length
                        : num != (size_t) tensor->count)
        return bad(r, tensor->name,
                   "the number of its values does not match its shape");
    bytes = flint_malloc(length + 1);
    fulg_floats_keep(r->T, bytes, length, 0);
    if (t->has_raw_data && length > 0)
        memcpy(bytes, t->raw_data.data, length);
    for (size_t k = 0; k < num && !t->has_raw_data; k++)
        put_number(bytes + k * size, t, format, k);
    tensor->data = bytes;
    tensor->length = length;
    return FULG_OK;
}

static void
set_external(fulg_tensor_struct *tensor, const FulgOnnx__Tensor *t)
{
    char why[320];
    const char *where = "?";
    for (size_t i = 0; i < t->n_external_data; i++)
        if (t->external_data[i]->key != NULL &&
            t->external_data[i]->value != NULL &&
            strcmp(t->external_data[i]->key, "location") == 0)
            where = t->external_data[i]->value;
    snprintf(why, sizeof why,
             "its numbers are external data, in \"%.200s\": not read", where);
    fulg_floats_set_odd(tensor, why);
}

static fulg_status_t
add_tensor(const reader_t *r, const char *name, const FulgOnnx__Tensor *t)
{
    fulg_tensor_struct *tensor = fulg_floats_new(r->T);
    fulg_status_t status;
    if (name == NULL || !fulg_floats_set_name(tensor, name, strlen(name)))
        return bad(r, "", "a name that is empty, too long or not printable");
    set_type(tensor, t->data_type);
    status = set_shape(tensor, t, r);
    if (status != FULG_OK || tensor->odd != NULL)
        return status;
    if (t->has_data_location && t->data_location == 1)
    {
        set_external(tensor, t);
        return FULG_OK;
    }
    return tensor->format == FULG_FLOAT_OTHER ? FULG_OK
                                              : set_numbers(tensor, t, r);
}

/* Values and places of their own: named, not read. */
static fulg_status_t
add_sparse(const reader_t *r, const FulgOnnx__SparseTensor *t)
{
    const char *name = t->values != NULL ? t->values->name : NULL;
    fulg_tensor_struct *tensor = fulg_floats_new(r->T);
    if (name == NULL || !fulg_floats_set_name(tensor, name, strlen(name)))
        return bad(r, "", "a name that is empty, too long or not printable");
    set_type(tensor, t->values->data_type);
    fulg_floats_set_odd(tensor, "a sparse tensor of ONNX: not read");
    return FULG_OK;
}

/* The value of a node "Constant", or NULL. */
static const FulgOnnx__Tensor *
constant(const FulgOnnx__Node *node)
{
    if (node->op_type == NULL || strcmp(node->op_type, "Constant") != 0 ||
        node->n_output != 1)
        return NULL;
    for (size_t i = 0; i < node->n_attribute; i++)
        if (node->attribute[i]->t != NULL)
            return node->attribute[i]->t;
    return NULL;
}

static int
reads(const FulgOnnx__Node *node, const char *name)
{
    for (size_t i = 0; i < node->n_input; i++)
        if (strcmp(node->input[i], name) == 0)
            return 1;
    return 0;
}

/* "MatMul "/h.0/MatMul", x -> y": the first node that reads the tensor, and how
   many do. */
static void
set_neighbours(fulg_tensor_struct *tensor, const FulgOnnx__Graph *graph)
{
    const FulgOnnx__Node *first = NULL;
    const char *other = "";
    size_t uses = 0;
    char text[640];
    for (size_t n = 0; n < graph->n_node; n++)
        if (reads(graph->node[n], tensor->name) && uses++ == 0)
            first = graph->node[n];
    if (first == NULL)
        return;
    for (size_t i = 0; i < first->n_input; i++)
        if (strcmp(first->input[i], tensor->name) != 0)
            other = first->input[i];
    snprintf(text, sizeof text, "%.40s \"%.160s\", %.160s -> %.160s",
             first->op_type ? first->op_type : "?",
             first->name ? first->name : "", other,
             first->n_output > 0 ? first->output[0] : "");
    if (uses > 1)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "; shared by %lu nodes", (ulong) uses);
    for (char *c = text; *c != '\0'; c++)
        if ((unsigned char) *c < 32 || *c == 127)
            *c = '?';
    tensor->neighbours = fulg_floats_copy(text, strlen(text));
}

static fulg_status_t
add_all(const reader_t *r)
{
    const slong start = r->T->num;
    fulg_status_t status = FULG_OK;
    for (size_t i = 0; i < r->graph->n_initializer && status == FULG_OK; i++)
        status = add_tensor(r, r->graph->initializer[i]->name,
                            r->graph->initializer[i]);
    for (size_t i = 0; i < r->graph->n_sparse_initializer && status == FULG_OK;
         i++)
        status = add_sparse(r, r->graph->sparse_initializer[i]);
    for (size_t n = 0; n < r->graph->n_node && status == FULG_OK; n++)
    {
        const FulgOnnx__Tensor *t = constant(r->graph->node[n]);
        if (t != NULL)
            status = add_tensor(r, r->graph->node[n]->output[0], t);
    }
    for (slong n = start; n < r->T->num && status == FULG_OK; n++)
        if (r->T->tensor[n].rank >= 2)
            set_neighbours(&r->T->tensor[n], r->graph);
    return status;
}

fulg_status_t
fulg_floats_load_onnx(fulg_floats_tensors_t T,
                      const fulg_floats_source_t *source, fulg_diag_t diag)
{
    FulgOnnx__Model *model = fulg_onnx__model__unpack(NULL, source->length,
                                                      source->bytes);
    reader_t r = {T, source->file, NULL, diag};
    fulg_status_t status;
    if (model == NULL || model->graph == NULL)
        status = fulg_diag_set(diag, FULG_PARSE, "%s: not an ONNX model",
                               source->file);
    else
    {
        r.graph = model->graph;
        status = add_all(&r);
    }
    if (model != NULL)
        fulg_onnx__model__free_unpacked(model, NULL);
    return status;
}

#else

fulg_status_t
fulg_floats_load_onnx(fulg_floats_tensors_t T,
                      const fulg_floats_source_t *source, fulg_diag_t diag)
{
    return fulg_diag_set(
        diag, FULG_UNABLE,
        "%s: this looks like an ONNX model; this fulgurite was "
        "built without libprotobuf-c",
        source->file);
}

#endif
