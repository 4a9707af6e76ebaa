#include "balls.h"

/* [[1, 1], [1, 1 + 2^-gap]] with a radius of 2^-radius in the corner. */
static void
set_close(arb_mat_t S, slong gap, slong radius)
{
    arb_struct *corner = arb_mat_entry(S, 1, 1);
    for (slong i = 0; i < 2; i++)
        for (slong j = 0; j < 2; j++)
            arb_one(arb_mat_entry(S, i, j));
    arb_one(corner);
    arb_mul_2exp_si(corner, corner, -gap);
    arb_add_ui(corner, corner, 1, 2 * gap);
    arb_add_error_2exp_si(corner, -radius);
}

static void
test_close(void **state)
{
    arb_mat_t S;
    arb_mat_init(S, 2, 2);
    for (slong gap = 10; gap <= 200; gap += 10)
    {
        /* The radius reaches the singular matrix exactly, or half way. */
        set_close(S, gap, gap);
        assert_int_equal(fulg_ball_is_invertible(S, 512), FULG_UNKNOWN);
        set_close(S, gap, gap + 3);
        assert_int_equal(fulg_ball_is_invertible(S, 512), FULG_TRUE);
        assert_int_equal(fulg_ball_is_invertible(S, gap / 2), FULG_UNKNOWN);
    }
    arb_mat_clear(S);
}

/* Exact singular matrices, at any scale and precision. */
static void
test_singular(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "singular");
    for (slong n = 0; n < fulg_test_rounds(60); n++)
    {
        const slong size = 2 + (slong) fulg_rand_below(rand, 6);
        const slong bits = 24 + (slong) fulg_rand_below(rand, 300);
        fmpq_mat_t A;
        arb_mat_t S;
        fmpq_mat_init(A, size, size);
        arb_mat_init(S, size, size);
        random_of_rank(A, size - 1, 99, rand);
        arb_mat_set_fmpq_mat(S, A, bits);
        if (n % 2)
            scale_lines(S, 1000000, rand);
        assert_int_not_equal(fulg_ball_is_invertible(S, 64), FULG_TRUE);
        assert_int_not_equal(fulg_ball_is_invertible(S, bits), FULG_TRUE);
        fmpq_mat_clear(A);
        arb_mat_clear(S);
    }
}

static void
test_corners(void **state)
{
    arb_mat_t S;
    arb_mat_init(S, 0, 0);
    assert_int_equal(fulg_ball_is_invertible(S, 64), FULG_TRUE);
    arb_mat_clear(S);
    arb_mat_init(S, 2, 3);
    arb_mat_one(S);
    assert_int_equal(fulg_ball_is_invertible(S, 64), FULG_FALSE);
    arb_mat_clear(S);
    arb_mat_init(S, 3, 3);
    arb_mat_one(S);
    assert_int_equal(fulg_ball_is_invertible(S, 64), FULG_TRUE);
    arb_zero(arb_mat_entry(S, 1, 1));
    assert_int_equal(fulg_ball_is_invertible(S, 64), FULG_FALSE);
    arb_zero_pm_inf(arb_mat_entry(S, 1, 1));
    assert_int_not_equal(fulg_ball_is_invertible(S, 64), FULG_TRUE);
    arb_indeterminate(arb_mat_entry(S, 1, 1));
    assert_int_not_equal(fulg_ball_is_invertible(S, 64), FULG_TRUE);
    arb_one(arb_mat_entry(S, 1, 1));
    arb_mul_2exp_si(arb_mat_entry(S, 1, 1), arb_mat_entry(S, 1, 1),
                    -1000000000);
    assert_int_equal(fulg_ball_is_invertible(S, 64), FULG_TRUE);
    arb_mat_clear(S);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_close),
    cmocka_unit_test(test_singular),
    cmocka_unit_test(test_corners),
};

FULG_TEST_MAIN(tests)
