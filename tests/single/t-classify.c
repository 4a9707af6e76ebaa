#include "strata.h"

static void
same_truths(const fulg_single_class_t *B, const fulg_single_class_t *C)
{
    assert_int_equal(B->place, C->place);
    assert_int_equal(B->zero, C->zero);
    assert_int_equal(B->singular, C->singular);
    assert_int_equal(B->boundary, C->boundary);
    assert_int_equal(B->generic_rank, C->generic_rank);
    if (B->zero)
        return;
    assert_int_equal(B->point.rank_V, C->point.rank_V);
    assert_int_equal(B->singular_row, C->singular_row);
    assert_int_equal(B->fiber_components, C->fiber_components);
    assert_int_equal(B->fiber_dimension, C->fiber_dimension);
}

/* What is said without Q and K holds for the weights at hand. */
static void
holds_for(const fulg_single_class_t *weights, const fulg_single_class_t *all)
{
    if (all->critical != FULG_UNKNOWN)
        assert_int_equal(all->critical, weights->critical);
    if (all->jacobian_rank >= 0)
        assert_int_equal(all->jacobian_rank, weights->jacobian_rank);
}

/* Weights, (A,V) and the function alone give the same answer. */
static void
test_three_ways(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "classify");
    for (slong round = 0; round < fulg_test_rounds(1500); round++)
    {
        const slong d = 1 + (slong) fulg_rand_below(rand, 4);
        const slong d_out = 1 + (slong) fulg_rand_below(rand, 3);
        const slong a = 1 + (slong) fulg_rand_below(rand, 4);
        const slong t = 1 + (slong) fulg_rand_below(rand, 2);
        fulg_single_class_t by_weights, by_av, by_function;
        fulg_weights_t W;
        fulg_function_t F;
        fulg_diag_t diag;
        fmpq_mat_t A, V;
        strata_init(W, d, d_out, a, t);
        strata_random(W, rand, round % 2 ? 1 : 1000000, round % 2 ? 1 : 1000);
        assert_int_equal(fulg_function_weights_av(A, V, W, diag), FULG_OK);
        assert_int_equal(fulg_function_init_weights(F, W, diag), FULG_OK);
        assert_int_equal(fulg_single_classify_weights(&by_weights, W, diag),
                         FULG_OK);
        assert_int_equal(fulg_single_classify_av(&by_av, A, V, a, t, diag),
                         FULG_OK);
        assert_int_equal(
            fulg_single_classify_function(&by_function, F, a, diag), FULG_OK);
        same_truths(&by_weights, &by_av);
        same_truths(&by_weights, &by_function);
        holds_for(&by_weights, &by_av);
        holds_for(&by_weights, &by_function);
        assert_int_equal(by_weights.zero, fulg_function_is_zero(F));
        assert_int_equal(by_weights.boundary_row, by_av.boundary_row);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
        fulg_function_clear(F);
        fulg_weights_clear(W);
    }
}

/* d = d_out = 1: the zero function has critical weights and others; of d = 2 all
   are critical. */
static void
test_zero_function(void **state)
{
    for (slong d = 1; d <= 2; d++)
        for (slong t = 1; t <= 2; t++)
        {
            fulg_single_class_t C;
            fulg_function_t F;
            fulg_diag_t diag;
            assert_int_equal(fulg_function_init(F, d, 1, t, diag), FULG_OK);
            for (slong a = 1; a <= 3; a++)
            {
                assert_int_equal(fulg_single_classify_function(&C, F, a, diag),
                                 FULG_OK);
                assert_int_equal(C.critical, d == 1 ? FULG_UNKNOWN : FULG_TRUE);
                assert_int_equal(C.jacobian_rank, -1);
            }
            fulg_function_clear(F);
        }
}

static void
set_entry(fulg_weights_t W, char kind, slong i, slong j, slong x)
{
    fmpq_set_si(fmpq_mat_entry(fulg_weights_mat(W, 0, 0, kind)->fmpq, i, j), x,
                1);
}

static void
classify(fulg_single_class_t *C, const fulg_weights_t W)
{
    fulg_diag_t diag;
    assert_int_equal(fulg_single_classify_weights(C, W, diag), FULG_OK);
}

/* Key parallel to value, then not. */
static void
test_parallel(void **state)
{
    fulg_weights_t W;
    fulg_single_class_t C;
    strata_init(W, 3, 2, 1, 2);
    set_entry(W, 'k', 0, 0, 2);
    set_entry(W, 'k', 0, 2, -4);
    set_entry(W, 'q', 0, 1, 1);
    set_entry(W, 'v', 1, 0, -1);
    set_entry(W, 'v', 1, 2, 2);
    classify(&C, W);
    assert_true(C.point.parallel && C.singular && C.boundary && C.critical);
    set_entry(W, 'v', 1, 2, 3);
    classify(&C, W);
    assert_true(!C.point.parallel && C.singular && !C.boundary && !C.critical);
    fulg_weights_clear(W);
}

/* Critical for the parametrisation alone: a >= d and max(p,q) < d. */
static void
test_spurious(void **state)
{
    fulg_weights_t W;
    fulg_single_class_t C;
    strata_init(W, 2, 2, 2, 2);
    set_entry(W, 'k', 0, 0, 1);
    set_entry(W, 'q', 0, 0, 1);
    set_entry(W, 'v', 0, 0, 1);
    set_entry(W, 'v', 1, 1, 1);
    classify(&C, W);
    assert_true(!C.singular && C.critical);
    set_entry(W, 'k', 1, 1, 1);
    classify(&C, W);
    assert_true(!C.singular && !C.critical);
    fulg_weights_clear(W);
}

/* A ghost near every boundary function k^2 with tokens 2: k^2 + e l^2. */
static void
test_ghosts(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "ghosts");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        const slong d = 2 + (slong) fulg_rand_below(rand, 3);
        const slong d_out = 1 + (slong) fulg_rand_below(rand, 2);
        const slong a = 1 + (slong) fulg_rand_below(rand, 3);
        fulg_function_t F, G, H;
        fulg_single_class_t C;
        fulg_diag_t diag;
        fmpq_mat_t A, V;
        fmpq_t e;
        slong k[4], l[4], q[4];
        for (slong n = 0; n < 4; n++)
        {
            k[n] = fulg_rand_signed(rand, 5);
            l[n] = fulg_rand_signed(rand, 5);
            q[n] = fulg_rand_signed(rand, 5);
        }
        k[0] = 1, k[1] = 0, l[0] = 0, l[1] = 1, q[0] = 1;
        fmpq_init(e);
        fmpq_mat_init(A, d, d);
        fmpq_mat_init(V, d_out, d);
        assert_int_equal(fulg_function_init(F, d, d_out, 2, diag), FULG_OK);
        assert_int_equal(fulg_function_init(G, d, d_out, 2, diag), FULG_OK);
        assert_int_equal(fulg_function_init(H, d, d_out, 2, diag), FULG_OK);
        for (slong i = 0; i < d; i++)
        {
            for (slong j = 0; j < d; j++)
                fmpq_set_si(fmpq_mat_entry(A, i, j), k[i] * q[j], 1);
            fmpq_set_si(fmpq_mat_entry(V, d_out - 1, i), k[i], 1);
        }
        fulg_function_set_av(F, A, V);
        assert_int_equal(fulg_single_classify_function(&C, F, a, diag),
                         FULG_OK);
        assert_int_equal(C.boundary, FULG_TRUE);
        for (slong i = 0; i < d; i++)
        {
            for (slong j = 0; j < d; j++)
                fmpq_set_si(fmpq_mat_entry(A, i, j), l[i] * q[j], 1);
            fmpq_set_si(fmpq_mat_entry(V, d_out - 1, i), l[i], 1);
        }
        fulg_function_set_av(G, A, V);
        /* e = 10^-9 gives a ghost, -10^-9 a point of the image */
        for (int sign = -1; sign <= 1; sign += 2)
        {
            fmpq_set_si(e, sign, 1000000000);
            fmpq_mat_scalar_mul_fmpz(H->coeff, G->coeff, fmpq_numref(e));
            fmpq_mat_scalar_div_fmpz(H->coeff, H->coeff, fmpq_denref(e));
            fmpq_mat_add(H->coeff, H->coeff, F->coeff);
            assert_int_equal(fulg_single_classify_function(&C, H, a, diag),
                             FULG_OK);
            assert_int_equal(C.place, sign > 0 ? FULG_SINGLE_IN_CLOSURE
                                               : FULG_SINGLE_IN_IMAGE);
        }
        fmpq_clear(e);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
        fulg_function_clear(F);
        fulg_function_clear(G);
        fulg_function_clear(H);
    }
}

/* Ranks of larger matrices, not full. */
static void
test_large(void **state)
{
    fulg_rand_t rand;
    fulg_weights_t W;
    fulg_single_class_t C;
    fulg_rand_init(rand, 1);
    strata_init(W, 200, 200, 32, 1);
    fulg_weights_random(W, rand, 9, 1);
    for (slong i = 150; i < 200; i++)
        for (slong j = 0; j < 200; j++)
            fmpq_set(fmpq_mat_entry(W->mat[2].fmpq, i, j),
                     fmpq_mat_entry(W->mat[2].fmpq, i - 150, j));
    classify(&C, W);
    assert_int_equal(C.point.rank_V, 150);
    assert_int_equal(C.point.rank_S, 64);
    assert_false(C.singular);
    fulg_weights_clear(W);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_three_ways), cmocka_unit_test(test_zero_function),
    cmocka_unit_test(test_parallel),   cmocka_unit_test(test_spurious),
    cmocka_unit_test(test_ghosts),     cmocka_unit_test(test_large),
};

FULG_TEST_MAIN(tests)
