#include <string.h>

#include "impl.h"

/* The value of "key" or "object.key"; NULL when it is missing or null. */
static const json_t *
get_one(const json_t *value, const char *name, size_t length)
{
    const char *dot = memchr(name, '.', length);
    const json_t *item;
    if (dot != NULL)
    {
        value = get_one(value, name, (size_t) (dot - name));
        return json_is_object(value)
                   ? get_one(value, dot + 1, length - (size_t) (dot + 1 - name))
                   : NULL;
    }
    item = json_object_getn(value, name, length);
    return json_is_null(item) ? NULL : item;
}

const json_t *
fulg_config_get(const json_t *value, const char *names)
{
    for (const char *name = names; name != NULL;)
    {
        const size_t length = strcspn(name, "|");
        const json_t *item = get_one(value, name, length);
        if (item != NULL)
            return item;
        name = name[length] ? name + length + 1 : NULL;
    }
    return NULL;
}

/* PARSE when two of the names are there with different values. */
static fulg_status_t
check_agree(const json_t *value, const char *names, fulg_diag_t diag)
{
    const json_t *first = fulg_config_get(value, names);
    for (const char *name = names; name != NULL;)
    {
        const size_t length = strcspn(name, "|");
        const json_t *item = get_one(value, name, length);
        if (item != NULL && !json_equal(item, first))
            return fulg_diag_set(diag, FULG_PARSE,
                                 "\"%.*s\" contradicts another key of the same "
                                 "meaning (%s)",
                                 (int) length, name, names);
        name = name[length] ? name + length + 1 : NULL;
    }
    return FULG_OK;
}

fulg_status_t
fulg_config_get_size(slong *n, const json_t *value, const char *names,
                     slong standard, fulg_diag_t diag)
{
    const json_t *item;
    fulg_status_t status;
    *n = standard;
    if (names == NULL)
        return FULG_OK;
    status = check_agree(value, names, diag);
    if (status != FULG_OK)
        return status;
    item = fulg_config_get(value, names);
    if (item == NULL && standard == 0)
        return fulg_diag_set(diag, FULG_PARSE, "\"%.*s\" is missing",
                             (int) strcspn(names, "|"), names);
    if (item == NULL)
        return FULG_OK;
    if (!json_is_integer(item) || json_integer_value(item) < 1 ||
        json_integer_value(item) > (WORD(1) << 40))
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.*s\" must be a positive integer",
                             (int) strcspn(names, "|"), names);
    *n = json_integer_value(item);
    return FULG_OK;
}

fulg_status_t
fulg_config_get_yes(int *yes, const json_t *value, fulg_yes_t rule,
                    fulg_diag_t diag)
{
    const json_t *item = rule.key ? fulg_config_get(value, rule.key) : NULL;
    *yes = rule.standard;
    if (item == NULL)
        return FULG_OK;
    if (!json_is_boolean(item))
        return fulg_diag_set(diag, FULG_PARSE, "\"%s\" must be true or false",
                             rule.key);
    *yes = json_is_true(item);
    return FULG_OK;
}
