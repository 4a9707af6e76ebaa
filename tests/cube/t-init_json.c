#include "testing.h"

static void
refuse(const char *text, fulg_status_t status, const char *part)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    fulg_cube_t X;
    fulg_diag_t diag;
    assert_non_null(value);
    assert_int_equal(fulg_cube_init_json(X, value, diag), status);
    if (strstr(diag->text, part) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", part, diag->text);
    json_decref(value);
}

#define HEAD "{\"format\":\"fulgurite-tensor/1\",\"shape\":"

static void
test_refusals(void **state)
{
    refuse("[1]", FULG_PARSE, "format");
    refuse(HEAD "[1,1],\"values\":[[[1]]]}", FULG_PARSE, "shape has 2");
    refuse(HEAD "[1,0,1],\"values\":[[]]}", FULG_PARSE, "number of keys");
    refuse(HEAD "[1,1,1],\"values\":[]}", FULG_PARSE, "values has 0");
    refuse(HEAD "[1,1,1]}", FULG_PARSE, "values is not a list");
    refuse(HEAD "[2,2,1],\"values\":[[[1],[2]],[[3]]]}", FULG_PARSE,
           "values[1] has 1 entries instead of 2");
    refuse(HEAD "[1,2,2],\"values\":[[[1,2],[3]]]}", FULG_PARSE,
           "values[0][1] has 1 entries instead of 2");
    refuse(HEAD "[1,1,2],\"values\":[[[1,\"x\"]]]}", FULG_PARSE,
           "values[0][0][1]: ");
    refuse(HEAD "[1,1,1],\"values\":[[[0.5]]]}", FULG_PARSE, "quote");
    refuse(HEAD "[1,1,1],\"values\":[[[1]]],\"extra\":1}", FULG_PARSE, "extra");
    refuse(HEAD "[65537,1,1],\"values\":[]}", FULG_UNABLE, "a side");
}

static void
test_round_trip(void **state)
{
    json_t *value = json_loads(
        HEAD "[2,1,3],\"values\":[[[1,\"1/2\",\"0.1\"]],[[\"-7/3\",0,5]]]}", 0,
        NULL);
    fulg_cube_t X;
    fulg_diag_t diag;
    json_t *back;
    fmpq_t tenth;
    assert_int_equal(fulg_cube_init_json(X, value, diag), FULG_OK);
    assert_true(fmpz_equal_si(X->den, 30));
    assert_true(fmpz_equal_si(X->value + 2, 3));
    fmpq_init(tenth);
    fmpq_set_si(tenth, 30, 1);
    fulg_cube_scale(X, tenth);
    assert_true(fmpz_is_one(X->den));
    fmpq_inv(tenth, tenth);
    fulg_cube_scale(X, tenth);
    back = fulg_cube_json(X);
    json_array_set_new(
        json_array_get(json_array_get(json_object_get(value, "values"), 0), 0),
        2, json_string("1/10"));
    assert_true(json_equal(value, back));
    fmpq_clear(tenth);
    json_decref(value);
    json_decref(back);
    fulg_cube_clear(X);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_refusals),
    cmocka_unit_test(test_round_trip),
};

FULG_TEST_MAIN(tests)
