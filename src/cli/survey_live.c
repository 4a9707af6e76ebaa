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
fulg_cli_live_open(fulg_cli_survey_t *survey,
                   const fulg_cli_survey_command_t *said)
{
    const fulg_cli_survey_view_t view = {.format = "csv",
                                         .columns = said->columns};
    fulg_cli_live_t *live = &survey->live;
    const int force = survey->cli->force;
    int code;
    live->file = said->csv;
    live->columns = flint_malloc(FULG_SURVEY_COLUMNS * sizeof(int));
    code = fulg_cli_survey_view_columns(live->columns, &live->num, &view);
    if (code != FULG_EXIT_OK)
        return code;
    /* Whether it may be replaced has been asked before. */
    survey->cli->force = 1;
    code = fulg_cli_survey_table(survey->cli, said->out, &view, said->csv);
    survey->cli->force = force;
    if (code != FULG_EXIT_OK)
        return code;
    live->fd = open(live->file, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (live->fd >= 0)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: %s", live->file, strerror(errno));
    return FULG_EXIT_USAGE;
}

void
fulg_cli_live_add(fulg_cli_live_t *live, const json_t *row)
{
    fulg_cli_survey_text_t text;
    if (live->fd < 0)
        return;
    fulg_cli_survey_csv_row(fulg_cli_survey_text_open(&text), row,
                            live->columns, live->num);
    fulg_cli_survey_text_close(&text);
    if (live->room - live->length < text.size)
    {
        live->room = 2 * live->room + text.size;
        live->text = flint_realloc(live->text, live->room);
    }
    memcpy(live->text + live->length, text.text, text.size);
    live->length += text.size;
    free(text.text);
}

int
fulg_cli_live_flush(fulg_cli_live_t *live)
{
    fulg_cli_journal_t file = {live->file, live->fd, NULL};
    const size_t length = live->length;
    live->length = 0;
    return live->fd < 0 || length == 0
               ? FULG_EXIT_OK
               : fulg_cli_journal_append(&file, live->text, length);
}

void
fulg_cli_live_close(fulg_cli_live_t *live)
{
    if (live->fd >= 0)
        close(live->fd);
    live->fd = -1;
    flint_free(live->columns);
    flint_free(live->text);
    live->columns = NULL;
    live->text = NULL;
}
