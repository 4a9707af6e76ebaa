#include "nets.h"

static void
refuse(const fulg_arch_t arch, const char *reason)
{
    fulg_diag_t diag;
    assert_int_equal(fulg_arch_check(arch, diag), FULG_PARSE);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("expected \"%s\", found \"%s\"", reason, diag->text);
}

/* Any size that is not positive is named. */
static void
test_sizes(void **state)
{
    static const slong bad[] = {0, -1, WORD_MIN};
    fulg_diag_t diag;
    for (int n = 0; n < 3; n++)
    {
        fulg_arch_t arch;
        fulg_arch_init(arch, 2);
        arch->width[2] = bad[n];
        refuse(arch, "width_2 is ");
        arch->width[2] = 1;
        arch->width[0] = bad[n];
        refuse(arch, "width_0 is ");
        arch->width[0] = 1;
        arch->sub[1].head_dim = bad[n];
        refuse(arch, "head_dim_2 is ");
        arch->sub[1].head_dim = 1;
        arch->sub[0].heads = bad[n];
        refuse(arch, "heads_1 is ");
        arch->sub[0].heads = 1;
        arch->tokens = bad[n];
        refuse(arch, "tokens is ");
        arch->tokens = 1;
        arch->sub[0].value_dim = 2;
        arch->sub[1].value_dim = bad[n];
        refuse(arch, "value_dim_2 is ");
        arch->sub[1].value_dim = 2;
        assert_int_equal(fulg_arch_check(arch, diag), FULG_OK);
        fulg_arch_make_pnn(arch);
        fulg_arch_set_all(arch, "power", bad[n]);
        refuse(arch, "power");
        fulg_arch_clear(arch);
    }
}

/* A value_dim in some layers only is neither split nor full. */
static void
test_partial_value_dim(void **state)
{
    fulg_arch_t arch;
    fulg_arch_init(arch, 2);
    arch->sub[1].value_dim = 3;
    refuse(arch, "value_dim_1");
    fulg_arch_clear(arch);
}

static void
test_residual(void **state)
{
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_arch_init(arch, 2);
    fulg_arch_set_all(arch, "residual", 1);
    arch->width[0] = arch->width[1] = arch->width[2] = 4;
    assert_int_equal(fulg_arch_check(arch, diag), FULG_OK);
    arch->width[2] = 5;
    refuse(arch,
           "residual needs equal widths, but width_1 is 4 and width_2 is 5");
    fulg_arch_clear(arch);
}

static void
test_random(void **state)
{
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_test_rand(rand, "test_random");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        fulg_arch_t arch;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 5,
                       9);
        assert_int_equal(fulg_arch_check(arch, diag), FULG_OK);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sizes),
    cmocka_unit_test(test_partial_value_dim),
    cmocka_unit_test(test_residual),
    cmocka_unit_test(test_random),
};

FULG_TEST_MAIN(tests)
