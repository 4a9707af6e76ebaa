#include "testing.h"

/* In range, prime by another test (Pocklington or Lucas certificates of
   n_is_prime_pocklington), reproducible and not always the same. */
static void
test_primes(void **state)
{
    fulg_rand_t rand, again;
    ulong last = 0;
    fulg_test_rand(rand, "test_primes");
    *again = *rand;
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        const ulong p = fulg_exact_prime_random(rand);
        fmpz_t n;
        assert_true(p > UWORD(1) << 60 && p < UWORD(1) << 61);
        fmpz_init_set_ui(n, p);
        assert_int_equal(fmpz_is_prime(n), 1);
        assert_int_equal(n_is_prime_pocklington(p, 100), 1);
        fmpz_clear(n);
        assert_true(p != last);
        assert_true(p == fulg_exact_prime_random(again));
        last = p;
    }
}

static void
test_small(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_small");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        const ulong p = fulg_exact_prime_small(rand);
        assert_true(p > UWORD(1) << 22 && p < UWORD(1) << 23);
        for (ulong d = 2; d * d <= p; d++)
            assert_int_not_equal(p % d, 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_primes),
    cmocka_unit_test(test_small),
};

FULG_TEST_MAIN(tests)
