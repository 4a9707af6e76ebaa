#include <stdio.h>
#include <string.h>

#include "impl.h"

/* Letters of expressions: layer, head (from 1), heads, head_dim, rows and columns
   of the whole tensor. */
enum
{
    LAYER,
    HEAD,
    HEADS,
    HEAD_DIM,
    ROWS,
    COLS,
    NUM_LETTERS
};
static const char letters[] = "lhHaRC";
#define NAME_SIZE 1200
/* So far is looked for tensors behind a missing one. */
#define MAX_GAP 1000

typedef struct
{
    const fulg_map_struct *map;
    const fulg_tensors_struct *T;
    const fulg_map_rule_t *rule; /* or NULL, outside a rule */
    slong value[NUM_LETTERS];
    fulg_diag_struct *diag;
} place_t;

static fulg_status_t
at_line(const place_t *p, fulg_status_t status)
{
    if (status == FULG_OK || p->diag == NULL)
        return status;
    return fulg_diag_prefix(p->diag, status, "%s:%d: ", p->map->where,
                            p->rule ? p->rule->line : 1);
}

static fulg_status_t
evaluate(slong *result, const char *text, const place_t *p)
{
    const fulg_floats_scope_t scope = {letters, p->value};
    return at_line(p, fulg_floats_expression(result, text, &scope, p->diag));
}

/* The expression before a character, which is skipped. */
static fulg_status_t
evaluate_part(slong *result, const char **text, char end, const place_t *p)
{
    char part[128];
    const char *stop = strchr(*text, end);
    const size_t n = stop ? (size_t) (stop - *text) : sizeof part;
    if (n >= sizeof part)
        return at_line(p, fulg_diag_set(p->diag, FULG_PARSE,
                                        "\"%.100s\": no \"%c\" follows", *text,
                                        end));
    memcpy(part, *text, n);
    part[n] = '\0';
    *text = stop + 1;
    return evaluate(result, part, p);
}

/* The rule's name after the prefix, with its {expressions} filled in. */
static fulg_status_t
fill_name(char *name, const char *prefix, const place_t *p)
{
    const char *text = p->rule->name;
    size_t used = strlen(prefix);
    if (used + strlen(text) + 64 > NAME_SIZE)
        return at_line(p, fulg_diag_set(p->diag, FULG_PARSE,
                                        "the name is too long"));
    memcpy(name, prefix, used);
    while (*text != '\0' && used + 64 < NAME_SIZE)
    {
        slong n;
        fulg_status_t status;
        if (*text != '{')
        {
            name[used++] = *text++;
            continue;
        }
        text++;
        status = evaluate_part(&n, &text, '}', p);
        if (status != FULG_OK)
            return status;
        used += (size_t) snprintf(name + used, NAME_SIZE - used, "%ld",
                                  (long) n);
    }
    name[used] = '\0';
    return FULG_OK;
}

/* NULL when there is no such tensor; a name that makes no sense is an error. */
static fulg_status_t
find(const fulg_tensor_struct **tensor, const place_t *p)
{
    char name[NAME_SIZE];
    fulg_status_t status = fill_name(name, "", p);
    *tensor = NULL;
    if (status != FULG_OK)
        return status;
    *tensor = fulg_tensors_find(p->T, name);
    if (*tensor != NULL || p->map->prefix == NULL)
        return FULG_OK;
    status = fill_name(name, p->map->prefix, p);
    if (status == FULG_OK)
        *tensor = fulg_tensors_find(p->T, name);
    return status;
}

static fulg_status_t
find_needed(const fulg_tensor_struct **tensor, place_t *p)
{
    char name[NAME_SIZE];
    fulg_status_t status = find(tensor, p);
    if (status == FULG_OK && *tensor == NULL)
    {
        status = fill_name(name, "", p);
        if (status == FULG_OK)
            status = at_line(p, fulg_diag_set(p->diag, FULG_PARSE,
                                              "no tensor \"%.200s\"", name));
    }
    if (status == FULG_OK)
    {
        p->value[ROWS] = (*tensor)->rank > 0 ? (*tensor)->shape[0] : 1;
        p->value[COLS] = (*tensor)->rank > 1 ? (*tensor)->shape[1] : 1;
    }
    return status;
}

static void
start(place_t *p, const fulg_map_t map, const fulg_tensors_t T,
      fulg_diag_struct *diag)
{
    *p = (place_t){.map = map, .T = T, .diag = diag};
    for (int i = 0; i < NUM_LETTERS; i++)
        p->value[i] = -1;
    p->value[LAYER] = p->value[HEAD] = 1;
}

/* ---- how many layers and heads ------------------------------------------- */

/* What is not needed: NULL also where its name makes no sense. */
static const fulg_tensor_struct *
find_spare(const place_t *p)
{
    const fulg_tensor_struct *tensor;
    place_t quiet = *p;
    quiet.diag = NULL;
    return find(&tensor, &quiet) == FULG_OK ? tensor : NULL;
}

static fulg_status_t
refuse_spare(const fulg_tensor_struct *tensor, const char *why,
             const place_t *p)
{
    return at_line(p, fulg_diag_set(p->diag, FULG_PARSE,
                                    "tensor \"%.200s\" would be left out: %s",
                                    tensor->name, why));
}

/* Nothing may stand behind the first n and a gap. */
static fulg_status_t
check_gap(slong n, place_t *p, int letter)
{
    const slong last = n + 1 + FLINT_MIN(p->T->num, MAX_GAP);
    fulg_status_t status = FULG_OK;
    for (slong i = n + 2; i <= last && status == FULG_OK; i++)
    {
        const fulg_tensor_struct *tensor;
        p->value[letter] = i;
        tensor = find_spare(p);
        if (tensor != NULL)
            status = refuse_spare(tensor, letter == LAYER
                                              ? "a layer before it is missing"
                                              : "a head before it is missing",
                                  p);
    }
    return status;
}

/* Increases a letter from 1 for as long as there is a tensor. */
static fulg_status_t
count(slong *number, place_t *p, int letter)
{
    slong n = 0;
    const fulg_tensor_struct *tensor = NULL;
    fulg_status_t status = FULG_OK;
    /* At most one layer, or head, for every tensor. */
    while (status == FULG_OK && n < p->T->num)
    {
        const fulg_tensor_struct *previous = n > 0 ? tensor : NULL;
        p->value[letter] = n + 1;
        status = find(&tensor, p);
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
number_of(slong *number, const char *text, place_t *p, int letter)
{
    fulg_status_t status;
    if (text == NULL || strcmp(text, "*") == 0)
        return count(number, p, letter);
    status = evaluate(number, text, p);
    if (status == FULG_OK && (*number < 1 || *number > FULG_ARCH_MAX_DEPTH))
        status = at_line(p, fulg_diag_set(p->diag, FULG_PARSE,
                                          "%ld layers or heads",
                                          (long) *number));
    return status;
}

/* The kinds of matrices that are there. */
static fulg_status_t
find_kinds(fulg_layout_t *layout, place_t *p)
{
    int num = 0;
    for (slong n = 0; n < p->map->num_rules; n++)
    {
        const fulg_tensor_struct *tensor;
        fulg_status_t status;
        p->rule = &p->map->rule[n];
        status = p->rule->optional ? find(&tensor, p) : find_needed(&tensor, p);
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

static const fulg_map_rule_t *
rule_of(const fulg_map_struct *map, char kind)
{
    for (slong n = 0; n < map->num_rules; n++)
        if (map->rule[n].kind == kind)
            return &map->rule[n];
    return NULL;
}

/* Every layer has the matrices and, where they were counted, the heads of the
   first one, and no more. */
static fulg_status_t
check_uniform(const fulg_layout_t *layout, place_t *p)
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
            p->value[LAYER] = i;
            for (slong h = 1; absent && h <= layout->heads; h++)
            {
                p->value[HEAD] = h;
                tensor = find_spare(p);
                if (tensor != NULL)
                    return refuse_spare(tensor,
                                        "the first head has no such matrix", p);
            }
            p->value[HEAD] = layout->heads;
            last = find_spare(p);
            p->value[HEAD] = layout->heads + 1;
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
    place_t p;
    start(&p, map, T, diag);
    memset(layout, 0, sizeof *layout);
    if (map->head_dim != NULL)
    {
        status = evaluate(&layout->head_dim, map->head_dim, &p);
        if (status == FULG_OK && layout->head_dim < 1)
            status = fulg_diag_set(diag, FULG_PARSE, "%s: head_dim %ld",
                                   map->where, (long) layout->head_dim);
        if (status != FULG_OK)
            return status;
        p.value[HEAD_DIM] = layout->head_dim;
    }
    status = find_kinds(layout, &p);
    if (status != FULG_OK)
        return status;
    p.rule = rule_of(map, layout->kinds[0]);
    status = find_needed(&tensor, &p);
    if (status == FULG_OK)
        status = number_of(&layout->heads, map->heads, &p, HEAD);
    if (status == FULG_OK)
        status = number_of(&layout->layers, map->layers, &p, LAYER);
    if (status == FULG_OK)
        status = check_uniform(layout, &p);
    return status;
}

/* ---- one matrix ---------------------------------------------------------- */

static fulg_status_t
cut(fulg_view_t view, const char *range, int columns, const place_t *p)
{
    slong first, end;
    fulg_status_t status = evaluate_part(&first, &range, ':', p);
    if (status == FULG_OK)
        status = evaluate(&end, range, p);
    if (status != FULG_OK)
        return status;
    return at_line(p, columns ? fulg_view_cols(view, first, end, p->diag)
                              : fulg_view_rows(view, first, end, p->diag));
}

static fulg_status_t
multiply(fulg_view_t view, const char *text, const place_t *p)
{
    fmpq_t x;
    fulg_status_t status;
    fmpq_init(x);
    status = fulg_exact_set_text(x, text, p->diag);
    if (status == FULG_OK && fmpq_is_zero(x))
        status = fulg_diag_set(p->diag, FULG_PARSE, "times 0");
    fmpq_mul(view->scale, view->scale, x);
    fmpq_clear(x);
    return at_line(p, status);
}

static fulg_status_t
divide_root(fulg_view_t view, const char *text, const place_t *p)
{
    slong n;
    const fulg_status_t status = evaluate(&n, text, p);
    if (status != FULG_OK)
        return status;
    if (n < 1)
        return at_line(p, fulg_diag_set(p->diag, FULG_PARSE, "over-sqrt %ld",
                                        (long) n));
    fmpz_mul_si(view->root, view->root, n);
    return FULG_OK;
}

static fulg_status_t
apply(fulg_view_t view, const place_t *p)
{
    fulg_status_t status = FULG_OK;
    for (int i = 0; i < p->rule->num_words && status == FULG_OK; i++)
    {
        const char *word = p->rule->word[i];
        if (strcmp(word, "transpose") == 0)
            fulg_view_transpose(view);
        else if (strcmp(word, "times") == 0)
            status = multiply(view, p->rule->word[++i], p);
        else if (strcmp(word, "over-sqrt") == 0)
            status = divide_root(view, p->rule->word[++i], p);
        else
        {
            const int columns = word[0] == 'c';
            status = cut(view, p->rule->word[++i], columns, p);
        }
    }
    return status;
}

fulg_status_t
fulg_map_view(fulg_view_t view, const fulg_map_t map,
              const fulg_layout_t *layout, const fulg_tensors_t T, slong layer,
              slong head, char kind, fulg_diag_t diag)
{
    const fulg_tensor_struct *tensor;
    fulg_status_t status;
    place_t p;
    start(&p, map, T, diag);
    p.rule = rule_of(map, kind);
    p.value[LAYER] = layer + 1;
    p.value[HEAD] = head + 1;
    p.value[HEADS] = layout->heads;
    if (layout->head_dim > 0)
        p.value[HEAD_DIM] = layout->head_dim;
    if (p.rule == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s: no line for %c", map->where,
                             kind - 32);
    status = find_needed(&tensor, &p);
    if (status == FULG_OK)
        status = at_line(&p, fulg_view_set(view, tensor, diag));
    if (status == FULG_OK)
        status = apply(view, &p);
    return status;
}
