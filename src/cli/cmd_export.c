#include <string.h>

#include "cli.h"

typedef struct
{
    const char *system, *format, *coordinates, *data, *file, *weights_file;
    slong max_terms, pairs;
    ulong prime;
    fulg_polysys_kind_t kind;
    fulg_polyfile_format_t writer;
    fulg_polysys_options_t options;
    int has_weights;
    fulg_weights_t W;
    fulg_arch_t arch;
} export_t;

/* ---- what was asked ------------------------------------------------------ */

static int
read_names(export_t *E)
{
    static const char *const words[] = {"auto", "weights", "a", "virtual"};
    const int kind = E->system ? fulg_polysys_kind_find(E->system) : -1;
    const int format = fulg_polyfile_format_from_name(E->format);
    int c = 0;
    if (kind < 0 || kind == FULG_POLYSYS_INVARIANTS)
    {
        fulg_cli_message("--system is parametrization, coefficients, jacobian, "
                         "fiber, image, singular, critical or certificate");
        return FULG_EXIT_USAGE;
    }
    if (format < 0)
    {
        fulg_cli_message("--format is m2, singular, sage, oscar, hc, msolve, "
                         "magma or json, not \"%.60s\"", E->format);
        return FULG_EXIT_USAGE;
    }
    while (c < 4 && strcmp(E->coordinates, words[c]) != 0)
        c++;
    if (c == 4)
    {
        fulg_cli_message("--coordinates is weights, a, virtual or auto, not "
                         "\"%.60s\"", E->coordinates);
        return FULG_EXIT_USAGE;
    }
    E->kind = (fulg_polysys_kind_t) kind;
    E->writer = (fulg_polyfile_format_t) format;
    E->options.coordinates = (fulg_coordinates_t) c;
    E->options.max_terms = E->max_terms;
    return FULG_EXIT_OK;
}

static int
check_words(const fulg_cli_t *cli, const export_t *E)
{
    const char *wrong = NULL;
    if (E->data != NULL && E->kind != FULG_POLYSYS_CRITICAL)
        wrong = "--data belongs to --system critical";
    else if (E->pairs > 0 &&
             (E->data != NULL || E->kind != FULG_POLYSYS_CRITICAL))
        wrong = "--pairs draws data for --system critical";
    else if (E->kind == FULG_POLYSYS_FIBER && E->weights_file == NULL)
        wrong = "--system fiber needs a weights file";
    else if (cli->json && strcmp(E->file, "-") == 0)
        wrong = "with --json the system goes to a file: -o FILE";
    if (wrong == NULL)
        return FULG_EXIT_OK;
    fulg_cli_message("%s", wrong);
    return FULG_EXIT_USAGE;
}

/* The weights of the file, or the options' architecture. */
static int
read_network(export_t *E, const fulg_cli_arch_t *said)
{
    int code;
    if (E->weights_file == NULL)
        return fulg_cli_arch_init(E->arch, said);
    if (fulg_cli_arch_given(said))
    {
        fulg_cli_message("a weights file has its architecture: leave the "
                         "options of the architecture out");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_load_weights(E->W, E->weights_file);
    if (code != FULG_EXIT_OK)
        return code;
    E->has_weights = 1;
    fulg_arch_init(E->arch, 1);
    fulg_arch_set(E->arch, E->W->arch);
    return FULG_EXIT_OK;
}

/* ---- data ---------------------------------------------------------------- */

static void
clear_matrices(fmpq_mat_struct *list, slong num)
{
    for (slong n = 0; n < num; n++)
        fmpq_mat_clear(&list[n]);
    flint_free(list);
}

static fmpq_mat_struct *
new_matrices(slong num, slong rows, slong cols)
{
    fmpq_mat_struct *list =
        flint_malloc(((size_t) num + 1) * sizeof(fmpq_mat_struct));
    for (slong n = 0; n < num; n++)
        fmpq_mat_init(&list[n], rows, cols);
    return list;
}

static int
fill_matrices(fmpq_mat_struct *list, slong num, const json_t *value,
              const char *what, const char *file)
{
    for (slong n = 0; n < num; n++)
    {
        char where[64];
        fulg_diag_t diag;
        fulg_status_t status;
        snprintf(where, sizeof where, "%s %ld", what, (long) n + 1);
        status = fulg_mat_set_json(&list[n], json_array_get(value, (size_t) n),
                                   where, diag);
        if (status != FULG_OK)
            return fulg_cli_fail(status, diag, file);
    }
    return FULG_EXIT_OK;
}

/* {"format":"fulgurite-data/1","inputs":[..],"outputs":[..]} */
static int
check_data(slong *num, const json_t *value, const char *file)
{
    static const char *const keys[] = {"format", "inputs", "outputs", NULL};
    const char *format = json_string_value(json_object_get(value, "format"));
    const json_t *inputs = json_object_get(value, "inputs");
    const json_t *outputs = json_object_get(value, "outputs");
    fulg_diag_t diag;
    if (format == NULL || strcmp(format, "fulgurite-data/1") != 0)
    {
        fulg_cli_message("%s: \"format\" must be \"fulgurite-data/1\"", file);
        return FULG_EXIT_PARSE;
    }
    if (fulg_json_check_keys(value, keys, file, diag) != FULG_OK)
    {
        fulg_cli_message("%s", diag->text);
        return FULG_EXIT_PARSE;
    }
    if (!json_is_array(inputs) || !json_is_array(outputs) ||
        json_array_size(inputs) == 0 ||
        json_array_size(inputs) != json_array_size(outputs))
    {
        fulg_cli_message("%s: \"inputs\" and \"outputs\" must be lists of as "
                         "many matrices, at least one", file);
        return FULG_EXIT_PARSE;
    }
    *num = (slong) json_array_size(inputs);
    return FULG_EXIT_OK;
}

static int
load_data(fmpq_mat_struct **X, fmpq_mat_struct **Y, slong *num,
          const export_t *E)
{
    const slong t = E->arch->tokens;
    json_t *value;
    int code = fulg_cli_load_json(&value, E->data);
    if (code != FULG_EXIT_OK)
        return code;
    code = check_data(num, value, E->data);
    if (code == FULG_EXIT_OK)
    {
        *X = new_matrices(*num, E->arch->width[0], t);
        *Y = new_matrices(*num, E->arch->width[E->arch->depth], t);
        code = fill_matrices(*X, *num, json_object_get(value, "inputs"),
                             "input", E->data);
        if (code == FULG_EXIT_OK)
            code = fill_matrices(*Y, *num, json_object_get(value, "outputs"),
                                 "output", E->data);
        if (code != FULG_EXIT_OK)
        {
            clear_matrices(*X, *num);
            clear_matrices(*Y, *num);
        }
    }
    json_decref(value);
    return code;
}

/* Integers in [-9, 9] from the seed; the file shows them. */
static void
draw_data(fmpq_mat_struct **X, fmpq_mat_struct **Y, slong *num,
          const export_t *E, ulong seed)
{
    fulg_rand_t rand;
    fulg_domain_t Q;
    fulg_rand_init(rand, seed);
    fulg_domain_init_fmpq(Q);
    *num = E->pairs > 0 ? E->pairs : 2;
    *X = new_matrices(*num, E->arch->width[0], E->arch->tokens);
    *Y = new_matrices(*num, E->arch->width[E->arch->depth], E->arch->tokens);
    for (slong n = 0; n < *num; n++)
    {
        fulg_mat_random((fulg_mat_struct *) &(*X)[n], rand, 9, 1, Q);
        fulg_mat_random((fulg_mat_struct *) &(*Y)[n], rand, 9, 1, Q);
    }
}

/* ---- the systems --------------------------------------------------------- */

static int
build_critical(fulg_polysys_t S, const export_t *E, ulong seed)
{
    fmpq_mat_struct *X, *Y;
    fulg_diag_t diag;
    fulg_status_t status;
    slong num;
    int code = FULG_EXIT_OK;
    if (E->data == NULL)
        draw_data(&X, &Y, &num, E, seed);
    else
        code = load_data(&X, &Y, &num, E);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_polysys_critical(S, E->arch, X, Y, num, &E->options, diag);
    if (status == FULG_OK && E->data == NULL)
        fulg_polysys_comment(S, "the data are drawn from seed %lu",
                             (unsigned long) seed);
    clear_matrices(X, num);
    clear_matrices(Y, num);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static fulg_status_t
build_certificate(fulg_polysys_t S, const export_t *E, fulg_diag_t diag)
{
    fulg_dim_options_t options;
    fulg_dim_t dim;
    fulg_status_t status;
    fulg_dim_options_init(&options);
    options.seed = E->options.seed;
    options.progress = E->options.progress;
    fulg_dim_init(dim, E->arch);
    status = fulg_dim_certify(dim, &options, diag);
    if (status == FULG_OK)
        status = fulg_polysys_certificate(S, dim->cert, &E->options, diag);
    fulg_dim_clear(dim);
    return status;
}

static int
build(fulg_polysys_t S, const export_t *E)
{
    fulg_diag_t diag;
    fulg_status_t status = FULG_UNABLE;
    switch (E->kind)
    {
        case FULG_POLYSYS_PARAMETRIZATION:
            status = fulg_polysys_parametrization(
                S, E->arch, E->has_weights ? E->W : NULL, &E->options, diag);
            break;
        case FULG_POLYSYS_COEFFICIENTS:
            status = fulg_polysys_coefficients(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_JACOBIAN:
            status = fulg_polysys_jacobian(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_FIBER:
            status = fulg_polysys_fiber(S, E->W, &E->options, diag);
            break;
        case FULG_POLYSYS_IMAGE:
            status = fulg_polysys_image(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_SINGULAR:
            status = fulg_polysys_singular(S, E->arch, &E->options, diag);
            break;
        case FULG_POLYSYS_CRITICAL:
            return build_critical(S, E, E->options.seed);
        case FULG_POLYSYS_CERTIFICATE:
            status = build_certificate(S, E, diag);
            break;
        case FULG_POLYSYS_INVARIANTS:
            return FULG_EXIT_INTERNAL;
    }
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

/* ---- writing ------------------------------------------------------------- */

static int
put(void *output, const char *bytes, size_t n)
{
    return fulg_cli_output_put(output, bytes, n) == 0;
}

static int
write_system(const fulg_polysys_t S, const export_t *E,
             fulg_cli_output_t *output)
{
    const fulg_sink_t sink = {put, output};
    fulg_diag_t diag;
    fulg_status_t status;
    if (E->prime != 0)
        status = fulg_polyfile_write_mod(S, E->writer, E->prime, sink, diag);
    else
        status = fulg_polyfile_write(S, E->writer, sink, diag);
    /* what went wrong with the file is said when it is closed */
    if (status == FULG_IO)
        return FULG_EXIT_OK;
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static json_t *
json_expected(const fulg_polysys_t S)
{
    static const char *const names[] = {"polynomials", "terms", "dimension",
                                        "degree", "rank"};
    static const char *const strengths[] = {"proved", "probable", "at least",
                                            "at most"};
    json_t *list = json_array();
    for (slong i = 0; i < S->num_expected; i++)
    {
        const fulg_expected_t *one = &S->expected[i];
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:s, s:s?}", "name", names[one->kind],
                            "value", fulg_exact_json_fmpz(one->value),
                            "strength", strengths[one->strength], "why",
                            one->why));
    }
    return list;
}

static void
print_json(fulg_cli_t *cli, const fulg_polysys_t S, const export_t *E)
{
    json_t *answer = fulg_cli_json_head(cli), *blocks = json_array();
    for (slong b = 0; b < S->num_blocks; b++)
        json_array_append_new(
            blocks, json_pack("{s:s, s:I, s:I, s:I, s:I}", "name",
                              S->block[b].name, "rows",
                              (json_int_t) S->block[b].rows, "columns",
                              (json_int_t) S->block[b].cols, "terms",
                              (json_int_t) fulg_polyblock_terms(&S->block[b]),
                              "degree",
                              (json_int_t) fulg_polyblock_degree(&S->block[b],
                                                                 S->ring)));
    json_object_set_new(answer, "architecture", fulg_arch_json(E->arch));
    json_object_set_new(answer, "system", json_string(E->system));
    json_object_set_new(answer, "format", json_string(E->format));
    json_object_set_new(answer, "file", json_string(E->file));
    json_object_set_new(answer, "variables", json_integer(S->ring->num));
    json_object_set_new(answer, "blocks", blocks);
    json_object_set_new(answer, "expected", json_expected(S));
    fulg_cli_print_json(cli, answer);
}

static void
print_summary(fulg_cli_t *cli, const fulg_polysys_t S, const export_t *E)
{
    const fulg_polyblock_t *block = &S->block[S->task.main];
    fprintf(cli->out, "%s: %s, %ld polynomials with %ld terms in %ld "
            "variables, for %s\n", E->file, E->system,
            (long) (block->rows * block->cols),
            (long) fulg_polyblock_terms(block), (long) S->ring->num,
            fulg_polyfile_program(E->writer));
}

/* The header of a file that can hold no comments, in FILE.txt beside it. */
static int
export_notes(fulg_cli_t *cli, const fulg_polysys_t S, const export_t *E)
{
    fulg_cli_output_t output;
    const fulg_sink_t sink = {put, &output};
    fulg_diag_t diag;
    const size_t size = strlen(E->file) + sizeof ".txt";
    char *name = flint_malloc(size);
    int code;
    snprintf(name, size, "%s.txt", E->file);
    code = fulg_cli_output_open(cli, &output, name);
    if (code == FULG_EXIT_OK)
    {
        fulg_status_t status = fulg_polyfile_write_notes(S, E->writer, E->prime,
                                                         sink, diag);
        if (status != FULG_OK && status != FULG_IO)
            code = fulg_cli_fail(status, diag, NULL);
        code = fulg_cli_output_close(&output, code);
    }
    flint_free(name);
    return code;
}

static int
export_file(fulg_cli_t *cli, export_t *E)
{
    fulg_cli_output_t output;
    fulg_polysys_t S;
    const int is_file = strcmp(E->file, "-") != 0;
    int code = fulg_cli_output_open(cli, &output, E->file);
    if (code != FULG_EXIT_OK)
        return code;
    code = build(S, E);
    if (code != FULG_EXIT_OK)
        return fulg_cli_output_close(&output, code);
    code = write_system(S, E, &output);
    if (code == FULG_EXIT_OK && is_file &&
        !fulg_polyfile_has_comments(E->writer))
        code = export_notes(cli, S, E);
    code = fulg_cli_output_close(&output, code);
    if (code == FULG_EXIT_OK && cli->json)
        print_json(cli, S, E);
    else if (code == FULG_EXIT_OK && is_file && !cli->quiet)
        print_summary(cli, S, E);
    fulg_polysys_clear(S);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    fulg_option_t options[FULG_CLI_ARCH_OPTIONS + 9];
    fulg_cli_arch_t said;
    export_t E;
    int num_words, n = fulg_cli_arch_options(options, &said), code;
    memset(&E, 0, sizeof E);
    E.format = "m2";
    E.coordinates = "auto";
    E.file = "-";
    fulg_polysys_options_init(&E.options);
    E.max_terms = E.options.max_terms;
    options[n++] = (fulg_option_t){"--system", FULG_OPTION_TEXT, &E.system};
    options[n++] = (fulg_option_t){"--format", FULG_OPTION_TEXT, &E.format};
    options[n++] =
        (fulg_option_t){"--coordinates", FULG_OPTION_TEXT, &E.coordinates};
    options[n++] = (fulg_option_t){"--data", FULG_OPTION_TEXT, &E.data};
    options[n++] = (fulg_option_t){"--pairs", FULG_OPTION_SIZE, &E.pairs};
    options[n++] = (fulg_option_t){"--prime", FULG_OPTION_ULONG, &E.prime};
    options[n++] =
        (fulg_option_t){"--max-terms", FULG_OPTION_SIZE, &E.max_terms};
    options[n++] = (fulg_option_t){"-o", FULG_OPTION_TEXT, &E.file};
    options[n] = (fulg_option_t){NULL, FULG_OPTION_FLAG, NULL};
    code = fulg_cli_parse(cli, options, &E.weights_file, 1, &num_words);
    if (code == FULG_EXIT_OK)
        code = read_names(&E);
    if (code == FULG_EXIT_OK)
        code = check_words(cli, &E);
    if (code == FULG_EXIT_OK)
        code = read_network(&E, &said);
    if (code != FULG_EXIT_OK)
        return code;
    E.options.seed = cli->seed;
    E.options.progress = &cli->progress;
    code = export_file(cli, &E);
    fulg_arch_clear(E.arch);
    if (E.has_weights)
        fulg_weights_clear(E.W);
    return code;
}

const fulg_command_t fulg_command_export = {
    "export", "polynomial systems for other algebra systems", run,
    "usage: fulgurite export --system SYSTEM [--format FORMAT]\n"
    "                        (ARCHITECTURE | WEIGHTS) [-o FILE] "
    "[--coordinates C]\n"
    "                        [--max-terms N] [--prime P]\n\n"
    FULG_CLI_ARCHITECTURE_HELP
    "\nSYSTEM\n"
    "  parametrization  the output at a symbolic input; exact with WEIGHTS\n"
    "  coefficients     of the function, as polynomials in the weights\n"
    "  jacobian         their derivatives by the weights\n"
    "  fiber            the ideal of the weights with the function of WEIGHTS\n"
    "  image            the neuromanifold's closure, by elimination\n"
    "  singular         the singular locus of one layer's closure\n"
    "  critical         of the squared error on --data FILE, or --pairs N drawn\n"
    "  certificate      the invertible minor behind the dimension\n"
    "FORMAT: m2 (default), singular, sage, oscar, hc, msolve, magma, json\n"
    "C: weights, a (A = K^T Q in place of Q and K), virtual, auto (default)\n\n"
    "The file says what it holds and what answer to expect; running it prints "
    "that\nanswer.  More than N terms (default 10^7) are refused with their "
    "number, exit\ncode 4.  --prime writes the system mod P.  A file for msolve has "
    "no\ncomments: they are in FILE.txt beside it.\n\n"
    "  fulgurite export --system image --widths 2,1 --head-dim 1 -o image.m2\n"};
