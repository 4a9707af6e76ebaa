/* Ranges: their values, their combinations, what they refuse. */
#include "testing.h"

static json_t *
values(const char *key, const char *text)
{
    json_t *list = NULL;
    fulg_diag_t diag;
    const fulg_status_t status = fulg_survey_values(
        &list, key ? fulg_arch_field(key) : NULL, "--x", text, diag);
    if (status != FULG_OK)
    {
        assert_int_equal(status, FULG_PARSE);
        assert_non_null(strstr(diag->text, "--x"));
        return NULL;
    }
    return list;
}

static void
expect(const char *key, const char *text, const char *wanted)
{
    json_t *list = values(key, text);
    if (wanted == NULL)
        assert_null(list);
    else
    {
        char *got;
        assert_non_null(list);
        got = json_dumps(list, JSON_COMPACT);
        assert_string_equal(got, wanted);
        free(got);
    }
    json_decref(list);
}

static void
test_values(void **state)
{
    expect(NULL, "2-4", "[2,3,4]");
    expect("heads", "3,1-2,2", "[3,1,2]");
    expect("value_dim", "none,2", "[null,2]");
    expect("norm", "softmax,none", "[\"softmax\",\"none\"]");
    expect("residual", "no,yes", "[false,true]");
    expect("feed_forward", "none,relu:2-3", "[null,\"relu:2\",\"relu:3\"]");
    expect("bias", "qkv", "[\"qkv\"]");
    expect("rotary", "0,2", "[0,2]");
    for (const char *const *bad =
             (const char *const[]){"", ",", "1,", "4-2", "0", "a", "-1", "1-",
                                   "1-2-3", "none", "99999999999999999999",
                                   "1-9999999", "1 2", NULL};
         *bad != NULL; bad++)
        expect("heads", *bad, NULL);
    expect("feed_forward", "relu", NULL);
    expect("feed_forward", "relux:3", NULL);
    expect("feed_forward", "relu:0", NULL);
    expect("residual", "true", NULL);
    expect("norm", "soft", NULL);
}

static void
count(void *data, const fulg_arch_t arch)
{
    slong *seen = data;
    fulg_diag_t diag;
    assert_int_equal(fulg_arch_check(arch, diag), FULG_OK);
    ++*seen;
}

static slong
combinations(slong *refused, json_t *widths, slong depth, int each,
             const char *residual)
{
    fulg_survey_ranges_t ranges;
    fulg_diag_t diag;
    slong seen = 0;
    const slong head_dim = fulg_arch_field("head_dim") - fulg_arch_fields;
    const slong field = fulg_arch_field("residual") - fulg_arch_fields;
    fulg_survey_ranges_init(ranges);
    json_decref(ranges->depth);
    ranges->depth = json_pack("[i]", (int) depth);
    ranges->width = widths;
    ranges->field[head_dim].values = values("head_dim", "1-2");
    ranges->field[head_dim].each = each;
    ranges->field[field].values = values("residual", residual);
    if (fulg_survey_each(refused, ranges, count, &seen, diag) != FULG_OK)
        seen = -1;
    fulg_survey_ranges_clear(ranges);
    return seen;
}

static void
test_each(void **state)
{
    slong refused;
    assert_int_equal(combinations(&refused, values(NULL, "1-3"), 2, 0, "no"),
                     27 * 2);
    assert_int_equal(refused, 0);
    assert_int_equal(combinations(&refused, values(NULL, "1-3"), 2, 1, "no"),
                     27 * 4);
    /* Residual layers want equal widths. */
    assert_int_equal(
        combinations(&refused, values(NULL, "1-3"), 2, 1, "no,yes"),
        27 * 4 + 3 * 4);
    assert_int_equal(refused, 24 * 4);
    assert_int_equal(combinations(&refused, values(NULL, "1-99"), 4, 0, "no"),
                     -1);
}

/* A polynomial network has a power for each hidden layer, one less than layers. */
static void
test_hidden(void **state)
{
    static const slong wanted[] = {0, 1, 3, 9, 27};
    const slong power = fulg_arch_field("power") - fulg_arch_fields;
    for (int depth = 1; depth <= 4; depth++)
    {
        fulg_survey_ranges_t ranges;
        fulg_diag_t diag;
        slong refused, seen = 0;
        fulg_survey_ranges_init(ranges);
        json_decref(ranges->family);
        json_decref(ranges->depth);
        ranges->family = json_pack("[s]", "pnn");
        ranges->depth = json_pack("[i]", depth);
        ranges->width = values(NULL, "2");
        ranges->equal_widths = 1;
        ranges->field[power].values = values("power", "2-4");
        ranges->field[power].each = 1;
        assert_int_equal(fulg_survey_each(&refused, ranges, count, &seen, diag),
                         FULG_OK);
        assert_int_equal(seen, wanted[depth]);
        assert_int_equal(refused, 0);
        fulg_survey_ranges_clear(ranges);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values),
                                       cmocka_unit_test(test_each),
                                       cmocka_unit_test(test_hidden)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
