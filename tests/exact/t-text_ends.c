#include "testing.h"

static void
test_ends(void **state)
{
    assert_true(fulg_exact_text_ends("a.npy", ".npy"));
    assert_true(fulg_exact_text_ends(".npy", ".npy"));
    assert_true(fulg_exact_text_ends("a", ""));
    assert_true(fulg_exact_text_ends("", ""));
    assert_false(fulg_exact_text_ends("a.npy.gz", ".npy"));
    assert_false(fulg_exact_text_ends("a.NPY", ".npy"));
    assert_false(fulg_exact_text_ends("npy", ".npy"));
    assert_false(fulg_exact_text_ends("", "a"));
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_ends)};

FULG_TEST_MAIN(tests)
