/*
 * Echelon rows mod a prime, of vectors that move few weights: they stay so where a
 * field's first weights are those of its family.
 */
#include "impl.h"

void
fulg_jacobian_echelon_init(fulg_jacobian_echelon_t *E, slong cols, ulong prime)
{
    nmod_init(&E->mod, prime);
    E->cols = cols;
    E->rank = 0;
    E->row = flint_malloc((size_t) (cols + 1) * sizeof(fulg_jacobian_row_t));
    E->row_at = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    E->work = flint_calloc((size_t) cols + 1, sizeof(ulong));
    E->dual = flint_malloc((size_t) (cols + 1) * sizeof(ulong));
    E->num_entries = E->wasted = 0;
    E->has_dual = 0;
    for (slong j = 0; j < cols; j++)
        E->row_at[j] = -1;
}

void
fulg_jacobian_echelon_clear(fulg_jacobian_echelon_t *E)
{
    for (slong i = 0; i < E->rank; i++)
    {
        flint_free(E->row[i].place);
        flint_free(E->row[i].entry);
    }
    flint_free(E->row);
    flint_free(E->row_at);
    flint_free(E->work);
    flint_free(E->dual);
}

/* work += c row; below 2^23 more sums of products fit a word than there are weights. */
static void
add_multiple(fulg_jacobian_echelon_t *E, const fulg_jacobian_row_t *row,
             ulong c)
{
    if (E->mod.n < UWORD(1) << 23)
        for (slong i = 0; i < row->num; i++)
            E->work[row->place[i]] += c * row->entry[i];
    else
        for (slong i = 0; i < row->num; i++)
        {
            ulong *to = &E->work[row->place[i]];
            *to = nmod_add(*to, nmod_mul(c, row->entry[i], E->mod), E->mod);
        }
}

/* What is left in work, from column j on, becomes a row. */
static void
push_row(fulg_jacobian_echelon_t *E, slong j)
{
    fulg_jacobian_row_t *row = &E->row[E->rank];
    const ulong unit = n_invmod(E->work[j], E->mod.n);
    row->num = 0;
    for (slong k = j; k < E->cols; k++)
        row->num += E->work[k] != 0;
    row->place = flint_malloc((size_t) row->num * sizeof(slong));
    row->entry = flint_malloc((size_t) row->num * sizeof(ulong));
    row->num = 0;
    for (slong k = j; k < E->cols; k++)
    {
        ulong x = E->work[k];
        E->work[k] = 0;
        if (x == 0)
            continue;
        NMOD_RED2(x, UWORD(0), x, E->mod);
        row->place[row->num] = k;
        row->entry[row->num] = nmod_mul(x, unit, E->mod);
        row->num += x != 0;
    }
    E->row_at[j] = E->rank++;
    E->num_entries += row->num;
    E->has_dual = 0;
}

/* By substitution from the last column to the first. */
static void
set_dual(fulg_jacobian_echelon_t *E)
{
    fulg_rand_t rand;
    fulg_rand_init(rand, 1);
    for (slong j = E->cols - 1; j >= 0; j--)
    {
        const slong at = E->row_at[j];
        const fulg_jacobian_row_t *row = at < 0 ? NULL : &E->row[at];
        ulong x = row == NULL ? fulg_rand_below(rand, E->mod.n) : 0;
        for (slong i = 1; row != NULL && i < row->num; i++)
        {
            const ulong y = E->dual[row->place[i]];
            x = nmod_sub(x, nmod_mul(row->entry[i], y, E->mod), E->mod);
        }
        E->dual[j] = x;
    }
    E->has_dual = 1;
    E->wasted = 0;
}

int
fulg_jacobian_echelon_append(fulg_jacobian_echelon_t *E)
{
    slong entries = 0;
    for (slong j = 0; j < E->cols; j++)
    {
        ulong x = E->work[j];
        if (x == 0)
            continue;
        NMOD_RED2(x, UWORD(0), x, E->mod);
        E->work[j] = x;
        if (x != 0 && E->row_at[j] < 0)
        {
            push_row(E, j);
            return 1;
        }
        if (x != 0)
        {
            add_multiple(E, &E->row[E->row_at[j]], E->mod.n - x);
            entries += E->row[E->row_at[j]].num;
        }
        E->work[j] = 0;
    }
    E->wasted += entries;
    if (!E->has_dual && E->wasted > E->num_entries)
        set_dual(E);
    return 0;
}
