#include <fulgurite/cube.h>

/* The least common denominator of all entries. */
static void
common_denominator(fmpz_t den, const fmpq_mat_struct *head, slong num)
{
    fmpz_one(den);
    for (slong t = 0; t < num; t++)
        for (slong i = 0; i < fmpq_mat_nrows(&head[t]); i++)
            for (slong j = 0; j < fmpq_mat_ncols(&head[t]); j++)
            {
                const fmpz *d = fmpq_mat_entry_den(&head[t], i, j);
                if (!fmpz_divisible(den, d))
                    fmpz_lcm(den, den, d);
            }
}

fulg_status_t
fulg_cube_init_heads(fulg_cube_t X, const fmpq_mat_struct *head, slong num,
                     fulg_diag_t diag)
{
    const slong q = num ? fmpq_mat_nrows(head) : 0;
    const slong k = num ? fmpq_mat_ncols(head) : 0;
    if (q == 0 || k == 0 || num == 0)
        return fulg_diag_set(diag, FULG_PARSE, "an axis of length 0");
    for (slong t = 1; t < num; t++)
        if (fmpq_mat_nrows(&head[t]) != q || fmpq_mat_ncols(&head[t]) != k)
            return fulg_diag_set(
                diag, FULG_PARSE, "head %ld is %ld x %ld, head 0 is %ld x %ld",
                (long) t, (long) fmpq_mat_nrows(&head[t]),
                (long) fmpq_mat_ncols(&head[t]), (long) q, (long) k);
    if (q > FULG_CUBE_MAX_SIDE || k > FULG_CUBE_MAX_SIDE ||
        num > FULG_CUBE_MAX_SIDE || q * k > FULG_CUBE_MAX_ENTRIES / num)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "a tensor of %ld x %ld x %ld "
                             "entries is too large",
                             (long) q, (long) k, (long) num);
    fulg_cube_init(X, q, k, num);
    common_denominator(X->den, head, num);
    for (slong t = 0; t < num; t++)
        for (slong i = 0; i < q; i++)
            for (slong j = 0; j < k; j++)
            {
                fmpz *x = X->value + (i * k + j) * num + t;
                fmpz_divexact(x, X->den, fmpq_mat_entry_den(&head[t], i, j));
                fmpz_mul(x, x, fmpq_mat_entry_num(&head[t], i, j));
            }
    return FULG_OK;
}
