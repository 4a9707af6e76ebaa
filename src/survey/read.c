#include <stdlib.h>
#include <string.h>

#include <fulgurite/survey.h>

/* The canonical text of the architecture of a row, to be freed with free(). */
static fulg_status_t
row_text(char **text, const json_t *row, fulg_diag_t diag)
{
    fulg_arch_t arch;
    fulg_status_t status;
    json_t *value = json_object_get(row, "architecture");
    if (value == NULL || !json_is_string(json_object_get(row, "status")))
        return fulg_diag_set(
            diag, FULG_PARSE,
            "not a row of a survey (it has no \"architecture\" and "
            "\"status\")");
    status = fulg_arch_init_json(arch, value, diag);
    if (status != FULG_OK)
        return status;
    value = fulg_arch_json(arch);
    *text = fulg_exact_canonical_text(value);
    json_decref(value);
    fulg_arch_clear(arch);
    return FULG_OK;
}

/* The first line is the header.  *more becomes 0 when take has had enough. */
static fulg_status_t
read_line(json_t **header, int *more, const char *line, size_t length,
          fulg_survey_take_t take, void *data, fulg_diag_t diag)
{
    json_t *value;
    char *text = NULL;
    fulg_status_t status = fulg_exact_json_parse(&value, line, length, NULL,
                                                 diag);
    if (status != FULG_OK)
        return status;
    if (*header == NULL)
    {
        status = fulg_exact_json_check_format(value, FULG_SURVEY_FORMAT, diag);
        if (status == FULG_OK)
            *header = json_incref(value);
    }
    else
    {
        status = row_text(&text, value, diag);
        if (status == FULG_OK)
        {
            *more = take == NULL || take(data, value, text, line, length) == 0;
            free(text);
        }
    }
    json_decref(value);
    return status;
}

fulg_status_t
fulg_survey_read(json_t **header, size_t *whole, const char *text,
                 size_t length, const char *file, fulg_survey_take_t take,
                 void *data, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    int more = 1;
    *header = NULL;
    *whole = 0;
    for (slong number = 1; more; number++)
    {
        const char *line = text + *whole;
        const char *end = memchr(line, '\n', length - *whole);
        if (end == NULL)
            break;
        status = read_line(header, &more, line, (size_t) (end - line), take,
                           data, diag);
        if (status != FULG_OK)
        {
            fulg_diag_prefix(diag, status, "%s: line %ld: ", file,
                             (long) number);
            break;
        }
        *whole += (size_t) (end - line) + 1;
    }
    if (status != FULG_OK)
    {
        json_decref(*header);
        *header = NULL;
    }
    return status;
}

fulg_status_t
fulg_survey_check_header(const json_t *header, const json_t *expected,
                         int shards, fulg_diag_t diag)
{
    static const char *const keys[] = {"format", "source",   "seed",
                                       "method", "distinct", "no_symmetries",
                                       "shard"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys - (shards ? 0 : 1); k++)
    {
        json_t *a = json_object_get(header, keys[k]);
        json_t *b = json_object_get(expected, keys[k]);
        if (a == NULL || b == NULL ? a != b : !json_equal(a, b))
        {
            char *p = a ? fulg_exact_canonical_text(a) : NULL;
            char *q = b ? fulg_exact_canonical_text(b) : NULL;
            fulg_diag_set(diag, FULG_PARSE,
                          "another survey: its %s is %.300s, not %.300s",
                          keys[k], p ? p : "missing", q ? q : "missing");
            free(p);
            free(q);
            return FULG_PARSE;
        }
    }
    return FULG_OK;
}

/* ---- lists ---------------------------------------------------------------------- */

static int
is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (line[i] == '\0' || strchr(" \t\r", line[i]) == NULL)
            return 0;
    return 1;
}

static fulg_status_t
push_line(fulg_survey_list_t list, const char *line, size_t length,
          fulg_diag_t diag)
{
    fulg_arch_t arch;
    json_t *value = NULL;
    fulg_status_t status = fulg_exact_json_parse(&value, line, length, NULL,
                                                 diag);
    if (status == FULG_OK)
        status = fulg_arch_init_json(arch, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return status;
    fulg_survey_list_push(list, arch, NULL);
    fulg_arch_clear(arch);
    return FULG_OK;
}

fulg_status_t
fulg_survey_list_read(fulg_survey_list_t list, const char *text, size_t length,
                      fulg_diag_t diag)
{
    slong number = 1;
    size_t n;
    for (size_t at = 0; at < length; at += n + 1, number++)
    {
        const char *end = memchr(text + at, '\n', length - at);
        fulg_status_t status = FULG_OK;
        n = end ? (size_t) (end - (text + at)) : length - at;
        if (!is_blank(text + at, n))
            status = push_line(list, text + at, n, diag);
        if (status != FULG_OK)
            return fulg_diag_prefix(diag, status, "line %ld: ", (long) number);
    }
    return FULG_OK;
}
