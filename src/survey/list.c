#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fulgurite/survey.h>

void
fulg_survey_list_init(fulg_survey_list_t list)
{
    memset(list, 0, sizeof(fulg_survey_list_t));
}

static void
item_clear(fulg_survey_item_t *item)
{
    free(item->text);
    free(item->key);
    flint_free(item->name);
}

static char *
joined(const char *a, const char *b)
{
    const size_t size = strlen(a) + strlen(b) + 3;
    char *text = flint_malloc(size);
    snprintf(text, size, "%s%s%s", a, *a && *b ? ", " : "", b);
    return text;
}

void
fulg_survey_list_clear(fulg_survey_list_t list)
{
    for (slong n = 0; n < list->num; n++)
        item_clear(&list->item[n]);
    flint_free(list->item);
    flint_free(list->by_text);
    flint_free(list->start);
    flint_free(list->member);
}

static char *
text_of(const fulg_arch_t arch)
{
    json_t *value = fulg_arch_json(arch);
    char *text = fulg_exact_canonical_text(value);
    json_decref(value);
    return text;
}

void
fulg_survey_list_push(fulg_survey_list_t list, const fulg_arch_t arch,
                      const char *name)
{
    fulg_arch_t canonical;
    fulg_survey_item_t *item;
    if (list->num == list->room)
    {
        list->room = 2 * list->room + 16;
        list->item = flint_realloc(list->item, (size_t) list->room *
                                                   sizeof(fulg_survey_item_t));
    }
    item = &list->item[list->num++];
    fulg_arch_init(canonical, 1);
    fulg_survey_canonical(canonical, arch);
    item->text = text_of(arch);
    item->key = text_of(canonical);
    item->name = name ? joined(name, "") : NULL;
    item->group = -1;
    fulg_arch_clear(canonical);
}

fulg_status_t
fulg_survey_arch(fulg_arch_t arch, const char *text)
{
    json_t *value = NULL;
    fulg_status_t status = fulg_exact_json_parse(&value, text, strlen(text),
                                                 NULL, NULL);
    if (status == FULG_OK)
        status = fulg_arch_init_json(arch, value, NULL);
    json_decref(value);
    return status;
}

/* ---- order, through pointers to items ----------------------------------------- */

static int
by_text(const void *a, const void *b)
{
    const fulg_survey_item_t *const *p = a, *const *q = b;
    const int order = strcmp((*p)->text, (*q)->text);
    return order ? order : (*p > *q) - (*p < *q);
}

static int
by_key(const void *a, const void *b)
{
    const fulg_survey_item_t *const *p = a, *const *q = b;
    const int order = strcmp((*p)->key, (*q)->key);
    return order ? order : (*p > *q) - (*p < *q);
}

static fulg_survey_item_t **
sorted(const fulg_survey_list_t list,
       int (*compare)(const void *a, const void *b))
{
    fulg_survey_item_t **order = flint_malloc((size_t) (list->num + 1) *
                                              sizeof(fulg_survey_item_t *));
    for (slong n = 0; n < list->num; n++)
        order[n] = &list->item[n];
    qsort(order, (size_t) list->num, sizeof *order, compare);
    return order;
}

/* ---- closing -------------------------------------------------------------------- */

/* The shard, from 1, of a key: FNV-1a is the same everywhere and spreads well
   enough. */
static slong
shard_of(const char *key, slong n)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *key != '\0'; key++)
        hash = (hash ^ (unsigned char) *key) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    return (slong) (hash % (uint64_t) n) + 1;
}

/* Keeps the items of group 0, drops those of group -1. */
static void
compact(fulg_survey_list_t list)
{
    slong kept = 0;
    for (slong n = 0; n < list->num; n++)
        if (list->item[n].group < 0)
            item_clear(&list->item[n]);
        else
            list->item[kept++] = list->item[n];
    list->num = kept;
}

/* The name of a repetition goes to the item that stays. */
static void
take_name(fulg_survey_item_t *item, const fulg_survey_item_t *other)
{
    char *name;
    if (other->name == NULL)
        return;
    name = joined(item->name ? item->name : "", other->name);
    flint_free(item->name);
    item->name = name;
}

static void
drop_repeats(fulg_survey_list_t list, slong k, slong n)
{
    fulg_survey_item_t **order = sorted(list, by_text);
    slong first = 0;
    for (slong i = 0; i < list->num; i++)
    {
        order[i]->group = shard_of(order[i]->key, n) == k ? 0 : -1;
        if (i == 0 || strcmp(order[i]->text, order[first]->text) != 0)
        {
            first = i;
            continue;
        }
        order[i]->group = -1;
        take_name(order[first], order[i]);
    }
    flint_free(order);
    compact(list);
}

static void
keep_representatives(fulg_survey_list_t list)
{
    for (slong n = 0; n < list->num; n++)
    {
        fulg_survey_item_t *item = &list->item[n];
        free(item->text);
        item->text = strdup(item->key);
    }
}

/* Numbers the groups by their first items. */
static void
number_groups(fulg_survey_list_t list)
{
    fulg_survey_item_t **order = sorted(list, by_key);
    const size_t size = (size_t) (list->num + 1) * sizeof(slong);
    slong *number = flint_malloc(size), *leader = flint_malloc(size);
    slong num = 0;
    for (slong i = 0; i < list->num; i++)
        leader[order[i] - list->item] = i > 0 && strcmp(order[i]->key,
                                                        order[i - 1]->key) == 0
                                            ? leader[order[i - 1] - list->item]
                                            : order[i] - list->item;
    for (slong n = 0; n < list->num; n++)
    {
        if (leader[n] == n)
            number[n] = num++;
        list->item[n].group = number[leader[n]];
    }
    list->num_groups = num;
    flint_free(number);
    flint_free(leader);
    flint_free(order);
}

static void
set_members(fulg_survey_list_t list)
{
    slong *place;
    const size_t groups = (size_t) (list->num_groups + 2) * sizeof(slong);
    list->start = flint_calloc(1, groups);
    list->member = flint_malloc((size_t) (list->num + 1) * sizeof(slong));
    for (slong n = 0; n < list->num; n++)
        list->start[list->item[n].group + 1]++;
    for (slong g = 0; g < list->num_groups; g++)
        list->start[g + 1] += list->start[g];
    place = flint_malloc(groups);
    memcpy(place, list->start, groups);
    for (slong n = 0; n < list->num; n++)
        list->member[place[list->item[n].group]++] = n;
    flint_free(place);
}

void
fulg_survey_list_close(fulg_survey_list_t list, int distinct, slong k, slong n)
{
    fulg_survey_item_t **order;
    if (distinct)
        keep_representatives(list);
    drop_repeats(list, k, n);
    number_groups(list);
    set_members(list);
    order = sorted(list, by_text);
    list->by_text = flint_malloc((size_t) (list->num + 1) * sizeof(slong));
    for (slong i = 0; i < list->num; i++)
        list->by_text[i] = order[i] - list->item;
    flint_free(order);
}

slong
fulg_survey_list_find(const fulg_survey_list_t list, const char *text)
{
    slong low = 0, high = list->num - 1;
    while (low <= high)
    {
        const slong middle = low + (high - low) / 2;
        const int order = strcmp(text, list->item[list->by_text[middle]].text);
        if (order == 0)
            return list->by_text[middle];
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}
