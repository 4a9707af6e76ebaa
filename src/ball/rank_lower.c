#include "impl.h"

/* Up to so many bits pivots that doubles do not find are done without. */
#define DOUBLE_BITS 64
/* What is so many bits above an error is no error. */
#define NOISE_BITS 10

/* The largest number of pivots whose submatrix is proved invertible: by halves,
   since small pivots come last. */
static slong
proved_pivots(const arb_mat_t A, const fulg_ball_pivots_t *pivots, slong bits)
{
    slong low = 0, high = pivots->num, n = pivots->num;
    while (low < high)
    {
        if (fulg_ball_leading_is_invertible(A, pivots, n, bits) == FULG_TRUE)
            low = n;
        else
            high = n - 1;
        n = (low + high + 1) / 2;
    }
    return low;
}

/* Doubles do where enough pivots are not small; else elimination at so many bits, of
   midpoints, not of balls. */
static void
find_pivots(fulg_ball_pivots_t *pivots, const arb_mat_t scaled, slong bits)
{
    if (fulg_ball_pivots_double(pivots, scaled) &&
        (bits <= DOUBLE_BITS || pivots->num == pivots->most))
        return;
    for (slong i = 0; i < arb_mat_nrows(scaled); i++)
        pivots->row[i] = i;
    for (slong j = 0; j < arb_mat_ncols(scaled); j++)
        pivots->col[j] = j;
    pivots->num = 0;
    fulg_ball_pivots_find(pivots, scaled, bits);
}

/* A, scaled, and at most so many of its pivots: initialised when FULG_OK is
   returned. */
static fulg_status_t
start(arb_mat_t scaled, fulg_ball_pivots_t *pivots, const arb_mat_t A,
      slong most, slong bits, fulg_diag_t diag)
{
    const slong rows = arb_mat_nrows(A), cols = arb_mat_ncols(A);
    const fulg_status_t status = fulg_ball_check_finite(A, diag);
    if (status != FULG_OK)
        return status;
    arb_mat_init(scaled, rows, cols);
    arb_mat_set(scaled, A);
    fulg_ball_scale(scaled);
    fulg_ball_pivots_init(pivots, rows, cols);
    pivots->most = FLINT_MIN(pivots->most, most);
    find_pivots(pivots, scaled, bits);
    return FULG_OK;
}

/* The places of the first n pivots (row and col may be NULL); clears the rest. */
static void
finish(slong *row, slong *col, slong n, arb_mat_t scaled,
       fulg_ball_pivots_t *pivots)
{
    for (slong k = 0; k < n; k++)
    {
        if (row != NULL)
            row[k] = pivots->row[k];
        if (col != NULL)
            col[k] = pivots->col[k];
    }
    fulg_ball_pivots_clear(pivots, arb_mat_nrows(scaled),
                           arb_mat_ncols(scaled));
    arb_mat_clear(scaled);
}

fulg_status_t
fulg_ball_rank_lower(slong *rank, slong *row, slong *col, const arb_mat_t A,
                     slong bits, fulg_diag_t diag)
{
    fulg_ball_pivots_t pivots;
    arb_mat_t scaled;
    fulg_status_t status;
    *rank = 0;
    status = start(scaled, &pivots, A, WORD_MAX, bits, diag);
    if (status != FULG_OK)
        return status;
    *rank = proved_pivots(scaled, &pivots, bits);
    finish(row, col, *rank, scaled, &pivots);
    return FULG_OK;
}

/* ---- a minor of a given size --------------------------------------------------- */

/* Pivots below 2^floor may come of the radii, or of rounding. */
static void
noise(fmpz_t floor, const arb_mat_t scaled, const fulg_ball_pivots_t *pivots,
      slong bits)
{
    fmpz_sub_si(floor, &pivots->size[0], bits);
    for (slong i = 0; i < arb_mat_nrows(scaled); i++)
        for (slong j = 0; j < arb_mat_ncols(scaled); j++)
        {
            const mag_struct *r = arb_radref(arb_mat_entry(scaled, i, j));
            if (!mag_is_zero(r) && fmpz_cmp(MAG_EXPREF(r), floor) > 0)
                fmpz_set(floor, MAG_EXPREF(r));
        }
    fmpz_add_ui(floor, floor, NOISE_BITS);
}

/* How many pivots come before the first that may be noise. */
static slong
clear_pivots(const arb_mat_t scaled, const fulg_ball_pivots_t *pivots,
             slong bits)
{
    slong n = 0;
    fmpz_t floor;
    if (pivots->num == 0)
        return 0;
    fmpz_init(floor);
    noise(floor, scaled, pivots, bits);
    while (n < pivots->num && fmpz_cmp(&pivots->size[n], floor) > 0)
        n++;
    fmpz_clear(floor);
    return n;
}

static slong
depth_of(const fulg_ball_pivots_t *pivots, slong n)
{
    slong depth = 0;
    fmpz_t x;
    fmpz_init(x);
    if (n > 0)
        fmpz_sub(x, &pivots->size[0], &pivots->size[n - 1]);
    if (fmpz_fits_si(x))
        depth = fmpz_get_si(x);
    fmpz_clear(x);
    return depth;
}

fulg_status_t
fulg_ball_rank_meets(slong *rank, slong *found, slong *depth, slong *row,
                     slong *col, const arb_mat_t A, slong target, slong bits,
                     fulg_diag_t diag)
{
    fulg_ball_pivots_t pivots;
    arb_mat_t scaled;
    fulg_status_t status;
    *rank = *found = *depth = 0;
    status = start(scaled, &pivots, A, target, bits, diag);
    if (status != FULG_OK)
        return status;
    *found = clear_pivots(scaled, &pivots, bits);
    *depth = depth_of(&pivots, *found);
    if (*found >= target && fulg_ball_leading_is_invertible(
                                scaled, &pivots, target, bits) == FULG_TRUE)
        *rank = target;
    finish(row, col, *found, scaled, &pivots);
    return FULG_OK;
}
