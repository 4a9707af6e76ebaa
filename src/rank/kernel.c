#include <fulgurite/rank.h>

slong
fulg_rank_kernel(fmpz_mat_t K, const fmpq_mat_t A)
{
    const slong cols = fmpq_mat_ncols(A);
    fmpz_mat_t numerators, null;
    fmpz_t content;
    slong nullity;

    fmpz_mat_init(numerators, fmpq_mat_nrows(A), cols);
    fmpq_mat_get_fmpz_mat_rowwise(numerators, NULL, A);
    fmpz_mat_init(null, cols, cols);
    nullity = fmpz_mat_nullspace(null, numerators);

    fmpz_init(content);
    fmpz_mat_init(K, cols, nullity);
    for (slong j = 0; j < nullity; j++)
    {
        fmpz_zero(content);
        for (slong i = 0; i < cols; i++)
            fmpz_gcd(content, content, fmpz_mat_entry(null, i, j));
        /* The first entry of a direction is positive. */
        for (slong i = 0; i < cols; i++)
        {
            const int sign = fmpz_sgn(fmpz_mat_entry(null, i, j));
            if (sign < 0)
                fmpz_neg(content, content);
            if (sign != 0)
                break;
        }
        for (slong i = 0; i < cols; i++)
            fmpz_divexact(fmpz_mat_entry(K, i, j), fmpz_mat_entry(null, i, j),
                          content);
    }
    fmpz_clear(content);
    fmpz_mat_clear(null);
    fmpz_mat_clear(numerators);
    return cols - nullity;
}
