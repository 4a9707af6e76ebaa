/*
 * Two tokens or more: T_ij = v_i a_j, quadratic forms in x, with v_i row i of V
 * and a_j column j of A (doc: thm-single-1).  One nonzero slice T_ij is a product of
 * two linear forms; its factors are v_i and a_j, in one order or the other, and
 * then all others follow by division.  Every coefficient is checked.
 */
#include "impl.h"

/* T, with the slice that is taken apart. */
typedef struct
{
    const fulg_function_struct *F;
    slong d, pairs, out, col;
} slices_t;

static const fmpq *
coefficient(const slices_t *T, slong i, slong pair, slong j)
{
    return fmpq_mat_entry(T->F->coeff, i * T->pairs + pair, j);
}

static void
find_slice(slices_t *T, const fulg_function_t F)
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

/* ---- one quadratic form ------------------------------------------------- */

/* M = the symmetric matrix of slice (out, col). */
static void
set_matrix(fmpq_mat_t M, const slices_t *T)
{
    for (slong k = 0; k < T->d; k++)
        for (slong l = k; l < T->d; l++)
        {
            fmpq *m = fmpq_mat_entry(M, k, l);
            fmpq_set(m, coefficient(T, T->out, fulg_function_pair(T->d, k, l),
                                    T->col));
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
explain_rank(fulg_diag_t why, const slices_t *T, const fmpq_mat_t M,
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
                  "the quadratic form T[%ld][.][%ld] is no product of two "
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
factor_diagonal(fmpq *l, fmpq *y, fmpz_t inside, const slices_t *T,
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
factor_off_diagonal(fmpq *l1, fmpq *l2, const slices_t *T, const fmpq_mat_t M,
                    slong k, slong l, fulg_diag_t why)
{
    const slong d = T->d;
    int ok = 1;
    fmpq_t x, y;
    fmpq_init(x);
    fmpq_init(y);
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
    fmpq_clear(y);
    return ok;
}

/* Linear forms l1, l2 proportional to the factors of the slice when inside = 1;
   otherwise l1 +- sqrt(inside) l2 are.  0, and why, when there are none. */
static int
factor_slice(fmpq *l1, fmpq *l2, fmpz_t inside, const slices_t *T,
             fulg_diag_t why)
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

/* ---- rational factors --------------------------------------------------- */

/* m with T_ij = l m, if there is one: with l_k nonzero, m_k = T_kk / l_k and
   m_j = (T_kj - m_k l_j) / l_k. */
static void
divide_slice(fmpq *m, slong step, const slices_t *T, slong i, slong j,
             const fmpq *l)
{
    const slong d = T->d;
    slong k = 0;
    fmpq *top;
    while (fmpq_is_zero(l + k))
        k++;
    top = m + k * step;
    fmpq_div(top, coefficient(T, i, fulg_function_pair(d, k, k), j), l + k);
    for (slong n = 0; n < d; n++)
    {
        fmpq *x = m + n * step;
        if (n == k)
            continue;
        fmpq_mul(x, top, l + n);
        fmpq_sub(
            x,
            coefficient(T, i,
                        fulg_function_pair(d, FLINT_MIN(k, n), FLINT_MAX(k, n)),
                        j),
            x);
        fmpq_div(x, x, l + k);
    }
}

/* T[i][k,l][j] = V_ik A_lj + V_il A_kj in all places; else the first failure.
 */
static int
check_product(const slices_t *T, const fmpq_mat_t A, const fmpq_mat_t V,
              fulg_diag_t why)
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
                    const fmpq *have = coefficient(T, i, pair, j);
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
                            "T is no product V x (x^T A y): the slices "
                            "T[%ld][.][%ld], T[%ld][.][.] and T[.][.][%ld] "
                            "force T[%ld][%ld,%ld][%ld] = %.80s, but it is "
                            "%.80s",
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
try_value(fulg_single_recovery_t *R, const slices_t *T, const fmpq *v)
{
    const slong d = T->d;
    fmpq *a = _fmpq_vec_init(d);
    fmpq_mat_t A, V;
    fmpq_mat_init(A, d, d);
    fmpq_mat_init(V, T->F->d_out, d);
    divide_slice(a, 1, T, T->out, T->col, v);
    for (slong i = 0; i < T->F->d_out; i++)
        divide_slice(fmpq_mat_entry(V, i, 0), 1, T, i, T->col, a);
    for (slong j = 0; j < d; j++)
    {
        divide_slice(a, 1, T, T->out, j, fmpq_mat_entry(V, T->out, 0));
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
recover_rational(fulg_single_recovery_t *R, const slices_t *T, const fmpq *l1,
                 const fmpq *l2)
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

/* ---- conjugate factors --------------------------------------------------- */

/* All slices are multiples c_ij of slice (out, col), c_ij = h_i q_j; else the
   first failure. */
static int
slices_proportional(fmpq *h, fmpq *q, const slices_t *T, fulg_diag_t why)
{
    slong pivot = 0;
    int ok = 1;
    fmpq_t x, c;
    fmpq_init(x);
    fmpq_init(c);
    while (fmpq_is_zero(coefficient(T, T->out, pivot, T->col)))
        pivot++;
    for (slong i = 0; i < T->F->d_out; i++)
        fmpq_div(h + i, coefficient(T, i, pivot, T->col),
                 coefficient(T, T->out, pivot, T->col));
    for (slong j = 0; j < T->d; j++)
        fmpq_div(q + j, coefficient(T, T->out, pivot, j),
                 coefficient(T, T->out, pivot, T->col));
    for (slong i = 0; i < T->F->d_out && ok; i++)
        for (slong j = 0; j < T->d && ok; j++)
        {
            fmpq_mul(c, h + i, q + j);
            for (slong n = 0; n < T->pairs && ok; n++)
            {
                fmpq_mul(x, c, coefficient(T, T->out, n, T->col));
                ok = fmpq_equal(x, coefficient(T, i, n, j));
            }
            if (!ok)
                fulg_diag_set(why, FULG_OK,
                              "the quadratic form T[%ld][.][%ld] has "
                              "conjugate factors, which forces all slices to "
                              "be multiples of it; T[%ld][.][%ld] is not the "
                              "multiple that the other slices force",
                              (long) T->out + 1, (long) T->col + 1,
                              (long) i + 1, (long) j + 1);
        }
    fmpq_clear(x);
    fmpq_clear(c);
    return ok;
}

/* A = k q^T with k = l + r y, and V = h v^T with v the slice divided by k, that
   is e (l - r y), e = M_nn / k_n^2 norm; scaled so that A begins with 1. */
static void
set_conjugate_pair(fulg_single_weights_t *W, const slices_t *T, const fmpq *l,
                   const fmpq *y, const fmpq *h, const fmpq *q)
{
    const slong d = T->d;
    fmpq_poly_t scale, inverse, x, key;
    fmpq_t e;
    slong first = 0, n = 0;
    fmpq_poly_init(scale);
    fmpq_poly_init(inverse);
    fmpq_poly_init(x);
    fmpq_poly_init(key);
    fmpq_init(e);
    while (fmpq_is_zero(q + first))
        first++;
    while (fmpq_is_zero(l + n) && fmpq_is_zero(y + n))
        n++;
    fmpq_poly_set_coeff_fmpq(scale, 0, l + n);
    fmpq_poly_set_coeff_fmpq(scale, 1, y + n);
    /* e N(k_n) = the coefficient of x_n^2, not 0: k_n is not 0 */
    fmpq_poly_set_coeff_fmpq(x, 0, l + n);
    fmpq_neg(e, y + n);
    fmpq_poly_set_coeff_fmpq(x, 1, e);
    fulg_single_nf_mul(x, x, scale, W->field.modulus);
    fmpq_poly_get_coeff_fmpq(e, x, 0);
    fmpq_div(e, coefficient(T, T->out, fulg_function_pair(d, n, n), T->col), e);
    fmpq_poly_scalar_mul_fmpq(scale, scale, q + first);
    fulg_single_nf_inv(inverse, scale, W->field.modulus);
    fmpq_poly_scalar_mul_fmpq(scale, scale, e);
    for (slong k = 0; k < d; k++)
    {
        fmpq_t minus;
        fmpq_init(minus);
        fmpq_poly_zero(key);
        fmpq_poly_set_coeff_fmpq(key, 0, l + k);
        fmpq_poly_set_coeff_fmpq(key, 1, y + k);
        fulg_single_nf_mul(key, key, inverse, W->field.modulus);
        for (slong j = 0; j < d; j++)
        {
            fmpq_poly_scalar_mul_fmpq(x, key, q + j);
            fulg_single_nf_set_entry(W->A, 2, 0, k, j, x);
        }
        fmpq_neg(minus, y + k);
        fmpq_poly_zero(key);
        fmpq_poly_set_coeff_fmpq(key, 0, l + k);
        fmpq_poly_set_coeff_fmpq(key, 1, minus);
        fulg_single_nf_mul(key, key, scale, W->field.modulus);
        for (slong i = 0; i < T->F->d_out; i++)
        {
            fmpq_poly_scalar_mul_fmpq(x, key, h + i);
            fulg_single_nf_set_entry(W->V, 2, 0, i, k, x);
        }
        fmpq_clear(minus);
    }
    fmpq_poly_clear(scale);
    fmpq_poly_clear(inverse);
    fmpq_poly_clear(x);
    fmpq_poly_clear(key);
    fmpq_clear(e);
}

static void
recover_conjugate(fulg_single_recovery_t *R, const slices_t *T, const fmpq *l,
                  const fmpq *y, const fmpz_t D)
{
    fmpq *h = _fmpq_vec_init(T->F->d_out), *q = _fmpq_vec_init(T->d);
    if (slices_proportional(h, q, T, R->why))
    {
        const int real = fmpz_sgn(D) > 0;
        fulg_single_weights_t *W;
        fmpq_poly_t modulus;
        fmpz_t minus;
        fmpz_init(minus);
        fmpz_neg(minus, D);
        fmpq_poly_init(modulus);
        fmpq_poly_set_coeff_si(modulus, 2, 1);
        fmpq_poly_set_coeff_fmpz(modulus, 0, minus);
        W = fulg_single_add(R, modulus, real ? 2 : 0);
        set_conjugate_pair(W, T, l, y, h, q);
        W->rank_A = R->rank_V = 1;
        R->place = real ? FULG_SINGLE_IN_IMAGE : FULG_SINGLE_IN_CLOSURE;
        if (!real)
            fulg_diag_set(R->why, FULG_OK,
                          "all slices are multiples of one quadratic form "
                          "that is semidefinite of rank 2, a product of two "
                          "complex conjugate linear forms");
        fmpq_poly_clear(modulus);
        fmpz_clear(minus);
    }
    else
        R->place = FULG_SINGLE_OUTSIDE;
    _fmpq_vec_clear(h, T->F->d_out);
    _fmpq_vec_clear(q, T->d);
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
    slices_t T;
    fmpz_t inside;
    fmpz_init(inside);
    find_slice(&T, F);
    if (!factor_slice(l1, l2, inside, &T, R->why))
        R->place = FULG_SINGLE_OUTSIDE;
    else if (fmpz_is_one(inside))
        recover_rational(R, &T, l1, l2);
    else
        recover_conjugate(R, &T, l1, l2, inside);
    if (R->num > 0 && R->head_dim > 0)
        bound_rank(R);
    _fmpq_vec_clear(l1, F->d);
    _fmpq_vec_clear(l2, F->d);
    fmpz_clear(inside);
}
