/* Rows of results files: read, sorted, one for each architecture. */
#include <stdlib.h>
#include <string.h>

#include "survey_rows.h"

/* ---- reading ------------------------------------------------------------------------ */

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
    fulg_cli_survey_rows_t *rows = data;
    json_t *value = json_copy((json_t *) row);
    json_object_set_new(value, "architecture", json_loads(text, 0, NULL));
    if (rows->num == rows->room)
    {
        rows->room = 2 * rows->room + 16;
        rows->row = flint_realloc(rows->row, (size_t) rows->room *
                                                 sizeof(fulg_cli_survey_row_t));
    }
    rows->row[rows->num] = (fulg_cli_survey_row_t){copy(text, strlen(text)),
                                                   copy(line, length), value,
                                                   rows->file, rows->num};
    rows->num++;
    return 0;
}

void
fulg_cli_survey_row_clear(fulg_cli_survey_row_t *row)
{
    flint_free(row->text);
    flint_free(row->line);
    json_decref(row->value);
}

void
fulg_cli_survey_rows_clear(fulg_cli_survey_rows_t *rows)
{
    for (slong n = 0; n < rows->num; n++)
        fulg_cli_survey_row_clear(&rows->row[n]);
    flint_free(rows->row);
}

static int
by_order(const void *a, const void *b)
{
    const fulg_cli_survey_row_t *p = a, *q = b;
    const int order = fulg_survey_compare(p->text, q->text);
    return order ? order : (p->place > q->place) - (p->place < q->place);
}

int
fulg_cli_survey_rows_load(json_t **header, fulg_cli_survey_rows_t *rows,
                          const char *file)
{
    fulg_diag_t diag;
    char *text;
    size_t length, whole;
    fulg_status_t status = fulg_exact_text_load(&text, &length, file, diag);
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

/* Keeps the first row, or the first that no limit ended. */
static int
join_rows(fulg_cli_survey_rows_t *rows)
{
    slong kept = 0;
    for (slong n = 0; n < rows->num; n++)
    {
        fulg_cli_survey_row_t *last = kept ? &rows->row[kept - 1] : NULL,
                              *row = &rows->row[n];
        int good, better;
        if (last == NULL || strcmp(last->text, row->text) != 0)
        {
            rows->row[kept++] = *row;
            continue;
        }
        good = agree(last->value, row->value);
        better = has_reason(last->value) && !has_reason(row->value);
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
            const fulg_cli_survey_row_t other = *last;
            *last = *row;
            *row = other;
        }
        fulg_cli_survey_row_clear(row);
    }
    rows->num = kept;
    return FULG_EXIT_OK;
}

int
fulg_cli_survey_rows_sort(fulg_cli_survey_rows_t *rows)
{
    if (rows->num == 0)
        return FULG_EXIT_OK;
    qsort(rows->row, (size_t) rows->num, sizeof(fulg_cli_survey_row_t),
          by_order);
    return join_rows(rows);
}
