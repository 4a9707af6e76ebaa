#include <string.h>

#include "impl.h"

static fulg_status_t
cut(fulg_view_t view, const char *range, int columns, const fulg_map_place_t *p)
{
    slong first, end;
    fulg_status_t status = fulg_map_evaluate_part(&first, &range, ':', p);
    if (status == FULG_OK)
        status = fulg_map_evaluate(&end, range, p);
    if (status != FULG_OK)
        return status;
    status = columns ? fulg_view_cols(view, first, end, p->diag)
                     : fulg_view_rows(view, first, end, p->diag);
    return fulg_map_at_line(p, status);
}

static fulg_status_t
multiply(fulg_view_t view, const char *text, const fulg_map_place_t *p)
{
    fmpq_t x;
    fulg_status_t status;
    fmpq_init(x);
    status = fulg_exact_set_text(x, text, p->diag);
    if (status == FULG_OK && fmpq_is_zero(x))
        status = fulg_diag_set(p->diag, FULG_PARSE, "times 0");
    fmpq_mul(view->scale, view->scale, x);
    fmpq_clear(x);
    return fulg_map_at_line(p, status);
}

static fulg_status_t
divide_root(fulg_view_t view, const char *text, const fulg_map_place_t *p)
{
    slong n;
    const fulg_status_t status = fulg_map_evaluate(&n, text, p);
    if (status != FULG_OK)
        return status;
    if (n < 1)
        return fulg_map_at_line(
            p, fulg_diag_set(p->diag, FULG_PARSE, "over-sqrt %ld", (long) n));
    fmpz_mul_si(view->root, view->root, n);
    return FULG_OK;
}

/* The tensor, or the slice of it that the first word names. */
static fulg_status_t
set_whole(fulg_view_t view, const fulg_tensor_struct *tensor,
          const fulg_map_place_t *p)
{
    const int axis = p->rule->num_words > 0 ? fulg_map_axis(p->rule->word[0])
                                            : -1;
    fulg_status_t status;
    slong value;
    if (axis < 0)
        return fulg_map_at_line(p, fulg_view_set(view, tensor, p->diag));
    status = fulg_map_evaluate(&value, p->rule->word[1], p);
    if (status != FULG_OK)
        return status;
    return fulg_map_at_line(
        p, fulg_view_set_slice(view, tensor, axis, value, p->diag));
}

static fulg_status_t
apply(fulg_view_t view, const fulg_map_place_t *p)
{
    fulg_status_t status = FULG_OK;
    for (int i = 0; i < p->rule->num_words && status == FULG_OK; i++)
    {
        const char *word = p->rule->word[i];
        if (fulg_map_axis(word) >= 0)
            i++; /* done by set_whole */
        else if (strcmp(word, "transpose") == 0)
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
    fulg_map_place_t p;
    fulg_map_start(&p, map, T, diag);
    p.rule = fulg_map_rule_of(map, kind);
    fulg_map_go(&p, layout, layer, head);
    if (p.rule == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "%s: no line for %c", map->where,
                             kind - 32);
    status = fulg_map_find_needed(&tensor, &p);
    if (status == FULG_OK)
        status = set_whole(view, tensor, &p);
    if (status == FULG_OK)
        status = apply(view, &p);
    return status;
}
