#include "balls.h"

/* The rank claimed, after a look at its rows and columns: they are those of an
   exactly nonzero minor of the matrix inside. */
static slong
claim(const arb_mat_t balls, const fmpq_mat_t inside, slong bits)
{
    slong row[64], col[64], rank;
    fmpq_mat_t S;
    fmpq_t det;
    assert_int_equal(fulg_ball_rank_lower(&rank, row, col, balls, bits, NULL),
                     FULG_OK);
    fmpq_mat_init(S, rank, rank);
    fmpq_init(det);
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < rank; j++)
            fmpq_set(fmpq_mat_entry(S, i, j),
                     fmpq_mat_entry(inside, row[i], col[j]));
    fmpq_mat_det(det, S);
    assert_false(fmpq_is_zero(det));
    fmpq_mat_clear(S);
    fmpq_clear(det);
    return rank;
}

static void
test_known_ranks(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "known ranks");
    for (slong n = 0; n < fulg_test_rounds(60); n++)
    {
        const slong rows = (slong) fulg_rand_below(rand, 9);
        const slong cols = (slong) fulg_rand_below(rand, 9);
        const slong most = 1 + (slong) fulg_rand_below(rand, 8);
        fmpq_mat_t A;
        arb_mat_t balls;
        slong rank;
        fmpq_mat_init(A, rows, cols);
        arb_mat_init(balls, rows, cols);
        random_of_rank(A, most, 9, rand);
        rank = fmpq_mat_rref(A, A);
        random_of_rank(A, rank, 9, rand);
        rank = (rows && cols) ? fulg_rank_exact(NULL, NULL, A) : 0;
        for (slong bits = 32; bits <= 128; bits *= 2)
        {
            arb_mat_set_fmpq_mat(balls, A, bits);
            if (n % 2)
                scale_lines(balls, 100000, rand);
            /* Scaling changes no minor from zero to nonzero or back. */
            assert_true(claim(balls, A, bits) <= rank);
        }
        arb_mat_set_fmpq_mat(balls, A, 128);
        assert_int_equal(claim(balls, A, 128), rank);
        fmpq_mat_clear(A);
        arb_mat_clear(balls);
    }
}

static void
test_hilbert(void **state)
{
    fmpq_mat_t A;
    arb_mat_t balls;
    slong few;
    fmpq_mat_init(A, 20, 20);
    arb_mat_init(balls, 20, 20);
    hilbert(A);
    arb_mat_set_fmpq_mat(balls, A, 53);
    few = claim(balls, A, 53);
    assert_true(few >= 8 && few < 20);
    arb_mat_set_fmpq_mat(balls, A, 256);
    assert_int_equal(claim(balls, A, 256), 20);
    fmpq_mat_clear(A);
    arb_mat_clear(balls);
}

/* A matrix of lower rank, hidden in balls whose midpoints have full rank. */
static void
test_hidden(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "hidden");
    for (slong n = 0; n < fulg_test_rounds(40); n++)
    {
        const slong size = 2 + (slong) fulg_rand_below(rand, 7);
        const slong fuzz = 20 + (slong) fulg_rand_below(rand, 60);
        slong rank, inside;
        fmpq_mat_t A;
        arb_mat_t balls;
        fmpq_mat_init(A, size, size);
        arb_mat_init(balls, size, size);
        random_of_rank(A, size - 1, 9, rand);
        inside = fulg_rank_exact(NULL, NULL, A);
        arb_mat_set_fmpq_mat(balls, A, 256);
        for (slong i = 0; i < size; i++)
            for (slong j = 0; j < size; j++)
            {
                arb_struct *x = arb_mat_entry(balls, i, j);
                const slong step = fulg_rand_signed(rand, 100);
                arf_t shift;
                arf_init(shift);
                arf_set_si_2exp_si(shift, step, -fuzz);
                arf_add(arb_midref(x), arb_midref(x), shift, ARF_PREC_EXACT,
                        ARF_RND_DOWN);
                arb_add_error_arf(x, shift);
                arf_clear(shift);
            }
        if (n % 2)
            scale_lines(balls, 1000, rand);
        assert_int_equal(
            fulg_ball_rank_lower(&rank, NULL, NULL, balls, 128, NULL), FULG_OK);
        assert_true(rank <= inside);
        if (fuzz > 40)
            assert_int_equal(rank, inside);
        fmpq_mat_clear(A);
        arb_mat_clear(balls);
    }
}

static void
test_not_finite(void **state)
{
    slong rank = 5;
    fulg_diag_t diag;
    arb_mat_t balls;
    arb_mat_init(balls, 2, 3);
    arb_mat_one(balls);
    arb_zero_pm_inf(arb_mat_entry(balls, 1, 2));
    assert_int_equal(fulg_ball_rank_lower(&rank, NULL, NULL, balls, 64, diag),
                     FULG_UNABLE);
    assert_int_equal(rank, 0);
    assert_non_null(strstr(diag->text, "(2, 3)"));
    arb_mat_clear(balls);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_ranks),
    cmocka_unit_test(test_hilbert),
    cmocka_unit_test(test_hidden),
    cmocka_unit_test(test_not_finite),
};

FULG_TEST_MAIN(tests)
