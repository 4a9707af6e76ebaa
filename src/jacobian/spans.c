/*
 * Spans of columns over Z, and what annihilates them.
 */
#include <fulgurite/rank.h>

#include "impl.h"

/* Residues that only choose columns. */
#define PRIME UWORD(2305843009213693951)

void
fulg_jacobian_whole(fmpz_mat_t B, const fmpq_mat_t A)
{
    fmpz_t den;
    fmpz_init(den);
    fmpz_mat_init(B, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    fmpq_mat_get_fmpz_mat_matwise(B, den, A);
    fmpz_clear(den);
}

void
fulg_jacobian_annihilator(fmpz_mat_t K, const fmpz_mat_t A)
{
    const slong rows = fmpz_mat_nrows(A), cols = fmpz_mat_ncols(A);
    fmpq_mat_t transposed;
    fmpq_mat_init(transposed, cols, rows);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            fmpq_set_fmpz(fmpq_mat_entry(transposed, j, i),
                          fmpz_mat_entry(A, i, j));
    if (cols == 0)
    {
        fmpz_mat_init(K, rows, rows);
        fmpz_mat_one(K);
    }
    else
        fulg_rank_kernel(K, transposed);
    fmpq_mat_clear(transposed);
}

void
fulg_jacobian_join(fmpz_mat_t A, fmpz_mat_t B)
{
    fmpz_mat_t both;
    fmpz_mat_init(both, fmpz_mat_nrows(A),
                  fmpz_mat_ncols(A) + fmpz_mat_ncols(B));
    fmpz_mat_concat_horizontal(both, A, B);
    fmpz_mat_swap(A, both);
    fmpz_mat_clear(both);
    fmpz_mat_clear(B);
}

int
fulg_jacobian_choose_rows(slong *row, const fmpz_mat_t A)
{
    const slong rows = fmpz_mat_nrows(A), cols = fmpz_mat_ncols(A);
    slong num = 0, rank;
    nmod_mat_t R, T;
    nmod_mat_init(R, rows, cols, PRIME);
    nmod_mat_init(T, cols, rows, PRIME);
    fmpz_mat_get_nmod_mat(R, A);
    nmod_mat_transpose(T, R);
    rank = nmod_mat_rref(T);
    for (slong j = 0; j < rows && num < rank; j++)
        if (nmod_mat_entry(T, num, j) != 0)
            row[num++] = j;
    nmod_mat_clear(R);
    nmod_mat_clear(T);
    return num == cols;
}

/* A becomes those of its columns that are independent mod a prime, if these are rank
   many, and then span what all do. */
static void
choose_columns(fmpz_mat_t A, slong rank)
{
    const slong rows = fmpz_mat_nrows(A), cols = fmpz_mat_ncols(A);
    nmod_mat_t R;
    nmod_mat_init(R, rows, cols, PRIME);
    fmpz_mat_get_nmod_mat(R, A);
    if (nmod_mat_rref(R) == rank && rank < cols)
    {
        fmpz_mat_t chosen;
        fmpz_mat_init(chosen, rows, rank);
        for (slong j = 0, n = 0; j < cols && n < rank; j++)
        {
            if (nmod_mat_entry(R, n, j) == 0)
                continue;
            for (slong i = 0; i < rows; i++)
                fmpz_set(fmpz_mat_entry(chosen, i, n), fmpz_mat_entry(A, i, j));
            n++;
        }
        fmpz_mat_swap(A, chosen);
        fmpz_mat_clear(chosen);
    }
    nmod_mat_clear(R);
}

void
fulg_jacobian_simplify(fmpz_mat_t A, const fmpz_mat_t annihilator)
{
    const slong rows = fmpz_mat_nrows(A);
    if (fmpz_mat_ncols(annihilator) > 0)
    {
        choose_columns(A, rows - fmpz_mat_ncols(annihilator));
        return;
    }
    fmpz_mat_clear(A);
    fmpz_mat_init(A, rows, rows);
    fmpz_mat_one(A);
}

void
fulg_jacobian_apply(fmpz_mat_t A, const fmpq_mat_t M, int transposed)
{
    fmpz_mat_t whole, product;
    fulg_jacobian_whole(whole, M);
    if (transposed)
    {
        fmpz_mat_t other;
        fmpz_mat_init(other, fmpz_mat_ncols(whole), fmpz_mat_nrows(whole));
        fmpz_mat_transpose(other, whole);
        fmpz_mat_swap(whole, other);
        fmpz_mat_clear(other);
    }
    fmpz_mat_init(product, fmpz_mat_nrows(whole), fmpz_mat_ncols(A));
    fmpz_mat_mul(product, whole, A);
    fmpz_mat_swap(A, product);
    fmpz_mat_clear(whole);
    fmpz_mat_clear(product);
}

int
fulg_jacobian_invert_rows(slong *row, fmpz_mat_t inverse, fmpz_t den,
                          const fmpz_mat_t A)
{
    const slong n = fmpz_mat_ncols(A);
    fmpz_mat_t square;
    int good = fulg_jacobian_choose_rows(row, A);
    fmpz_mat_init(square, n, n);
    for (slong k = 0; k < n && good; k++)
        for (slong j = 0; j < n; j++)
            fmpz_set(fmpz_mat_entry(square, k, j),
                     fmpz_mat_entry(A, row[k], j));
    good = good && fmpz_mat_inv(inverse, den, square);
    fmpz_mat_clear(square);
    return good;
}
