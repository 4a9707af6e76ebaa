#include "networks.h"

/* So wide that the coefficients of a layer are not compared. */
#define WIDTH 36

typedef struct
{
    slong depth, heads, head_dim, value_dim, tokens;
    int residual, norm;
} shape_t;

static void
wide_network(fulg_weights_t A, fulg_rand_t rand, const shape_t *shape)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, shape->depth);
    arch->tokens = shape->tokens;
    fulg_arch_set_all(arch, "residual", shape->residual);
    fulg_arch_set_all(arch, "norm", shape->norm);
    for (slong i = 0; i <= shape->depth; i++)
        arch->width[i] = WIDTH;
    for (slong i = 0; i < shape->depth; i++)
    {
        arch->sub[i].head_dim = shape->head_dim;
        arch->sub[i].heads = shape->heads;
        arch->sub[i].value_dim = shape->value_dim;
    }
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(A, arch, Q, diag), FULG_OK);
    fulg_weights_random(A, rand, 3, 2);
    fulg_arch_clear(arch);
}

static void
compare(fulg_fiber_same_t result, const fulg_weights_t A,
        const fulg_weights_t B)
{
    fulg_fiber_same_options_t options;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_rand_init(rand, 3);
    fulg_fiber_same_options_init(&options);
    options.trials = 2;
    options.max_ball_bits = 256;
    options.grid_limit = 0;
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_OK);
}

/* A moved by a random change is found again, and told from A when one number is
   another one. */
static void
check_shape(const shape_t *shape, fulg_rand_t rand)
{
    fulg_weights_t A, B;
    fulg_fiber_change_t change;
    fulg_fiber_same_t result;
    fulg_diag_t diag;
    fmpq *x;
    wide_network(A, rand, shape);
    copy_weights(B, A);
    random_change(change, A->arch, rand);
    /* one basis that is not 1 is enough: products of dense ones are long */
    for (slong i = 2; i < shape->depth; i++)
        fmpq_mat_one(&change->C[i]);
    assert_int_equal(fulg_fiber_change_apply(B, change, A, diag), FULG_OK);
    compare(result, A, B);
    assert_int_equal(result->equal, FULG_TRUE);
    assert_int_equal(result->proof, FULG_SAME_CHANGE);
    assert_true(result->has_change && change_holds(result->change, A, B));
    fulg_fiber_same_clear(result);

    x = fmpq_mat_entry(mat(B, shape->depth - 1, 0, 'k'), 0, 1);
    fmpq_add_si(x, x, 1);
    compare(result, A, B);
    assert_int_equal(result->equal, FULG_FALSE);
    fulg_fiber_same_clear(result);
    fulg_fiber_change_clear(change);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_changes(void **state)
{
    static const shape_t shapes[] = {{1, 2, 3, 0, 2, 0, FULG_NORM_NONE},
                                     {2, 2, 2, 0, 2, 0, FULG_NORM_NONE},
                                     {2, 2, 2, 20, 3, 0, FULG_NORM_NONE},
                                     {3, 2, 4, 2, 2, 1, FULG_NORM_NONE},
                                     {2, 2, 3, 3, 2, 1, FULG_NORM_AFFINE},
                                     {3, 2, 2, 0, 2, 0, FULG_NORM_NONE},
                                     {2, 2, 3, 3, 2, 1, FULG_NORM_SOFTMAX}};
    fulg_rand_t rand;
    fulg_test_rand(rand, "changes of wide networks");
    for (size_t n = 0; n < sizeof shapes / sizeof shapes[0]; n++)
        check_shape(&shapes[n], rand);
}

/* The same weights under a mask are no change of parameters. */
static void
test_mask(void **state)
{
    const shape_t shape = {2, 2, 3, 0, 2, 1, FULG_NORM_NONE};
    fulg_weights_t A, B;
    fulg_fiber_same_t result;
    fulg_rand_t rand;
    fulg_test_rand(rand, "masks");
    wide_network(A, rand, &shape);
    copy_weights(B, A);
    fulg_arch_set_all(B->arch, "mask", 1);
    compare(result, A, B);
    assert_int_equal(result->equal, FULG_FALSE);
    fulg_fiber_same_clear(result);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* More than 2^20 weights: one input and the change of parameters come first. */
static void
large(const shape_t *shape, fulg_fiber_same_proof_t different)
{
    fulg_weights_t A, B;
    fulg_fiber_same_t result;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_fiber_change_t change;
    fmpq *x;
    fulg_test_rand(rand, "large networks");
    wide_network(A, rand, shape);
    copy_weights(B, A);
    fulg_fiber_change_init(change, A->arch);
    for (slong n = 0; n < change->num_heads; n++)
    {
        change->source[n] = (n + 1) % change->num_heads;
        random_invertible(&change->G[n], rand);
    }
    assert_int_equal(fulg_fiber_change_apply(B, change, A, diag), FULG_OK);
    compare(result, A, B);
    assert_int_equal(result->equal, FULG_TRUE);
    assert_int_equal(result->proof, FULG_SAME_CHANGE);
    assert_true(change_holds(result->change, A, B));
    fulg_fiber_same_clear(result);
    x = fmpq_mat_entry(mat(B, 0, 5, 'v'), 3, 4);
    fmpq_add_si(x, x, 1);
    compare(result, A, B);
    assert_int_equal(result->equal, FULG_FALSE);
    assert_int_equal(result->proof, different);
    fulg_fiber_same_clear(result);
    fulg_fiber_change_clear(change);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_large(void **state)
{
    const shape_t lightning = {1, 740, 2, 0, 2, 0, FULG_NORM_NONE};
    const shape_t softmax = {1, 740, 2, 0, 2, 1, FULG_NORM_SOFTMAX};
    large(&lightning, FULG_SAME_WITNESS);
    large(&softmax, FULG_SAME_WITNESS);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_changes),
    cmocka_unit_test(test_mask),
    cmocka_unit_test(test_large),
};

FULG_TEST_MAIN(tests)
