/*
 * One slice T_ij of a tensor, a quadratic form in x, as a product of two linear
 * forms over Q or over a quadratic field.
 */
#include "impl.h"

const fmpq *
fulg_single_slices_entry(const fulg_single_slices_t *T, slong i, slong pair,
                         slong j)
{
    return fmpq_mat_entry(T->F->coeff, i * T->pairs + pair, j);
}

void
fulg_single_slices_find(fulg_single_slices_t *T, const fulg_function_t F)
{
    slong row = 0, col = 0;
    T->F = F;
    T->d = F->d;
    T->pairs = F->d * (F->d + 1) / 2;
    while (fmpq_is_zero(fmpq_mat_entry(F->coeff, row, col)))
        if (++col == F->d)
        {
            col = 0;
            row++;
        }
    T->out = row / T->pairs;
    T->col = col;
}

/* M = the symmetric matrix of slice (out, col). */
static void
set_matrix(fmpq_mat_t M, const fulg_single_slices_t *T)
{
    for (slong k = 0; k < T->d; k++)
        for (slong l = k; l < T->d; l++)
        {
            fmpq *m = fmpq_mat_entry(M, k, l);
            fmpq_set(m, fulg_single_slices_entry(
                            T, T->out, fulg_function_pair(T->d, k, l), T->col));
            if (k == l)
                continue;
            fmpq_div_2exp(m, m, 1);
            fmpq_set(fmpq_mat_entry(M, l, k), m);
        }
}

/* M = c x x^T with nonzero M_mm: c = 1/M_mm, x = M e_m.  0, with the place,
   when M has rank 2 or more; m is found here, -1 when M = 0. */
static int
is_square(slong *m, slong *row, slong *col, const fmpq_mat_t M)
{
    const slong d = fmpq_mat_nrows(M);
    fmpq_t x, y;
    int ok = 1;
    fmpq_init(x);
    fmpq_init(y);
    *m = -1;
    for (slong k = 0; k < d; k++)
        if (*m < 0 && !fmpq_is_zero(fmpq_mat_entry(M, k, k)))
            *m = k;
    for (slong i = 0; i < d && ok; i++)
        for (slong j = i; j < d && ok; j++)
        {
            fmpq_set(x, fmpq_mat_entry(M, i, j));
            if (*m >= 0)
            {
                fmpq_mul(x, x, fmpq_mat_entry(M, *m, *m));
                fmpq_mul(y, fmpq_mat_entry(M, *m, i), fmpq_mat_entry(M, *m, j));
                fmpq_sub(x, x, y);
            }
            ok = fmpq_is_zero(x);
            *row = i;
            *col = j;
        }
    fmpq_clear(x);
    fmpq_clear(y);
    return ok;
}

/* "rank >= 3": the 3 x 3 minor of M at these rows and columns, which must
   vanish. */
static void
explain_rank(fulg_diag_t why, const fulg_single_slices_t *T, const fmpq_mat_t M,
             const slong row[3], const slong col[3])
{
    fmpq_mat_t minor;
    fmpq_t value;
    char *text;
    fmpq_init(value);
    fmpq_mat_init(minor, 3, 3);
    for (slong i = 0; i < 3; i++)
        for (slong j = 0; j < 3; j++)
            fmpq_set(fmpq_mat_entry(minor, i, j),
                     fmpq_mat_entry(M, row[i], col[j]));
    fmpq_mat_det(value, minor);
    text = fmpq_get_str(NULL, 10, value);
    fulg_diag_set(why, FULG_OK,
                  "the quadratic form T[%ld][.][%ld] is not a product of two "
                  "linear forms: in its symmetric matrix the 3 x 3 minor of "
                  "rows %ld,%ld,%ld and columns %ld,%ld,%ld must vanish and "
                  "is %.80s",
                  (long) T->out + 1, (long) T->col + 1, (long) row[0] + 1,
                  (long) row[1] + 1, (long) row[2] + 1, (long) col[0] + 1,
                  (long) col[1] + 1, (long) col[2] + 1, text);
    flint_free(text);
    fmpq_mat_clear(minor);
    fmpq_clear(value);
}

/* The factors of slice (out, col), M_kk nonzero: M = M_kk (l l^T - N) with l =
   M e_k / M_kk; N must be (1/N_mm) (N e_m)(N e_m)^T, and then the factors are
   M_kk (l + sqrt(D) y), (l - sqrt(D) y), y rational, D = inside. */
static int
factor_diagonal(fmpq *l, fmpq *y, fmpz_t inside, const fulg_single_slices_t *T,
                const fmpq_mat_t M, slong k, fulg_diag_t why)
{
    const slong d = T->d;
    slong m, row = 0, col = 0;
    fmpq_mat_t N;
    fmpq_t x;
    int ok;
    fmpq_init(x);
    fmpq_mat_init(N, d, d);
    for (slong i = 0; i < d; i++)
        fmpq_div(l + i, fmpq_mat_entry(M, i, k), fmpq_mat_entry(M, k, k));
    for (slong i = 0; i < d; i++)
        for (slong j = 0; j < d; j++)
        {
            fmpq_div(x, fmpq_mat_entry(M, i, j), fmpq_mat_entry(M, k, k));
            fmpq_mul(fmpq_mat_entry(N, i, j), l + i, l + j);
            fmpq_sub(fmpq_mat_entry(N, i, j), fmpq_mat_entry(N, i, j), x);
        }
    ok = is_square(&m, &row, &col, N);
    fmpz_one(inside);
    if (ok && m >= 0)
    {
        /* N = N_mm z z^T, z = N e_m / N_mm, N_mm = outside^2 inside */
        fulg_single_sqrt(x, inside, fmpq_mat_entry(N, m, m));
        for (slong i = 0; i < d; i++)
        {
            fmpq_div(y + i, fmpq_mat_entry(N, i, m), fmpq_mat_entry(N, m, m));
            fmpq_mul(y + i, y + i, x);
        }
    }
    else if (!ok && m >= 0)
        explain_rank(why, T, M, (const slong[]){k, m, row},
                     (const slong[]){k, m, col});
    else if (!ok)
        /* zero diagonal: rows and columns row, col give -N_rc^2 */
        explain_rank(why, T, M, (const slong[]){k, row, col},
                     (const slong[]){k, row, col});
    fmpq_mat_clear(N);
    fmpq_clear(x);
    return ok;
}

/* No square among the monomials, M_kl nonzero: the factors are M e_l / M_kl
   (which has no x_l) and M e_k / M_kl, times 2 M_kl. */
static int
factor_off_diagonal(fmpq *l1, fmpq *l2, const fulg_single_slices_t *T,
                    const fmpq_mat_t M, slong k, slong l, fulg_diag_t why)
{
    const slong d = T->d;
    int ok = 1;
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < d; i++)
    {
        fmpq_div(l1 + i, fmpq_mat_entry(M, i, l), fmpq_mat_entry(M, k, l));
        fmpq_div(l2 + i, fmpq_mat_entry(M, i, k), fmpq_mat_entry(M, k, l));
    }
    for (slong i = 0; i < d && ok; i++)
        for (slong j = i; j < d && ok; j++)
        {
            fmpq_mul(x, l1 + i, l2 + j);
            fmpq_addmul(x, l1 + j, l2 + i);
            fmpq_mul(x, x, fmpq_mat_entry(M, k, l));
            ok = fmpq_equal(x, fmpq_mat_entry(M, i, j));
            if (!ok)
                explain_rank(why, T, M, (const slong[]){k, l, i},
                             (const slong[]){k, l, j});
        }
    fmpq_clear(x);
    return ok;
}

int
fulg_single_slices_factor(fmpq *l1, fmpq *l2, fmpz_t inside,
                          const fulg_single_slices_t *T, fulg_diag_t why)
{
    const slong d = T->d;
    slong k = 0, l = 0;
    int ok;
    fmpq_mat_t M;
    fmpq_mat_init(M, d, d);
    set_matrix(M, T);
    while (k < d && fmpq_is_zero(fmpq_mat_entry(M, k, k)))
        k++;
    if (k < d)
    {
        ok = factor_diagonal(l1, l2, inside, T, M, k, why);
        if (ok && fmpz_is_one(inside))
            for (slong i = 0; i < d; i++)
            {
                fmpq_sub(l2 + i, l1 + i, l2 + i);
                fmpq_add(l1 + i, l1 + i, l1 + i);
                fmpq_sub(l1 + i, l1 + i, l2 + i);
            }
    }
    else
    {
        fmpz_one(inside);
        for (k = 0; fmpq_is_zero(fmpq_mat_entry(M, k, l)); k += (l == 0))
            l = (l + 1) % d;
        ok = factor_off_diagonal(l1, l2, T, M, k, l, why);
    }
    fmpq_mat_clear(M);
    return ok;
}
