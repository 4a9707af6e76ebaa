#include "optimize.h"

/* zeta T, when it is an integer in [0, T]. */
static int
relevant_tokens(slong *relevant, const optimize_said_t *said)
{
    fmpq_t x;
    fmpz_t T;
    int code;
    fmpq_init(x);
    fmpz_init_set_si(T, said->tokens);
    code = fulg_cli_optimize_number(x, "--zeta", said->zeta, 1);
    if (code == FULG_EXIT_OK)
        fmpq_mul_fmpz(x, x, T);
    if (code == FULG_EXIT_OK &&
        (!fmpz_is_one(fmpq_denref(x)) || fmpz_cmp(fmpq_numref(x), T) > 0))
    {
        fulg_cli_message("--zeta: zeta T is not an integer from 0 to T = %ld",
                         (long) said->tokens);
        code = FULG_EXIT_PARSE;
    }
    if (code == FULG_EXIT_OK)
        *relevant = fmpz_get_si(fmpq_numref(x));
    fmpq_clear(x);
    fmpz_clear(T);
    return code;
}

int
fulg_cli_optimize_mixture(fulg_cli_t *cli, const optimize_said_t *said)
{
    fulg_dataset_t D;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_status_t status;
    slong relevant = 0;
    json_t *value;
    int code;
    if (said->tokens == 0 || said->dim == 0 || said->samples == 0)
    {
        fulg_cli_message("mixture needs --T, --d and --n");
        return FULG_EXIT_USAGE;
    }
    code = relevant_tokens(&relevant, said);
    if (code != FULG_EXIT_OK)
        return code;
    fulg_rand_init(rand, cli->seed);
    status = fulg_dataset_init_mixture(D, said->samples, said->tokens,
                                       said->dim, relevant, said->shuffle, rand,
                                       diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    value = fulg_dataset_json(D);
    fulg_dataset_clear(D);
    if (said->output != NULL)
    {
        code = fulg_cli_write_json(cli, said->output, value);
        json_decref(value);
    }
    else
        fulg_cli_print_json(cli, value);
    return code;
}
