#include "dims.h"

static void
test_polynomial_networks(void **state)
{
    static const struct
    {
        slong power, depth, widths[8], dimension;
    } table[] = {
        {2, 2, {3, 2, 1}, 5},
        {2, 3, {3, 3, 2, 1}, 11},
        {2, 4, {4, 5, 5, 3, 1}, 47},
        {2, 4, {3, 4, 4, 3, 1}, 29},
        {2, 3, {2, 3, 2, 3}, 10},
        {3, 2, {3, 5, 2}, 19},
        {3, 4, {2, 3, 4, 3, 1}, 23},
        {4, 2, {3, 5, 1}, 14},
        {4, 4, {2, 4, 5, 4, 1}, 39},
        {1, 3, {4, 2, 3, 4}, 12},
        {2, 7, {2, 3, 4, 5, 4, 6, 4, 1}, 65},
        {2, 2, {4, 5, 3}, 29},
        {4, 2, {4, 9, 1}, 34},
        {3, 2, {5, 7, 1}, 34},
        {4, 2, {5, 14, 1}, 69},
        {2, 2, {4, 6, 5}, 47},
        {2, 3, {2, 3, 4, 5}, 24},
        {2, 3, {3, 4, 2, 1}, 11},
        {2, 3, {4, 5, 3, 1}, 26},
        {2, 4, {3, 3, 4, 2, 1}, 17},
        {3, 2, {3, 9, 10}, 99},
    };
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        fulg_arch_init(arch, table[n].depth);
        fulg_arch_make_pnn(arch);
        fulg_arch_set_all(arch, "power", table[n].power);
        arch->tokens = 1;
        for (slong i = 0; i <= table[n].depth; i++)
            arch->width[i] = table[n].widths[i];
        assert_int_equal(fulg_test_dimension(&strength, arch, FULG_DIM_AUTO, 1),
                         table[n].dimension);
        assert_int_equal(strength, FULG_DIM_PROVED);
        fulg_arch_clear(arch);
    }
}

/* The bounds are attained by every network of two or three layers and widths up
   to 4. */
static void
test_small_polynomial_networks(void **state)
{
    for (slong n = 0; n < 64 + 256; n++)
    {
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        fulg_arch_init(arch, n < 64 ? 2 : 3);
        fulg_arch_make_pnn(arch);
        fulg_arch_set_all(arch, "power", 2);
        for (slong i = 0; i <= arch->depth; i++)
            arch->width[i] = 1 + ((n < 64 ? n : n - 64) >> 2 * i) % 4;
        fulg_test_dimension(&strength, arch, FULG_DIM_AUTO, 1);
        assert_int_equal(strength, FULG_DIM_PROVED);
        fulg_arch_clear(arch);
    }
}

/* Powers that differ.  The dimensions are ranks over Q of the Jacobian of all
   coefficients, by Macaulay2 1.21 (rank over QQ at random integer weights). */
static void
test_powers(void **state)
{
    static const struct
    {
        slong depth, widths[6], powers[5], dimension;
    } table[] = {
        {3, {2, 2, 2, 1}, {2, 3}, 6},       {3, {2, 2, 2, 1}, {3, 2}, 5},
        {3, {2, 3, 3, 1}, {3, 2}, 7},       {3, {2, 3, 2, 3}, {2, 3}, 10},
        {3, {3, 2, 2, 2}, {2, 3}, 10},      {3, {3, 3, 2, 1}, {3, 2}, 11},
        {3, {3, 2, 3, 3}, {1, 2}, 11},      {3, {2, 3, 3, 2}, {2, 1}, 6},
        {4, {2, 2, 2, 2, 1}, {2, 1, 2}, 5}, {3, {3, 4, 2, 1}, {2, 3}, 12},
        {3, {2, 3, 4, 2}, {3, 1}, 8},       {3, {3, 3, 1, 3}, {2, 1}, 8},
    };
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        fulg_arch_init(arch, table[n].depth);
        fulg_arch_make_pnn(arch);
        for (slong i = 0; i <= table[n].depth; i++)
            arch->width[i] = table[n].widths[i];
        for (slong i = 0; i < table[n].depth; i++)
            arch->sub[i].power =
                table[n].powers[FLINT_MIN(i, table[n].depth - 2)];
        assert_int_equal(fulg_test_dimension(&strength, arch, FULG_DIM_AUTO, 1),
                         table[n].dimension);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_polynomial_networks),
    cmocka_unit_test(test_small_polynomial_networks),
    cmocka_unit_test(test_powers),
};

FULG_TEST_MAIN(tests)
