#include "stacks.h"

/* The verdict, given the dimension. */
static fulg_truth_t
is_generic(const fulg_weights_t W, slong dimension, const char *text,
           fulg_rand_t rand)
{
    fulg_fiber_stack_fiber_t f;
    fulg_fiber_generic_t g;
    fmpz_t dim;
    fulg_truth_t truth;
    int found = text == NULL;
    fmpz_init_set_si(dim, dimension);
    fulg_fiber_stack(f, W, rand);
    fulg_fiber_generic(g, f, W, dim, dim, rand, NULL);
    truth = g->generic;
    if (truth == FULG_TRUE)
        assert_true(g->num_reasons == 0 && g->rank_lower == dimension);
    if (truth == FULG_UNKNOWN)
        assert_int_equal(g->num_reasons, 1);
    for (slong n = 0; n < g->num_reasons; n++)
        found |= text != NULL && strcmp(g->reason[n], text) == 0;
    if (!found)
        fail_msg("\"%s\" is missing", text);
    fulg_fiber_generic_clear(g);
    fulg_fiber_stack_fiber_clear(f);
    fmpz_clear(dim);
    return truth;
}

/* Random stacks of every kind, some of them special, against the rank at these
   weights and the largest of the ranks at random ones. */
static void
test_generic(void **state)
{
    /* Enough for each answer to occur, however few rounds are asked for. */
    const slong rounds = FLINT_MAX(24, fulg_test_rounds(120));
    slong unknown = 0, number[2] = {0, 0};
    fulg_rand_t rand;
    fulg_test_rand(rand, "generic");
    for (slong n = 0; n < rounds; n++)
    {
        fulg_weights_t W, V;
        slong rank, dimension = 0;
        fulg_truth_t truth;
        random_stack(W, rand, n % 2);
        if (n % 3 == 0)
            fulg_weights_random(W, rand, 1, 1);
        rank = W->parameters - kernel_dim(W, rand);
        copy_weights(V, W);
        for (int trial = 0; trial < 2; trial++)
        {
            slong best;
            fulg_weights_random(V, rand, 1000, 1);
            best = W->parameters - kernel_dim(V, rand);
            dimension = FLINT_MAX(dimension, best);
        }
        truth = is_generic(W, dimension, NULL, rand);
        if (truth == FULG_UNKNOWN)
            unknown++;
        else
        {
            assert_int_equal(truth == FULG_TRUE, rank == dimension);
            number[rank == dimension]++;
        }
        fulg_weights_clear(V);
        fulg_weights_clear(W);
    }
    print_message("# %ld generic, %ld not, %ld not judged\n", (long) number[1],
                  (long) number[0], (long) unknown);
    assert_true(number[0] > 0 && number[1] > 0);
    assert_true(unknown < rounds / 3 + 2);
}

/* Equal widths, a <= d: the orbit is the generic fiber, of dimension
   (l-1) d^2 + l a^2 + l, the kernel of the Jacobian. */
static void
test_generic_stacks(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "generic stacks");
    for (slong depth = 1; depth <= 3; depth++)
        for (slong d = 2; d <= 3; d++)
            for (slong a = 2; a <= d; a++)
            {
                fulg_weights_t W;
                fulg_fiber_stack_fiber_t f;
                plain_weights(W, depth, d, a, 2);
                fulg_weights_random(W, rand, 99, 1);
                fulg_fiber_stack(f, W, rand);
                assert_int_equal(
                    is_generic(W, W->parameters - f->orbit_lower, NULL, rand),
                    FULG_TRUE);
                assert_int_equal(f->orbit_lower, f->orbit_upper);
                assert_int_equal(f->orbit_lower,
                                 (depth - 1) * d * d + depth * (a * a + 1));
                assert_int_equal(f->orbit_lower, kernel_dim(W, rand));
                fulg_fiber_stack_fiber_clear(f);
                fulg_weights_clear(W);
            }
}

static void
expect_failure(const fulg_weights_t W, slong dimension, const char *text)
{
    fulg_rand_t rand;
    fulg_rand_init(rand, 1);
    assert_int_equal(is_generic(W, dimension, text, rand), FULG_FALSE);
}

static void
test_failures(void **state)
{
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_rand_init(rand, 7);
    plain_weights(W, 2, 2, 2, 2);
    fulg_weights_random(W, rand, 5, 1);
    set_ints(mat(W, 0, 0, 'v'), (slong[]){1, 2, 2, 4});
    expect_failure(W, 10, "rank P_1 = 1, below 2");
    expect_failure(W, 10, "rank M_2 = 1, below 2");
    fmpq_mat_zero(mat(W, 1, 0, 'q'));
    expect_failure(W, 10, "M_2 = 0");
    fmpq_mat_zero(mat(W, 1, 0, 'v'));
    expect_failure(W, 10, "L = P_2 = 0");
    fulg_weights_clear(W);
    plain_weights(W, 1, 3, 1, 2);
    set_ints(mat(W, 0, 0, 'v'), (slong[]){0, 1, 0, 0, 2, 0, 0, 0, 0});
    set_ints(mat(W, 0, 0, 'k'), (slong[]){0, 1, 0});
    set_ints(mat(W, 0, 0, 'q'), (slong[]){1, 0, 0});
    expect_failure(W, 13,
                   "A and V have rank one, with the key parallel to the "
                   "value");
    fulg_weights_clear(W);
}

/* Ranks of P, M and their symmetric parts as large as can be, and yet the rank of
   the Jacobian is 10 of 13 at (M, J, J), J skew of width two, and 5 of 6 at the
   other. */
static void
test_full_ranks(void **state)
{
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_rand_init(rand, 7);
    plain_weights(W, 3, 2, 2, 2);
    for (slong i = 0; i < 3; i++)
    {
        set_ints(mat(W, i, 0, 'v'), (slong[]){1, 0, 0, 1});
        set_ints(mat(W, i, 0, 'k'), (slong[]){1, 0, 0, 1});
        set_ints(mat(W, i, 0, 'q'), (slong[]){0, 1, -1, 0});
    }
    set_ints(mat(W, 0, 0, 'q'), (slong[]){1, 2, 3, 5});
    assert_int_equal(W->parameters - kernel_dim(W, rand), 10);
    assert_int_equal(is_generic(W, 13, NULL, rand), FULG_FALSE);
    fulg_weights_clear(W);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_generic),
    cmocka_unit_test(test_generic_stacks),
    cmocka_unit_test(test_failures),
    cmocka_unit_test(test_full_ranks),
};

FULG_TEST_MAIN(tests)
