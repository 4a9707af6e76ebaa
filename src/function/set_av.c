#include <fulgurite/function.h>

static void
set_tensor(fulg_function_t F, const fmpq_mat_t A, const fmpq_mat_t V)
{
    const slong d = F->d;
    for (slong i = 0; i < F->d_out; i++)
        for (slong k = 0; k < d; k++)
            for (slong l = k; l < d; l++)
                for (slong j = 0; j < d; j++)
                {
                    fmpq *T = fulg_function_entry(F, i, k, l, j);
                    fmpq_mul(T, fmpq_mat_entry(V, i, k),
                             fmpq_mat_entry(A, l, j));
                    if (k != l)
                        fmpq_addmul(T, fmpq_mat_entry(V, i, l),
                                    fmpq_mat_entry(A, k, j));
                }
}

/* The indices of x_k x_l x_m in increasing order; l <= m already. */
static void
sort(slong index[3], slong k, slong l, slong m)
{
    index[0] = FLINT_MIN(k, l);
    index[1] = (k < l) ? l : FLINT_MIN(k, m);
    index[2] = FLINT_MAX(k, m);
}

static void
set_cubics(fulg_function_t F, const fmpq_mat_t A, const fmpq_mat_t V)
{
    const slong d = F->d;
    fmpq_t s;
    fmpq_init(s);
    fmpq_mat_zero(F->coeff);
    for (slong l = 0; l < d; l++)
        for (slong m = l; m < d; m++)
        {
            /* the coefficient of x_l x_m in x^T A x */
            fmpq_set(s, fmpq_mat_entry(A, l, m));
            if (l != m)
                fmpq_add(s, s, fmpq_mat_entry(A, m, l));
            for (slong i = 0; i < F->d_out; i++)
                for (slong k = 0; k < d; k++)
                {
                    slong n[3];
                    sort(n, k, l, m);
                    fmpq_addmul(fulg_function_entry(F, i, n[0], n[1], n[2]), s,
                                fmpq_mat_entry(V, i, k));
                }
        }
    fmpq_clear(s);
}

void
fulg_function_set_av(fulg_function_t F, const fmpq_mat_t A, const fmpq_mat_t V)
{
    if (F->tokens == 1)
        set_cubics(F, A, V);
    else
        set_tensor(F, A, V);
}
