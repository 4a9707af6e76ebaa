/* What a survey says at its end. */
#include "survey.h"

/* One thing, or many. */
static const char *
of(slong n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

static void
print_json(const fulg_cli_survey_t *survey, slong left_out, double seconds,
           const char *out)
{
    fulg_cli_t *cli = survey->cli;
    json_t *answer = fulg_cli_json_head(cli);
    json_t *counts = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "architectures",
        (json_int_t) survey->list->num, "classes",
        (json_int_t) survey->list->num_groups, "new",
        (json_int_t) survey->num_new, "proved", (json_int_t) survey->status[0],
        "probable", (json_int_t) survey->status[1], "bounds",
        (json_int_t) survey->status[2], "limited", (json_int_t) survey->limited,
        "left_out", (json_int_t) left_out, "foreign",
        (json_int_t) survey->num_foreign, "seconds", seconds);
    json_object_update(answer, counts);
    json_decref(counts);
    json_object_set_new(answer, "output", fulg_cli_json_text(out));
    fulg_cli_print_json(cli, answer);
}

/* Rows that were there, and what they lack: none of them is done again. */
static void
print_earlier(FILE *stream, const fulg_cli_survey_t *survey, const char *out)
{
    const slong bare = survey->num_bare, elsewhere = survey->num_elsewhere;
    fprintf(stream, "  %ld %s in %s before\n", (long) survey->num_done,
            of(survey->num_done, "was", "were"), out);
    if (bare > 0)
        fprintf(stream,
                "  %ld of these %s done without --certificates and %s none\n",
                (long) bare, of(bare, "was", "were"), of(bare, "has", "have"));
    if (elsewhere > 0)
        fprintf(stream, "  %ld of these %s not in %s\n", (long) elsewhere,
                of(elsewhere, "has a certificate that is",
                   "have certificates that are"),
                survey->certificates);
    if (bare + elsewhere > 0)
        fprintf(stream, "  rows that are there are not done again: all "
                        "certificates are in the folder after a\n"
                        "  survey with another -o FILE, or with --force and "
                        "without --resume\n");
}

static void
print_text(FILE *stream, const fulg_cli_survey_t *survey, slong left_out,
           const char *out)
{
    const slong rows = survey->num_done + survey->num_new,
                classes = survey->list->num_groups, limited = survey->limited,
                foreign = survey->num_foreign;
    fprintf(stream,
            "%ld architecture%s: %ld proved, %ld probable, %ld with bounds "
            "only\n",
            (long) rows, of(rows, "", "s"), (long) survey->status[0],
            (long) survey->status[1], (long) survey->status[2]);
    if (survey->num_done > 0)
        print_earlier(stream, survey, out);
    if (classes < survey->list->num)
        fprintf(stream, "  %ld different %s up to equal sets of functions\n",
                (long) classes, of(classes, "one", "ones"));
    if (limited > 0)
        fprintf(stream,
                "  %ld ended by a limit (%s a reason; --resume --retry tries "
                "%s again)\n",
                (long) limited, of(limited, "its row has", "their rows have"),
                of(limited, "it", "them"));
    if (foreign > 0)
        fprintf(stream, "  %ld %s not in the list: left as %s\n",
                (long) foreign,
                of(foreign, "row of the file is", "rows of the file are"),
                of(foreign, "it is", "they are"));
    if (left_out > 0)
        fprintf(
            stream, "  %ld combination%s, or covered by no theorem\n",
            (long) left_out,
            of(left_out, " is not an architecture", "s are not architectures"));
}

void
fulg_cli_survey_summary(const fulg_cli_survey_t *survey,
                        const fulg_cli_survey_command_t *said, slong left_out,
                        double seconds)
{
    fulg_cli_t *cli = survey->cli;
    if (cli->json)
        print_json(survey, left_out, seconds, said->out);
    else
        print_text(said->table ? fulg_cli_messages() : cli->out, survey,
                   left_out, said->out);
}
