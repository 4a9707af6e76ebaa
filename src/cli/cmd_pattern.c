#include <stdlib.h>
#include <string.h>

#include "pattern.h"

const char *const fulg_cli_pattern_families[FULG_CLI_PATTERN_FAMILIES] = {
    "cyc", "band", "block", "strided", "bigbird"};

/* The matrix: a file or one of the named patterns. */
static int
load(fulg_cli_pattern_t *A)
{
    fulg_diag_t diag;
    fulg_status_t status;
    int named = -1, count = A->file != NULL;
    for (int f = 0; f < FULG_CLI_PATTERN_FAMILIES; f++)
        if (A->numbers[f] != NULL)
        {
            named = f;
            count++;
        }
    if (count != 1)
    {
        fulg_cli_message("pattern needs one matrix: a file (\"-\" is standard "
                         "input), or --cyc, --band, --block, --strided, "
                         "--bigbird");
        return FULG_EXIT_USAGE;
    }
    if (named < 0)
        status = fulg_pattern_load(A->matrix, A->file, diag);
    else
        status = fulg_pattern_init_named(A->matrix,
                                         fulg_cli_pattern_families[named],
                                         A->numbers[named], A->cli->seed, diag);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

/* The lower bound 2 is a theorem; everything else has size at least 1.  The method
   line has decided this already. */
static void
find_lower_bound(fulg_cli_pattern_t *A)
{
    if (A->methods[FULG_PATTERN_LINE] && A->num_results > 0)
    {
        A->line = A->result[0].possible;
        memcpy(A->line_reason, A->result[0].possible_reason,
               sizeof A->line_reason);
    }
    else
    {
        fulg_pattern_model_t M;
        A->line = fulg_pattern_line(M, A->line_reason, A->matrix, A->options.e1,
                                    A->options.e2, A->options.progress);
        if (A->line == FULG_TRUE)
            fulg_pattern_model_clear(M);
    }
    A->lower = A->line == FULG_FALSE ? 2 : 1;
}

static int
search(fulg_cli_pattern_t *A)
{
    fulg_diag_t diag;
    A->smallest = -1;
    for (int m = 0; m < FULG_PATTERN_METHODS; m++)
    {
        fulg_pattern_result_t *result = &A->result[A->num_results];
        fulg_status_t status;
        if (!A->methods[m])
            continue;
        status = fulg_pattern_search(result, (fulg_pattern_method_t) m,
                                     A->matrix, &A->options, diag);
        A->num_results++;
        if (status != FULG_OK)
            return fulg_cli_fail(status, diag, NULL);
        if (result->proved &&
            (A->smallest < 0 || result->size < A->result[A->smallest].size))
            A->smallest = A->num_results - 1;
    }
    return A->smallest < 0 ? FULG_EXIT_UNABLE : FULG_EXIT_OK;
}

static int
answer(fulg_cli_pattern_t *A)
{
    fulg_diag_t diag;
    int code;
    fulg_pattern_shape_init(&A->shape, A->matrix);
    if (fulg_pattern_existence(&A->existence, &A->shape, A->matrix->length,
                               &A->options, diag) != FULG_OK)
        A->existence = 0;
    code = fulg_cli_pattern_check_files(A);
    if (code != FULG_EXIT_OK)
    {
        fulg_pattern_shape_clear(&A->shape);
        return code;
    }
    code = search(A);
    find_lower_bound(A);
    /* "None found" is an answer, and the bounds with it. */
    A->cli->keep_output = code == FULG_EXIT_UNABLE && !fulg_cli_interrupted();
    if (code == FULG_EXIT_OK)
        code = fulg_cli_pattern_files(A);
    else if (A->cli->keep_output && (A->certificate || A->output))
        fulg_cli_message("no %s is written: nothing was found",
                         A->certificate ? "certificate" : "network");
    if (code == FULG_EXIT_OK || A->cli->keep_output)
    {
        if (A->cli->json)
            fulg_cli_pattern_print_json(A);
        else
            fulg_cli_pattern_print(A);
    }
    for (int n = 0; n < A->num_results; n++)
        fulg_pattern_result_clear(&A->result[n]);
    fulg_pattern_shape_clear(&A->shape);
    return code;
}

static int
one_matrix(fulg_cli_pattern_t *A)
{
    int code = load(A);
    if (code != FULG_EXIT_OK)
        return code;
    code = fulg_cli_pattern_check_rs(A, A->matrix->length);
    if (code == FULG_EXIT_OK && A->nodes != NULL)
        code = fulg_cli_pattern_nodes(A);
    if (code == FULG_EXIT_OK)
        code = answer(A);
    if (A->options.nodes != NULL)
        _fmpz_vec_clear(A->options.nodes, A->matrix->length);
    fulg_pattern_clear(A->matrix);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    fulg_cli_pattern_t A;
    int num_words, code;
    memset(&A, 0, sizeof A);
    A.cli = cli;
    fulg_pattern_options_init(&A.options);
    A.max_size = (ulong) A.options.max_size;
    A.samples = 3;
    A.nonzeros = 1;
    code = fulg_cli_parse(cli, &A, &A.file, 1, &num_words);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_pattern_options(&A);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_pattern_rules(&A);
    if (code == FULG_EXIT_OK)
        code = A.sweep != NULL      ? fulg_cli_pattern_sweep(&A)
               : A.class_of != NULL ? fulg_cli_pattern_class(&A)
                                    : one_matrix(&A);
    fulg_pattern_options_clear(&A.options);
    return code;
}

#define AT(member) offsetof(fulg_cli_pattern_t, member)
static const fulg_option_t options[] = {
    {"--cyc", "L,k[,w]", FULG_OPTION_TEXT, AT(numbers[0]),
     "in place of FILE, length L: keys i, .., i+k-1 modulo L; w: weighted "
     "1, .., k"},
    {"--band", "L,w", FULG_OPTION_TEXT, AT(numbers[1]),
     "a window of w on each side"},
    {"--block", "L,b", FULG_OPTION_TEXT, AT(numbers[2]), "blocks of b"},
    {"--strided", "L,s", FULG_OPTION_TEXT, AT(numbers[3]),
     "the last s keys and every s-th before"},
    {"--bigbird", "L,w,g,r", FULG_OPTION_TEXT, AT(numbers[4]),
     "a window, global and random ones, drawn from --seed"},
    {"--e1", "E", FULG_OPTION_TEXT, AT(e1), NULL},
    {"--e2", "E", FULG_OPTION_TEXT, AT(e2), "default 1/10 and 1/100"},
    {"--method", "M,..", FULG_OPTION_TEXT, AT(method),
     "line, moment, jl, rs, hadamard (default: all; with "
     "--sweep only one: jl)"},
    {"--dmin", "N", FULG_OPTION_SIZE, AT(options.min_size), NULL},
    {"--dmax", "N", FULG_OPTION_ULONG, AT(max_size), NULL},
    {"--dstep", "N", FULG_OPTION_SIZE, AT(options.step), NULL},
    {"--seeds", "A..B", FULG_OPTION_TEXT, AT(seeds),
     "jl: the sizes and seeds to try (1, 512, 1, 1..20)"},
    {"--rs", "q,m", FULG_OPTION_TEXT, AT(reed_solomon),
     "rs: over the prime q, degree < m"},
    {"--nodes", "x1,..,xL", FULG_OPTION_TEXT, AT(nodes),
     "for moment: the nodes"},
    {"--beta", "B", FULG_OPTION_TEXT, AT(beta),
     "the logit of a wanted key (default: the middle of the "
     "possible range)"},
    {"--logit-cap", "C", FULG_OPTION_TEXT, AT(cap),
     "logits of at most C log(1/e2)"},
    {"--prec", "P", FULG_OPTION_SIZE, AT(bits),
     "logarithms to 2^-P (default 20, frames 40)"},
    {"--max-bits", "P", FULG_OPTION_SIZE, AT(options.max_bits),
     "the highest precision to try (4096)"},
    {"--certificate", "FILE", FULG_OPTION_TEXT, AT(certificate),
     "the proof of the smallest size, for \"fulgurite verify FILE\""},
    {"-o", "PREFIX", FULG_OPTION_TEXT, AT(output),
     "PREFIX.weights.json and PREFIX.input.json, for \"fulgurite eval\""},
    {"--class", "k,gamma", FULG_OPTION_TEXT, AT(class_of), NULL},
    {"--length", "L", FULG_OPTION_SIZE, AT(length),
     "one number mu for every matrix of length L with at most k "
     "entries per column and ratios up to gamma"},
    {"--sweep", "L1,..", FULG_OPTION_TEXT, AT(sweep),
     "the first size that succeeds for random matrices of these lengths"},
    {"--samples", "N", FULG_OPTION_SIZE, AT(samples),
     "with --sweep: matrices for each length (3)"},
    {"--nonzeros", "K", FULG_OPTION_SIZE, AT(nonzeros),
     "with --sweep: entries in each column (1)"},
    {"--gamma", "G", FULG_OPTION_TEXT, AT(gamma),
     "with --sweep: entries from 1 to G"},
    {"--plot", "FILE", FULG_OPTION_TEXT, AT(plot),
     "with --sweep: a picture (.svg, .png, .pdf, .gp)"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_pattern = {
    "pattern", "sparse attention with fixed parameters, built and certified",
    run, options,
    "usage: fulgurite pattern FILE [OPTION...]\n"
    "       fulgurite pattern --cyc L,k[,w] | --band L,w | .. [OPTION...]\n"
    "       fulgurite pattern --class k,gamma --length L | --sweep L1,L2,..\n\n"
    "Inputs X for which softmax attention with fixed W_Q, W_K is close to the given\n"
    "matrix: ratios within its support are right up to e1, everything else is below\n"
    "e2 times the support.  FILE is fulgurite-pattern/1, Matrix Market, .npy, .npz.\n\n" FULG_CLI_OPTIONS
    "\n"
    "Exit code 4: nothing was found for these seeds and sizes; larger sizes may still\n"
    "work.\n\n"
    "  fulgurite pattern --cyc 8,2,w --certificate c.json\n"};
