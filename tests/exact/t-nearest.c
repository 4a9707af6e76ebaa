#include "testing.h"

static void
expect(const char *word, const char *nearest)
{
    static const char *const known[] = {"widths", "head_dim", "heads", "tokens",
                                        "norm",   "json",     "q",     NULL};
    const char *found = fulg_exact_nearest(word, known);
    if (nearest == NULL)
        assert_null(found);
    else
        assert_string_equal(found, nearest);
}

static void
test_words(void **state)
{
    expect("width", "widths");
    expect("headdim", "head_dim");
    expect("head", "heads");
    expect("tokns", "tokens");
    expect("Norm", "norm");
    expect("heads", "heads");
    expect("xyzzy", NULL);
    expect("", NULL);
    expect("x", NULL);
    expect("version", NULL);
    expect("a very long word that is nothing like any of these at all", NULL);
}

/* A known word beyond the table of distances is passed over. */
static void
test_long_known(void **state)
{
    char word[200];
    const char *list[3] = {word, "tokens", NULL};
    memset(word, 't', 199);
    word[199] = '\0';
    assert_string_equal(fulg_exact_nearest("token", list), "tokens");
    assert_null(fulg_exact_nearest(word, list));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_words),
    cmocka_unit_test(test_long_known),
};

FULG_TEST_MAIN(tests)
