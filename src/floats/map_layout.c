#include <string.h>

#include "impl.h"

/* How many layers and heads there are, and which matrices. */

/* So far is looked for tensors behind a missing one. */
#define MAX_GAP 1000

/* What is not needed: NULL also where its name makes no sense. */
static const fulg_tensor_struct *
find_spare(const fulg_map_place_t *p)
{
    const fulg_tensor_struct *tensor;
    fulg_map_place_t quiet = *p;
    quiet.diag = NULL;
    return fulg_map_find(&tensor, &quiet) == FULG_OK ? tensor : NULL;
}

static fulg_status_t
refuse_spare(const fulg_tensor_struct *tensor, const char *why,
             const fulg_map_place_t *p)
{
    return fulg_map_at_line(
        p, fulg_diag_set(p->diag, FULG_PARSE,
                         "tensor \"%.200s\" would be left out: %s",
                         tensor->name, why));
}

/* Nothing may stand behind the first n and a gap. */
static fulg_status_t
check_gap(slong n, fulg_map_place_t *p, int letter)
{
    const slong last = n + 1 + FLINT_MIN(p->T->num, MAX_GAP);
    fulg_status_t status = FULG_OK;
    for (slong i = n + 2; i <= last && status == FULG_OK; i++)
    {
        const fulg_tensor_struct *tensor;
        p->value[letter] = i;
        tensor = find_spare(p);
        if (tensor != NULL)
            status = refuse_spare(tensor, letter == FULG_MAP_LAYER
                                              ? "a layer before it is missing"
                                              : "a head before it is missing",
                                  p);
    }
    return status;
}

/* Increases a letter from 1 for as long as there is a tensor. */
static fulg_status_t
count(slong *number, fulg_map_place_t *p, int letter)
{
    slong n = 0;
    const fulg_tensor_struct *tensor = NULL;
    fulg_status_t status = FULG_OK;
    /* At most one layer, or head, for every tensor. */
    while (status == FULG_OK && n < p->T->num)
    {
        const fulg_tensor_struct *previous = n > 0 ? tensor : NULL;
        p->value[letter] = n + 1;
        status = fulg_map_find(&tensor, p);
        if (status != FULG_OK || tensor == NULL || tensor == previous)
            break;
        n++;
    }
    if (status == FULG_OK && tensor == NULL)
        status = check_gap(n, p, letter);
    p->value[letter] = 1;
    *number = n;
    return status;
}

static fulg_status_t
number_of(slong *number, const char *text, fulg_map_place_t *p, int letter)
{
    fulg_status_t status;
    if (text == NULL || strcmp(text, "*") == 0)
        return count(number, p, letter);
    status = fulg_map_evaluate(number, text, p);
    if (status == FULG_OK && (*number < 1 || *number > FULG_ARCH_MAX_DEPTH))
        status = fulg_map_at_line(p, fulg_diag_set(p->diag, FULG_PARSE,
                                                   "%ld layers or heads",
                                                   (long) *number));
    return status;
}

/* The kinds of matrices that are there. */
static fulg_status_t
find_kinds(fulg_layout_t *layout, fulg_map_place_t *p)
{
    int num = 0;
    for (slong n = 0; n < p->map->num_rules; n++)
    {
        const fulg_tensor_struct *tensor;
        fulg_status_t status;
        p->rule = &p->map->rule[n];
        status = p->rule->optional ? fulg_map_find(&tensor, p)
                                   : fulg_map_find_needed(&tensor, p);
        if (status != FULG_OK)
            return status;
        if (tensor != NULL)
            layout->kinds[num++] = p->rule->kind;
    }
    layout->kinds[num] = '\0';
    if (num == 0)
        return fulg_diag_set(p->diag, FULG_PARSE,
                             "%s: none of its tensors is there", p->map->where);
    return FULG_OK;
}

/* Every layer has the matrices and, where they were counted, the heads of the
   first one, and no more. */
static fulg_status_t
check_uniform(const fulg_layout_t *layout, fulg_map_place_t *p)
{
    const fulg_map_struct *map = p->map;
    const int counted = (map->heads == NULL || strcmp(map->heads, "*") == 0) &&
                        !p->T->has_arch;
    fulg_status_t status = FULG_OK;
    for (slong n = 0; n < map->num_rules; n++)
    {
        const int absent = strchr(layout->kinds, map->rule[n].kind) == NULL;
        p->rule = &map->rule[n];
        for (slong i = 1; i <= layout->layers && status == FULG_OK; i++)
        {
            const fulg_tensor_struct *tensor, *last;
            p->value[FULG_MAP_LAYER] = i;
            for (slong h = 1; absent && h <= layout->heads; h++)
            {
                p->value[FULG_MAP_HEAD] = h;
                tensor = find_spare(p);
                if (tensor != NULL)
                    return refuse_spare(tensor,
                                        "the first head has no such matrix", p);
            }
            p->value[FULG_MAP_HEAD] = layout->heads;
            last = find_spare(p);
            p->value[FULG_MAP_HEAD] = layout->heads + 1;
            tensor = find_spare(p);
            if (counted && tensor != NULL && tensor != last)
                status = refuse_spare(tensor,
                                      "the first layer has fewer heads", p);
        }
    }
    return status;
}

fulg_status_t
fulg_map_layout(fulg_layout_t *layout, const fulg_map_t map,
                const fulg_tensors_t T, fulg_diag_t diag)
{
    const fulg_tensor_struct *tensor;
    fulg_status_t status;
    fulg_map_place_t p;
    fulg_map_start(&p, map, T, diag);
    memset(layout, 0, sizeof *layout);
    if (map->head_dim != NULL)
    {
        status = fulg_map_evaluate(&layout->head_dim, map->head_dim, &p);
        if (status == FULG_OK && layout->head_dim < 1)
            status = fulg_diag_set(diag, FULG_PARSE, "%s: head_dim %ld",
                                   map->where, (long) layout->head_dim);
        if (status != FULG_OK)
            return status;
        p.value[FULG_MAP_HEAD_DIM] = layout->head_dim;
    }
    status = find_kinds(layout, &p);
    if (status != FULG_OK)
        return status;
    p.rule = fulg_map_rule_of(map, layout->kinds[0]);
    status = fulg_map_find_needed(&tensor, &p);
    if (status == FULG_OK)
        status = number_of(&layout->heads, map->heads, &p, FULG_MAP_HEAD);
    if (status == FULG_OK)
        status = number_of(&layout->layers, map->layers, &p, FULG_MAP_LAYER);
    if (status == FULG_OK)
        status = check_uniform(layout, &p);
    return status;
}
