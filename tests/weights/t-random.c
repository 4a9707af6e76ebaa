#include "nets.h"

/* In range, the same for the same seed, and every value of a small range. */
static void
test_range(void **state)
{
    fulg_rand_t rand, again;
    fulg_domain_t D;
    fulg_mat_t A, B;
    int seen[7] = {0}, halves = 0;
    fulg_test_rand(rand, "test_range");
    *again = *rand;
    fulg_domain_init_fmpq(D);
    D->ops->init(A, 20, 30, D);
    D->ops->init(B, 20, 30, D);
    fulg_weights_mat_random(A, rand, 3, 2, D);
    fulg_weights_mat_random(B, again, 3, 2, D);
    assert_true(D->ops->equal(A, B));
    for (slong i = 0; i < 20; i++)
        for (slong j = 0; j < 30; j++)
        {
            const fmpq *x = fmpq_mat_entry(A->fmpq, i, j);
            const slong num = fmpz_get_si(fmpq_numref(x));
            assert_in_range(num + 3, 0, 6);
            assert_in_range(fmpz_get_ui(fmpq_denref(x)), 1, 2);
            seen[num + 3] = 1;
            halves += fmpz_get_ui(fmpq_denref(x)) == 2;
        }
    for (int n = 0; n < 7; n++)
        assert_true(seen[n]);
    assert_in_range(halves, 50, 350);
    fulg_weights_mat_random(B, again, 3, 2, D);
    assert_false(D->ops->equal(A, B));
    D->ops->clear(A);
    D->ops->clear(B);
}

/* One seed gives one point, in whatever domain it is drawn. */
static void
test_domains(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_domains");
    for (slong round = 0; round < fulg_test_rounds(50); round++)
    {
        fulg_arch_t arch;
        fulg_weights_t A, B, C;
        fulg_domain_t D;
        fulg_diag_t diag;
        fulg_rand_t one, two;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 3,
                       4);
        fulg_rand_split(one, rand);
        *two = *one;
        fulg_domain_init_fmpq(D);
        assert_int_equal(fulg_weights_init(A, arch, D, diag), FULG_OK);
        fulg_domain_init_nmod(D, fulg_exact_prime_random(rand));
        assert_int_equal(fulg_weights_init(B, arch, D, diag), FULG_OK);
        assert_int_equal(fulg_weights_init(C, arch, D, diag), FULG_OK);
        fulg_weights_random(A, one, 1000, 7);
        fulg_weights_random(B, two, 1000, 7);
        assert_int_equal(fulg_weights_set_fmpq(C, A, diag), FULG_OK);
        for (slong b = 0; b < B->num; b++)
            assert_true(D->ops->equal(&B->mat[b], &C->mat[b]));
        fulg_weights_clear(A);
        fulg_weights_clear(B);
        fulg_weights_clear(C);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_range),
    cmocka_unit_test(test_domains),
};

FULG_TEST_MAIN(tests)
