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

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_primes),
};

FULG_TEST_MAIN(tests)
