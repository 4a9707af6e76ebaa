#include <fulgurite/tree.h>

json_t *
fulg_tree_json(const fulg_tree_t T)
{
    json_t *levels = json_array();
    for (slong l = 0; l < T->levels; l++)
    {
        json_t *folders = json_array();
        for (slong f = 0; f < T->count[l]; f++)
            json_array_append_new(folders, json_array());
        for (slong x = 0; x < T->n; x++)
            json_array_append_new(
                json_array_get(folders, (size_t) T->label[l * T->n + x]),
                json_integer(x));
        json_array_append_new(levels, folders);
    }
    return levels;
}

static fulg_status_t
read_level(slong *label, slong n, const json_t *folders, const char *where,
           slong l, fulg_diag_t diag)
{
    for (slong x = 0; x < n; x++)
        label[x] = -1;
    if (!json_is_array(folders))
        return fulg_diag_set(diag, FULG_PARSE,
                             "%s: level %ld is not a list of "
                             "folders",
                             where, (long) l);
    for (size_t f = 0; f < json_array_size(folders); f++)
    {
        const json_t *folder = json_array_get(folders, f);
        if (!json_is_array(folder) || json_array_size(folder) == 0)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "%s: folder %zu of level "
                                 "%ld is not a list of elements",
                                 where, f, (long) l);
        for (size_t i = 0; i < json_array_size(folder); i++)
        {
            const json_t *x = json_array_get(folder, i);
            const json_int_t value = json_integer_value(x);
            if (!json_is_integer(x) || value < 0 || value >= n)
                return fulg_diag_set(
                    diag, FULG_PARSE,
                    "%s: folder %zu of level %ld has an entry that is not an "
                    "integer from 0 to %ld",
                    where, f, (long) l, (long) n - 1);
            if (label[value] >= 0)
                return fulg_diag_set(
                    diag, FULG_PARSE,
                    "%s: element %ld is in folders %ld and %zu of level %ld: "
                    "not a partition",
                    where, (long) value, (long) label[value], f, (long) l);
            label[value] = (slong) f;
        }
    }
    for (slong x = 0; x < n; x++)
        if (label[x] < 0)
            return fulg_diag_set(
                diag, FULG_PARSE,
                "%s: element %ld is in no folder of level %ld: not a "
                "partition",
                where, (long) x, (long) l);
    return FULG_OK;
}

fulg_status_t
fulg_tree_init_json(fulg_tree_t T, slong n, const json_t *value,
                    const char *where, fulg_diag_t diag)
{
    const slong levels = (slong) json_array_size(value);
    fulg_status_t status = FULG_OK;
    slong *label;
    if (!json_is_array(value) || levels == 0 || levels > 4096)
        return fulg_diag_set(diag, FULG_PARSE, "%s is not a list of levels",
                             where);
    label = flint_malloc((size_t) (levels * n) * sizeof(slong));
    for (slong l = 0; l < levels && status == FULG_OK; l++)
        status = read_level(label + l * n, n, json_array_get(value, (size_t) l),
                            where, l, diag);
    if (status == FULG_OK)
    {
        status = fulg_tree_init(T, n, levels, label, diag);
        if (status != FULG_OK)
            fulg_diag_prefix(diag, status, "%s: ", where);
    }
    flint_free(label);
    return status;
}
