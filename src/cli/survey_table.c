/* A results file shown as a table. */
#include <string.h>

#include "survey_rows.h"

/* The columns: those of an architecture, by its table of fields, and these. */
static const char *const answers[] = {
    "parameters", "lower",         "upper",    "dimension",   "status",
    "theorem",    "lower_theorem", "expected", "defect",      "error_log2",
    "seconds",    "seed",          "name",     "certificate", "reason"};
#define ANSWERS ((int) (sizeof answers / sizeof *answers))
#define COLUMNS (2 + FULG_ARCH_NUM_FIELDS + ANSWERS)
/* What a printed table leaves out. */
#define FIRST_SILENT 10

static const char *
column(int c)
{
    if (c < 2)
        return c == 0 ? "family" : "widths";
    return c < 2 + FULG_ARCH_NUM_FIELDS ? fulg_arch_fields[c - 2].key
                                        : answers[c - 2 - FULG_ARCH_NUM_FIELDS];
}

/* A value as a cell: lists with spaces, nothing for null. */
static void
cell_text(char *text, size_t size, const json_t *value)
{
    size_t n, used = 0;
    json_t *item;
    *text = '\0';
    if (json_is_array(value))
        json_array_foreach(value, n, item)
        {
            if (n > 0 && used + 1 < size)
                text[used++] = ' ';
            cell_text(text + used, size - used, item);
            used += strlen(text + used);
        }
    else if (json_is_string(value))
        snprintf(text, size, "%s", json_string_value(value));
    else if (json_is_boolean(value))
        snprintf(text, size, "%s", json_is_true(value) ? "yes" : "no");
    else if (value != NULL && !json_is_null(value))
    {
        char *dump = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY |
                                           JSON_REAL_PRECISION(6));
        snprintf(text, size, "%s", dump);
        free(dump);
    }
}

#define CELL 4096

static void
cell(char *text, const json_t *row, int c)
{
    const json_t *arch = json_object_get(row, "architecture");
    cell_text(
        text, CELL,
        json_object_get(c < 2 + FULG_ARCH_NUM_FIELDS ? arch : row, column(c)));
}

/* What a format puts around cells. */
typedef struct
{
    const char *name, *begin, *between, *end, *start, *stop;
    int all; /* every column */
} format_t;

static const format_t formats[] = {{"csv", "", ",", "\n", "", "", 1},
                                   {"markdown", "| ", " | ", " |\n", "", "", 0},
                                   {"latex", "", " & ", " \\\\\n",
                                    "\\begin{tabular}{", "\\end{tabular}\n",
                                    0}};

static void
put(fulg_cli_output_t *output, const char *text)
{
    fulg_cli_output_put(output, text, strlen(text));
}

static void
put_cell(fulg_cli_output_t *output, const format_t *format, const char *text)
{
    const int quoted = format->all && strpbrk(text, ",\"\n\r") != NULL;
    if (quoted)
        put(output, "\"");
    for (; *text != '\0'; text++)
    {
        if (quoted && *text == '"')
            put(output, "\"");
        if (format == &formats[2] && strchr("_&%#$", *text))
            put(output, "\\");
        if (format == &formats[1] && *text == '|')
            put(output, "\\");
        fulg_cli_output_put(output, text, 1);
    }
    if (quoted)
        put(output, "\"");
}

/* Columns whose cells are not all the same, widths and the answers. */
static void
choose(int *shown, const fulg_survey_rows_t *rows)
{
    char *first = flint_malloc((size_t) COLUMNS * CELL);
    char *text = flint_malloc(CELL);
    for (slong n = 0; n < rows->num; n++)
    {
        json_t *row = fulg_survey_row_json(&rows->row[n]);
        for (int c = 0; c < COLUMNS; c++)
        {
            cell(text, row, c);
            if (n == 0)
                strcpy(first + (size_t) c * CELL, text);
            else if (strcmp(first + (size_t) c * CELL, text) != 0)
                shown[c] = 1;
        }
        json_decref(row);
    }
    for (int c = 2 + FULG_ARCH_NUM_FIELDS; c < COLUMNS; c++)
        shown[c] = c < 2 + FULG_ARCH_NUM_FIELDS + FIRST_SILENT - 1;
    shown[1] = 1;
    flint_free(first);
    flint_free(text);
}

static void
put_heading(fulg_cli_output_t *output, const format_t *format, const int *shown)
{
    int before = 0;
    put(output, format->start);
    for (int c = 0; c < COLUMNS && *format->start; c++)
        if (shown[c])
            put(output, c == 1 || c >= 2 + FULG_ARCH_NUM_FIELDS ? "r" : "l");
    put(output, *format->start ? "}\n" : "");
    put(output, format->begin);
    for (int c = 0; c < COLUMNS; c++)
        if (shown[c])
        {
            put(output, before++ ? format->between : "");
            put_cell(output, format, column(c));
        }
    put(output, format->end);
    if (format == &formats[1])
        for (int c = 0; c < COLUMNS; c++)
            put(output, shown[c] ? "|---" : "");
    put(output, format == &formats[1]   ? "|\n"
                : format == &formats[2] ? "\\hline\n"
                                        : "");
}

static void
put_table(fulg_cli_output_t *output, const format_t *format,
          const fulg_survey_rows_t *rows)
{
    int shown[COLUMNS] = {0};
    char *text = flint_malloc(CELL);
    if (format->all)
        for (int c = 0; c < COLUMNS; c++)
            shown[c] = 1;
    else
        choose(shown, rows);
    put_heading(output, format, shown);
    for (slong n = 0; n < rows->num; n++)
    {
        json_t *row = fulg_survey_row_json(&rows->row[n]);
        int before = 0;
        put(output, format->begin);
        for (int c = 0; c < COLUMNS; c++)
            if (shown[c])
            {
                put(output, before++ ? format->between : "");
                cell(text, row, c);
                put_cell(output, format, text);
            }
        put(output, format->end);
        json_decref(row);
    }
    put(output, format->stop);
    flint_free(text);
}

int
fulg_survey_table(fulg_cli_t *cli, const char *file, const char *name,
                  const char *out)
{
    fulg_survey_rows_t rows = {NULL, 0, 0, NULL};
    fulg_cli_output_t output;
    json_t *header = NULL;
    size_t f = 0;
    int code;
    while (f < 3 && strcmp(formats[f].name, name) != 0)
        f++;
    if (f == 3)
    {
        fulg_cli_message("--table is csv, markdown or latex, not \"%.60s\"",
                         name);
        return FULG_EXIT_USAGE;
    }
    code = fulg_survey_rows_load(&header, &rows, file);
    if (code == FULG_EXIT_OK)
        code = fulg_survey_rows_sort(&rows);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_output_open(cli, &output, out);
    if (code == FULG_EXIT_OK)
    {
        put_table(&output, &formats[f], &rows);
        code = fulg_cli_output_close(&output, code);
    }
    json_decref(header);
    fulg_survey_rows_clear(&rows);
    return code;
}
