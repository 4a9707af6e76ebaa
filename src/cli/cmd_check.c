#include <stdlib.h>
#include <string.h>

#include "check.h"

/* ---- what is asked for ----------------------------------------------------- */

/* The map that --map names: one that is built in, or the text of a file. */
static int
read_map(check_t *check)
{
    size_t length;
    fulg_diag_t diag;
    fulg_status_t status;
    check->options.map_name = check->map;
    check->options.map = fulg_floats_map_builtin(check->map);
    check->options.map_is_builtin = check->options.map != NULL;
    check->options.no_map = strcmp(check->map, "none") == 0;
    if (check->options.map != NULL || check->options.no_map)
        return FULG_EXIT_OK;
    status = fulg_exact_text_load(&check->map_text, &length, check->map, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    check->map_text = flint_realloc(check->map_text, length + 1);
    check->map_text[length] = '\0';
    check->options.map = check->map_text;
    if (strlen(check->map_text) == length)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: a NUL character in a map", check->map);
    return FULG_EXIT_PARSE;
}

/* The place of a word in a list that NULL ends, or -1. */
static int
choice(const char *word, const char *const *words)
{
    for (int n = 0; words[n] != NULL; n++)
        if (strcmp(word, words[n]) == 0)
            return n;
    return -1;
}

static int
read_choices(check_t *check)
{
    static const char *const norms[] = {"none", "affine", "softmax", NULL};
    static const char *const masks[] = {"none", "causal", NULL};
    fulg_judge_options_t *options = &check->options;
    if (check->norm != NULL)
        options->norm = choice(check->norm, norms);
    if (check->mask != NULL)
        options->causal = choice(check->mask, masks);
    if ((check->norm == NULL || options->norm >= 0) &&
        (check->mask == NULL || options->causal >= 0))
        return FULG_EXIT_OK;
    fulg_cli_message("--norm must be none, affine or softmax; --mask must be "
                     "none or causal");
    return FULG_EXIT_USAGE;
}

static int
read_radius(check_t *check)
{
    fulg_diag_t diag;
    if (check->radius == NULL)
        return FULG_EXIT_OK;
    if (fulg_floats_radius_set_text(check->given_radius, check->radius, diag) !=
        FULG_OK)
    {
        fulg_cli_message("--radius: %s", diag->text);
        return FULG_EXIT_USAGE;
    }
    check->options.radius = check->given_radius;
    return FULG_EXIT_OK;
}

static int
bad_claim(const fulg_diag_t diag)
{
    fulg_cli_message("--claim: %s", diag->text);
    return FULG_EXIT_USAGE;
}

/* Everything that needs no file of weights. */
static int
read_options(check_t *check)
{
    fulg_judge_options_t *options = &check->options;
    fulg_diag_t diag;
    int code = check->map ? read_map(check) : FULG_EXIT_OK;
    if (check->digits > FULG_CHECK_MAX_DIGITS)
    {
        fulg_cli_message("--digits is at most %d", FULG_CHECK_MAX_DIGITS);
        return FULG_EXIT_USAGE;
    }
    options->tokens = check->tokens;
    options->residual = check->residual;
    options->heads = check->heads;
    options->kv_heads = check->kv_heads;
    options->head_dim = check->head_dim;
    options->ignore = check->ignore;
    options->check.max_bits = check->max_bits;
    options->check.digits = check->digits;
    options->max_weights = check->max_weights;
    options->threads = check->cli->threads;
    options->seed = check->cli->seed;
    options->progress = &check->cli->progress;
    if (code == FULG_EXIT_OK)
        code = read_choices(check);
    if (code == FULG_EXIT_OK)
        code = read_radius(check);
    if (code == FULG_EXIT_OK &&
        fulg_judge_claims_init_text(&check->claims, &check->num_claims,
                                    check->claim, diag) != FULG_OK)
        code = bad_claim(diag);
    check->only_compare = fulg_judge_claims_only_compare(check->claims,
                                                         check->num_claims);
    return code;
}

/* ---- what is found ------------------------------------------------------------ */

/* Files are parts of one network, or one each. */
static int
load(check_t *check, const char **files, int num_files)
{
    fulg_diag_t diag;
    int together;
    fulg_status_t status = fulg_judge_are_parts(
        &together, (const char *const *) files, num_files, &check->options,
        diag);
    check->subject = flint_calloc((size_t) num_files,
                                  sizeof(fulg_judge_subject_struct));
    for (int i = 0; i < num_files && status == FULG_OK; i++)
    {
        status = fulg_judge_subject_init(
            &check->subject[check->num++], (const char *const *) files + i,
            together ? num_files : 1, &check->options, diag);
        if (together)
            break;
    }
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static int
has_values(const fulg_judge_subject_t S)
{
    return S->is_network && S->network->has_values;
}

static fulg_status_t
examine(check_t *check, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong i = 0;
         !check->only_compare && i < check->num && status == FULG_OK; i++)
    {
        fulg_judge_subject_struct *S = &check->subject[i];
        status = fulg_judge_items(S, &check->options, diag);
        if (status == FULG_OK && has_values(S))
            status = fulg_judge_network(S, &check->options, diag);
    }
    if (status != FULG_OK || check->num != 2 ||
        !has_values(&check->subject[0]) || !has_values(&check->subject[1]))
        return status;
    check->compared = 1;
    return fulg_judge_same(check->same, &check->subject[0], &check->subject[1],
                           &check->options, diag);
}

static int
judge_claims(check_t *check)
{
    const fulg_judge_evidence_t evidence = {
        check->subject, check->num, check->compared ? check->same : NULL};
    fulg_diag_t diag;
    for (slong n = 0; n < check->num_claims; n++)
        if (fulg_judge_claim(&check->claims[n], &evidence, &check->options,
                             diag) != FULG_OK)
            return bad_claim(diag);
    return FULG_EXIT_OK;
}

/* 1 when a claim is refuted, else 4 when one is open. */
static int
exit_code(const check_t *check)
{
    int code = FULG_EXIT_OK;
    for (slong n = 0; n < check->num_claims; n++)
    {
        if (check->claims[n].verdict == FULG_CLAIM_REFUTED)
            return FULG_EXIT_NO;
        if (check->claims[n].verdict == FULG_CLAIM_UNDECIDED)
            code = FULG_EXIT_UNABLE;
    }
    return code;
}

/* LAPACK makes approximations faster; the floating-point ranks are said where it
   is. */
static void
load_lapack(check_t *check)
{
    fulg_diag_t diag;
    /* Our threads are the only ones. */
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    /* Without it nothing is loaded that ends the program when memory fails. */
    if (!check->no_lapack && fulg_lapack_init(check->lapack, diag) == FULG_OK)
        check->options.check.lapack = check->lapack;
    else
        check->no_float = 1;
    if (!check->no_float)
        check->options.lapack = check->lapack;
}

static int
answer(check_t *check, const char **files, int num_files)
{
    fulg_diag_t diag;
    fulg_status_t status;
    int code = read_options(check);
    if (code == FULG_EXIT_OK)
        code = load(check, files, num_files);
    if (code != FULG_EXIT_OK)
        return code;
    load_lapack(check);
    status = examine(check, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    code = judge_claims(check);
    if (code != FULG_EXIT_OK)
        return code;
    if (check->cli->json)
        fulg_cli_check_print_json(check);
    else
        fulg_cli_check_print(check);
    check->cli->keep_output = 1;
    return exit_code(check);
}

static void
clear(check_t *check)
{
    for (slong i = 0; i < check->num; i++)
        fulg_judge_subject_clear(&check->subject[i]);
    flint_free(check->subject);
    flint_free(check->map_text);
    fulg_floats_radius_clear(check->given_radius);
    fulg_judge_claims_clear(check->claims, check->num_claims);
    if (check->compared)
        fulg_judge_same_clear(check->same);
    fulg_lapack_clear(check->lapack);
}

#define MAX_FILES 64

static int
run(fulg_cli_t *cli)
{
    check_t check = {
        .cli = cli, .max_bits = 1024, .digits = 3, .max_weights = 1000};
    const char *files[MAX_FILES];
    int num_files;
    int code = fulg_cli_parse(cli, &check, files, MAX_FILES, &num_files);
    if (code != FULG_EXIT_OK)
        return code;
    if (num_files == 0)
    {
        fulg_cli_message("check needs a file of weights (\"-\" is standard "
                         "input)");
        return FULG_EXIT_USAGE;
    }
    fulg_judge_options_init(&check.options);
    fulg_floats_radius_init(check.given_radius);
    code = answer(&check, files, num_files);
    clear(&check);
    return code;
}

#define AT(member) offsetof(check_t, member)
static const fulg_option_t options[] = {
    {"--map", "NAME|FILE|none", FULG_OPTION_TEXT, AT(map),
     "which tensor is which matrix: a model type (gpt2, ..) or a file; none: a "
     "list of matrices (default: by config.json beside the file, or by the "
     "names of the tensors)"},
    {"--heads", "N", FULG_OPTION_SIZE, AT(heads), NULL},
    {"--kv-heads", "N", FULG_OPTION_SIZE, AT(kv_heads), NULL},
    {"--head-dim", "N", FULG_OPTION_SIZE, AT(head_dim),
     "what the map does not say"},
    {"--ignore", "", FULG_OPTION_FLAG, AT(ignore),
     "compare without the ignored tensors, and judge the model without what is not "
     "modelled"},
    {"--radius", "R", FULG_OPTION_TEXT, AT(radius),
     "how far the true weights may be from those in the file: 0 "
     "(default), half-ulp, or a number"},
    {"--claim", "C,..", FULG_OPTION_TEXT, AT(claim),
     "rank=N, rank_A=N, sigma_min>=X, regular, dimension=N, same, different; "
     "proved: exit 0; refuted: exit 1; undecided: exit 4"},
    {"--tokens", "t", FULG_OPTION_SIZE, AT(tokens), NULL},
    {"--norm", "N", FULG_OPTION_TEXT, AT(norm), NULL},
    {"--mask", "M", FULG_OPTION_TEXT, AT(mask), NULL},
    {"--residual", "", FULG_OPTION_FLAG, AT(residual),
     "if the file does not say it"},
    {"--max-weights", "N", FULG_OPTION_SIZE, AT(max_weights),
     "compute the Jacobian for up to N weights (1000)"},
    {"--max-bits", "N", FULG_OPTION_SIZE, AT(max_bits),
     "the highest precision to try (1024)"},
    {"--digits", "N", FULG_OPTION_SIZE, AT(digits),
     "digits of the smallest singular values (3)"},
    {"--no-float", "", FULG_OPTION_FLAG, AT(no_float),
     "leave out the floating-point comparison"},
    {"--no-lapack", "", FULG_OPTION_FLAG, AT(no_lapack),
     "use no LAPACK even if it is installed: slower for large matrices, and "
     "without the floating-point comparison"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_check = {
    "check", "what is certain about floating-point weights", run, options,
    "usage: fulgurite check FILE... [--map NAME|FILE] [--radius R] [--claim C,..]\n"
    "                       [--threads N] [--json]\n\n"
    "FILE is .npy, .npz, .safetensors, .onnx or JSON weights.  Parts of a network\n"
    "given together are one network; two whole files are two networks to compare.\n"
    "Numbers are exact, or have a radius; every statement holds for all weights\n"
    "within the radius.  For every head: rank and smallest singular value (the\n"
    "distance from lower rank) of Q, K, A = K^T Q, V (or O, U).  For one layer:\n"
    "whether the point is regular, or may be singular.  For the network: a lower\n"
    "bound on the rank of the Jacobian.  The ranks that a floating-point SVD would\n"
    "give are shown for comparison; they prove nothing.\n\n" FULG_CLI_OPTIONS
    "\n"
    "  fulgurite check model.safetensors --map gpt2 --threads 2\n"
    "  fulgurite check Q.npy K.npy V.npy --radius half-ulp --claim 'rank_A=64'\n"};
