/* One layer of several heads. */
#include "dims.h"

/* Exact ranks of one lightning layer with H = 1, 2, .. heads. */
static void
test_heads(void **state)
{
    static const struct
    {
        slong d, out, a, rank[6];
    } table[] = {
        {2, 1, 1, {4, 6}},
        {2, 1, 2, {5, 6}},
        {3, 1, 1, {7, 14, 18}},
        {3, 1, 2, {10, 17, 18}},
        {3, 1, 3, {11, 17, 18}},
        {3, 2, 1, {10, 20, 30, 36}},
        {3, 2, 2, {13, 26, 36}},
        {3, 2, 3, {14, 26, 36}},
        {3, 3, 1, {13, 26, 39, 52, 54}},
        {3, 3, 2, {16, 32, 45, 54}},
        {3, 3, 3, {17, 32, 45, 54}},
        {4, 1, 2, {15, 29, 39}},
        {4, 4, 1, {22, 44, 66, 88, 110}},
        {4, 4, 2, {27, 54, 81, 108, 135}},
        {4, 4, 3, {30, 60, 87, 112, 135}},
        {4, 4, 4, {31, 60, 87, 112, 135}},
    };
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
        for (slong h = 0; h < 6 && table[n].rank[h] != 0; h++)
        {
            const slong widths[] = {table[n].d, table[n].out};
            fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
            fulg_arch_t arch;
            slong found;
            fulg_test_stack(arch, 1, widths, &table[n].a, 2);
            arch->sub[0].heads = h + 1;
            found = fulg_test_dimension(&strength, arch, FULG_DIM_AUTO, 1);
            /* (4,1,2): only the value at three heads, 39, is on record */
            if (table[n].out != 1 || table[n].d != 4 || h == 2)
                assert_int_equal(found, table[n].rank[h]);
            assert_int_not_equal(found, -1);
            assert_int_not_equal(strength, FULG_DIM_BOUNDS);
            fulg_arch_clear(arch);
        }
}

/* One layer: d, d', head_dim, heads, value_dim.  The ranks are exact modulo a
   prime, of a program in Python that shares nothing with this one. */
static void
test_head_tensors(void **state)
{
    static const slong table[][6] = {
        {5, 1, 3, 2, 0, 49}, {2, 4, 2, 3, 1, 21}, {3, 2, 1, 5, 1, 35},
        {3, 1, 2, 2, 0, 17}, {6, 1, 6, 2, 0, 74}, {9, 1, 8, 4, 0, 290},
    };
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        fulg_arch_init(arch, 1);
        arch->tokens = 2;
        arch->width[0] = table[n][0];
        arch->width[1] = table[n][1];
        arch->sub[0].head_dim = table[n][2];
        arch->sub[0].heads = table[n][3];
        arch->sub[0].value_dim = table[n][4];
        assert_int_equal(fulg_test_dimension(&strength, arch, FULG_DIM_AUTO, 1),
                         table[n][5]);
        assert_int_equal(strength, FULG_DIM_PROVED);
        fulg_arch_clear(arch);
    }
}

/* One token, two outputs, at most as many heads as inputs: d, H and the rank, found by the
   direct method, against which the bound is proved to be sharp. */
static void
test_minors(void **state)
{
    static const slong table[][3] = {
        {5, 3, 65}, {6, 3, 89}, {6, 4, 112}, {7, 3, 116}, {7, 4, 148},
    };
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        fulg_arch_init(arch, 1);
        arch->tokens = 1;
        arch->width[0] = table[n][0];
        arch->width[1] = 2;
        arch->sub[0].head_dim = table[n][0];
        arch->sub[0].heads = table[n][1];
        assert_int_equal(fulg_test_dimension(&strength, arch, FULG_DIM_AUTO, 1),
                         table[n][2]);
        assert_int_equal(strength, FULG_DIM_PROVED);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_heads),
    cmocka_unit_test(test_minors),
    cmocka_unit_test(test_head_tensors),
};

FULG_TEST_MAIN(tests)
