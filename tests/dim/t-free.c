/* Networks with exponentials, roots and angles, exactly mod a prime: against balls, and
   judged. */
#include "transformers.h"

#include <fulgurite/dim.h>
#include <fulgurite/verify.h>

static slong compared, left_out;

/* The lower bound by a method, whose certificate the judge accepts; -1 where the
   method is UNABLE. */
static slong
judged(const fulg_arch_t arch, fulg_dim_method_t method, char *why)
{
    fulg_dim_options_t options;
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    fulg_dim_t dim;
    json_t *value;
    slong answer = -1;
    fulg_status_t status;
    fulg_dim_options_init(&options);
    options.method = method;
    fulg_dim_init(dim, arch);
    status = fulg_dim_certify(dim, &options, diag);
    if (status != FULG_OK)
    {
        assert_int_equal(status, FULG_UNABLE);
        snprintf(why, 200, "%.199s", diag->text);
        fulg_dim_clear(dim);
        return -1;
    }
    value = fulg_cert_json(dim->cert);
    fulg_verify_claim_init(&claim);
    fulg_verify_certificate(&verdict, &claim, value, diag);
    if (verdict != FULG_ACCEPTED)
        fail_msg("%s: %s", diag->text, json_dumps(value, 0));
    assert_true(fmpz_equal(claim.lower, dim->cert->lower));
    assert_true(
        fmpz_equal(claim.upper, fulg_cert_bound_total(dim->cert->upper)));
    answer = fmpz_get_si(claim.lower);
    fulg_verify_claim_clear(&claim);
    json_decref(value);
    fulg_dim_clear(dim);
    return answer;
}

static void
fail_arch(const fulg_arch_t arch, const char *what, slong a, slong b)
{
    fail_msg("%s: %ld and %ld: %s", what, (long) a, (long) b,
             json_dumps(fulg_arch_json(arch), 0));
}

static int
is_small(const fulg_arch_t arch)
{
    fmpz_t n;
    int small;
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    small = fmpz_cmp_si(n, 70) <= 0 &&
            (arch->sub[0].pre_norm == FULG_PRE_NORM_NONE ||
             arch->depth * arch->tokens <= 6);
    fmpz_clear(n);
    return small;
}

/* Residual transformers with all their options. */
static void
test_balls(void **state)
{
    fulg_rand_t rand;
    const slong rounds = fulg_test_rounds(60);
    fulg_test_rand(rand, "free_balls");
    compared = left_out = 0;
    while (compared < rounds)
    {
        char why[200];
        fulg_arch_t arch;
        slong exact, ball;
        fulg_test_transformer(arch, rand, 1);
        if (is_small(arch))
        {
            exact = judged(arch, FULG_DIM_DIRECT, why);
            ball = exact < 0 ? -1 : judged(arch, FULG_DIM_BALL, why);
            if (exact >= 0 && exact != ball)
                fail_arch(arch, "exactly and in balls", exact, ball);
            compared += exact >= 0;
            left_out += exact < 0;
        }
        fulg_arch_clear(arch);
    }
    print_message(
        "%ld compared; %ld left out: gelu_new with rotary positions, or "
        "related exponents\n",
        (long) compared, (long) left_out);
}

/* Stacks without residual connections; lightning and affine scores with biases, rotary
   positions and norms, where no theorem gives the dimension. */
static void
random_other(fulg_arch_t arch, fulg_rand_t rand)
{
    const slong layers = fulg_test_between(rand, 1, 3);
    const slong d = fulg_test_between(rand, 2, 3);
    const slong rotary = 2 * fulg_test_between(rand, 0, 1);
    const slong kind = fulg_test_between(rand, 0, 2);
    fulg_arch_init(arch, layers);
    arch->tokens = rotary ? 3 : 2;
    fulg_arch_set_all(arch, "norm", kind);
    fulg_arch_set_all(arch, "mask", fulg_test_between(rand, 0, 1));
    fulg_arch_set_all(arch, "residual", fulg_test_between(rand, 0, 1));
    for (slong i = 0; i <= layers; i++)
        arch->width[i] = d;
    for (slong i = 0; i < layers; i++)
    {
        fulg_sublayer_struct *sub = &arch->sub[i];
        sub->head_dim = rotary + fulg_test_between(rand, rotary == 0, 1);
        sub->rotary = rotary;
        sub->bias = kind != 2 || i % 2;
        sub->bias_out = i == 0;
        if (layers == 1 || d == 3)
            sub->pre_norm = layers == 1 ? FULG_PRE_NORM_LAYER
                                        : FULG_PRE_NORM_RMS;
        if (sub->pre_norm == FULG_PRE_NORM_LAYER && d == 2)
            sub->pre_norm = FULG_PRE_NORM_RMS;
        if (layers == 3)
            sub->pre_norm = FULG_PRE_NORM_NONE;
    }
}

static void
test_without_theorem(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "free_without_theorem");
    for (slong round = 0; round < fulg_test_rounds(24); round++)
    {
        char why[200] = "";
        fulg_arch_t arch;
        slong exact, ball;
        random_other(arch, rand);
        exact = judged(arch, FULG_DIM_DIRECT, why);
        if (exact < 0)
            fail_msg("%s: %s", why, json_dumps(fulg_arch_json(arch), 0));
        assert_true(judged(arch, FULG_DIM_AUTO, why) >= exact);
        ball = judged(arch, FULG_DIM_BALL, why);
        if (ball > exact)
            fail_arch(arch, "exactly and in balls", exact, ball);
        fulg_arch_clear(arch);
    }
}

/* ---- what the theorem does not cover --------------------------------------- */

static void
set_one(fulg_arch_t arch, slong depth, slong d, slong tokens)
{
    fulg_arch_init(arch, depth);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = d;
    arch->tokens = tokens;
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    fulg_arch_set_all(arch, "residual", 1);
}

static void
add_forward(fulg_arch_t arch, slong activation)
{
    fulg_sublayer_struct *sub = &arch->sub[arch->depth - 1];
    sub->kind = FULG_KIND_FEED_FORWARD;
    sub->hidden = 2;
    sub->activation = activation;
    sub->layer = arch->depth - 2;
}

static void
test_not_covered(void **state)
{
    static const slong kinds[] = {FULG_ACTIVATION_GELU, FULG_ACTIVATION_GEGLU,
                                  FULG_ACTIVATION_RELU};
    char why[200];
    fulg_arch_t arch;
    for (size_t n = 0; n < 3; n++)
    {
        set_one(arch, 2, 2, 2);
        add_forward(arch, kinds[n]);
        assert_int_equal(judged(arch, FULG_DIM_DIRECT, why), -1);
        assert_non_null(strstr(why, "--method ball"));
        assert_true(judged(arch, FULG_DIM_BALL, why) > 0);
        fulg_arch_clear(arch);
    }
    set_one(arch, 2, 2, 3);
    add_forward(arch, FULG_ACTIVATION_GELU_NEW);
    arch->sub[0].head_dim = arch->sub[0].rotary = 2;
    assert_int_equal(judged(arch, FULG_DIM_DIRECT, why), -1);
    assert_non_null(strstr(why, "not known whether pi"));
    fulg_arch_clear(arch);
    set_one(arch, 8, 3, 2);
    fulg_arch_set_all(arch, "pre_norm", FULG_PRE_NORM_RMS);
    assert_int_equal(judged(arch, FULG_DIM_DIRECT, why), -1);
    assert_non_null(strstr(why, "more than 14 tokens before norms"));
    fulg_arch_clear(arch);
}

/* Width 1: scores of three tokens are related, x_k a x_j being symmetric; two tokens,
   the last counted twice, will do.  A layer norm on two coordinates has the root of a
   square, and no network in residues stands for it. */
static void
test_hypothesis(void **state)
{
    char why[200];
    fulg_arch_t arch;
    set_one(arch, 1, 1, 3);
    assert_int_equal(judged(arch, FULG_DIM_DIRECT, why), 2);
    fulg_arch_clear(arch);
    set_one(arch, 1, 1, 3);
    arch->sub[0].bias = 1;
    assert_int_equal(judged(arch, FULG_DIM_DIRECT, why),
                     judged(arch, FULG_DIM_BALL, why));
    fulg_arch_clear(arch);
    set_one(arch, 1, 2, 2);
    fulg_arch_set_all(arch, "pre_norm", FULG_PRE_NORM_LAYER);
    assert_int_equal(judged(arch, FULG_DIM_DIRECT, why), -1);
    assert_non_null(strstr(why, "shown not to be squares"));
    fulg_arch_clear(arch);
}

/* ---- groups ------------------------------------------------------------------ */

/* The place among all weights of entry (0, 0) of a matrix, as its head uses it. */
static slong
offset(const fulg_weights_t W, slong head, char kind)
{
    const slong share = fulg_arch_sublayer_share(&W->arch->sub[0]);
    const int shared = kind == 'k' || kind == 'u' || kind == 'K' || kind == 'U';
    return W
        ->block[fulg_weights_place(W, 0, shared ? head / share : head, kind)]
        .offset;
}

/* Heads of a group are ordinary heads with equal keys and values: the same function,
   and the derivative by what they share is the sum of theirs. */
static void
compare_groups(const fulg_arch_t grouped, fulg_rand_t rand)
{
    static const char kinds[] = "qQkKouU";
    const slong rows = grouped->width[1] * grouped->tokens;
    fulg_domain_t D;
    fulg_weights_t W, V;
    fulg_mat_t X, J, K;
    fulg_arch_t plain;
    fulg_diag_t diag;
    nmod_mat_t sum;
    fulg_arch_init(plain, 1);
    fulg_arch_set(plain, grouped);
    plain->sub[0].kv_heads = 0;
    fulg_domain_init_free(D, fulg_exact_prime_random(rand), 5);
    assert_int_equal(fulg_weights_init(W, grouped, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(V, plain, D, diag), FULG_OK);
    fulg_weights_random(W, rand, WORD(1) << 50, 1);
    fulg_weights_random(V, rand, WORD(1) << 50, 1);
    if (fulg_weights_has(W, 0, 'B'))
        D->ops->set(fulg_weights_mat(V, 0, 0, 'B'),
                    fulg_weights_mat(W, 0, 0, 'B'));
    for (slong h = 0; h < grouped->sub[0].heads; h++)
        for (const char *kind = kinds; *kind; kind++)
            if (fulg_weights_has(W, 0, *kind))
                D->ops->set(fulg_weights_of_head(V, 0, h, *kind),
                            fulg_weights_of_head(W, 0, h, *kind));
    D->ops->init(X, grouped->width[0], grouped->tokens, D);
    D->ops->init(J, rows, W->parameters, D);
    D->ops->init(K, rows, V->parameters, D);
    fulg_weights_mat_random(X, rand, WORD(1) << 50, 1, D);
    assert_int_equal(fulg_eval_jacobian(J, 0, W, X, diag), FULG_OK);
    assert_int_equal(fulg_eval_jacobian(K, 0, V, X, diag), FULG_OK);
    nmod_mat_init(sum, rows, W->parameters, D->prime);
    for (slong h = 0; h < grouped->sub[0].heads; h++)
        for (const char *kind = kinds; *kind; kind++)
        {
            const fulg_mat_struct *M;
            if (!fulg_weights_has(W, 0, *kind))
                continue;
            M = fulg_weights_of_head(W, 0, h, *kind);
            for (slong r = 0; r < rows; r++)
                for (slong e = 0; e < D->ops->rows(M) * D->ops->cols(M); e++)
                {
                    const slong c = offset(W, h, *kind) + e;
                    nmod_mat_entry(sum, r, c) = nmod_add(
                        nmod_mat_entry(sum, r, c),
                        nmod_mat_entry(K->nmod, r, offset(V, h, *kind) + e),
                        sum->mod);
                }
        }
    if (fulg_weights_has(W, 0, 'B'))
        for (slong r = 0; r < rows; r++)
            for (slong i = 0; i < grouped->width[1]; i++)
                nmod_mat_entry(sum, r, offset(W, 0, 'B') + i) = nmod_mat_entry(
                    K->nmod, r, offset(V, 0, 'B') + i);
    assert_true(nmod_mat_equal(sum, J->nmod));
    nmod_mat_clear(sum);
    D->ops->clear(X);
    D->ops->clear(J);
    D->ops->clear(K);
    fulg_weights_clear(W);
    fulg_weights_clear(V);
    fulg_arch_clear(plain);
}

static void
test_groups(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "free_groups");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        fulg_arch_t arch;
        fulg_sublayer_struct *sub;
        set_one(arch, 1, fulg_test_between(rand, 2, 4),
                fulg_test_between(rand, 2, 4));
        sub = &arch->sub[0];
        sub->kv_heads = fulg_test_between(rand, 1, 3);
        sub->heads = sub->kv_heads * fulg_test_between(rand, 2, 3);
        sub->rotary = 2 * fulg_test_between(rand, 0, 1);
        sub->head_dim = sub->rotary + fulg_test_between(rand, 1, 2);
        sub->value_dim = fulg_test_between(rand, 1, 3);
        sub->bias = fulg_test_between(rand, 0, 1);
        sub->bias_out = fulg_test_between(rand, 0, 1);
        compare_groups(arch, rand);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_balls), cmocka_unit_test(test_without_theorem),
    cmocka_unit_test(test_not_covered), cmocka_unit_test(test_hypothesis),
    cmocka_unit_test(test_groups)};

FULG_TEST_MAIN(tests)
