#include "testing.h"

/* The published outputs of SplitMix64 for seed 1234567: the stream must be the
   same for ever, because certificates name their seed. */
static void
test_stream(void **state)
{
    static const uint64_t expected[] = {
        UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
        UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
        UINT64_C(16408922859458223821)};
    fulg_rand_t rand;
    fulg_rand_init(rand, 1234567);
    for (int n = 0; n < 5; n++)
        assert_true(fulg_rand_limb(rand) == expected[n]);
}

static void
test_below(void **state)
{
    static const ulong sizes[] = {
        1, 2, 3, 10, UWORD(1) << 63, (UWORD(1) << 63) + 1, UWORD_MAX};
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_below");
    for (int n = 0; n < 7; n++)
    {
        int large = 0;
        for (int k = 0; k < 200; k++)
        {
            const ulong x = fulg_rand_below(rand, sizes[n]);
            assert_true(x < sizes[n]);
            large += x >= sizes[n] / 2;
        }
        assert_true(large > 40);
    }
}

/* A die thrown 60000 times: chi^2 with 5 degrees of freedom stays below 40
   (passed by a fair die but once in 7 million). */
static void
test_fair(void **state)
{
    fulg_rand_t rand;
    slong count[6] = {0}, chi = 0;
    fulg_test_rand(rand, "test_fair");
    for (int k = 0; k < 60000; k++)
        count[fulg_rand_below(rand, 6)]++;
    for (int n = 0; n < 6; n++)
        chi += (count[n] - 10000) * (count[n] - 10000);
    assert_true(chi < 40 * 10000);
}

static void
test_signed(void **state)
{
    const slong large = (WORD(1) << 62) - 1;
    fulg_rand_t rand;
    int seen[5] = {0}, negative = 0;
    fulg_test_rand(rand, "test_signed");
    for (int k = 0; k < 400; k++)
    {
        const slong x = fulg_rand_signed(rand, 2);
        const slong y = fulg_rand_signed(rand, large);
        assert_in_range(x + 2, 0, 4);
        seen[x + 2] = 1;
        assert_true(y >= -large && y <= large);
        negative += y < 0;
        assert_int_equal(fulg_rand_signed(rand, 0), 0);
    }
    for (int n = 0; n < 5; n++)
        assert_true(seen[n]);
    assert_in_range(negative, 120, 280);
}

/* A split stream repeats neither its parent nor its sister. */
static void
test_split(void **state)
{
    fulg_rand_t rand, a, b;
    fulg_test_rand(rand, "test_split");
    fulg_rand_split(a, rand);
    fulg_rand_split(b, rand);
    for (int k = 0; k < 100; k++)
    {
        const ulong x = fulg_rand_limb(a), y = fulg_rand_limb(b);
        const ulong z = fulg_rand_limb(rand);
        assert_true(x != y && y != z && x != z);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_stream), cmocka_unit_test(test_below),
    cmocka_unit_test(test_fair),   cmocka_unit_test(test_signed),
    cmocka_unit_test(test_split),
};

FULG_TEST_MAIN(tests)
