#include "nets.h"

static void
check_equal(const fulg_weights_t A, const fulg_weights_t B)
{
    assert_true(fulg_arch_equal(A->arch, B->arch));
    assert_int_equal(A->num, B->num);
    for (slong b = 0; b < A->num; b++)
        assert_true(fmpq_mat_equal(A->mat[b].fmpq, B->mat[b].fmpq));
}

/* Written and read again: the same weights, the same text. */
static void
test_round_trip(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_round_trip");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        fulg_arch_t arch;
        fulg_weights_t A, B;
        fulg_diag_t diag;
        json_t *value, *again, *layers;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 4,
                       4);
        fulg_test_weights(A, arch, rand);
        value = fulg_weights_json(A);
        assert_int_equal(fulg_weights_init_json(B, value, diag), FULG_OK);
        check_equal(A, B);
        again = fulg_weights_json(B);
        assert_true(json_equal(value, again));
        /* The layers alone, with the architecture in hand. */
        layers = fulg_weights_json_layers(A);
        assert_true(json_equal(layers, json_object_get(value, "layers")));
        fulg_weights_zero(B);
        assert_int_equal(fulg_weights_set_json_layers(B, layers, diag),
                         FULG_OK);
        check_equal(A, B);
        json_decref(layers);
        json_decref(value);
        json_decref(again);
        fulg_weights_clear(A);
        fulg_weights_clear(B);
        fulg_arch_clear(arch);
    }
}

static void
test_text(void **state)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_domain_t D;
    fulg_diag_t diag;
    json_t *value;
    char *text;
    fulg_arch_init(arch, 1);
    fulg_domain_init_fmpq(D);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fmpq_set_si(fmpq_mat_entry(W->mat[0].fmpq, 0, 0), -2, 3);
    fmpq_set_si(fmpq_mat_entry(W->mat[1].fmpq, 0, 0), 5, 1);
    value = fulg_weights_json_layers(W);
    text = fulg_exact_canonical_text(value);
    assert_string_equal(text, "[{\"heads\":[{\"K\":[[5]],\"Q\":[[\"-2/3\"]],"
                              "\"V\":[[0]]}]}]");
    free(text);
    json_decref(value);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_round_trip),
    cmocka_unit_test(test_text),
};

FULG_TEST_MAIN(tests)
