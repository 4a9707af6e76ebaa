#include "ops.h"

static int
match(const fulg_mat_struct *A, const fmpq_mat_t B, const fulg_domain_t D)
{
    for (slong i = 0; i < fmpq_mat_nrows(B); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
            if (!fmpq_mpoly_equal_fmpq(
                    fulg_domain_mpoly_mat_entry(A->mpoly, i, j),
                    fmpq_mat_entry(B, i, j), D->ctx))
                return 0;
    return D->ops->rows(A) == fmpq_mat_nrows(B) &&
           D->ops->cols(A) == fmpq_mat_ncols(B);
}

/* On constants the operations are those of the rationals. */
static void
test_constants(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t D;
    fmpq_mpoly_ctx_t ctx;
    fulg_test_rand(rand, "test_constants");
    fmpq_mpoly_ctx_init(ctx, 2, ORD_DEGREVLEX);
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        fulg_domain_init_mpoly(D, ctx);
        ops_check(match, rand, D);
    }
    assert_null(D->ops->entry_exp);
    fmpq_mpoly_ctx_clear(ctx);
}

/* A variable is no unit. */
static void
test_units(void **state)
{
    fulg_domain_t D;
    fmpq_mpoly_ctx_t ctx;
    fulg_mat_t A, B;
    fmpq_mpoly_ctx_init(ctx, 2, ORD_DEGREVLEX);
    fulg_domain_init_mpoly(D, ctx);
    D->ops->init(A, 1, 2, D);
    D->ops->init(B, 1, 2, D);
    D->ops->set_si(A, 0, 0, 3);
    fmpq_mpoly_gen(fulg_domain_mpoly_mat_entry(A->mpoly, 0, 1), 1, ctx);
    assert_int_equal(D->ops->entry_inv(B, A, D), 0);
    assert_false(D->ops->equal(A, B));
    D->ops->clear(A);
    D->ops->clear(B);
    fmpq_mpoly_ctx_clear(ctx);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_constants),
    cmocka_unit_test(test_units),
};

FULG_TEST_MAIN(tests)
