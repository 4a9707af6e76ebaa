/*
 * Two tokens or more: T_ij = v_i a_j, quadratic forms in x, with v_i row i of V
 * and a_j column j of A (doc: thm-single-1).  One nonzero slice T_ij is a
 * product of two linear forms; its factors are v_i and a_j, in one order or the
 * other, and then all others follow by division.  Every coefficient is checked.
 */
#include "impl.h"

/* m with T_ij = l m, if there is one: with l_k nonzero, m_k = T_kk / l_k and
   m_j = (T_kj - m_k l_j) / l_k. */
static void
divide_slice(fmpq *m, const fulg_single_slices_t *T, slong i, slong j,
             const fmpq *l)
{
    const slong d = T->d;
    slong k = 0;
    fmpq *top;
    while (fmpq_is_zero(l + k))
        k++;
    top = m + k;
    fmpq_div(top,
             fulg_single_slices_entry(T, i, fulg_function_pair(d, k, k), j),
             l + k);
    for (slong n = 0; n < d; n++)
    {
        fmpq *x = m + n;
        if (n == k)
            continue;
        fmpq_mul(x, top, l + n);
        fmpq_sub(x,
                 fulg_single_slices_entry(
                     T, i,
                     fulg_function_pair(d, FLINT_MIN(k, n), FLINT_MAX(k, n)),
                     j),
                 x);
        fmpq_div(x, x, l + k);
    }
}

/* T[i][k,l][j] = V_ik A_lj + V_il A_kj in all places; else the first failure.
 */
static int
check_product(const fulg_single_slices_t *T, const fmpq_mat_t A,
              const fmpq_mat_t V, fulg_diag_t why)
{
    const slong d = T->d;
    int ok = 1;
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < T->F->d_out && ok; i++)
        for (slong k = 0, pair = 0; k < d && ok; k++)
            for (slong l = k; l < d && ok; l++, pair++)
                for (slong j = 0; j < d && ok; j++)
                {
                    const fmpq *have = fulg_single_slices_entry(T, i, pair, j);
                    fmpq_mul(x, fmpq_mat_entry(V, i, k),
                             fmpq_mat_entry(A, l, j));
                    if (k != l)
                        fmpq_addmul(x, fmpq_mat_entry(V, i, l),
                                    fmpq_mat_entry(A, k, j));
                    ok = fmpq_equal(x, have);
                    if (!ok)
                    {
                        char *want = fmpq_get_str(NULL, 10, x);
                        char *is = fmpq_get_str(NULL, 10, have);
                        fulg_diag_set(
                            why, FULG_OK,
                            "T is not a product V x (x^T A y): the slices "
                            "T[%ld][.][%ld], T[%ld][.][.] and T[.][.][%ld] force "
                            "T[%ld][%ld,%ld][%ld] = %.80s, but it is %.80s",
                            (long) T->out + 1, (long) T->col + 1,
                            (long) T->out + 1, (long) T->col + 1, (long) i + 1,
                            (long) k + 1, (long) l + 1, (long) j + 1, want, is);
                        flint_free(want);
                        flint_free(is);
                    }
                }
    fmpq_clear(x);
    return ok;
}

/* The solution with row "out" of V proportional to v, if there is one. */
static void
try_value(fulg_single_recovery_t *R, const fulg_single_slices_t *T,
          const fmpq *v)
{
    const slong d = T->d;
    fmpq *a = _fmpq_vec_init(d);
    fmpq_mat_t A, V;
    fmpq_mat_init(A, d, d);
    fmpq_mat_init(V, T->F->d_out, d);
    divide_slice(a, T, T->out, T->col, v);
    for (slong i = 0; i < T->F->d_out; i++)
        divide_slice(fmpq_mat_entry(V, i, 0), T, i, T->col, a);
    for (slong j = 0; j < d; j++)
    {
        divide_slice(a, T, T->out, j, fmpq_mat_entry(V, T->out, 0));
        for (slong k = 0; k < d; k++)
            fmpq_set(fmpq_mat_entry(A, k, j), a + k);
    }
    if (check_product(T, A, V, R->why))
    {
        fulg_single_weights_t *W;
        fmpq_poly_t x;
        fmpq_poly_init(x);
        fmpq_poly_set_coeff_si(x, 1, 1);
        W = fulg_single_add(R, x, 1);
        fmpq_mat_swap(W->A, A);
        fmpq_mat_swap(W->V, V);
        fmpq_poly_clear(x);
    }
    _fmpq_vec_clear(a, d);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
}

/* First nonzero entry of A becomes 1. */
static void
canonical(fulg_single_weights_t *W)
{
    const slong d = fmpq_mat_nrows(W->A);
    fmpq_t c;
    slong n = 0;
    fmpq_init(c);
    while (fmpq_is_zero(fmpq_mat_entry(W->A, n / d, n % d)))
        n++;
    fmpq_set(c, fmpq_mat_entry(W->A, n / d, n % d));
    for (slong i = 0; i < d; i++)
        for (slong j = 0; j < d; j++)
            fmpq_div(fmpq_mat_entry(W->A, i, j), fmpq_mat_entry(W->A, i, j), c);
    for (slong i = 0; i < fmpq_mat_nrows(W->V); i++)
        for (slong j = 0; j < d; j++)
            fmpq_mul(fmpq_mat_entry(W->V, i, j), fmpq_mat_entry(W->V, i, j), c);
    fmpq_clear(c);
}

static int
is_proportional(const fmpq *a, const fmpq *b, slong n)
{
    slong k = 0;
    int ok = 1;
    fmpq_t x, y;
    fmpq_init(x);
    fmpq_init(y);
    while (fmpq_is_zero(a + k))
        k++;
    for (slong i = 0; i < n && ok; i++)
    {
        fmpq_mul(x, a + k, b + i);
        fmpq_mul(y, a + i, b + k);
        ok = fmpq_equal(x, y);
    }
    fmpq_clear(x);
    fmpq_clear(y);
    return ok;
}

static void
recover_rational(fulg_single_recovery_t *R, const fulg_single_slices_t *T,
                 const fmpq *l1, const fmpq *l2)
{
    const int distinct = !is_proportional(l1, l2, T->d);
    try_value(R, T, l1);
    if (distinct)
        try_value(R, T, l2);
    if (R->num == 0)
    {
        R->place = FULG_SINGLE_OUTSIDE;
        return;
    }
    fulg_diag_init(R->why);
    for (slong n = 0; n < R->num; n++)
    {
        canonical(&R->weights[n]);
        R->weights[n].rank_A = fulg_rank_exact(NULL, NULL, R->weights[n].A);
    }
    R->rank_V = fulg_rank_exact(NULL, NULL, R->weights[0].V);
    R->parallel = R->rank_V == 1 && R->weights[0].rank_A == 1 && !distinct;
}

/* ---- the rank bound ------------------------------------------------------ */

static void
bound_rank(fulg_single_recovery_t *R)
{
    const slong a = R->head_dim, rank = R->weights[0].rank_A;
    if (rank > a)
    {
        fulg_diag_set(R->why, FULG_OK,
                      "its A, unique up to scaling, has rank %ld above "
                      "head_dim = %ld",
                      (long) rank, (long) a);
        fulg_single_recovery_clear(R);
        R->place = FULG_SINGLE_OUTSIDE;
        return;
    }
    for (slong n = 0; n < R->num; n++)
        fulg_single_key_query(&R->weights[n], FLINT_MIN(a, R->d));
}

void
fulg_single_recover_tensor(fulg_single_recovery_t *R, const fulg_function_t F)
{
    fmpq *l1 = _fmpq_vec_init(F->d), *l2 = _fmpq_vec_init(F->d);
    fulg_single_slices_t T;
    fmpz_t inside;
    fmpz_init(inside);
    fulg_single_slices_find(&T, F);
    if (!fulg_single_slices_factor(l1, l2, inside, &T, R->why))
        R->place = FULG_SINGLE_OUTSIDE;
    else if (fmpz_is_one(inside))
        recover_rational(R, &T, l1, l2);
    else
        fulg_single_recover_conjugate(R, &T, l1, l2, inside);
    if (R->num > 0 && R->head_dim > 0)
        bound_rank(R);
    _fmpq_vec_clear(l1, F->d);
    _fmpq_vec_clear(l2, F->d);
    fmpz_clear(inside);
}
