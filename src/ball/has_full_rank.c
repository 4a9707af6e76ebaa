#include "impl.h"

/* The largest -exponent of a pivot. */
static slong
smallest_pivot(const fulg_ball_pivots_t *pivots)
{
    slong gap = 0;
    for (slong k = 0; k < pivots->num; k++)
        if (fmpz_cmp_si(&pivots->size[k], -gap) < 0)
            gap = fmpz_fits_si(&pivots->size[k])
                      ? -fmpz_get_si(&pivots->size[k])
                      : WORD_MAX;
    return gap;
}

/* The elimination went by complete pivoting, so it lists columns in an order of
   its own; the set of its rows is what counts. */
static fulg_truth_t
prove(slong *row, slong *gap, const arb_mat_t A, slong bits)
{
    const slong rows = arb_mat_nrows(A), cols = arb_mat_ncols(A);
    fulg_truth_t answer = FULG_UNKNOWN;
    fulg_ball_pivots_t pivots;
    arb_mat_t scaled;
    arb_mat_init(scaled, rows, cols);
    arb_mat_set(scaled, A);
    fulg_ball_scale(scaled);
    fulg_ball_pivots_init(&pivots, rows, cols);
    fulg_ball_pivots_find(&pivots, scaled, bits);
    if (pivots.num == cols)
        answer = fulg_ball_leading_is_invertible(scaled, &pivots, cols, bits);
    for (slong k = 0; row != NULL && k < cols; k++)
        row[k] = pivots.row[k];
    if (gap != NULL)
        *gap = smallest_pivot(&pivots);
    fulg_ball_pivots_clear(&pivots, rows, cols);
    arb_mat_clear(scaled);
    return answer == FULG_TRUE ? FULG_TRUE : FULG_UNKNOWN;
}

fulg_truth_t
fulg_ball_has_full_rank(slong *row, slong *gap, const arb_mat_t A, slong bits)
{
    if (arb_mat_nrows(A) < arb_mat_ncols(A))
        return FULG_FALSE;
    if (fulg_ball_check_finite(A, NULL) != FULG_OK)
        return FULG_UNKNOWN;
    return prove(row, gap, A, bits);
}
