#include "testing.h"

/* A random ball: midpoint and radius of any size, sometimes exact or zero. */
static void
draw(arb_t x, fulg_rand_t rand)
{
    const slong m = fulg_rand_signed(rand, 1 << 30);
    const slong e = fulg_rand_signed(rand, 300);
    const ulong kind = fulg_rand_below(rand, 4);
    const slong r = fulg_rand_signed(rand, 400);
    arb_zero(x);
    arf_set_si_2exp_si(arb_midref(x), m, e);
    if (kind == 0)
        arf_zero(arb_midref(x));
    if (kind != 1)
        arb_add_error_2exp_si(x, r);
}

/* The decimals are bounds, and close ones. */
static void
test_outward(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "outward");
    for (slong n = 0; n < fulg_test_rounds(2000); n++)
    {
        const slong digits = 2 + (slong) fulg_rand_below(rand, 30);
        arb_t x;
        fmpq_t low, high, end, gap;
        arf_t a;
        fulg_diag_t diag;
        arb_init(x);
        arf_init(a);
        fmpq_init(low);
        fmpq_init(high);
        fmpq_init(end);
        fmpq_init(gap);
        draw(x, rand);
        for (int upper = 0; upper < 2; upper++)
        {
            char *text = fulg_ball_bound_text(x, upper, digits);
            assert_int_equal(fulg_exact_set_text(low, text, diag), FULG_OK);
            arf_set_mag(a, arb_radref(x));
            if (upper)
                arf_add(a, arb_midref(x), a, ARF_PREC_EXACT, ARF_RND_DOWN);
            else
                arf_sub(a, arb_midref(x), a, ARF_PREC_EXACT, ARF_RND_DOWN);
            arf_get_fmpq(end, a);
            fmpq_sub(gap, low, end);
            assert_true(upper ? fmpq_sgn(gap) >= 0 : fmpq_sgn(gap) <= 0);
            /* |gap| < 10^(1 - digits) |end| */
            fmpq_abs(gap, gap);
            fmpq_abs(end, end);
            for (slong k = 1; k < digits; k++)
                fmpq_mul_si(gap, gap, 10);
            assert_true(fmpq_is_zero(gap) || fmpq_cmp(gap, end) < 0);
            flint_free(text);
        }
        arb_clear(x);
        arf_clear(a);
        fmpq_clear(low);
        fmpq_clear(high);
        fmpq_clear(end);
        fmpq_clear(gap);
    }
}

static void
test_forms(void **state)
{
    static const struct
    {
        double low, high;
        slong digits;
        const char *text;
    } rows[] = {{0.5, 0.5, 5, "0.5"},
                {0, 0, 5, "0"},
                {-2, -2, 5, "-2"},
                {100, 100, 2, "100"},
                {0, 1, 5, "[0, 1]"},
                {-1, 1, 5, "[-1, 1]"},
                {0.0625, 0.0625, 9, "0.0625"},
                {1e300, 1e300, 2, "[1e300, 1.1e300]"},
                {0.00000001, 0.5, 3, "[1e-8, 0.501]"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    {
        arb_t x;
        arf_t low, high;
        char *text;
        arb_init(x);
        arf_init(low);
        arf_init(high);
        arf_set_d(low, rows[i].low);
        arf_set_d(high, rows[i].high);
        fulg_ball_set_bounds(x, low, high);
        text = fulg_ball_text(x, rows[i].digits);
        assert_string_equal(text, rows[i].text);
        flint_free(text);
        arb_clear(x);
        arf_clear(low);
        arf_clear(high);
    }
}

/* A wide ball keeps its lower end; one that knows nothing says so. */
static void
test_bounds(void **state)
{
    arb_t x;
    arf_t low, high, a, b;
    char *text;
    arb_init(x);
    arf_init(low);
    arf_init(high);
    arf_init(a);
    arf_init(b);
    arf_set_si_2exp_si(low, 1, -1000);
    arf_one(high);
    fulg_ball_set_bounds(x, low, high);
    fulg_ball_get_bounds(a, b, x, 2000);
    assert_true(arf_equal(a, low) && arf_cmp(b, high) >= 0);
    assert_true(arb_is_positive(x));
    arf_pos_inf(high);
    fulg_ball_set_bounds(x, low, high);
    text = fulg_ball_text(x, 5);
    assert_string_equal(text, "[-inf, inf]");
    flint_free(text);
    arb_clear(x);
    arf_clear(low);
    arf_clear(high);
    arf_clear(a);
    arf_clear(b);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_outward),
                                          cmocka_unit_test(test_forms),
                                          cmocka_unit_test(test_bounds)};

FULG_TEST_MAIN(tests)
