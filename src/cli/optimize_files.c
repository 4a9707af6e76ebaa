#include "optimize.h"

static int
missing(const char *file, const char *what)
{
    fulg_cli_message("%s: no array named %s", file, what);
    return FULG_EXIT_PARSE;
}

/* X and y, by their names, or the arrays of two .npy files. */
static int
data_of_tensors(fulg_dataset_t D, const optimize_said_t *said)
{
    const fulg_tensor_struct *X, *y;
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = FULG_EXIT_OK;
    fulg_floats_tensors_init(T);
    T->keep_other = 1; /* integers, as labels often are */
    status = fulg_floats_tensors_load(T, said->data, diag);
    if (status == FULG_OK && said->labels != NULL)
        status = fulg_floats_tensors_load(T, said->labels, diag);
    if (status != FULG_OK)
    {
        fulg_floats_tensors_clear(T);
        return fulg_cli_fail(status, diag, NULL);
    }
    X = fulg_floats_tensors_find(T, "X");
    y = fulg_floats_tensors_find(T, "y");
    if (said->labels != NULL && T->num == 2)
    {
        X = &T->tensor[0];
        y = &T->tensor[1];
    }
    if (X == NULL || y == NULL)
        code = missing(said->data, X == NULL ? "X (samples x tokens x "
                                               "dimension)"
                                             : "y (the labels)");
    else
    {
        status = fulg_dataset_init_tensors(D, X, y, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, said->data);
    }
    fulg_floats_tensors_clear(T);
    return code;
}

int
fulg_cli_optimize_data(fulg_dataset_t D, const optimize_said_t *said)
{
    fulg_diag_t diag;
    fulg_status_t status;
    json_t *value;
    int code;
    if (said->data == NULL)
    {
        fulg_cli_message("optimize needs --data FILE");
        return FULG_EXIT_USAGE;
    }
    if (fulg_cli_has_tensors(said->data))
        return data_of_tensors(D, said);
    if (said->labels != NULL)
    {
        fulg_cli_message(
            "--labels needs an .npy file; \"%.80s\" contains its own "
            "labels",
            said->data);
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_load_json(&value, said->data);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_dataset_init_json(D, value, diag);
    json_decref(value);
    return status == FULG_OK
               ? FULG_EXIT_OK
               : fulg_cli_fail(status, diag, fulg_cli_name(said->data));
}

static int
heads_of_tensors(fulg_optimize_heads_t P, const char *file,
                 const fulg_dataset_t D)
{
    const fulg_tensor_struct *U, *W;
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = FULG_EXIT_OK;
    fulg_floats_tensors_init(T);
    status = fulg_floats_tensors_load(T, file, diag);
    if (status != FULG_OK)
    {
        fulg_floats_tensors_clear(T);
        return fulg_cli_fail(status, diag, NULL);
    }
    U = fulg_floats_tensors_find(T, "U");
    W = fulg_floats_tensors_find(T, "W");
    if (U == NULL || W == NULL)
        code = missing(file, U == NULL ? "U (heads x tokens x dimension)"
                                       : "W (heads x dimension x dimension)");
    else
    {
        status = fulg_optimize_heads_init_tensors(P, U, W, D->tokens, D->dim,
                                                  diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, file);
    }
    fulg_floats_tensors_clear(T);
    return code;
}

int
fulg_cli_optimize_heads(fulg_optimize_heads_t P, const char *file,
                        const fulg_dataset_t D)
{
    fulg_diag_t diag;
    fulg_status_t status;
    json_t *value;
    int code;
    if (fulg_cli_has_tensors(file))
        return heads_of_tensors(P, file, D);
    code = fulg_cli_load_json(&value, file);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_optimize_heads_init_json(P, value, D->tokens, D->dim, diag);
    json_decref(value);
    return status == FULG_OK ? FULG_EXIT_OK
                             : fulg_cli_fail(status, diag, fulg_cli_name(file));
}

int
fulg_cli_optimize_init(fulg_optimize_heads_t P, const optimize_said_t *said,
                       slong heads, const fulg_dataset_t D)
{
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    if (said->init == NULL)
    {
        status = fulg_optimize_heads_init_zero(P, heads ? heads : 1, D->tokens,
                                               D->dim, diag);
        return status == FULG_OK ? FULG_EXIT_OK
                                 : fulg_cli_fail(status, diag, "--heads");
    }
    code = fulg_cli_optimize_heads(P, said->init, D);
    if (code != FULG_EXIT_OK || heads == 0)
        return code;
    status = fulg_optimize_heads_repeat(P, heads, diag);
    if (status == FULG_OK)
        return FULG_EXIT_OK;
    fulg_optimize_heads_clear(P);
    return fulg_cli_fail(status, diag, "--heads");
}

int
fulg_cli_optimize_number(fmpq_t x, const char *option, const char *text,
                         int zero)
{
    fulg_diag_t diag;
    if (text == NULL)
    {
        fulg_cli_message("%s is missing", option);
        return FULG_EXIT_USAGE;
    }
    if (fulg_exact_set_text(x, text, diag) != FULG_OK)
        return fulg_cli_fail(FULG_PARSE, diag, option);
    if (fmpq_sgn(x) < 0 || (fmpq_is_zero(x) && !zero))
    {
        fulg_cli_message("%s: %.60s is not %s", option, text,
                         zero ? "at least 0" : "positive");
        return FULG_EXIT_PARSE;
    }
    return FULG_EXIT_OK;
}

int
fulg_cli_optimize_count(slong *n, const char *option, const char *text)
{
    fmpq_t x;
    int code;
    *n = 0;
    if (text == NULL)
        return FULG_EXIT_OK;
    fmpq_init(x);
    code = fulg_cli_optimize_number(x, option, text, 0);
    if (code == FULG_EXIT_OK &&
        (!fmpz_is_one(fmpq_denref(x)) || fmpz_bits(fmpq_numref(x)) > 41))
    {
        fulg_cli_message("%s: %.60s is not a whole number below 2^41", option,
                         text);
        code = FULG_EXIT_PARSE;
    }
    if (code == FULG_EXIT_OK)
        *n = fmpz_get_si(fmpq_numref(x));
    fmpq_clear(x);
    return code;
}
