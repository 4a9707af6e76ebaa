#include <math.h>

#include "testing.h"

/* The value at index i of a list is this text. */
static void
assert_text(const json_t *list, size_t i, const char *text)
{
    const json_t *value = json_array_get(list, i);
    assert_true(json_is_string(value));
    assert_string_equal(json_string_value(value), text);
}

static void
test_values(void **state)
{
    json_t *list = json_loads(
        "[0.5, -0.1, 3, \"0.1\", 2.0, -0.0, [1.5, {\"a\": 0.25}], true]", 0,
        NULL);
    fulg_exact_json_doubles(list);
    assert_text(list, 0, "1/2");
    assert_text(list, 1, "-3602879701896397/36028797018963968");
    assert_int_equal(json_integer_value(json_array_get(list, 2)), 3);
    assert_text(list, 3, "0.1");
    assert_int_equal(json_integer_value(json_array_get(list, 4)), 2);
    assert_true(json_is_integer(json_array_get(list, 5)));
    assert_text(json_array_get(list, 6), 0, "3/2");
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_array_get(list, 6), 1), "a")),
                        "1/4");
    assert_true(json_is_true(json_array_get(list, 7)));
    json_decref(list);
}

/* Read back as an exact number, each is the double that it was. */
static void
test_extremes(void **state)
{
    const double values[] = {4.9406564584124654e-324,
                             2.2250738585072014e-308,
                             1e300,
                             1.7976931348623157e308,
                             -1e-310,
                             0.1,
                             1e16,
                             9007199254740993.0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
    {
        json_t *list = json_pack("[f]", values[k]);
        fmpq_t x;
        arf_t y, z;
        fmpq_init(x);
        arf_init(y);
        arf_init(z);
        fulg_exact_json_doubles(list);
        assert_int_equal(fulg_exact_set_json(x, json_array_get(list, 0), NULL),
                         FULG_OK);
        arf_set_fmpz(y, fmpq_numref(x));
        assert_int_equal(arf_div_fmpz(y, y, fmpq_denref(x), 2000, ARF_RND_DOWN),
                         0);
        arf_set_d(z, values[k]);
        assert_true(arf_equal(y, z));
        fmpq_clear(x);
        arf_clear(y);
        arf_clear(z);
        json_decref(list);
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_values),
                                          cmocka_unit_test(test_extremes)};

FULG_TEST_MAIN(tests)
