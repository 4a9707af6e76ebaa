#include "ops.h"

/* Equal mod the prime, and reduced. */
static int
match(const fulg_mat_struct *A, const fmpq_mat_t B, const fulg_domain_t D)
{
    for (slong i = 0; i < fmpq_mat_nrows(B); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
        {
            const fmpq *b = fmpq_mat_entry(B, i, j);
            const ulong a = nmod_mat_entry(A->nmod, i, j);
            const ulong den = fmpz_fdiv_ui(fmpq_denref(b), D->prime);
            if (a >= D->prime || n_mulmod2(a, den, D->prime) !=
                                     fmpz_fdiv_ui(fmpq_numref(b), D->prime))
                return 0;
        }
    return 1;
}

static void
test_operations(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t D;
    fulg_test_rand(rand, "test_operations");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        fulg_domain_init_nmod(D, fulg_exact_prime_random(rand));
        ops_check(match, rand, D);
    }
    assert_null(D->ops->entry_exp);
}

/* Small primes, where zeros abound. */
static void
test_small_primes(void **state)
{
    static const ulong primes[] = {7, 11, 13};
    fulg_domain_t D;
    fulg_mat_t A, B;
    for (int n = 0; n < 3; n++)
    {
        const slong p = (slong) primes[n];
        fulg_domain_init_nmod(D, primes[n]);
        D->ops->init(A, 1, p, D);
        D->ops->init(B, 1, p, D);
        for (slong j = 0; j < p; j++)
            D->ops->set_si(A, 0, j, j - 5 * p);
        for (slong j = 0; j < p; j++)
            assert_int_equal(nmod_mat_entry(A->nmod, 0, j), j);
        assert_int_equal(D->ops->entry_inv(B, A, D), 0);
        D->ops->set_si(A, 0, 0, 1);
        assert_int_equal(D->ops->entry_inv(B, A, D), 1);
        D->ops->entry_mul(B, B, A, D);
        for (slong j = 0; j < p; j++)
            assert_int_equal(nmod_mat_entry(B->nmod, 0, j), 1);
        D->ops->scale(B, B, -p - 1, D);
        assert_int_equal(nmod_mat_entry(B->nmod, 0, 0), p - 1);
        D->ops->scale(B, B, WORD_MIN, D);
        assert_true(nmod_mat_entry(B->nmod, 0, 0) ==
                    (UWORD(1) << 63) % primes[n]);
        D->ops->clear(A);
        D->ops->clear(B);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_operations),
    cmocka_unit_test(test_small_primes),
};

FULG_TEST_MAIN(tests)
