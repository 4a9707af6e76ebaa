/* Results files as tables and pictures see them. */
#ifndef FULG_CLI_SURVEY_COLUMNS_H
#define FULG_CLI_SURVEY_COLUMNS_H

#include "survey_rows.h"

/* The columns: of an architecture (family, widths, and the table of its fields),
   and then of the answer. */
#define FULG_SURVEY_ANSWERS 15
#define FULG_SURVEY_FIRST_ANSWER (2 + FULG_ARCH_NUM_FIELDS)
#define FULG_SURVEY_COLUMNS (FULG_SURVEY_FIRST_ANSWER + FULG_SURVEY_ANSWERS)

/* A stream whose text is in memory; where memory does not suffice, the program says so
   and ends.  close: the text, to be freed with free(). */
typedef struct
{
    char *text;
    size_t size;
    FILE *stream;
} fulg_cli_survey_text_t;
FILE *fulg_cli_survey_text_open(fulg_cli_survey_text_t *text);
char *fulg_cli_survey_text_close(fulg_cli_survey_text_t *text);

const char *fulg_cli_survey_column(int c);
/* The column of that name of n bytes, or -1. */
int fulg_cli_survey_column_find(const char *name, size_t n);
/* What a row has in a column: lists with spaces between, nothing for null. The
   text is freed with free(). */
char *fulg_cli_survey_cell(const json_t *row, int c);
/* Nonzero where columns of that kind hold numbers, or lists of them. */
int fulg_cli_survey_column_is_number(int c);

/* Leaves of the rows those in the ranges that the options say; an exit code after a
   message. */
int fulg_cli_survey_filter(fulg_cli_survey_rows_t *rows,
                           const fulg_cli_survey_said_t *only);
/* The sorted rows of a file that the view shows; USAGE where there are none. */
int fulg_cli_survey_view_load(fulg_cli_survey_rows_t *rows, const char *file,
                              const fulg_cli_survey_view_t *view);

/* Lines of CSV: the names of the columns in a list of *num, and a row. */
void fulg_cli_survey_csv_heading(FILE *out, const int *columns, int num);
void fulg_cli_survey_csv_row(FILE *out, const json_t *row, const int *columns,
                             int num);
/* The columns of a view; all of them where it names none.  An exit code after a
   message. */
int fulg_cli_survey_view_columns(int *columns, int *num,
                                 const fulg_cli_survey_view_t *view);

#endif
