/* Results files put together, and shown as tables. */
#include <stdlib.h>
#include <string.h>

#include "survey.h"

/* ---- reading ------------------------------------------------------------------------ */

typedef struct
{
    char *text, *line; /* of the architecture; as it stands */
    const char *file;
    slong place;
} row_t;

typedef struct
{
    row_t *row;
    slong num, room;
    const char *file;
} rows_t;

static char *
copy(const char *text, size_t length)
{
    char *fresh = flint_malloc(length + 1);
    memcpy(fresh, text, length);
    fresh[length] = '\0';
    return fresh;
}

static int
collect(void *data, const json_t *row, const char *text, const char *line,
        size_t length)
{
    rows_t *rows = data;
    if (rows->num == rows->room)
    {
        rows->room = 2 * rows->room + 16;
        rows->row =
            flint_realloc(rows->row, (size_t) rows->room * sizeof(row_t));
    }
    rows->row[rows->num] = (row_t){copy(text, strlen(text)),
                                   copy(line, length), rows->file, rows->num};
    rows->num++;
    return 0;
}

static void
rows_clear(rows_t *rows)
{
    for (slong n = 0; n < rows->num; n++)
    {
        flint_free(rows->row[n].text);
        flint_free(rows->row[n].line);
    }
    flint_free(rows->row);
}

static int
by_order(const void *a, const void *b)
{
    const row_t *p = a, *q = b;
    const int order = fulg_survey_compare(p->text, q->text);
    return order ? order : (p->place > q->place) - (p->place < q->place);
}

static int
load(json_t **header, rows_t *rows, const char *file)
{
    fulg_diag_t diag;
    char *text;
    size_t length, whole;
    fulg_status_t status = fulg_text_load(&text, &length, file, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    rows->file = file;
    status = fulg_survey_read(header, &whole, text, length, fulg_cli_name(file),
                              collect, rows, diag);
    flint_free(text);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (*header == NULL)
    {
        fulg_cli_message("%s: not even a whole header", fulg_cli_name(file));
        return FULG_EXIT_PARSE;
    }
    if (whole < length)
        fulg_cli_message("%s: its torn last line is passed over",
                         fulg_cli_name(file));
    return FULG_EXIT_OK;
}

/* ---- one row of several for the same architecture -------------------------------------- */

static int
has_reason(const json_t *row)
{
    return json_object_get(row, "reason") != NULL;
}

/* Dimensions, where both are known, agree. */
static int
agree(const json_t *a, const json_t *b)
{
    json_t *p = json_object_get(a, "dimension");
    json_t *q = json_object_get(b, "dimension");
    return p == NULL || q == NULL || json_is_null(p) || json_is_null(q) ||
           json_equal(p, q);
}

static json_t *
parsed(const row_t *row)
{
    return json_loads(row->line, 0, NULL);
}

/* Keeps the first row, or the first that no limit ended. */
static int
join_rows(rows_t *rows)
{
    slong kept = 0;
    for (slong n = 0; n < rows->num; n++)
    {
        row_t *last = kept ? &rows->row[kept - 1] : NULL, *row = &rows->row[n];
        json_t *a, *b;
        int good, better;
        if (last == NULL || strcmp(last->text, row->text) != 0)
        {
            rows->row[kept++] = *row;
            continue;
        }
        a = parsed(last);
        b = parsed(row);
        good = agree(a, b);
        better = has_reason(a) && !has_reason(b);
        json_decref(a);
        json_decref(b);
        if (!good)
        {
            fulg_cli_message("%s and %s contradict each other at %s",
                             last->file, row->file, row->text);
            for (; n < rows->num; n++)
                rows->row[kept++] = rows->row[n];
            rows->num = kept;
            return FULG_EXIT_PARSE;
        }
        if (better)
        {
            const row_t other = *last;
            *last = *row;
            *row = other;
        }
        flint_free(row->text);
        flint_free(row->line);
    }
    rows->num = kept;
    return FULG_EXIT_OK;
}

static int
sort_rows(rows_t *rows)
{
    qsort(rows->row, (size_t) rows->num, sizeof(row_t), by_order);
    return join_rows(rows);
}

/* ---- merge --------------------------------------------------------------------------------- */

/* Which shards there are; said when some are not. */
static void
note_shard(char **seen, slong *shards, const json_t *header)
{
    json_t *shard = json_object_get(header, "shard");
    const slong k = (slong) json_integer_value(json_array_get(shard, 0));
    const slong n = (slong) json_integer_value(json_array_get(shard, 1));
    if (shard == NULL || k < 1 || k > n || n > 1000000)
        return;
    if (*shards == 0)
    {
        *shards = n;
        *seen = flint_calloc((size_t) n + 1, 1);
    }
    if (n == *shards)
        (*seen)[k] = 1;
}

static slong
say_missing(const char *seen, slong shards)
{
    slong missing = 0;
    for (slong k = 1; k <= shards; k++)
        missing += !seen[k];
    for (slong k = 1; k <= shards && missing > 0; k++)
        if (!seen[k])
        {
            fulg_cli_message("%ld of %ld shards are missing, the first one is "
                             "%ld/%ld", (long) missing, (long) shards, (long) k,
                             (long) shards);
            break;
        }
    return missing;
}

static int
load_all(json_t **header, rows_t *rows, slong *missing, const char **files,
         int num)
{
    char *seen = NULL;
    slong shards = 0;
    int code = FULG_EXIT_OK;
    for (int n = 0; n < num && code == FULG_EXIT_OK; n++)
    {
        json_t *one = NULL;
        fulg_diag_t diag;
        code = load(&one, rows, files[n]);
        if (code != FULG_EXIT_OK)
            break;
        note_shard(&seen, &shards, one);
        if (*header == NULL)
            *header = json_incref(one);
        else if (fulg_survey_check_header(one, *header, 0, diag) != FULG_OK)
            code = fulg_cli_fail(FULG_PARSE, diag, files[n]);
        json_decref(one);
    }
    *missing = code == FULG_EXIT_OK ? say_missing(seen, shards) : 0;
    flint_free(seen);
    return code;
}

static int
write_rows(fulg_cli_t *cli, json_t *header, const rows_t *rows, const char *out)
{
    fulg_cli_output_t output;
    char *text;
    int code = fulg_cli_output_open(cli, &output, out);
    if (code != FULG_EXIT_OK)
        return code;
    json_object_del(header, "shard");
    text = json_dumps(header, JSON_COMPACT);
    fulg_cli_output_put(&output, text, strlen(text));
    fulg_cli_output_put(&output, "\n", 1);
    free(text);
    for (slong n = 0; n < rows->num; n++)
    {
        const char *line = rows->row[n].line;
        fulg_cli_output_put(&output, line, strlen(line));
        fulg_cli_output_put(&output, "\n", 1);
    }
    return fulg_cli_output_close(&output, code);
}

static void
say_merged(fulg_cli_t *cli, slong rows, int files, slong missing,
           const char *out)
{
    if (strcmp(out, "-") == 0)
        return;
    if (cli->json)
    {
        json_t *answer = fulg_cli_json_head(cli);
        json_object_set_new(answer, "merged", json_integer(files));
        json_object_set_new(answer, "rows", json_integer(rows));
        json_object_set_new(answer, "missing_shards", json_integer(missing));
        json_object_set_new(answer, "output", fulg_cli_json_text(out));
        fulg_cli_print_json(cli, answer);
    }
    else
        fprintf(cli->out, "%ld architectures of %d file%s in %s\n", (long) rows,
                files, files == 1 ? "" : "s", out);
}

int
fulg_survey_merge(fulg_cli_t *cli, const char **files, int num, const char *out)
{
    rows_t rows = {NULL, 0, 0, NULL};
    json_t *header = NULL;
    slong missing;
    int code = load_all(&header, &rows, &missing, files, num);
    if (code == FULG_EXIT_OK)
        code = sort_rows(&rows);
    if (code == FULG_EXIT_OK)
        code = write_rows(cli, header, &rows, out);
    if (code == FULG_EXIT_OK)
        say_merged(cli, rows.num, num, missing, out);
    json_decref(header);
    rows_clear(&rows);
    return code;
}

/* ---- tables --------------------------------------------------------------------------------- */

/* The columns: those of an architecture, by its table of fields, and these. */
static const char *const answers[] = {
    "parameters", "lower", "upper", "dimension", "status", "theorem",
    "lower_theorem", "expected", "defect", "error_log2", "seconds", "seed",
    "name", "certificate", "reason"};
#define ANSWERS ((int) (sizeof answers / sizeof *answers))
#define COLUMNS (2 + FULG_ARCH_NUM_FIELDS + ANSWERS)
/* What a printed table leaves out. */
#define FIRST_SILENT 10

static const char *
column(int c)
{
    if (c < 2)
        return c == 0 ? "family" : "widths";
    return c < 2 + FULG_ARCH_NUM_FIELDS
               ? fulg_arch_fields[c - 2].key
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
    cell_text(text, CELL,
              json_object_get(c < 2 + FULG_ARCH_NUM_FIELDS ? arch : row,
                              column(c)));
}

/* What a format puts around cells. */
typedef struct
{
    const char *name, *begin, *between, *end, *start, *stop;
    int all; /* every column */
} format_t;

static const format_t formats[] = {
    {"csv", "", ",", "\n", "", "", 1},
    {"markdown", "| ", " | ", " |\n", "", "", 0},
    {"latex", "", " & ", " \\\\\n", "\\begin{tabular}{", "\\end{tabular}\n", 0}};

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
choose(int *shown, const rows_t *rows)
{
    char *first = flint_malloc((size_t) COLUMNS * CELL);
    char *text = flint_malloc(CELL);
    for (slong n = 0; n < rows->num; n++)
    {
        json_t *row = parsed(&rows->row[n]);
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
put_table(fulg_cli_output_t *output, const format_t *format, const rows_t *rows)
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
        json_t *row = parsed(&rows->row[n]);
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
    rows_t rows = {NULL, 0, 0, NULL};
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
    code = load(&header, &rows, file);
    if (code == FULG_EXIT_OK)
        code = sort_rows(&rows);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_output_open(cli, &output, out);
    if (code == FULG_EXIT_OK)
    {
        put_table(&output, &formats[f], &rows);
        code = fulg_cli_output_close(&output, code);
    }
    json_decref(header);
    rows_clear(&rows);
    return code;
}
