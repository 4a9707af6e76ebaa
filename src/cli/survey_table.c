/* A results file shown as a table. */
#include <stdlib.h>
#include <string.h>

#include "survey_columns.h"

/* Of the answers a printed table has these without being asked. */
#define USUAL_ANSWERS 9

/* What a format puts around cells. */
typedef struct
{
    const char *name, *begin, *between, *end, *start, *stop;
    const char *special; /* characters that are written otherwise */
} format_t;

enum
{
    CSV,
    MARKDOWN,
    LATEX,
    FORMATS
};
static const format_t formats[FORMATS] = {
    {"csv", "", ",", "\n", "", "", ""},
    {"markdown", "| ", " | ", " |\n", "", "", "|"},
    {"latex", "", " & ", " \\\\\n", "\\begin{tabular}{", "\\end{tabular}\n",
     "_&%#${}\\^~"}};

static const char *
latex_of(char c)
{
    switch (c)
    {
        case '\\':
            return "\\textbackslash{}";
        case '^':
            return "\\textasciicircum{}";
        case '~':
            return "\\textasciitilde{}";
        default:
            return NULL;
    }
}

static void
put_cell(FILE *out, int f, const char *text)
{
    for (; *text != '\0'; text++)
    {
        const char *whole = f == LATEX ? latex_of(*text) : NULL;
        if (whole != NULL)
        {
            fputs(whole, out);
            continue;
        }
        if (strchr(formats[f].special, *text) != NULL)
            fputc('\\', out);
        /* A cell is in one line. */
        fputc(*text == '\n' || *text == '\r' ? ' ' : *text, out);
    }
}

/* ---- the columns of a printed table ------------------------------------------------ */

static int
column_of(const char *name)
{
    return fulg_cli_survey_column_find(name, strlen(name));
}

/* varies[c]: not all cells are the same. */
static void
see_variation(int *varies, const fulg_cli_survey_rows_t *rows)
{
    char *first[FULG_SURVEY_COLUMNS] = {NULL};
    for (slong n = 0; n < rows->num; n++)
    {
        const json_t *row = rows->row[n].value;
        for (int c = 0; c < FULG_SURVEY_COLUMNS; c++)
        {
            char *text;
            if (varies[c])
                continue;
            text = fulg_cli_survey_cell(row, c);
            if (n == 0)
            {
                first[c] = text;
                continue;
            }
            varies[c] = strcmp(first[c], text) != 0;
            free(text);
        }
    }
    for (int c = 0; c < FULG_SURVEY_COLUMNS; c++)
        free(first[c]);
}

static int
has_gaps(const fulg_cli_survey_rows_t *rows)
{
    for (slong n = 0; n < rows->num; n++)
    {
        const json_t *row = rows->row[n].value;
        const int closed = json_equal(json_object_get(row, "lower"),
                                      json_object_get(row, "upper"));
        if (!closed)
            return 1;
    }
    return 0;
}

/* Widths, what differs of the architectures, and the answers; the bounds only
   where they leave a gap. */
static void
choose(int *columns, int *num, const fulg_cli_survey_rows_t *rows)
{
    int varies[FULG_SURVEY_COLUMNS] = {0};
    const int gaps = has_gaps(rows);
    see_variation(varies, rows);
    varies[column_of("widths")] = 1;
    for (int c = FULG_SURVEY_FIRST_ANSWER; c < FULG_SURVEY_COLUMNS; c++)
        varies[c] = c < FULG_SURVEY_FIRST_ANSWER + USUAL_ANSWERS;
    varies[column_of("lower")] = varies[column_of("upper")] = gaps;
    *num = 0;
    for (int c = 0; c < FULG_SURVEY_COLUMNS; c++)
        if (varies[c])
            columns[(*num)++] = c;
}

/* ---- writing -------------------------------------------------------------------------- */

static void
put_heading(FILE *out, int f, const int *columns, int num)
{
    const format_t *format = &formats[f];
    fputs(format->start, out);
    for (int k = 0; k < num && f == LATEX; k++)
        fputc(fulg_cli_survey_column_is_number(columns[k]) ? 'r' : 'l', out);
    fputs(f == LATEX ? "}\n" : "", out);
    fputs(format->begin, out);
    for (int k = 0; k < num; k++)
    {
        fputs(k ? format->between : "", out);
        put_cell(out, f, fulg_cli_survey_column(columns[k]));
    }
    fputs(format->end, out);
    for (int k = 0; k < num && f == MARKDOWN; k++)
        fputs(fulg_cli_survey_column_is_number(columns[k]) ? "|---:" : "|:---",
              out);
    fputs(f == MARKDOWN ? "|\n" : f == LATEX ? "\\hline\n" : "", out);
}

static void
put_row(FILE *out, int f, const json_t *row, const int *columns, int num)
{
    fputs(formats[f].begin, out);
    for (int k = 0; k < num; k++)
    {
        char *text = fulg_cli_survey_cell(row, columns[k]);
        fputs(k ? formats[f].between : "", out);
        put_cell(out, f, text);
        free(text);
    }
    fputs(formats[f].end, out);
}

static void
put_table(FILE *out, int f, const fulg_cli_survey_rows_t *rows,
          const int *columns, int num)
{
    if (f == CSV)
        fulg_cli_survey_csv_heading(out, columns, num);
    else
        put_heading(out, f, columns, num);
    for (slong n = 0; n < rows->num; n++)
    {
        const json_t *row = rows->row[n].value;
        if (f == CSV)
            fulg_cli_survey_csv_row(out, row, columns, num);
        else
            put_row(out, f, row, columns, num);
    }
    fputs(formats[f].stop, out);
}

static int
format_of(const char *name)
{
    int f = 0;
    while (f < FORMATS && strcmp(formats[f].name, name) != 0)
        f++;
    if (f == FORMATS)
        fulg_cli_message("--table is csv, markdown or latex, not \"%.60s\"",
                         name);
    return f;
}

int
fulg_cli_survey_table_check(const fulg_cli_survey_view_t *view)
{
    int columns[FULG_SURVEY_COLUMNS], num;
    if (format_of(view->format) == FORMATS)
        return FULG_EXIT_USAGE;
    return fulg_cli_survey_view_columns(columns, &num, view);
}

/* The stream that a table is written to, as text in memory. */
static int
write_table(fulg_cli_t *cli, int f, const fulg_cli_survey_rows_t *rows,
            const int *columns, int num, const char *out)
{
    fulg_cli_output_t *output = flint_malloc(sizeof *output);
    int code = fulg_cli_output_open(cli, output, out);
    if (code == FULG_EXIT_OK)
    {
        fulg_cli_survey_text_t text;
        put_table(fulg_cli_survey_text_open(&text), f, rows, columns, num);
        fulg_cli_survey_text_close(&text);
        fulg_cli_output_put(output, text.text, text.size);
        free(text.text);
        code = fulg_cli_output_close(output, code);
    }
    flint_free(output);
    return code;
}

int
fulg_cli_survey_table(fulg_cli_t *cli, const char *file,
                      const fulg_cli_survey_view_t *view, const char *out)
{
    fulg_cli_survey_rows_t rows = {NULL, 0, 0, NULL};
    int columns[FULG_SURVEY_COLUMNS], num;
    const int f = format_of(view->format);
    int code = f == FORMATS ? FULG_EXIT_USAGE
                            : fulg_cli_survey_view_columns(columns, &num, view);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_view_load(&rows, file, view);
    if (code == FULG_EXIT_OK)
    {
        if (view->columns == NULL && f != CSV)
            choose(columns, &num, &rows);
        code = write_table(cli, f, &rows, columns, num, out);
    }
    fulg_cli_survey_rows_clear(&rows);
    return code;
}
