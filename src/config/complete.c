#include <string.h>

#include "impl.h"

/* Configurations with what the shapes of tensors say. */

/* The first of the names, where it is a key of the object itself. */
static void
put(json_t *object, const char *names, json_t *item)
{
    const size_t length = names ? strcspn(names, "|") : 0;
    if (length == 0 || memchr(names, '.', length) != NULL)
    {
        json_decref(item);
        return;
    }
    json_object_setn_new_nocheck(object, names, length, item);
}

/* A size that is known and not said. */
static void
fill(json_t *object, const char *names, slong n)
{
    if (n > 0 && names != NULL && fulg_config_get(object, names) == NULL)
        put(object, names, json_integer(n));
}

/* Under every name by which it is said: they must agree. */
static void
set_layers(json_t *object, const char *names, slong layers)
{
    for (const char *name = names; name != NULL;)
    {
        const char *bar = strchr(name, '|');
        const size_t length = strcspn(name, "|");
        if (name == names || json_object_getn(object, name, length) != NULL)
            json_object_setn_new_nocheck(object, name, length,
                                         json_integer(layers));
        name = bar != NULL ? bar + 1 : NULL;
    }
}

static void
set_biases(json_t *object, const fulg_config_row_t *row,
           const fulg_config_sizes_t *sizes)
{
    const struct
    {
        const char *key;
        int there;
    } flags[] = {{row->bias_forward.key, sizes->bias_forward},
                 {row->bias_out.key, sizes->bias_out},
                 {row->bias.key, sizes->bias}};
    for (size_t n = 0; n < 3; n++)
        put(object, flags[n].key, json_boolean(flags[n].there));
}

/* falcon says one group a head in words. */
static void
set_groups(json_t *object, const fulg_config_row_t *row,
           const fulg_config_sizes_t *sizes)
{
    if (strcmp(row->type, "falcon") != 0)
    {
        fill(object, row->kv_heads, sizes->kv_heads);
        return;
    }
    put(object, "multi_query", json_boolean(sizes->kv_heads == 1));
    if (sizes->kv_heads > 1 && sizes->kv_heads < sizes->heads)
    {
        put(object, "new_decoder_architecture", json_true());
        put(object, row->kv_heads, json_integer(sizes->kv_heads));
    }
}

json_t *
fulg_config_complete(const json_t *value, const char *type,
                     const fulg_config_sizes_t *sizes)
{
    const fulg_config_row_t *row = fulg_config_row(type);
    json_t *object = value ? json_deep_copy(value) : json_object();
    if (row == NULL)
    {
        json_decref(object);
        return NULL;
    }
    json_object_set_new_nocheck(object, "model_type", json_string(type));
    fill(object, row->width, sizes->width);
    fill(object, row->heads, sizes->heads);
    if (row->head_dim != NULL)
        fill(object, row->head_dim, sizes->head_dim);
    fill(object, row->hidden, sizes->hidden);
    set_layers(object, row->layers, sizes->layers);
    if (value == NULL)
    {
        set_groups(object, row, sizes);
        set_biases(object, row, sizes);
    }
    return object;
}
