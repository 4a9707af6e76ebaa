#include <string.h>

#include <fulgurite/exact.h>

fulg_status_t
fulg_exact_json_check_format(const json_t *object, const char *format,
                             fulg_diag_t diag)
{
    const char *found = json_string_value(json_object_get(object, "format"));
    if (found == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "\"format\" must be \"%s\"",
                             format);
    if (strcmp(found, format) != 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"format\" must be \"%s\", not \"%.60s\"", format,
                             found);
    return FULG_OK;
}
