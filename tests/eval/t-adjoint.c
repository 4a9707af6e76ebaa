#include "naive.h"

/* sum over i, j of A_ij B_ij, as the trace of a product. */
static void
inner(fulg_mat_t s, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    fulg_mat_t Bt, C, row, one;
    const slong n = D->ops->rows(A);
    D->ops->init(Bt, D->ops->cols(B), D->ops->rows(B), D);
    D->ops->init(C, n, n, D);
    D->ops->transpose(Bt, B);
    D->ops->mul(C, A, Bt, D);
    D->ops->clear(Bt);
    for (slong i = 0; i < n; i++)
    {
        fulg_mat_t part;
        D->ops->init(row, 1, n, D);
        D->ops->init(one, n, 1, D);
        D->ops->init(Bt, 1, n, D);
        D->ops->init(part, 1, 1, D);
        D->ops->set_si(row, 0, i, 1);
        D->ops->set_si(one, i, 0, 1);
        D->ops->mul(Bt, row, C, D);
        D->ops->mul(part, Bt, one, D);
        D->ops->add(s, s, part, D);
        D->ops->clear(part);
        D->ops->clear(Bt);
        D->ops->clear(row);
        D->ops->clear(one);
    }
    D->ops->clear(C);
}

/* <seed, dF(dW)> = <gradient, dW>, exactly. */
static void
check_pairing(const fulg_weights_t W, const fulg_mat_t X, fulg_rand_t rand)
{
    const fulg_domain_struct *D = W->domain;
    const slong out = W->arch->width[W->arch->depth], t = W->arch->tokens;
    fulg_weights_t dW, gradient;
    fulg_mat_t seed, dY, left, right;
    fulg_eval_tape_t T;
    fulg_diag_t diag;

    assert_int_equal(fulg_weights_init(dW, W->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(gradient, W->arch, D, diag), FULG_OK);
    fulg_weights_random(dW, rand, 5, 3);
    /* Whatever the gradient held before must not matter. */
    fulg_weights_random(gradient, rand, 5, 3);
    D->ops->init(seed, out, t, D);
    D->ops->init(dY, out, t, D);
    D->ops->init(left, 1, 1, D);
    D->ops->init(right, 1, 1, D);
    fulg_weights_mat_random(seed, rand, 5, 3, D);
    fulg_weights_mat_random(dY, rand, 5, 3, D);
    fulg_eval_tape_init(T, W);
    if (fulg_eval_forward(T, W, X, diag) == FULG_OK)
    {
        fulg_eval_tangent(dY, T, W, dW);
        fulg_eval_adjoint(gradient, T, W, seed);
        inner(left, seed, dY, D);
        for (slong b = 0; b < W->num; b++)
            inner(right, &gradient->mat[b], &dW->mat[b], D);
        if (!D->ops->equal(left, right))
            fail_msg("kind %ld, depth %ld", W->arch->sub[0].kind,
                     W->arch->depth);
    }
    else
        assert_int_equal(fulg_arch_norm(W->arch), FULG_NORM_AFFINE);
    fulg_eval_tape_clear(T, W);
    D->ops->clear(seed);
    D->ops->clear(dY);
    D->ops->clear(left);
    D->ops->clear(right);
    fulg_weights_clear(dW);
    fulg_weights_clear(gradient);
}

static void
check_one(fulg_rand_t rand, slong family, slong depth, const fulg_domain_t D)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_mat_t X;
    fulg_diag_t diag;
    fulg_test_arch(arch, rand, family, depth, 3);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fulg_weights_random(W, rand, 3, 2);
    fulg_test_input(X, W, rand);
    check_pairing(W, X, rand);
    D->ops->clear(X);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static void
test_rational(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t D;
    fulg_test_rand(rand, "test_rational");
    fulg_domain_init_fmpq(D);
    for (slong round = 0; round < fulg_test_rounds(120); round++)
        for (slong family = 0; family < FULG_TEST_FAMILIES; family++)
            check_one(rand, family, 1 + round % 3, D);
}

/* Small primes meet the case of a vanishing sum as well. */
static void
test_nmod(void **state)
{
    static const ulong primes[] = {2, 3, 7, 101, UWORD(2305843009213693951)};
    fulg_rand_t rand;
    fulg_domain_t D;
    fulg_test_rand(rand, "test_nmod");
    for (slong round = 0; round < fulg_test_rounds(120); round++)
        for (slong family = 0; family < FULG_TEST_FAMILIES; family++)
        {
            fulg_domain_init_nmod(D, primes[round % 5]);
            check_one(rand, family, 1 + round % 4, D);
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_rational),
    cmocka_unit_test(test_nmod),
};

FULG_TEST_MAIN(tests)
