/* The columns of a table of results, and lines of CSV. */
#include <stdlib.h>
#include <string.h>

#include "survey_columns.h"

static const struct
{
    const char *name;
    int is_number;
} answers[FULG_SURVEY_ANSWERS] = {
    {"parameters", 1},    {"lower", 1},       {"upper", 1},
    {"dimension", 1},     {"status", 0},      {"theorem", 0},
    {"lower_theorem", 0}, {"expected", 1},    {"defect", 1},
    {"error_log2", 1},    {"seconds", 1},     {"seed", 1},
    {"name", 0},          {"certificate", 0}, {"reason", 0}};

const char *
fulg_cli_survey_column(int c)
{
    if (c < 2)
        return c == 0 ? "family" : "widths";
    return c < FULG_SURVEY_FIRST_ANSWER
               ? fulg_arch_fields[c - 2].key
               : answers[c - FULG_SURVEY_FIRST_ANSWER].name;
}

int
fulg_cli_survey_column_find(const char *name, size_t n)
{
    for (int c = 0; c < FULG_SURVEY_COLUMNS; c++)
    {
        const char *column = fulg_cli_survey_column(c);
        if (strlen(column) == n && strncmp(column, name, n) == 0)
            return c;
    }
    return -1;
}

int
fulg_cli_survey_column_is_number(int c)
{
    if (c < 2)
        return c == 1;
    return c < FULG_SURVEY_FIRST_ANSWER
               ? fulg_arch_fields[c - 2].form == FULG_FIELD_SIZE
               : answers[c - FULG_SURVEY_FIRST_ANSWER].is_number;
}

static void
put_value(FILE *out, const json_t *value)
{
    size_t n;
    json_t *item;
    if (json_is_array(value))
        json_array_foreach(value, n, item)
        {
            fputs(n > 0 ? " " : "", out);
            put_value(out, item);
        }
    else if (json_is_string(value))
        fputs(json_string_value(value), out);
    else if (json_is_boolean(value))
        fputs(json_is_true(value) ? "yes" : "no", out);
    else if (value != NULL && !json_is_null(value))
    {
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY |
                                           JSON_REAL_PRECISION(6));
        fputs(text, out);
        free(text);
    }
}

char *
fulg_cli_survey_cell(const json_t *row, int c)
{
    const json_t *arch = json_object_get(row, "architecture");
    fulg_cli_survey_text_t text;
    put_value(fulg_cli_survey_text_open(&text),
              json_object_get(c < FULG_SURVEY_FIRST_ANSWER ? arch : row,
                              fulg_cli_survey_column(c)));
    return fulg_cli_survey_text_close(&text);
}

/* ---- CSV ------------------------------------------------------------------------- */

static void
put_csv(FILE *out, const char *text)
{
    const int quoted = strpbrk(text, ",\"\n\r") != NULL;
    fputs(quoted ? "\"" : "", out);
    for (; *text != '\0'; text++)
    {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputs(quoted ? "\"" : "", out);
}

void
fulg_cli_survey_csv_heading(FILE *out, const int *columns, int num)
{
    for (int k = 0; k < num; k++)
        fprintf(out, "%s%s", k ? "," : "", fulg_cli_survey_column(columns[k]));
    fputc('\n', out);
}

void
fulg_cli_survey_csv_row(FILE *out, const json_t *row, const int *columns,
                        int num)
{
    for (int k = 0; k < num; k++)
    {
        char *text = fulg_cli_survey_cell(row, columns[k]);
        fputs(k ? "," : "", out);
        put_csv(out, text);
        free(text);
    }
    fputc('\n', out);
}

/* ---- what a view shows --------------------------------------------------------------- */

int
fulg_cli_survey_view_columns(int *columns, int *num,
                             const fulg_cli_survey_view_t *view)
{
    const char *word = view->columns;
    *num = 0;
    for (int c = 0; word == NULL && c < FULG_SURVEY_COLUMNS; c++)
        columns[(*num)++] = c;
    while (word != NULL)
    {
        const size_t n = strcspn(word, ",");
        const int c = fulg_cli_survey_column_find(word, n);
        int seen = c < 0 || *num == FULG_SURVEY_COLUMNS;
        for (int k = 0; k < *num; k++)
            seen |= columns[k] == c;
        if (seen)
        {
            fulg_cli_message("--columns: \"%.*s\" is no column, or there "
                             "twice; the names are in the first line of "
                             "--table csv",
                             (int) FLINT_MIN(n, 60), word);
            return FULG_EXIT_USAGE;
        }
        columns[(*num)++] = c;
        word = word[n] == '\0' ? NULL : word + n + 1;
    }
    return FULG_EXIT_OK;
}

int
fulg_cli_survey_view_load(fulg_cli_survey_rows_t *rows, const char *file,
                          const fulg_cli_survey_view_t *view)
{
    json_t *header = NULL;
    int code = fulg_cli_survey_rows_load(&header, rows, file);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_rows_sort(rows);
    if (code == FULG_EXIT_OK && view->only != NULL)
        code = fulg_cli_survey_filter(rows, view->only);
    json_decref(header);
    return code;
}
