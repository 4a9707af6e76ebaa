#include <mpfr.h>

#include "nets.h"

/*
 * A softmax layer in balls against plain loops in MPFR, which round the other
 * way round: an interval of MPFR numbers, widened outwards at every step, meets
 * every ball, and at a much higher precision lies inside of it.
 */

#define D 3
#define T 3
#define A 2

/* low <= x <= high */
typedef struct
{
    mpfr_t low, high;
} interval_t;

static void
interval_init(interval_t *x, slong bits)
{
    mpfr_init2(x->low, bits);
    mpfr_init2(x->high, bits);
    mpfr_set_zero(x->low, 1);
    mpfr_set_zero(x->high, 1);
}

static void
interval_clear(interval_t *x)
{
    mpfr_clear(x->low);
    mpfr_clear(x->high);
}

/* x += n y, with an integer n */
static void
interval_addmul_si(interval_t *x, const interval_t *y, long n)
{
    interval_t z;
    interval_init(&z, (slong) mpfr_get_prec(x->low));
    mpfr_mul_si(z.low, n < 0 ? y->high : y->low, n, MPFR_RNDD);
    mpfr_mul_si(z.high, n < 0 ? y->low : y->high, n, MPFR_RNDU);
    mpfr_add(x->low, x->low, z.low, MPFR_RNDD);
    mpfr_add(x->high, x->high, z.high, MPFR_RNDU);
    interval_clear(&z);
}

typedef struct
{
    long query[A][D], key[A][D], value[D][D], input[D][T];
    long divisor; /* of all the scores */
} layer_t;

static void
draw(layer_t *L, fulg_rand_t rand)
{
    for (slong i = 0; i < D; i++)
    {
        for (slong a = 0; a < A; a++)
        {
            L->query[a][i] = fulg_rand_signed(rand, 5);
            L->key[a][i] = fulg_rand_signed(rand, 5);
        }
        for (slong j = 0; j < D; j++)
            L->value[i][j] = fulg_rand_signed(rand, 5);
        for (slong j = 0; j < T; j++)
            L->input[i][j] = fulg_rand_signed(rand, 3);
    }
    L->divisor = 1 + (long) fulg_rand_below(rand, 7);
}

static long
score(const layer_t *L, slong k, slong j)
{
    long sum = 0;
    for (slong a = 0; a < A; a++)
    {
        long query = 0, key = 0;
        for (slong i = 0; i < D; i++)
        {
            query += L->query[a][i] * L->input[i][j];
            key += L->key[a][i] * L->input[i][k];
        }
        sum += query * key;
    }
    return sum;
}

/* Entry (i, j) of V X softmax(S / divisor). */
static void
enclose(interval_t *y, const layer_t *L, slong i, slong j, slong bits)
{
    interval_t top, sum, e;
    interval_init(&top, bits);
    interval_init(&sum, bits);
    for (slong k = 0; k < T; k++)
    {
        long mixed = 0;
        interval_init(&e, bits);
        for (slong m = 0; m < D; m++)
            mixed += L->value[i][m] * L->input[m][k];
        mpfr_set_si(e.low, score(L, k, j), MPFR_RNDD);
        mpfr_set_si(e.high, score(L, k, j), MPFR_RNDU);
        mpfr_div_si(e.low, e.low, L->divisor, MPFR_RNDD);
        mpfr_div_si(e.high, e.high, L->divisor, MPFR_RNDU);
        mpfr_exp(e.low, e.low, MPFR_RNDD);
        mpfr_exp(e.high, e.high, MPFR_RNDU);
        interval_addmul_si(&top, &e, mixed);
        interval_addmul_si(&sum, &e, 1);
        interval_clear(&e);
    }
    mpfr_div(y->low, top.low, mpfr_sgn(top.low) < 0 ? sum.low : sum.high,
             MPFR_RNDD);
    mpfr_div(y->high, top.high, mpfr_sgn(top.high) < 0 ? sum.high : sum.low,
             MPFR_RNDU);
    interval_clear(&top);
    interval_clear(&sum);
}

static void
set_entry(fulg_weights_t W, char kind, slong i, slong j, long num, long den)
{
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, num, (ulong) den);
    W->domain->ops->set_fmpq(fulg_weights_mat(W, 0, 0, kind), i, j, x,
                             W->domain);
    fmpq_clear(x);
}

static void
set_layer(fulg_weights_t W, fulg_mat_t X, const layer_t *L)
{
    for (slong i = 0; i < D; i++)
    {
        for (slong a = 0; a < A; a++)
        {
            set_entry(W, 'q', a, i, L->query[a][i], L->divisor);
            set_entry(W, 'k', a, i, L->key[a][i], 1);
        }
        for (slong j = 0; j < D; j++)
            set_entry(W, 'v', i, j, L->value[i][j], 1);
        for (slong j = 0; j < T; j++)
            W->domain->ops->set_si(X, i, j, L->input[i][j]);
    }
}

/* Both ends, and so all between them, lie in the ball. */
static int
holds(const arb_t ball, const interval_t *y)
{
    return arb_contains_mpfr(ball, y->low) && arb_contains_mpfr(ball, y->high);
}

static int
meets(const arb_t ball, const interval_t *y)
{
    arb_t x;
    int answer;
    arb_init(x);
    arb_set_interval_mpfr(x, y->low, y->high, 5000);
    answer = arb_overlaps(ball, x);
    arb_clear(x);
    return answer;
}

static void
check_layer(const layer_t *L, slong bits)
{
    fulg_arch_t arch;
    fulg_domain_t B;
    fulg_weights_t W;
    fulg_eval_tape_t tape;
    fulg_mat_t X;
    interval_t y;
    fulg_arch_init(arch, 1);
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    arch->tokens = T;
    arch->width[0] = arch->width[1] = D;
    arch->sub[0].head_dim = A;
    fulg_domain_init_arb(B, bits);
    assert_int_equal(fulg_weights_init(W, arch, B, NULL), FULG_OK);
    fulg_eval_tape_init(tape, W);
    B->ops->init(X, D, T, B);
    set_layer(W, X, L);
    if (fulg_eval_forward(tape, W, X, NULL) == FULG_OK)
        for (slong e = 0; e < D * T; e++)
        {
            const arb_struct *ball = arb_mat_entry(tape->state[1].arb, e / T,
                                                   e % T);
            interval_init(&y, 4 * bits + 400);
            enclose(&y, L, e / T, e % T, 4 * bits + 400);
            assert_true(holds(ball, &y));
            interval_clear(&y);
            interval_init(&y, bits);
            enclose(&y, L, e / T, e % T, bits);
            assert_true(meets(ball, &y));
            interval_clear(&y);
        }
    B->ops->clear(X);
    fulg_eval_tape_clear(tape, W);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static void
test_softmax(void **state)
{
    static const slong precisions[] = {5, 24, 53, 113, 333};
    fulg_rand_t rand;
    fulg_test_rand(rand, "softmax against MPFR");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        layer_t L;
        draw(&L, rand);
        for (size_t p = 0; p < sizeof precisions / sizeof *precisions; p++)
            check_layer(&L, precisions[p]);
    }
    mpfr_free_cache();
}

/* The singular value of a column is a square root, rounded by MPFR. */
static void
check_root(const double *x, slong n, slong bits)
{
    arb_mat_t M;
    arb_t sigma;
    interval_t y;
    mpfr_t z;
    arb_mat_init(M, 1, n);
    arb_init(sigma);
    interval_init(&y, bits + 4300);
    mpfr_init2(z, 200);
    for (slong i = 0; i < n; i++)
    {
        arb_set_d(arb_mat_entry(M, 0, i), x[i]);
        mpfr_set_d(z, x[i], MPFR_RNDN);
        mpfr_sqr(z, z, MPFR_RNDN);
        mpfr_add(y.low, y.low, z, MPFR_RNDD);
        mpfr_add(y.high, y.high, z, MPFR_RNDU);
    }
    mpfr_sqrt(y.low, y.low, MPFR_RNDD);
    mpfr_sqrt(y.high, y.high, MPFR_RNDU);
    fulg_ball_singular_min(sigma, M, bits);
    assert_true(holds(sigma, &y));
    arb_mat_clear(M);
    arb_clear(sigma);
    interval_clear(&y);
    mpfr_clear(z);
}

static void
test_roots(void **state)
{
    static const double x[][3] = {{1, 1, 0},
                                  {0, 0, 0},
                                  {4.9e-324, 4.9e-324, 4.9e-324},
                                  {2.2e-308, 1e-310, 5e-320},
                                  {1e300, 1e300, 1e300},
                                  {1.7e308, -1.7e308, 4.9e-324},
                                  {0.1, -0.3, 1e16}};
    for (size_t k = 0; k < sizeof x / sizeof *x; k++)
        for (slong bits = 2; bits <= 512; bits *= 2)
            for (slong n = 1; n <= 3; n++)
                check_root(x[k], n, bits);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_softmax),
                                          cmocka_unit_test(test_roots)};

FULG_TEST_MAIN(tests)
