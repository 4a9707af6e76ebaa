#include "nets.h"

static void
test_defaults(void **state)
{
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_arch_init(arch, 3);
    assert_int_equal(arch->sub[0].kind, FULG_KIND_ATTENTION);
    assert_int_equal(arch->depth, 3);
    assert_int_equal(arch->tokens, 3);
    assert_int_equal(fulg_arch_norm(arch), FULG_NORM_NONE);
    assert_int_equal(fulg_arch_is_residual(arch), 0);
    assert_int_equal(fulg_arch_is_causal(arch), 0);
    assert_int_equal(arch->width[3], 1);
    assert_int_equal(arch->sub[2].heads, 1);
    assert_int_equal(arch->sub[2].head_dim, 1);
    assert_false(fulg_arch_has_value_dim(arch));
    assert_int_equal(fulg_arch_check(arch, diag), FULG_OK);
    fulg_arch_clear(arch);
}

/* A copy is equal, and stays so when the original changes or goes. */
static void
test_set(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_set");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        fulg_arch_t arch, copy;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 5,
                       9);
        fulg_arch_init(copy, 1 + (slong) fulg_rand_below(rand, 6));
        fulg_arch_set(copy, arch);
        assert_true(fulg_arch_equal(copy, arch));
        fulg_arch_set(copy, copy);
        assert_true(fulg_arch_equal(copy, arch));
        arch->width[arch->depth]++;
        assert_false(fulg_arch_equal(copy, arch));
        fulg_arch_clear(arch);
        fulg_arch_clear(copy);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_defaults),
    cmocka_unit_test(test_set),
};

FULG_TEST_MAIN(tests)
