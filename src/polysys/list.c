#include "impl.h"

void
fulg_polysys_polylist_init(fulg_polysys_polylist_t *L,
                           const fmpq_mpoly_ctx_struct *ctx)
{
    L->num = L->alloc = 0;
    L->poly = NULL;
    L->ctx = ctx;
}

void
fulg_polysys_polylist_clear(fulg_polysys_polylist_t *L)
{
    for (slong i = 0; i < L->num; i++)
        fmpq_mpoly_clear(&L->poly[i], L->ctx);
    flint_free(L->poly);
}

fmpq_mpoly_struct *
fulg_polysys_polylist_push(fulg_polysys_polylist_t *L)
{
    L->poly = fulg_polysys_grow(L->poly, L->num, &L->alloc,
                                sizeof(fmpq_mpoly_struct));
    fmpq_mpoly_init(&L->poly[L->num], L->ctx);
    return &L->poly[L->num++];
}

/* f = the determinant of the rows row[0..] and columns col[0..], by its first
   row. */
static void
determinant(fmpq_mpoly_t f, const fulg_mpoly_mat_t A, const slong *row,
            slong *col, slong size)
{
    const fmpq_mpoly_ctx_struct *ctx = A->ctx;
    fmpq_mpoly_t part;
    fmpq_mpoly_zero(f, ctx);
    if (size == 0)
    {
        fmpq_mpoly_one(f, ctx);
        return;
    }
    fmpq_mpoly_init(part, ctx);
    for (slong k = 0; k < size; k++)
    {
        /* column k leaves the list and comes back */
        const slong c = col[k];
        for (slong m = k; m + 1 < size; m++)
            col[m] = col[m + 1];
        determinant(part, A, row + 1, col, size - 1);
        for (slong m = size - 1; m > k; m--)
            col[m] = col[m - 1];
        col[k] = c;
        fmpq_mpoly_mul(part, part, fulg_domain_mpoly_mat_entry(A, row[0], c),
                       ctx);
        if (k % 2 == 0)
            fmpq_mpoly_add(f, f, part, ctx);
        else
            fmpq_mpoly_sub(f, f, part, ctx);
    }
    fmpq_mpoly_clear(part, ctx);
}

static void
first_subset(slong *set, slong size)
{
    for (slong i = 0; i < size; i++)
        set[i] = i;
}

/* The next subset of 0 .. n-1 in lexicographic order; 0 after the last. */
static int
next_subset(slong *set, slong size, slong n)
{
    slong i = size - 1;
    while (i >= 0 && set[i] == n - size + i)
        i--;
    if (i < 0)
        return 0;
    set[i]++;
    for (i++; i < size; i++)
        set[i] = set[i - 1] + 1;
    return 1;
}

void
fulg_polysys_polylist_minors(fulg_polysys_polylist_t *L,
                             const fulg_mpoly_mat_t A, slong size,
                             int symmetric)
{
    slong *row, *col;
    if (size > A->num_rows || size > A->num_cols)
        return;
    row = flint_malloc(2 * (size_t) size * sizeof(slong));
    col = row + size;
    first_subset(row, size);
    do
    {
        first_subset(col, size);
        for (slong i = 0; symmetric && i < size; i++)
            col[i] = row[i];
        do
            determinant(fulg_polysys_polylist_push(L), A, row, col, size);
        while (next_subset(col, size, A->num_cols));
    } while (next_subset(row, size, A->num_rows));
    flint_free(row);
}

void
fulg_polysys_polylist_minors_terms(fmpz_t terms, slong rows, slong cols,
                                   slong size)
{
    fmpz_t factor;
    fmpz_init(factor);
    fmpz_bin_uiui(terms, (ulong) rows, (ulong) size);
    fmpz_bin_uiui(factor, (ulong) cols, (ulong) size);
    fmpz_mul(terms, terms, factor);
    if (size > 1000)
        size = 1000; /* beyond any limit already */
    fmpz_fac_ui(factor, (ulong) size);
    fmpz_mul(terms, terms, factor);
    fmpz_clear(factor);
}

slong
fulg_polysys_push_list(fulg_polysys_t S, const char *name, const char *meaning,
                       fulg_polysys_polylist_t *L)
{
    slong b;
    if (L->num == 0)
        return -1;
    b = fulg_polysys_push_block(S, name, meaning, L->num, 1);
    for (slong k = 0; k < L->num; k++)
        fmpq_mpoly_swap(&S->block[b].entry[k], &L->poly[k], S->ring->ctx);
    return b;
}
