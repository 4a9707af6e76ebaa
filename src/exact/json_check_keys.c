#include <string.h>

#include <fulgurite/exact.h>

static int
is_known(const char *key, const char *const *known)
{
    for (; *known != NULL; known++)
        if (strcmp(key, *known) == 0)
            return 1;
    return 0;
}

fulg_status_t
fulg_exact_json_check_keys(const json_t *object, const char *const *known,
                           const char *where, fulg_diag_t diag)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *) object, key, value)
    {
        const char *near;
        if (is_known(key, known))
            continue;
        near = fulg_exact_nearest(key, known);
        if (near != NULL)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "%s: unknown key \"%.60s\" (did you mean "
                                 "\"%s\"?)",
                                 where, key, near);
        return fulg_diag_set(diag, FULG_PARSE, "%s: unknown key \"%.60s\"",
                             where, key);
    }
    return FULG_OK;
}
