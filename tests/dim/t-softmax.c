#include "dims.h"

/* Equal widths d, depth l, head dimension a: the dimension by one method, and that
   the judge accepts its certificate. */
static slong
judged(const fulg_arch_t arch, fulg_dim_method_t method, slong max_bits)
{
    fulg_dim_options_t options;
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    fulg_dim_t dim;
    json_t *value;
    slong answer;
    fulg_dim_options_init(&options);
    options.method = method;
    options.max_bits = max_bits;
    fulg_dim_init(dim, arch);
    if (fulg_dim_certify(dim, &options, diag) != FULG_OK)
    {
        json_t *value_ = fulg_arch_json(arch);
        char *text = json_dumps(value_, 0);
        fail_msg("%s: %s", text, diag->text);
    }
    answer = fmpz_get_si(dim->cert->lower);
    value = fulg_cert_json(dim->cert);
    fulg_verify_claim_init(&claim);
    fulg_verify_certificate(&verdict, &claim, value, diag);
    if (verdict != FULG_ACCEPTED)
        fail_msg("%s", diag->text);
    assert_true(fmpz_equal(claim.lower, dim->cert->lower));
    assert_true(
        fmpz_equal(claim.upper, fulg_cert_bound_total(dim->cert->upper)));
    fulg_verify_claim_clear(&claim);
    json_decref(value);
    fulg_dim_clear(dim);
    return answer;
}

static void
set_stack(fulg_arch_t arch, slong depth, slong d, slong a, slong tokens)
{
    fulg_arch_init(arch, depth);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = d;
    for (slong i = 0; i < depth; i++)
        arch->sub[i].head_dim = a;
    arch->tokens = tokens;
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
}

/* Values of the literature, by the reduction and by the whole Jacobian. */
static void
test_known(void **state)
{
    static const slong known[][4] = {
        {2, 2, 1, 10}, {2, 2, 2, 12}, {3, 2, 2, 25}, {2, 3, 1, 13},
        {3, 3, 1, 24}, {3, 3, 2, 33}, {4, 3, 2, 52}};
    for (size_t n = 0; n < sizeof known / sizeof *known; n++)
    {
        fulg_arch_t arch;
        set_stack(arch, known[n][1], known[n][0], known[n][2], 3);
        assert_int_equal(judged(arch, FULG_DIM_REDUCTION, 4096), known[n][3]);
        assert_int_equal(judged(arch, FULG_DIM_DIRECT, 4096), known[n][3]);
        assert_int_equal(judged(arch, FULG_DIM_BALL, 4096), known[n][3]);
        fulg_arch_clear(arch);
    }
}

/* Bottlenecks and rank-one layers anywhere, few and many tokens, masked or not:
   the affine stack, whose rank is exact mod p, has the same dimension. */
static void
test_patterns(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "patterns");
    for (slong n = 0; n < fulg_test_rounds(24); n++)
    {
        fulg_dim_strength_t strength;
        fulg_arch_t arch;
        slong answer;
        set_stack(arch, 1 + (slong) fulg_rand_below(rand, 4), 1, 1, 2);
        for (slong i = 0; i <= arch->depth; i++)
            arch->width[i] = 1 + (slong) fulg_rand_below(rand, 3);
        for (slong i = 0; i < arch->depth; i++)
            arch->sub[i].head_dim = 1 + (slong) fulg_rand_below(rand, 3);
        arch->tokens = 2 + (slong) fulg_rand_below(rand, 4);
        fulg_arch_set_all(arch, "mask", (int) fulg_rand_below(rand, 2));
        answer = judged(arch, FULG_DIM_AUTO, 4096);
        if (n % 4 == 0 && arch->depth < 4)
            assert_int_equal(judged(arch, FULG_DIM_DIRECT, 4096), answer);
        fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
        assert_int_equal(fulg_test_dimension(&strength, arch, FULG_DIM_AUTO, 1),
                         answer);
        assert_int_equal(strength, FULG_DIM_PROVED);
        fulg_arch_clear(arch);
    }
}

/* Several heads, thin values, residual: the direct route against affine. */
static void
test_heads(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "heads");
    for (slong n = 0; n < fulg_test_rounds(8); n++)
    {
        fulg_dim_strength_t strength;
        fulg_arch_t arch;
        slong answer;
        set_stack(arch, 1 + n % 2, 2 + n % 3 / 2, 1 + n % 2, 2);
        for (slong i = 0; i < arch->depth; i++)
        {
            arch->sub[i].heads = 1 + (slong) fulg_rand_below(rand, 2);
            arch->sub[i].value_dim = n % 4 < 2 ? 1 + (n & 1) : 0;
        }
        fulg_arch_set_all(arch, "residual", n % 3 == 0);
        answer = judged(arch, FULG_DIM_AUTO, 4096);
        fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
        assert_int_equal(
            fulg_test_dimension(&strength, arch, FULG_DIM_DIRECT, 1), answer);
        fulg_arch_clear(arch);
    }
}

static void
test_deep(void **state)
{
    fulg_arch_t arch;
    set_stack(arch, 24, 768, 64, 3);
    assert_int_equal(judged(arch, FULG_DIM_AUTO, 256), 2850816);
    /* every layer of rank one: more bits */
    fulg_arch_clear(arch);
    set_stack(arch, 12, 5, 1, 3);
    assert_int_equal(judged(arch, FULG_DIM_AUTO, 4096), 12 * 9 + 25);
    fulg_arch_clear(arch);
}

/* One token: a theorem, without balls. Too few bits: no answer. */
static void
test_corners(void **state)
{
    fulg_dim_options_t options;
    fulg_diag_t diag;
    fulg_arch_t arch;
    fulg_dim_t dim;
    set_stack(arch, 2, 3, 2, 1);
    assert_int_equal(judged(arch, FULG_DIM_AUTO, 24), 9);
    fulg_arch_clear(arch);
    set_stack(arch, 24, 3, 1, 3);
    fulg_dim_options_init(&options);
    options.max_bits = 24;
    options.method = FULG_DIM_REDUCTION;
    fulg_dim_init(dim, arch);
    assert_int_equal(fulg_dim_certify(dim, &options, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "24 bits"));
    fulg_dim_clear(dim);
    fulg_arch_clear(arch);
    /* no rank at all: more inputs are of no use */
    set_stack(arch, 100, 2, 1, 3);
    options.method = FULG_DIM_BALL;
    fulg_dim_init(dim, arch);
    assert_int_equal(fulg_dim_certify(dim, &options, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "24 bits do not prove any rank"));
    fulg_dim_clear(dim);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known),   cmocka_unit_test(test_patterns),
    cmocka_unit_test(test_heads),   cmocka_unit_test(test_deep),
    cmocka_unit_test(test_corners),
};

FULG_TEST_MAIN(tests)
