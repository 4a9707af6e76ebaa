#include "unit_impl.h"

#include <flint/fmpq_mat.h>
#include <flint/fmpz_mat.h>
#include <flint/nmod_mat.h>

/*
 * Is L^T R zero?  L and R have k rows, and as many columns as the network is wide;
 * k is the number of rows of two heads, much less.  Let r columns L_J of L, and s
 * columns R_I of R, be independent mod p, hence over Q.  If L^T R = 0, then
 * r + s <= rank L + rank R <= k.  If r + s = k, it is enough that
 *
 *     L_J^T R = 0  and  L^T R_I = 0:
 *
 * the columns of R are in the kernel of L_J^T, which has the dimension k - r = s, so
 * that R_I spans it, and L^T is 0 on it.  These are k^2 n multiplications in place of
 * k n^2.
 */

/* The integers that the entries are over one denominator, which does not matter. */
static void
init_integers(fmpz_mat_t Z, const fmpq_mat_t M, slong rows)
{
    fmpq_mat_t window;
    fmpz_t denominator;
    fmpz_init(denominator);
    fmpz_mat_init(Z, rows, fmpq_mat_ncols(M));
    fmpq_mat_window_init(window, M, 0, 0, rows, fmpq_mat_ncols(M));
    fmpq_mat_get_fmpz_mat_matwise(Z, denominator, window);
    fmpq_mat_window_clear(window);
    fmpz_clear(denominator);
}

/* Columns that are a basis mod p of all (initialised here). */
static void
init_basis(fmpz_mat_t B, const fmpz_mat_t M, ulong p)
{
    const slong rows = fmpz_mat_nrows(M), cols = fmpz_mat_ncols(M);
    slong rank, c = 0;
    nmod_mat_t R;
    nmod_mat_init(R, rows, cols, p);
    fmpz_mat_get_nmod_mat(R, M);
    rank = nmod_mat_rref(R);
    fmpz_mat_init(B, rows, rank);
    for (slong k = 0; k < rank; k++, c++)
    {
        while (nmod_mat_entry(R, k, c) == 0)
            c++;
        for (slong r = 0; r < rows; r++)
            fmpz_set(fmpz_mat_entry(B, r, k), fmpz_mat_entry(M, r, c));
    }
    nmod_mat_clear(R);
}

/* L^T R = 0, by multiplication. */
static int
is_zero_product(const fmpz_mat_t L, const fmpz_mat_t R)
{
    fmpz_mat_t T, product;
    int zero;
    fmpz_mat_init(T, fmpz_mat_ncols(L), fmpz_mat_nrows(L));
    fmpz_mat_init(product, fmpz_mat_ncols(L), fmpz_mat_ncols(R));
    fmpz_mat_transpose(T, L);
    fmpz_mat_mul(product, T, R);
    zero = fmpz_mat_is_zero(product);
    fmpz_mat_clear(T);
    fmpz_mat_clear(product);
    return zero;
}

int
fulg_fiber_unit_sum_is_zero(const fulg_fiber_unit_sum_t *sum, ulong p)
{
    fmpz_mat_t L, R, some_L, some_R;
    slong ranks;
    int zero;
    if (sum->used == 0)
        return 1;
    init_integers(L, sum->left, sum->used);
    init_integers(R, sum->right, sum->used);
    init_basis(some_L, L, p);
    init_basis(some_R, R, p);
    ranks = fmpz_mat_ncols(some_L) + fmpz_mat_ncols(some_R);
    if (ranks >= sum->used)
        zero = ranks == sum->used && is_zero_product(some_L, R) &&
               is_zero_product(L, some_R);
    else
        zero = is_zero_product(L, R);
    fmpz_mat_clear(L);
    fmpz_mat_clear(R);
    fmpz_mat_clear(some_L);
    fmpz_mat_clear(some_R);
    return zero;
}
