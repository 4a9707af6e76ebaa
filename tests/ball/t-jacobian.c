#include "nets.h"

/* J in balls at exact weights, with every entry of weight off by radius. */
static void
set_balls(arb_mat_t J, const fulg_weights_t W, const fmpq_mat_struct *X,
          const mag_t radius, slong bits)
{
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_domain_init_arb(D, bits);
    assert_int_equal(fulg_weights_init(B, W->arch, D, NULL), FULG_OK);
    assert_int_equal(fulg_ball_set_weights(B, W, radius, NULL), FULG_OK);
    if (fulg_ball_jacobian(J, B, X, 1, NULL) != FULG_OK)
        for (slong i = 0; i < arb_mat_nrows(J); i++)
            for (slong j = 0; j < arb_mat_ncols(J); j++)
                arb_indeterminate(arb_mat_entry(J, i, j));
    fulg_weights_clear(B);
}

static void
assert_contains(const arb_mat_t J, const fmpq_mat_t exact)
{
    for (slong i = 0; i < arb_mat_nrows(J); i++)
        for (slong j = 0; j < arb_mat_ncols(J); j++)
            assert_true(arb_contains_fmpq(arb_mat_entry(J, i, j),
                                          fmpq_mat_entry(exact, i, j)));
}

/* Moves every weight by at most 2^-e, exactly. */
static void
perturb(fulg_weights_t V, const fulg_weights_t W, slong e, fulg_rand_t rand)
{
    fmpq_t step;
    fmpq_init(step);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                fmpq_set_si(step, fulg_rand_signed(rand, 8), 1);
                fmpq_div_2exp(step, step, (ulong) e + 3);
                fmpq_add(fmpq_mat_entry(V->mat[b].fmpq, i, j),
                         fmpq_mat_entry(W->mat[b].fmpq, i, j), step);
            }
    fmpq_clear(step);
}

static void
check_point(const fulg_arch_t arch, fulg_rand_t rand)
{
    const slong rows = arch->width[arch->depth] * arch->tokens;
    fulg_weights_t W, V;
    fulg_mat_t X, J;
    arb_mat_t balls;
    mag_t radius;
    fulg_test_weights(W, arch, rand);
    fulg_test_weights(V, arch, rand);
    fulg_test_input(X, W, rand);
    fmpq_mat_init(J->fmpq, rows, W->parameters);
    arb_mat_init(balls, rows, W->parameters);
    mag_init(radius);
    if (fulg_eval_jacobian(J, 0, W, X, NULL) == FULG_OK)
    {
        for (slong bits = 10; bits <= 160; bits *= 2)
        {
            set_balls(balls, W, X->fmpq, radius, bits);
            assert_contains(balls, J->fmpq);
        }
        for (slong e = 10; e <= 40; e += 30)
        {
            perturb(V, W, e, rand);
            mag_set_ui_2exp_si(radius, 1, -e);
            set_balls(balls, W, X->fmpq, radius, 80);
            assert_contains(balls, J->fmpq);
            if (fulg_eval_jacobian(J, 0, V, X, NULL) == FULG_OK)
                assert_contains(balls, J->fmpq);
            assert_true(fulg_eval_jacobian(J, 0, W, X, NULL) == FULG_OK);
        }
    }
    fulg_weights_clear(W);
    fulg_weights_clear(V);
    fmpq_mat_clear(X->fmpq);
    fmpq_mat_clear(J->fmpq);
    arb_mat_clear(balls);
    mag_clear(radius);
}

/* Lightning, affine and polynomial networks have exact Jacobians. */
static void
test_exact(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "exact Jacobians inside balls");
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        fulg_arch_t arch;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES,
                       fulg_test_between(rand, 1, 3), 3);
        check_point(arch, rand);
        fulg_arch_clear(arch);
    }
}

/* Several inputs stand below one another. */
static void
test_stacked(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_domain_t D;
    fmpq_mat_struct input[3];
    arb_mat_t all, one;
    fulg_test_rand(rand, "several inputs");
    fulg_arch_init(arch, 2);
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    arch->tokens = 2;
    for (slong i = 0; i <= 2; i++)
        arch->width[i] = 2;
    fulg_domain_init_arb(D, 64);
    assert_int_equal(fulg_weights_init(W, arch, D, NULL), FULG_OK);
    fulg_weights_random(W, rand, 3, 2);
    arb_mat_init(all, 12, W->parameters);
    arb_mat_init(one, 4, W->parameters);
    for (slong n = 0; n < 3; n++)
    {
        fmpq_mat_init(&input[n], 2, 2);
        for (slong k = 0; k < 4; k++)
            fmpq_set_si(fmpq_mat_entry(&input[n], k / 2, k % 2),
                        fulg_rand_signed(rand, 9), 4);
    }
    assert_int_equal(fulg_ball_jacobian(all, W, input, 3, NULL), FULG_OK);
    for (slong n = 0; n < 3; n++)
    {
        assert_int_equal(fulg_ball_jacobian(one, W, &input[n], 1, NULL),
                         FULG_OK);
        for (slong i = 0; i < 4; i++)
            for (slong j = 0; j < W->parameters; j++)
                assert_true(arb_equal(arb_mat_entry(one, i, j),
                                      arb_mat_entry(all, 4 * n + i, j)));
        fmpq_mat_clear(&input[n]);
    }
    arb_mat_clear(all);
    arb_mat_clear(one);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_exact),
                                          cmocka_unit_test(test_stacked)};

FULG_TEST_MAIN(tests)
