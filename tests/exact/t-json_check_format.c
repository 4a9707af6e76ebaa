#include "testing.h"

static void
expect(const char *text, const char *message)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    fulg_diag_t diag;
    const fulg_status_t status = fulg_exact_json_check_format(value, "stone/1",
                                                              diag);
    json_decref(value);
    assert_int_equal(status, message == NULL ? FULG_OK : FULG_PARSE);
    if (message != NULL)
        assert_string_equal(diag->text, message);
}

static void
test_formats(void **state)
{
    expect("{\"format\":\"stone/1\",\"x\":2}", NULL);
    expect("{\"format\":\"stone/2\"}",
           "\"format\" must be \"stone/1\", not \"stone/2\"");
    expect("{\"format\":\"stone/1 \"}",
           "\"format\" must be \"stone/1\", not \"stone/1 \"");
    expect("{\"format\":1}", "\"format\" must be \"stone/1\"");
    expect("{\"Format\":\"stone/1\"}", "\"format\" must be \"stone/1\"");
    expect("{}", "\"format\" must be \"stone/1\"");
    expect("[\"stone/1\"]", "\"format\" must be \"stone/1\"");
    expect("1", "\"format\" must be \"stone/1\"");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_formats),
};

FULG_TEST_MAIN(tests)
