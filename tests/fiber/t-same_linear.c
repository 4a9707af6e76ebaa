/* Networks that are linear in X are equal when their matrices are, whatever the
   layers; and what is said where nothing decides. */
#include "networks.h"

static void
init_stack(fulg_weights_t W, int pnn, const slong *width, slong depth,
           slong heads, fulg_norm_t norm, int residual)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, depth);
    if (pnn)
        fulg_arch_make_pnn(arch);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = width[i];
    for (slong i = 0; i < depth; i++)
    {
        arch->sub[i].head_dim = 1;
        arch->sub[i].heads = heads;
    }
    arch->tokens = 1;
    fulg_arch_set_all(arch, "power", 1);
    fulg_arch_set_all(arch, "norm", norm);
    fulg_arch_set_all(arch, "residual", residual);
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_arch_clear(arch);
}

static void
expect(const fulg_weights_t A, const fulg_weights_t B, fulg_truth_t equal,
       const char *part)
{
    fulg_fiber_same_t result;
    fulg_fiber_same_options_t options;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_rand_init(rand, 3);
    fulg_fiber_same_options_init(&options);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_OK);
    if (result->equal != equal || strstr(result->reason, part) == NULL)
        fail_msg("%d: %s", (int) result->equal, result->reason);
    fulg_fiber_same_clear(result);
}

/* W_2 W_1 in one layer. */
static void
test_power_one(void **state)
{
    static const slong two[] = {3, 2, 3}, one[] = {3, 3};
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fulg_test_rand(rand, "power one");
    init_stack(A, 1, two, 2, 1, FULG_NORM_NONE, 0);
    init_stack(B, 1, one, 1, 1, FULG_NORM_NONE, 0);
    fulg_weights_random(A, rand, 5, 3);
    fmpq_mat_mul(mat(B, 0, 0, 'w'), mat(A, 1, 0, 'w'), mat(A, 0, 0, 'w'));
    expect(A, B, FULG_TRUE, "linear");
    expect(B, A, FULG_TRUE, "linear");
    fmpq_add_si(fmpq_mat_entry(mat(B, 0, 0, 'w'), 2, 0),
                fmpq_mat_entry(mat(B, 0, 0, 'w'), 2, 0), 1);
    expect(A, B, FULG_FALSE, "");
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* One token of weight 1: the sum of the V, and 1 of the residual stack. */
static void
one_token(fulg_norm_t norm)
{
    static const slong two[] = {2, 2, 2}, one[] = {2, 2};
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fmpq_mat_t T, U;
    fulg_test_rand(rand, "one token");
    init_stack(A, 0, two, 2, 2, norm, 1);
    init_stack(B, 0, one, 1, 1, norm, 0);
    fulg_weights_random(A, rand, 5, 3);
    fulg_weights_random(B, rand, 5, 3);
    fmpq_mat_init(T, 2, 2);
    fmpq_mat_init(U, 2, 2);
    fmpq_mat_one(mat(B, 0, 0, 'v'));
    for (slong i = 0; i < 2; i++)
    {
        fmpq_mat_one(T);
        for (slong h = 0; h < 2; h++)
            fmpq_mat_add(T, T, mat(A, i, h, 'v'));
        fmpq_mat_mul(U, T, mat(B, 0, 0, 'v'));
        fmpq_mat_set(mat(B, 0, 0, 'v'), U);
    }
    expect(A, B, FULG_TRUE, "linear");
    fmpq_mat_one(mat(B, 0, 0, 'v'));
    expect(A, B, FULG_FALSE, "");
    fmpq_mat_clear(T);
    fmpq_mat_clear(U);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_one_normalised_token(void **state)
{
    one_token(FULG_NORM_AFFINE);
    one_token(FULG_NORM_SOFTMAX);
}

/* Heads of a softmax layer with the same keys and queries, whose values move from
   one to another. */
static void
test_left_open(void **state)
{
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_fiber_same_t result;
    fulg_fiber_same_options_t options;
    fulg_test_rand(rand, "left open");
    fulg_arch_init(arch, 1);
    arch->width[0] = arch->width[1] = 2;
    arch->sub[0].heads = 3;
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    arch->tokens = 2;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(A, arch, Q, diag), FULG_OK);
    fulg_weights_random(A, rand, 2, 1);
    for (slong h = 1; h < 3; h++)
    {
        fmpq_mat_set(mat(A, 0, h, 'q'), mat(A, 0, 0, 'q'));
        fmpq_mat_set(mat(A, 0, h, 'k'), mat(A, 0, 0, 'k'));
    }
    copy_weights(B, A);
    fmpq_mat_add(mat(B, 0, 0, 'v'), mat(A, 0, 0, 'v'), mat(A, 0, 1, 'v'));
    fmpq_mat_zero(mat(B, 0, 1, 'v'));
    fulg_fiber_same_options_init(&options);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_OK);
    /* They are equal: a theorem may say so some day, "different" is wrong. */
    assert_int_not_equal(result->equal, FULG_FALSE);
    assert_true(result->reason[0] != '\0');
    fulg_fiber_same_clear(result);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
    fulg_arch_clear(arch);
}

/* Sizes that make a comparison meaningless. */
static void
test_sizes(void **state)
{
    static const slong shapes[3][2] = {{2, 2}, {3, 2}, {2, 3}};
    for (int n = 1; n < 3; n++)
    {
        fulg_weights_t A, B;
        fulg_fiber_same_t result;
        fulg_rand_t rand;
        fulg_diag_t diag;
        fulg_fiber_same_options_t options;
        fulg_rand_init(rand, 1);
        fulg_fiber_same_options_init(&options);
        init_stack(A, 0, shapes[0], 1, 1, FULG_NORM_NONE, 0);
        init_stack(B, 0, shapes[n], 1, 1, FULG_NORM_NONE, 0);
        assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                         FULG_PARSE);
        assert_non_null(strstr(diag->text, n == 1 ? "inputs" : "outputs"));
        fulg_weights_clear(A);
        fulg_weights_clear(B);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_power_one),
    cmocka_unit_test(test_one_normalised_token),
    cmocka_unit_test(test_left_open),
    cmocka_unit_test(test_sizes),
};

FULG_TEST_MAIN(tests)
