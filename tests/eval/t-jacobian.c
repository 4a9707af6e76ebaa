#include "naive.h"

/* Column c of J is the tangent along the c-th unit direction. */
static void
check_columns(const fulg_mat_t J, slong row, const fulg_weights_t W,
              const fulg_mat_t X)
{
    const fulg_domain_struct *D = W->domain;
    const slong out = W->arch->width[W->arch->depth], t = W->arch->tokens;
    fulg_weights_t unit;
    fulg_mat_t dY;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    assert_int_equal(fulg_weights_init(unit, W->arch, D, diag), FULG_OK);
    D->ops->init(dY, out, t, D);
    fulg_eval_tape_init(T, W);
    assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
    for (slong b = 0; b < W->num; b++)
        for (slong c = 0; c < W->block[b].rows * W->block[b].cols; c++)
        {
            const slong i = c / W->block[b].cols, j = c % W->block[b].cols;
            D->ops->set_si(&unit->mat[b], i, j, 1);
            fulg_eval_tangent(dY, T, W, unit);
            D->ops->set_si(&unit->mat[b], i, j, 0);
            for (slong r = 0; r < out * t; r++)
                assert_true(fmpq_equal(
                    fmpq_mat_entry(J->fmpq, row + r, W->block[b].offset + c),
                    fmpq_mat_entry(dY->fmpq, r / t, r % t)));
        }
    fulg_eval_tape_clear(T, W);
    D->ops->clear(dY);
    fulg_weights_clear(unit);
}

/* Rows outside the batch keep their numbers. */
static void
check_untouched(const fulg_mat_t J, slong first, slong last)
{
    for (slong i = 0; i < fmpq_mat_nrows(J->fmpq); i++)
        for (slong j = 0;
             j < fmpq_mat_ncols(J->fmpq) && (i < first || i >= last); j++)
            assert_true(fmpq_equal_si(fmpq_mat_entry(J->fmpq, i, j), 77));
}

static void
check_one(fulg_rand_t rand, slong family, slong depth)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_mat_t X, J;
    fulg_diag_t diag;
    fulg_status_t status;
    slong rows;
    const slong above = fulg_test_between(rand, 0, 2);

    fulg_test_arch(arch, rand, family, depth, 3);
    fulg_test_weights(W, arch, rand);
    fulg_test_input(X, W, rand);
    rows = arch->width[depth] * arch->tokens;
    W->domain->ops->init(J, above + rows + 1, W->parameters, W->domain);
    for (slong i = 0; i < above + rows + 1; i++)
        for (slong j = 0; j < W->parameters; j++)
            W->domain->ops->set_si(J, i, j, 77);
    status = fulg_eval_jacobian(J, above, W, X, diag);
    if (status == FULG_OK)
    {
        check_columns(J, above, W, X);
        check_untouched(J, above, above + rows);
    }
    else
    {
        assert_int_equal(status, FULG_DOMAIN);
        assert_int_equal(fulg_arch_norm(arch), FULG_NORM_AFFINE);
    }
    W->domain->ops->clear(J);
    W->domain->ops->clear(X);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static void
test_unit_directions(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_unit_directions");
    for (slong round = 0; round < fulg_test_rounds(12); round++)
        for (slong family = 0; family < FULG_TEST_FAMILIES; family++)
            check_one(rand, family, 1 + round % 3);
}

/* The rank at random points of one lightning layer, known from the literature:
   d = d' = 2, a = 1: 3 + 4 - 1; a = 2: 4 + 4 - 1. */
static void
test_known_rank(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_known_rank");
    for (slong a = 1; a <= 2; a++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_mat_t X, J;
        fulg_diag_t diag;
        fulg_domain_t D;
        fulg_domain_init_nmod(D, fulg_exact_prime_random(rand));
        fulg_arch_init(arch, 1);
        arch->width[0] = arch->width[1] = 2;
        arch->sub[0].head_dim = a;
        assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
        fulg_weights_random(W, rand, 1000000, 1);
        D->ops->init(J, 4 * 6, W->parameters, D);
        for (slong n = 0; n < 4; n++)
        {
            D->ops->init(X, 2, 3, D);
            fulg_weights_mat_random(X, rand, 1000000, 1, D);
            assert_int_equal(fulg_eval_jacobian(J, 6 * n, W, X, diag), FULG_OK);
            D->ops->clear(X);
        }
        assert_int_equal(nmod_mat_rank(J->nmod), a == 1 ? 6 : 7);
        D->ops->clear(J);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* The rows of J over Q, at W and X, mod a prime. */
static void
check_residues(const fulg_mat_t J, const fulg_weights_t W, const fulg_mat_t X,
               ulong prime, slong first, slong num)
{
    const slong t = W->arch->tokens, out = W->arch->width[W->arch->depth];
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_mat_t x, j, one;
    fulg_domain_init_nmod(D, prime);
    assert_int_equal(fulg_weights_init(B, W->arch, D, NULL), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(B, W, NULL), FULG_OK);
    D->ops->init(x, W->arch->width[0], t, D);
    D->ops->init(j, 1 + num * t, B->parameters, D);
    D->ops->init(one, 1, 1, D);
    fulg_domain_set_fmpq_mat(x, X->fmpq, D);
    assert_int_equal(fulg_eval_jacobian_part(j, 1, B, x, first, num, NULL),
                     FULG_OK);
    for (slong r = 0; r < num * t; r++)
        for (slong c = 0; c < B->parameters; c++)
        {
            const slong row = (first * t + r) % (out * t);
            assert_true(D->ops->set_fmpq(one, 0, 0,
                                         fmpq_mat_entry(J->fmpq, row, c), D));
            assert_int_equal(nmod_mat_entry(j->nmod, 1 + r, c),
                             nmod_mat_entry(one->nmod, 0, 0));
        }
    D->ops->clear(x);
    D->ops->clear(j);
    D->ops->clear(one);
    fulg_weights_clear(B);
}

/* Mod primes of 23 bits, where all rows are found at once, and of 61. */
static void
check_primes(const fulg_arch_t arch, fulg_rand_t rand)
{
    const slong out = arch->width[arch->depth];
    fulg_weights_t W;
    fulg_mat_t X, J;
    fulg_test_weights(W, arch, rand);
    fulg_test_input(X, W, rand);
    W->domain->ops->init(J, out * arch->tokens, W->parameters, W->domain);
    if (fulg_eval_jacobian(J, 0, W, X, NULL) == FULG_OK)
    {
        check_residues(J, W, X, fulg_exact_prime_small(rand), 0, out);
        check_residues(J, W, X, fulg_exact_prime_small(rand),
                       (slong) fulg_rand_below(rand, (ulong) out),
                       fulg_test_between(rand, 1, out));
        check_residues(J, W, X, fulg_exact_prime_random(rand), 0, out);
    }
    W->domain->ops->clear(J);
    W->domain->ops->clear(X);
    fulg_weights_clear(W);
}

static void
test_residues(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_test_rand(rand, "test_residues");
    for (slong round = 0; round < fulg_test_rounds(10); round++)
        for (slong family = 0; family < FULG_TEST_FAMILIES; family++)
        {
            fulg_test_arch(arch, rand, family, 1 + round % 3, 5);
            if (family != 7 && round % 2)
                arch->tokens = fulg_test_between(rand, 4, 9);
            check_primes(arch, rand);
            fulg_arch_clear(arch);
        }
    /* Sums that are reduced on the way. */
    fulg_arch_init(arch, 1);
    arch->width[0] = 700;
    arch->width[1] = 1;
    check_primes(arch, rand);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_residues),
    cmocka_unit_test(test_unit_directions),
    cmocka_unit_test(test_known_rank),
};

FULG_TEST_MAIN(tests)
