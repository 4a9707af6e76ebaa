#include <math.h>

#include "testing.h"

static double
value(slong m, slong e)
{
    return ldexp((double) m, (int) e);
}

/* By the compiler's own conversion. */
static double
bfloat(unsigned bits)
{
    const uint32_t wide = (uint32_t) bits << 16;
    float x;
    memcpy(&x, &wide, 4);
    return x;
}

/* By the definition in IEEE 754, bit by bit. */
static double
half(unsigned bits)
{
    const unsigned field = (bits >> 10) & 31;
    double x = field ? 1.0 : 0.0, place = 0.5;
    for (int i = 9; i >= 0; i--, place /= 2)
        if (bits >> i & 1)
            x += place;
    if (field == 31)
        return x == 1.0 ? INFINITY : NAN;
    for (unsigned i = field ? field : 1; i < 15; i++)
        x /= 2;
    for (unsigned i = 15; i < field; i++)
        x *= 2;
    return bits >> 15 ? -x : x;
}

static void
check_all(fulg_floats_format_t format, double (*reference)(unsigned))
{
    for (unsigned bits = 0; bits < 65536; bits++)
    {
        const double x = reference(bits);
        slong m, e;
        const int good = fulg_floats_format_split(&m, &e, bits, format);
        assert_int_equal(good, isfinite(x) != 0);
        if (good)
            assert_true(value(m, e) == x);
    }
}

static void
test_all_half(void **state)
{
    check_all(FULG_FLOAT_F16, half);
}

static void
test_all_bfloat(void **state)
{
    check_all(FULG_FLOAT_BF16, bfloat);
}

static void
check_single(uint32_t bits)
{
    float x;
    slong m, e;
    memcpy(&x, &bits, 4);
    assert_int_equal(fulg_floats_format_split(&m, &e, bits, FULG_FLOAT_F32),
                     isfinite(x) != 0);
    if (!isfinite(x))
        return;
    assert_true(value(m, e) == (double) x);
    /* 2^e is the distance to the next number away from zero */
    if (fabsf(x) < 3e38f)
        assert_true(value(1, e) ==
                    (double) nextafterf(fabsf(x), INFINITY) - fabsf(x));
}

static void
check_double(uint64_t bits)
{
    double x;
    slong m, e;
    memcpy(&x, &bits, 8);
    assert_int_equal(fulg_floats_format_split(&m, &e, bits, FULG_FLOAT_F64),
                     isfinite(x) != 0);
    if (!isfinite(x))
        return;
    assert_true(value(m, e) == x);
    if (fabs(x) < 1e308)
        assert_true(value(1, e) == nextafter(fabs(x), INFINITY) - fabs(x));
}

static void
test_random(void **state)
{
    static const uint32_t single[] = {0,          1,         0x80000000,
                                      0x7fffff,   0x800000,  0x7f7fffff,
                                      0x7f800000, 0x7fc00000};
    fulg_rand_t rand;
    fulg_test_rand(rand, "split");
    for (int i = 0; i < 8; i++)
    {
        check_single(single[i]);
        check_double((uint64_t) single[i] << 32 | single[i]);
        check_double(single[i]);
    }
    for (slong n = 0; n < fulg_test_rounds(200000); n++)
    {
        const ulong bits = fulg_rand_limb(rand);
        check_single((uint32_t) bits);
        check_double(bits);
        check_double(bits & UWORD(0x800fffffffffffff));
    }
}

static void
test_other(void **state)
{
    slong m, e;
    assert_int_equal(fulg_floats_format_split(&m, &e, 0, FULG_FLOAT_OTHER), 0);
    assert_int_equal(fulg_floats_format_size(FULG_FLOAT_BF16), 2);
    assert_string_equal(fulg_floats_format_name(FULG_FLOAT_F16), "float16");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_all_half),
    cmocka_unit_test(test_all_bfloat),
    cmocka_unit_test(test_random),
    cmocka_unit_test(test_other),
};

FULG_TEST_MAIN(tests)
