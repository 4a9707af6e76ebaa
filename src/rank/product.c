#include <fulgurite/rank.h>

static void
set_rows(fmpq_mat_t S, const fmpq_mat_t A, const slong *row)
{
    for (slong i = 0; i < fmpq_mat_nrows(S); i++)
        for (slong j = 0; j < fmpq_mat_ncols(S); j++)
            fmpq_set(fmpq_mat_entry(S, i, j), fmpq_mat_entry(A, row[i], j));
}

static void
set_cols(fmpq_mat_t S, const fmpq_mat_t A, const slong *col)
{
    for (slong i = 0; i < fmpq_mat_nrows(S); i++)
        for (slong j = 0; j < fmpq_mat_ncols(S); j++)
            fmpq_set(fmpq_mat_entry(S, i, j), fmpq_mat_entry(A, i, col[j]));
}

slong
fulg_rank_product(slong *rank_left, slong *rank_right, const fmpq_mat_t left,
                  const fmpq_mat_t right)
{
    const slong n = fmpq_mat_ncols(left);
    slong *row = flint_malloc((size_t) (n + 1) * sizeof(slong));
    slong *col = flint_malloc((size_t) (n + 1) * sizeof(slong));
    const slong p = fulg_rank_exact(row, NULL, left);
    const slong q = fulg_rank_exact(NULL, col, right);
    slong rank;

    /* A factor that is injective (or onto) leaves the other's rank. */
    if (p == n)
        rank = q;
    else if (q == n)
        rank = p;
    else
    {
        /* left = C left_rows with C injective, right = right_cols D with D
           onto: the product of the chosen rows and columns has the rank. */
        fmpq_mat_t left_rows, right_cols, product;
        fmpq_mat_init(left_rows, p, n);
        fmpq_mat_init(right_cols, n, q);
        fmpq_mat_init(product, p, q);
        set_rows(left_rows, left, row);
        set_cols(right_cols, right, col);
        fmpq_mat_mul(product, left_rows, right_cols);
        rank = fulg_rank_exact(NULL, NULL, product);
        fmpq_mat_clear(left_rows);
        fmpq_mat_clear(right_cols);
        fmpq_mat_clear(product);
    }
    flint_free(row);
    flint_free(col);
    if (rank_left != NULL)
        *rank_left = p;
    if (rank_right != NULL)
        *rank_right = q;
    return rank;
}
