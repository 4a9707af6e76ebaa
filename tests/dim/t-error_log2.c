#include "dims.h"

/* Lightning, no value_dim: D = (5 * 3^l - 3)/2 in closed form. */
static void
test_degree(void **state)
{
    slong last = WORD_MIN, degree = 1;
    for (slong depth = 1; depth <= 8; depth++)
    {
        fulg_arch_t arch;
        fmpz_t s;
        slong found, least;
        degree *= 3;
        fulg_arch_init(arch, depth);
        fmpz_init_set_si(s, 1000);
        found = fulg_dim_error_log2_upper(arch, s, 1);
        /* never below 2 s D / 2^60 */
        least = FLINT_BIT_COUNT((ulong) (2 * 1000 * (5 * degree - 3) / 2)) - 61;
        assert_true(found >= least);
        assert_true(found <= least + 16);
        assert_true(found > last);
        assert_int_equal(fulg_dim_error_log2_upper(arch, s, 2), 2 * found);
        last = found;
        fmpz_clear(s);
        fulg_arch_clear(arch);
    }
}

/* Too deep to say anything: the bound must not be negative, whatever overflows. */
static void
test_says_nothing_when_deep(void **state)
{
    static const fulg_norm_t norms[] = {FULG_NORM_NONE, FULG_NORM_AFFINE};
    for (int n = 0; n < 3; n++)
    {
        fulg_arch_t arch;
        fmpz_t s;
        fulg_arch_init(arch, 400);
        if (n == 2)
        {
            fulg_arch_make_pnn(arch);
            fulg_arch_set_all(arch, "power", 3);
        }
        else
            fulg_arch_set_all(arch, "norm", norms[n]);
        fmpz_init_set_si(s, 10);
        assert_true(fulg_dim_error_log2_upper(arch, s, 2) >= 0);
        fmpz_clear(s);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_degree),
    cmocka_unit_test(test_says_nothing_when_deep),
};

FULG_TEST_MAIN(tests)
