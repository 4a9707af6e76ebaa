#include "testing.h"

static void
refuse(slong rows, slong cols, const char *text, const char *reason)
{
    fmpq_mat_t A;
    fulg_diag_t diag;
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    fmpq_mat_init(A, rows, cols);
    assert_int_equal(fulg_weights_mat_set_json(A, value, "X", diag),
                     FULG_PARSE);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("%s: expected \"%s\", found \"%s\"", text, reason, diag->text);
    assert_int_equal(strncmp(diag->text, "X: ", 3), 0);
    fmpq_mat_clear(A);
    json_decref(value);
}

static void
test_refusals(void **state)
{
    refuse(2, 2, "[[1,2]]", "expected a 2 x 2 matrix, found 1 x 2");
    refuse(2, 2, "[[1],[2]]", "expected a 2 x 2 matrix, found 2 x 1");
    refuse(2, 2, "[[1,2],[3,4],[5,6]]", "expected a 2 x 2 matrix, found 3 x 2");
    refuse(2, 2, "[]", "expected a 2 x 2 matrix, found 0 x 0");
    refuse(2, 2, "[[1,2],[3]]", "row 2 has a different length than row 1");
    refuse(2, 2, "[[1,2],3]", "row 2 is not a list of numbers");
    refuse(2, 2, "[[1,2],null]", "row 2 is not a list of numbers");
    refuse(2, 2, "{\"a\":1}", "expected a matrix (a list of rows)");
    refuse(2, 2, "\"12\"", "expected a matrix (a list of rows)");
    refuse(2, 2, "null", "expected a matrix (a list of rows)");
    refuse(2, 2, "[[1,2],[\"1/0\",4]]", "entry (2,1): \"1/0\" divides by zero");
    refuse(2, 2, "[[1,0.5],[3,4]]",
           "entry (1,2): a number with a decimal "
           "point must be quoted");
    refuse(2, 2, "[[1,2],[3,\"x\"]]", "entry (2,2): \"x\" is not a number");
    refuse(2, 2, "[[1,2],[3,[4]]]", "entry (2,2): expected a number");
    refuse(2, 2, "[[1,2],[3,true]]", "entry (2,2): expected a number");
}

static void
test_round_trip(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_round_trip");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        fmpq_mat_t A, B;
        fulg_diag_t diag;
        json_t *value;
        const slong rows = 1 + (slong) fulg_rand_below(rand, 4);
        const slong cols = 1 + (slong) fulg_rand_below(rand, 4);
        fmpq_mat_init(A, rows, cols);
        fmpq_mat_init(B, rows, cols);
        for (slong i = 0; i < rows; i++)
            for (slong j = 0; j < cols; j++)
            {
                fmpq *x = fmpq_mat_entry(A, i, j);
                fulg_test_rational(x, rand, 1000, 3);
                /* Some far beyond what a JSON integer holds. */
                if (fulg_rand_below(rand, 2))
                    fmpz_pow_ui(fmpq_numref(x), fmpq_numref(x), 20);
            }
        value = fulg_weights_mat_json(A);
        assert_int_equal(fulg_weights_mat_set_json(B, value, "X", diag),
                         FULG_OK);
        assert_true(fmpq_mat_equal(A, B));
        json_decref(value);
        fmpq_mat_clear(A);
        fmpq_mat_clear(B);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_refusals),
    cmocka_unit_test(test_round_trip),
};

FULG_TEST_MAIN(tests)
