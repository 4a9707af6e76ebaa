/* Tensors from files of several kinds. */
#include <string.h>

#include "organize.h"

/* A list of rows of any shape; A is initialised when FULG_EXIT_OK is returned. */
static int
read_matrix(fmpq_mat_t A, const json_t *value, const char *where,
            const char *name)
{
    const json_t *row = json_array_get(value, 0);
    const slong rows = (slong) json_array_size(value);
    const slong cols = (slong) json_array_size(row);
    fulg_diag_t diag;
    fulg_status_t status;
    if (rows == 0 || cols == 0)
    {
        fulg_cli_message("%s: %s is not a list of rows", name, where);
        return FULG_EXIT_PARSE;
    }
    fmpq_mat_init(A, rows, cols);
    status = fulg_weights_mat_set_json(A, value, where, diag);
    if (status == FULG_OK)
        return FULG_EXIT_OK;
    fmpq_mat_clear(A);
    return fulg_cli_fail(status, diag, name);
}

/* A file, or JSON written out on the command line. */
static int
load_value(json_t **value, const char **name, const char *text,
           const char *option)
{
    fulg_diag_t diag;
    *name = text[0] == '[' ? option : fulg_cli_name(text);
    if (text[0] != '[')
        return fulg_cli_load_json(value, text);
    if (fulg_exact_json_parse(value, text, strlen(text), option, diag) ==
        FULG_OK)
        return FULG_EXIT_OK;
    fulg_cli_message("%s", diag->text);
    return FULG_EXIT_PARSE;
}

/* The form A of one head, given as A or as Q and K: A = Q^T K, so that the score
   of query x and key y is x^T A y. */
static int
read_head(fmpq_mat_t A, const json_t *value, slong d, const char *where,
          const char *name)
{
    fmpq_mat_t Q, K, T;
    char part[96];
    int code;
    if (!json_is_object(value))
    {
        code = read_matrix(A, value, where, name);
        if (code == FULG_EXIT_OK &&
            (fmpq_mat_nrows(A) != d || fmpq_mat_ncols(A) != d))
        {
            fmpq_mat_clear(A);
            fulg_cli_message("%s: %s: a form on tokens with %ld entries is %ld "
                             "x %ld",
                             name, where, (long) d, (long) d, (long) d);
            code = FULG_EXIT_PARSE;
        }
        return code;
    }
    snprintf(part, sizeof part, "Q of %.60s", where);
    code = read_matrix(Q, json_object_get(value, "Q"), part, name);
    if (code != FULG_EXIT_OK)
        return code;
    snprintf(part, sizeof part, "K of %.60s", where);
    code = read_matrix(K, json_object_get(value, "K"), part, name);
    if (code == FULG_EXIT_OK)
    {
        if (fmpq_mat_ncols(Q) == d && fmpq_mat_ncols(K) == d &&
            fmpq_mat_nrows(Q) == fmpq_mat_nrows(K))
        {
            fmpq_mat_init(T, d, fmpq_mat_nrows(Q));
            fmpq_mat_init(A, d, d);
            fmpq_mat_transpose(T, Q);
            fmpq_mat_mul(A, T, K);
            fmpq_mat_clear(T);
        }
        else
        {
            fulg_cli_message("%s: %s: Q and K have as many rows, and %ld "
                             "columns",
                             name, where, (long) d);
            code = FULG_EXIT_PARSE;
        }
        fmpq_mat_clear(K);
    }
    fmpq_mat_clear(Q);
    return code;
}

/* S = X A X^T, tokens as rows. */
static void
set_scores(fmpq_mat_t S, const fmpq_mat_t X, const fmpq_mat_t A)
{
    fmpq_mat_t T, B;
    fmpq_mat_init(T, fmpq_mat_ncols(X), fmpq_mat_nrows(X));
    fmpq_mat_init(B, fmpq_mat_nrows(X), fmpq_mat_ncols(A));
    fmpq_mat_transpose(T, X);
    fmpq_mat_mul(B, X, A);
    fmpq_mat_mul(S, B, T);
    fmpq_mat_clear(T);
    fmpq_mat_clear(B);
}

static int
read_heads(fulg_cube_t X, const fmpq_mat_t tokens, const json_t *list,
           const char *name)
{
    const slong num = (slong) json_array_size(list), n = fmpq_mat_nrows(tokens);
    fmpq_mat_struct *score = flint_malloc((size_t) FLINT_MAX(num, 1) *
                                          sizeof(fmpq_mat_struct));
    fulg_diag_t diag;
    slong done = 0;
    int code = FULG_EXIT_OK;
    for (; done < num && code == FULG_EXIT_OK; done++)
    {
        fmpq_mat_t A;
        char where[32];
        snprintf(where, sizeof where, "head %ld", (long) done);
        code = read_head(A, json_array_get(list, (size_t) done),
                         fmpq_mat_ncols(tokens), where, name);
        fmpq_mat_init(&score[done], n, n);
        if (code == FULG_EXIT_OK)
        {
            set_scores(&score[done], tokens, A);
            fmpq_mat_clear(A);
        }
    }
    if (code == FULG_EXIT_OK)
    {
        const fulg_status_t status = fulg_cube_init_heads(X, score, num, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, name);
    }
    for (slong t = 0; t < done; t++)
        fmpq_mat_clear(&score[t]);
    flint_free(score);
    return code;
}

int
fulg_cli_organize_load_tokens(fulg_cube_t X, const organize_t *o)
{
    json_t *tokens, *heads;
    const char *name;
    fmpq_mat_t T;
    int code = load_value(&tokens, &name, o->said.tokens, "--tokens");
    if (code != FULG_EXIT_OK)
        return code;
    code = read_matrix(T, tokens, "the tokens", name);
    json_decref(tokens);
    if (code != FULG_EXIT_OK)
        return code;
    code = load_value(&heads, &name, o->said.heads, "--heads");
    if (code == FULG_EXIT_OK)
    {
        code = read_heads(X, T, heads, name);
        json_decref(heads);
    }
    fmpq_mat_clear(T);
    return code;
}

static int
load_json(fulg_cube_t X, organize_source_t *source, const organize_t *o,
          const char *file)
{
    fulg_diag_t diag;
    json_t *value;
    const char *format, *name = fulg_cli_name(file);
    int code = fulg_cli_load_json(&value, file);
    if (code != FULG_EXIT_OK)
        return code;
    format = json_string_value(json_object_get(value, "format"));
    if (format != NULL && strcmp(format, FULG_WEIGHTS_FORMAT) == 0)
        code = fulg_cli_organize_load_weights(X, source, o, value, name);
    else
    {
        const fulg_status_t status = fulg_cube_init_json(X, value, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, name);
    }
    json_decref(value);
    return code;
}

int
fulg_cli_organize_load(fulg_cube_t X, organize_source_t *source,
                       const organize_t *o, const char *file)
{
    if (fulg_cli_has_tensors(file))
        return fulg_cli_organize_load_floats(X, source, o, file);
    return load_json(X, source, o, file);
}
