#include "testing.h"

static void
expect(fulg_block_t block, slong row, slong col, const char *text)
{
    char name[FULG_ARCH_NAME_SIZE];
    fulg_arch_weight_name(name, &block, row, col);
    assert_string_equal(name, text);
}

static void
test_names(void **state)
{
    expect((fulg_block_t){.kind = 'q', .number = 1}, 1, 2, "q1_1_2_3");
    expect((fulg_block_t){.kind = 'u', .number = 12, .head = 3}, 0, 9,
           "u12_4_1_10");
    expect((fulg_block_t){.kind = 'w', .number = 3}, 4, 0, "w3_5_1");
    /* The longest that can be asked for still fits. */
    expect(
        (fulg_block_t){.kind = 'k', .number = WORD_MAX, .head = WORD_MAX - 1},
        WORD_MAX - 1, WORD_MAX - 1,
        "k9223372036854775807_9223372036854775807_9223372036854775807_"
        "9223372036854775807");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_names),
};

FULG_TEST_MAIN(tests)
