/* The dimension of transformers: published values, and the identity of what is
   lost. */
#include "dims.h"
#include "transformers.h"

#include <fulgurite/dim.h>

static void
init_arch(fulg_arch_t arch, const char *text)
{
    json_t *value;
    fulg_diag_t diag;
    assert_int_equal(
        fulg_exact_json_parse(&value, text, strlen(text), NULL, diag), FULG_OK);
    if (fulg_arch_init_json(arch, value, diag) != FULG_OK)
        fail_msg("%s: %s", text, diag->text);
    json_decref(value);
}

/* "{HEAD widths, ..., more}" */
#define ARCH(more) "{\"format\":\"fulgurite-architecture/1\"," more "}"
#define SOFTMAX "\"norm\":\"softmax\""

/* Numbers that ranks of Jacobians in floating point gave (and their formulas):
   heads, groups, rotary positions, latents. */
static void
test_small(void **state)
{
    static const struct
    {
        const char *text;
        slong parameters, dimension;
    } table[] = {
        {ARCH(
             "\"widths\":[3,3],\"head_dim\":1,\"heads\":2,\"tokens\":2," SOFTMAX),
         30, 28},
        {ARCH("\"widths\":[4,4],\"head_dim\":2,\"heads\":2,\"kv_heads\":1,"
              "\"value_dim\":2,\"tokens\":2," SOFTMAX),
         48, 40},
        {ARCH("\"widths\":[5,5],\"head_dim\":2,\"heads\":2,\"value_dim\":2,"
              "\"kv_latent\":3,\"tokens\":3," SOFTMAX),
         79, 54},
        {ARCH(
             "\"widths\":[4,4],\"head_dim\":4,\"rotary\":4,\"tokens\":5," SOFTMAX),
         48, 44},
        {ARCH("\"widths\":[3,3],\"head_dim\":2,\"tokens\":2,\"residual\":true,"
              "\"feed_forward\":\"gelu:4\"," SOFTMAX),
         45, 41}};
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_arch_t arch;
        fulg_dim_t dim;
        fulg_diag_t diag;
        init_arch(arch, table[n].text);
        fulg_dim_init(dim, arch);
        if (fulg_dim_certify(dim, NULL, diag) != FULG_OK)
            fail_msg("%s: %s", table[n].text, diag->text);
        assert_int_equal(dim->strength, FULG_DIM_PROVED);
        if (!fmpz_equal_si(dim->cert->lower, table[n].dimension) ||
            !fmpz_equal_si(dim->cert->parameters, table[n].parameters))
        {
            fail_msg("%ld of %ld, not %ld of %ld",
                     (long) fmpz_get_si(dim->cert->lower),
                     (long) fmpz_get_si(dim->cert->parameters),
                     (long) table[n].dimension, (long) table[n].parameters);
        }
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
}

/* 1 when the theorems on transformers give the dimension. */
static int
by_theorem(fulg_dim_t dim, fulg_diag_t diag)
{
    fulg_dim_options_t options;
    fulg_dim_options_init(&options);
    options.method = FULG_DIM_THEOREM;
    return fulg_dim_certify(dim, &options, diag) == FULG_OK;
}

static const char *
pick(fulg_rand_t rand, const char *const *list, slong n)
{
    return list[fulg_rand_below(rand, (ulong) n)];
}

/* A random transformer with all its options. */
static void
random_text(char *text, size_t size, fulg_rand_t rand)
{
    static const char *const norms[] = {"none", "rms", "layer"};
    static const char *const flags[] = {"false", "true"};
    static const char *const kinds[] = {
        "gelu", "gelu_new", "quick_gelu", "silu",  "sigmoid",
        "tanh", "relu",     "swiglu",     "geglu", "geglu_new"};
    const slong layers = fulg_test_between(rand, 1, 3);
    const slong d = fulg_test_between(rand, 2, 9);
    const slong groups = fulg_test_between(rand, 1, 3);
    const slong share = fulg_test_between(rand, 1, 3);
    const slong rotary = 2 * fulg_test_between(rand, 0, 2);
    const slong a = rotary + fulg_test_between(rand, rotary == 0, 4);
    const slong v = fulg_test_between(rand, 1, 5);
    const int latent = fulg_rand_below(rand, 4) == 0;
    char widths[64] = "";
    char shared[96];
    for (slong i = 0; i <= layers; i++)
        snprintf(widths + strlen(widths), sizeof widths - strlen(widths),
                 "%s%ld", i ? "," : "", (long) d);
    if (latent)
        snprintf(shared, sizeof shared, "\"kv_latent\":%ld",
                 (long) fulg_test_between(rand, 1, 6));
    else
        snprintf(shared, sizeof shared, "\"kv_heads\":%ld", (long) groups);
    snprintf(text, size,
             ARCH("\"widths\":[%s],\"head_dim\":%ld,\"heads\":%ld,%s,"
                  "\"value_dim\":%ld,\"rotary\":%ld,\"tokens\":%ld,"
                  "\"residual\":true,\"feed_forward\":\"%s:%ld\","
                  "\"pre_norm\":\"%s\",\"norm_shift\":%s,\"norm_gain\":%s,"
                  "\"parallel\":%s,\"shared_norm\":%s,\"bias\":{\"qkv\":%s,"
                  "\"output\":%s,\"feed_forward\":%s}," SOFTMAX),
             widths, (long) FLINT_MAX(a, 1), (long) (groups * share), shared,
             (long) v, (long) rotary, (long) fulg_test_between(rand, 5, 7),
             pick(rand, kinds, 10), (long) fulg_test_between(rand, 1, 7),
             pick(rand, norms, 3), pick(rand, flags, 2), pick(rand, flags, 2),
             pick(rand, flags, 2), pick(rand, flags, 2), pick(rand, flags, 2),
             pick(rand, flags, 2), pick(rand, flags, 2));
}

/* Where the theorem applies, the items add up to parameters - dimension and none
   is negative. */
static void
test_redundancy(void **state)
{
    fulg_rand_t rand;
    slong proved = 0;
    fulg_test_rand(rand, "test_redundancy");
    for (slong round = 0; round < fulg_test_rounds(3000); round++)
    {
        char text[1024];
        fulg_arch_t arch;
        fulg_dim_t dim;
        fulg_diag_t diag;
        fmpz lost[FULG_DIM_SOURCES] = {0};
        fmpz_t sum;
        int num;
        random_text(text, sizeof text, rand);
        init_arch(arch, text);
        fulg_dim_init(dim, arch);
        if (by_theorem(dim, diag))
        {
            fmpz_init_set(sum, dim->cert->lower);
            num = fulg_dim_redundancy(lost, arch);
            assert_int_equal(num, FULG_DIM_SOURCES);
            for (int n = 0; n < num; n++)
            {
                if (fmpz_sgn(&lost[n]) < 0)
                    fail_msg("%s: %s is negative", text,
                             fulg_dim_redundancy_name(n));
                fmpz_add(sum, sum, &lost[n]);
            }
            if (!fmpz_equal(sum, dim->cert->parameters))
                fail_msg("%s: the items do not add up", text);
            fmpz_clear(sum);
            proved++;
        }
        for (int n = 0; n < FULG_DIM_SOURCES; n++)
            fmpz_clear(&lost[n]);
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    assert_true(proved > 0);
}

/* What the theorems do not cover is refused with the reason, and the upper bound
   stands. */
static void
test_hypotheses(void **state)
{
    static const char *const table[][2] = {
        {ARCH(
             "\"widths\":[4,4],\"head_dim\":4,\"rotary\":4,\"tokens\":4," SOFTMAX),
         "needs tokens of at least 5"},
        {ARCH("\"widths\":[2,2],\"head_dim\":1,\"tokens\":1,\"pre_norm\":"
              "\"layer\"," SOFTMAX),
         "theorem one-token needs width of at least 2"},
        {ARCH("\"widths\":[1,1],\"head_dim\":1,\"pre_norm\":\"rms\"," SOFTMAX),
         "needs width of at least 2"},
        {ARCH("\"widths\":[2,2],\"head_dim\":1,\"bias\":\"qkv\""),
         "need the scores of softmax"},
        {ARCH("\"widths\":[2,2],\"head_dim\":1,\"bias\":\"qkv\","
              "\"norm\":\"affine\""),
         "affine scores with biases"}};
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_arch_t arch;
        fulg_dim_options_t options;
        fulg_dim_t dim;
        fulg_diag_t diag;
        init_arch(arch, table[n][0]);
        fulg_dim_options_init(&options);
        options.method = FULG_DIM_THEOREM;
        fulg_dim_init(dim, arch);
        assert_int_equal(fulg_dim_certify(dim, &options, diag), FULG_UNABLE);
        if (strstr(diag->text, table[n][1]) == NULL)
            fail_msg("expected \"%s\", found \"%s\"", table[n][1], diag->text);
        assert_string_equal(dim->cert->upper->theorem->name, "transformer");
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
}

/* The theorem against the rank of the evaluated network, over all options. */
static void
test_free_exponentials(void **state)
{
    fulg_rand_t rand;
    slong proved = 0;
    fulg_test_rand(rand, "test_free_exponentials");
    for (slong round = 0; round < fulg_test_rounds(800); round++)
    {
        fulg_arch_t arch;
        fulg_dim_t dim;
        fulg_diag_t diag;
        slong rank;
        fulg_test_transformer(arch, rand, 1);
        assert_int_equal(fulg_arch_check(arch, diag), FULG_OK);
        if (fulg_test_has_many_norms(arch))
        {
            fulg_arch_clear(arch);
            continue;
        }
        fulg_dim_init(dim, arch);
        if (by_theorem(dim, diag))
        {
            rank = fulg_test_free_rank(arch, rand);
            if (!fmpz_equal_si(dim->cert->lower, rank))
                fail_msg("theorem %ld, rank %ld: %s",
                         (long) fmpz_get_si(dim->cert->lower), (long) rank,
                         json_dumps(fulg_arch_json(arch), 0));
            proved++;
        }
        else if (!fulg_arch_is_stack(arch))
            assert_true(fmpz_cmp_si(fulg_cert_bound_total(dim->cert->upper),
                                    fulg_test_free_rank(arch, rand)) >= 0);
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    assert_true(proved > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_free_exponentials), cmocka_unit_test(test_small),
    cmocka_unit_test(test_redundancy), cmocka_unit_test(test_hypotheses)};

FULG_TEST_MAIN(tests)
