#include <string.h>

#include "pattern.h"

#define WEIGHTS ".weights.json"
#define INPUT ".input.json"

static int
write_certificate(fulg_cli_pattern_t *A, const fulg_pattern_result_t *best)
{
    json_t *value = fulg_pattern_certificate_json(
        best->model, &best->proof, A->matrix, A->options.e1, A->options.e2);
    const int code = fulg_cli_write_json(A->cli, A->certificate, value);
    json_decref(value);
    return code;
}

/* PREFIX and the ending; to be freed with flint_free. */
static char *
named(const fulg_cli_pattern_t *A, const char *ending)
{
    char *name = flint_malloc(strlen(A->output) + strlen(ending) + 1);
    strcpy(name, A->output);
    strcat(name, ending);
    return name;
}

static int
write_named(fulg_cli_pattern_t *A, const char *ending, json_t *value)
{
    char *name = named(A, ending);
    const int code = fulg_cli_write_json(A->cli, name, value);
    flint_free(name);
    json_decref(value);
    return code;
}

static int
check_file(fulg_cli_t *cli, const char *file)
{
    fulg_cli_output_t output;
    const int code = fulg_cli_output_open(cli, &output, file);
    if (code != FULG_EXIT_OK)
        return code;
    (void) fulg_cli_output_close(&output, FULG_EXIT_UNABLE);
    return FULG_EXIT_OK;
}

int
fulg_cli_pattern_check_files(fulg_cli_pattern_t *A)
{
    static const char *const endings[] = {WEIGHTS, INPUT};
    int code = A->certificate ? check_file(A->cli, A->certificate)
                              : FULG_EXIT_OK;
    for (int n = 0; n < 2 && A->output != NULL && code == FULG_EXIT_OK; n++)
    {
        char *name = named(A, endings[n]);
        code = check_file(A->cli, name);
        flint_free(name);
    }
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
    code = write_named(A, WEIGHTS, fulg_weights_json(W));
    fulg_weights_clear(W);
    if (code == FULG_EXIT_OK)
    {
        input = json_pack("{s:s, s:[o]}", "format", "fulgurite-input/1",
                          "inputs", fulg_weights_mat_json(X));
        code = write_named(A, INPUT, input);
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
