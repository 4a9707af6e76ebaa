/* Equal entries: the conditions are two integers of the frame, noise and gap, and
   get only harder from column to column.  A frame that fails is left at the column
   where it does, and the rows that were not needed are never drawn. */
#include <math.h>

#include "impl.h"

#define UNKNOWN WORD_MIN

/* A row of K and its products with the columns of the matrix. */
typedef struct
{
    const fulg_pattern_conditions_t *C;
    fulg_pattern_frame_struct *F;
    slong i;
    slong *product; /* K_il norm, or UNKNOWN */
} line_t;

/* norm sum_l K_il over the positive entries (l, j). */
static slong
slope(const line_t *L, slong j)
{
    const fulg_pattern_conditions_t *C = L->C;
    slong sum = 0;
    for (slong n = C->start[j]; n < C->start[j + 1]; n++)
    {
        const slong l = C->row[n];
        if (L->product[l] == UNKNOWN)
        {
            fulg_pattern_frame_draw(L->F, l);
            L->product[l] = fulg_pattern_frame_product(L->F, L->i, l);
        }
        sum += L->product[l];
    }
    return sum;
}

/* What is close is decided in balls, later. */
static int
is_open(const fulg_pattern_interval_t *I, const line_t *L)
{
    const fulg_pattern_conditions_t *C = L->C;
    if (I->gap < 0)
        return 1;
    /* No beta above room2 norm / gap is within the cap. */
    if (I->gap == 0 || (double) L->F->norm >
                           C->cap * (double) I->gap * (1 + FULG_PATTERN_TINY))
        return 0;
    return (double) I->noise * C->room2 <
           (double) I->gap * C->room1 * (1 + FULG_PATTERN_TINY);
}

/* The row's noise and gap. */
static int
take_row(fulg_pattern_interval_t *I, const line_t *L)
{
    const fulg_pattern_struct *P = L->C->P;
    const slong first = P->start[L->i], end = P->start[L->i + 1];
    slong most = WORD_MIN, least = WORD_MAX;
    for (slong n = first; n < end; n++)
    {
        const slong s = slope(L, P->col[n]);
        most = FLINT_MAX(most, s);
        least = FLINT_MIN(least, s);
    }
    I->noise = FLINT_MAX(I->noise, most - least);
    for (slong j = 0, n = first; j < P->length; j++)
    {
        slong gap;
        if (n < end && P->col[n] == j)
        {
            n++;
            continue;
        }
        gap = least - slope(L, j);
        if (I->gap >= 0 && gap >= I->gap)
            continue;
        I->gap = FLINT_MAX(gap, 0);
        if (!is_open(I, L))
            return 0;
    }
    return is_open(I, L);
}

int
fulg_pattern_uniform(fulg_pattern_interval_t *I,
                     const fulg_pattern_conditions_t *C,
                     fulg_pattern_frame_struct *F)
{
    line_t L = {C, F, 0, flint_malloc((size_t) F->length * sizeof(slong))};
    int good = 1;
    *I = (fulg_pattern_interval_t){0, HUGE_VAL, 0, -1};
    for (L.i = 0; good && L.i < F->length; L.i++)
    {
        fulg_pattern_frame_draw(F, L.i);
        for (slong l = 0; l < F->length; l++)
            L.product[l] = UNKNOWN;
        good = take_row(I, &L);
    }
    flint_free(L.product);
    return good;
}
