#include <string.h>

#include "pattern.h"

static int
write_certificate(fulg_cli_pattern_t *A, const fulg_pattern_result_t *best)
{
    json_t *value = fulg_pattern_certificate_json(
        best->model, &best->proof, A->matrix, A->options.e1, A->options.e2);
    const int code = fulg_cli_write_json(A->cli, A->certificate, value);
    json_decref(value);
    return code;
}

static int
write_named(fulg_cli_pattern_t *A, const char *ending, json_t *value)
{
    char *name = flint_malloc(strlen(A->output) + strlen(ending) + 1);
    int code;
    strcpy(name, A->output);
    strcat(name, ending);
    code = fulg_cli_write_json(A->cli, name, value);
    flint_free(name);
    json_decref(value);
    return code;
}

/* A network whose output is the attention matrix. */
static int
write_network(fulg_cli_pattern_t *A, const fulg_pattern_result_t *best)
{
    fulg_weights_t W;
    fmpq_mat_t X;
    fulg_diag_t diag;
    json_t *input;
    int code;
    const fulg_status_t status = fulg_pattern_model_weights(W, X, best->model,
                                                            A->matrix, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, "-o");
    code = write_named(A, ".weights.json", fulg_weights_json(W));
    fulg_weights_clear(W);
    if (code == FULG_EXIT_OK)
    {
        input = json_pack("{s:s, s:[o]}", "format", "fulgurite-input/1",
                          "inputs", fulg_mat_json(X));
        code = write_named(A, ".input.json", input);
    }
    fmpq_mat_clear(X);
    return code;
}

int
fulg_cli_pattern_files(fulg_cli_pattern_t *A)
{
    const fulg_pattern_result_t *best = &A->result[A->smallest];
    int code = FULG_EXIT_OK;
    if (A->output != NULL)
        code = write_network(A, best);
    if (code == FULG_EXIT_OK && A->certificate != NULL)
        code = write_certificate(A, best);
    return code;
}
