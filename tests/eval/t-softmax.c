#include "nets.h"

/* Softmax stacks in balls: weights are stochastic, derivatives agree. */

static void
random_softmax(fulg_arch_t arch, fulg_rand_t rand, slong depth)
{
    fulg_test_arch(arch, rand, fulg_test_between(rand, 0, 6), depth, 3);
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
}

static void
random_point(fulg_weights_t W, fulg_mat_t X, const fulg_arch_t arch,
             const fulg_domain_t D, fulg_rand_t rand)
{
    fulg_diag_t diag;
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fulg_weights_random(W, rand, 3, 2);
    fulg_test_input(X, W, rand);
}

/* Every column of the attention weights is a distribution on the mask. */
static void
check_columns(const fulg_eval_tape_t T, const fulg_arch_t arch)
{
    for (slong n = 0; n < T->num_heads; n++)
    {
        const arb_mat_struct *N = T->head[n].weight->arb;
        arb_t sum;
        arb_init(sum);
        for (slong j = 0; j < arch->tokens; j++)
        {
            arb_zero(sum);
            for (slong k = 0; k < arch->tokens; k++)
            {
                const arb_struct *entry = arb_mat_entry(N, k, j);
                if (fulg_arch_is_causal(arch) && k > j)
                    assert_true(arb_is_zero(entry));
                else
                    assert_true(arb_is_positive(entry));
                arb_add(sum, sum, entry, 256);
            }
            assert_true(arb_contains_si(sum, 1));
            assert_true(mag_cmp_2exp_si(arb_radref(sum), -20) < 0);
        }
        arb_clear(sum);
    }
}

static void
test_stochastic(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_stochastic");
    for (slong round = 0; round < fulg_test_rounds(150); round++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_mat_t X;
        fulg_eval_tape_t T;
        fulg_diag_t diag;
        fulg_domain_t D;
        fulg_domain_init_arb(D, 512);
        random_softmax(arch, rand, 1);
        random_point(W, X, arch, D, rand);
        fulg_eval_tape_init(T, W);
        assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
        check_columns(T, arch);
        fulg_eval_tape_clear(T, W);
        D->ops->clear(X);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* exp by hand: d = 1, t = 2, all weights 1, X = (0, 1): scores (0 0; 0 1). */
static void
test_by_hand(void **state)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_mat_t X;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    fulg_domain_t D;
    arb_t y, e;
    arb_init(y);
    arb_init(e);
    fulg_domain_init_arb(D, 128);
    fulg_arch_init(arch, 1);
    arch->tokens = 2;
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    for (slong b = 0; b < 3; b++)
        D->ops->set_si(&W->mat[b], 0, 0, 1);
    D->ops->init(X, 1, 2, D);
    D->ops->set_si(X, 0, 1, 1);
    fulg_eval_tape_init(T, W);
    assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
    arb_set_d(y, 0.5);
    assert_true(arb_contains(arb_mat_entry(T->state[1].arb, 0, 0), y));
    arb_const_e(e, 300);
    arb_add_si(y, e, 1, 300);
    arb_div(y, e, y, 300);
    assert_true(arb_contains(arb_mat_entry(T->state[1].arb, 0, 1), y));
    fulg_eval_tape_clear(T, W);
    D->ops->clear(X);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
    arb_clear(y);
    arb_clear(e);
}

/* s += sum of A_ij B_ij */
static void
add_inner(arb_t s, const arb_mat_t A, const arb_mat_t B, slong bits)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arb_addmul(s, arb_mat_entry(A, i, j), arb_mat_entry(B, i, j), bits);
}

/* <seed, dF(dW)> and <gradient, dW> are balls for one number. */
static void
check_adjoint(const fulg_eval_tape_t T, const fulg_weights_t W,
              const fulg_weights_t dW, const fulg_mat_t dY, fulg_rand_t rand)
{
    const fulg_domain_struct *D = W->domain;
    fulg_weights_t gradient;
    fulg_mat_t seed;
    fulg_diag_t diag;
    arb_t left, right;
    arb_init(left);
    arb_init(right);
    assert_int_equal(fulg_weights_init(gradient, W->arch, D, diag), FULG_OK);
    D->ops->init(seed, D->ops->rows(dY), D->ops->cols(dY), D);
    fulg_weights_mat_random(seed, rand, 5, 3, D);
    fulg_eval_adjoint(gradient, T, W, seed);
    add_inner(left, seed->arb, dY->arb, D->bits);
    for (slong b = 0; b < W->num; b++)
        add_inner(right, gradient->mat[b].arb, dW->mat[b].arb, D->bits);
    assert_true(arb_overlaps(left, right));
    assert_true(mag_cmp_2exp_si(arb_radref(left), -100) < 0);
    assert_true(mag_cmp_2exp_si(arb_radref(right), -100) < 0);
    fulg_weights_clear(gradient);
    D->ops->clear(seed);
    arb_clear(left);
    arb_clear(right);
}

/* (F(W + e dW) - F(W - e dW))/2e with e = 2^-300 is within 2^-200 of dY. */
static void
check_difference(const fulg_mat_t dY, const fulg_weights_t W,
                 const fulg_weights_t dW, const fulg_mat_t X)
{
    const fulg_domain_struct *D = W->domain;
    const slong e = -300, bits = D->bits, l = W->arch->depth;
    fulg_weights_t S;
    fulg_eval_tape_t T[2];
    fulg_diag_t diag;
    arb_t x;
    arb_init(x);
    assert_int_equal(fulg_weights_init(S, W->arch, D, diag), FULG_OK);
    for (int sign = 0; sign < 2; sign++)
    {
        for (slong b = 0; b < W->num; b++)
        {
            D->ops->set(&S->mat[b], &dW->mat[b]);
            arb_mat_scalar_mul_2exp_si(S->mat[b].arb, S->mat[b].arb, e);
            if (sign)
                arb_mat_neg(S->mat[b].arb, S->mat[b].arb);
            D->ops->add(&S->mat[b], &S->mat[b], &W->mat[b], D);
        }
        fulg_eval_tape_init(T[sign], W);
        assert_int_equal(fulg_eval_forward(T[sign], S, X, diag), FULG_OK);
    }
    for (slong i = 0; i < D->ops->rows(dY); i++)
        for (slong j = 0; j < D->ops->cols(dY); j++)
        {
            arb_sub(x, arb_mat_entry(T[0]->state[l].arb, i, j),
                    arb_mat_entry(T[1]->state[l].arb, i, j), bits);
            arb_mul_2exp_si(x, x, -e - 1);
            arb_sub(x, x, arb_mat_entry(dY->arb, i, j), bits);
            arb_abs(x, x);
            arb_mul_2exp_si(x, x, 200);
            arb_sub_si(x, x, 1, bits);
            assert_true(arb_is_negative(x));
        }
    fulg_eval_tape_clear(T[0], W);
    fulg_eval_tape_clear(T[1], W);
    fulg_weights_clear(S);
    arb_clear(x);
}

static void
test_derivatives(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_derivatives");
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        fulg_arch_t arch;
        fulg_weights_t W, dW;
        fulg_mat_t X, dY;
        fulg_eval_tape_t T;
        fulg_diag_t diag;
        fulg_domain_t D;
        fulg_domain_init_arb(D, 3000);
        random_softmax(arch, rand, 1 + round % 2);
        random_point(W, X, arch, D, rand);
        assert_int_equal(fulg_weights_init(dW, arch, D, diag), FULG_OK);
        fulg_weights_random(dW, rand, 3, 2);
        D->ops->init(dY, arch->width[arch->depth], arch->tokens, D);
        fulg_eval_tape_init(T, W);
        assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
        fulg_eval_tangent(dY, T, W, dW);
        check_adjoint(T, W, dW, dY, rand);
        check_difference(dY, W, dW, X);
        fulg_eval_tape_clear(T, W);
        D->ops->clear(X);
        D->ops->clear(dY);
        fulg_weights_clear(W);
        fulg_weights_clear(dW);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_by_hand),
    cmocka_unit_test(test_stochastic),
    cmocka_unit_test(test_derivatives),
};

FULG_TEST_MAIN(tests)
