#include <stdlib.h>

#include "impl.h"

/* 2^61 - 1 */
#define PRIME ((UWORD(1) << 61) - 1)

static int
compare(const void *a, const void *b)
{
    const fulg_symmetry_entry_t *x = a, *y = b;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* A column for every pair (to, from) that occurs. */
slong
fulg_symmetry_span(const fulg_symmetry_algebra_t S, slong first, slong num)
{
    slong count, columns = 0, rank;
    fulg_symmetry_entry_t *pair;
    nmod_mat_t A;
    if (num == 0)
        return 0;
    count = S->start[first + num] - S->start[first];
    pair = flint_malloc((size_t) (count + 1) * sizeof *pair);
    for (slong n = 0; n < count; n++)
        pair[n] = S->entry[S->start[first] + n];
    qsort(pair, (size_t) count, sizeof *pair, compare);
    for (slong n = 0; n < count; n++)
        if (columns == 0 || compare(&pair[columns - 1], &pair[n]) != 0)
            pair[columns++] = pair[n];
    nmod_mat_init(A, num, columns, PRIME);
    for (slong f = 0; f < num; f++)
        for (slong n = S->start[first + f]; n < S->start[first + f + 1]; n++)
        {
            const fulg_symmetry_entry_t *found = bsearch(
                &S->entry[n], pair, (size_t) columns, sizeof *pair, compare);
            ulong *to = &nmod_mat_entry(A, f, found - pair);
            const slong c = S->entry[n].num;
            *to = nmod_add(*to, c < 0 ? PRIME - (ulong) -c : (ulong) c, A->mod);
        }
    rank = nmod_mat_rank(A);
    nmod_mat_clear(A);
    flint_free(pair);
    return rank;
}

/* A, initialised here: the values of fields first .. first + num - 1 at a point, one a
   row. */
static void
set_values(nmod_mat_t A, const fulg_symmetry_algebra_struct *S, slong first,
           slong num)
{
    ulong *w = flint_malloc((size_t) (S->parameters + 1) * sizeof(ulong));
    fulg_rand_t rand;
    fulg_rand_init(rand, 1);
    for (slong n = 0; n < S->parameters; n++)
        w[n] = fulg_rand_below(rand, PRIME);
    nmod_mat_init(A, num, S->parameters, PRIME);
    for (slong f = 0; f < num; f++)
        for (slong n = S->start[first + f]; n < S->start[first + f + 1]; n++)
        {
            const fulg_symmetry_entry_t e = S->entry[n];
            const ulong c = e.num < 0 ? PRIME - (ulong) -e.num : (ulong) e.num;
            ulong *to = &nmod_mat_entry(A, f, e.to);
            *to = nmod_add(*to, e.from < 0 ? c : nmod_mul(c, w[e.from], A->mod),
                           A->mod);
        }
    flint_free(w);
}

slong
fulg_symmetry_orbit(const fulg_symmetry_algebra_t S, slong first, slong num)
{
    nmod_mat_t A;
    slong rank;
    set_values(A, S, first, num);
    rank = nmod_mat_rank(A);
    nmod_mat_clear(A);
    return rank;
}

slong
fulg_symmetry_orbit_basis(slong *field, const fulg_symmetry_algebra_t S)
{
    nmod_mat_t A, columns;
    slong rank;
    set_values(A, S, 0, S->num_fields);
    nmod_mat_init(columns, S->parameters, S->num_fields, PRIME);
    nmod_mat_transpose(columns, A);
    rank = nmod_mat_rref(columns);
    /* the pivots of the echelon form */
    for (slong r = 0, c = 0; r < rank; r++, c++)
    {
        while (nmod_mat_entry(columns, r, c) == 0)
            c++;
        field[r] = c;
    }
    nmod_mat_clear(columns);
    nmod_mat_clear(A);
    return rank;
}
