/* What is done with results files: "survey merge", "survey table", "survey plot",
   and the same at the end of a survey. */
#include <string.h>

#include "survey.h"

/* ---- at the end of a survey ---------------------------------------------------------- */

static fulg_cli_survey_view_t
view_of(const fulg_cli_survey_command_t *said, const char *format)
{
    return (fulg_cli_survey_view_t){
        .format = format, .columns = said->columns, .against = said->against};
}

int
fulg_cli_survey_try_output(fulg_cli_t *cli, const char *file,
                           const char *option)
{
    fulg_cli_output_t *output;
    int code;
    if (file == NULL)
        return FULG_EXIT_OK;
    if (strcmp(file, "-") == 0)
    {
        fulg_cli_message("%s is a file; --table prints a table", option);
        return FULG_EXIT_USAGE;
    }
    output = flint_malloc(sizeof *output);
    code = fulg_cli_output_open(cli, output, file);
    if (code == FULG_EXIT_OK)
        fulg_cli_output_close(output, FULG_EXIT_USAGE);
    flint_free(output);
    return code;
}

/* Results are lines of JSON, whatever the name says. */
static int
check_name(const char *out)
{
    if (!fulg_exact_text_ends(out, ".csv"))
        return FULG_EXIT_OK;
    fulg_cli_message("%s: the results are lines of JSON (-o FILE.jsonl); "
                     "--csv FILE is a table beside them",
                     out);
    return FULG_EXIT_USAGE;
}

int
fulg_cli_survey_show_check(fulg_cli_t *cli,
                           const fulg_cli_survey_command_t *said)
{
    const fulg_cli_survey_view_t view = view_of(said, said->table ? said->table
                                                                  : "csv");
    int code = check_name(said->out);
    if (code == FULG_EXIT_OK && said->columns && !said->csv && !said->table)
    {
        fulg_cli_message("--columns are those of --csv or --table");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK && said->against && !said->plot)
    {
        fulg_cli_message("--against is the axis of --plot");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK && cli->json && said->table)
    {
        fulg_cli_message("--table and --json cannot be combined: both are "
                         "printed");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_table_check(&view);
    if (code == FULG_EXIT_OK && said->plot != NULL)
        code = fulg_cli_survey_plot_check(&view, said->plot);
    /* The pictures and tables of a survey that goes on are made again. */
    cli->force |= said->resume || said->retry;
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_try_output(cli, said->csv, "--csv");
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_try_output(cli, said->plot, "--plot");
    return code;
}

int
fulg_cli_survey_show(fulg_cli_t *cli, const fulg_cli_survey_command_t *said)
{
    const int force = cli->force;
    fulg_cli_survey_view_t view = view_of(said, "csv");
    int code = FULG_EXIT_OK;
    /* Whether they may be replaced has been asked before. */
    cli->force = 1;
    if (said->csv != NULL)
        code = fulg_cli_survey_table(cli, said->out, &view, said->csv);
    if (code == FULG_EXIT_OK && said->plot != NULL)
        code = fulg_cli_survey_plot(cli, said->out, &view, said->plot);
    view.format = said->table;
    if (code == FULG_EXIT_OK && said->table != NULL)
        code = fulg_cli_survey_table(cli, said->out, &view, "-");
    cli->force = force;
    return code;
}

/* ---- files that are there ------------------------------------------------------------- */

static int
is_range_given(const fulg_cli_survey_said_t *what)
{
    int given = what->family || what->depth || what->widths || what->width;
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        given |= what->text[f] != NULL;
    return given;
}

/* The options that each of the three takes. */
static int
check_options(const fulg_cli_survey_command_t *said, const char *verb)
{
    const int merge = strcmp(verb, "merge") == 0,
              plot = strcmp(verb, "plot") == 0;
    const char *wrong = NULL;
    if (said->what.list || said->what.configs || said->what.per_layer ||
        said->resume || said->retry || said->shard || said->certificates ||
        said->csv || said->plot || said->max_seconds || said->distinct ||
        said->no_symmetries)
        wrong = "reads results files and computes nothing";
    else if (merge && is_range_given(&said->what))
        wrong = "takes all rows, whatever their ranges";
    else if ((merge || plot) && (said->table || said->columns))
        wrong = "makes no table";
    else if (!plot && said->against)
        wrong = "draws nothing";
    else if (plot && said->out == NULL)
        wrong = "needs -o FILE, which ends in .svg, .png, .pdf or .gp";
    if (wrong == NULL)
        return FULG_EXIT_OK;
    fulg_cli_message("survey %s %s", verb, wrong);
    return FULG_EXIT_USAGE;
}

int
fulg_cli_survey_files(fulg_cli_t *cli, const fulg_cli_survey_command_t *said,
                      const char **words, int num)
{
    const int merge = strcmp(words[0], "merge") == 0,
              plot = strcmp(words[0], "plot") == 0;
    fulg_cli_survey_view_t view = view_of(said,
                                          said->table ? said->table : "csv");
    int code;
    if (!merge && !plot && strcmp(words[0], "table") != 0)
    {
        fulg_cli_message("survey: unexpected \"%.80s\" (merge FILE..., or "
                         "table FILE, or plot FILE, or only options)",
                         words[0]);
        return FULG_EXIT_USAGE;
    }
    if (num < 2 || (!merge && num > 2))
    {
        fulg_cli_message("survey %s needs %s", words[0],
                         merge ? "results files" : "one results file");
        return FULG_EXIT_USAGE;
    }
    code = check_options(said, words[0]);
    if (code != FULG_EXIT_OK)
        return code;
    view.only = is_range_given(&said->what) ? &said->what : NULL;
    if (plot)
        return fulg_cli_survey_plot(cli, words[1], &view, said->out);
    if (merge)
        return fulg_cli_survey_merge(cli, words + 1, num - 1,
                                     said->out ? said->out : "-");
    return fulg_cli_survey_table(cli, words[1], &view,
                                 said->out ? said->out : "-");
}
