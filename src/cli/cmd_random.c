#include <string.h>

#include "cli.h"

#define MAX_ENTRIES (1L << 27)

/* Random weights, or the function of these weights. */
static int
random_weights(fulg_cli_t *cli, const fulg_arch_t arch, slong bound,
               slong denominator, int as_function)
{
    fulg_weights_t W;
    fulg_function_t F;
    fulg_domain_t Q;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_status_t status;
    fulg_domain_init_fmpq(Q);
    status = fulg_weights_init(W, arch, Q, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    fulg_rand_init(rand, cli->seed);
    fulg_weights_random(W, rand, bound, denominator);
    if (as_function)
        status = fulg_function_init_weights(F, W, diag);
    if (status == FULG_OK)
        fulg_cli_print_json(cli, as_function ? fulg_function_json(F)
                                             : fulg_weights_json(W));
    if (as_function && status == FULG_OK)
        fulg_function_clear(F);
    fulg_weights_clear(W);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

/* 1 when count inputs have no more than MAX_ENTRIES entries. */
static int
inputs_fit(const fulg_arch_t arch, slong count)
{
    fmpz_t n;
    int fits;
    fmpz_init_set_si(n, count);
    fmpz_mul_si(n, n, arch->width[0]);
    fmpz_mul_si(n, n, arch->tokens);
    fits = fmpz_cmp_si(n, MAX_ENTRIES) <= 0;
    fmpz_clear(n);
    return fits;
}

static int
random_inputs(fulg_cli_t *cli, const fulg_arch_t arch, slong count, slong bound,
              slong denominator)
{
    json_t *value, *list;
    fulg_domain_t Q;
    fulg_rand_t rand;
    fulg_mat_t X;
    if (!inputs_fit(arch, count))
    {
        fulg_cli_message("the inputs are too large to hold in memory (limit: "
                         "%ld entries)",
                         MAX_ENTRIES);
        return FULG_EXIT_UNABLE;
    }
    fulg_domain_init_fmpq(Q);
    fulg_rand_init(rand, cli->seed);
    fmpq_mat_init(X->fmpq, arch->width[0], arch->tokens);
    value = json_object();
    list = json_array();
    for (slong n = 0; n < count; n++)
    {
        fulg_weights_mat_random(X, rand, bound, denominator, Q);
        json_array_append_new(list, fulg_weights_mat_json(X->fmpq));
    }
    fmpq_mat_clear(X->fmpq);
    json_object_set_new(value, "format", json_string("fulgurite-input/1"));
    json_object_set_new(value, "inputs", list);
    fulg_cli_print_json(cli, value);
    return FULG_EXIT_OK;
}

typedef struct
{
    fulg_cli_arch_t arch;
    slong bound, denominator, count;
} said_t;

static int
run(fulg_cli_t *cli)
{
    said_t said = {.bound = 9, .denominator = 1};
    const char *word = "weights";
    int num_words, code;
    fulg_arch_t arch;

    code = fulg_cli_parse(cli, &said, &word, 1, &num_words);
    if (code != FULG_EXIT_OK)
        return code;
    if (strcmp(word, "weights") != 0 && strcmp(word, "input") != 0 &&
        strcmp(word, "function") != 0)
    {
        fulg_cli_message("random makes \"weights\", \"function\" or "
                         "\"input\", not \"%.60s\"",
                         word);
        return FULG_EXIT_USAGE;
    }
    if (said.count > 0 && strcmp(word, "input") != 0)
    {
        fulg_cli_message("--count applies only to \"random input\"");
        return FULG_EXIT_USAGE;
    }
    if (said.bound > (WORD(1) << 60) || said.denominator > (WORD(1) << 60))
    {
        fulg_cli_message("--bound and --denominator go up to 2^60");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_arch_init(arch, &said.arch);
    if (code != FULG_EXIT_OK)
        return code;
    if (strcmp(word, "input") == 0)
        code = random_inputs(cli, arch, FLINT_MAX(said.count, 1), said.bound,
                             said.denominator);
    else
        code = random_weights(cli, arch, said.bound, said.denominator,
                              strcmp(word, "function") == 0);
    fulg_arch_clear(arch);
    return code;
}

static const fulg_option_t options[] = {
    {"ARCHITECTURE", "", FULG_OPTION_ARCHITECTURE, offsetof(said_t, arch),
     NULL},
    {"--bound", "N", FULG_OPTION_SIZE, offsetof(said_t, bound), "default 9"},
    {"--denominator", "M", FULG_OPTION_SIZE, offsetof(said_t, denominator),
     "default 1"},
    {"--count", "N", FULG_OPTION_SIZE, offsetof(said_t, count),
     "how many inputs (default 1)"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_random = {
    "random", "random exact weights, functions or inputs of an architecture",
    run, options,
    "usage: fulgurite random [weights|function|input] ARCHITECTURE [--bound N]\n"
    "                        [--denominator M] [--count N] [--seed N]\n\n"
    "Entries are integers in [-N, N], divided by an integer in [1, M].  The same\n"
    "seed gives the same numbers everywhere.  \"function\" writes the tensor of the\n"
    "weights of that seed: one layer, one head, a residual layer without its X.\n"
    "\"input\" writes a fulgurite-input/1 file.\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite random --widths 3,2 --head-dim 1 --seed 7 > weights.json\n"};
