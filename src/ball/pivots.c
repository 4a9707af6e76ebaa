#include "impl.h"

void
fulg_ball_pivots_init(fulg_ball_pivots_t *pivots, slong rows, slong cols)
{
    pivots->num = 0;
    pivots->most = FLINT_MIN(rows, cols);
    pivots->row = flint_malloc((size_t) (rows + 1) * sizeof(slong));
    pivots->col = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    pivots->size = _fmpz_vec_init(FLINT_MIN(rows, cols) + 1);
    for (slong i = 0; i < rows; i++)
        pivots->row[i] = i;
    for (slong j = 0; j < cols; j++)
        pivots->col[j] = j;
}

void
fulg_ball_pivots_clear(fulg_ball_pivots_t *pivots, slong rows, slong cols)
{
    flint_free(pivots->row);
    flint_free(pivots->col);
    _fmpz_vec_clear(pivots->size, FLINT_MIN(rows, cols) + 1);
}

static void
swap_slong(slong *list, slong a, slong b)
{
    const slong x = list[a];
    list[a] = list[b];
    list[b] = x;
}

/* Brings the entry largest in size to the place (k, k) of the order; 0 when
   all that is left is zero. */
static int
choose(fulg_ball_pivots_t *pivots, const arb_mat_t M, slong k)
{
    const arf_struct *best = NULL;
    slong row = k, col = k;
    for (slong i = k; i < arb_mat_nrows(M); i++)
        for (slong j = k; j < arb_mat_ncols(M); j++)
        {
            const arf_struct *x = arb_midref(
                arb_mat_entry(M, pivots->row[i], pivots->col[j]));
            if (arf_is_zero(x) || (best != NULL && arf_cmpabs(x, best) <= 0))
                continue;
            best = x;
            row = i;
            col = j;
        }
    if (best == NULL)
        return 0;
    fmpz_set(&pivots->size[k], ARF_EXPREF(best));
    swap_slong(pivots->row, k, row);
    swap_slong(pivots->col, k, col);
    return 1;
}

/* Clears column k of the order below its pivot. */
static void
eliminate(arb_mat_t M, const fulg_ball_pivots_t *pivots, slong k, slong bits)
{
    const slong *row = pivots->row, *col = pivots->col;
    const arf_struct *top = arb_midref(arb_mat_entry(M, row[k], col[k]));
    arf_t factor;
    arf_init(factor);
    for (slong i = k + 1; i < arb_mat_nrows(M); i++)
    {
        const arf_struct *x = arb_midref(arb_mat_entry(M, row[i], col[k]));
        if (arf_is_zero(x))
            continue;
        arf_div(factor, x, top, bits, ARF_RND_NEAR);
        for (slong j = k + 1; j < arb_mat_ncols(M); j++)
        {
            arf_struct *y = arb_midref(arb_mat_entry(M, row[i], col[j]));
            arf_submul(y, factor, arb_midref(arb_mat_entry(M, row[k], col[j])),
                       bits, ARF_RND_NEAR);
        }
    }
    arf_clear(factor);
}

/* M = a matrix in A: the midpoints, and 0 where a ball contains it, so that no
   pivot is mere noise. */
static void
set_representative(arb_mat_t M, const arb_mat_t A)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            if (!arb_contains_zero(arb_mat_entry(A, i, j)))
                arb_get_mid_arb(arb_mat_entry(M, i, j), arb_mat_entry(A, i, j));
}

void
fulg_ball_pivots_find(fulg_ball_pivots_t *pivots, const arb_mat_t scaled,
                      slong bits)
{
    arb_mat_t M;
    fmpz_t depth;
    arb_mat_init(M, arb_mat_nrows(scaled), arb_mat_ncols(scaled));
    fmpz_init(depth);
    set_representative(M, scaled);
    for (slong k = 0; k < pivots->most && choose(pivots, M, k); k++)
    {
        fmpz_sub(depth, &pivots->size[0], &pivots->size[k]);
        if (fmpz_cmp_si(depth, bits) > 0)
            break;
        pivots->num = k + 1;
        eliminate(M, pivots, k, bits);
    }
    arb_mat_clear(M);
    fmpz_clear(depth);
}

fulg_truth_t
fulg_ball_minor_is_invertible(const arb_mat_t A, const slong *row,
                              const slong *col, slong n, slong bits)
{
    arb_mat_t S;
    fulg_truth_t answer;
    arb_mat_init(S, n, n);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            arb_set(arb_mat_entry(S, i, j), arb_mat_entry(A, row[i], col[j]));
    answer = fulg_ball_is_invertible(S, bits);
    arb_mat_clear(S);
    return answer;
}

fulg_truth_t
fulg_ball_leading_is_invertible(const arb_mat_t A,
                                const fulg_ball_pivots_t *pivots, slong n,
                                slong bits)
{
    return fulg_ball_minor_is_invertible(A, pivots->row, pivots->col, n, bits);
}

fulg_status_t
fulg_ball_check_finite(const arb_mat_t A, fulg_diag_t diag)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            if (!arb_is_finite(arb_mat_entry(A, i, j)))
                return fulg_diag_set(diag, FULG_UNABLE,
                                     "entry (%ld, %ld) is not known to be "
                                     "finite",
                                     (long) i + 1, (long) j + 1);
    return FULG_OK;
}
