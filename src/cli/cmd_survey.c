/* sched_getaffinity */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "survey.h"

#define MOST_FILES 65536

/* ---- checks before any work ------------------------------------------------------------ */

static int
read_shard(fulg_cli_survey_command_t *said)
{
    long k, n;
    char rest;
    said->k = said->n = 1;
    if (said->shard == NULL)
        return FULG_EXIT_OK;
    if (strspn(said->shard, "0123456789/") != strlen(said->shard) ||
        strlen(said->shard) > 20 ||
        sscanf(said->shard, "%ld/%ld%c", &k, &n, &rest) != 2 || k < 1 ||
        k > n || n > 1000000)
    {
        fulg_cli_message("--shard is k/n with 1 <= k <= n <= 1000000, not "
                         "\"%.60s\"",
                         said->shard);
        return FULG_EXIT_USAGE;
    }
    said->k = k;
    said->n = n;
    return FULG_EXIT_OK;
}

/* The folder is made where it is not there; files can be made in it. */
static int
prepare_folder(int *made, const char *folder)
{
    struct stat info;
    *made = folder != NULL && mkdir(folder, 0777) == 0;
    if (folder == NULL || *made)
        return FULG_EXIT_OK;
    if (errno == EEXIST)
        errno = stat(folder, &info) == 0 && !S_ISDIR(info.st_mode) ? ENOTDIR
                : access(folder, W_OK | X_OK) == 0                 ? 0
                                                                   : errno;
    if (errno == 0)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: %s", folder, strerror(errno));
    return FULG_EXIT_USAGE;
}

static int
check(fulg_cli_survey_command_t *said, fulg_dim_options_t *options)
{
    int code = read_shard(said);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_dim_method(&options->method, said->method);
    if (code == FULG_EXIT_OK && said->out == NULL)
    {
        fulg_cli_message("survey needs -o FILE for its results (\"-\" is "
                         "standard output)");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK && strcmp(said->out, "-") == 0 &&
        (said->resume || said->retry || said->csv || said->plot || said->table))
    {
        fulg_cli_message("--resume, --retry, --csv, --table and --plot need "
                         "the results in a file");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK &&
        (said->max_bits < 24 || said->max_bits > 1000000))
    {
        fulg_cli_message("--max-bits is between 24 and 1000000");
        code = FULG_EXIT_USAGE;
    }
    return code == FULG_EXIT_OK ? fulg_cli_survey_paths_check(said) : code;
}

/* ---- one survey ---------------------------------------------------------------------------- */

static json_t *
make_header(const fulg_cli_survey_t *survey,
            const fulg_cli_survey_command_t *said, json_t *source)
{
    json_t *header = json_object();
    json_object_set_new(header, "format", json_string(FULG_SURVEY_FORMAT));
    json_object_set_new(header, "version", json_string(fulg_version()));
    json_object_set(header, "source", source);
    json_object_set_new(header, "seed", fulg_cli_json_seed(survey->dim.seed));
    json_object_set_new(header, "method", json_string(said->method));
    json_object_set_new(header, "distinct", json_boolean(said->distinct));
    if (said->no_symmetries)
        json_object_set_new(header, "no_symmetries", json_true());
    if (said->shard != NULL)
        json_object_set_new(
            header, "shard",
            json_pack("[I,I]", (json_int_t) said->k, (json_int_t) said->n));
    return header;
}

static int
finish(fulg_cli_survey_t *survey, const fulg_cli_survey_command_t *said,
       slong left_out, double start, int code)
{
    const int closed = fulg_cli_journal_close(&survey->journal);
    fulg_cli_live_close(&survey->live);
    fulg_cli_clear_progress();
    if (code == FULG_EXIT_OK)
        code = closed;
    if (fulg_cli_interrupted())
    {
        fulg_cli_message("interrupted: %ld of %ld architecture%s done; "
                         "--resume goes on",
                         (long) (survey->num_done + survey->num_new),
                         (long) survey->list->num,
                         survey->list->num == 1 ? " is" : "s are");
        return FULG_EXIT_UNABLE;
    }
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_show(survey->cli, said);
    if (code == FULG_EXIT_OK && strcmp(said->out, "-") != 0)
        fulg_cli_survey_summary(survey, said, left_out,
                                fulg_cli_seconds() - start);
    return code;
}

static int
run_survey(fulg_cli_t *cli, fulg_cli_survey_command_t *said,
           const fulg_cli_survey_said_t *what)
{
    const double start = fulg_cli_seconds();
    fulg_cli_survey_t survey = {.cli = cli,
                                .max_seconds = said->max_seconds,
                                .certificates = said->certificates,
                                .journal = {NULL, -1, NULL},
                                .live = {.fd = -1}};
    json_t *source = NULL, *header = NULL;
    slong left_out = 0;
    int code, made = 0;
    fulg_survey_list_init(survey.list);
    fulg_dim_options_init(&survey.dim);
    survey.dim.seed = cli->seed;
    survey.dim.max_bytes = (ulong) FLINT_MIN(said->megabytes, WORD(1) << 40)
                           << 20;
    survey.dim.max_bits = said->max_bits;
    survey.dim.no_symmetries = said->no_symmetries;
    code = check(said, &survey.dim);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_source(survey.list, &source, &left_out, what);
    if (code == FULG_EXIT_OK)
        code = prepare_folder(&made, said->certificates);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_show_check(cli, said);
    if (code == FULG_EXIT_OK)
    {
        fulg_survey_list_close(survey.list, said->distinct, said->k, said->n);
        survey.done = flint_calloc((size_t) survey.list->num + 1, 1);
        header = make_header(&survey, said, source);
        code = fulg_cli_journal_open(&survey, said->out, header,
                                     said->resume || said->retry, said->retry);
        if (code == FULG_EXIT_OK && said->csv != NULL)
            code = fulg_cli_live_open(&survey, said);
        if (code == FULG_EXIT_OK)
            code = fulg_cli_survey_run(&survey);
        code = finish(&survey, said, left_out, start, code);
    }
    /* A folder that is made for nothing is taken away. */
    if (made && survey.num_new == 0)
        rmdir(said->certificates);
    json_decref(source);
    json_decref(header);
    flint_free(survey.done);
    fulg_survey_list_clear(survey.list);
    return code;
}

/* ---- the command ---------------------------------------------------------------------------- */

/* The processors that this process may use. */
static slong
processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
    return FLINT_MAX(sysconf(_SC_NPROCESSORS_ONLN), 1);
}

static int
run(fulg_cli_t *cli)
{
    fulg_cli_survey_command_t said = {
        .method = "auto", .megabytes = 8192, .max_bits = 4096};
    const int max_words = FLINT_MIN(cli->argc, MOST_FILES) + 1;
    const char **words = flint_malloc((size_t) max_words * sizeof(char *));
    int num_words, code;
    cli->threads = processors();
    code = fulg_cli_parse(cli, &said, words, max_words, &num_words);
    /* Processes share the work.  One with threads of FLINT must not fork: the child
       has none of them, and waits for them. */
    flint_set_num_threads(1);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_said_check(&said.what);
    if (code == FULG_EXIT_OK)
        code = num_words > 0
                   ? fulg_cli_survey_files(cli, &said, words, num_words)
                   : run_survey(cli, &said, &said.what);
    flint_free(words);
    return code;
}

#define AT(member) offsetof(fulg_cli_survey_command_t, member)
static const fulg_option_t options[] = {
    {"RANGES", "", FULG_OPTION_RANGES, AT(what),
     "options of an architecture with lists of values"},
    {"--depth", "V", FULG_OPTION_TEXT, AT(what.depth),
     "numbers of layers (default 1)"},
    {"--per-layer", "NAME,..", FULG_OPTION_TEXT, AT(what.per_layer),
     "these options, too, differ from layer to layer"},
    {"--list", "FILE", FULG_OPTION_TEXT, AT(what.list),
     "or: an architecture a line, as --arch has it"},
    {"--configs", "FOLDER", FULG_OPTION_TEXT, AT(what.configs),
     "or: every NAME.json and NAME/config.json in it"},
    {"-o", "FILE", FULG_OPTION_TEXT, AT(out),
     "a line of JSON for each, as they are done"},
    {"--resume", "", FULG_OPTION_FLAG, AT(resume),
     "goes on with FILE, by architectures"},
    {"--retry", "", FULG_OPTION_FLAG, AT(retry),
     "the same, and again what a limit had ended"},
    {"--shard", "k/n", FULG_OPTION_TEXT, AT(shard),
     "only this part; merge puts the parts together"},
    {"--distinct", "", FULG_OPTION_FLAG, AT(distinct),
     "one architecture for each set of functions"},
    {"--certificates", "FOLDER", FULG_OPTION_TEXT, AT(certificates),
     "the proofs, for fulgurite verify"},
    {"--csv", "FILE", FULG_OPTION_TEXT, AT(csv),
     "a table that grows row by row, sorted at the end"},
    {"--table", "F", FULG_OPTION_TEXT, AT(table),
     "a table is printed: csv, markdown or latex"},
    {"--columns", "NAME,..", FULG_OPTION_TEXT, AT(columns),
     "of the tables, as the first line of a CSV has them"},
    {"--plot", "FILE", FULG_OPTION_TEXT, AT(plot),
     "a picture by gnuplot: .svg, .png, .pdf, or .gp (its script)"},
    {"--against", "NAME", FULG_OPTION_TEXT, AT(against),
     "its axis: heads, depth, ..; default: the first that varies"},
    {"--max-seconds", "N", FULG_OPTION_SIZE, AT(max_seconds),
     "for one architecture; then bounds"},
    {"--method", "M", FULG_OPTION_TEXT, AT(method), "as for dim"},
    {"--max-bits", "N", FULG_OPTION_SIZE, AT(max_bits), "as for dim"},
    {"--max-memory", "MB", FULG_OPTION_SIZE, AT(megabytes), "as for dim"},
    {"--no-symmetries", "", FULG_OPTION_FLAG, AT(no_symmetries),
     "without the upper bound symmetries: what the other theorems prove"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_survey = {
    "survey", "the dimensions of many architectures, in one file", run, options,
    "usage: fulgurite survey RANGES -o FILE.jsonl [--resume] [--shard k/n] ...\n"
    "       fulgurite survey --list FILE | --configs FOLDER -o FILE.jsonl ...\n"
    "       fulgurite survey merge FILE... -o FILE.jsonl\n"
    "       fulgurite survey table FILE [RANGES] [--table FORMAT] [-o FILE]\n"
    "       fulgurite survey plot FILE [RANGES] -o PICTURE.svg\n\n"
    "RANGES are options of an architecture (\"fulgurite help architecture\") with\n"
    "lists of values: 2-6, 1,3-5, none,softmax.  All combinations are taken.  With\n"
    "--widths d_0 .. d_l vary independently, with --width all are equal; a table or a\n"
    "plot shows the rows of FILE that are in RANGES.  --threads are processes\n"
    "(default: all processors).\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite survey --widths 2-4 --depth 1-2 --head-dim 1,2 -o s.jsonl\n"};
