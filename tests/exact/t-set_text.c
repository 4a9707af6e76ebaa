#include "testing.h"

static void
expect(const char *text, const char *value)
{
    fmpq_t x;
    fulg_diag_t diag;
    char *found;
    fmpq_init(x);
    assert_int_equal(fulg_exact_set_text(x, text, diag), FULG_OK);
    found = fmpq_get_str(NULL, 10, x);
    assert_string_equal(found, value);
    flint_free(found);
    fmpq_clear(x);
}

static void
refuse(const char *text, const char *reason)
{
    fmpq_t x;
    fulg_diag_t diag;
    fmpq_init(x);
    assert_int_equal(fulg_exact_set_text(x, text, diag), FULG_PARSE);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("\"%s\": %s", text, diag->text);
    fmpq_clear(x);
}

static void
test_values(void **state)
{
    expect("0", "0");
    expect("-0", "0");
    expect("+12", "12");
    expect("-2/4", "-1/2");
    expect("0.1", "1/10");
    expect(".5", "1/2");
    expect("5.", "5");
    expect("-2.50e-1", "-1/4");
    expect("1e3", "1000");
    expect("123456789012345678901234567890", "123456789012345678901234567890");
}

static void
test_refusals(void **state)
{
    refuse("", "not a number");
    refuse("-", "not a number");
    refuse(".", "not a number");
    refuse("1/0", "divides by zero");
    refuse("1/-2", "not a number");
    refuse("1/2/3", "not a number");
    refuse("0x10", "not a number");
    refuse("NaN", "not a number");
    refuse("inf", "not a number");
    refuse("1e", "not a number");
    refuse("1e10000", "beyond 9999");
    refuse("1e99999999999999999999", "beyond 9999");
    refuse(" 1", "not a number");
    refuse("1 ", "not a number");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values),
    cmocka_unit_test(test_refusals),
};

FULG_TEST_MAIN(tests)
