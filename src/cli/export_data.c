#include <string.h>

#include "export.h"

static void
clear_matrices(fmpq_mat_struct *list, slong num)
{
    for (slong n = 0; n < num; n++)
        fmpq_mat_clear(&list[n]);
    flint_free(list);
}

static fmpq_mat_struct *
new_matrices(slong num, slong rows, slong cols)
{
    fmpq_mat_struct *list = flint_malloc(((size_t) num + 1) *
                                         sizeof(fmpq_mat_struct));
    for (slong n = 0; n < num; n++)
        fmpq_mat_init(&list[n], rows, cols);
    return list;
}

static int
fill_matrices(fmpq_mat_struct *list, slong num, const json_t *value,
              const char *what, const char *file)
{
    for (slong n = 0; n < num; n++)
    {
        char where[64];
        fulg_diag_t diag;
        fulg_status_t status;
        snprintf(where, sizeof where, "%s %ld", what, (long) n + 1);
        status = fulg_weights_mat_set_json(
            &list[n], json_array_get(value, (size_t) n), where, diag);
        if (status != FULG_OK)
            return fulg_cli_fail(status, diag, file);
    }
    return FULG_EXIT_OK;
}

/* {"format":"fulgurite-data/1","inputs":[..],"outputs":[..]} */
static int
check_data(slong *num, const json_t *value, const char *file)
{
    static const char *const keys[] = {"format", "inputs", "outputs", NULL};
    const char *format = json_string_value(json_object_get(value, "format"));
    const json_t *inputs = json_object_get(value, "inputs");
    const json_t *outputs = json_object_get(value, "outputs");
    fulg_diag_t diag;
    if (format == NULL || strcmp(format, "fulgurite-data/1") != 0)
    {
        fulg_cli_message("%s: \"format\" must be \"fulgurite-data/1\"", file);
        return FULG_EXIT_PARSE;
    }
    if (fulg_exact_json_check_keys(value, keys, file, diag) != FULG_OK)
    {
        fulg_cli_message("%s", diag->text);
        return FULG_EXIT_PARSE;
    }
    if (!json_is_array(inputs) || !json_is_array(outputs) ||
        json_array_size(inputs) == 0 ||
        json_array_size(inputs) != json_array_size(outputs))
    {
        fulg_cli_message("%s: \"inputs\" and \"outputs\" must be lists of as "
                         "many matrices, at least one",
                         file);
        return FULG_EXIT_PARSE;
    }
    *num = (slong) json_array_size(inputs);
    return FULG_EXIT_OK;
}

static int
load_data(fmpq_mat_struct **X, fmpq_mat_struct **Y, slong *num,
          const fulg_cli_export_t *E)
{
    const slong t = E->arch->tokens;
    json_t *value;
    int code = fulg_cli_load_json(&value, E->data);
    if (code != FULG_EXIT_OK)
        return code;
    code = check_data(num, value, E->data);
    if (code == FULG_EXIT_OK)
    {
        *X = new_matrices(*num, E->arch->width[0], t);
        *Y = new_matrices(*num, E->arch->width[E->arch->depth], t);
        code = fill_matrices(*X, *num, json_object_get(value, "inputs"),
                             "input", E->data);
        if (code == FULG_EXIT_OK)
            code = fill_matrices(*Y, *num, json_object_get(value, "outputs"),
                                 "output", E->data);
        if (code != FULG_EXIT_OK)
        {
            clear_matrices(*X, *num);
            clear_matrices(*Y, *num);
        }
    }
    json_decref(value);
    return code;
}

/* Integers in [-9, 9] from the seed; the file shows them. */
static void
draw_data(fmpq_mat_struct **X, fmpq_mat_struct **Y, slong *num,
          const fulg_cli_export_t *E)
{
    fulg_rand_t rand;
    fulg_domain_t Q;
    fulg_rand_init(rand, E->options.seed);
    fulg_domain_init_fmpq(Q);
    *num = E->pairs > 0 ? E->pairs : 2;
    *X = new_matrices(*num, E->arch->width[0], E->arch->tokens);
    *Y = new_matrices(*num, E->arch->width[E->arch->depth], E->arch->tokens);
    for (slong n = 0; n < *num; n++)
    {
        fulg_weights_mat_random((fulg_mat_struct *) &(*X)[n], rand, 9, 1, Q);
        fulg_weights_mat_random((fulg_mat_struct *) &(*Y)[n], rand, 9, 1, Q);
    }
}

int
fulg_cli_export_critical(fulg_polysys_t S, const fulg_cli_export_t *E)
{
    fmpq_mat_struct *X, *Y;
    fulg_diag_t diag;
    fulg_status_t status;
    slong num;
    int code = FULG_EXIT_OK;
    if (E->data == NULL)
        draw_data(&X, &Y, &num, E);
    else
        code = load_data(&X, &Y, &num, E);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_polysys_critical(S, E->arch, X, Y, num, &E->options, diag);
    if (status == FULG_OK && E->data == NULL)
        fulg_polysys_comment(S, "the data are drawn from seed %lu",
                             (unsigned long) E->options.seed);
    clear_matrices(X, num);
    clear_matrices(Y, num);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}
