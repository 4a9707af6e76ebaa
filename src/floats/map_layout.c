#include <string.h>

#include "impl.h"

/* How many layers and heads there are, and which matrices. */

/* So far is looked for tensors behind a missing one. */
#define MAX_GAP 1000
/* Heads of all layers together. */
#define MAX_HEADS 65536

/* What is not needed: NULL also where its name makes no sense. */
static const fulg_tensor_struct *
find_spare(const fulg_floats_map_place_t *p)
{
    const fulg_tensor_struct *tensor;
    fulg_floats_map_place_t quiet = *p;
    quiet.diag = NULL;
    return fulg_floats_map_find(&tensor, &quiet) == FULG_OK ? tensor : NULL;
}

static fulg_status_t
refuse_spare(const fulg_tensor_struct *tensor, const char *why,
             const fulg_floats_map_place_t *p)
{
    return fulg_floats_map_at_line(
        p, fulg_diag_set(p->diag, FULG_PARSE,
                         "tensor \"%.200s\" would be left out: %s",
                         tensor->name, why));
}

/* Nothing may stand behind the first n and a gap. */
static fulg_status_t
check_gap(slong n, fulg_floats_map_place_t *p, int letter)
{
    const slong last = n + 1 + FLINT_MIN(p->T->num, MAX_GAP);
    fulg_status_t status = FULG_OK;
    for (slong i = n + 2; i <= last && status == FULG_OK; i++)
    {
        const fulg_tensor_struct *tensor;
        p->value[letter] = i;
        tensor = find_spare(p);
        if (tensor != NULL)
            status = refuse_spare(tensor,
                                  letter == FULG_MAP_LAYER
                                      ? "a layer before it is missing"
                                      : "a head before it is missing",
                                  p);
    }
    return status;
}

/* Increases a letter from 1 for as long as there is a tensor. */
static fulg_status_t
count(slong *number, fulg_floats_map_place_t *p, int letter)
{
    slong n = 0;
    const fulg_tensor_struct *tensor = NULL;
    fulg_status_t status = FULG_OK;
    /* At most one layer, or head, for every tensor. */
    while (status == FULG_OK && n < p->T->num)
    {
        const fulg_tensor_struct *previous = n > 0 ? tensor : NULL;
        p->value[letter] = n + 1;
        status = fulg_floats_map_find(&tensor, p);
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

fulg_status_t
fulg_floats_map_find_kinds(fulg_floats_layout_t *layout,
                           fulg_floats_map_place_t *p)
{
    int num = 0;
    for (slong n = 0; n < p->map->num_rules; n++)
    {
        const fulg_tensor_struct *tensor;
        fulg_status_t status;
        p->rule = &p->map->rule[n];
        if (p->rule->is_block)
            continue;
        status = p->rule->optional ? fulg_floats_map_find(&tensor, p)
                                   : fulg_floats_map_find_needed(&tensor, p);
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
check_uniform(const fulg_floats_layout_t *layout, fulg_floats_map_place_t *p)
{
    const fulg_floats_map_struct *map = p->map;
    const int counted = (map->heads == NULL || strcmp(map->heads, "*") == 0) &&
                        !p->T->has_arch;
    fulg_status_t status = FULG_OK;
    for (slong n = 0; n < map->num_rules; n++)
    {
        const int absent = strchr(layout->kinds, map->rule[n].kind) == NULL;
        p->rule = &map->rule[n];
        if (p->rule->is_block)
            continue;
        for (slong i = 1; i <= layout->layers && status == FULG_OK; i++)
        {
            const slong heads = layout->heads[i - 1];
            const fulg_tensor_struct *tensor, *last;
            p->value[FULG_MAP_LAYER] = i;
            for (slong h = 1; absent && h <= heads; h++)
            {
                p->value[FULG_MAP_HEAD] = h;
                tensor = find_spare(p);
                if (tensor != NULL)
                    return refuse_spare(tensor,
                                        "the first head has no such matrix", p);
            }
            p->value[FULG_MAP_HEAD] = heads;
            last = find_spare(p);
            p->value[FULG_MAP_HEAD] = heads + 1;
            tensor = find_spare(p);
            if (counted && tensor != NULL && tensor != last)
                status = refuse_spare(tensor, "the first layer has fewer heads",
                                      p);
        }
    }
    return status;
}

static int
is_counted(const char *text)
{
    return text == NULL || strcmp(text, "*") == 0;
}

/* An expression whose value may still be unknown: then *n stays what it was. */
static void
try(slong *n, const char *text, const fulg_floats_map_place_t *p)
{
    fulg_floats_map_place_t quiet = *p;
    slong value;
    quiet.diag = NULL;
    if (*n < 0 && !is_counted(text) &&
        fulg_floats_map_evaluate(&value, text, &quiet) == FULG_OK)
        *n = value;
}

static fulg_status_t
check_number(slong n, const char *what, const fulg_floats_map_place_t *p)
{
    if (n >= 1 && n <= FULG_ARCH_MAX_DEPTH)
        return FULG_OK;
    return fulg_floats_map_at_line(
        p, fulg_diag_set(p->diag, FULG_PARSE, "%ld %s", (long) n, what));
}

/* heads * head_dim = query_rows: one of the two from the other. */
static fulg_status_t
divide_rows(fulg_floats_map_place_t *p)
{
    const int known = p->value[FULG_MAP_HEADS] > 0 ? FULG_MAP_HEADS
                                                   : FULG_MAP_HEAD_DIM;
    const int other = known == FULG_MAP_HEADS ? FULG_MAP_HEAD_DIM
                                              : FULG_MAP_HEADS;
    const slong n = p->value[known];
    slong rows;
    fulg_status_t status = fulg_floats_map_evaluate(&rows, p->map->query_rows,
                                                    p);
    if (status != FULG_OK)
        return status;
    if (n < 1)
        status = fulg_diag_set(p->diag, FULG_PARSE,
                               "%ld rows of queries: how many heads? Say "
                               "--heads N or --head-dim N",
                               (long) rows);
    else if (rows % n != 0)
        status = fulg_diag_set(
            p->diag, FULG_PARSE,
            "%ld rows of queries are not divisible by %s %ld", (long) rows,
            known == FULG_MAP_HEADS ? "heads" : "head_dim", (long) n);
    else if (p->value[other] < 0)
        p->value[other] = rows / n;
    else if (p->value[other] * n != rows)
        status = fulg_diag_set(p->diag, FULG_PARSE,
                               "%ld heads of %ld rows are not the %ld rows of "
                               "queries",
                               (long) p->value[FULG_MAP_HEADS],
                               (long) p->value[FULG_MAP_HEAD_DIM], (long) rows);
    return fulg_floats_map_at_line(p, status);
}

/* Heads and head_dim at the place, whose letters are those of its tensor. */
static fulg_status_t
set_heads(fulg_floats_map_place_t *p)
{
    const fulg_floats_map_struct *map = p->map;
    slong *heads = &p->value[FULG_MAP_HEADS];
    slong *head_dim = &p->value[FULG_MAP_HEAD_DIM];
    fulg_status_t status = FULG_OK;
    try(head_dim, map->head_dim, p);
    try(heads, map->heads, p);
    try(head_dim, map->head_dim, p);
    if (map->query_rows != NULL)
        status = divide_rows(p);
    if (status == FULG_OK && *head_dim < 0 && map->head_dim != NULL)
        status = fulg_floats_map_evaluate(head_dim, map->head_dim, p);
    if (status == FULG_OK && *heads < 0)
        status = is_counted(map->heads)
                     ? count(heads, p, FULG_MAP_HEAD)
                     : fulg_floats_map_evaluate(heads, map->heads, p);
    if (status == FULG_OK)
        status = check_number(*heads, "heads", p);
    if (status == FULG_OK && map->head_dim != NULL && *head_dim < 1)
        status = fulg_floats_map_at_line(p, fulg_diag_set(p->diag, FULG_PARSE,
                                                          "head_dim %ld",
                                                          (long) *head_dim));
    return status;
}

static fulg_status_t
set_groups(fulg_floats_map_place_t *p)
{
    const slong heads = p->value[FULG_MAP_HEADS];
    const fulg_tensor_struct *tensor;
    slong groups = heads;
    fulg_status_t status = FULG_OK;
    if (p->map->kv_heads != NULL)
    {
        const fulg_floats_map_rule_t *k = fulg_floats_map_rule_of(p->map, 'k');
        if (k != NULL)
        {
            p->rule = k;
            status = fulg_floats_map_find_needed(&tensor, p);
        }
        if (status == FULG_OK)
            status = fulg_floats_map_evaluate(&groups, p->map->kv_heads, p);
        if (status == FULG_OK && (groups < 1 || heads % groups != 0))
            status = fulg_floats_map_at_line(
                p, fulg_diag_set(p->diag, FULG_PARSE,
                                 "%ld heads in %ld groups (kv_heads)",
                                 (long) heads, (long) groups));
    }
    p->value[FULG_MAP_GROUPS] = groups;
    return status;
}

fulg_status_t
fulg_floats_map_layer_sizes(fulg_floats_layout_t *layout,
                            fulg_floats_map_place_t *p)
{
    const slong i = p->value[FULG_MAP_LAYER] - 1;
    const fulg_tensor_struct *tensor;
    fulg_status_t status;
    p->rule = fulg_floats_map_rule_of(p->map, layout->kinds[0]);
    p->value[FULG_MAP_HEAD] = 1;
    p->value[FULG_MAP_HEADS] = p->value[FULG_MAP_HEAD_DIM] = -1;
    p->value[FULG_MAP_GROUPS] = -1;
    status = fulg_floats_map_find_needed(&tensor, p);
    if (status == FULG_OK)
        status = set_heads(p);
    /* A file of JSON says it itself. */
    if (status == FULG_OK && p->T->has_arch)
        p->value[FULG_MAP_HEADS] = p->T->arch->sub[i].heads;
    if (status == FULG_OK)
        status = set_groups(p);
    if (status != FULG_OK)
        return status;
    layout->heads[i] = p->value[FULG_MAP_HEADS];
    layout->kv_heads[i] = p->value[FULG_MAP_GROUPS];
    layout->head_dim[i] = FLINT_MAX(p->value[FULG_MAP_HEAD_DIM], 0);
    return FULG_OK;
}

static fulg_status_t
set_layers(fulg_floats_layout_t *layout, fulg_floats_map_place_t *p)
{
    const fulg_floats_map_struct *map = p->map;
    const fulg_tensor_struct *tensor;
    fulg_status_t status;
    p->rule = fulg_floats_map_rule_of(map, layout->kinds[0]);
    status = fulg_floats_map_find_needed(&tensor, p);
    if (status != FULG_OK)
        return status;
    if (p->T->has_arch)
        layout->layers = p->T->arch->depth;
    else if (is_counted(map->layers))
        status = count(&layout->layers, p, FULG_MAP_LAYER);
    else
        status = fulg_floats_map_evaluate(&layout->layers, map->layers, p);
    return status == FULG_OK ? check_number(layout->layers, "layers", p)
                             : status;
}

void
fulg_floats_layout_clear(fulg_floats_layout_t *layout)
{
    flint_free(layout->heads);
    flint_free(layout->kv_heads);
    flint_free(layout->head_dim);
}

static fulg_status_t
set_layout(fulg_floats_layout_t *layout, fulg_floats_map_place_t *p)
{
    const size_t size = (size_t) layout->layers * sizeof(slong);
    fulg_status_t status = FULG_OK;
    slong all = 0;
    layout->heads = flint_malloc(size);
    layout->kv_heads = flint_malloc(size);
    layout->head_dim = flint_malloc(size);
    for (slong i = 0; i < layout->layers && status == FULG_OK; i++)
    {
        p->value[FULG_MAP_LAYER] = i + 1;
        status = fulg_floats_map_layer_sizes(layout, p);
        if (status == FULG_OK && (all += layout->heads[i]) > MAX_HEADS)
            status = fulg_diag_set(p->diag, FULG_PARSE,
                                   "%s: more than %d layers or heads in all",
                                   p->map->where, MAX_HEADS);
    }
    return status;
}

fulg_status_t
fulg_floats_map_layout(fulg_floats_layout_t *layout,
                       const fulg_floats_map_t map,
                       const fulg_floats_tensors_t T, fulg_diag_t diag)
{
    fulg_status_t status;
    fulg_floats_map_place_t p;
    fulg_floats_map_start(&p, map, T, diag);
    memset(layout, 0, sizeof *layout);
    status = fulg_floats_map_find_kinds(layout, &p);
    if (status == FULG_OK)
        status = set_layers(layout, &p);
    if (status != FULG_OK)
        return status;
    status = set_layout(layout, &p);
    if (status == FULG_OK)
        status = check_uniform(layout, &p);
    if (status == FULG_OK)
        status = fulg_floats_map_check_cover(map, layout, T, diag);
    if (status != FULG_OK)
        fulg_floats_layout_clear(layout);
    return status;
}

fulg_status_t
fulg_floats_map_fits(const fulg_floats_map_t map, const fulg_floats_tensors_t T,
                     fulg_diag_t diag)
{
    fulg_floats_layout_t layout;
    fulg_floats_map_place_t p;
    fulg_floats_map_start(&p, map, T, diag);
    memset(&layout, 0, sizeof layout);
    return fulg_floats_map_find_kinds(&layout, &p);
}
