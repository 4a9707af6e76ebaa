#include "naive.h"

/* W + e dW */
static void
shifted(fulg_weights_t S, const fulg_weights_t W, const fulg_weights_t dW,
        const fmpq_t e)
{
    fulg_diag_t diag;
    assert_int_equal(fulg_weights_init(S, W->arch, W->domain, diag), FULG_OK);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                fmpq *x = fmpq_mat_entry(S->mat[b].fmpq, i, j);
                fmpq_set(x, fmpq_mat_entry(W->mat[b].fmpq, i, j));
                naive_addmul(x, e, fmpq_mat_entry(dW->mat[b].fmpq, i, j));
            }
}

/*
 * F(W + e dW) is a polynomial in e of degree n (the degree in the weights).
 * Its derivative at 0 from the values at n + 1 points -m .. -m + n with
 * Lagrange: F'(0) = sum_k F(x_k) L_k'(0), where, with 0 = x_m among the points,
 * L_k'(0) = prod_{i != k, m} (0 - x_i) / prod_{i != k} (x_k - x_i) for k != m
 * and L_m'(0) = sum_{i != m} 1/(0 - x_i).
 */
static void
lagrange_slope(fmpq_t c, slong k, slong m, slong n)
{
    fmpq_t f;
    fmpq_init(f);
    if (k == m)
    {
        fmpq_zero(c);
        for (slong i = 0; i <= n; i++)
            if (i != m)
            {
                fmpq_set_si(f, 1, (ulong) FLINT_ABS(m - i));
                if (m - i < 0)
                    fmpq_neg(f, f);
                fmpq_add(c, c, f);
            }
    }
    else
    {
        fmpq_one(c);
        for (slong i = 0; i <= n; i++)
        {
            fmpq_set_si(f, m - i, 1);
            if (i != k && i != m)
                fmpq_mul(c, c, f);
            fmpq_set_si(f, k - i, 1);
            if (i != k)
                fmpq_div(c, c, f);
        }
    }
    fmpq_clear(f);
}

static void
slope_by_interpolation(fmpq_mat_t slope, const fulg_weights_t W,
                       const fulg_weights_t dW, const fulg_mat_t X)
{
    fmpz_t degree;
    fmpq_t e, c;
    slong n, m;
    fmpz_init(degree);
    fmpq_init(e);
    fmpq_init(c);
    fulg_eval_degree_weights(degree, W->arch);
    n = fmpz_get_si(degree);
    m = n / 2;
    fmpq_mat_zero(slope);
    for (slong k = 0; k <= n; k++)
    {
        fulg_weights_t S;
        fmpq_mat_t Y;
        fmpq_set_si(e, k - m, 1);
        lagrange_slope(c, k, m, n);
        shifted(S, W, dW, e);
        assert_true(naive_forward(Y, S, X->fmpq));
        for (slong i = 0; i < fmpq_mat_nrows(Y); i++)
            for (slong j = 0; j < fmpq_mat_ncols(Y); j++)
                naive_addmul(fmpq_mat_entry(slope, i, j), c,
                             fmpq_mat_entry(Y, i, j));
        fmpq_mat_clear(Y);
        fulg_weights_clear(S);
    }
    fmpz_clear(degree);
    fmpq_clear(e);
    fmpq_clear(c);
}

static void
check_polynomial(fulg_rand_t rand, slong family, slong depth)
{
    fulg_arch_t arch;
    fulg_weights_t W, dW;
    fulg_mat_t X, dY;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    fmpq_mat_t slope;
    slong out, t;

    fulg_test_arch(arch, rand, family, depth, 3);
    out = arch->width[depth];
    t = arch->tokens;
    fulg_test_weights(W, arch, rand);
    fulg_test_weights(dW, arch, rand);
    fulg_test_input(X, W, rand);
    fulg_eval_tape_init(T, W);
    W->domain->ops->init(dY, out, t, W->domain);
    fmpq_mat_init(slope, out, t);
    assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
    fulg_eval_tangent(dY, T, W, dW);
    slope_by_interpolation(slope, W, dW, X);
    assert_true(fmpq_mat_equal(slope, dY->fmpq));
    fmpq_mat_clear(slope);
    fulg_eval_tape_clear(T, W);
    W->domain->ops->clear(X);
    W->domain->ops->clear(dY);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
    fulg_arch_clear(arch);
}

static void
test_interpolation(void **state)
{
    static const slong families[] = {0, 1, 2, 3, 4, 7};
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_interpolation");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
        for (slong f = 0; f < 6; f++)
            check_polynomial(rand, families[f], 1 + round % 3);
}

/*
 * Rational functions: with e = p^20 the difference quotient (F(W + e dW) -
 * F(W))/e equals the derivative up to a multiple of e when neither side has p
 * in a denominator, so both agree mod p^20 in valuation: we demand that p^10
 * divides the difference.
 */
static void
check_quotient(const fmpq_t quotient, const fmpq_t slope, const fmpz_t p)
{
    fmpq_t difference;
    fmpz_t rest;
    fmpq_init(difference);
    fmpz_init(rest);
    fmpq_sub(difference, quotient, slope);
    if (!fmpq_is_zero(difference))
        assert_true(fmpz_remove(rest, fmpq_numref(difference), p) >= 10);
    fmpq_clear(difference);
    fmpz_clear(rest);
}

static void
check_rational(fulg_rand_t rand, slong family, slong depth)
{
    fulg_arch_t arch;
    fulg_weights_t W, dW, S;
    fulg_mat_t X, dY;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    fmpq_mat_t Y, Z;
    fmpq_t e;
    fmpz_t p;

    fmpz_init(p);
    fmpq_init(e);
    fmpz_set_ui(p, fulg_exact_prime_random(rand));
    fmpz_pow_ui(fmpq_numref(e), p, 20);
    fulg_test_arch(arch, rand, family, depth, 3);
    fulg_test_weights(W, arch, rand);
    fulg_test_weights(dW, arch, rand);
    fulg_test_input(X, W, rand);
    fulg_eval_tape_init(T, W);
    W->domain->ops->init(dY, arch->width[depth], arch->tokens, W->domain);
    shifted(S, W, dW, e);
    if (naive_forward(Y, W, X->fmpq))
    {
        assert_true(naive_forward(Z, S, X->fmpq));
        assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
        fulg_eval_tangent(dY, T, W, dW);
        fmpq_mat_sub(Z, Z, Y);
        for (slong i = 0; i < fmpq_mat_nrows(Z); i++)
            for (slong j = 0; j < fmpq_mat_ncols(Z); j++)
            {
                fmpq_div(fmpq_mat_entry(Z, i, j), fmpq_mat_entry(Z, i, j), e);
                check_quotient(fmpq_mat_entry(Z, i, j),
                               fmpq_mat_entry(dY->fmpq, i, j), p);
            }
        fmpq_mat_clear(Z);
    }
    fmpq_mat_clear(Y);
    fulg_eval_tape_clear(T, W);
    W->domain->ops->clear(X);
    W->domain->ops->clear(dY);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
    fulg_weights_clear(S);
    fulg_arch_clear(arch);
    fmpq_clear(e);
    fmpz_clear(p);
}

static void
test_quotient(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_quotient");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
        for (slong family = 0; family < FULG_TEST_FAMILIES; family++)
            check_rational(rand, family, 1 + round % 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_interpolation),
    cmocka_unit_test(test_quotient),
};

FULG_TEST_MAIN(tests)
