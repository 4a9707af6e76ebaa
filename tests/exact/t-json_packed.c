#include "testing.h"

/* Text of a random matrix of integers, in one of the ways in which they are
   written; NUL at the end. */
static char *
matrix_text(slong rows, slong cols, int style, fulg_rand_t rand)
{
    static const char *const open[] = {"[", "[ ", "[\n  "};
    static const char *const comma[] = {",", ", ", ",\n  "};
    static const char *const close[] = {"]", " ]", "\n ]"};
    char *text = flint_malloc((size_t) (rows * cols + rows + 9) * 24),
         *s = text;
    s += sprintf(s, style == 2 ? "[\n " : "[");
    for (slong i = 0; i < rows; i++)
    {
        s += sprintf(s, "%s%s", i ? comma[style] : "", open[style]);
        for (slong j = 0; j < cols; j++)
            s += sprintf(s, "%s%ld", j ? comma[style] : "",
                         (long) fulg_rand_signed(rand, fulg_rand_below(rand, 4)
                                                           ? 9
                                                           : WORD(1) << 58));
        s += sprintf(s, "%s", close[style]);
    }
    sprintf(s, "%s", close[style]);
    return text;
}

static json_t *
parsed(const char *text)
{
    fulg_diag_t diag;
    json_t *value;
    assert_int_equal(
        fulg_exact_json_parse(&value, text, strlen(text), NULL, diag), FULG_OK);
    return value;
}

/* The two readers agree, and the text comes back. */
static void
check(slong rows, slong cols, int style, fulg_rand_t rand)
{
    char *one = matrix_text(rows, cols, style, rand);
    char *text = flint_malloc(strlen(one) + 64), *copy;
    fulg_diag_t diag;
    fmpq_mat_t A, B;
    json_t *plain, *packed, *item, *lists;
    sprintf(text, "{\"a\": \"x\\\"[[1,2]\", \"b\": [%s, [1]]}", one);
    copy = flint_malloc(strlen(text) + 1);
    strcpy(copy, text);
    plain = parsed(text);
    assert_int_equal(fulg_exact_json_pack(text, strlen(text)), 1);
    packed = parsed(text);
    item = json_array_get(json_object_get(packed, "b"), 0);
    assert_true(fulg_exact_json_is_packed(item));
    assert_int_equal(fulg_exact_json_packed_entries(item), rows * cols);
    lists = fulg_exact_json_unpack(item);
    assert_true(
        json_equal(lists, json_array_get(json_object_get(plain, "b"), 0)));
    fmpq_mat_init(A, rows, cols);
    fmpq_mat_init(B, rows, cols);
    assert_true(fulg_exact_json_packed_get(A, item));
    assert_int_equal(fulg_weights_mat_set_json(B, lists, "B", diag), FULG_OK);
    assert_true(fmpq_mat_equal(A, B));
    fulg_exact_json_pack_undo(text, strlen(text));
    assert_string_equal(text, copy);
    fmpq_mat_clear(A);
    fmpq_mat_clear(B);
    fmpq_mat_init(A, rows + 1, cols);
    assert_false(fulg_exact_json_packed_get(A, item));
    assert_int_equal(fulg_weights_mat_set_json(A, item, "Q", diag), FULG_PARSE);
    assert_non_null(strstr(diag->text, "expected a"));
    fmpq_mat_clear(A);
    json_decref(lists);
    json_decref(packed);
    json_decref(plain);
    flint_free(copy);
    flint_free(text);
    flint_free(one);
}

static void
test_matrices(void **state)
{
    const slong rounds = fulg_test_rounds(200);
    fulg_rand_t rand;
    fulg_test_rand(rand, "matrices");
    for (slong n = 0; n < rounds; n++)
    {
        const slong rows = 1 + (slong) fulg_rand_below(rand, 40);
        const slong more = (slong) fulg_rand_below(rand, 20);
        check(rows, 256 / rows + 1 + more, (int) fulg_rand_below(rand, 3),
              rand);
    }
    check(400, 1, 0, rand);
    check(1, 400, 2, rand);
}

/* What is no matrix of integers, and what could be taken for one, stays. */
static void
test_left_alone(void **state)
{
    static const char *const tails[] = {
        "]",          "],[1.5]]",
        "],[\"1\"]]", "],[01]]",
        "],[1,]]",    "],[-]]",
        "],]",        "],[1]",
        "],[1e3]]",   "],[1234567890123456789]]",
        "],1]",       "],[]]",
        "]]\\u007f",  "]]\x7f",
        "],[\t1]]"};
    char text[2048];
    for (size_t n = 0; n < sizeof tails / sizeof tails[0]; n++)
    {
        char copy[2048], *s = text;
        s += sprintf(s, "[[0");
        for (int k = 0; k < 400; k++)
            s += sprintf(s, ",%d", k % 7);
        strcpy(s, tails[n]);
        strcpy(copy, text);
        assert_int_equal(fulg_exact_json_pack(text, strlen(text)), 0);
        assert_string_equal(text, copy);
    }
}

/* Rows of different lengths are a matrix of no shape, with the usual message. */
static void
test_ragged(void **state)
{
    char text[4096], *s = text;
    fulg_diag_t diag;
    fmpq_mat_t A;
    json_t *value;
    s += sprintf(s, "[[1,2]");
    for (int k = 0; k < 300; k++)
        s += sprintf(s, ",[%d%s]", k, k == 7 ? "" : ",1");
    sprintf(s, "]");
    assert_int_equal(fulg_exact_json_pack(text, strlen(text)), 1);
    value = parsed(text);
    fmpq_mat_init(A, 301, 2);
    assert_int_equal(fulg_weights_mat_set_json(A, value, "K", diag),
                     FULG_PARSE);
    assert_non_null(strstr(diag->text, "row 9 has a different length"));
    fmpq_mat_clear(A);
    json_decref(value);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_matrices),
    cmocka_unit_test(test_left_alone),
    cmocka_unit_test(test_ragged),
};

FULG_TEST_MAIN(tests)
