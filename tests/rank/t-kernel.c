#include "testing.h"

/* A = L R with inner dimension at most r, entries p/q. */
static void
random_product(fmpq_mat_t A, slong r, fulg_rand_t rand)
{
    fmpq_mat_t L, R;
    fmpq_mat_init(L, fmpq_mat_nrows(A), r);
    fmpq_mat_init(R, r, fmpq_mat_ncols(A));
    for (slong i = 0; i < fmpq_mat_nrows(L); i++)
        for (slong j = 0; j < r; j++)
            fulg_test_rational(fmpq_mat_entry(L, i, j), rand, 9, 5);
    for (slong i = 0; i < r; i++)
        for (slong j = 0; j < fmpq_mat_ncols(R); j++)
            fulg_test_rational(fmpq_mat_entry(R, i, j), rand, 9, 5);
    fmpq_mat_mul(A, L, R);
    fmpq_mat_clear(L);
    fmpq_mat_clear(R);
}

/* The rank by another way: rows cleared of denominators, FLINT's rank. */
static slong
integer_rank(const fmpq_mat_t A)
{
    fmpz_mat_t N;
    fmpz_t den;
    slong rank;
    fmpz_init(den);
    fmpz_mat_init(N, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    fmpq_mat_get_fmpz_mat_matwise(N, den, A);
    rank = fmpz_mat_rank(N);
    fmpz_mat_clear(N);
    fmpz_clear(den);
    return rank;
}

static void
check_kernel(const fmpq_mat_t A)
{
    const slong cols = fmpq_mat_ncols(A);
    const slong rank = integer_rank(A);
    fmpz_mat_t K;
    fmpq_mat_t product, Kq;
    fmpz_t content;

    assert_int_equal(fulg_rank_kernel(K, A), rank);
    assert_int_equal(fmpz_mat_nrows(K), cols);
    assert_int_equal(fmpz_mat_ncols(K), cols - rank);
    assert_int_equal(fmpz_mat_rank(K), cols - rank);
    fmpq_mat_init(Kq, cols, cols - rank);
    fmpq_mat_init(product, fmpq_mat_nrows(A), cols - rank);
    fmpq_mat_set_fmpz_mat(Kq, K);
    fmpq_mat_mul(product, A, Kq);
    assert_true(fmpq_mat_is_zero(product));
    fmpz_init(content);
    for (slong j = 0; j < cols - rank; j++)
    {
        slong first = 0;
        while (first < cols && fmpz_is_zero(fmpz_mat_entry(K, first, j)))
            first++;
        assert_true(first < cols);
        assert_int_equal(fmpz_sgn(fmpz_mat_entry(K, first, j)), 1);
        fmpz_zero(content);
        for (slong i = 0; i < cols; i++)
            fmpz_gcd(content, content, fmpz_mat_entry(K, i, j));
        assert_true(fmpz_is_one(content));
    }
    fmpz_clear(content);
    fmpq_mat_clear(Kq);
    fmpq_mat_clear(product);
    fmpz_mat_clear(K);
}

static void
test_products(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_products");
    for (slong round = 0; round < fulg_test_rounds(300); round++)
    {
        const slong rows = (slong) fulg_rand_below(rand, 10);
        const slong cols = (slong) fulg_rand_below(rand, 10);
        const slong r = (slong) fulg_rand_below(rand, 10);
        fmpq_mat_t A;
        fmpq_mat_init(A, rows, cols);
        random_product(A, r, rand);
        check_kernel(A);
        fmpq_mat_clear(A);
    }
}

/* Wide enough for doubles, with gaps between the pivots. */
static void
test_wide(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_wide");
    for (slong round = 0; round < fulg_test_rounds(12); round++)
    {
        const slong rows = 20 + (slong) fulg_rand_below(rand, 30);
        const slong cols = 33 + (slong) fulg_rand_below(rand, 20);
        fmpq_mat_t A;
        fmpq_mat_init(A, rows, cols);
        random_product(A, (slong) fulg_rand_below(rand, 40), rand);
        for (slong n = 0; n < round % 4; n++)
        {
            const slong j = (slong) fulg_rand_below(rand, (ulong) cols);
            for (slong i = 0; i < rows; i++)
                fmpq_zero(fmpq_mat_entry(A, i, j));
        }
        check_kernel(A);
        fmpq_mat_clear(A);
    }
}

/* Zero, identity, one row, empty. */
static void
test_corners(void **state)
{
    static const slong sizes[][2] = {{0, 0}, {0, 3}, {3, 0}, {1, 1},
                                     {1, 5}, {5, 1}, {4, 4}};
    for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++)
    {
        fmpq_mat_t A;
        fmpq_mat_init(A, sizes[n][0], sizes[n][1]);
        check_kernel(A);
        fmpq_mat_one(A);
        check_kernel(A);
        fmpq_mat_clear(A);
    }
}

/* The primes from low on. */
static void
check_primes(ulong low, slong cols)
{
    const ulong p = n_nextprime(low, 0), q = n_nextprime(p, 0);
    fmpq_mat_t A;
    fmpz_t pq;
    fmpz_init_set_ui(pq, p);
    fmpz_mul_ui(pq, pq, q);
    fmpq_mat_init(A, 2, cols);
    fmpq_set_si(fmpq_mat_entry(A, 1, 3), 1, 1);
    for (int n = 0; n < 4; n++)
    {
        fmpz_set(fmpq_mat_entry_num(A, 0, n), pq);
        check_kernel(A);
        fmpz_set_ui(fmpq_mat_entry_num(A, 0, n), n % 2 ? q : p);
        check_kernel(A);
        fmpz_set_ui(fmpq_mat_entry_num(A, 1, n), p);
        check_kernel(A);
    }
    fmpq_mat_clear(A);
    fmpq_mat_init(A, 1, cols - 3);
    fmpz_set(fmpq_mat_entry_num(A, 0, 0), pq);
    check_kernel(A);
    fmpq_mat_clear(A);
    fmpz_clear(pq);
}

/* Pivots that vanish mod the first primes, and ranks that drop there. */
static void
test_unlucky_primes(void **state)
{
    check_primes(UWORD(1) << 60, 4);
    check_primes(UWORD(1) << 22, 4);
    check_primes(UWORD(1) << 60, 40);
    check_primes(UWORD(1) << 22, 40);
}

/* Rows of thousands of digits whose kernel has one: a matter of a few primes. */
static void
test_huge_rows(void **state)
{
    fulg_rand_t rand;
    fmpq_mat_t R, L, A;
    fmpz_t power;
    fulg_test_rand(rand, "test_huge_rows");
    fmpz_init(power);
    fmpq_mat_init(R, 12, 30);
    fmpq_mat_init(L, 12, 12);
    fmpq_mat_init(A, 12, 30);
    for (slong i = 0; i < 12; i++)
    {
        for (slong j = 0; j < 30; j++)
            fmpq_set_si(fmpq_mat_entry(R, i, j), fulg_rand_signed(rand, 3), 1);
        for (slong j = 0; j < 12; j++)
        {
            fmpz_set_si(power, 2 + (slong) fulg_rand_below(rand, 99));
            fmpz_pow_ui(fmpq_mat_entry_num(L, i, j), power, 2000);
        }
    }
    fmpq_mat_mul(A, L, R);
    check_kernel(A);
    fmpz_clear(power);
    fmpq_mat_clear(A);
    fmpq_mat_clear(L);
    fmpq_mat_clear(R);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_products),       cmocka_unit_test(test_wide),
    cmocka_unit_test(test_unlucky_primes), cmocka_unit_test(test_huge_rows),
    cmocka_unit_test(test_corners),
};

FULG_TEST_MAIN(tests)
