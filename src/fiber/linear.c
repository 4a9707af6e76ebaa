#include <fulgurite/rank.h>

#include "impl.h"

/* Linear algebra over Q in the shapes that this module needs. */

slong
fulg_fiber_rank(const fmpq_mat_t A)
{
    return fmpq_mat_is_empty(A) ? 0 : fulg_rank_exact(NULL, NULL, A);
}

/* The first nonzero entry, row by row. */
static int
first_nonzero(slong *row, slong *col, const fmpq_mat_t A)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            if (!fmpq_is_zero(fmpq_mat_entry(A, i, j)))
            {
                *row = i;
                *col = j;
                return 1;
            }
    return 0;
}

int
fulg_fiber_proportional(fmpq_t c, const fmpq_mat_t B, const fmpq_mat_t A)
{
    slong i, j;
    fmpq_mat_t cA;
    int equal;
    if (fmpq_mat_nrows(A) != fmpq_mat_nrows(B) ||
        fmpq_mat_ncols(A) != fmpq_mat_ncols(B) || !first_nonzero(&i, &j, A) ||
        fmpq_is_zero(fmpq_mat_entry(B, i, j)))
        return 0;
    fmpq_div(c, fmpq_mat_entry(B, i, j), fmpq_mat_entry(A, i, j));
    fmpq_mat_init(cA, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    fulg_fiber_place(cA, 0, 0, A, c);
    equal = fmpq_mat_equal(cA, B);
    fmpq_mat_clear(cA);
    return equal;
}

int
fulg_fiber_normalise(fmpq_t c, fmpq_mat_t A)
{
    slong i, j;
    fmpq_t inverse;
    if (!first_nonzero(&i, &j, A))
        return 0;
    fmpq_set(c, fmpq_mat_entry(A, i, j));
    fmpq_init(inverse);
    fmpq_inv(inverse, c);
    fulg_fiber_place(A, 0, 0, A, inverse);
    fmpq_clear(inverse);
    return 1;
}

void
fulg_fiber_row_basis(fmpq_mat_t R, const fmpq_mat_t A)
{
    fmpq_mat_t echelon;
    slong rank = 0;
    fmpq_mat_init(echelon, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    if (!fmpq_mat_is_empty(A))
        rank = fmpq_mat_rref(echelon, A);
    fmpq_mat_init(R, rank, fmpq_mat_ncols(A));
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set(fmpq_mat_entry(R, i, j), fmpq_mat_entry(echelon, i, j));
    fmpq_mat_clear(echelon);
}

/* From the reduced echelon form R: a kernel vector for every free column. */
static void
kernel_of_echelon(fmpq_mat_t N, const fmpq_mat_t R)
{
    const slong rank = fmpq_mat_nrows(R), cols = fmpq_mat_ncols(R);
    slong row = 0, k = 0;
    slong *pivot = flint_malloc((size_t) (rank + 1) * sizeof(slong));
    fmpq_mat_init(N, cols, cols - rank);
    for (slong j = 0; j < cols; j++)
    {
        if (row < rank && fmpq_is_one(fmpq_mat_entry(R, row, j)))
        {
            pivot[row++] = j;
            continue;
        }
        fmpq_one(fmpq_mat_entry(N, j, k));
        for (slong i = 0; i < row; i++)
            fmpq_neg(fmpq_mat_entry(N, pivot[i], k), fmpq_mat_entry(R, i, j));
        k++;
    }
    flint_free(pivot);
}

void
fulg_fiber_kernel(fmpq_mat_t N, const fmpq_mat_t A)
{
    fmpq_mat_t R;
    fulg_fiber_row_basis(R, A);
    kernel_of_echelon(N, R);
    fmpq_mat_clear(R);
}

void
fulg_fiber_init_transpose(fmpq_mat_t B, const fmpq_mat_t A)
{
    fmpq_mat_init(B, fmpq_mat_ncols(A), fmpq_mat_nrows(A));
    fmpq_mat_transpose(B, A);
}

void
fulg_fiber_init_mul(fmpq_mat_t C, const fmpq_mat_t A, const fmpq_mat_t B)
{
    fmpq_mat_init(C, fmpq_mat_nrows(A), fmpq_mat_ncols(B));
    fmpq_mat_mul(C, A, B);
}

void
fulg_fiber_init_mul_tn(fmpq_mat_t C, const fmpq_mat_t A, const fmpq_mat_t B)
{
    fmpq_mat_t At;
    fulg_fiber_init_transpose(At, A);
    fulg_fiber_init_mul(C, At, B);
    fmpq_mat_clear(At);
}

void
fulg_fiber_init_one(fmpq_mat_t A, slong n)
{
    fmpq_mat_init(A, n, n);
    fmpq_mat_one(A);
}

void
fulg_fiber_init_symmetric(fmpq_mat_t S, const fmpq_mat_t A)
{
    const slong n = fmpq_mat_nrows(A);
    fmpq_mat_init(S, n, n);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
        {
            fmpq *x = fmpq_mat_entry(S, i, j);
            fmpq_add(x, fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, j, i));
            fmpq_div_2exp(x, x, 1);
        }
}

int
fulg_fiber_right_divide(fmpq_mat_t X, const fmpq_mat_t B, const fmpq_mat_t A)
{
    fmpq_mat_t At, Bt, Xt;
    int found;
    fulg_fiber_init_transpose(At, A);
    fulg_fiber_init_transpose(Bt, B);
    fmpq_mat_init(Xt, fmpq_mat_nrows(A), fmpq_mat_nrows(B));
    if (fmpq_mat_is_empty(At) || fmpq_mat_is_empty(Bt))
        found = fmpq_mat_is_zero(Bt);
    else
        found = fmpq_mat_can_solve(Xt, At, Bt);
    if (found)
        fulg_fiber_init_transpose(X, Xt);
    fmpq_mat_clear(Xt);
    fmpq_mat_clear(Bt);
    fmpq_mat_clear(At);
    return found;
}

int
fulg_fiber_left_divide(fmpq_mat_t X, const fmpq_mat_t A, const fmpq_mat_t B)
{
    int found;
    fmpq_mat_init(X, fmpq_mat_ncols(A), fmpq_mat_ncols(B));
    if (fmpq_mat_is_empty(A) || fmpq_mat_is_empty(B))
        found = fmpq_mat_is_zero(B);
    else
        found = fmpq_mat_can_solve(X, A, B);
    if (!found)
        fmpq_mat_clear(X);
    return found;
}

void
fulg_fiber_random_entries(fmpq_mat_t A, fulg_rand_struct *rand, slong bound)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set_si(fmpq_mat_entry(A, i, j), fulg_rand_signed(rand, bound),
                        1);
}

void
fulg_fiber_place(fmpq_mat_t B, slong i0, slong j0, const fmpq_mat_t A,
                 const fmpq_t c)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_mul(fmpq_mat_entry(B, i0 + i, j0 + j), fmpq_mat_entry(A, i, j),
                     c);
}

fmpq_mat_struct *
fulg_fiber_mats(slong n)
{
    return flint_malloc((size_t) (n + 1) * sizeof(fmpq_mat_struct));
}

void
fulg_fiber_mats_clear(fmpq_mat_struct *mats, slong n)
{
    for (slong i = 0; i < n; i++)
        fmpq_mat_clear(&mats[i]);
    flint_free(mats);
}

void
fulg_fiber_split_rank_one(fmpq_mat_t column, fmpq_mat_t row, const fmpq_mat_t A)
{
    fmpq_mat_t E;
    slong pivot = 0;
    fulg_fiber_row_basis(E, A);
    while (fmpq_is_zero(fmpq_mat_entry(E, 0, pivot)))
        pivot++;
    fulg_fiber_init_transpose(row, E);
    fmpq_mat_init(column, fmpq_mat_nrows(A), 1);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        fmpq_set(fmpq_mat_entry(column, i, 0), fmpq_mat_entry(A, i, pivot));
    fmpq_mat_clear(E);
}
