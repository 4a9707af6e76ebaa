#include <stdio.h>
#include <string.h>

#include "impl.h"

/* The first of these keys with a positive integer, or 0. */
static slong
size_of(const json_t *config, const char *const *keys)
{
    for (; *keys != NULL; keys++)
    {
        const json_t *value = json_object_get(config, *keys);
        if (json_is_integer(value) && json_integer_value(value) > 0 &&
            json_integer_value(value) < WORD(1) << 31)
            return (slong) json_integer_value(value);
    }
    return 0;
}

/* Falcon has one group with multi_query, unless it says how many. */
static slong
groups_of(const json_t *config, const char *type)
{
    static const char *const keys[] = {"num_key_value_heads", NULL};
    static const char *const falcon[] = {"num_kv_heads", NULL};
    if (strcmp(type, "falcon") != 0)
        return size_of(config, keys);
    if (json_is_true(json_object_get(config, "new_decoder_architecture")))
        return size_of(config, falcon);
    return json_is_false(json_object_get(config, "multi_query")) ? 0 : 1;
}

static void
read(fulg_judge_config_t *found, const json_t *config)
{
    static const char *const heads[] = {"num_attention_heads", "n_head",
                                        "n_heads", "num_heads", NULL};
    static const char *const head_dim[] = {"head_dim", NULL};
    const char *type = json_string_value(json_object_get(config, "model_type"));
    if (type == NULL || strlen(type) >= sizeof found->type)
        return;
    strcpy(found->type, type);
    found->heads = size_of(config, heads);
    found->head_dim = size_of(config, head_dim);
    found->kv_heads = groups_of(config, type);
}

void
fulg_judge_read_config(fulg_judge_config_t *found, const char *file)
{
    static const char name[] = "config.json";
    const char *slash = strrchr(file, '/');
    const size_t folder = slash != NULL ? (size_t) (slash - file) + 1 : 0;
    char *path = flint_malloc(folder + sizeof name), *text;
    size_t length;
    fulg_diag_t diag;
    json_t *config;
    memset(found, 0, sizeof *found);
    memcpy(path, file, folder);
    strcpy(path + folder, name);
    /* Nobody has named it: what cannot be read is not there. */
    if (strcmp(file, "-") != 0 &&
        fulg_text_load(&text, &length, path, diag) == FULG_OK)
    {
        if (fulg_json_parse(&config, text, length, path, diag) == FULG_OK)
            read(found, config);
        json_decref(config);
        flint_free(text);
    }
    flint_free(path);
}
