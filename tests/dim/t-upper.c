#include "dims.h"

/* The source paper's closed formula for equal widths. */
static void
set_paper_formula(fmpz_t n, slong depth, slong d, slong a)
{
    fmpz_t layer;
    fmpz_init_set_si(layer, 2 * d - a);
    fmpz_mul_si(layer, layer, a);
    fmpz_mul_si(layer, layer, depth);
    fmpz_set_si(n, d);
    fmpz_mul_si(n, n, d);
    fmpz_add(n, n, layer);
    fmpz_sub_ui(n, n, (ulong) depth);
    fmpz_clear(layer);
}

static void
test_equal_widths(void **state)
{
    static const slong sizes[][3] = {
        {1, 2, 1},
        {2, 24, 6},
        {96, 12288, 128},
        {7, WORD(4000000000000000000), 5},
        {3, WORD(4000000000000000000), WORD(4000000000000000000)}};
    fmpz_t n;
    fmpz_init(n);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
    {
        fulg_cert_bound_t bound;
        fulg_arch_t arch;
        fulg_arch_init(arch, sizes[k][0]);
        for (slong i = 0; i <= arch->depth; i++)
            arch->width[i] = sizes[k][1];
        for (slong i = 0; i < arch->depth; i++)
            arch->sub[i].head_dim = sizes[k][2];
        fulg_cert_bound_init(bound);
        fulg_dim_upper(bound, arch);
        assert_string_equal(bound->theorem->name, "virtual-weights");
        set_paper_formula(n, sizes[k][0], sizes[k][1], sizes[k][2]);
        assert_true(fmpz_equal(fulg_cert_bound_total(bound), n));
        fulg_cert_bound_clear(bound);
        fulg_arch_clear(arch);
    }
    fmpz_clear(n);
}

static slong
term(const fulg_cert_bound_t bound, const char *name, slong i)
{
    const fmpz *value = fulg_cert_bound_get(bound, name, i);
    assert_non_null(value);
    return fmpz_get_si(value);
}

/* A bottleneck of which only a part is seen later, and a collapse. */
static void
test_terms(void **state)
{
    static const slong widths[] = {9, 7, 1, 4}, a[] = {1, 2, 2};
    fulg_cert_bound_t bound;
    fulg_arch_t arch;
    fulg_test_stack(arch, 3, widths, a, 2);
    fulg_cert_bound_init(bound);
    fulg_dim_upper(bound, arch);
    /* r = 9 7 1 1; w_3 = 1, w_2 = 1, w_1 = min(7, 1 + 4) = 5 */
    assert_int_equal(term(bound, "r", 1), 7);
    assert_int_equal(term(bound, "r", 3), 1);
    assert_int_equal(term(bound, "w", 1), 5);
    assert_int_equal(term(bound, "flag", 1), 5 * (9 - 7));
    assert_int_equal(term(bound, "symmetric", 1), 0);
    assert_int_equal(term(bound, "symmetric", 2), 1);
    assert_int_equal(term(bound, "m", 1), 1 * (18 - 1));
    assert_int_equal(term(bound, "m", 2), 4 * 7 - 6);
    assert_int_equal(term(bound, "m", 3), 1);
    assert_int_equal(term(bound, "flag", 2), 6);
    assert_int_equal(term(bound, "output", -1), 4);
    assert_int_equal(term(bound, "scalings", -1), 3);
    assert_int_equal(term(bound, "total", -1), 10 + 17 + 22 + 1 + 6 + 4 - 3);
    assert_null(fulg_cert_bound_get(bound, "m", 4));
    fulg_cert_bound_clear(bound);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_equal_widths),
    cmocka_unit_test(test_terms),
};

FULG_TEST_MAIN(tests)
