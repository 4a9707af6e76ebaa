#include "strata.h"

/* The exact Jacobian, mod a random prime (a lower bound that is the rank but
   for a chance of 2^-50), at enough random inputs. */
static slong
rank_by_jacobian(const fulg_weights_t rational, fulg_rand_t rand, slong inputs)
{
    const ulong p = fulg_exact_prime_random(rand);
    const slong d = rational->arch->width[0], t = rational->arch->tokens;
    const slong step = rational->arch->width[1] * t;
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_mat_t J, X;
    fulg_diag_t diag;
    slong rank;
    fulg_domain_init_nmod(D, p);
    assert_int_equal(fulg_weights_init(W, rational->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(W, rational, diag), FULG_OK);
    D->ops->init(J, inputs * step, W->parameters, D);
    D->ops->init(X, d, t, D);
    for (slong n = 0; n < inputs; n++)
    {
        for (slong i = 0; i < d; i++)
            for (slong j = 0; j < t; j++)
                nmod_mat_entry(X->nmod, i, j) = fulg_rand_below(rand, p);
        assert_int_equal(fulg_eval_jacobian(J, n * step, W, X, diag), FULG_OK);
    }
    rank = nmod_mat_rank(J->nmod);
    D->ops->clear(J);
    D->ops->clear(X);
    fulg_weights_clear(W);
    return rank;
}

static void
check(const fulg_weights_t W, fulg_rand_t rand)
{
    fulg_single_class_t C;
    fulg_diag_t diag;
    slong rank;
    assert_int_equal(fulg_single_classify_weights(&C, W, diag), FULG_OK);
    rank = rank_by_jacobian(W, rand, C.generic_rank + 3);
    if (rank != C.jacobian_rank)
        fail_msg("d %ld d_out %ld a %ld t %ld: p %ld q %ld rank A %ld V %ld "
                 "parallel %d S %ld divides %d: formula %ld, Jacobian %ld",
                 C.point.d, C.point.d_out, C.point.head_dim, C.point.tokens,
                 C.point.rank_K, C.point.rank_Q, C.point.rank_A, C.point.rank_V,
                 C.point.parallel, C.point.rank_S, C.point.divides,
                 C.jacobian_rank, rank);
    assert_true(rank <= C.generic_rank);
    assert_int_equal(C.critical, rank < C.generic_rank);
}

/* Theorems 6 and 11 at random points of all strata; small entries, so that
   special positions are frequent. */
static void
test_strata(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "Jacobian rank");
    for (slong d = 1; d <= 3; d++)
        for (slong d_out = 1; d_out <= 3; d_out++)
            for (slong a = 1; a <= 4; a++)
                for (slong t = 1; t <= 2; t++)
                    for (slong n = 0; n < fulg_test_rounds(12); n++)
                    {
                        fulg_weights_t W;
                        strata_init(W, d, d_out, a, t);
                        strata_random(W, rand, n % 2 ? 1 : 50, 1);
                        check(W, rand);
                        fulg_weights_clear(W);
                    }
}

/* Every 0/1 choice of small weights: no stratum is missed. */
static void
test_exhaustive(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "Jacobian rank, exhaustive");
    for (slong t = 1; t <= 2; t++)
        for (ulong bits = 0; bits < 64; bits++)
        {
            fulg_weights_t W;
            strata_init(W, 2, 1, 1, t);
            for (slong b = 0, n = 0; b < 3; b++)
                for (slong j = 0; j < 2; j++, n++)
                    fmpq_set_si(fmpq_mat_entry(W->mat[b].fmpq, 0, j),
                                (bits >> n) & 1, 1);
            check(W, rand);
            fulg_weights_clear(W);
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_strata),
    cmocka_unit_test(test_exhaustive),
};

FULG_TEST_MAIN(tests)
