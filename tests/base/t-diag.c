#include "testing.h"

static void
test_set(void **state)
{
    fulg_diag_t diag;
    fulg_diag_init(diag);
    assert_string_equal(diag->text, "");
    assert_int_equal(fulg_diag_set(diag, FULG_PARSE, "%s %d", "line", 7),
                     FULG_PARSE);
    assert_string_equal(diag->text, "line 7");
    assert_int_equal(fulg_diag_set(NULL, FULG_IO, "nobody listens"), FULG_IO);
}

static void
test_prefix(void **state)
{
    fulg_diag_t diag;
    fulg_diag_set(diag, FULG_PARSE, "what");
    assert_int_equal(fulg_diag_prefix(diag, FULG_PARSE, "place %d: ", 3),
                     FULG_PARSE);
    assert_string_equal(diag->text, "place 3: what");
    fulg_diag_prefix(diag, FULG_PARSE, "file: ");
    assert_string_equal(diag->text, "file: place 3: what");
    assert_int_equal(fulg_diag_prefix(NULL, FULG_IO, "x"), FULG_IO);
}

/* A long sentence is cut, never overrun. */
static void
test_long(void **state)
{
    fulg_diag_t diag;
    char text[3000];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    fulg_diag_set(diag, FULG_PARSE, "%s", text);
    assert_int_equal(strlen(diag->text), sizeof diag->text - 1);
    fulg_diag_prefix(diag, FULG_PARSE, "b");
    assert_int_equal(strlen(diag->text), sizeof diag->text - 1);
    assert_int_equal(diag->text[0], 'b');
    fulg_diag_prefix(diag, FULG_PARSE, "%s", text);
    assert_int_equal(strlen(diag->text), sizeof diag->text - 1);
}

/* What a file says does not reach the terminal as commands or new lines. */
static void
test_printable(void **state)
{
    fulg_diag_t diag;
    fulg_diag_set(diag, FULG_PARSE, "no \"%s\"", "\033[31m\n\r\b\177 \303\251");
    assert_string_equal(diag->text, "no \"?[31m???? \303\251\"");
    fulg_diag_prefix(diag, FULG_PARSE, "%s: ", "a\033b");
    assert_string_equal(diag->text, "a?b: no \"?[31m???? \303\251\"");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_set),
    cmocka_unit_test(test_prefix),
    cmocka_unit_test(test_long),
    cmocka_unit_test(test_printable),
};

FULG_TEST_MAIN(tests)
