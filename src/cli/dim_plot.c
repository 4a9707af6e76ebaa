/* "dim --plot": the numbers of the architecture may be ranges, 2-6, and every
   architecture that they mean is asked, as a survey asks it, and drawn. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "survey.h"

#define MOST 10000

/* ---- ranges ------------------------------------------------------------------------ */

/* The first "a-b" among the numbers of a text, from *at of length *n; 0 for none. */
static int
find_range(const char *text, size_t *at, size_t *n, slong *a, slong *b)
{
    for (*at = 0; text != NULL && text[*at] != '\0'; ++*at)
    {
        const char *word = text + *at;
        char *end, *last;
        if (*word < '0' || *word > '9' ||
            (*at > 0 && strchr(",:", word[-1]) == NULL))
            continue;
        errno = 0;
        *a = strtol(word, &end, 10);
        if (*end != '-' || end[1] < '0' || end[1] > '9')
            continue;
        *b = strtol(end + 1, &last, 10);
        *n = (size_t) (last - word);
        if (errno == 0 && (*last == '\0' || *last == ','))
            return 1;
    }
    return 0;
}

/* The n-th text that says something of a shape; NULL after the last. */
static const char **
text_of(fulg_cli_arch_t *said, int n)
{
    const char **const texts[] = {&said->widths, &said->layers, &said->width};
    if (n < 3)
        return texts[n];
    return n < 3 + FULG_ARCH_NUM_FIELDS ? &said->text[n - 3] : NULL;
}

static int push_all(fulg_survey_list_t list, fulg_cli_arch_t *said);

/* The text with each number of the range in its place. */
static int
push_range(fulg_survey_list_t list, fulg_cli_arch_t *said, const char **text,
           size_t at, size_t n, slong a, slong b)
{
    const char *const whole = *text;
    const size_t size = strlen(whole) + 32;
    char *copy = flint_malloc(size);
    int code = FULG_EXIT_OK;
    if (a > b || b - a >= MOST)
    {
        fulg_cli_message("\"%.60s\" %s", whole,
                         a > b ? "has a range that runs backwards"
                               : "is too long a range");
        code = FULG_EXIT_USAGE;
    }
    for (slong value = a; value <= b && code == FULG_EXIT_OK; value++)
    {
        snprintf(copy, size, "%.*s%ld%s", (int) at, whole, (long) value,
                 whole + at + n);
        *text = copy;
        code = push_all(list, said);
    }
    *text = whole;
    flint_free(copy);
    return code;
}

static int
push_all(fulg_survey_list_t list, fulg_cli_arch_t *said)
{
    fulg_arch_t arch;
    size_t at, n;
    slong a, b;
    int code;
    for (int k = 0; text_of(said, k) != NULL; k++)
        if (find_range(*text_of(said, k), &at, &n, &a, &b))
            return push_range(list, said, text_of(said, k), at, n, a, b);
    if (list->num == MOST)
    {
        fulg_cli_message("the ranges mean more than %d architectures", MOST);
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_arch_init(arch, said);
    if (code == FULG_EXIT_OK)
    {
        fulg_survey_list_push(list, arch, NULL);
        fulg_arch_clear(arch);
    }
    return code;
}

/* ---- the survey ------------------------------------------------------------------------ */

/* Its rows in the file, a temporary one. */
static int
run_survey(fulg_cli_survey_t *survey, const char *file)
{
    json_t *header = json_pack("{s:s, s:s}", "format", FULG_SURVEY_FORMAT,
                               "source", "dim");
    int code, closed;
    fulg_survey_list_close(survey->list, 0, 1, 1);
    survey->done = flint_calloc((size_t) survey->list->num + 1, 1);
    code = fulg_cli_journal_open(survey, file, header, 0, 0);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_run(survey);
    closed = fulg_cli_journal_close(&survey->journal);
    if (code == FULG_EXIT_OK)
        code = closed;
    fulg_cli_clear_progress();
    json_decref(header);
    flint_free(survey->done);
    if (code == FULG_EXIT_OK && fulg_cli_interrupted())
    {
        fulg_cli_message("interrupted");
        code = FULG_EXIT_UNABLE;
    }
    return code;
}

/* The picture, and what is drawn as a table. */
static int
show(fulg_cli_t *cli, const char *file, const char *out, const char *against)
{
    const fulg_cli_survey_view_t view = {.format = "markdown",
                                         .against = against};
    const int code = fulg_cli_survey_plot(cli, file, &view, out);
    return code == FULG_EXIT_OK ? fulg_cli_survey_table(cli, file, &view, "-")
                                : code;
}

/* A file that cannot be written is known before the work. */
static int
check(fulg_cli_t *cli, const char *out, const char *against)
{
    const fulg_cli_survey_view_t view = {.against = against};
    int code = fulg_cli_survey_plot_check(&view, out);
    if (code == FULG_EXIT_OK && cli->json)
    {
        fulg_cli_message("--plot prints a table; \"fulgurite survey\" has the "
                         "same for programs");
        code = FULG_EXIT_USAGE;
    }
    return code == FULG_EXIT_OK ? fulg_cli_survey_try_output(cli, out, "--plot")
                                : code;
}

int
fulg_cli_dim_plot(fulg_cli_t *cli, fulg_cli_arch_t *said,
                  const fulg_dim_options_t *options, const char *out,
                  const char *against)
{
    char file[] = "/tmp/fulgurite-dim-XXXXXX";
    fulg_cli_survey_t survey = {.cli = cli,
                                .dim = *options,
                                .journal = {NULL, -1, NULL},
                                .live = {.fd = -1}};
    int fd, code = check(cli, out, against);
    fulg_survey_list_init(survey.list);
    if (code == FULG_EXIT_OK)
        code = push_all(survey.list, said);
    if (code == FULG_EXIT_OK)
    {
        fd = mkstemp(file);
        if (fd < 0)
        {
            fulg_cli_message("%s: %s", file, strerror(errno));
            code = FULG_EXIT_USAGE;
        }
        else
        {
            close(fd);
            flint_set_num_threads(1);
            code = run_survey(&survey, file);
            if (code == FULG_EXIT_OK)
                code = show(cli, file, out, against);
            unlink(file);
        }
    }
    fulg_survey_list_clear(survey.list);
    return code;
}
