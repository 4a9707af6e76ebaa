#include "orthogonal.h"

/* norm as an exact number is at least x */
static int
is_at_least(const mag_t norm, const fmpq_t x)
{
    fmpq_t y;
    int answer;
    fmpq_init(y);
    mag_get_fmpq(y, norm);
    answer = fmpq_cmp(y, x) >= 0;
    fmpq_clear(y);
    return answer;
}

static void
test_known_values(void **state)
{
    fulg_rand_t rand;
    mag_t norm;
    fulg_test_rand(rand, "bounds of norms");
    mag_init(norm);
    for (slong round = 0; round < fulg_test_rounds(50); round++)
    {
        const slong n = 1 + (slong) fulg_rand_below(rand, 5);
        const slong m = n + (slong) fulg_rand_below(rand, 4);
        fmpq *value = _fmpq_vec_init(n);
        fmpq_mat_t left, right, A;
        arb_mat_t balls;
        fmpq_mat_init(left, m, m);
        fmpq_mat_init(right, n, n);
        fmpq_mat_init(A, m, n);
        arb_mat_init(balls, m, n);
        random_orthogonal(left, 3, rand);
        random_orthogonal(right, 3, rand);
        fmpq_set_si(&value[0], 1000, 1 + (ulong) round);
        if (n > 1 && round % 2)
            fmpq_set_si(&value[1], 1, 1 + (ulong) round);
        set_singular(A, left, value, right);
        arb_mat_set_fmpq_mat(balls, A, 2 + 5 * round);
        fulg_ball_norm2_upper(norm, balls);
        assert_true(is_at_least(norm, &value[0]));
        /* All but one are small here: the Frobenius norm is close. */
        fmpq_mul_2exp(&value[0], &value[0], 1);
        assert_true(round < 2 || !is_at_least(norm, &value[0]));
        fmpq_mat_clear(left);
        fmpq_mat_clear(right);
        fmpq_mat_clear(A);
        arb_mat_clear(balls);
        _fmpq_vec_clear(value, n);
    }
    mag_clear(norm);
}

static void
test_radii(void **state)
{
    arb_mat_t A;
    mag_t norm;
    arb_mat_init(A, 2, 2);
    mag_init(norm);
    fulg_ball_norm2_upper(norm, A);
    assert_true(mag_is_zero(norm));
    /* The identity and its multiples: row sums beat Frobenius. */
    arb_mat_one(A);
    fulg_ball_norm2_upper(norm, A);
    assert_true(mag_cmp_2exp_si(norm, 0) >= 0);
    assert_true(mag_get_d(norm) < 1.0001);
    /* [-3, 3] in one place. */
    mag_set_ui(arb_radref(arb_mat_entry(A, 0, 1)), 3);
    fulg_ball_norm2_upper(norm, A);
    assert_true(mag_get_d(norm) >= 3.3);
    arb_pos_inf(arb_mat_entry(A, 0, 0));
    fulg_ball_norm2_upper(norm, A);
    assert_true(mag_is_inf(norm));
    arb_mat_clear(A);
    mag_clear(norm);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_values),
                                          cmocka_unit_test(test_radii)};

FULG_TEST_MAIN(tests)
