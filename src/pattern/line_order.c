#include <stdio.h>
#include <string.h>

#include "line.h"

/* Support of row i as bits. */
static void
set_bits(ulong *bits, const fulg_pattern_struct *P, slong i, slong words)
{
    memset(bits, 0, (size_t) words * sizeof(ulong));
    for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        bits[P->col[n] / 64] |= UWORD(1) << (P->col[n] % 64);
}

/* SAME: nested, so both at one end of the order.  OPPOSITE: not nested, so at
   different ends, disjoint or covering.  NEITHER: no order has both at ends. */
typedef enum
{
    SAME,
    OPPOSITE,
    NEITHER
} relation_t;

static relation_t
relation(const ulong *x, const ulong *y, slong length)
{
    int x_in_y = 1, y_in_x = 1, disjoint = 1, covering = 1;
    for (slong w = 0; w * 64 < length; w++)
    {
        const slong rest = length - w * 64;
        const ulong all = rest >= 64 ? ~UWORD(0) : (UWORD(1) << rest) - 1;
        x_in_y &= (x[w] & ~y[w]) == 0;
        y_in_x &= (y[w] & ~x[w]) == 0;
        disjoint &= (x[w] & y[w]) == 0;
        covering &= (x[w] | y[w]) == all;
    }
    if (x_in_y || y_in_x)
        return SAME;
    return disjoint || covering ? OPPOSITE : NEITHER;
}

static int
conflict(char *reason, relation_t found, slong first, slong i, slong l)
{
    if (found == NEITHER)
        snprintf(reason, FULG_PATTERN_REASON,
                 "rows %ld and %ld: with one number per token, a row "
                 "attends to one end of the order of the keys; no order has "
                 "both of these sets at an end",
                 (long) i + 1, (long) l + 1);
    else
        snprintf(reason, FULG_PATTERN_REASON,
                 "rows %ld, %ld and %ld: with one number per token, a row "
                 "attends to one of two ends of the order of the keys; "
                 "these three sets do not fit together",
                 (long) first + 1, (long) i + 1, (long) l + 1);
    return 0;
}

/* side[i]: 1 top, -1 bottom, 0 a full row.  Every pair of rows decides whether
   they are at one end (doc: lem-pattern-ends), so the sides follow from the first
   one. */
static int
find_sides(int *side, char *reason, const fulg_pattern_struct *P)
{
    const slong L = P->length, words = (L + 63) / 64;
    ulong *bits = flint_malloc((size_t) (L * words) * sizeof(ulong));
    slong first = -1;
    int good = 1;
    for (slong i = 0; good && i < L; i++)
    {
        side[i] = 0;
        set_bits(bits + i * words, P, i, words);
        if (P->start[i + 1] - P->start[i] == L)
            continue;
        for (slong l = first; good && l >= 0 && l < i; l++)
        {
            const relation_t found = l == first || side[l] != 0
                                         ? relation(bits + l * words,
                                                    bits + i * words, L)
                                         : SAME;
            if (l != first && side[l] == 0)
                continue;
            if (found != NEITHER && l == first)
                side[i] = found == SAME ? 1 : -1;
            else if (found == NEITHER ||
                     (found == SAME) != (side[l] == side[i]))
                good = conflict(reason, found, first, l, i);
        }
        if (first < 0)
        {
            first = i;
            side[i] = 1;
        }
    }
    flint_free(bits);
    return good;
}

/* Clusters of keys that the same rows attend to, from the top down: a key of more
   top rows is above, of equally many the one of fewer bottom rows. */
static void
find_clusters(fulg_pattern_line_t *G, const fulg_pattern_struct *P)
{
    const slong L = P->length;
    slong *rank = flint_calloc((size_t) L, sizeof(slong));
    /* Every top row lifts its keys, every bottom row lowers them; the sets are
       nested, so equal ranks are equal memberships. */
    for (slong i = 0; i < L; i++)
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
            rank[P->col[n]] += G->side[i];
    G->num = 0;
    for (slong level = L; level >= -L; level--)
    {
        int found = 0;
        for (slong j = 0; j < L; j++)
            if (rank[j] == level)
            {
                G->cluster[j] = G->num;
                found = 1;
            }
        G->num += found;
    }
    flint_free(rank);
}

int
fulg_pattern_line_order(fulg_pattern_line_t *G, char *reason,
                        const fulg_pattern_struct *P)
{
    const size_t L = (size_t) P->length;
    G->side = flint_calloc(L, sizeof(int));
    G->cluster = flint_calloc(L, sizeof(slong));
    G->boundary = flint_calloc(L, sizeof(slong));
    G->num = 1;
    if (!find_sides(G->side, reason, P))
        return 0;
    find_clusters(G, P);
    for (slong i = 0; i < P->length; i++)
    {
        /* The gap below the last cluster of a top row, above the first of a
           bottom row. */
        slong last = 0, first = G->num;
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        {
            last = FLINT_MAX(last, G->cluster[P->col[n]]);
            first = FLINT_MIN(first, G->cluster[P->col[n]]);
        }
        G->boundary[i] = G->side[i] > 0 ? last : first - 1;
    }
    return 1;
}

void
fulg_pattern_line_clear(fulg_pattern_line_t *G)
{
    flint_free(G->side);
    flint_free(G->cluster);
    flint_free(G->boundary);
}
