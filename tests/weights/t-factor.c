#include "testing.h"

static void
random_entries(fmpq_mat_t A, fulg_rand_t rand)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fulg_test_rational(fmpq_mat_entry(A, i, j), rand, 5, 3);
}

/* A of inner rank r through n columns: A = L R, or DOMAIN when too small. */
static void
check_one(slong rows, slong cols, slong r, slong n, fulg_rand_t rand)
{
    fmpq_mat_t A, B, C, L, R, product, echelon;
    slong rank, expected;
    fmpq_mat_init(A, rows, cols);
    fmpq_mat_init(B, rows, r);
    fmpq_mat_init(C, r, cols);
    fmpq_mat_init(L, rows, n);
    fmpq_mat_init(R, n, cols);
    fmpq_mat_init(product, rows, cols);
    fmpq_mat_init(echelon, rows, cols);
    random_entries(B, rand);
    random_entries(C, rand);
    /* Left-overs in the factors must not matter. */
    random_entries(L, rand);
    random_entries(R, rand);
    fmpq_mat_mul(A, B, C);
    expected = fmpq_mat_rref(echelon, A);
    if (expected <= n)
    {
        assert_int_equal(fulg_weights_factor(L, R, &rank, A), FULG_OK);
        fmpq_mat_mul(product, L, R);
        assert_true(fmpq_mat_equal(product, A));
        /* No rank is lost where the factor is an identity. */
        if (n >= rows)
            assert_int_equal(fmpq_mat_rref(L, L), rows);
        else if (n >= cols)
            assert_int_equal(fmpq_mat_rref(R, R), cols);
        else
        {
            assert_int_equal(fmpq_mat_rref(L, L), expected);
            assert_int_equal(fmpq_mat_rref(R, R), expected);
        }
    }
    else
        assert_int_equal(fulg_weights_factor(L, R, &rank, A), FULG_DOMAIN);
    assert_int_equal(rank, expected);
    fmpq_mat_clear(A);
    fmpq_mat_clear(B);
    fmpq_mat_clear(C);
    fmpq_mat_clear(L);
    fmpq_mat_clear(R);
    fmpq_mat_clear(product);
    fmpq_mat_clear(echelon);
}

static void
test_products(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_products");
    for (slong round = 0; round < fulg_test_rounds(2000); round++)
    {
        const slong rows = 1 + (slong) fulg_rand_below(rand, 5);
        const slong cols = 1 + (slong) fulg_rand_below(rand, 5);
        const slong rank = (slong) fulg_rand_below(rand, 5);
        const slong inner = 1 + (slong) fulg_rand_below(rand, 6);
        check_one(rows, cols, rank, inner, rand);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_products),
};

FULG_TEST_MAIN(tests)
