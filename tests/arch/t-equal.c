#include "nets.h"

/* A change of any field of the family is seen. */
static void
change(fulg_arch_t arch, int which)
{
    const slong last = arch->depth - 1;
    switch (which)
    {
        case 0:
            arch->width[last + 1]++;
            break;
        case 1:
            arch->width[0]++;
            break;
        case 2:
            arch->sub[last].head_dim++;
            break;
        case 3:
            arch->sub[last].heads++;
            break;
        case 4:
            for (slong i = 0; i <= last; i++)
                arch->sub[i].value_dim++;
            break;
        case 5:
            arch->tokens++;
            break;
        case 6:
            fulg_arch_set_all(arch, "norm",
                              (!fulg_arch_is_normalised(arch))
                                  ? FULG_NORM_SOFTMAX
                                  : FULG_NORM_NONE);
            break;
        case 7:
            fulg_arch_set_all(arch, "residual", !fulg_arch_is_residual(arch));
            break;
        case 8:
            fulg_arch_set_all(arch, "mask", !fulg_arch_is_causal(arch));
            break;
        case 9:
            for (slong i = 0; i <= last; i++)
                arch->sub[i].kind = fulg_arch_is_pnn(arch) && i == 0
                                        ? FULG_KIND_ATTENTION
                                        : FULG_KIND_POLYNOMIAL;
            break;
        case 10:
            fulg_arch_set_all(arch, "power", arch->sub[0].power + 1);
            break;
    }
}

static void
test_every_field(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_every_field");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
        for (slong family = 0; family < FULG_TEST_FAMILIES; family++)
            for (int which = 0; which <= 10; which++)
            {
                const int pnn = family == 7;
                const int seen = (which <= 1 || which == 9) ||
                                 (pnn ? which == 10 : which != 10);
                fulg_arch_t arch, other;
                fulg_test_arch(arch, rand, family, 1 + round % 4, 5);
                fulg_arch_init(other, 1);
                fulg_arch_set(other, arch);
                change(other, which);
                assert_int_equal(fulg_arch_equal(arch, other), !seen);
                assert_int_equal(fulg_arch_equal(other, arch), !seen);
                fulg_arch_clear(arch);
                fulg_arch_clear(other);
            }
}

static void
test_depth(void **state)
{
    fulg_arch_t a, b;
    fulg_arch_init(a, 2);
    fulg_arch_init(b, 3);
    assert_false(fulg_arch_equal(a, b));
    fulg_arch_clear(a);
    fulg_arch_clear(b);
}

static void
test_value_dim(void **state)
{
    fulg_arch_t arch;
    fulg_arch_init(arch, 2);
    assert_false(fulg_arch_has_value_dim(arch));
    arch->sub[0].value_dim = arch->sub[1].value_dim = 4;
    assert_true(fulg_arch_has_value_dim(arch));
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_field),
    cmocka_unit_test(test_depth),
    cmocka_unit_test(test_value_dim),
};

FULG_TEST_MAIN(tests)
