/* Families of weights over number fields, for people and as JSON. */
#include <string.h>

#include "cli.h"

static char *
generator_text(const fulg_single_field_t *field)
{
    return fmpq_poly_get_str_pretty(field->modulus, "r");
}

static json_t *
json_matrix(const fulg_single_field_t *field, const fmpq_mat_struct *mat)
{
    json_t *rows = json_array();
    if (field->size == 1)
    {
        json_decref(rows);
        return fulg_weights_mat_json(mat);
    }
    for (slong i = 0; i < fmpq_mat_nrows(mat); i++)
    {
        json_t *row = json_array();
        for (slong j = 0; j < fmpq_mat_ncols(mat); j++)
        {
            char *text = fulg_single_entry_text(field, mat, i, j);
            json_array_append_new(row, json_string(text));
            flint_free(text);
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

/* K or Q, with all its head_dim rows; those beyond d are zero. */
static fmpq_mat_struct *
padded_init(const fulg_single_weights_t *W, const fmpq_mat_struct *mat,
            slong head_dim)
{
    fmpq_mat_struct *padded = flint_malloc((size_t) W->field.size *
                                           sizeof(fmpq_mat_struct));
    for (slong n = 0; n < W->field.size; n++)
    {
        const slong rows = fmpq_mat_nrows(mat + n);
        fmpq_mat_init(padded + n, FLINT_MAX(rows, head_dim),
                      fmpq_mat_ncols(mat + n));
        for (slong i = 0; i < rows; i++)
            for (slong j = 0; j < fmpq_mat_ncols(mat + n); j++)
                fmpq_set(fmpq_mat_entry(padded + n, i, j),
                         fmpq_mat_entry(mat + n, i, j));
    }
    return padded;
}

static void
padded_clear(const fulg_single_weights_t *W, fmpq_mat_struct *padded)
{
    for (slong n = 0; n < W->field.size; n++)
        fmpq_mat_clear(padded + n);
    flint_free(padded);
}

static json_t *
json_field(const fulg_single_field_t *field)
{
    json_t *value = json_object(), *roots = json_array();
    char *text = generator_text(field);
    if (field->degree > 1)
    {
        json_object_set_new(value, "r", json_string(text));
        json_object_set_new(value, "real_roots",
                            json_integer(field->real_roots));
    }
    for (slong s = 0; s < field->num_roots; s++)
        json_array_append_new(roots, fulg_exact_json_fmpq(field->root + s));
    json_object_set_new(value, "square_roots_of", roots);
    flint_free(text);
    return value;
}

json_t *
fulg_cli_json_family(const fulg_single_recovery_t *R, slong n, int key_query)
{
    const fulg_single_weights_t *W = &R->weights[n];
    json_t *value = json_object();
    json_object_set_new(value, "real", json_boolean(W->real));
    if (W->field.size > 1)
        json_object_set_new(value, "field", json_field(&W->field));
    if (R->tokens == 1)
    {
        json_object_set_new(value, "rank_S", json_integer(W->rank_S));
        if (W->field.real_roots > 0)
            json_object_set_new(
                value, "signature_S",
                json_pack("[ii]", (int) W->plus, (int) W->minus));
    }
    else
        json_object_set_new(value, "rank_A", json_integer(W->rank_A));
    json_object_set_new(value, "A", json_matrix(&W->field, W->A));
    json_object_set_new(value, "V", json_matrix(&W->field, W->V));
    if (key_query && W->K != NULL)
    {
        fmpq_mat_struct *K = padded_init(W, W->K, R->head_dim);
        fmpq_mat_struct *Q = padded_init(W, W->Q, R->head_dim);
        json_object_set_new(value, "K", json_matrix(&W->field, K));
        json_object_set_new(value, "Q", json_matrix(&W->field, Q));
        padded_clear(W, K);
        padded_clear(W, Q);
    }
    return value;
}

static void
print_matrix(FILE *out, const fulg_single_field_t *field, const char *name,
             const fmpq_mat_struct *mat)
{
    fprintf(out, "%s =\n", name);
    if (field->size == 1)
    {
        fulg_cli_print_matrix(out, mat, "  ");
        return;
    }
    for (slong i = 0; i < fmpq_mat_nrows(mat); i++)
    {
        fputs("  [", out);
        for (slong j = 0; j < fmpq_mat_ncols(mat); j++)
        {
            char *text = fulg_single_entry_text(field, mat, i, j);
            fprintf(out, "%s%s", j ? ",  " : " ", text);
            flint_free(text);
        }
        fputs(" ]\n", out);
    }
}

static void
print_field(FILE *out, const fulg_single_field_t *field)
{
    if (field->degree > 1)
    {
        char *text = generator_text(field);
        fprintf(out, "  r is any root of %s (%ld of %ld are real)\n", text,
                (long) field->real_roots, (long) field->degree);
        flint_free(text);
    }
}

void
fulg_cli_print_family(FILE *out, const fulg_single_recovery_t *R, slong n,
                      int key_query)
{
    const fulg_single_weights_t *W = &R->weights[n];
    const int cubic = R->tokens == 1;
    fprintf(out, "%s weights%s\n", W->real ? "real" : "complex",
            cubic ? ": (cA, V/c) for c != 0, and A + N for skew N within the "
                    "rank bound"
                  : ": (cA, V/c) for every c != 0");
    print_field(out, &W->field);
    print_matrix(out, &W->field, "A", W->A);
    print_matrix(out, &W->field, "V", W->V);
    if (key_query && W->K != NULL)
    {
        fmpq_mat_struct *K = padded_init(W, W->K, R->head_dim);
        fmpq_mat_struct *Q = padded_init(W, W->Q, R->head_dim);
        print_matrix(out, &W->field, "K", K);
        print_matrix(out, &W->field, "Q", Q);
        padded_clear(W, K);
        padded_clear(W, Q);
    }
}

int
fulg_cli_check_head_dim(slong head_dim)
{
    if (head_dim <= (WORD(1) << 30))
        return FULG_EXIT_OK;
    fulg_cli_message("--head-dim must be at most 2^30");
    return FULG_EXIT_USAGE;
}

int
fulg_cli_load_function(fulg_function_t F, fulg_weights_t W, int *is_weights,
                       const char *file)
{
    const char *name = fulg_cli_name(file);
    char *text;
    size_t length;
    json_t *other;
    fulg_diag_t diag;
    const char *format;
    fulg_status_t status = fulg_exact_text_load(&text, &length, file, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    status = fulg_function_init_text(F, &other, text, length, diag);
    flint_free(text);
    *is_weights = other != NULL;
    if (other != NULL)
    {
        format = json_string_value(json_object_get(other, "format"));
        if (format != NULL && strcmp(format, FULG_WEIGHTS_FORMAT) == 0)
            status = fulg_weights_init_json(W, other, diag);
        else
            status = fulg_diag_set(diag, FULG_PARSE,
                                   "\"format\" must be \"" FULG_WEIGHTS_FORMAT
                                   "\" or \"" FULG_FUNCTION_FORMAT
                                   "\"%s%.60s%s",
                                   format ? ", not \"" : "",
                                   format ? format : "", format ? "\"" : "");
        json_decref(other);
    }
    if (status == FULG_OK)
        return FULG_EXIT_OK;
    /* "1:2: ..", as from fulg_cli_load_json. */
    if (diag->text[0] >= '0' && diag->text[0] <= '9')
    {
        fulg_cli_message("%s:%s", name, diag->text);
        return FULG_EXIT_PARSE;
    }
    return fulg_cli_fail(status, diag, name);
}

int
fulg_cli_parse_function(fulg_function_t F, fulg_weights_t W, int *is_weights,
                        fulg_cli_t *cli, void *said, const slong *head_dim)
{
    const char *file = NULL;
    int num_words;
    int code = fulg_cli_parse(cli, said, &file, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    if (file == NULL)
    {
        fulg_cli_message("%s needs a weights or function file (\"-\" is "
                         "standard input)",
                         cli->command->name);
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_check_head_dim(*head_dim);
    return code == FULG_EXIT_OK ? fulg_cli_load_function(F, W, is_weights, file)
                                : code;
}
