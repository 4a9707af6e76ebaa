#include "nets.h"

static void
test_reduction(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_reduction");
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        fulg_arch_t arch;
        fulg_weights_t A, B;
        fulg_domain_t D;
        fulg_diag_t diag;
        const ulong p = fulg_exact_prime_random(rand);
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 3,
                       4);
        fulg_test_weights(A, arch, rand);
        fulg_domain_init_nmod(D, p);
        assert_int_equal(fulg_weights_init(B, arch, D, diag), FULG_OK);
        assert_int_equal(fulg_weights_set_fmpq(B, A, diag), FULG_OK);
        for (slong b = 0; b < A->num; b++)
            for (slong i = 0; i < A->block[b].rows; i++)
                for (slong j = 0; j < A->block[b].cols; j++)
                {
                    /* denominator times residue = numerator */
                    const fmpq *x = fmpq_mat_entry(A->mat[b].fmpq, i, j);
                    const ulong r = nmod_mat_entry(B->mat[b].nmod, i, j);
                    assert_true(r < p);
                    assert_true(
                        n_mulmod2(r, fmpz_fdiv_ui(fmpq_denref(x), p), p) ==
                        fmpz_fdiv_ui(fmpq_numref(x), p));
                }
        fulg_weights_clear(A);
        fulg_weights_clear(B);
        fulg_arch_clear(arch);
    }
}

static void
test_bad_denominator(void **state)
{
    fulg_arch_t arch;
    fulg_weights_t A, B;
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_arch_init(arch, 1);
    fulg_domain_init_fmpq(D);
    assert_int_equal(fulg_weights_init(A, arch, D, diag), FULG_OK);
    fulg_domain_init_nmod(D, 101);
    assert_int_equal(fulg_weights_init(B, arch, D, diag), FULG_OK);
    fmpq_set_si(fmpq_mat_entry(A->mat[2].fmpq, 0, 0), 3, 202);
    assert_int_equal(fulg_weights_set_fmpq(B, A, diag), FULG_DOMAIN);
    assert_non_null(strstr(diag->text, "divisible by the prime 101"));
    fulg_weights_clear(A);
    fulg_weights_clear(B);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_reduction),
    cmocka_unit_test(test_bad_denominator),
};

FULG_TEST_MAIN(tests)
