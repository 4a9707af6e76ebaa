#include "line.h"

#define SWEEPS 3000
#define BITS 64

/* gap[c] must exceed top[c] times the sum of the gaps before it, and bottom[c]
   times the sum of those behind; 0: no condition.  Lengths are only found here,
   with the precision of BITS; the model is proved afterwards. */
typedef struct
{
    slong num;
    arb_ptr gap, top, bottom;
} gaps_t;

static void
gaps_init(gaps_t *D, slong num)
{
    D->num = num;
    D->gap = _arb_vec_init(num + 1);
    D->top = _arb_vec_init(num + 1);
    D->bottom = _arb_vec_init(num + 1);
}

static void
gaps_clear(gaps_t *D)
{
    _arb_vec_clear(D->gap, D->num + 1);
    _arb_vec_clear(D->top, D->num + 1);
    _arb_vec_clear(D->bottom, D->num + 1);
}

/* log of the largest ratio of row i. */
static void
row_range(arb_t range, const fulg_pattern_struct *P, slong i)
{
    fmpq_t most, least;
    fmpq_init(most);
    fmpq_init(least);
    fmpq_set(least, P->value + P->start[i]);
    for (slong n = P->start[i]; n < P->start[i + 1]; n++)
    {
        if (fmpq_cmp(P->value + n, most) > 0)
            fmpq_set(most, P->value + n);
        if (fmpq_cmp(P->value + n, least) < 0)
            fmpq_set(least, P->value + n);
    }
    fmpq_div(most, most, least);
    fulg_pattern_log(range, most, 2 * BITS);
    fmpq_clear(most);
    fmpq_clear(least);
}

/* The conditions of all rows.  strict: enough for all entries, else necessary: a
   row of range r may spread its logits by log(1+e1) - r for sure, and by no more
   than log(1+e1) + r.  0: a row with no such room. */
static int
set_conditions(gaps_t *D, const fulg_pattern_line_t *G,
               const fulg_pattern_struct *P, const arb_t room1,
               const arb_t room2, int strict)
{
    int good = 1;
    arb_t room, ratio;
    arb_init(room);
    arb_init(ratio);
    for (slong i = 0; good && i < P->length; i++)
    {
        arb_ptr place;
        row_range(room, P, i);
        if (strict)
            arb_neg(room, room);
        arb_add(room, room, room1, 2 * BITS);
        if (!arb_is_positive(room))
        {
            good = 0;
            continue;
        }
        if (G->side[i] == 0)
            continue;
        arb_div(ratio, room2, room, 2 * BITS);
        place = (G->side[i] > 0 ? D->top : D->bottom) + G->boundary[i];
        arb_max(place, place, ratio, 2 * BITS);
    }
    arb_clear(room);
    arb_clear(ratio);
    return good;
}

/* y = the larger of the two sums with their factors, at gap c. */
static void
required(arb_t y, const gaps_t *D, slong c, const arb_t before,
         const arb_t behind)
{
    arb_t x;
    arb_init(x);
    arb_mul(y, D->top + c, before, BITS);
    arb_mul(x, D->bottom + c, behind, BITS);
    arb_max(y, y, x, BITS);
    arb_clear(x);
}

/* One pass over the gaps: gap = required (1 + 2^-20) + 1 where that is more; or,
   to see growth, all gaps at once without the 1.  Returns 0 when nothing moved. */
static int
sweep(gaps_t *D)
{
    int moved = 0;
    arb_t before, behind, y, z;
    arb_init(before);
    arb_init(behind);
    arb_init(y);
    arb_init(z);
    for (slong c = 0; c < D->num; c++)
        arb_add(behind, behind, D->gap + c, 4 * BITS);
    for (slong c = 0; c < D->num; c++)
    {
        arb_sub(behind, behind, D->gap + c, 4 * BITS);
        required(y, D, c, before, behind);
        arb_mul_2exp_si(z, y, -20);
        arb_add(y, y, z, BITS);
        arb_add_ui(y, y, 1, BITS);
        mag_zero(arb_radref(y));
        if (arf_cmp(arb_midref(y), arb_midref(D->gap + c)) > 0)
        {
            /* A little more than needed, so that sweeps end. */
            arb_mul_2exp_si(z, y, -24);
            arb_add(D->gap + c, y, z, BITS);
            mag_zero(arb_radref(D->gap + c));
            moved = 1;
        }
        arb_add(before, before, D->gap + c, 4 * BITS);
        mag_zero(arb_radref(before));
        mag_zero(arb_radref(behind));
    }
    arb_clear(before);
    arb_clear(behind);
    arb_clear(y);
    arb_clear(z);
    return moved;
}

/* Proves that no gaps do: v >= 0, not 0, of which every positive entry is at most
   what it requires of itself (doc: thm-pattern-line). */
static int
is_impossible(gaps_t *D)
{
    arb_t before, behind, total, y;
    int proved = 1;
    arb_init(before);
    arb_init(behind);
    arb_init(total);
    arb_init(y);
    for (slong c = 0; c < D->num; c++)
        arb_add(total, total, D->gap + c, 4 * BITS);
    arb_mul_2exp_si(y, total, -40);
    for (slong c = 0; c < D->num; c++)
        if (arb_lt(D->gap + c, y))
            arb_zero(D->gap + c);
    arb_zero(total);
    for (slong c = 0; c < D->num; c++)
        arb_add(total, total, D->gap + c, 4 * BITS);
    proved = arb_is_positive(total);
    for (slong c = 0; proved && c < D->num; c++)
    {
        arb_sub(behind, total, before, 4 * BITS);
        arb_sub(behind, behind, D->gap + c, 4 * BITS);
        required(y, D, c, before, behind);
        proved = arb_is_zero(D->gap + c) || arb_ge(y, D->gap + c);
        arb_add(before, before, D->gap + c, 4 * BITS);
    }
    arb_clear(before);
    arb_clear(behind);
    arb_clear(total);
    arb_clear(y);
    return proved;
}

/* All gaps become what they require, in one step, then are scaled: the direction
   of fastest growth, as far as there is one. */
static void
grow(gaps_t *D)
{
    arb_ptr next = _arb_vec_init(D->num + 1);
    arb_t before, behind;
    arb_init(before);
    arb_init(behind);
    for (int step = 0; step < 300; step++)
    {
        arb_zero(before);
        arb_zero(behind);
        for (slong c = 0; c < D->num; c++)
            arb_add(behind, behind, D->gap + c, 4 * BITS);
        for (slong c = 0; c < D->num; c++)
        {
            arb_sub(behind, behind, D->gap + c, 4 * BITS);
            required(next + c, D, c, before, behind);
            /* Half of the old one: no alternation. */
            arb_add(next + c, next + c, D->gap + c, BITS);
            arb_add(before, before, D->gap + c, 4 * BITS);
            mag_zero(arb_radref(next + c));
            mag_zero(arb_radref(behind));
        }
        for (slong c = 0; c < D->num; c++)
            arb_swap(D->gap + c, next + c);
    }
    arb_clear(before);
    arb_clear(behind);
    _arb_vec_clear(next, D->num + 1);
}

/* Token numbers, the top at 0, going down by the gaps. */
static void
set_keys(fulg_pattern_model_t M, const fulg_pattern_line_t *G, const gaps_t *D)
{
    fmpq *place = _fmpq_vec_init(G->num);
    for (slong c = 1; c < G->num; c++)
    {
        arf_get_fmpq(place + c, arb_midref(D->gap + c - 1));
        fmpq_sub(place + c, place + c - 1, place + c);
    }
    for (slong j = 0; j < M->length; j++)
        fmpq_set(fmpq_mat_entry(M->key, j, 0), place + G->cluster[j]);
    _fmpq_vec_clear(place, G->num);
}

/* The number of row i: its gap becomes a little more than log(1/e2), in the middle
   of what its keys allow. */
static void
set_query(fulg_pattern_model_t M, slong i, const fulg_pattern_line_t *G,
          const gaps_t *D, const fulg_pattern_struct *P, const arb_t room1,
          const arb_t room2)
{
    const slong c = G->boundary[i];
    arb_t inner, low, high;
    arb_init(inner);
    arb_init(low);
    arb_init(high);
    for (slong n = 0; n < D->num; n++)
        if (G->side[i] > 0 ? n < c : n > c)
            arb_add(inner, inner, D->gap + n, 4 * BITS);
    arb_div(low, room2, D->gap + c, 4 * BITS);
    if (arb_is_zero(inner))
        arb_mul_2exp_si(low, low, 1);
    else
    {
        row_range(high, P, i);
        arb_sub(high, room1, high, 4 * BITS);
        arb_div(high, high, inner, 4 * BITS);
        arb_add(low, low, high, 4 * BITS);
        arb_mul_2exp_si(low, low, -1);
    }
    if (G->side[i] < 0)
        arb_neg(low, low);
    arf_get_fmpq(fmpq_mat_entry(M->query, i, 0), arb_midref(low));
    arb_clear(inner);
    arb_clear(low);
    arb_clear(high);
}

static void
set_model(fulg_pattern_model_t M, const fulg_pattern_line_t *G, const gaps_t *D,
          const fulg_pattern_struct *P, const arb_t room1, const arb_t room2)
{
    M->length = P->length;
    M->size = 1;
    M->has_frame = 0;
    fmpq_init(M->scale);
    fmpq_set_si(M->scale, 1, 1);
    fmpq_mat_init(M->query, P->length, 1);
    fmpq_mat_init(M->key, P->length, 1);
    set_keys(M, G, D);
    for (slong i = 0; i < P->length; i++)
        if (G->side[i] != 0)
            set_query(M, i, G, D, P, room1, room2);
}

/* 1 when gaps are found that do. */
static int
solve(gaps_t *D)
{
    for (slong c = 0; c < D->num; c++)
        arb_one(D->gap + c);
    for (int n = 0; n < SWEEPS; n++)
        if (!sweep(D))
            return 1;
    return 0;
}

fulg_truth_t
fulg_pattern_line_gaps(fulg_pattern_model_t M, const fulg_pattern_line_t *G,
                       const fulg_pattern_struct *P, const fmpq_t e1,
                       const fmpq_t e2)
{
    gaps_t D;
    fulg_truth_t truth = FULG_UNKNOWN;
    arb_t room1, room2;
    arb_init(room1);
    arb_init(room2);
    fulg_pattern_rooms(room1, room2, e1, e2, 4 * BITS);
    gaps_init(&D, G->num - 1);
    if (set_conditions(&D, G, P, room1, room2, 1) && solve(&D))
    {
        set_model(M, G, &D, P, room1, room2);
        truth = FULG_TRUE;
    }
    gaps_clear(&D);
    if (truth == FULG_UNKNOWN)
    {
        gaps_init(&D, G->num - 1);
        if (set_conditions(&D, G, P, room1, room2, 0) && !solve(&D))
        {
            grow(&D);
            if (is_impossible(&D))
                truth = FULG_FALSE;
        }
        gaps_clear(&D);
    }
    arb_clear(room1);
    arb_clear(room2);
    return truth;
}
