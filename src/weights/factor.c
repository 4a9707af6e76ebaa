#include <fulgurite/weights.h>

static void
set_padded_identity(fmpq_mat_t A)
{
    fmpq_mat_zero(A);
    for (slong i = 0; i < FLINT_MIN(fmpq_mat_nrows(A), fmpq_mat_ncols(A)); i++)
        fmpq_one(fmpq_mat_entry(A, i, i));
}

/* The upper left corner of B becomes A, the rest zero. */
static void
set_padded(fmpq_mat_t B, const fmpq_mat_t A)
{
    fmpq_mat_zero(B);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set(fmpq_mat_entry(B, i, j), fmpq_mat_entry(A, i, j));
}

/* A = (its pivot columns)(the nonzero rows of its reduced echelon form). */
static void
set_rank_factors(fmpq_mat_t L, fmpq_mat_t R, const fmpq_mat_t echelon,
                 slong rank, const fmpq_mat_t A)
{
    fmpq_mat_zero(L);
    fmpq_mat_zero(R);
    for (slong i = 0, pivot = 0; i < rank; i++, pivot++)
    {
        while (fmpq_is_zero(fmpq_mat_entry(echelon, i, pivot)))
            pivot++;
        for (slong k = 0; k < fmpq_mat_nrows(A); k++)
            fmpq_set(fmpq_mat_entry(L, k, i), fmpq_mat_entry(A, k, pivot));
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set(fmpq_mat_entry(R, i, j), fmpq_mat_entry(echelon, i, j));
    }
}

fulg_status_t
fulg_weights_factor(fmpq_mat_t L, fmpq_mat_t R, slong *rank, const fmpq_mat_t A)
{
    const slong n = fmpq_mat_ncols(L);
    fmpq_mat_t echelon;
    fmpq_mat_init(echelon, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    *rank = fmpq_mat_rref(echelon, A);
    if (*rank <= n)
    {
        if (n >= fmpq_mat_nrows(A))
        {
            set_padded_identity(L);
            set_padded(R, A);
        }
        else if (n >= fmpq_mat_ncols(A))
        {
            set_padded(L, A);
            set_padded_identity(R);
        }
        else
            set_rank_factors(L, R, echelon, *rank, A);
    }
    fmpq_mat_clear(echelon);
    return (*rank <= n) ? FULG_OK : FULG_DOMAIN;
}
