/* Minors with another row or column, and smaller ones. */
#include "forgery.h"

/* Row r or column r becomes value: never a minor. */
static void
never(forgery_t *F, const char *list, size_t index, json_t *value,
      const char *reason)
{
    json_t *copy = json_deep_copy(F->original);
    json_t *minor = json_object_get(json_object_get(copy, "lower_bound"),
                                    "minor");
    fulg_diag_t diag;
    json_array_set_new(json_object_get(minor, list), index, value);
    sign(copy);
    if (forgery_judge(copy, diag) != FULG_REFUSED ||
        !strstr(diag->text, reason))
        fail_msg("%s: %s: %s", F->name, list, diag->text);
    json_decref(copy);
}

static void
test_rows_and_columns(void **state)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        json_t *minor = json_object_get(json_object_get(value, "lower_bound"),
                                        "minor");
        json_t *rows = json_object_get(minor, "rows");
        json_t *columns = json_object_get(minor, "columns");
        json_t *row;
        size_t r;
        forgery_t F;
        forgery_init(&F, i, value);
        json_array_foreach(rows, r, row)
        {
            const size_t next = (r + 1) % json_array_size(rows);
            json_t *column = json_array_get(columns, r);
            for (size_t k = 0; k < 3; k++)
            {
                json_t *low = json_deep_copy(row), *high = json_deep_copy(row);
                json_array_set_new(low, k, json_integer(0));
                json_array_set_new(high, k, json_integer(1000000));
                never(&F, "rows", r, low, "not one of");
                never(&F, "rows", r, high, "not one of");
            }
            never(&F, "columns", r, json_string("q1_1_1_1000000"),
                  "not a weight");
            never(&F, "columns", r, json_string("z1_1_1_1"), "not a weight");
            never(&F, "columns", r,
                  json_sprintf("%c0%s", *json_string_value(column),
                               json_string_value(column) + 1),
                  "not a weight");
            never(&F, "columns", r,
                  json_sprintf("%s_1", json_string_value(column)),
                  "not a weight");
            if (next == r)
                continue;
            never(&F, "rows", next, json_deep_copy(row), "twice");
            never(&F, "columns", next, json_deep_copy(column), "twice");
        }
        json_decref(value);
    }
}

/* A smaller minor, invertible or not, proves less than is claimed. */
static void
test_smaller_minors(void **state)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        const size_t size = forgery_minor_size(value);
        slong invertible = 0;
        for (size_t k = 0; k < size * size; k += forgery_stride())
        {
            json_t *copy = json_deep_copy(value);
            json_t *minor = json_object_get(
                json_object_get(copy, "lower_bound"), "minor");
            fulg_diag_t diag;
            json_array_remove(json_object_get(minor, "rows"), k / size);
            json_array_remove(json_object_get(minor, "columns"), k % size);
            sign(copy);
            if (forgery_judge(copy, diag) != FULG_REFUSED)
                fail_msg("%s: row %zu, column %zu removed: accepted",
                         samples[i].name, k / size, k % size);
            invertible += strstr(diag->text, "bound of the model") ||
                          strstr(diag->text, "value of the lower bound");
            json_decref(copy);
        }
        assert_true(forgery_stride() > 1 || size < 2 || invertible > 0);
        json_decref(value);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_rows_and_columns),
    cmocka_unit_test(test_smaller_minors),
};

FULG_TEST_MAIN(tests)
