#include <string.h>

#include "impl.h"

static const fulg_theorem_t *const theorems[] = {
    &fulg_dim_direct, &fulg_dim_reduction, &fulg_dim_residual_reduction,
    &fulg_dim_heads_reduction, NULL};

/* A number of a list, from 1 in the file, from 0 here; -1 for any other. */
static slong
place_of(const json_t *list, size_t k, slong below)
{
    const json_t *value = json_array_get(list, k);
    const json_int_t n = json_is_integer(value) ? json_integer_value(value) : 0;
    return n >= 1 && n <= below ? (slong) n - 1 : -1;
}

static int
read_rows(fulg_minor_t minor, const json_t *rows)
{
    const fulg_arch_struct *model = minor->weights->arch;
    const slong out = model->width[model->depth];
    const slong t = fulg_arch_output_columns(model);
    for (slong r = 0; r < minor->size; r++)
    {
        const json_t *row = json_array_get(rows, (size_t) r);
        const slong n = place_of(row, 0, minor->num_inputs);
        const slong i = place_of(row, 1, out), j = place_of(row, 2, t);
        if (n < 0 || i < 0 || j < 0)
            return 0;
        minor->row[r] = (n * out + i) * t + j;
    }
    return 1;
}

/* The number of the weight of that name, or -1. */
static slong
find_weight(const fulg_weights_t W, const char *name)
{
    char other[FULG_ARCH_NAME_SIZE];
    for (slong b = 0; name != NULL && b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                fulg_arch_weight_name(other, &W->block[b], i, j);
                if (strcmp(name, other) == 0)
                    return W->block[b].offset + i * W->block[b].cols + j;
            }
    return -1;
}

static int
read_places(fulg_minor_t minor, const json_t *value)
{
    const json_t *rows = json_object_get(value, "rows");
    const json_t *columns = json_object_get(value, "columns");
    minor->size = (slong) json_array_size(rows);
    minor->row = flint_calloc((size_t) minor->size + 1, sizeof(slong));
    minor->col = flint_calloc((size_t) minor->size + 1, sizeof(slong));
    if (json_array_size(columns) != json_array_size(rows) ||
        !read_rows(minor, rows))
        return 0;
    for (slong c = 0; c < minor->size; c++)
    {
        const json_t *name = json_array_get(columns, (size_t) c);
        minor->col[c] = find_weight(minor->weights, json_string_value(name));
        if (minor->col[c] < 0)
            return 0;
    }
    return 1;
}

static fulg_status_t
read_minor(fulg_minor_t minor, const json_t *value, fulg_diag_t diag)
{
    const json_t *weights = json_object_get(value, "weights");
    const json_t *inputs = json_object_get(value, "inputs");
    fulg_status_t status = fulg_weights_set_json_layers(
        minor->weights, json_object_get(weights, "layers"), diag);
    minor->prime = (ulong) json_integer_value(json_object_get(value, "prime"));
    for (size_t n = 0; n < json_array_size(inputs) && status == FULG_OK; n++)
        status = fulg_weights_mat_set_json(fulg_minor_add_input(minor),
                                           json_array_get(inputs, n),
                                           "an input", diag);
    if (status == FULG_OK && !read_places(minor, value))
        status = fulg_diag_set(
            diag, FULG_PARSE,
            "a row or column of the minor does not belong to the "
            "network");
    return status;
}

static fulg_status_t
read_lower(fulg_cert_t cert, const json_t *lower, fulg_diag_t diag)
{
    const json_t *minor = json_object_get(lower, "minor");
    const char *name = json_string_value(json_object_get(lower, "theorem"));
    fulg_arch_t model;
    fulg_status_t status;
    fmpq_t value;
    slong k = 0;
    while (theorems[k] != NULL && name != NULL &&
           strcmp(name, theorems[k]->name) != 0)
        k++;
    if (name == NULL || theorems[k] == NULL || minor == NULL)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "the lower bound of the certificate does not use a minor "
            "modulo a prime");
    cert->lower_theorem = theorems[k];
    fmpq_init(value);
    status = fulg_exact_set_json(value, json_object_get(lower, "value"), diag);
    fmpz_set(cert->lower, fmpq_numref(value));
    fmpq_clear(value);
    if (status == FULG_OK)
        status = fulg_arch_init_json(model, json_object_get(lower, "model"),
                                     diag);
    if (status != FULG_OK)
        return status;
    status = fulg_minor_init(cert->minor, model, diag);
    fulg_arch_clear(model);
    if (status != FULG_OK)
        return status;
    cert->has_minor = 1;
    return read_minor(cert->minor, minor, diag);
}

fulg_status_t
fulg_dim_read_minor(fulg_cert_t cert, const json_t *certificate,
                    fulg_diag_t diag)
{
    const json_t *lower = json_object_get(certificate, "lower_bound");
    const json_t *value = json_object_get(certificate, "architecture");
    fulg_arch_t arch;
    fulg_status_t status;
    if (lower == NULL || value == NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "this is not a certificate of a dimension");
    status = fulg_arch_init_json(arch, value, diag);
    if (status != FULG_OK)
        return status;
    fulg_cert_init(cert, arch);
    fulg_arch_clear(arch);
    fulg_dim_upper(cert->upper, cert->arch);
    status = read_lower(cert, lower, diag);
    if (status != FULG_OK)
        fulg_cert_clear(cert);
    return status;
}
