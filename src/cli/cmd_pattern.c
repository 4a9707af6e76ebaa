#include <stdlib.h>
#include <string.h>

#include "pattern.h"

const char *const fulg_cli_pattern_families[FULG_CLI_PATTERN_FAMILIES] = {
    "cyc", "band", "block", "strided", "bigbird"};

static int
read_rational(fmpq_t x, const char *text, const char *name)
{
    fulg_diag_t diag;
    fulg_status_t status;
    if (text == NULL)
        return FULG_EXIT_OK;
    status = fulg_exact_set_text(x, text, diag);
    return status == FULG_OK ? FULG_EXIT_OK
                             : fulg_cli_fail(status, diag, name);
}

int
fulg_cli_pattern_numbers(slong *n, const char *text, int max)
{
    int count = 0;
    for (const char *at = text; count < max && *at >= '0' && *at <= '9';)
    {
        char *end;
        n[count] = strtol(at, &end, 10);
        if (n[count] < 1 || n[count] > WORD(1) << 40)
            return 0;
        count++;
        if (*end == '\0')
            return count;
        if (*end != ',')
            return 0;
        at = end + 1;
    }
    return 0;
}

/* "3..10" or "7" */
static int
read_seeds(fulg_cli_pattern_t *A)
{
    const char *text = A->seeds;
    char *end;
    if (text == NULL)
        return FULG_EXIT_OK;
    A->options.first_seed = A->options.last_seed = strtoul(text, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && strncmp(end, "..", 2) == 0 &&
        end[2] >= '0' && end[2] <= '9')
        A->options.last_seed = strtoul(end + 2, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && *end == '\0')
        return FULG_EXIT_OK;
    fulg_cli_message("--seeds needs a range such as 1..20, not \"%.60s\"",
                     text);
    return FULG_EXIT_USAGE;
}

static int
read_methods(fulg_cli_pattern_t *A)
{
    const char *names[FULG_PATTERN_METHODS + 2], *near;
    const int all = A->method == NULL || strcmp(A->method, "all") == 0;
    int found = all;
    for (int m = 0; m < FULG_PATTERN_METHODS; m++)
    {
        names[m] = fulg_pattern_method_name((fulg_pattern_method_t) m);
        A->methods[m] = all || strcmp(A->method, names[m]) == 0;
        found |= A->methods[m];
    }
    names[FULG_PATTERN_METHODS] = "all";
    names[FULG_PATTERN_METHODS + 1] = NULL;
    if (found)
        return FULG_EXIT_OK;
    near = fulg_exact_nearest(A->method, names);
    fulg_cli_message("--method is line, moment, jl, rs, hadamard or all, not "
                     "\"%.60s\"%s%s%s", A->method,
                     near ? "; did you mean \"" : "", near ? near : "",
                     near ? "\"?" : "");
    return FULG_EXIT_USAGE;
}

static int
read_reed_solomon(fulg_cli_pattern_t *A)
{
    slong n[2];
    if (A->reed_solomon == NULL)
        return FULG_EXIT_OK;
    if (fulg_cli_pattern_numbers(n, A->reed_solomon, 2) != 2)
    {
        fulg_cli_message("--rs needs two numbers q,m, not \"%.60s\"",
                         A->reed_solomon);
        return FULG_EXIT_USAGE;
    }
    A->options.q = n[0];
    A->options.m = n[1];
    return FULG_EXIT_OK;
}

static int
read_options(fulg_cli_pattern_t *A)
{
    fulg_pattern_options_t *O = &A->options;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = read_rational(O->e1, A->e1, "--e1");
    if (code == FULG_EXIT_OK)
        code = read_rational(O->e2, A->e2, "--e2");
    O->has_cap = A->cap != NULL;
    if (code == FULG_EXIT_OK)
        code = read_rational(O->cap, A->cap, "--logit-cap");
    O->has_beta = A->beta != NULL && strcmp(A->beta, "auto") != 0;
    if (code == FULG_EXIT_OK && O->has_beta)
        code = read_rational(O->beta, A->beta, "--beta");
    if (code == FULG_EXIT_OK)
        code = read_seeds(A);
    if (code == FULG_EXIT_OK)
        code = read_methods(A);
    if (code == FULG_EXIT_OK)
        code = read_reed_solomon(A);
    if (code != FULG_EXIT_OK)
        return code;
    O->max_size = A->max_size > WORD_MAX ? WORD_MAX : (slong) A->max_size;
    O->progress = &A->cli->progress;
    status = fulg_pattern_options_check(O, diag);
    /* Rounding has to be finer than what e1 leaves. */
    if (A->bits == 0)
        O->bits = FLINT_MAX(20, 8 + (slong) fmpz_bits(fmpq_denref(O->e1)) -
                                    (slong) fmpz_bits(fmpq_numref(O->e1)));
    else
        O->bits = A->bits;
    O->frame_bits = A->bits == 0 ? O->bits + 20 : A->bits;
    if (status == FULG_OK && O->bits > 4096)
        status = fulg_diag_set(diag, FULG_PARSE, "--prec goes up to 4096");
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

/* Distinct rational nodes, scaled to integers. */
static int
read_nodes(fulg_cli_pattern_t *A)
{
    const slong length = A->matrix->length;
    fmpq *x = _fmpq_vec_init(length);
    char *copy = flint_malloc(strlen(A->nodes) + 1), *at = copy;
    int code = FULG_EXIT_OK;
    slong n = 0;
    fmpz_t den;
    fmpz_init_set_ui(den, 1);
    strcpy(copy, A->nodes);
    for (; code == FULG_EXIT_OK && at != NULL && n < length; n++)
    {
        char *comma = strchr(at, ',');
        if (comma != NULL)
            *comma = '\0';
        code = read_rational(x + n, at, "--nodes");
        fmpz_lcm(den, den, fmpq_denref(x + n));
        at = comma ? comma + 1 : NULL;
    }
    if (code == FULG_EXIT_OK && (n != length || at != NULL))
    {
        fulg_cli_message("--nodes needs %ld numbers, one for every column",
                         (long) length);
        code = FULG_EXIT_PARSE;
    }
    for (slong i = 0; code == FULG_EXIT_OK && i < length; i++)
        for (slong j = 0; code == FULG_EXIT_OK && j < i; j++)
            if (fmpq_equal(x + i, x + j))
            {
                fulg_cli_message("--nodes: columns %ld and %ld have the same "
                                 "node", (long) j + 1, (long) i + 1);
                code = FULG_EXIT_PARSE;
            }
    if (code == FULG_EXIT_OK)
    {
        A->options.nodes = _fmpz_vec_init(length);
        for (slong i = 0; i < length; i++)
        {
            fmpz_divexact(A->options.nodes + i, den, fmpq_denref(x + i));
            fmpz_mul(A->options.nodes + i, A->options.nodes + i,
                     fmpq_numref(x + i));
        }
    }
    fmpz_clear(den);
    _fmpq_vec_clear(x, length);
    flint_free(copy);
    return code;
}

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

/* rs with too few rows contradicts itself, whatever else is asked. */
static int
check_reed_solomon(const fulg_cli_pattern_t *A)
{
    fulg_pattern_frame_t F;
    fulg_diag_t diag;
    fulg_status_t status;
    if (A->reed_solomon == NULL)
        return FULG_EXIT_OK;
    status = fulg_pattern_frame_init_reed_solomon(
        F, A->matrix->length, A->options.q, A->options.m, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    fulg_pattern_frame_clear(F);
    return FULG_EXIT_OK;
}

/* The lower bound 2 is a theorem; everything else has size at least 1. */
static void
find_lower_bound(fulg_cli_pattern_t *A)
{
    fulg_pattern_model_t M;
    A->line = fulg_pattern_line(M, A->line_reason, A->matrix, A->options.e1,
                                A->options.e2);
    if (A->line == FULG_TRUE)
        fulg_pattern_model_clear(M);
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
        if (result->proved && (A->smallest < 0 ||
                               result->size < A->result[A->smallest].size))
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
    find_lower_bound(A);
    code = search(A);
    /* "None found" is an answer, and the bounds with it. */
    A->cli->keep_output = code == FULG_EXIT_UNABLE &&
                          !fulg_cli_interrupted();
    if (code == FULG_EXIT_OK)
        code = fulg_cli_pattern_files(A);
    else if (A->cli->keep_output && A->certificate != NULL)
        fulg_cli_message("no certificate is written: nothing is proved");
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
    code = check_reed_solomon(A);
    if (code == FULG_EXIT_OK && A->nodes != NULL)
        code = read_nodes(A);
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
    const fulg_option_t options[] = {
        {"--cyc", FULG_OPTION_TEXT, &A.numbers[0]},
        {"--band", FULG_OPTION_TEXT, &A.numbers[1]},
        {"--block", FULG_OPTION_TEXT, &A.numbers[2]},
        {"--strided", FULG_OPTION_TEXT, &A.numbers[3]},
        {"--bigbird", FULG_OPTION_TEXT, &A.numbers[4]},
        {"--e1", FULG_OPTION_TEXT, &A.e1},
        {"--e2", FULG_OPTION_TEXT, &A.e2},
        {"--method", FULG_OPTION_TEXT, &A.method},
        {"--dmin", FULG_OPTION_SIZE, &A.options.min_size},
        {"--dmax", FULG_OPTION_ULONG, &A.max_size},
        {"--dstep", FULG_OPTION_SIZE, &A.options.step},
        {"--seeds", FULG_OPTION_TEXT, &A.seeds},
        {"--beta", FULG_OPTION_TEXT, &A.beta},
        {"--logit-cap", FULG_OPTION_TEXT, &A.cap},
        {"--rs", FULG_OPTION_TEXT, &A.reed_solomon},
        {"--nodes", FULG_OPTION_TEXT, &A.nodes},
        {"--prec", FULG_OPTION_SIZE, &A.bits},
        {"--max-bits", FULG_OPTION_SIZE, &A.options.max_bits},
        {"--class", FULG_OPTION_TEXT, &A.class_of},
        {"--length", FULG_OPTION_SIZE, &A.length},
        {"--certificate", FULG_OPTION_TEXT, &A.certificate},
        {"-o", FULG_OPTION_TEXT, &A.output},
        {"--sweep", FULG_OPTION_TEXT, &A.sweep},
        {"--samples", FULG_OPTION_SIZE, &A.samples},
        {"--nonzeros", FULG_OPTION_SIZE, &A.nonzeros},
        {"--gamma", FULG_OPTION_TEXT, &A.gamma},
        {"--plot", FULG_OPTION_TEXT, &A.plot},
        {NULL, FULG_OPTION_FLAG, NULL}};
    code = fulg_cli_parse(cli, options, &A.file, 1, &num_words);
    if (code == FULG_EXIT_OK)
        code = read_options(&A);
    if (code == FULG_EXIT_OK && A.plot != NULL && A.sweep == NULL)
    {
        fulg_cli_message("--plot draws a --sweep");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK)
        code = A.sweep != NULL      ? fulg_cli_pattern_sweep(&A)
               : A.class_of != NULL ? fulg_cli_pattern_class(&A)
                                    : one_matrix(&A);
    fulg_pattern_options_clear(&A.options);
    return code;
}

const fulg_command_t fulg_command_pattern = {
    "pattern", "sparse attention with fixed parameters, built and certified",
    run,
    "usage: fulgurite pattern (FILE | --cyc L,k[,w] | --band L,w | --block L,b |\n"
    "         --strided L,s | --bigbird L,window,global,random) [OPTION...]\n"
    "       fulgurite pattern --class k,gamma --length L | --sweep L1,L2,..\n\n"
    "Inputs X for which softmax attention with fixed W_Q, W_K is near the matrix:\n"
    "ratios in its support within e1, everything else below e2 of the support.\n"
    "FILE: fulgurite-pattern/1, Matrix Market, .npy, .npz.\n\n"
    "  --e1 E, --e2 E       default 1/10 and 1/100\n"
    "  --method M           line, moment, jl, rs, hadamard; default all\n"
    "  --dmin, --dmax, --dstep N, --seeds A..B   of jl: 1, 512, 1, 1..20\n"
    "  --beta B             the logit of a wanted key, default: in the middle\n"
    "  --logit-cap C        no more than C log(1/e2)\n"
    "  --rs q,m             prime q, degree < m; --nodes x1,..,xL of moment\n"
    "  --prec P             logarithms to 2^-P; default 20, frames 40\n"
    "  --max-bits P         of the balls, default 4096\n"
    "  --certificate FILE   of the smallest size proved\n"
    "  -o PREFIX            PREFIX.weights.json and PREFIX.input.json for eval\n"
    "  --class k,gamma      one number mu for every matrix of length L with at most\n"
    "                       k entries a column and ratios up to gamma\n"
    "  --sweep L1,..        the first size of --samples N (3) random matrices with\n"
    "                       --nonzeros K (1) in 1..G of --gamma G; --plot FILE.svg\n\n"
    "Exit code 4: none found for these seeds and sizes, which refutes nothing.\n\n"
    "  fulgurite pattern --cyc 8,2,w --certificate c.json\n"};
