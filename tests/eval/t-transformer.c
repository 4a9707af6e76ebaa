/* Values and derivatives of transformers: the adjoint against the tangent with free
   exponentials, the tangent against differences in balls, and the options against
   what they mean. */
#include "transformers.h"

#include <fulgurite/eval.h>

/* x = <A, B>, as a 1 x 1 matrix */
static void
add_inner(fulg_mat_t x, const fulg_mat_struct *A, const fulg_mat_struct *B,
          const fulg_domain_t D)
{
    const slong rows = D->ops->rows(A), cols = D->ops->cols(A);
    fulg_mat_t C, left, right, part;
    D->ops->init(C, rows, cols, D);
    D->ops->init(left, 1, rows, D);
    D->ops->init(right, cols, 1, D);
    D->ops->init(part, 1, cols, D);
    D->ops->entry_mul(C, A, B, D);
    for (slong i = 0; i < rows; i++)
        D->ops->set_si(left, 0, i, 1);
    for (slong j = 0; j < cols; j++)
        D->ops->set_si(right, j, 0, 1);
    D->ops->mul(part, left, C, D);
    D->ops->clear(left);
    D->ops->init(left, 1, 1, D);
    D->ops->mul(left, part, right, D);
    D->ops->add(x, x, left, D);
    D->ops->clear(C);
    D->ops->clear(left);
    D->ops->clear(right);
    D->ops->clear(part);
}

/* <seed, tangent along dW> = <adjoint of seed, dW>, mod a prime. */
static void
test_adjoint(void **state)
{
    fulg_rand_t rand;
    slong good = 0;
    fulg_test_rand(rand, "test_adjoint");
    for (slong round = 0; round < fulg_test_rounds(300); round++)
    {
        fulg_arch_t arch;
        fulg_domain_t D;
        fulg_weights_t W, dW, gradient;
        fulg_eval_tape_t T;
        fulg_mat_t X, Y, seed, left, right;
        fulg_diag_t diag;
        fulg_test_transformer(arch, rand, 1);
        fulg_domain_init_free(D, fulg_exact_prime_random(rand),
                              fulg_rand_limb(rand));
        assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
        assert_int_equal(fulg_weights_init(dW, arch, D, diag), FULG_OK);
        assert_int_equal(fulg_weights_init(gradient, arch, D, diag), FULG_OK);
        fulg_weights_random(W, rand, 1000000, 1);
        fulg_weights_random(dW, rand, 1000000, 1);
        D->ops->init(X, arch->width[0], arch->tokens, D);
        D->ops->init(Y, arch->width[0], arch->tokens, D);
        D->ops->init(seed, arch->width[0], arch->tokens, D);
        D->ops->init(left, 1, 1, D);
        D->ops->init(right, 1, 1, D);
        fulg_weights_mat_random(X, rand, 1000000, 1, D);
        fulg_weights_mat_random(seed, rand, 1000000, 1, D);
        fulg_eval_tape_init(T, W);
        /* A mean square that is no square mod p is passed over. */
        if (fulg_eval_forward(T, W, X, diag) == FULG_OK)
        {
            fulg_eval_tangent(Y, T, W, dW);
            fulg_eval_adjoint(gradient, T, W, seed);
            add_inner(left, seed, Y, D);
            for (slong b = 0; b < W->num; b++)
                add_inner(right, &gradient->mat[b], &dW->mat[b], D);
            if (!D->ops->equal(left, right))
            {
                json_t *json = fulg_arch_json(arch);
                fail_msg("%s", json_dumps(json, 0));
            }
            good++;
        }
        fulg_eval_tape_clear(T, W);
        D->ops->clear(X);
        D->ops->clear(Y);
        D->ops->clear(seed);
        D->ops->clear(left);
        D->ops->clear(right);
        fulg_weights_clear(W);
        fulg_weights_clear(dW);
        fulg_weights_clear(gradient);
        fulg_arch_clear(arch);
    }
    assert_true(good > 0);
}

#define BITS 256
#define STEP_LOG2 (-60)

/* W += 2^STEP_LOG2 sign dW */
static void
move(fulg_weights_t W, const fulg_weights_t dW, int sign)
{
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                arb_t x;
                arb_init(x);
                arb_mul_2exp_si(x, arb_mat_entry(dW->mat[b].arb, i, j),
                                STEP_LOG2);
                arb_mul_si(x, x, sign, BITS);
                arb_add(arb_mat_entry(W->mat[b].arb, i, j),
                        arb_mat_entry(W->mat[b].arb, i, j), x, BITS);
                arb_clear(x);
            }
}

/* The output at W + sign 2^STEP_LOG2 dW; 0 when a sign or norm is not known. */
static int
output(arb_mat_t Y, fulg_weights_t W, const fulg_weights_t dW, int sign,
       const fulg_mat_t X)
{
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    int good;
    move(W, dW, sign);
    fulg_eval_tape_init(T, W);
    good = fulg_eval_forward(T, W, X, diag) == FULG_OK;
    arb_mat_set(Y, T->state[T->depth].arb);
    fulg_eval_tape_clear(T, W);
    move(W, dW, -sign);
    return good;
}

/* |(Y1 - Y0) / (2 h) - dY| < 2^-40, everywhere */
static void
check_difference(const arb_mat_t Y1, const arb_mat_t Y0, const arb_mat_t dY)
{
    for (slong i = 0; i < arb_mat_nrows(dY); i++)
        for (slong j = 0; j < arb_mat_ncols(dY); j++)
        {
            arb_t x, bound;
            arb_init(x);
            arb_init(bound);
            arb_sub(x, arb_mat_entry(Y1, i, j), arb_mat_entry(Y0, i, j), BITS);
            arb_mul_2exp_si(x, x, -STEP_LOG2 - 1);
            arb_sub(x, x, arb_mat_entry(dY, i, j), BITS);
            arb_abs(x, x);
            arb_set_ui(bound, 1);
            arb_mul_2exp_si(bound, bound, -40);
            assert_true(arb_lt(x, bound));
            arb_clear(x);
            arb_clear(bound);
        }
}

static void
test_tangent(void **state)
{
    fulg_rand_t rand;
    slong good = 0;
    fulg_test_rand(rand, "test_tangent");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        fulg_arch_t arch;
        fulg_domain_t D;
        fulg_weights_t W, dW;
        fulg_eval_tape_t T;
        fulg_mat_t X, dY;
        arb_mat_t Y0, Y1;
        fulg_diag_t diag;
        fulg_test_transformer(arch, rand, 0);
        fulg_domain_init_arb(D, BITS);
        assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
        assert_int_equal(fulg_weights_init(dW, arch, D, diag), FULG_OK);
        fulg_weights_random(W, rand, 5, 4);
        fulg_weights_random(dW, rand, 5, 4);
        D->ops->init(X, arch->width[0], arch->tokens, D);
        D->ops->init(dY, arch->width[0], arch->tokens, D);
        arb_mat_init(Y0, arch->width[0], arch->tokens);
        arb_mat_init(Y1, arch->width[0], arch->tokens);
        fulg_weights_mat_random(X, rand, 5, 4, D);
        fulg_eval_tape_init(T, W);
        if (fulg_eval_forward(T, W, X, diag) == FULG_OK &&
            output(Y0, W, dW, -1, X) && output(Y1, W, dW, 1, X))
        {
            fulg_eval_tangent(dY, T, W, dW);
            check_difference(Y1, Y0, dY->arb);
            good++;
        }
        fulg_eval_tape_clear(T, W);
        D->ops->clear(X);
        D->ops->clear(dY);
        arb_mat_clear(Y0);
        arb_mat_clear(Y1);
        fulg_weights_clear(W);
        fulg_weights_clear(dW);
        fulg_arch_clear(arch);
    }
    assert_true(good > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_adjoint),
    cmocka_unit_test(test_tangent),
};

FULG_TEST_MAIN(tests)
