#include "impl.h"

/* Up to so many bits pivots are chosen in doubles. */
#define DOUBLE_BITS 64

/* The largest number of pivots whose submatrix is proved invertible: by halves,
   since small pivots come last. */
static slong
proved_pivots(const arb_mat_t A, const fulg_ball_pivots_t *pivots, slong bits)
{
    slong low = 0, high = pivots->num, n = pivots->num;
    while (low < high)
    {
        if (fulg_ball_leading_is_invertible(A, pivots, n, bits) ==
            FULG_TRUE)
            low = n;
        else
            high = n - 1;
        n = (low + high + 1) / 2;
    }
    return low;
}

fulg_status_t
fulg_ball_rank_lower(slong *rank, slong *row, slong *col, const arb_mat_t A,
                     slong bits, fulg_diag_t diag)
{
    const slong rows = arb_mat_nrows(A), cols = arb_mat_ncols(A);
    const fulg_status_t status = fulg_ball_check_finite(A, diag);
    fulg_ball_pivots_t pivots;
    arb_mat_t scaled;

    *rank = 0;
    if (status != FULG_OK)
        return status;
    arb_mat_init(scaled, rows, cols);
    arb_mat_set(scaled, A);
    fulg_ball_scale(scaled);
    fulg_ball_pivots_init(&pivots, rows, cols);
    if (bits > DOUBLE_BITS || !fulg_ball_pivots_double(&pivots, scaled))
        fulg_ball_pivots_find(&pivots, scaled, bits);
    *rank = proved_pivots(scaled, &pivots, bits);
    for (slong k = 0; k < *rank; k++)
    {
        if (row != NULL)
            row[k] = pivots.row[k];
        if (col != NULL)
            col[k] = pivots.col[k];
    }
    fulg_ball_pivots_clear(&pivots, rows, cols);
    arb_mat_clear(scaled);
    return FULG_OK;
}
