#include <stdio.h>
#include <string.h>

#include "impl.h"

/* A rule of a map at a layer and a head: its expressions, its tensor. */

static const char letters[] = "lhHaRCGgF";
#define NAME_SIZE 1200

fulg_status_t
fulg_floats_map_at_line(const fulg_floats_map_place_t *p, fulg_status_t status)
{
    if (status == FULG_OK || p->diag == NULL)
        return status;
    return fulg_diag_prefix(p->diag, status, "%s:%d: ", p->map->where,
                            p->rule ? p->rule->line : 1);
}

fulg_status_t
fulg_floats_map_evaluate(slong *result, const char *text,
                         const fulg_floats_map_place_t *p)
{
    const fulg_floats_scope_t scope = {letters, p->value};
    return fulg_floats_map_at_line(
        p, fulg_floats_expression(result, text, &scope, p->diag));
}

fulg_status_t
fulg_floats_map_evaluate_part(slong *result, const char **text, char end,
                              const fulg_floats_map_place_t *p)
{
    char part[128];
    const char *stop = strchr(*text, end);
    const size_t n = stop ? (size_t) (stop - *text) : sizeof part;
    if (n >= sizeof part)
        return fulg_floats_map_at_line(
            p, fulg_diag_set(p->diag, FULG_PARSE,
                             "\"%.100s\": no \"%c\" follows", *text, end));
    memcpy(part, *text, n);
    part[n] = '\0';
    *text = stop + 1;
    return fulg_floats_map_evaluate(result, part, p);
}

/* A name of the rule, which ends at a bar, after the prefix, with its {expressions}
   filled in. */
static fulg_status_t
fill_name(char *name, const char *text, const char *prefix,
          const fulg_floats_map_place_t *p)
{
    size_t used = strlen(prefix);
    if (used + strlen(text) + 64 > NAME_SIZE)
        return fulg_floats_map_at_line(
            p, fulg_diag_set(p->diag, FULG_PARSE, "the name is too long"));
    memcpy(name, prefix, used);
    while (*text != '\0' && *text != '|' && used + 64 < NAME_SIZE)
    {
        slong n;
        fulg_status_t status;
        if (*text != '{')
        {
            name[used++] = *text++;
            continue;
        }
        text++;
        status = fulg_floats_map_evaluate_part(&n, &text, '}', p);
        if (status != FULG_OK)
            return status;
        used += (size_t) snprintf(name + used, NAME_SIZE - used, "%ld",
                                  (long) n);
    }
    name[used] = '\0';
    return FULG_OK;
}

/* By one of its names, with and without prefixes. */
static fulg_status_t
find_one(const fulg_tensor_struct **tensor, const char *text,
         const fulg_floats_map_place_t *p)
{
    char name[NAME_SIZE];
    fulg_status_t status = fill_name(name, text, "", p);
    if (status == FULG_OK)
        *tensor = fulg_floats_tensors_find(p->T, name);
    for (int i = 0;
         i < p->map->num_prefixes && status == FULG_OK && *tensor == NULL; i++)
    {
        status = fill_name(name, text, p->map->prefix[i], p);
        if (status == FULG_OK)
            *tensor = fulg_floats_tensors_find(p->T, name);
    }
    return status;
}

fulg_status_t
fulg_floats_map_find(const fulg_tensor_struct **tensor,
                     const fulg_floats_map_place_t *p)
{
    fulg_status_t status = FULG_OK;
    *tensor = NULL;
    for (const char *text = p->rule->name;
         status == FULG_OK && *tensor == NULL && text != NULL;)
    {
        const char *bar = strchr(text, '|');
        status = find_one(tensor, text, p);
        text = bar != NULL ? bar + 1 : NULL;
    }
    return status;
}

int
fulg_floats_map_axis(const char *word)
{
    static const char *const words[] = {"first", "second", "third"};
    for (int i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    return -1;
}

/* The letters of the rule's tensor. */
static void
set_letters(fulg_floats_map_place_t *p, const fulg_tensor_struct *tensor)
{
    const int axis = p->rule != NULL && p->rule->num_words > 0
                         ? fulg_floats_map_axis(p->rule->word[0])
                         : -1;
    slong size[FULG_TENSOR_MAX_RANK + 2] = {1, 1, 1};
    const int num = fulg_floats_sizes(size, tensor, axis < 0 ? 2 : 3);
    p->value[FULG_MAP_SLICES] = -1;
    if (axis >= 0 && num == 3)
    {
        p->value[FULG_MAP_SLICES] = size[axis];
        p->value[FULG_MAP_ROWS] = size[axis == 0];
        p->value[FULG_MAP_COLS] = size[axis == 2 ? 1 : 2];
        return;
    }
    p->value[FULG_MAP_ROWS] = num > 0 ? size[0] : 1;
    p->value[FULG_MAP_COLS] = num > 1 ? size[1] : 1;
}

fulg_status_t
fulg_floats_map_find_needed(const fulg_tensor_struct **tensor,
                            fulg_floats_map_place_t *p)
{
    char name[NAME_SIZE];
    fulg_status_t status = fulg_floats_map_find(tensor, p);
    if (status == FULG_OK && *tensor == NULL)
    {
        status = fill_name(name, p->rule->name, "", p);
        if (status == FULG_OK)
            status = fulg_floats_map_at_line(
                p, fulg_diag_set(p->diag, FULG_PARSE, "no tensor \"%.200s\"",
                                 name));
    }
    if (status == FULG_OK)
        set_letters(p, *tensor);
    return status;
}

void
fulg_floats_map_start(fulg_floats_map_place_t *p, const fulg_floats_map_t map,
                      const fulg_floats_tensors_t T, fulg_diag_struct *diag)
{
    *p = (fulg_floats_map_place_t){.map = map, .T = T, .diag = diag};
    for (int i = 0; i < FULG_MAP_NUM_LETTERS; i++)
        p->value[i] = -1;
    p->value[FULG_MAP_LAYER] = p->value[FULG_MAP_HEAD] = 1;
}

void
fulg_floats_map_go(fulg_floats_map_place_t *p,
                   const fulg_floats_layout_t *layout, slong layer, slong head)
{
    const slong heads = layout->heads[layer], groups = layout->kv_heads[layer];
    p->value[FULG_MAP_LAYER] = layer + 1;
    p->value[FULG_MAP_HEAD] = head + 1;
    p->value[FULG_MAP_HEADS] = heads;
    p->value[FULG_MAP_GROUPS] = groups;
    p->value[FULG_MAP_GROUP] = head / (heads / groups) + 1;
    p->value[FULG_MAP_HEAD_DIM] = layout->head_dim[layer] > 0
                                      ? layout->head_dim[layer]
                                      : -1;
}

const fulg_floats_map_rule_t *
fulg_floats_map_rule_of(const fulg_floats_map_struct *map, char kind)
{
    for (slong n = 0; n < map->num_rules; n++)
        if (!map->rule[n].is_block && map->rule[n].kind == kind)
            return &map->rule[n];
    return NULL;
}
