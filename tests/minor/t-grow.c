#include "nets.h"

/* The minor, entry by entry from tangents along unit directions: an evaluation
   that does not pass through the adjoint.  Its determinant is FLINT's. */
static ulong
determinant(const fulg_minor_t minor)
{
    const fulg_arch_struct *arch = minor->weights->arch;
    const slong t = arch->tokens, out = arch->width[arch->depth];
    fulg_domain_t D;
    fulg_weights_t W, dW;
    fulg_diag_t diag;
    fulg_mat_t X, dY;
    nmod_mat_t M;
    ulong det;
    fulg_domain_init_nmod(D, minor->prime);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(dW, arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(W, minor->weights, diag), FULG_OK);
    D->ops->init(X, arch->width[0], t, D);
    D->ops->init(dY, out, t, D);
    nmod_mat_init(M, minor->size, minor->size, minor->prime);
    for (slong r = 0; r < minor->size; r++)
    {
        const slong row = minor->row[r];
        fulg_eval_tape_t T;
        fulg_eval_tape_init(T, W);
        assert_true(
            fulg_domain_set_fmpq_mat(X, &minor->input[row / (out * t)], D));
        assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
        for (slong c = 0; c < minor->size; c++)
        {
            slong b = 0, place;
            while (b + 1 < dW->num && dW->block[b + 1].offset <= minor->col[c])
                b++;
            place = minor->col[c] - dW->block[b].offset;
            fulg_weights_zero(dW);
            D->ops->set_si(&dW->mat[b], place / dW->block[b].cols,
                           place % dW->block[b].cols, 1);
            fulg_eval_tangent(dY, T, W, dW);
            nmod_mat_entry(M, r, c) = nmod_mat_entry(dY->nmod, row / t % out,
                                                     row % t);
        }
        fulg_eval_tape_clear(T, W);
    }
    det = nmod_mat_det(M);
    nmod_mat_clear(M);
    D->ops->clear(X);
    D->ops->clear(dY);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
    return det;
}

/* The rank of a Jacobian with far more inputs than the search used. */
static slong
rank_with_many_inputs(const fulg_minor_t minor, fulg_rand_t rand)
{
    const fulg_arch_struct *arch = minor->weights->arch;
    const slong step = arch->tokens * arch->width[arch->depth];
    const slong inputs = minor->weights->parameters + 2;
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_diag_t diag;
    fulg_mat_t J, X;
    slong rank;
    fulg_domain_init_nmod(D, minor->prime);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(W, minor->weights, diag), FULG_OK);
    D->ops->init(J, inputs * step, W->parameters, D);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    for (slong n = 0; n < inputs; n++)
        do
            fulg_weights_mat_random(X, rand, 1000000, 1, D);
        while (fulg_eval_jacobian(J, n * step, W, X, diag) == FULG_DOMAIN);
    rank = nmod_mat_rank(J->nmod);
    D->ops->clear(J);
    D->ops->clear(X);
    fulg_weights_clear(W);
    return rank;
}

static void
test_grow(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "minors");
    for (slong n = 0; n < fulg_test_rounds(120); n++)
    {
        fulg_arch_t arch;
        fulg_minor_t minor;
        fulg_diag_t diag;
        fulg_test_arch(arch, rand, n % FULG_TEST_FAMILIES,
                       fulg_test_between(rand, 1, 3), 3);
        assert_int_equal(fulg_minor_init(minor, arch, diag), FULG_OK);
        minor->prime = n / FULG_TEST_FAMILIES % 2
                           ? fulg_exact_prime_small(rand)
                           : fulg_exact_prime_random(rand);
        fulg_weights_random(minor->weights, rand, 99, 1);
        assert_int_equal(fulg_minor_grow(minor, minor->weights->parameters, 99,
                                         rand, NULL, diag),
                         FULG_OK);
        assert_int_equal(minor->size, rank_with_many_inputs(minor, rand));
        if (minor->size > 0)
            assert_int_not_equal(determinant(minor), 0);
        fulg_minor_clear(minor);
        fulg_arch_clear(arch);
    }
}

/* The search stops at the target. */
static void
test_target(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_minor_t minor;
    fulg_diag_t diag;
    fulg_test_rand(rand, "target");
    fulg_arch_init(arch, 1);
    arch->width[0] = arch->width[1] = 4;
    assert_int_equal(fulg_minor_init(minor, arch, diag), FULG_OK);
    minor->prime = fulg_exact_prime_random(rand);
    fulg_weights_random(minor->weights, rand, 99, 1);
    assert_int_equal(fulg_minor_grow(minor, 3, 99, rand, NULL, diag), FULG_OK);
    assert_true(minor->size >= 3);
    assert_int_not_equal(determinant(minor), 0);
    fulg_minor_clear(minor);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_grow),
    cmocka_unit_test(test_target),
};

FULG_TEST_MAIN(tests)
