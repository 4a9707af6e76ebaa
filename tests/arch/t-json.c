#include "nets.h"

static void
expect_text(const fulg_arch_t arch, const char *expected)
{
    json_t *value = fulg_arch_json(arch);
    char *text = fulg_exact_canonical_text(value);
    assert_string_equal(text, expected);
    free(text);
    json_decref(value);
}

/* The canonical text, on which digests rest, must never drift. */
static void
test_text(void **state)
{
    fulg_arch_t arch;
    fulg_arch_init(arch, 1);
    arch->width[0] = 3;
    arch->width[1] = 4;
    arch->sub[0].head_dim = 2;
    expect_text(arch,
                "{\"family\":\"attention\",\"format\":\"fulgurite-"
                "architecture/1\",\"head_dim\":[2],\"heads\":[1],\"mask\":"
                "\"none\",\"norm\":\"none\",\"residual\":false,\"tokens\":3,"
                "\"value_dim\":null,\"widths\":[3,4]}");
    arch->sub[0].value_dim = 5;
    fulg_arch_set_all(arch, "mask", 1);
    fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
    expect_text(arch,
                "{\"family\":\"attention\",\"format\":\"fulgurite-"
                "architecture/1\",\"head_dim\":[2],\"heads\":[1],\"mask\":"
                "\"causal\",\"norm\":\"affine\",\"residual\":false,"
                "\"tokens\":3,\"value_dim\":[5],\"widths\":[3,4]}");
    fulg_arch_make_pnn(arch);
    arch->tokens = 1;
    expect_text(arch, "{\"family\":\"pnn\",\"format\":\"fulgurite-architecture"
                      "/1\",\"power\":2,\"widths\":[3,4]}");
    fulg_arch_clear(arch);
}

static void
test_round_trip(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_round_trip");
    for (slong round = 0; round < fulg_test_rounds(400); round++)
    {
        fulg_arch_t arch, back;
        fulg_diag_t diag;
        json_t *value, *again;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 6,
                       1000);
        if (round % 5 == 0 && !fulg_arch_is_pnn(arch))
            fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
        value = fulg_arch_json(arch);
        assert_int_equal(fulg_arch_init_json(back, value, diag), FULG_OK);
        assert_true(fulg_arch_equal(arch, back));
        again = fulg_arch_json(back);
        assert_true(json_equal(value, again));
        json_decref(value);
        json_decref(again);
        fulg_arch_clear(arch);
        fulg_arch_clear(back);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_text),
    cmocka_unit_test(test_round_trip),
};

FULG_TEST_MAIN(tests)
