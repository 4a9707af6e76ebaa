#include "nets.h"

/* About as many as weights may be loaded for. */
#define MANY 11000

/* Ranks at given weights do not depend on how many tokens are looked at. */

/* The rank at inputs of all tokens: rows of the Jacobian mod a prime, at more inputs than
   weights, and FLINT's rank. */
static slong
plain_rank(const fulg_weights_t W, fulg_rand_t rand)
{
    const fulg_arch_struct *arch = W->arch;
    const slong step = arch->width[arch->depth] * arch->tokens;
    /* Another input adds to the rank until nothing does. */
    const slong num = W->parameters + 1;
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_mat_t J, X;
    slong rank;
    fulg_domain_init_nmod(D, fulg_exact_prime_random(rand));
    assert_int_equal(fulg_weights_init(B, arch, D, NULL), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(B, W, NULL), FULG_OK);
    D->ops->init(J, num * step, W->parameters, D);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    for (slong n = 0; n < num; n++)
    {
        for (slong i = 0; i < arch->width[0]; i++)
            for (slong j = 0; j < arch->tokens; j++)
                nmod_mat_entry(X->nmod, i, j) = fulg_rand_below(rand, D->prime);
        assert_int_equal(fulg_eval_jacobian(J, n * step, B, X, NULL), FULG_OK);
    }
    rank = nmod_mat_rank(J->nmod);
    D->ops->clear(J);
    D->ops->clear(X);
    fulg_weights_clear(B);
    return rank;
}

/* Some matrices become zero, or of rank one, or those of another head. */
static void
degenerate(fulg_weights_t W, fulg_rand_t rand)
{
    for (slong b = 0; b < W->num; b++)
    {
        fmpq_mat_struct *A = W->mat[b].fmpq, *other;
        const ulong choice = fulg_rand_below(rand, 8);
        other = W->mat[fulg_rand_below(rand, (ulong) W->num)].fmpq;
        if (choice == 0)
            fmpq_mat_zero(A);
        if (choice == 1)
            for (slong i = 1; i < fmpq_mat_nrows(A); i++)
                for (slong j = 0; j < fmpq_mat_ncols(A); j++)
                    fmpq_set(fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, 0, j));
        if (choice == 2 && fmpq_mat_nrows(A) == fmpq_mat_nrows(other) &&
            fmpq_mat_ncols(A) == fmpq_mat_ncols(other))
            fmpq_mat_set(A, other);
    }
}

/* W with another number of tokens. */
static void
with_tokens(fulg_weights_t W, const fulg_weights_t V, slong tokens)
{
    fulg_arch_t arch;
    fulg_arch_init(arch, 1);
    fulg_arch_set(arch, V->arch);
    arch->tokens = tokens;
    assert_int_equal(fulg_weights_init(W, arch, V->domain, NULL), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(W, V, NULL), FULG_OK);
    fulg_arch_clear(arch);
}

static void
test_all_tokens(void **state)
{
    fulg_rand_t rand;
    slong proved = 0, all = 0;
    fulg_test_rand(rand, "ranks with many tokens");
    for (slong n = 0; n < fulg_test_rounds(280); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        fulg_test_arch(arch, rand, n % 7,
                       fulg_test_between(rand, 1, n % 3 ? 2 : 3), 3);
        arch->tokens = 2 + n / 7 % 8;
        if (n % 7 == 5 && fulg_rand_below(rand, 2))
            fulg_arch_set_all(arch, "mask", 1);
        if (n % 7 == 6 && fulg_rand_below(rand, 2))
            fulg_arch_set_all(arch, "mask", 0);
        fulg_test_weights(W, arch, rand);
        if (n % 2)
            degenerate(W, rand);
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        if (R->rank != plain_rank(W, rand))
            fail_msg("network %ld: rank %ld, with all tokens %ld", (long) n,
                     (long) R->rank, (long) plain_rank(W, rand));
        proved += R->exact;
        all++;
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
    fprintf(stderr, "# %ld of %ld ranks proved\n", (long) proved, (long) all);
    assert_true(2 * proved > all);
}

/* Many matrices of tokens^2 numbers fit into no memory. */
static void
test_many_tokens(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "ranks at the largest number of tokens");
    for (slong n = 0; n < fulg_test_rounds(42); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W, V;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        slong few;
        fulg_test_arch(arch, rand, n % 7, n % 7 > 4 ? 1 : 2, 3);
        /* As many as the theorems ask for, and more. */
        arch->tokens = 9;
        fulg_test_weights(W, arch, rand);
        if (n % 2)
            degenerate(W, rand);
        few = plain_rank(W, rand);
        with_tokens(V, W, MANY);
        assert_int_equal(
            fulg_jacobian_rank(R, V, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        if (R->rank != few)
            fail_msg("network %ld: rank %ld, of nine tokens %ld", (long) n,
                     (long) R->rank, (long) few);
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(V);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* At inputs over Q, exactly: what vanishes at none of them mod primes. */
static void
test_probable(void **state)
{
    fulg_rand_t rand;
    slong kernel = 0, others = 0;
    fulg_test_rand(rand, "directions at random inputs");
    for (slong n = 0; n < fulg_test_rounds(160); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W, dW;
        fulg_mat_t X, dY;
        fulg_eval_tape_t T;
        fmpz_mat_t both;
        slong error_log2;
        int zero;
        fulg_test_arch(arch, rand, n % FULG_TEST_FAMILIES,
                       fulg_test_between(rand, 1, 2), 2);
        fulg_test_weights(W, arch, rand);
        fulg_test_weights(dW, arch, rand);
        degenerate(W, rand);
        for (slong b = 0; b < dW->num; b++)
            if (fulg_rand_below(rand, 4))
                fmpq_mat_zero(dW->mat[b].fmpq);
        /* Twice the direction, whose denominators are at most 2; and no direction. */
        fmpz_mat_init(both, W->parameters, 2);
        for (slong b = 0; b < dW->num; b++)
            for (slong i = 0; i < dW->block[b].rows; i++)
                for (slong j = 0; j < dW->block[b].cols; j++)
                {
                    fmpq *x = fmpq_mat_entry(dW->mat[b].fmpq, i, j);
                    fmpq_mul_2exp(x, x, 1);
                    assert_true(fmpz_is_one(fmpq_denref(x)));
                    fmpz_set(fmpz_mat_entry(both,
                                            dW->block[b].offset +
                                                i * dW->block[b].cols + j,
                                            n % 2),
                             fmpq_numref(x));
                }
        fulg_eval_tape_init(T, W);
        fulg_test_input(X, W, rand);
        while (fulg_eval_forward(T, W, X, NULL) == FULG_DOMAIN)
            fulg_weights_mat_random(X, rand, 99, 2, W->domain);
        W->domain->ops->init(dY, arch->width[arch->depth], arch->tokens,
                             W->domain);
        fulg_eval_tangent(dY, T, W, dW);
        zero = fmpq_mat_is_zero(dY->fmpq);
        if (!zero)
            assert_int_equal(
                fulg_jacobian_check_probable(&error_log2, W, both, rand), 0);
        else if (fulg_jacobian_check_probable(&error_log2, W, both, rand))
            assert_true(error_log2 < -30);
        kernel += zero;
        others += !zero;
        fulg_eval_tape_clear(T, W);
        W->domain->ops->clear(X);
        W->domain->ops->clear(dY);
        fmpz_mat_clear(both);
        fulg_weights_clear(W);
        fulg_weights_clear(dW);
        fulg_arch_clear(arch);
    }
    assert_true(kernel > 0 && others > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_all_tokens),
    cmocka_unit_test(test_many_tokens),
    cmocka_unit_test(test_probable),
};

FULG_TEST_MAIN(tests)
