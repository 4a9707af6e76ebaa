/* --csv: a table that grows as architectures are done. It is derived from the
   results file, which alone is gone on with: begun anew by every run, in the order
   of rows as they come, and sorted at the end. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "survey_columns.h"

int
fulg_live_open(fulg_survey_t *survey, const fulg_survey_command_t *said)
{
    const fulg_survey_view_t view = {.format = "csv", .columns = said->columns};
    fulg_live_t *live = &survey->live;
    const int force = survey->cli->force;
    int code;
    live->file = said->csv;
    live->columns = flint_malloc(FULG_SURVEY_COLUMNS * sizeof(int));
    code = fulg_survey_view_columns(live->columns, &live->num, &view);
    if (code != FULG_EXIT_OK)
        return code;
    /* Whether it may be replaced has been asked before. */
    survey->cli->force = 1;
    code = fulg_survey_table(survey->cli, said->out, &view, said->csv);
    survey->cli->force = force;
    if (code != FULG_EXIT_OK)
        return code;
    live->fd = open(live->file, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (live->fd >= 0)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: %s", live->file, strerror(errno));
    return FULG_EXIT_USAGE;
}

int
fulg_live_append(fulg_live_t *live, const char *text, size_t length)
{
    fulg_journal_t file = {live->file, live->fd, NULL};
    char *lines = NULL;
    size_t size;
    FILE *out;
    int code;
    if (live->fd < 0)
        return FULG_EXIT_OK;
    out = open_memstream(&lines, &size);
    if (out == NULL)
        flint_throw(FLINT_ERROR, "no memory for rows\n");
    for (size_t at = 0; at < length;)
    {
        const size_t n = strcspn(text + at, "\n");
        json_t *row = json_loadb(text + at, n, 0, NULL);
        fulg_survey_csv_row(out, row, live->columns, live->num);
        json_decref(row);
        at += n + 1;
    }
    fclose(out);
    code = fulg_journal_append(&file, lines, size);
    free(lines);
    return code;
}

void
fulg_live_close(fulg_live_t *live)
{
    if (live->fd >= 0)
        close(live->fd);
    live->fd = -1;
    flint_free(live->columns);
    live->columns = NULL;
}
