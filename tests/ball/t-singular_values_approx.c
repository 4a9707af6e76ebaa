/* FLINT declares what has to do with GMP's types where gmp.h came before it,
   which FLINT 3 does not see to. */
#include <gmp.h>
#include <math.h>

#include "orthogonal.h"

/* Within a few units of the last place of the largest value. */
static void
check_known(slong m, slong n, double scale, fulg_rand_t rand)
{
    const slong k = FLINT_MIN(m, n);
    double *A = flint_malloc((size_t) (m * n) * sizeof(double));
    double *sigma = flint_malloc((size_t) k * sizeof(double));
    fmpq *value = _fmpq_vec_init(k);
    fmpq_mat_t left, right, exact;
    fmpq_mat_init(left, m, m);
    fmpq_mat_init(right, n, n);
    fmpq_mat_init(exact, m, n);
    random_orthogonal(left, 2, rand);
    random_orthogonal(right, 2, rand);
    for (slong i = 0; i + 1 < k || i == 0; i++)
        fmpq_set_si(&value[i], 1, UWORD(1) << (3 * i));
    set_singular(exact, left, value, right);
    for (slong e = 0; e < m * n; e++)
    {
        mpq_t x;
        mpq_init(x);
        fmpq_get_mpq(x, fmpq_mat_entry(exact, e / n, e % n));
        A[e] = scale * mpq_get_d(x);
        mpq_clear(x);
    }
    fulg_ball_singular_values_approx(sigma, A, m, n);
    for (slong i = 0; i < k; i++)
    {
        const double expected = i + 1 < k || i == 0 ? ldexp(1, -3 * (int) i)
                                                    : 0;
        assert_true(fabs(sigma[i] / scale - expected) < 1e-13);
    }
    flint_free(A);
    flint_free(sigma);
    _fmpq_vec_clear(value, k);
    fmpq_mat_clear(left);
    fmpq_mat_clear(right);
    fmpq_mat_clear(exact);
}

static void
test_known_values(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "singular values in doubles");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
    {
        const slong m = 1 + (slong) fulg_rand_below(rand, 8);
        const slong n = 1 + (slong) fulg_rand_below(rand, 8);
        check_known(m, n, 1, rand);
        check_known(m, n, 1e300, rand);
        check_known(m, n, 1e-280, rand);
    }
}

static void
test_zero(void **state)
{
    const double A[6] = {0, 0, 0, 0, 0, 0};
    double sigma[2] = {1, 1};
    fulg_ball_singular_values_approx(sigma, A, 3, 2);
    assert_true(sigma[0] == 0 && sigma[1] == 0);
    fulg_ball_singular_values_approx(sigma, A, 0, 2);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_values),
                                          cmocka_unit_test(test_zero)};

FULG_TEST_MAIN(tests)
