#include "testing.h"

static const char *const known[] = {"widths", "head_dim", "tokens", NULL};

static fulg_status_t
check(const char *text, fulg_diag_t diag)
{
    json_t *value = json_loads(text, 0, NULL);
    const fulg_status_t status = fulg_exact_json_check_keys(value, known,
                                                            "place", diag);
    json_decref(value);
    return status;
}

static void
test_keys(void **state)
{
    fulg_diag_t diag;
    assert_int_equal(check("{}", diag), FULG_OK);
    assert_int_equal(check("{\"tokens\":1,\"widths\":2}", diag), FULG_OK);
    assert_int_equal(check("{\"tokens\":1,\"width\":2}", diag), FULG_PARSE);
    assert_string_equal(diag->text, "place: unknown key \"width\" (did you "
                                    "mean \"widths\"?)");
    assert_int_equal(check("{\"banana\":1}", diag), FULG_PARSE);
    assert_string_equal(diag->text, "place: unknown key \"banana\"");
    assert_int_equal(check("{\"\":1}", diag), FULG_PARSE);
}

/* A key of any length makes a short sentence. */
static void
test_long(void **state)
{
    json_t *value = json_object();
    char *key = flint_malloc(100001);
    fulg_diag_t diag;
    memset(key, 'x', 100000);
    key[100000] = '\0';
    json_object_set_new(value, key, json_true());
    assert_int_equal(fulg_exact_json_check_keys(value, known, "place", diag),
                     FULG_PARSE);
    assert_true(strlen(diag->text) < 120);
    json_decref(value);
    flint_free(key);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_keys),
    cmocka_unit_test(test_long),
};

FULG_TEST_MAIN(tests)
