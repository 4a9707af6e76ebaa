/* Whatever the engine certifies, the judge proves again. */
#include "testing.h"

static slong
size(fulg_rand_t rand)
{
    static const slong sizes[] = {1, 1, 2, 2, 3, 3, 4, 5, 7};
    return sizes[fulg_rand_below(rand, 9)];
}

static void
draw(fulg_arch_t arch, fulg_rand_t rand)
{
    const slong l = 1 + (slong) fulg_rand_below(rand, 4);
    const int values = fulg_rand_below(rand, 3) == 0;
    const slong d = size(rand);
    fulg_arch_init(arch, l);
    fulg_arch_set_all(arch, "residual", fulg_rand_below(rand, 3) == 0);
    for (slong i = 0; i <= l; i++)
        arch->width[i] = fulg_arch_is_residual(arch) ? d : size(rand);
    if (fulg_rand_below(rand, 6) == 0)
    {
        fulg_arch_make_pnn(arch);
        fulg_arch_set_all(arch, "residual", 0);
        arch->tokens = 1;
        fulg_test_powers(arch, rand, 3);
        return;
    }
    arch->tokens = 1 + (slong) fulg_rand_below(rand, 6);
    fulg_arch_set_all(arch, "mask", (int) fulg_rand_below(rand, 2));
    if (fulg_rand_below(rand, 3) == 0)
        fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
    for (slong i = 0; i < l; i++)
    {
        arch->sub[i].head_dim = size(rand);
        arch->sub[i].heads = fulg_rand_below(rand, 3)
                                 ? 1
                                 : 1 + (slong) fulg_rand_below(rand, 3);
        arch->sub[i].value_dim = values ? size(rand) : 0;
    }
}

static void
judge(const fulg_cert_t cert)
{
    json_t *value = fulg_cert_json(cert);
    char *text = json_dumps(value, JSON_COMPACT);
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    fulg_verify_claim_init(&claim);
    fulg_verify_text(&verdict, &claim, text, strlen(text), diag);
    if (verdict != FULG_ACCEPTED)
        fail_msg("%s\n%s", diag->text, text);
    assert_true(fmpz_equal(claim.lower, cert->lower));
    assert_true(fmpz_equal(claim.upper, fulg_cert_bound_total(cert->upper)));
    assert_true(fmpz_equal(claim.parameters, cert->parameters));
    assert_int_equal(claim.known,
                     fulg_cert_is_closed(cert) ? FULG_TRUE : FULG_FALSE);
    assert_string_equal(claim.lower_theorem, cert->lower_theorem->name);
    assert_string_equal(claim.upper_theorem, cert->upper->theorem->name);
    /* what is left of an accepted claim goes away with the next verdict */
    fulg_verify_certificate(&verdict, &claim, json_null(), diag);
    assert_int_equal(verdict, FULG_MALFORMED);
    assert_true(fmpz_is_zero(claim.lower) && claim.known == FULG_UNKNOWN);
    fulg_verify_claim_clear(&claim);
    free(text);
    json_decref(value);
}

static void
test_engine(void **state)
{
    const slong rounds = fulg_test_rounds(300);
    const char *const names[] = {
        "direct",        "reduction",      "residual-reduction",
        "many-heads",    "degree-three",   "linear-network",
        "linear-tokens", "heads-reduction"};
    slong seen[8] = {0};
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_engine");
    for (slong i = 0; i < rounds; i++)
    {
        fulg_dim_options_t options;
        fulg_arch_t arch;
        fulg_dim_t dim;
        fulg_diag_t diag;
        draw(arch, rand);
        fulg_dim_options_init(&options);
        options.seed = fulg_rand_limb(rand);
        if (fulg_rand_below(rand, 4) == 0)
            options.method = FULG_DIM_DIRECT;
        fulg_dim_init(dim, arch);
        /* Several heads are reduced when they are large, or when asked to be. */
        if (fulg_rand_below(rand, 2) == 0)
        {
            fulg_dim_upper(dim->cert->upper, arch);
            if (fulg_dim_lower_reduction(dim->cert, rand, UWORD(1) << 30, NULL,
                                         diag) == FULG_OK)
            {
                judge(dim->cert);
                for (int k = 0; k < 8; k++)
                    seen[k] += strcmp(dim->cert->lower_theorem->name,
                                      names[k]) == 0;
            }
            fulg_dim_clear(dim);
            fulg_dim_init(dim, arch);
        }
        if (fulg_dim_certify(dim, &options, diag) != FULG_OK)
            fail_msg("%s", diag->text);
        judge(dim->cert);
        for (int k = 0; k < 8; k++)
            seen[k] += strcmp(dim->cert->lower_theorem->name, names[k]) == 0;
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    for (int k = 0; k < 8; k++)
        print_message("# %s: %ld\n", names[k], (long) seen[k]);
    /* A short run need not meet every kind. */
    assert_true(rounds < 100 || (seen[0] > 0 && seen[1] > 0 && seen[2] > 0));
}

/* Chance may draw no stack that heads-reduction proves: here is one. */
static void
test_heads_reduction(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_dim_t dim;
    fulg_diag_t diag;
    fulg_test_rand(rand, "test_heads_reduction");
    fulg_arch_init(arch, 2);
    for (slong i = 0; i <= 2; i++)
        arch->width[i] = 8;
    for (slong i = 0; i < 2; i++)
    {
        arch->sub[i].heads = 2;
        arch->sub[i].head_dim = 2;
    }
    fulg_dim_init(dim, arch);
    fulg_dim_upper(dim->cert->upper, arch);
    assert_int_equal(
        fulg_dim_lower_reduction(dim->cert, rand, UWORD(1) << 30, NULL, diag),
        FULG_OK);
    assert_string_equal(dim->cert->lower_theorem->name, "heads-reduction");
    judge(dim->cert);
    fulg_dim_clear(dim);
    fulg_arch_clear(arch);
}

/* Sizes whose terms need strings, or can not be written at all. */
static void
test_huge(void **state)
{
    static const slong widths[] = {
        1, 2, 3, WORD(1) << 31, WORD(1) << 40, WORD(1) << 62, WORD_MAX};
    const slong rounds = fulg_test_rounds(300);
    fulg_rand_t rand;
    slong judged = 0;
    fulg_test_rand(rand, "test_huge");
    for (slong i = 0; i < rounds; i++)
    {
        const slong l = 1 + (slong) fulg_rand_below(rand, 3);
        fulg_arch_t arch;
        fulg_dim_t dim;
        fulg_diag_t diag;
        fulg_arch_init(arch, l);
        for (slong k = 0; k <= l; k++)
            arch->width[k] = widths[fulg_rand_below(rand, 7)];
        for (slong k = 0; k < l; k++)
            arch->sub[k].head_dim = widths[fulg_rand_below(rand, 7)];
        arch->tokens = 2 + (slong) fulg_rand_below(rand, 20);
        fulg_arch_set_all(arch, "mask", (int) fulg_rand_below(rand, 2));
        if (fulg_rand_below(rand, 2))
            fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
        if (fulg_rand_below(rand, 2))
        {
            fulg_arch_set_all(arch, "residual", 1);
            for (slong k = 0; k <= l; k++)
                arch->width[k] = arch->width[0];
        }
        fulg_dim_init(dim, arch);
        if (fulg_dim_certify(dim, NULL, diag) == FULG_OK)
        {
            judge(dim->cert);
            judged++;
        }
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    print_message("# %ld of %ld judged\n", (long) judged, (long) rounds);
    assert_true(judged > rounds / 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_engine),
    cmocka_unit_test(test_heads_reduction),
    cmocka_unit_test(test_huge),
};

FULG_TEST_MAIN(tests)
