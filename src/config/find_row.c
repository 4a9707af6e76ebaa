#include <string.h>

#include "impl.h"

const char *
fulg_config_type(slong n, int *covered)
{
    slong i = 0;
    while (i < n && fulg_config_rows[i].type != NULL)
        i++;
    *covered = fulg_config_rows[i].type != NULL &&
               fulg_config_rows[i].why_not == NULL;
    return fulg_config_rows[i].type;
}

/* The model types known, for a message. */
static fulg_status_t
unknown_type(const char *type, fulg_diag_t diag)
{
    char text[512] = "";
    for (const fulg_config_row_t *row = fulg_config_rows; row->type; row++)
    {
        strncat(text, row->type, sizeof text - strlen(text) - 1);
        if (row[1].type != NULL)
            strncat(text, ", ", sizeof text - strlen(text) - 1);
    }
    return fulg_diag_set(diag, FULG_PARSE,
                         "\"model_type\" \"%.40s\" is not known; known are %s",
                         type, text);
}

const fulg_config_row_t *
fulg_config_row(const char *type)
{
    const fulg_config_row_t *row = fulg_config_rows;
    while (row->type != NULL && strcmp(row->type, type) != 0)
        row++;
    return row->type ? row : NULL;
}

fulg_status_t
fulg_config_find_row(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const char *type;
    if (!json_is_object(facts->value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "a configuration must be a JSON object");
    type = json_string_value(json_object_get(facts->value, "model_type"));
    if (type == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "\"model_type\" is missing");
    facts->row = fulg_config_row(type);
    return facts->row ? FULG_OK : unknown_type(type, diag);
}
