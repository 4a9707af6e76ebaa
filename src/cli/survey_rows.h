/* Rows of results files in memory, for "survey merge" and "survey table". */
#ifndef FULG_CLI_SURVEY_ROWS_H
#define FULG_CLI_SURVEY_ROWS_H

#include "survey.h"

typedef struct
{
    char *text, *line; /* of the architecture; as it stands */
    json_t *value;     /* parsed, its architecture with every key */
    const char *file;
    slong place;
} fulg_cli_survey_row_t;

typedef struct
{
    fulg_cli_survey_row_t *row;
    slong num, room;
    const char *file;
} fulg_cli_survey_rows_t;

/* Appends the rows of a results file; all zero is an empty list.  *header is a new
   reference.  An exit code after a message. */
int fulg_cli_survey_rows_load(json_t **header, fulg_cli_survey_rows_t *rows,
                              const char *file);
/* Sorts by architectures and keeps one row for each: the first, or the first that
   no limit ended.  PARSE after a message where two contradict each other. */
int fulg_cli_survey_rows_sort(fulg_cli_survey_rows_t *rows);
void fulg_cli_survey_rows_clear(fulg_cli_survey_rows_t *rows);
void fulg_cli_survey_row_clear(fulg_cli_survey_row_t *row);
#endif
