#include "testing.h"

static void
set_arch(fulg_arch_t arch, slong d, slong d_out, slong a, slong t)
{
    fulg_arch_init(arch, 1);
    arch->width[0] = d;
    arch->width[1] = d_out;
    arch->sub[0].head_dim = a;
    arch->tokens = t;
}

/* The tensor, evaluated, is the network, evaluated. */
static void
test_against_eval(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t Q;
    fulg_test_rand(rand, "function of weights");
    fulg_domain_init_fmpq(Q);
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        const slong d = 1 + (slong) fulg_rand_below(rand, 4);
        const slong d_out = 1 + (slong) fulg_rand_below(rand, 3);
        const slong t = 1 + (slong) fulg_rand_below(rand, 3);
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_function_t F;
        fulg_eval_tape_t tape;
        fulg_diag_t diag;
        fulg_mat_t X;
        fmpq_mat_t Y;
        set_arch(arch, d, d_out, 1 + (slong) fulg_rand_below(rand, 3), t);
        assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
        fulg_weights_random(W, rand, 9, 4);
        assert_int_equal(fulg_function_init_weights(F, W, diag), FULG_OK);
        Q->ops->init(X, d, t, Q);
        fulg_weights_mat_random(X, rand, 9, 3, Q);
        fmpq_mat_init(Y, d_out, t);
        fulg_function_eval(Y, F, X->fmpq);
        fulg_eval_tape_init(tape, W);
        assert_int_equal(fulg_eval_forward(tape, W, X, diag), FULG_OK);
        assert_true(fmpq_mat_equal(Y, tape->state[1].fmpq));
        fulg_eval_tape_clear(tape, W);
        fmpq_mat_clear(Y);
        Q->ops->clear(X);
        fulg_function_clear(F);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

static void
test_refusals(void **state)
{
    fulg_arch_t arch;
    fulg_diag_t diag;
    set_arch(arch, 2, 2, 1, 2);
    assert_int_equal(fulg_function_check_single(arch, diag), FULG_OK);
    arch->sub[0].heads = 2;
    assert_int_equal(fulg_function_check_single(arch, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "one head"));
    arch->sub[0].heads = 1;
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    assert_int_equal(fulg_function_check_single(arch, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "lightning"));
    fulg_arch_clear(arch);
    fulg_arch_init(arch, 2);
    assert_int_equal(fulg_function_check_single(arch, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "one layer"));
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_against_eval),
    cmocka_unit_test(test_refusals),
};

FULG_TEST_MAIN(tests)
