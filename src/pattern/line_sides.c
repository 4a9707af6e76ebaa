#include <stdio.h>
#include <string.h>

#include "line.h"

#define FIRST_BITS 32
#define MAX_BITS 1024
/* Choices of sides that are looked at. */
#define MAX_NODES 1000
/* Balls of the border have so many times the bits of the simplex method. */
#define BALL_BITS 8
/* Rows that a reason may name. */
#define MAX_NAMED 3

typedef struct
{
    fulg_pattern_line_system_t *S;
    fulg_pattern_line_verdict_t *V;
    const fulg_progress_t *progress;
    slong bits;
    slong num_open; /* rows without a side at first */
    slong nodes;
    int given_up;                     /* the simplex method was not finished */
    slong named[MAX_NAMED], num_rows; /* that have no solution together */
} search_t;

/* Some rows of the edges that have no solution together. */
static void
take_rows(search_t *X, const fulg_pattern_line_verdict_t *V)
{
    X->num_rows = 0;
    for (slong e = 0; e < V->num; e++)
    {
        int known = V->edge[e].row < 0;
        for (slong n = 0; n < X->num_rows; n++)
            known |= X->named[n] == V->edge[e].row;
        if (!known && X->num_rows < MAX_NAMED)
            X->named[X->num_rows++] = V->edge[e].row;
    }
    if (X->num_rows == 2 && X->named[0] > X->named[1])
    {
        const slong r = X->named[0];
        X->named[0] = X->named[1];
        X->named[1] = r;
    }
}

/* Without solution for coefficients rounded up, so for the true ones. */
static int
is_hopeless(search_t *X, slong bits)
{
    fulg_pattern_line_verdict_t V;
    int hopeless;
    fulg_pattern_line_simplex(&V, X->S, bits, 0, X->progress);
    X->given_up |= V.given_up;
    hopeless = !V.solvable && !V.given_up;
    if (hopeless)
        take_rows(X, &V);
    fulg_pattern_line_verdict_clear(&V, X->S);
    return hopeless;
}

/* One precision.  V stays for FULG_TRUE. */
static fulg_truth_t
try_bits(search_t *X, slong bits)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    fulg_pattern_line_verdict_t *V = X->V;
    fulg_pattern_line_simplex(V, X->S, bits, 1, X->progress);
    X->bits = bits;
    X->given_up |= V->given_up;
    if (V->solvable)
        return FULG_TRUE;
    if (!X->given_up && is_hopeless(X, bits))
        truth = FULG_FALSE;
    else if (!X->given_up &&
             fulg_pattern_line_border(V, X->S, BALL_BITS * bits))
    {
        take_rows(X, V);
        truth = FULG_FALSE;
    }
    fulg_pattern_line_verdict_clear(V, X->S);
    return truth;
}

/* All rows have a side. */
static fulg_truth_t
decide_sides(search_t *X)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    for (slong bits = FIRST_BITS;
         truth == FULG_UNKNOWN && !X->given_up && bits <= MAX_BITS; bits *= 2)
        truth = try_bits(X, bits);
    return truth;
}

static fulg_truth_t choose(search_t *X);

/* The sides as they are, and all that follows from them. */
static fulg_truth_t
look_at(search_t *X)
{
    if (X->given_up || X->nodes++ >= MAX_NODES)
        return FULG_UNKNOWN;
    if (!fulg_pattern_line_forced(X->S))
        return FULG_FALSE;
    return choose(X);
}

/* Both sides of the first row that has none, unless what is chosen has no solution
   already.  The very first choice is no restriction: the other one is its mirror
   image. */
static fulg_truth_t
choose(search_t *X)
{
    fulg_pattern_line_system_t *S = X->S;
    const size_t size = (size_t) S->rows * sizeof(int);
    fulg_truth_t truth = FULG_FALSE;
    slong open = 0, known = 0;
    int *before;
    while (open < S->rows && S->side[open] != 0)
        open++;
    if (open == S->rows)
        return decide_sides(X);
    for (slong r = 0; r < S->rows; r++)
        known += S->side[r] != 0;
    if (known > 0 && is_hopeless(X, FIRST_BITS))
        return FULG_FALSE;
    before = flint_malloc(size);
    memcpy(before, S->side, size);
    for (int side = 1; truth != FULG_TRUE && side >= (known > 0 ? -1 : 1);
         side -= 2)
    {
        fulg_truth_t found;
        memcpy(S->side, before, size);
        S->side[open] = side;
        found = look_at(X);
        truth = found != FULG_FALSE ? found : truth;
    }
    flint_free(before);
    return truth;
}

static void
set_reason(char *reason, const search_t *X, fulg_truth_t truth)
{
    static const char *const end =
        "no distances between the keys work for their entries, e1 "
        "and e2";
    const slong *name = X->S->name;
    if (truth == FULG_FALSE && X->num_open > 0)
        snprintf(reason, FULG_PATTERN_REASON,
                 "the supports are ends of one order of the keys, but %s, "
                 "whatever the ends of the rows without zeros",
                 end);
    else if (truth == FULG_FALSE && X->num_rows == 2)
        snprintf(reason, FULG_PATTERN_REASON,
                 "rows %ld and %ld: ends of one order of the keys, but %s",
                 (long) name[X->named[0]] + 1, (long) name[X->named[1]] + 1,
                 end);
    else if (truth == FULG_FALSE)
        snprintf(reason, FULG_PATTERN_REASON,
                 "the supports are ends of one order of the keys, but %s", end);
    else if (X->nodes >= MAX_NODES)
        snprintf(reason, FULG_PATTERN_REASON,
                 "%ld rows without zeros may be at either end, too many to try "
                 "all",
                 (long) X->num_open);
    else if (X->given_up)
        snprintf(
            reason, FULG_PATTERN_REASON,
            "%ld different keys and %ld different rows are too many for the "
            "exact simplex method",
            (long) X->S->keys, (long) X->S->rows);
    else
        snprintf(reason, FULG_PATTERN_REASON,
                 "at %d bits the conditions seem to hold only with "
                 "equality, but no identity between their logarithms was "
                 "found",
                 MAX_BITS);
}

fulg_truth_t
fulg_pattern_line_sides(fulg_pattern_line_verdict_t *V, slong *bits,
                        char *reason, fulg_pattern_line_system_t *S,
                        const fulg_progress_t *progress)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    search_t X = {.S = S, .V = V, .progress = progress};
    for (slong r = 0; r < S->rows; r++)
        X.num_open += S->side[r] == 0;
    X.given_up = S->keys + S->rows > FULG_PATTERN_LINE_UNKNOWNS;
    truth = look_at(&X);
    *bits = X.bits;
    if (truth != FULG_TRUE)
        set_reason(reason, &X, truth);
    return truth;
}
