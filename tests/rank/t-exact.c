#include "testing.h"

/* A random matrix of rank at most r. */
static void
set_low_rank(fmpq_mat_t A, fulg_rand_t rand, slong r, slong bound)
{
    fulg_domain_t Q;
    fulg_mat_t left, right;
    fulg_domain_init_fmpq(Q);
    Q->ops->init(left, fmpq_mat_nrows(A), r, Q);
    Q->ops->init(right, r, fmpq_mat_ncols(A), Q);
    fulg_weights_mat_random(left, rand, bound, 3, Q);
    fulg_weights_mat_random(right, rand, bound, 3, Q);
    fmpq_mat_mul(A, left->fmpq, right->fmpq);
    Q->ops->clear(left);
    Q->ops->clear(right);
}

static slong
rank_by_elimination(const fmpq_mat_t A)
{
    fmpq_mat_t E;
    slong rank;
    fmpq_mat_init(E, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    rank = fmpq_mat_rref(E, A);
    fmpq_mat_clear(E);
    return rank;
}

static void
check_minor(const fmpq_mat_t A, const slong *row, const slong *col, slong rank)
{
    fmpq_mat_t M;
    fmpq_t det;
    fmpq_init(det);
    fmpq_mat_init(M, rank, rank);
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < rank; j++)
            fmpq_set(fmpq_mat_entry(M, i, j),
                     fmpq_mat_entry(A, row[i], col[j]));
    fmpq_mat_det(det, M);
    assert_true(rank == 0 || !fmpq_is_zero(det));
    fmpq_mat_clear(M);
    fmpq_clear(det);
}

static void
test_random(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "rank exact");
    for (slong round = 0; round < fulg_test_rounds(400); round++)
    {
        const slong m = 1 + (slong) fulg_rand_below(rand, 9);
        const slong n = 1 + (slong) fulg_rand_below(rand, 9);
        const slong r = (slong) fulg_rand_below(rand, 10);
        slong row[10], col[10], rank;
        fmpq_mat_t A;
        fmpq_mat_init(A, m, n);
        set_low_rank(A, rand, r, round % 2 ? 2 : 1000000);
        rank = fulg_rank_exact(row, col, A);
        assert_int_equal(rank, rank_by_elimination(A));
        check_minor(A, row, col, rank);
        fmpq_mat_clear(A);
    }
}

/* An entry divisible by the first primes tried must not mislead: the true rank
   is found all the same. */
static void
test_unlucky_prime(void **state)
{
    const ulong p = n_nextprime(UWORD(1) << 60, 0);
    fmpq_mat_t A;
    fmpz_t x;
    fmpz_init(x);
    for (slong n = 1; n <= 6; n++)
    {
        fmpq_mat_init(A, n, n);
        fmpq_mat_one(A);
        fmpz_set_ui(x, p);
        fmpz_mul_ui(x, x, n_nextprime(p, 0));
        fmpq_set_fmpz(fmpq_mat_entry(A, n - 1, n - 1), x);
        assert_int_equal(fulg_rank_exact(NULL, NULL, A), n);
        fmpq_mat_clear(A);
        /* with a dependent column beside, so that the rank is not full */
        fmpq_mat_init(A, n + 1, n + 1);
        for (slong i = 0; i < n; i++)
            fmpq_set_si(fmpq_mat_entry(A, i, i), 1, 1);
        fmpq_set_fmpz(fmpq_mat_entry(A, n - 1, n - 1), x);
        for (slong i = 0; i < n; i++)
            fmpq_set(fmpq_mat_entry(A, i, n), fmpq_mat_entry(A, i, 0));
        assert_int_equal(fulg_rank_exact(NULL, NULL, A), n);
        fmpq_mat_clear(A);
    }
    fmpz_clear(x);
}

static void
test_product(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "rank product");
    for (slong round = 0; round < fulg_test_rounds(300); round++)
    {
        const slong m = 1 + (slong) fulg_rand_below(rand, 6);
        const slong k = 1 + (slong) fulg_rand_below(rand, 6);
        const slong n = 1 + (slong) fulg_rand_below(rand, 6);
        slong p, q;
        fmpq_mat_t L, R, A;
        fmpq_mat_init(L, m, k);
        fmpq_mat_init(R, k, n);
        fmpq_mat_init(A, m, n);
        set_low_rank(L, rand, (slong) fulg_rand_below(rand, 6), 1);
        set_low_rank(R, rand, (slong) fulg_rand_below(rand, 6), 1);
        fmpq_mat_mul(A, L, R);
        assert_int_equal(fulg_rank_product(&p, &q, L, R),
                         rank_by_elimination(A));
        assert_int_equal(p, rank_by_elimination(L));
        assert_int_equal(q, rank_by_elimination(R));
        fmpq_mat_clear(L);
        fmpq_mat_clear(R);
        fmpq_mat_clear(A);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_random),
    cmocka_unit_test(test_unlucky_prime),
    cmocka_unit_test(test_product),
};

FULG_TEST_MAIN(tests)
