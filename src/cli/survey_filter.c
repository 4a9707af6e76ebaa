/* Of a results file the rows in some ranges: the same options say which
   architectures a survey is of, and which of its rows a table or a picture has. */
#include "survey_columns.h"

static int
is_among(const json_t *values, const json_t *value)
{
    size_t n;
    json_t *other;
    json_array_foreach(values, n, other) if (json_equal(other, value)) return 1;
    return 0;
}

/* A value, or every one of a list. */
static int
are_among(const json_t *values, const json_t *value)
{
    size_t n;
    json_t *item;
    if (!json_is_array(value))
        return is_among(values, value);
    json_array_foreach(value, n, item) if (!is_among(values, item)) return 0;
    return 1;
}

static int
are_equal(const json_t *list)
{
    size_t n;
    json_t *item;
    json_array_foreach(
        list, n, item) if (!json_equal(item, json_array_get(list, 0))) return 0;
    return 1;
}

static int
passes(const fulg_cli_survey_asked_t *filter, const json_t *arch)
{
    const json_t *widths = json_object_get(arch, "widths");
    json_t *depth = json_integer((json_int_t) json_array_size(widths) - 1);
    int good = filter->depth == NULL || is_among(filter->depth, depth);
    json_decref(depth);
    if (filter->family != NULL)
        good = good &&
               is_among(filter->family, json_object_get(arch, "family"));
    if (filter->widths != NULL)
        good = good && are_among(filter->widths, widths);
    if (filter->width != NULL)
        good = good && are_among(filter->width, widths) && are_equal(widths);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS && good; f++)
        if (filter->field[f] != NULL)
        {
            const json_t *value = json_object_get(arch,
                                                  fulg_arch_fields[f].key);
            good = value != NULL && are_among(filter->field[f], value);
        }
    return good;
}

int
fulg_cli_survey_filter(fulg_cli_survey_rows_t *rows,
                       const fulg_cli_survey_said_t *only)
{
    fulg_cli_survey_asked_t filter;
    slong kept = 0;
    int code = fulg_cli_survey_asked_init(&filter, only);
    if (code != FULG_EXIT_OK)
        return code;
    for (slong n = 0; n < rows->num; n++)
    {
        const json_t *row = rows->row[n].value;
        /* What does not pass goes behind what does, to be freed with it. */
        if (passes(&filter, json_object_get(row, "architecture")))
        {
            const fulg_cli_survey_row_t one = rows->row[n];
            rows->row[n] = rows->row[kept];
            rows->row[kept++] = one;
        }
    }
    fulg_cli_survey_asked_clear(&filter);
    for (slong n = kept; n < rows->num; n++)
        fulg_cli_survey_row_clear(&rows->row[n]);
    if (kept == 0 && rows->num > 0)
    {
        if (rows->num == 1)
            fulg_cli_message("%s: its only row is not in these ranges",
                             rows->file);
        else
            fulg_cli_message("%s: none of its %ld rows is in these ranges",
                             rows->file, (long) rows->num);
        code = FULG_EXIT_USAGE;
    }
    rows->num = kept;
    return code;
}
