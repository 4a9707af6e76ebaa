#include <stdlib.h>

#include "line.h"

/* By (T1) a key whose entry is at least 1 + e1 times another one of the row is
   strictly before that on the row's side; by (T2) every key of the row is before
   those outside (doc: lem-pattern-forced).  Rows with a side so order keys, and keys
   in order force sides. */
typedef struct
{
    const fulg_pattern_line_system_t *S;
    slong *sorted; /* entries of each row by size */
    slong *reach;  /* so many of the row's first are that much smaller */
    char *above;   /* keys x keys */
} forced_t;

typedef struct
{
    const fmpq *ratio;
    slong n;
} item_t;

static int
by_ratio(const void *a, const void *b)
{
    return fmpq_cmp(((const item_t *) a)->ratio, ((const item_t *) b)->ratio);
}

static void
sort_row(forced_t *F, slong r, const fmpq_t bound)
{
    const fulg_pattern_line_system_t *S = F->S;
    const slong first = S->start[r], num = S->start[r + 1] - first;
    item_t *item = flint_malloc((size_t) num * sizeof(item_t));
    slong reach = 0;
    fmpq_t x;
    fmpq_init(x);
    for (slong n = 0; n < num; n++)
        item[n] = (item_t){S->ratio + first + n, first + n};
    qsort(item, (size_t) num, sizeof(item_t), by_ratio);
    for (slong n = 0; n < num; n++)
    {
        F->sorted[first + n] = item[n].n;
        for (; reach < n; reach++)
        {
            fmpq_mul(x, item[reach].ratio, bound);
            if (fmpq_cmp(item[n].ratio, x) < 0)
                break;
        }
        F->reach[first + n] = reach;
    }
    fmpq_clear(x);
    flint_free(item);
}

static char *
relation(const forced_t *F, slong upper, slong lower, int side)
{
    return F->above +
           (side > 0 ? upper * F->S->keys + lower : lower * F->S->keys + upper);
}

/* Row r with this side: marks what it orders, or, unless it marks, says whether
   that contradicts the order so far. */
static int
pass(forced_t *F, slong r, int side, int mark)
{
    const fulg_pattern_line_system_t *S = F->S;
    const slong first = S->start[r], end = S->start[r + 1];
    for (slong n = first; n < end; n++)
    {
        const slong k = S->key[F->sorted[n]];
        for (slong m = first; m < first + F->reach[n]; m++)
        {
            const slong l = S->key[F->sorted[m]];
            if (mark)
                *relation(F, k, l, side) = 1;
            else if (*relation(F, l, k, side))
                return 0;
        }
        for (slong l = 0, m = first; mark && l < S->keys; l++)
        {
            const int inside = m < end && S->key[m] == l;
            m += inside;
            if (!inside)
                *relation(F, k, l, side) = 1;
        }
    }
    return 1;
}

/* Sides that follow; 0: a row has none. */
static int
follow(forced_t *F, int *side)
{
    const slong rows = F->S->rows;
    for (slong r = 0; r < rows; r++)
        if (side[r] != 0 && !pass(F, r, side[r], 0))
            return 0;
        else if (side[r] != 0)
            pass(F, r, side[r], 1);
    for (int moved = 1; moved;)
    {
        moved = 0;
        for (slong r = 0; r < rows; r++)
        {
            int top, bottom;
            if (side[r] != 0)
                continue;
            top = pass(F, r, 1, 0);
            bottom = pass(F, r, -1, 0);
            if (!top && !bottom)
                return 0;
            if (top && bottom)
                continue;
            side[r] = top ? 1 : -1;
            pass(F, r, side[r], 1);
            moved = 1;
        }
    }
    return 1;
}

int
fulg_pattern_line_forced(fulg_pattern_line_system_t *S)
{
    const size_t num = (size_t) S->start[S->rows];
    forced_t F = {.S = S};
    int good;
    fmpq_t bound;
    fmpq_init(bound);
    fmpq_set_si(bound, 1, 1);
    fmpq_add(bound, bound, S->e1);
    F.sorted = flint_malloc((num + 1) * sizeof(slong));
    F.reach = flint_malloc((num + 1) * sizeof(slong));
    F.above = flint_calloc((size_t) (S->keys * S->keys), 1);
    for (slong r = 0; r < S->rows; r++)
        sort_row(&F, r, bound);
    good = follow(&F, S->side);
    flint_free(F.sorted);
    flint_free(F.reach);
    flint_free(F.above);
    fmpq_clear(bound);
    return good;
}
