#include <string.h>

#include "cli.h"

const char *
fulg_cli_name(const char *file)
{
    return strcmp(file, "-") == 0 ? "standard input" : file;
}

int
fulg_cli_has_tensors(const char *file)
{
    return fulg_exact_text_ends(file, ".npy") ||
           fulg_exact_text_ends(file, ".npz") ||
           fulg_exact_text_ends(file, ".safetensors");
}

int
fulg_cli_load_json(json_t **value, const char *file)
{
    fulg_diag_t diag;
    const fulg_status_t status = fulg_exact_json_load(value, file, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    return FULG_EXIT_OK;
}

static int
load_weights(fulg_weights_t W, const char *file, int floats)
{
    fulg_diag_t diag;
    json_t *value;
    fulg_status_t status = fulg_exact_json_load_packed(&value, file, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (floats)
        fulg_exact_json_doubles(json_object_get(value, "layers"));
    status = fulg_weights_init_json(W, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, fulg_cli_name(file));
    return FULG_EXIT_OK;
}

int
fulg_cli_load_weights(fulg_weights_t W, const char *file)
{
    return load_weights(W, file, 0);
}

int
fulg_cli_load_weights_float(fulg_weights_t W, const char *file)
{
    return load_weights(W, file, 1);
}

/* A list of numbers nested twice is a matrix, three times a list of them. */
static int
is_matrix(const json_t *value)
{
    const json_t *entry = json_array_get(json_array_get(value, 0), 0);
    return entry != NULL && !json_is_array(entry);
}

static int
read_inputs(fmpq_mat_struct **inputs, slong *num, const json_t *list,
            const char *name, slong rows, slong cols)
{
    fulg_diag_t diag;
    const int single = is_matrix(list);
    const slong n = single ? 1 : (slong) json_array_size(list);
    if (!json_is_array(list) || n == 0)
    {
        fulg_cli_message("%s: expected a %ld x %ld matrix or a list of them",
                         name, (long) rows, (long) cols);
        return FULG_EXIT_PARSE;
    }
    *inputs = flint_malloc((size_t) n * sizeof(fmpq_mat_struct));
    for (*num = 0; *num < n;)
    {
        const json_t *value = single ? list
                                     : json_array_get(list, (size_t) *num);
        char where[64];
        fulg_status_t status;
        snprintf(where, sizeof where, "input %ld", (long) *num + 1);
        fmpq_mat_init(&(*inputs)[*num], rows, cols);
        status = fulg_weights_mat_set_json(&(*inputs)[(*num)++], value, where,
                                           diag);
        if (status != FULG_OK)
        {
            fulg_cli_clear_inputs(*inputs, *num);
            return fulg_cli_fail(status, diag, name);
        }
    }
    return FULG_EXIT_OK;
}

/* The list of matrices of a "fulgurite-input/1" object; other values stand for
   themselves.  NULL after a message. */
static const json_t *
input_list(const json_t *value, const char *name)
{
    static const char *const keys[] = {"format", "inputs", NULL};
    fulg_diag_t diag;
    if (!json_is_object(value))
        return value;
    if (fulg_exact_json_check_format(value, "fulgurite-input/1", diag) !=
        FULG_OK)
    {
        fulg_cli_message("%s: %s", name, diag->text);
        return NULL;
    }
    if (fulg_exact_json_check_keys(value, keys, name, diag) != FULG_OK)
    {
        fulg_cli_message("%s", diag->text);
        return NULL;
    }
    return json_object_get(value, "inputs");
}

int
fulg_cli_load_inputs(fmpq_mat_struct **inputs, slong *num, const char *text,
                     slong rows, slong cols)
{
    const int literal = text[0] == '[';
    const char *name = literal ? "--input" : fulg_cli_name(text);
    const json_t *list;
    json_t *value;
    int code;
    if (literal)
    {
        fulg_diag_t diag;
        if (fulg_exact_json_parse(&value, text, strlen(text), name, diag) !=
            FULG_OK)
        {
            fulg_cli_message("%s", diag->text);
            return FULG_EXIT_PARSE;
        }
    }
    else if ((code = fulg_cli_load_json(&value, text)) != FULG_EXIT_OK)
        return code;
    list = input_list(value, name);
    code = list ? read_inputs(inputs, num, list, name, rows, cols)
                : FULG_EXIT_PARSE;
    json_decref(value);
    return code;
}

void
fulg_cli_clear_inputs(fmpq_mat_struct *inputs, slong num)
{
    for (slong n = 0; n < num; n++)
        fmpq_mat_clear(&inputs[n]);
    flint_free(inputs);
}
