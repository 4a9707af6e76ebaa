#include "impl.h"

void
fulg_rank_echelon_init(fulg_rank_echelon_t E, slong cols, ulong prime)
{
    E->rank = 0;
    E->cols = cols;
    E->prime = prime;
    E->pivot = E->source = E->start = NULL;
    E->room = 0;
    E->num_blocks = 0;
    E->block = NULL;
    E->doubles = fulg_rank_echelon_doubles_new(cols, prime);
}

void
fulg_rank_echelon_clear(fulg_rank_echelon_t E)
{
    for (slong b = 0; b < E->num_blocks; b++)
        nmod_mat_clear(&E->block[b]);
    flint_free(E->block);
    flint_free(E->start);
    flint_free(E->pivot);
    flint_free(E->source);
    fulg_rank_echelon_doubles_free(E->doubles);
}

/* The columns pivot[0..n) of A. */
static void
set_columns(nmod_mat_t C, const nmod_mat_t A, const slong *pivot, slong n)
{
    for (slong i = 0; i < nmod_mat_nrows(A); i++)
        for (slong j = 0; j < n; j++)
            nmod_mat_entry(C, i, j) = nmod_mat_entry(A, i, pivot[j]);
}

/* B becomes zero in the pivot columns of one block: with T the block's
   (triangular) pivot columns, B -= (B at pivots) T^-1 block. */
static void
reduce_by_block(nmod_mat_t B, const nmod_mat_t block, const slong *pivot)
{
    const slong n = nmod_mat_nrows(block), rows = nmod_mat_nrows(B);
    const ulong p = B->mod.n;
    nmod_mat_t T, Tt, at, att, xt, x, product;

    nmod_mat_init(T, n, n, p);
    nmod_mat_init(Tt, n, n, p);
    nmod_mat_init(at, rows, n, p);
    nmod_mat_init(att, n, rows, p);
    nmod_mat_init(xt, n, rows, p);
    nmod_mat_init(x, rows, n, p);
    nmod_mat_init(product, rows, nmod_mat_ncols(B), p);
    set_columns(T, block, pivot, n);
    set_columns(at, B, pivot, n);
    /* x T = at, that is T^t x^t = at^t with T^t lower triangular. */
    nmod_mat_transpose(Tt, T);
    nmod_mat_transpose(att, at);
    nmod_mat_solve_tril(xt, Tt, att, 0);
    nmod_mat_transpose(x, xt);
    nmod_mat_mul(product, x, block);
    nmod_mat_sub(B, B, product);
    nmod_mat_clear(T);
    nmod_mat_clear(Tt);
    nmod_mat_clear(at);
    nmod_mat_clear(att);
    nmod_mat_clear(xt);
    nmod_mat_clear(x);
    nmod_mat_clear(product);
}

static void
make_room(fulg_rank_echelon_t E, slong extra)
{
    const size_t blocks = (size_t) E->num_blocks + 1;
    fulg_rank_echelon_room(E, extra);
    E->block = flint_realloc(E->block, blocks * sizeof(nmod_mat_struct));
    E->start = flint_realloc(E->start, blocks * sizeof(slong));
}

/* The first n rows of a packed LU factor, without the part of L. */
static void
set_upper_rows(nmod_mat_t block, const nmod_mat_t LU, slong n)
{
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < nmod_mat_ncols(LU); j++)
            nmod_mat_entry(block, i, j) = (j < i) ? 0
                                                  : nmod_mat_entry(LU, i, j);
}

static slong
first_nonzero(const nmod_mat_t A, slong row)
{
    slong j = row;
    while (nmod_mat_entry(A, row, j) == 0)
        j++;
    return j;
}

static slong
append_residues(fulg_rank_echelon_t E, nmod_mat_t B, slong first)
{
    const slong rows = nmod_mat_nrows(B);
    slong *order = flint_malloc((size_t) (rows + 1) * sizeof(slong));
    slong gain;

    for (slong b = 0; b < E->num_blocks; b++)
        reduce_by_block(B, &E->block[b], E->pivot + E->start[b]);
    for (slong i = 0; i < rows; i++)
        order[i] = i;
    gain = nmod_mat_lu(order, B, 0);
    if (gain > 0)
    {
        make_room(E, gain);
        E->start[E->num_blocks] = E->rank;
        nmod_mat_init(&E->block[E->num_blocks], gain, E->cols, E->prime);
        set_upper_rows(&E->block[E->num_blocks], B, gain);
        for (slong i = 0; i < gain; i++)
        {
            E->pivot[E->rank] = first_nonzero(B, i);
            E->source[E->rank] = first + order[i];
            E->rank++;
        }
        E->num_blocks++;
    }
    flint_free(order);
    return gain;
}

slong
fulg_rank_echelon_append(fulg_rank_echelon_t E, nmod_mat_t B, slong first)
{
    const slong gain = E->doubles != NULL
                           ? fulg_rank_echelon_doubles_append(E, B, first)
                           : append_residues(E, B, first);
    nmod_mat_clear(B);
    return gain;
}
