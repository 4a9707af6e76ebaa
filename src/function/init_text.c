#include <string.h>

#include "impl.h"

/* The place after the string that begins at text[n]. */
static size_t
skip_string(const char *text, size_t length, size_t n)
{
    for (n++; n < length && text[n] != '"'; n++)
        if (text[n] == '\\')
            n++;
    return n + 1;
}

static size_t
skip_space(const char *text, size_t length, size_t n)
{
    while (n < length && strchr(" \t\r\n", text[n]) != NULL && text[n] != '\0')
        n++;
    return n;
}

/* The list that begins at text[n] ends before the returned place. */
static size_t
skip_list(const char *text, size_t length, size_t n)
{
    slong depth = 0;
    while (n < length)
    {
        if (text[n] == '"')
        {
            n = skip_string(text, length, n);
            continue;
        }
        depth += text[n] == '[';
        depth -= text[n] == ']';
        n++;
        if (depth == 0)
            break;
    }
    return n;
}

/* "coefficients": [..] at the top level: text[*open] is its bracket, *close the
   place after its end; 0 when there is none.  Whether the text is JSON is left
   to others. */
static int
find_list(size_t *open, size_t *close, const char *text, size_t length)
{
    static const char key[] = "\"coefficients\"";
    slong depth = 0;
    for (size_t n = 0; n < length; n++)
    {
        depth += text[n] == '{' || text[n] == '[';
        depth -= text[n] == '}' || text[n] == ']';
        if (text[n] != '"')
            continue;
        const size_t end = skip_string(text, length, n);
        const size_t colon = skip_space(text, length, end);
        if (depth == 1 && end - n == sizeof key - 1 && colon < length &&
            memcmp(text + n, key, sizeof key - 1) == 0 && text[colon] == ':')
        {
            *open = skip_space(text, length, colon + 1);
            *close = skip_list(text, length, *open);
            return *open < length && text[*open] == '[' && *close <= length;
        }
        n = end - 1;
    }
    return 0;
}

/* The text with an empty list of coefficients; NULL when that is no JSON. */
static json_t *
load_header(const char *text, size_t length, size_t open, size_t close)
{
    const size_t size = open + 2 + (length - close);
    char *header = flint_malloc(size);
    json_t *value;
    memcpy(header, text, open);
    memcpy(header + open, "[]", 2);
    memcpy(header + open + 2, text + close, length - close);
    value = json_loadb(header, size, JSON_REJECT_DUPLICATES, NULL);
    flint_free(header);
    return value;
}

/* The items of text, which begins after the list's bracket and ends with its
   other one. */
static fulg_status_t
read_items(fulg_function_t F, const char *text, size_t length, fulg_diag_t diag)
{
    unsigned char *seen = flint_calloc(fulg_function_num(F), 1);
    fulg_status_t status = FULG_OK;
    size_t n = skip_space(text, length, 0), count = 0;
    while (status == FULG_OK && !(count == 0 && text[n] == ']'))
    {
        json_error_t error;
        json_t *item = json_loadb(text + n, length - n,
                                  JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY,
                                  &error);
        count++;
        if (item == NULL)
            status = fulg_diag_set(diag, FULG_PARSE, "%s", error.text);
        else
            status = fulg_function_read_item(F, seen, item, diag);
        json_decref(item);
        n = skip_space(text, length, n + (size_t) error.position);
        if (status == FULG_OK && (n >= length || text[n] != ','))
        {
            if (n + 1 != length)
                status = fulg_diag_set(diag, FULG_PARSE,
                                       "expected \",\" or \"]\" after it");
            break;
        }
        n = skip_space(text, length, n + 1);
    }
    flint_free(seen);
    if (status != FULG_OK)
        fulg_diag_prefix(diag, status, "function: coefficient %zu: ", count);
    return status;
}

fulg_status_t
fulg_function_init_text(fulg_function_t F, json_t **other, const char *text,
                        size_t length, fulg_diag_t diag)
{
    size_t open = length, close = length;
    json_t *header = NULL;
    const char *format;
    fulg_status_t status;
    *other = NULL;
    if (memchr(text, '\0', length) == NULL &&
        find_list(&open, &close, text, length))
        header = load_header(text, length, open, close);
    const int apart = header != NULL;
    if (!apart)
    {
        status = fulg_exact_json_parse(&header, text, length, NULL, diag);
        if (status != FULG_OK)
            return status;
    }
    format = json_string_value(json_object_get(header, "format"));
    if (format == NULL || strcmp(format, FULG_FUNCTION_FORMAT) != 0)
    {
        *other = apart ? NULL : header;
        if (!apart)
            return FULG_OK;
        /* Whole, for it is somebody else's list. */
        json_decref(header);
        return fulg_exact_json_parse(other, text, length, NULL, diag);
    }
    status = fulg_function_init_json(F, header, diag);
    json_decref(header);
    if (status != FULG_OK || !apart)
        return status;
    status = read_items(F, text + open + 1, close - open - 1, diag);
    if (status != FULG_OK)
        fulg_function_clear(F);
    return status;
}
