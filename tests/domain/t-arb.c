#include "ops.h"

/* The balls contain B and are narrow. */
static int
match(const fulg_mat_struct *A, const fmpq_mat_t B, const fulg_domain_t D)
{
    for (slong i = 0; i < fmpq_mat_nrows(B); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
            if (mag_cmp_2exp_si(arb_radref(arb_mat_entry(A->arb, i, j)),
                                40 - D->bits) > 0)
                return 0;
    return arb_mat_contains_fmpq_mat(A->arb, B);
}

static void
test_operations(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t D;
    fulg_test_rand(rand, "test_operations");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        fulg_domain_init_arb(D, 64 + (slong) fulg_rand_below(rand, 200));
        ops_check(match, rand, D);
    }
}

/* exp contains the exponential at a higher precision. */
static void
test_exp(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t D;
    fulg_test_rand(rand, "test_exp");
    for (slong round = 0; round < fulg_test_rounds(50); round++)
    {
        fulg_mat_t A, B;
        fmpq_t x;
        arb_t exact;
        fmpq_init(x);
        arb_init(exact);
        fulg_domain_init_arb(D, 53);
        D->ops->init(A, 1, 1, D);
        D->ops->init(B, 1, 1, D);
        fmpq_set_si(x, fulg_rand_signed(rand, 300), 7);
        assert_true(D->ops->set_fmpq(A, 0, 0, x, D));
        D->ops->entry_exp(B, A, D);
        arb_set_fmpq(exact, x, 400);
        arb_exp(exact, exact, 400);
        assert_true(arb_contains(arb_mat_entry(B->arb, 0, 0), exact));
        assert_true(arb_rel_accuracy_bits(arb_mat_entry(B->arb, 0, 0)) > 40);
        D->ops->clear(A);
        D->ops->clear(B);
        fmpq_clear(x);
        arb_clear(exact);
    }
}

/* A ball around zero has no inverse. */
static void
test_no_inverse(void **state)
{
    fulg_domain_t D;
    fulg_mat_t A;
    fulg_domain_init_arb(D, 53);
    D->ops->init(A, 1, 1, D);
    arb_set_d(arb_mat_entry(A->arb, 0, 0), 0.5);
    mag_set_d(arb_radref(arb_mat_entry(A->arb, 0, 0)), 0.75);
    assert_int_equal(D->ops->entry_inv(A, A, D), 0);
    D->ops->clear(A);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_operations),
    cmocka_unit_test(test_exp),
    cmocka_unit_test(test_no_inverse),
};

FULG_TEST_MAIN(tests)
