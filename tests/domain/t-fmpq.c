#include "ops.h"

static int
match(const fulg_mat_struct *A, const fmpq_mat_t B, const fulg_domain_t D)
{
    return fmpq_mat_equal(A->fmpq, B);
}

static void
test_operations(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t D;
    fulg_test_rand(rand, "test_operations");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        fulg_domain_init_fmpq(D);
        ops_check(match, rand, D);
    }
    assert_null(D->ops->entry_exp);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_operations),
};

FULG_TEST_MAIN(tests)
