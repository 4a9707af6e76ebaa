#include <string.h>

#include <fulgurite/tree.h>

static slong *
new_list(slong n)
{
    return flint_malloc((size_t) FLINT_MAX(n, 1) * sizeof(slong));
}

/* label of a level, numbered by least elements; returns how many there are. */
static slong
renumber(slong *label, const slong *given, slong n)
{
    slong *first = new_list(n), count = 0;
    for (slong x = 0; x < n; x++)
    {
        slong f = 0;
        while (f < count && given[first[f]] != given[x])
            f++;
        if (f == count)
            first[count++] = x;
        label[x] = f;
    }
    flint_free(first);
    return count;
}

/* "{3,7,..}": the first elements of the folder of x. */
static void
folder_text(char *text, size_t size, const fulg_tree_t T, slong l, slong x)
{
    const slong *label = T->label + l * T->n;
    size_t used = (size_t) snprintf(text, size, "{");
    slong shown = 0;
    for (slong y = 0; y < T->n && used + 24 < size; y++)
        if (label[y] == label[x])
        {
            if (++shown > 6)
            {
                used += (size_t) snprintf(text + used, size - used, ",..");
                break;
            }
            used += (size_t) snprintf(text + used, size - used, "%s%ld",
                                      shown > 1 ? "," : "", (long) y);
        }
    snprintf(text + used, size - used, "}");
}

/* Elements that are together on a level were together on the one above. */
static fulg_status_t
check_level(const fulg_tree_t T, slong l, fulg_diag_t diag)
{
    const slong *above = T->label + (l - 1) * T->n,
                *label = T->label + l * T->n;
    slong *first = new_list(T->n);
    fulg_status_t status = FULG_OK;
    for (slong f = 0; f < T->count[l]; f++)
        first[f] = -1;
    for (slong x = 0; x < T->n && status == FULG_OK; x++)
    {
        slong *f = &first[label[x]];
        char text[128];
        if (*f < 0)
            *f = x;
        if (above[*f] == above[x])
            continue;
        folder_text(text, sizeof text, T, l, x);
        status = fulg_diag_set(diag, FULG_PARSE,
                               "folder %s of level %ld is in no folder of "
                               "level %ld (%ld and %ld are apart there)",
                               text, (long) l, (long) l - 1, (long) *f,
                               (long) x);
    }
    flint_free(first);
    return status;
}

static fulg_status_t
check_ends(const fulg_tree_t T, fulg_diag_t diag)
{
    const slong *last = T->label + (T->levels - 1) * T->n;
    char text[128];
    if (T->count[0] != 1)
        return fulg_diag_set(diag, FULG_PARSE,
                             "level 0 has %ld folders; it is "
                             "the whole set",
                             (long) T->count[0]);
    for (slong x = 0; x < T->n; x++)
        if (last[x] != x)
        {
            folder_text(text, sizeof text, T, T->levels - 1, x);
            return fulg_diag_set(diag, FULG_PARSE,
                                 "folder %s of the last "
                                 "level has more than one element",
                                 text);
        }
    return FULG_OK;
}

/* The children of one folder, which is order[start .. end - 1]. */
static void
divide(fulg_tree_t T, slong l, slong start, slong end)
{
    const slong *label = T->label + l * T->n;
    const slong num = end - start;
    slong *copy = new_list(num), *child = new_list(num), *size = new_list(num);
    slong children = 0, place = start;
    memcpy(copy, T->order + start, (size_t) num * sizeof(slong));
    for (slong x = 0; x < num; x++)
    {
        slong c = 0;
        while (c < children && child[c] != label[copy[x]])
            c++;
        if (c == children)
        {
            child[children] = label[copy[x]];
            size[children++] = 0;
        }
        size[c]++;
    }
    for (slong c = 0; c < children; c++)
    {
        slong best = -1, b;
        for (slong d = 0; d < children; d++)
            if (size[d] > 0 &&
                (best < 0 || size[d] > size[best] ||
                 (size[d] == size[best] && child[d] < child[best])))
                best = d;
        b = T->offset[l] + child[best];
        T->start[b] = place;
        for (slong x = 0; x < num; x++)
            if (label[copy[x]] == child[best])
                T->order[place++] = copy[x];
        T->end[b] = place;
        size[best] = 0;
    }
    flint_free(copy);
    flint_free(child);
    flint_free(size);
}

static void
set_order(fulg_tree_t T)
{
    T->offset[0] = 0;
    for (slong l = 0; l + 1 < T->levels; l++)
        T->offset[l + 1] = T->offset[l] + T->count[l];
    T->num = T->offset[T->levels - 1] + T->count[T->levels - 1];
    T->start = new_list(T->num);
    T->end = new_list(T->num);
    for (slong x = 0; x < T->n; x++)
        T->order[x] = x;
    T->start[0] = 0;
    T->end[0] = T->n;
    for (slong l = 1; l < T->levels; l++)
        for (slong f = 0; f < T->count[l - 1]; f++)
            divide(T, l, T->start[T->offset[l - 1] + f],
                   T->end[T->offset[l - 1] + f]);
}

fulg_status_t
fulg_tree_init(fulg_tree_t T, slong n, slong levels, const slong *label,
               fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    if (n < 1 || levels < 1)
        return fulg_diag_set(diag, FULG_PARSE,
                             "a tree has a level and an "
                             "element");
    T->n = n;
    T->levels = levels;
    T->count = new_list(levels);
    T->label = new_list(levels * n);
    T->order = new_list(n);
    T->offset = new_list(levels);
    T->start = T->end = NULL;
    for (slong l = 0; l < levels; l++)
        T->count[l] = renumber(T->label + l * n, label + l * n, n);
    for (slong l = 1; l < levels && status == FULG_OK; l++)
        status = check_level(T, l, diag);
    if (status == FULG_OK)
        status = check_ends(T, diag);
    if (status != FULG_OK)
        fulg_tree_clear(T);
    else
        set_order(T);
    return status;
}

void
fulg_tree_clear(fulg_tree_t T)
{
    flint_free(T->count);
    flint_free(T->label);
    flint_free(T->order);
    flint_free(T->offset);
    flint_free(T->start);
    flint_free(T->end);
}

static slong *
copy_list(const slong *list, slong n)
{
    slong *copy = new_list(n);
    memcpy(copy, list, (size_t) n * sizeof(slong));
    return copy;
}

void
fulg_tree_init_set(fulg_tree_t T, const fulg_tree_t S)
{
    *T = *S;
    T->count = copy_list(S->count, S->levels);
    T->label = copy_list(S->label, S->levels * S->n);
    T->order = copy_list(S->order, S->n);
    T->offset = copy_list(S->offset, S->levels);
    T->start = copy_list(S->start, S->num);
    T->end = copy_list(S->end, S->num);
}

void
fulg_tree_init_dyadic(fulg_tree_t T, slong n)
{
    slong levels = 1, *label;
    fulg_diag_t diag;
    while ((n - 1) >> (levels - 1) != 0)
        levels++;
    label = new_list(levels * n);
    for (slong l = 0; l < levels; l++)
        for (slong x = 0; x < n; x++)
            label[l * n + x] = x >> (levels - 1 - l);
    /* Shifted numbers refine each other. */
    if (fulg_tree_init(T, n, levels, label, diag) != FULG_OK)
        T->n = 0;
    flint_free(label);
}

int
fulg_tree_equal(const fulg_tree_t S, const fulg_tree_t T)
{
    return S->n == T->n && S->levels == T->levels &&
           memcmp(S->label, T->label,
                  (size_t) (S->n * S->levels) * sizeof(slong)) == 0;
}
