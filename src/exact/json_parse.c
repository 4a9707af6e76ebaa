#include <string.h>

#include <fulgurite/exact.h>

/* Line and column, from 1, of text[n]. */
static void
place_of(int *line, int *column, const char *text, size_t n)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < n; i++)
    {
        *column = (text[i] == '\n') ? 1 : *column + 1;
        *line += text[i] == '\n';
    }
}

static int
is_blank(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && strchr(" \t\r\n", text[n]) && text[n] != '\0')
        n++;
    return n == length;
}

static fulg_status_t
refuse(fulg_diag_t diag, const char *file, int line, int column,
       const char *why)
{
    return fulg_diag_set(diag, FULG_PARSE, "%s%s%d:%d: %s", file ? file : "",
                         file ? ":" : "", line, column, why);
}

static fulg_status_t
parse(json_t **value, const char *text, size_t length, size_t flags,
      const char *file, fulg_diag_t diag)
{
    /* Behind a number jansson passes over a zero byte in silence. */
    const char *zero = memchr(text, '\0', length);
    json_error_t error;
    *value = NULL;
    if (is_blank(text, length))
        return refuse(diag, file, 1, 0, "the file is empty");
    if (zero != NULL)
    {
        int line, column;
        place_of(&line, &column, text, (size_t) (zero - text));
        return refuse(diag, file, line, column, "a zero byte");
    }
    *value = json_loadb(
        text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | flags, &error);
    if (*value == NULL)
        return refuse(diag, file, error.line, error.column, error.text);
    return FULG_OK;
}

fulg_status_t
fulg_exact_json_parse(json_t **value, const char *text, size_t length,
                      const char *file, fulg_diag_t diag)
{
    return parse(value, text, length, 0, file, diag);
}

fulg_status_t
fulg_exact_json_parse_reals(json_t **value, const char *text, size_t length,
                            const char *file, fulg_diag_t diag)
{
    return parse(value, text, length, JSON_DECODE_INT_AS_REAL, file, diag);
}
