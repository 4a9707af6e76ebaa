/*
 * The reduced form, by substitution from the last block of an echelon form in doubles
 * to the first (doc: sec-echelon-doubles).
 */
#include <string.h>

#include "impl.h"

#define ROW_MAJOR 101
#define NO_TRANS 111

/* The rows of block b in the columns without pivot, from those of the blocks after it;
   X has a row for every place before rank. */
static void
substitute(double *X, const fulg_rank_echelon_t E, slong b)
{
    const fulg_rank_echelon_doubles_struct *D = E->doubles;
    const fulg_double_block_t *block = &D->block[b];
    const slong free = E->cols - E->rank, next = block->first + block->rows;
    double *own = X + block->first * free;
    for (slong i = 0; i < block->rows; i++)
        memcpy(own + i * free,
               block->entry + i * block->stride + E->rank - next,
               (size_t) free * sizeof(double));
    for (slong place = next; place < E->rank; place += D->delay)
    {
        const slong k = FLINT_MIN(D->delay, E->rank - place);
        D->dgemm(ROW_MAJOR, NO_TRANS, NO_TRANS, (int) block->rows, (int) free,
                 (int) k, -1.0, block->entry + place - next,
                 (int) block->stride, X + place * free, (int) free, 1.0, own,
                 (int) free);
        D->loops->reduce(own, block->rows * free, D->p, D->inverse);
    }
}

/* where[0..n): how many of the columns order[0..n) are before order[i]. */
static void
set_positions(slong *where, const slong *order, slong n, slong cols)
{
    slong *count = flint_calloc((size_t) cols + 1, sizeof(slong));
    for (slong i = 0; i < n; i++)
        count[order[i] + 1] = 1;
    for (slong j = 1; j <= cols; j++)
        count[j] += count[j - 1];
    for (slong i = 0; i < n; i++)
        where[i] = count[order[i]];
    flint_free(count);
}

void
fulg_rank_echelon_doubles_reduced(nmod_mat_t F, const fulg_rank_echelon_t E)
{
    const fulg_rank_echelon_doubles_struct *D = E->doubles;
    const slong rank = E->rank, free = E->cols - rank;
    double *X = flint_malloc((size_t) (rank * free + 1) * sizeof(double));
    slong *where = flint_malloc((size_t) (E->cols + 1) * sizeof(slong));
    for (slong b = D->num_blocks; free > 0 && b-- > 0;)
        substitute(X, E, b);
    set_positions(where, D->order, rank, E->cols);
    set_positions(where + rank, D->order + rank, free, E->cols);
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < free; j++)
        {
            const double x = X[i * free + j];
            nmod_mat_entry(F, where[i],
                           where[rank + j]) = (ulong) (x < 0 ? x + D->p : x) %
                                              E->prime;
        }
    flint_free(X);
    flint_free(where);
}
