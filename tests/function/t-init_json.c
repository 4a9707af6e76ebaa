#include "testing.h"

#define HEAD "{\"format\":\"fulgurite-function/1\",\"d\":2,\"d_out\":1,"

/* The text is refused for this reason, or is no function. */
static void
refuse_text(const char *text, const char *reason)
{
    fulg_function_t F;
    fulg_diag_t diag;
    json_t *other;
    fulg_status_t status = fulg_function_init_text(F, &other, text,
                                                   strlen(text), diag);
    if (status == FULG_OK)
        assert_non_null(other);
    else if (strstr(diag->text, reason) == NULL)
        fail_msg("text %s: %s", text, diag->text);
    json_decref(other);
}

static void
refuse(const char *text, const char *reason)
{
    fulg_function_t F;
    fulg_diag_t diag;
    json_t *value = json_loads(text, 0, NULL);
    assert_non_null(value);
    assert_int_not_equal(fulg_function_init_json(F, value, diag), FULG_OK);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("%s: %s", text, diag->text);
    json_decref(value);
    refuse_text(text, reason);
}

static void
test_refusals(void **state)
{
    refuse("[]", "expected an object");
    refuse("{}", "\"format\" must be");
    refuse("{\"format\":\"fulgurite-weights/1\"}", "\"format\" must be");
    refuse("{\"format\":\"fulgurite-function/1\"}", "\"d\" is missing");
    refuse("{\"format\":\"fulgurite-function/1\",\"d\":0}", "positive");
    refuse(HEAD "\"tokens\":2}", "\"coefficients\" must be a list");
    refuse(HEAD "\"tokens\":0,\"coefficients\":[]}", "positive");
    refuse(HEAD "\"tokens\":\"2\",\"coefficients\":[]}", "positive integer");
    refuse(HEAD "\"token\":2,\"coefficients\":[]}", "did you mean \"tokens\"");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1,1]]}",
           "coefficient 1: expected [i, k, l, j");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1,1,1],[1,1,3,1,\"2\"]]}",
           "coefficient 2: index l = 3 is not in 1..2");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,-9223372036854775808,1,"
                "1]]}",
           "index l = -9223372036854775808 is not in 1..2");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,9223372036854775807,1,"
                "1]]}",
           "index l = 9223372036854775807 is not in 1..2");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[2,1,1,1,1]]}",
           "index i = 2 is not in 1..1");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[0,1,1,1,1]]}", "index i = 0");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1.0,1,1]]}",
           "index l is not an integer");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,2,1,1,1]]}", "asymmetric");
    refuse(HEAD "\"tokens\":1,\"coefficients\":[[1,1,2,1,1]]}", "asymmetric");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,2,1,1],[1,1,2,1,1]]}",
           "[1,1,2,1] is given twice");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,2,1,0.5]]}", "quoted");
    refuse(HEAD "\"tokens\":2,\"coefficients\":[[1,1,2,1,\"1/0\"]]}",
           "divides by zero");
    refuse("{\"format\":\"fulgurite-function/1\",\"d\":100000,\"d_out\":1,"
           "\"tokens\":2,\"coefficients\":[]}",
           "more than 2^28");
    refuse("{\"format\":\"fulgurite-function/1\",\"d\":9000000000000000000,"
           "\"d_out\":1,\"tokens\":2,\"coefficients\":[]}",
           "\"d\"");
}

static void
test_round_trip(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "function JSON");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        const slong d = 1 + (slong) fulg_rand_below(rand, 4);
        const slong d_out = 1 + (slong) fulg_rand_below(rand, 3);
        const slong tokens = 1 + (slong) fulg_rand_below(rand, 3);
        fulg_function_t F, G, H;
        fulg_diag_t diag;
        json_t *value, *other;
        char *text;
        assert_int_equal(fulg_function_init(F, d, d_out, tokens, diag),
                         FULG_OK);
        fulg_function_random(F, 1, rand, 1000000, 7);
        value = fulg_function_json(F);
        assert_int_equal(fulg_function_init_json(G, value, diag), FULG_OK);
        assert_true(fulg_function_equal(F, G));
        assert_int_equal(G->tokens, tokens);
        text = json_dumps(value, round % 2 ? JSON_INDENT(1) : 0);
        assert_int_equal(
            fulg_function_init_text(H, &other, text, strlen(text), diag),
            FULG_OK);
        assert_null(other);
        assert_true(fulg_function_equal(F, H));
        fulg_function_clear(H);
        free(text);
        fmpq_add_si(fmpq_mat_entry(G->coeff, 0, 0),
                    fmpq_mat_entry(G->coeff, 0, 0), 1);
        assert_false(fulg_function_equal(F, G));
        fulg_function_set(G, F);
        assert_true(fulg_function_equal(F, G));
        json_decref(value);
        fulg_function_clear(F);
        fulg_function_clear(G);
    }
}

static void
test_broken_text(void **state)
{
    refuse_text("", "");
    refuse_text("{", "");
    refuse_text(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1,1,1],]}",
                "coefficient 2");
    refuse_text(HEAD "\"tokens\":2,\"coefficients\":[,]}", "coefficient 1");
    refuse_text(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1,1,1] 2]}",
                "expected \",\"");
    refuse_text(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1,1,1]", "1:87: ");
    refuse_text(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1,1,\"1", "");
    refuse_text(HEAD "\"tokens\":2,\"coefficients\":[[1,1,1,1,1]]} x", "");
    refuse_text(HEAD "\"coefficients\":[],\"tokens\":2,\"coefficients\":[]}",
                "duplicate");
    refuse_text("[\"coefficients\":[1]]", "");
}

static void
test_zero_byte(void **state)
{
    static const char text[] = HEAD
        "\n\"tokens\":2,\"coefficients\":[[1,1,1,1,2\0]]}";
    fulg_function_t F;
    fulg_diag_t diag;
    json_t *other;
    assert_int_equal(
        fulg_function_init_text(F, &other, text, sizeof text - 1, diag),
        FULG_PARSE);
    assert_null(other);
    assert_string_equal(diag->text, "2:38: a zero byte");
}

/* The pairs and triples are numbered 0, 1, 2, .. in lexicographic order. */
static void
test_numbering(void **state)
{
    for (slong d = 1; d <= 6; d++)
    {
        slong pair = 0, triple = 0;
        for (slong k = 0; k < d; k++)
            for (slong l = k; l < d; l++)
            {
                assert_int_equal(fulg_function_pair(d, k, l), pair++);
                for (slong m = l; m < d; m++)
                    assert_int_equal(fulg_function_triple(d, k, l, m),
                                     triple++);
            }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_refusals),    cmocka_unit_test(test_round_trip),
    cmocka_unit_test(test_broken_text), cmocka_unit_test(test_zero_byte),
    cmocka_unit_test(test_numbering),
};

FULG_TEST_MAIN(tests)
