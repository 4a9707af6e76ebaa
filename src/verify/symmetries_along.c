#include <string.h>

#include "listed.h"

/*
 * doc: thm-symmetry-listed.  Whether a field is a symmetry: the state is followed
 * through the sublayers.  Where it changes by L y + l, y being the state and L and l
 * numbers, the next sublayer may read any state that changes so; behind the last weight
 * that moves L and l are 0.  Where that does not show it, sublayers are taken together.
 */

/* The sublayers whose weights move, with those beside them: first .. end - 1. */
static void
touched(slong *first, slong *end, const fulg_verify_listed_t *L)
{
    const fulg_verify_net_t *net = L->W.net;
    *first = net->num_subs;
    *end = 0;
    for (slong k = 0; k < L->num; k++)
    {
        slong b = 0, j;
        while (b + 1 < L->W.num && L->W.block[b + 1].offset <= L->entry[k].to)
            b++;
        j = L->W.block[b].sub;
        *first = j < *first ? j : *first;
        *end = j >= *end ? j + 1 : *end;
    }
    while (*first > 0 && *first < net->num_subs && net->sub[*first].parallel)
        --*first;
    while (*end > 0 && *end < net->num_subs && net->sub[*end].parallel)
        ++*end;
}

/* ---- motions ---------------------------------------------------------------------------- */

static void
motion_init(fulg_verify_motion_t *m, slong rows)
{
    m->rows = rows;
    m->L = flint_calloc((size_t) (rows * rows + 1), sizeof *m->L);
    m->l = flint_calloc((size_t) (rows + 1), sizeof *m->l);
}

static void
motion_clear(fulg_verify_motion_t *m)
{
    flint_free(m->L);
    flint_free(m->l);
}

static int
is_key(const fulg_verify_block_t *B, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        if (strcmp(B->key, *keys) == 0)
            return 1;
    return 0;
}

/* What an entry of the field says of the output of sublayers first .. end - 1: a row of
   what they write moves by another one, or by a number. */
static void
read_entry(fulg_verify_motion_t *m, const fulg_verify_listed_t *L,
           const fulg_verify_entry_t *e, slong first, slong end)
{
    static const char *const writers[] = {"V",    "V_bias",      "O",
                                          "down", "output_bias", NULL};
    static const char *const biases[] = {"V_bias", "output_bias", NULL};
    const fulg_verify_block_t *B = L->W.block;
    slong r, place;
    while (e->to >= B->offset + B->rows * B->cols)
        B++;
    if (B->sub < first || B->sub >= end || !is_key(B, writers))
        return;
    r = (e->to - B->offset) / B->cols;
    place = e->from - B->offset;
    if (e->from < 0 && is_key(B, biases))
        m->l[r] += e->number;
    else if (e->from >= 0 && place >= 0 && place < B->rows * B->cols &&
             place % B->cols == (e->to - B->offset) % B->cols)
        m->L[r * m->rows + place / B->cols] = e->number;
}

/* A guess of how the output moves, for an input that moves as in says. */
static void
guess(fulg_verify_motion_t *m, const fulg_verify_listed_t *L,
      const fulg_verify_motion_t *in, slong first, slong end)
{
    motion_init(m, L->W.net->sub[end - 1].out);
    for (slong k = 0; k < L->num; k++)
        read_entry(m, L, &L->entry[k], first, end);
    if (!L->W.net->sub[first].residual)
        return;
    for (slong k = 0; k < m->rows; k++)
        m->l[k] += in->l[k];
}

/* *m: how the output of the part moves, for an input that moves as it says.  Guesses are
   proved, or 0 is returned. */
static int
follow(fulg_verify_motion_t *m, fulg_verify_part_t *part,
       fulg_verify_listed_t *L)
{
    fulg_verify_motion_t out;
    int good;
    if (!fulg_verify_part_move(part, L, m))
        return 0;
    guess(&out, L, m, part->first, part->end);
    motion_clear(m);
    *m = out;
    good = fulg_verify_part_moves(part, L, m);
    if (!good)
    {
        memset(m->L, 0, (size_t) (m->rows * m->rows) * sizeof *m->L);
        good = fulg_verify_part_moves(part, L, m);
    }
    return good;
}

static int
is_at_rest(const fulg_verify_motion_t *m)
{
    for (slong k = 0; k < m->rows * m->rows; k++)
        if (m->L[k] != 0)
            return 0;
    for (slong k = 0; k < m->rows; k++)
        if (m->l[k] != 0)
            return 0;
    return 1;
}

/* One position after the other. */
static int
one_by_one(fulg_verify_listed_t *L, slong first, slong end)
{
    const fulg_verify_net_t *net = L->W.net;
    fulg_verify_motion_t m;
    int good = 1;
    motion_init(&m, net->sub[first].in);
    for (slong j = first, next; good && j < net->num_subs; j = next)
    {
        next = j + 1;
        while (next < net->num_subs && net->sub[next].parallel)
            next++;
        if (j >= end && is_at_rest(&m))
            break;
        if (L->group[j].end == 0)
            fulg_verify_part_init(&L->group[j], L, j, next);
        good = follow(&m, &L->group[j], L);
    }
    good = good && is_at_rest(&m);
    motion_clear(&m);
    return good;
}

/* All of the sublayers first .. end - 1 at once. */
static int
together(fulg_verify_listed_t *L, slong first, slong end)
{
    const fulg_verify_motion_t in = {L->W.net->sub[first].in, NULL, NULL};
    const fulg_verify_motion_t out = {L->W.net->sub[end - 1].out, NULL, NULL};
    fulg_verify_part_t *part = &L->several;
    if (L->why != NULL)
        return 0;
    if (part->end != end || part->first != first)
    {
        fulg_verify_part_clear(part);
        fulg_verify_part_init(part, L, first, end);
    }
    return fulg_verify_part_move(part, L, &in) &&
           fulg_verify_part_moves(part, L, &out);
}

int
fulg_verify_along(fulg_verify_listed_t *L)
{
    const slong all = L->W.net->num_subs;
    slong first, end;
    touched(&first, &end, L);
    return end == 0 || one_by_one(L, first, end) || together(L, first, end) ||
           (end < all && together(L, first, all)) ||
           (first > 0 && together(L, 0, all));
}
