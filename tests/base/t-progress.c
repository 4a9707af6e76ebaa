#include "testing.h"

static int
tick(void *data, const char *what, slong done, slong total)
{
    slong *sum = data;
    assert_string_equal(what, "rows");
    *sum += done;
    return done == total;
}

static void
test_tick(void **state)
{
    slong sum = 0;
    const fulg_progress_t progress = {tick, &sum}, silent = {NULL, NULL};
    assert_int_equal(fulg_progress_tick(NULL, "rows", 1, 3), 0);
    assert_int_equal(fulg_progress_tick(&silent, "rows", 1, 3), 0);
    assert_int_equal(fulg_progress_tick(&progress, "rows", 1, 3), 0);
    assert_int_equal(fulg_progress_tick(&progress, "rows", 3, 3), 1);
    assert_int_equal(sum, 4);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_tick),
};

FULG_TEST_MAIN(tests)
