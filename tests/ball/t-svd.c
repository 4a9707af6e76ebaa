#include <math.h>

#include "testing.h"

/* A LAPACK that lies: V is the identity, a mess, or nothing. */
static int lie;

static int
false_qr(int layout, int m, int n, double *a, int lda, double *tau)
{
    for (int k = 0; k < n && lie > 1; k++)
        a[k + k * lda] = NAN;
    return 0;
}

static int
false_svd(int layout, char job, int m, int n, double *a, int lda, double *s,
          double *u, int ldu, double *vt, int ldvt)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            vt[i + j * n] = lie == 0   ? i == j
                            : lie == 1 ? 1 + i * j
                            : lie == 2 ? NAN
                                       : 0;
    return 0;
}

/* Entries of random size; rows and columns scaled so that singular values spread. */
static void
draw(double *A, slong m, slong n, fulg_rand_t rand)
{
    const slong spread = (slong) fulg_rand_below(rand, 12);
    const slong shift = fulg_rand_signed(rand, 300);
    for (slong j = 0; j < n; j++)
    {
        const slong e = fulg_rand_signed(rand, spread);
        for (slong i = 0; i < m; i++)
            A[i + j * m] = ldexp((double) fulg_rand_signed(rand, 1 << 24),
                                 (int) (e + shift - 24));
    }
}

static void
to_balls(arb_mat_t B, const double *A, slong m, slong n)
{
    for (slong i = 0; i < m; i++)
        for (slong j = 0; j < n; j++)
            arb_set_d(arb_mat_entry(B, i, j), A[i + j * m]);
}

/* The true values, known to 200 bits, lie in the enclosures. */
static void
contain(arb_srcptr sigma, const arb_mat_t B, slong n)
{
    const slong size = FLINT_MIN(arb_mat_nrows(B), arb_mat_ncols(B));
    arb_ptr truth = _arb_vec_init(size);
    fulg_ball_singular_values(truth, B, 200);
    for (slong i = 0; i < n; i++)
        assert_true(arb_contains(&sigma[i], &truth[i]));
    _arb_vec_clear(truth, size);
}

static void
check_one(fulg_rand_t rand, const fulg_lapack_struct *lapack, slong *certified)
{
    const slong n = 1 + (slong) fulg_rand_below(rand, 9);
    const slong m = n + (slong) fulg_rand_below(rand, 20);
    double *A = malloc((size_t) (m * n) * sizeof(double));
    fulg_ball_svd_t S;
    arb_mat_t B;
    mag_t radius;
    mag_init(radius);
    draw(A, m, n, rand);
    if (fulg_ball_svd_init(S, A, m, n, radius, lapack))
    {
        arb_ptr sigma = _arb_vec_init(n);
        arb_mat_init(B, m, n);
        to_balls(B, A, m, n);
        fulg_ball_svd_values(sigma, S);
        contain(sigma, B, n);
        ++*certified;
        _arb_vec_clear(sigma, n);
        arb_mat_clear(B);
    }
    fulg_ball_svd_clear(S);
    mag_clear(radius);
    free(A);
}

static void
check_product(fulg_rand_t rand, const fulg_lapack_struct *lapack,
              slong *certified)
{
    const slong n = 1 + (slong) fulg_rand_below(rand, 6);
    const slong m = n + (slong) fulg_rand_below(rand, 9);
    const slong p = n + (slong) fulg_rand_below(rand, 9);
    double *A = malloc((size_t) (m * n) * sizeof(double));
    double *B = malloc((size_t) (p * n) * sizeof(double));
    fulg_ball_svd_t L, R;
    mag_t radius;
    int good;
    mag_init(radius);
    draw(A, m, n, rand);
    draw(B, p, n, rand);
    good = fulg_ball_svd_init(L, A, m, n, radius, lapack);
    good = fulg_ball_svd_init(R, B, p, n, radius, lapack) && good;
    if (good)
    {
        arb_ptr sigma = _arb_vec_init(n);
        if (fulg_ball_svd_product_values(sigma, L, R, lapack))
        {
            arb_mat_t X, Y, T, P;
            arb_mat_init(X, m, n);
            arb_mat_init(Y, p, n);
            arb_mat_init(T, n, p);
            arb_mat_init(P, m, p);
            to_balls(X, A, m, n);
            to_balls(Y, B, p, n);
            arb_mat_transpose(T, Y);
            arb_mat_mul(P, X, T, 4000);
            contain(sigma, P, n);
            ++*certified;
            arb_mat_clear(X);
            arb_mat_clear(Y);
            arb_mat_clear(T);
            arb_mat_clear(P);
        }
        _arb_vec_clear(sigma, n);
    }
    fulg_ball_svd_clear(L);
    fulg_ball_svd_clear(R);
    mag_clear(radius);
    free(A);
    free(B);
}

static void
test_containment(void **state)
{
    fulg_rand_t rand;
    fulg_lapack_t lapack;
    fulg_diag_t diag;
    const int there = fulg_lapack_init(lapack, diag) == FULG_OK;
    slong certified = 0, rounds = fulg_test_rounds(150);
    fulg_test_rand(rand, "containment");
    for (slong k = 0; k < rounds; k++)
    {
        const fulg_lapack_struct *L = there && k % 2 ? lapack : NULL;
        check_one(rand, L, &certified);
        check_product(rand, L, &certified);
    }
    /* and most of them are certified at all */
    assert_true(certified > rounds);
    fulg_lapack_clear(lapack);
}

/* Whatever the approximation is, what is certified is true. */
static void
test_not_believed(void **state)
{
    fulg_rand_t rand;
    fulg_lapack_t false_lapack;
    slong certified = 0;
    memset(false_lapack, 0, sizeof *false_lapack);
    false_lapack->dgeqrf = false_qr;
    false_lapack->dgesdd = false_svd;
    fulg_test_rand(rand, "not believed");
    for (lie = 0; lie < 4; lie++)
        for (slong k = 0; k < fulg_test_rounds(60); k++)
        {
            check_one(rand, false_lapack, &certified);
            check_product(rand, false_lapack, &certified);
        }
}

/* Every matrix within the radius. */
static void
test_radius(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "radius");
    for (slong k = 0; k < fulg_test_rounds(100); k++)
    {
        const slong n = 1 + (slong) fulg_rand_below(rand, 5), m = n + 2;
        double A[64];
        fulg_ball_svd_t S;
        mag_t radius;
        mag_init(radius);
        draw(A, m, n, rand);
        mag_set_d(radius, ldexp(A[0] ? fabs(A[0]) : 1, -3));
        if (fulg_ball_svd_init(S, A, m, n, radius, NULL))
        {
            arb_ptr sigma = _arb_vec_init(n);
            arb_mat_t B;
            arb_mat_init(B, m, n);
            fulg_ball_svd_values(sigma, S);
            /* one entry moves by that: so does the norm of the difference */
            for (int sign = -1; sign <= 1; sign++)
            {
                arb_t step;
                const slong i = (slong) fulg_rand_below(rand, (ulong) m);
                const slong j = (slong) fulg_rand_below(rand, (ulong) n);
                arb_init(step);
                to_balls(B, A, m, n);
                arf_set_mag(arb_midref(step), radius);
                arb_mul_2exp_si(step, step, -1);
                arb_mul_si(step, step, sign, ARF_PREC_EXACT);
                arb_add(arb_mat_entry(B, i, j), arb_mat_entry(B, i, j), step,
                        ARF_PREC_EXACT);
                contain(sigma, B, n);
                arb_clear(step);
            }
            _arb_vec_clear(sigma, n);
            arb_mat_clear(B);
        }
        fulg_ball_svd_clear(S);
        mag_clear(radius);
    }
}

/* What doubles cannot do is said. */
static void
test_unable(void **state)
{
    static const double cases[][4] = {{0, 0, 0, 0},
                                      {1, 1, 1, 1},
                                      {NAN, 0, 0, 1},
                                      {INFINITY, 0, 0, 1},
                                      {1, 0, 0, 1e-200}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    {
        fulg_ball_svd_t S;
        mag_t radius;
        mag_init(radius);
        if (fulg_ball_svd_init(S, cases[i], 2, 2, radius, NULL))
        {
            /* then nothing false is said of the smaller one */
            arb_ptr sigma = _arb_vec_init(2);
            assert_true(i == 1 || i == 4);
            fulg_ball_svd_values(sigma, S);
            assert_true(i == 4 || arb_contains_zero(&sigma[1]));
            _arb_vec_clear(sigma, 2);
        }
        fulg_ball_svd_clear(S);
        mag_clear(radius);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_containment), cmocka_unit_test(test_not_believed),
    cmocka_unit_test(test_radius), cmocka_unit_test(test_unable)};

FULG_TEST_MAIN(tests)
