#include <string.h>

#include "impl.h"

static fulg_status_t
cut(fulg_floats_view_t view, const char *range, int columns,
    const fulg_floats_map_place_t *p)
{
    slong first, end;
    fulg_status_t status = fulg_floats_map_evaluate_part(&first, &range, ':',
                                                         p);
    if (status == FULG_OK)
        status = fulg_floats_map_evaluate(&end, range, p);
    if (status != FULG_OK)
        return status;
    status = columns ? fulg_floats_view_cols(view, first, end, p->diag)
                     : fulg_floats_view_rows(view, first, end, p->diag);
    return fulg_floats_map_at_line(p, status);
}

static fulg_status_t
multiply(fulg_floats_view_t view, const char *text,
         const fulg_floats_map_place_t *p)
{
    fmpq_t x;
    fulg_status_t status;
    fmpq_init(x);
    status = fulg_exact_set_text(x, text, p->diag);
    if (status == FULG_OK && fmpq_is_zero(x))
        status = fulg_diag_set(p->diag, FULG_PARSE, "times 0");
    fmpq_mul(view->scale, view->scale, x);
    fmpq_clear(x);
    return fulg_floats_map_at_line(p, status);
}

static fulg_status_t
divide_root(fulg_floats_view_t view, const char *text,
            const fulg_floats_map_place_t *p)
{
    slong n;
    const fulg_status_t status = fulg_floats_map_evaluate(&n, text, p);
    if (status != FULG_OK)
        return status;
    if (n < 1)
        return fulg_floats_map_at_line(
            p, fulg_diag_set(p->diag, FULG_PARSE, "over-sqrt %ld", (long) n));
    fmpz_mul_si(view->root, view->root, n);
    return FULG_OK;
}

static fulg_status_t
add(fulg_floats_view_t view, const char *text, const fulg_floats_map_place_t *p)
{
    return fulg_floats_map_at_line(
        p, fulg_exact_set_text(view->shift, text, p->diag));
}

/* The tensor, or the slice of it that the first word names. */
static fulg_status_t
set_whole(fulg_floats_view_t view, const fulg_tensor_struct *tensor,
          const fulg_floats_map_place_t *p)
{
    const int axis = p->rule->num_words > 0
                         ? fulg_floats_map_axis(p->rule->word[0])
                         : -1;
    fulg_status_t status;
    slong value;
    if (axis < 0)
        return fulg_floats_map_at_line(
            p, fulg_floats_view_set(view, tensor, p->diag));
    status = fulg_floats_map_evaluate(&value, p->rule->word[1], p);
    if (status != FULG_OK)
        return status;
    return fulg_floats_map_at_line(
        p, fulg_floats_view_set_slice(view, tensor, axis, value, p->diag));
}

static fulg_status_t
apply(fulg_floats_view_t view, const fulg_floats_map_place_t *p)
{
    fulg_status_t status = FULG_OK;
    for (int i = 0; i < p->rule->num_words && status == FULG_OK; i++)
    {
        const char *word = p->rule->word[i];
        if (fulg_floats_map_axis(word) >= 0)
            i++; /* done by set_whole */
        else if (strcmp(word, "transpose") == 0)
            fulg_floats_view_transpose(view);
        else if (strcmp(word, "times") == 0)
            status = multiply(view, p->rule->word[++i], p);
        else if (strcmp(word, "plus") == 0)
            status = add(view, p->rule->word[++i], p);
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

/* The view of the rule of p. */
static fulg_status_t
set_view(fulg_floats_view_t view, fulg_floats_map_place_t *p)
{
    const fulg_tensor_struct *tensor;
    fulg_status_t status = fulg_floats_map_find_needed(&tensor, p);
    if (status == FULG_OK)
        status = set_whole(view, tensor, p);
    if (status == FULG_OK)
        status = apply(view, p);
    return status;
}

fulg_status_t
fulg_floats_map_view(fulg_floats_view_t view, const fulg_floats_map_t map,
                     const fulg_floats_layout_t *layout,
                     const fulg_floats_tensors_t T, slong layer, slong head,
                     char kind, fulg_diag_t diag)
{
    fulg_floats_map_place_t p;
    fulg_floats_map_start(&p, map, T, diag);
    p.rule = fulg_floats_map_rule_of(map, kind);
    fulg_floats_map_go(&p, layout, layer, head);
    if (p.rule == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s: no line for %c", map->where,
                             kind - 32);
    return set_view(view, &p);
}

int
fulg_floats_map_has_blocks(const fulg_floats_map_t map)
{
    for (slong n = 0; n < map->num_rules; n++)
        if (map->rule[n].is_block)
            return 1;
    return 0;
}

static const fulg_floats_map_rule_t *
rule_of_block(const fulg_floats_map_struct *map, const fulg_block_t *block)
{
    for (slong n = 0; n < map->num_rules; n++)
        if (map->rule[n].kind == block->kind &&
            map->rule[n].forward == block->forward)
            return &map->rule[n];
    return NULL;
}

void
fulg_floats_map_block_shape(slong *rows, slong *cols,
                            const fulg_floats_map_t map,
                            const fulg_floats_layout_t *layout,
                            const fulg_floats_tensors_t T, char kind,
                            int forward)
{
    const fulg_block_t block = {.kind = kind, .forward = forward};
    fulg_diag_t diag;
    fulg_floats_view_t view;
    fulg_floats_map_place_t p;
    fulg_floats_map_start(&p, map, T, diag);
    fulg_floats_map_go(&p, layout, 0, 0);
    fulg_floats_view_init(view);
    p.rule = rule_of_block(map, &block);
    *rows = *cols = 0;
    if (p.rule != NULL && set_view(view, &p) == FULG_OK)
    {
        *rows = view->rows;
        *cols = view->cols;
    }
    fulg_floats_view_clear(view);
}

fulg_status_t
fulg_floats_map_block_view(fulg_floats_view_t view, const fulg_floats_map_t map,
                           const fulg_floats_layout_t *layout,
                           const fulg_floats_tensors_t T,
                           const fulg_block_t *block, slong head,
                           fulg_diag_t diag)
{
    char name[FULG_ARCH_NAME_SIZE];
    fulg_status_t status;
    fulg_floats_map_place_t p;
    fulg_floats_map_start(&p, map, T, diag);
    fulg_arch_block_name(name, block);
    p.rule = rule_of_block(map, block);
    if (p.rule == NULL || block->number > layout->layers)
        return fulg_diag_set(diag, FULG_PARSE, "%s: no line for %s", map->where,
                             name);
    fulg_floats_map_go(&p, layout, block->number - 1, head);
    status = set_view(view, &p);
    if (status == FULG_OK &&
        (view->rows != block->rows || view->cols != block->cols))
        status = fulg_diag_set(
            diag, FULG_PARSE,
            "tensor \"%.200s\": %s is %ld x %ld, expected %ld x %ld",
            view->tensor->name, name, (long) view->rows, (long) view->cols,
            (long) block->rows, (long) block->cols);
    return status;
}
