#include <stdlib.h>
#include <string.h>

#include "optimize_descend.h"
#include "picture.h"

/* Where the theorem applies to run 0, for K = 1, 2, 5, .. . */
static int
set_bounds(optimize_descend_t *d)
{
    const fulg_optimize_descent_struct *R = &d->run[0];
    fulg_optimize_descent_bound_t B;
    fulg_optimize_heads_t star;
    fulg_diag_t diag;
    int code = fulg_cli_optimize_heads(star, d->said->star, d->D);
    if (code != FULG_EXIT_OK)
        return code;
    for (slong k = 1; k <= R->steps && code == FULG_EXIT_OK; k++)
    {
        fulg_status_t status;
        if (!fulg_cli_optimize_is_shown(d, k, R->steps) ||
            d->num_bounds == OPTIMIZE_MAX_BOUNDS)
            continue;
        fulg_optimize_descent_bound_init(B);
        status = fulg_optimize_descent_bound(B, d->D, &d->init[0], star, R->eta,
                                             k, d->said->max_bits, diag);
        if (status != FULG_OK)
            code = fulg_cli_fail(status, diag, d->said->star);
        else if (B->verdict == FULG_TRUE)
        {
            arb_init(d->bound + d->num_bounds);
            arb_set(d->bound + d->num_bounds, B->bound);
            d->bound_steps[d->num_bounds++] = k;
        }
        fulg_optimize_descent_bound_clear(B);
    }
    fulg_optimize_heads_clear(star);
    return code;
}

/* What is wrong with --star is said before the run. */
static int
check_star(const optimize_descend_t *d)
{
    fulg_optimize_descent_bound_t B;
    fulg_optimize_heads_t star;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = fulg_cli_optimize_heads(star, d->said->star, d->D);
    if (code != FULG_EXIT_OK)
        return code;
    fulg_optimize_descent_bound_init(B);
    status = fulg_optimize_descent_bound(B, d->D, &d->init[0], star,
                                         d->run[0].eta, 1, 64, diag);
    if (status != FULG_OK)
        code = fulg_cli_fail(status, diag, d->said->star);
    fulg_optimize_descent_bound_clear(B);
    fulg_optimize_heads_clear(star);
    return code;
}

static int
answer(optimize_descend_t *d)
{
    int code = FULG_EXIT_OK;
    if (d->said->star != NULL)
        code = set_bounds(d);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_optimize_descend_files(d);
    if (code != FULG_EXIT_OK)
        return code;
    if (d->cli->json)
        fulg_cli_optimize_descend_json(d);
    else
        fulg_cli_optimize_descend_text(d);
    d->cli->keep_output = 1;
    return fulg_cli_optimize_code(fulg_cli_optimize_runs_verdict(d));
}

/* The heads of a list "1,2,4", a run each. */
static int
begin(optimize_descend_t *d, const fmpq_t eta)
{
    const char *text = d->said->heads ? d->said->heads : "";
    int code = FULG_EXIT_OK;
    do
    {
        const size_t length = strcspn(text, ",");
        char word[32];
        slong heads = 0;
        if (d->num == OPTIMIZE_MAX_RUNS || length >= sizeof word)
        {
            fulg_cli_message("--heads takes up to %d numbers",
                             OPTIMIZE_MAX_RUNS);
            return FULG_EXIT_USAGE;
        }
        memcpy(word, text, length);
        word[length] = '\0';
        if (d->said->heads != NULL)
            code = fulg_cli_optimize_count(&heads, "--heads", word);
        if (code == FULG_EXIT_OK)
            code = fulg_cli_optimize_init(&d->init[d->num], d->said, heads,
                                          d->D);
        if (code != FULG_EXIT_OK)
            return code;
        fulg_optimize_descent_init(&d->run[d->num], d->D, &d->init[d->num], eta,
                                   d->said->grid);
        d->num++;
        text += length;
    } while (*text++ == ',');
    return code;
}

static int
resume(optimize_descend_t *d)
{
    fulg_diag_t diag;
    fulg_status_t status;
    json_t *value;
    int code = fulg_cli_load_json(&value, d->said->resume);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_optimize_descent_init_json(&d->run[0], d->D, &d->init[0],
                                             value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, d->said->resume);
    d->num = 1;
    return FULG_EXIT_OK;
}

static int
start(optimize_descend_t *d)
{
    fmpq_t eta;
    int code;
    if (d->said->resume != NULL)
        return resume(d);
    fmpq_init(eta);
    code = fulg_cli_optimize_number(eta, "--eta", d->said->eta, 0);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_optimize_data(d->D, d->said);
    if (code == FULG_EXIT_OK)
    {
        code = begin(d, eta);
        if (code != FULG_EXIT_OK && d->num == 0)
            fulg_dataset_clear(d->D);
    }
    fmpq_clear(eta);
    return code;
}

/* Options that do not go together, and names that cannot be written. */
static int
check(fulg_cli_t *cli, const optimize_said_t *said)
{
    const char *const files[] = {said->certificate, said->csv, said->plot};
    const int many = said->heads != NULL && strchr(said->heads, ',') != NULL;
    fulg_cli_output_t output;
    if (said->resume != NULL &&
        (said->data || said->labels || said->init || said->heads || said->eta))
    {
        fulg_cli_message("--resume takes data, parameters and eta from the "
                         "certificate");
        return FULG_EXIT_USAGE;
    }
    if (said->steps == 0 || (many && (said->certificate || said->star)))
    {
        fulg_cli_message(
            said->steps == 0
                ? "--steps is missing"
                : "--certificate and --star need exactly one number of heads");
        return FULG_EXIT_USAGE;
    }
    for (int k = 0; k < 3; k++)
        for (int l = 0; l < k; l++)
            if (files[k] != NULL && files[l] != NULL &&
                strcmp(files[k], files[l]) == 0)
            {
                fulg_cli_message("%.80s is the name of two files", files[k]);
                return FULG_EXIT_USAGE;
            }
    if (said->plot != NULL &&
        fulg_cli_picture_check(said->plot) != FULG_EXIT_OK)
        return FULG_EXIT_USAGE;
    for (int k = 0; k < 3; k++)
        if (files[k] != NULL)
        {
            const int code = fulg_cli_output_open(cli, &output, files[k]);
            if (code != FULG_EXIT_OK)
                return code;
            (void) fulg_cli_output_close(&output, FULG_EXIT_UNABLE);
        }
    return FULG_EXIT_OK;
}

int
fulg_cli_optimize_descend(fulg_cli_t *cli, const optimize_said_t *said)
{
    optimize_descend_t *d;
    int code = check(cli, said);
    if (code != FULG_EXIT_OK)
        return code;
    d = flint_calloc(1, sizeof *d);
    d->cli = cli;
    d->said = said;
    code = start(d);
    if (code == FULG_EXIT_OK && said->star != NULL)
        code = check_star(d);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_optimize_descend_run(d);
    if (code == FULG_EXIT_OK)
        code = answer(d);
    for (slong n = 0; n < d->num; n++)
    {
        fulg_optimize_descent_clear(&d->run[n]);
        fulg_optimize_heads_clear(&d->init[n]);
    }
    for (slong k = 0; k < d->num_bounds; k++)
        arb_clear(d->bound + k);
    if (d->num > 0)
        fulg_dataset_clear(d->D);
    flint_free(d);
    return code;
}
