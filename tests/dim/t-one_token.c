/* Transformers on one token: the theorem against ranks of the evaluated network. */
#include "dims.h"
#include "transformers.h"

static slong
pick(fulg_rand_t rand, const slong *list, slong n)
{
    return list[fulg_rand_below(rand, (ulong) n)];
}

static void
draw_attention(fulg_sublayer_struct *sub, fulg_rand_t rand,
               const fulg_sublayer_struct *shape)
{
    *sub = *shape;
    sub->kind = FULG_KIND_ATTENTION;
    sub->bias = fulg_test_between(rand, 0, 1);
    sub->bias_out = fulg_test_between(rand, 0, 1);
    sub->heads = fulg_test_between(rand, 1, 2) *
                 FLINT_MAX(1, (slong) sub->kv_heads);
}

static void
draw_forward(fulg_sublayer_struct *sub, fulg_rand_t rand,
             const fulg_sublayer_struct *shape, slong kind, int behind)
{
    sub->kind = FULG_KIND_FEED_FORWARD;
    sub->residual = 1;
    sub->pre_norm = shape->pre_norm;
    sub->norm_gain = shape->norm_gain;
    sub->norm_shift = shape->norm_shift;
    sub->hidden = fulg_test_between(rand, 1, 3);
    sub->activation = kind;
    sub->parallel = behind && fulg_rand_below(rand, 2);
    sub->bias = sub->bias_out = fulg_test_between(rand, 0, 1);
}

/* Options that all attention of a network has in common. */
static fulg_sublayer_struct
draw_shape(fulg_rand_t rand, slong pre_norm)
{
    fulg_sublayer_struct shape;
    fulg_arch_t arch;
    fulg_arch_init(arch, 1);
    shape = arch->sub[0];
    fulg_arch_clear(arch);
    shape.residual = 1;
    shape.pre_norm = pre_norm;
    shape.norm_gain = fulg_test_between(rand, 0, 1);
    shape.norm_shift = fulg_test_between(rand, 0, 1);
    shape.norm = fulg_rand_below(rand, 4) ? FULG_NORM_SOFTMAX
                                          : FULG_NORM_AFFINE;
    shape.value_dim = fulg_test_between(rand, 0, 2);
    shape.rotary = 2 * fulg_test_between(rand, 0, 1);
    shape.head_dim = shape.rotary + 1;
    if (shape.value_dim && fulg_rand_below(rand, 4) == 0)
        shape.kv_latent = fulg_test_between(rand, 1, 3);
    else
        shape.kv_heads = fulg_test_between(rand, 0, 2);
    return shape;
}

/* Up to four layers, each with heads or neurons or both; kinds of neurons from the
   list.  Without residual: one layer of heads. */
static void
draw(fulg_arch_t arch, fulg_rand_t rand, const slong *kinds, slong num)
{
    const slong layers = fulg_test_between(rand, 1, 4);
    const slong pre_norm = fulg_test_between(rand, 0, 2);
    const slong d = fulg_test_between(rand, 1 + (pre_norm == 2), 4);
    const fulg_sublayer_struct shape = draw_shape(rand, pre_norm);
    int parts[4];
    slong depth = 0, i = 0;
    for (slong k = 0; k < layers; k++)
    {
        parts[k] = (int) fulg_test_between(rand, k == 0 ? 2 : 1, 3);
        depth += parts[k] == 3 ? 2 : 1;
    }
    fulg_arch_init(arch, depth);
    arch->tokens = 1;
    for (slong k = 0; k <= depth; k++)
        arch->width[k] = d;
    for (slong k = 0; k < layers; k++)
    {
        if (parts[k] & 2)
            draw_attention(&arch->sub[i], rand, &shape);
        if (parts[k] & 2)
            arch->sub[i++].layer = k;
        if (parts[k] & 1)
            draw_forward(&arch->sub[i], rand, &shape, pick(rand, kinds, num),
                         parts[k] == 3);
        if (parts[k] & 1)
            arch->sub[i++].layer = k;
    }
    if (depth == 1 && fulg_rand_below(rand, 2))
    {
        arch->sub[0].residual = 0;
        arch->width[1] = fulg_test_between(rand, 1, 5);
    }
}

static int
by_theorem(fulg_dim_t dim, const fulg_arch_t arch)
{
    fulg_dim_options_t options;
    fulg_diag_t diag;
    fulg_dim_options_init(&options);
    options.method = FULG_DIM_THEOREM;
    fulg_dim_init(dim, arch);
    return fulg_dim_certify(dim, &options, diag) == FULG_OK;
}

static void
say_wrong(const fulg_arch_t arch, const fulg_dim_t dim, slong rank)
{
    char *text = json_dumps(fulg_arch_json(arch), 0);
    fail_msg("bounds %ld and %ld, rank %ld: %s",
             (long) fmpz_get_si(dim->cert->lower),
             (long) fmpz_get_si(fulg_cert_bound_total(dim->cert->upper)),
             (long) rank, text);
}

static const slong rational[] = {
    FULG_ACTIVATION_SILU, FULG_ACTIVATION_QUICK_GELU, FULG_ACTIVATION_SIGMOID,
    FULG_ACTIVATION_TANH, FULG_ACTIVATION_SWIGLU};

/* The theorem gives the rank, the upper bound is one. */
static void
test_ranks(void **state)
{
    fulg_rand_t rand;
    slong proved = 0, open = 0;
    fulg_test_rand(rand, "test_ranks");
    for (slong round = 0; round < fulg_test_rounds(1500) || proved == 0;
         round++)
    {
        fulg_arch_t arch;
        fulg_diag_t diag;
        fulg_dim_t dim;
        slong rank;
        int known;
        draw(arch, rand, rational, 5);
        if (fulg_arch_check(arch, diag) != FULG_OK)
            fail_msg("%s", diag->text);
        if (fulg_arch_is_stack(arch) || fulg_test_has_many_norms(arch))
        {
            fulg_arch_clear(arch);
            continue;
        }
        known = by_theorem(dim, arch);
        rank = fulg_test_free_rank(arch, rand);
        if (fmpz_cmp_si(fulg_cert_bound_total(dim->cert->upper), rank) < 0 ||
            (known && !fmpz_equal_si(dim->cert->lower, rank)))
            say_wrong(arch, dim, rank);
        proved += known;
        open += !known;
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    /* few rounds may happen to draw what the theorem does not cover */
    assert_true(proved + open < 100 || proved > open);
}

/* gelu and geglu have no rank mod a prime, and relu has kinks: minors in balls. */
static void
test_balls(void **state)
{
    static const slong kinds[] = {FULG_ACTIVATION_GELU, FULG_ACTIVATION_GEGLU,
                                  FULG_ACTIVATION_RELU};
    fulg_rand_t rand;
    slong equal = 0, seen = 0;
    fulg_test_rand(rand, "test_balls");
    while (seen < fulg_test_rounds(24) || equal == 0)
    {
        fulg_arch_t arch;
        fulg_dim_t dim;
        fulg_dim_strength_t strength;
        slong rank;
        const slong kind = (slong) fulg_rand_below(rand, 3);
        draw(arch, rand, &kinds[kind], 1);
        if (fulg_arch_is_stack(arch) || arch->depth > 4)
        {
            fulg_arch_clear(arch);
            continue;
        }
        seen++;
        if (by_theorem(dim, arch))
        {
            rank = fulg_test_dimension(&strength, arch, FULG_DIM_BALL,
                                       1 + fulg_rand_below(rand, 1000));
            if (rank > fmpz_get_si(dim->cert->lower))
                say_wrong(arch, dim, rank);
            equal += fmpz_equal_si(dim->cert->lower, rank);
        }
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    assert_true(seen < 20 || equal > seen / 4);
}

/* What is lost adds up, item by item, where the theorem gives the dimension. */
static void
test_redundancy(void **state)
{
    fulg_rand_t rand;
    slong proved = 0;
    fulg_test_rand(rand, "test_redundancy");
    for (slong round = 0; round < fulg_test_rounds(3000) || proved == 0;
         round++)
    {
        fulg_arch_t arch;
        fulg_dim_t dim;
        fmpz lost[FULG_DIM_SOURCES] = {0};
        draw(arch, rand, rational, 5);
        if (by_theorem(dim, arch) && !fulg_arch_is_stack(arch))
        {
            proved++;
            assert_int_equal(fulg_dim_redundancy(lost, arch), FULG_DIM_SOURCES);
            for (int n = 0; n < FULG_DIM_SOURCES; n++)
            {
                if (fmpz_sgn(&lost[n]) < 0)
                    say_wrong(arch, dim, n);
                fmpz_add(dim->cert->lower, dim->cert->lower, &lost[n]);
            }
            if (!fmpz_equal(dim->cert->lower, dim->cert->parameters))
                say_wrong(arch, dim, -1);
        }
        for (int n = 0; n < FULG_DIM_SOURCES; n++)
            fmpz_clear(&lost[n]);
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
}

/* Where other things are lost, nothing is said of it. */
static void
test_other_scores(void **state)
{
    static const slong norms[] = {FULG_NORM_NONE, FULG_NORM_AFFINE,
                                  FULG_NORM_SOFTMAX};
    for (int n = 0; n < 3; n++)
        for (slong tokens = 1; tokens <= 2; tokens++)
        {
            fulg_arch_t arch;
            fmpz lost[FULG_DIM_SOURCES] = {0};
            fulg_arch_init(arch, 1);
            arch->width[0] = arch->width[1] = 2;
            arch->tokens = tokens;
            fulg_arch_set_all(arch, "bias", 1);
            fulg_arch_set_all(arch, "norm", norms[n]);
            assert_int_equal(
                fulg_dim_redundancy(lost, arch),
                n == 2 || (n == 1 && tokens == 1) ? FULG_DIM_SOURCES : 0);
            for (int k = 0; k < FULG_DIM_SOURCES; k++)
                fmpz_clear(&lost[k]);
            fulg_arch_clear(arch);
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ranks), cmocka_unit_test(test_balls),
    cmocka_unit_test(test_redundancy), cmocka_unit_test(test_other_scores)};

FULG_TEST_MAIN(tests)
