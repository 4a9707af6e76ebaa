#include <stdio.h>
#include <string.h>

#include "impl.h"

static int
has_tensor(const fulg_floats_tensors_t T, const char *const *names)
{
    for (; *names != NULL; names++)
        if (fulg_floats_tensors_find(T, *names) != NULL)
            return 1;
    return 0;
}

/* The layout of the model type, under its name in the list. */
static void
choose_by_config(fulg_judge_choice_t *c, const char *file)
{
    fulg_config_heads_t config;
    fulg_diag_t diag;
    json_t *said = fulg_judge_load_config(file);
    c->text = said != NULL && fulg_config_heads(&config, said, diag) == FULG_OK
                  ? fulg_floats_map_builtin(config.type)
                  : NULL;
    if (c->text == NULL)
    {
        json_decref(said);
        return;
    }
    c->name = "by config.json";
    for (int n = 0; fulg_floats_map_builtin_names(n) != NULL; n++)
        if (fulg_floats_map_builtin(fulg_floats_map_builtin_names(n)) ==
            c->text)
            c->name = fulg_floats_map_builtin_names(n);
    c->why = "chosen by config.json";
    c->type = config.type;
    c->config = said;
    c->layers = config.layers;
    c->heads = config.heads;
    c->kv_heads = config.kv_heads;
    c->head_dim = config.head_dim;
}

void
fulg_judge_choice_clear(fulg_judge_choice_t *c)
{
    json_decref(c->config);
}

static void
choose_by_names(fulg_judge_choice_t *c, const fulg_floats_tensors_t T)
{
    static const char *const plain[] = {"q1_1", "k1_1", "v1_1", "o1_1",
                                        "u1_1", "a1_1", NULL};
    static const char *const single[] = {"Q", "K", "V", "O", "U", "A", NULL};
    c->name = T->has_arch || has_tensor(T, plain) ? "plain"
              : has_tensor(T, single)             ? "single"
                                                  : NULL;
    c->text = c->name ? fulg_floats_map_builtin(c->name) : NULL;
    c->why = NULL;
}

void
fulg_judge_choose_map(fulg_judge_choice_t *c, const fulg_floats_tensors_t T,
                      const char *file, const fulg_judge_options_t *options)
{
    memset(c, 0, sizeof *c);
    if (options->no_map)
        return;
    c->is_builtin = options->map == NULL || options->map_is_builtin;
    c->text = options->map;
    c->name = options->map_name;
    if (options->map_is_builtin)
    {
        /* The numbers of a config.json hold for its own layout alone. */
        fulg_judge_choice_t other = {.text = NULL};
        choose_by_config(&other, file);
        if (other.text == options->map)
        {
            c->type = other.type;
            c->config = json_incref(other.config);
            c->layers = other.layers;
            c->heads = other.heads;
            c->kv_heads = other.kv_heads;
            c->head_dim = other.head_dim;
        }
        fulg_judge_choice_clear(&other);
    }
    /* The name is that of a type, unless it is one of our own layouts. */
    if (c->type == NULL && options->map_is_builtin)
        c->type = options->map_name;
    if (c->text == NULL)
        choose_by_names(c, T);
    if (c->text == NULL && !T->has_arch)
        choose_by_config(c, file);
    if (options->heads > 0)
        c->heads = options->heads;
    if (options->kv_heads > 0)
        c->kv_heads = options->kv_heads;
    if (options->head_dim > 0)
        c->head_dim = options->head_dim;
}

fulg_status_t
fulg_judge_check_names(const fulg_floats_tensors_t T, const char *map,
                       fulg_diag_t diag)
{
    const int plain = strcmp(map, "plain") == 0;
    for (slong n = 0; n < T->num; n++)
    {
        const char *name = T->tensor[n].name;
        long layer, head;
        int length = 0;
        if (plain ? sscanf(name, "%*1[qkvoua]%ld_%ld%n", &layer, &head,
                           &length) == 2 &&
                        name[length] == '\0'
                  : strlen(name) == 1 && strchr("QKVOUA", name[0]) != NULL)
            continue;
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%s.npy: no matrix of a network is called \"%s\" beside "
            "the others (%s); --map FILE says which tensor is "
            "which matrix",
            name, name,
            plain ? "q1_1, k1_1, v1_1 or o1_1, u1_1" : "Q, K, V or O, U");
    }
    return FULG_OK;
}
