#include "nets.h"

/* f at the rational point. */
static void
value_at(fmpq_t y, const fmpq_mpoly_t f, fmpq *const *point,
         const fmpq_mpoly_ctx_t ctx)
{
    assert_true(fmpq_mpoly_evaluate_all_fmpq(y, f, point, ctx));
}

/* Fills A with the variables from *next on, and *next at the values of B. */
static void
set_variables(fulg_mat_t A, slong *next, fmpq **point, const fmpq_mat_t B)
{
    const fmpq_mpoly_ctx_struct *ctx = A->mpoly->ctx;
    for (slong i = 0; i < fmpq_mat_nrows(B); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
        {
            point[*next] = fmpq_mat_entry(B, i, j);
            fmpq_mpoly_gen(fulg_domain_mpoly_mat_entry(A->mpoly, i, j),
                           (*next)++, ctx);
        }
}

static void
compare(const fulg_mat_struct *A, const fmpq_mat_t B, fmpq *const *point)
{
    fmpq_t y;
    fmpq_init(y);
    for (slong i = 0; i < fmpq_mat_nrows(B); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
        {
            value_at(y, fulg_domain_mpoly_mat_entry(A->mpoly, i, j), point,
                     A->mpoly->ctx);
            assert_true(fmpq_equal(y, fmpq_mat_entry(B, i, j)));
        }
    fmpq_clear(y);
}

/* Output and tangent in all weights, directions and inputs as variables, at a
   point; and the same over the rationals. */
static void
check_one(fulg_rand_t rand, slong family)
{
    fulg_arch_t arch;
    fulg_weights_t W, dW, Ws, dWs;
    fulg_domain_t D;
    fulg_mat_t X, Xs, dY, dYs;
    fulg_eval_tape_t T, Ts;
    fulg_diag_t diag;
    fmpq_mpoly_ctx_t ctx;
    fmpq **point;
    slong next = 0;

    fulg_test_arch(arch, rand, family, 1, 2);
    fulg_test_weights(W, arch, rand);
    fulg_test_weights(dW, arch, rand);
    fulg_test_input(X, W, rand);
    fmpq_mpoly_ctx_init(ctx, 2 * W->parameters + arch->width[0] * arch->tokens,
                        ORD_DEGREVLEX);
    point = flint_malloc(sizeof(fmpq *) * (size_t) fmpq_mpoly_ctx_nvars(ctx));
    fulg_domain_init_mpoly(D, ctx);
    assert_int_equal(fulg_weights_init(Ws, arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(dWs, arch, D, diag), FULG_OK);
    D->ops->init(Xs, arch->width[0], arch->tokens, D);
    set_variables(Xs, &next, point, X->fmpq);
    for (slong b = 0; b < W->num; b++)
    {
        set_variables(&Ws->mat[b], &next, point, W->mat[b].fmpq);
        set_variables(&dWs->mat[b], &next, point, dW->mat[b].fmpq);
    }
    fulg_eval_tape_init(T, W);
    fulg_eval_tape_init(Ts, Ws);
    assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
    assert_int_equal(fulg_eval_forward(Ts, Ws, Xs, diag), FULG_OK);
    compare(&Ts->state[1], T->state[1].fmpq, point);
    W->domain->ops->init(dY, arch->width[1], arch->tokens, W->domain);
    D->ops->init(dYs, arch->width[1], arch->tokens, D);
    fulg_eval_tangent(dY, T, W, dW);
    fulg_eval_tangent(dYs, Ts, Ws, dWs);
    compare(dYs, dY->fmpq, point);

    W->domain->ops->clear(dY);
    D->ops->clear(dYs);
    fulg_eval_tape_clear(T, W);
    fulg_eval_tape_clear(Ts, Ws);
    W->domain->ops->clear(X);
    D->ops->clear(Xs);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
    fulg_weights_clear(Ws);
    fulg_weights_clear(dWs);
    flint_free(point);
    fmpq_mpoly_ctx_clear(ctx);
    fulg_arch_clear(arch);
}

static void
test_symbolic(void **state)
{
    static const slong polynomial[] = {0, 1, 2, 3, 4, 7};
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_symbolic");
    for (slong round = 0; round < fulg_test_rounds(10); round++)
        for (int f = 0; f < 6; f++)
            check_one(rand, polynomial[f]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_symbolic),
};

FULG_TEST_MAIN(tests)
