#include "naive.h"

/* Weights and input over another domain, from rational ones. */
static int
convert(fulg_weights_t B, fulg_mat_t Y, const fulg_weights_t A,
        const fulg_mat_t X, const fulg_domain_t D)
{
    fulg_diag_t diag;
    int good;
    assert_int_equal(fulg_weights_init(B, A->arch, D, diag), FULG_OK);
    D->ops->init(Y, fmpq_mat_nrows(X->fmpq), fmpq_mat_ncols(X->fmpq), D);
    good = fulg_weights_set_fmpq(B, A, diag) == FULG_OK &&
           fulg_domain_set_fmpq_mat(Y, X->fmpq, D);
    if (!good)
    {
        fulg_weights_clear(B);
        D->ops->clear(Y);
    }
    return good;
}

/* The output mod p is the rational output mod p. */
static void
check_nmod(const fulg_weights_t W, const fulg_mat_t X, const fmpq_mat_t Y,
           ulong p)
{
    fulg_domain_t D;
    fulg_weights_t Wp;
    fulg_mat_t Xp, Yp;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    fulg_domain_init_nmod(D, p);
    if (!convert(Wp, Xp, W, X, D))
        fail_msg("a small denominator vanishes mod %lu", p);
    fulg_eval_tape_init(T, Wp);
    D->ops->init(Yp, fmpq_mat_nrows(Y), fmpq_mat_ncols(Y), D);
    assert_int_equal(fulg_eval_forward(T, Wp, Xp, diag), FULG_OK);
    assert_true(fulg_domain_set_fmpq_mat(Yp, Y, D));
    assert_true(D->ops->equal(Yp, &T->state[T->depth]));
    D->ops->clear(Yp);
    fulg_eval_tape_clear(T, Wp);
    fulg_weights_clear(Wp);
    D->ops->clear(Xp);
}

/* The balls contain the rational output, and are narrow at high precision. */
static void
check_arb(const fulg_weights_t W, const fulg_mat_t X, const fmpq_mat_t Y)
{
    fulg_domain_t D;
    fulg_weights_t Wb;
    fulg_mat_t Xb;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    arb_mat_struct *found;
    fulg_domain_init_arb(D, 2000);
    assert_true(convert(Wb, Xb, W, X, D));
    fulg_eval_tape_init(T, Wb);
    assert_int_equal(fulg_eval_forward(T, Wb, Xb, diag), FULG_OK);
    found = T->state[T->depth].arb;
    assert_true(arb_mat_contains_fmpq_mat(found, Y));
    for (slong i = 0; i < arb_mat_nrows(found); i++)
        for (slong j = 0; j < arb_mat_ncols(found); j++)
            assert_true(mag_cmp_2exp_si(arb_radref(arb_mat_entry(found, i, j)),
                                        -1000) < 0);
    fulg_eval_tape_clear(T, Wb);
    fulg_weights_clear(Wb);
    D->ops->clear(Xb);
}

static void
check_one(fulg_rand_t rand, slong family, slong depth)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_mat_t X;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    fmpq_mat_t Y;
    fulg_status_t status;
    int defined;

    fulg_test_arch(arch, rand, family, depth, 4);
    fulg_test_weights(W, arch, rand);
    fulg_test_input(X, W, rand);
    fulg_eval_tape_init(T, W);
    defined = naive_forward(Y, W, X->fmpq);
    status = fulg_eval_forward(T, W, X, diag);
    assert_int_equal(status, defined ? FULG_OK : FULG_DOMAIN);
    if (defined)
    {
        assert_true(fmpq_mat_equal(T->state[depth].fmpq, Y));
        check_nmod(W, X, Y, fulg_exact_prime_random(rand));
        check_arb(W, X, Y);
        /* A tape can be used again. */
        assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
        assert_true(fmpq_mat_equal(T->state[depth].fmpq, Y));
    }
    fmpq_mat_clear(Y);
    fulg_eval_tape_clear(T, W);
    fulg_weights_clear(W);
    W->domain->ops->clear(X);
    fulg_arch_clear(arch);
}

static void
test_naive(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_naive");
    for (slong round = 0; round < fulg_test_rounds(150); round++)
        for (slong family = 0; family < FULG_TEST_FAMILIES; family++)
            check_one(rand, family, 1 + round % 3);
}

/* One layer by hand: d = 1, t = 2, X = (1, 2), Q = 3, K = 5, V = 7. */
static void
check_by_hand(fulg_norm_t norm, int causal, int residual, const char *first,
              const char *second)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_domain_t D;
    fulg_mat_t X;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    char *text;
    fulg_arch_init(arch, 1);
    arch->tokens = 2;
    fulg_arch_set_all(arch, "norm", norm);
    fulg_arch_set_all(arch, "mask", causal);
    fulg_arch_set_all(arch, "residual", residual);
    fulg_domain_init_fmpq(D);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    D->ops->set_si(fulg_weights_mat(W, 0, 0, 'q'), 0, 0, 3);
    D->ops->set_si(fulg_weights_mat(W, 0, 0, 'k'), 0, 0, 5);
    D->ops->set_si(fulg_weights_mat(W, 0, 0, 'v'), 0, 0, 7);
    D->ops->init(X, 1, 2, D);
    D->ops->set_si(X, 0, 0, 1);
    D->ops->set_si(X, 0, 1, 2);
    fulg_eval_tape_init(T, W);
    assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
    text = fmpq_get_str(NULL, 10, fmpq_mat_entry(T->state[1].fmpq, 0, 0));
    assert_string_equal(text, first);
    flint_free(text);
    text = fmpq_get_str(NULL, 10, fmpq_mat_entry(T->state[1].fmpq, 0, 1));
    assert_string_equal(text, second);
    flint_free(text);
    fulg_eval_tape_clear(T, W);
    D->ops->clear(X);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static void
test_by_hand(void **state)
{
    /* S = 15 (1 2; 2 4) */
    check_by_hand(FULG_NORM_NONE, 0, 0, "525", "1050");
    check_by_hand(FULG_NORM_NONE, 0, 1, "526", "1052");
    check_by_hand(FULG_NORM_NONE, 1, 0, "105", "1050");
    check_by_hand(FULG_NORM_AFFINE, 0, 0, "546/47", "1071/92");
    check_by_hand(FULG_NORM_AFFINE, 1, 0, "7", "1071/92");
}

/* 1 + s = 0 for the only token: the affine average is undefined. */
static void
test_vanishing_sum(void **state)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_domain_t D;
    fulg_mat_t X;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    fulg_arch_init(arch, 1);
    arch->tokens = 1;
    fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
    for (int which = 0; which < 3; which++)
    {
        if (which == 0)
            fulg_domain_init_fmpq(D);
        else if (which == 1)
            fulg_domain_init_nmod(D, 101);
        else
            fulg_domain_init_arb(D, 64);
        assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
        D->ops->set_si(fulg_weights_mat(W, 0, 0, 'q'), 0, 0, 1);
        D->ops->set_si(fulg_weights_mat(W, 0, 0, 'k'), 0, 0, -1);
        D->ops->init(X, 1, 1, D);
        D->ops->set_si(X, 0, 0, 1);
        fulg_eval_tape_init(T, W);
        assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_DOMAIN);
        assert_non_null(strstr(diag->text, "layer 1, head 1"));
        assert_non_null(strstr(diag->text, "sums to zero"));
        fulg_eval_tape_clear(T, W);
        D->ops->clear(X);
        fulg_weights_clear(W);
    }
    fulg_arch_clear(arch);
}

/* Softmax has no exact value. */
static void
test_softmax_refused(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_mat_t X;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    fulg_test_rand(rand, "test_softmax_refused");
    fulg_test_arch(arch, rand, 0, 2, 3);
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    fulg_test_weights(W, arch, rand);
    fulg_test_input(X, W, rand);
    fulg_eval_tape_init(T, W);
    assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "softmax"));
    fulg_eval_tape_clear(T, W);
    W->domain->ops->clear(X);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

/* X with its last token as often as the model counts it. */
static void
repeat_last(fulg_mat_t Y, const fulg_mat_t X, slong copies,
            const fulg_domain_struct *D)
{
    const slong d = fmpq_mat_nrows(X->fmpq), t = fmpq_mat_ncols(X->fmpq);
    D->ops->init(Y, d, t + copies - 1, D);
    for (slong i = 0; i < d; i++)
        for (slong j = 0; j < t + copies - 1; j++)
            fmpq_set(fmpq_mat_entry(Y->fmpq, i, j),
                     fmpq_mat_entry(X->fmpq, i, FLINT_MIN(j, t - 1)));
}

/* The first columns of A are those of B (rational). */
static void
same_start(const fmpq_mat_t A, const fmpq_mat_t B)
{
    for (slong i = 0; i < fmpq_mat_nrows(B); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
            assert_true(
                fmpq_equal(fmpq_mat_entry(A, i, j), fmpq_mat_entry(B, i, j)));
}

/* An affine model whose last token counts c times, against c equal tokens:
   outputs, and rows of the Jacobian. */
static void
test_copies(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "copies of a token");
    for (slong n = 0; n < fulg_test_rounds(30); n++)
    {
        const slong t = fulg_test_between(rand, 1, 3);
        const slong c = fulg_test_between(rand, 1, 5);
        const fulg_domain_struct *D;
        fulg_arch_t arch;
        fulg_weights_t W, V;
        fulg_mat_t X, Y, J, K;
        fulg_eval_tape_t S, T;
        fulg_diag_t diag;
        slong out;
        fulg_test_arch(arch, rand, 0, 2, 3);
        fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
        fulg_arch_set_all(arch, "mask", 0);
        out = arch->width[arch->depth];
        arch->tokens = t;
        arch->copies = c;
        fulg_test_weights(W, arch, rand);
        D = W->domain;
        arch->tokens = t + c - 1;
        arch->copies = 1;
        assert_int_equal(fulg_weights_init(V, arch, D, diag), FULG_OK);
        for (slong b = 0; b < W->num; b++)
            fmpq_mat_set(V->mat[b].fmpq, W->mat[b].fmpq);
        fulg_test_input(X, W, rand);
        repeat_last(Y, X, c, D);
        fulg_eval_tape_init(S, W);
        fulg_eval_tape_init(T, V);
        if (fulg_eval_forward(S, W, X, diag) == FULG_OK)
        {
            assert_int_equal(fulg_eval_forward(T, V, Y, diag), FULG_OK);
            same_start(T->state[T->depth].fmpq, S->state[S->depth].fmpq);
            D->ops->init(J, out * t, W->parameters, D);
            D->ops->init(K, out * (t + c - 1), W->parameters, D);
            assert_int_equal(fulg_eval_jacobian(J, 0, W, X, diag), FULG_OK);
            assert_int_equal(fulg_eval_jacobian(K, 0, V, Y, diag), FULG_OK);
            for (slong i = 0; i < out * t; i++)
                for (slong j = 0; j < W->parameters; j++)
                    assert_true(fmpq_equal(
                        fmpq_mat_entry(J->fmpq, i, j),
                        fmpq_mat_entry(K->fmpq, i / t * (t + c - 1) + i % t,
                                       j)));
            D->ops->clear(J);
            D->ops->clear(K);
        }
        fulg_eval_tape_clear(S, W);
        fulg_eval_tape_clear(T, V);
        D->ops->clear(X);
        D->ops->clear(Y);
        fulg_weights_clear(W);
        fulg_weights_clear(V);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_by_hand),         cmocka_unit_test(test_naive),
    cmocka_unit_test(test_vanishing_sum),   cmocka_unit_test(test_copies),
    cmocka_unit_test(test_softmax_refused),
};

FULG_TEST_MAIN(tests)
