#include <fulgurite/function.h>

/* y += F_i(x, z) with x, z columns n and m of X (tokens >= 2), or the cubic at
   column m. */
static void
add_value(fmpq_t y, const fulg_function_t F, slong i, const fmpq_mat_t X,
          slong n, slong m)
{
    const slong d = F->d;
    fmpq_t term;
    fmpq_init(term);
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++)
            for (slong j = (F->tokens == 1) ? l : 0; j < d; j++)
            {
                fmpq_mul(term, fmpq_mat_entry(X, k, n),
                         fmpq_mat_entry(X, l, n));
                fmpq_mul(term, term, fmpq_mat_entry(X, j, m));
                fmpq_addmul(y, term, fulg_function_entry(F, i, k, l, j));
            }
    fmpq_clear(term);
}

void
fulg_function_eval(fmpq_mat_t Y, const fulg_function_t F, const fmpq_mat_t X)
{
    const slong t = fmpq_mat_ncols(X);
    fmpq_mat_zero(Y);
    for (slong i = 0; i < F->d_out; i++)
        for (slong m = 0; m < t; m++)
            for (slong n = 0; n < t; n++)
                if (F->tokens > 1 || n == m)
                    add_value(fmpq_mat_entry(Y, i, m), F, i, X, n, m);
}
