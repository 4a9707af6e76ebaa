#include "testing.h"

static void
refuse(const char *text, const char *reason)
{
    fmpq_t x;
    fulg_diag_t diag;
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    fmpq_init(x);
    assert_int_equal(fulg_exact_set_json(x, value, diag), FULG_PARSE);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("%s: %s", text, diag->text);
    fmpq_clear(x);
    json_decref(value);
}

static void
test_refusals(void **state)
{
    refuse("0.1", "must be quoted to be exact: write \"0.1\"");
    refuse("1.0", "must be quoted");
    refuse("1e3", "must be quoted");
    refuse("true", "expected a number");
    refuse("null", "expected a number");
    refuse("[1]", "expected a number");
    refuse("{}", "expected a number");
    refuse("\"1/0\"", "divides by zero");
    refuse("\"\"", "is not a number");
    fulg_diag_t diag;
    fmpq_t x;
    fmpq_init(x);
    assert_int_equal(fulg_exact_set_json(x, NULL, diag), FULG_PARSE);
    fmpq_clear(x);
}

static void
expect_json(const char *number, const char *text)
{
    fmpq_t x;
    fulg_diag_t diag;
    json_t *value;
    char *found;
    fmpq_init(x);
    assert_int_equal(fulg_exact_set_text(x, number, diag), FULG_OK);
    value = fulg_exact_json_fmpq(x);
    found = json_dumps(value, JSON_ENCODE_ANY);
    assert_string_equal(found, text);
    free(found);
    json_decref(value);
    if (fmpz_is_one(fmpq_denref(x)))
    {
        value = fulg_exact_json_fmpz(fmpq_numref(x));
        found = json_dumps(value, JSON_ENCODE_ANY);
        assert_string_equal(found, text);
        free(found);
        json_decref(value);
    }
    fmpq_clear(x);
}

/* A JSON integer up to 63 bits, a string beyond; "p/q" for a fraction. */
static void
test_forms(void **state)
{
    expect_json("0", "0");
    expect_json("-12", "-12");
    expect_json("-2/4", "\"-1/2\"");
    expect_json("9223372036854775807", "9223372036854775807");
    expect_json("-9223372036854775808", "-9223372036854775808");
    expect_json("9223372036854775808", "\"9223372036854775808\"");
    expect_json("-9223372036854775809", "\"-9223372036854775809\"");
}

static void
test_round_trip(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_round_trip");
    for (slong round = 0; round < fulg_test_rounds(2000); round++)
    {
        fmpq_t x, y;
        fulg_diag_t diag;
        json_t *value;
        fmpq_init(x);
        fmpq_init(y);
        fulg_test_rational(x, rand, WORD(1) << (round % 61),
                           UWORD(1) << (round % 50));
        if (round % 3 == 0)
            fmpq_pow_si(x, x, 5);
        value = fulg_exact_json_fmpq(x);
        assert_int_equal(fulg_exact_set_json(y, value, diag), FULG_OK);
        assert_true(fmpq_equal(x, y));
        json_decref(value);
        fmpq_clear(x);
        fmpq_clear(y);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_refusals),
    cmocka_unit_test(test_forms),
    cmocka_unit_test(test_round_trip),
};

FULG_TEST_MAIN(tests)
