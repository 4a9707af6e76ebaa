#include "strata.h"

/* X = c Y for a rational c that is not 0? */
static int
is_multiple(fmpq_t c, const fmpq_mat_t X, const fmpq_mat_t Y)
{
    const slong rows = fmpq_mat_nrows(X), cols = fmpq_mat_ncols(X);
    fmpq_t z;
    int ok;
    fmpq_init(z);
    fmpq_zero(c);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            if (fmpq_is_zero(c) && !fmpq_is_zero(fmpq_mat_entry(Y, i, j)))
                fmpq_div(c, fmpq_mat_entry(X, i, j), fmpq_mat_entry(Y, i, j));
    ok = !fmpq_is_zero(c);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            fmpq_mul(z, c, fmpq_mat_entry(Y, i, j));
            ok = ok && fmpq_equal(z, fmpq_mat_entry(X, i, j));
        }
    fmpq_clear(z);
    return ok;
}

static void
symmetrise(fmpq_mat_t S, const fmpq_mat_t A)
{
    fmpq_t half;
    fmpq_init(half);
    fmpq_set_si(half, 1, 2);
    fmpq_mat_transpose(S, A);
    fmpq_mat_add(S, S, A);
    for (slong i = 0; i < fmpq_mat_nrows(S); i++)
        for (slong j = 0; j < fmpq_mat_ncols(S); j++)
            fmpq_mul(fmpq_mat_entry(S, i, j), fmpq_mat_entry(S, i, j), half);
    fmpq_clear(half);
}

/* A = c A', V = V'/c with a rational family; symmetric parts for tokens 1. */
static int
family_contains(const fulg_single_weights_t *W, const fmpq_mat_t A,
                const fmpq_mat_t V, slong tokens)
{
    const slong d = fmpq_mat_nrows(A);
    fmpq_mat_t X, Y;
    fmpq_t c, e;
    int ok;
    if (W->field.degree > 1)
        return 0;
    fmpq_mat_init(X, d, d);
    fmpq_mat_init(Y, d, d);
    fmpq_init(c);
    fmpq_init(e);
    fmpq_mat_set(X, A);
    fmpq_mat_set(Y, W->A);
    if (tokens == 1)
    {
        symmetrise(X, A);
        symmetrise(Y, W->A);
    }
    ok = is_multiple(c, X, Y) && is_multiple(e, W->V, V) && fmpq_equal(c, e);
    fmpq_mat_clear(X);
    fmpq_mat_clear(Y);
    fmpq_clear(c);
    fmpq_clear(e);
    return ok;
}

static void
check_recovery(const fulg_weights_t W, slong head_dim, fulg_rand_t rand)
{
    fulg_single_recovery_t R;
    fulg_function_t F;
    fulg_diag_t diag;
    fmpq_mat_t A, V;
    int contains = 0;
    assert_int_equal(fulg_function_init_weights(F, W, diag), FULG_OK);
    assert_int_equal(fulg_function_weights_av(A, V, W, diag), FULG_OK);
    fulg_single_recover(&R, F, head_dim);
    if (R.place != FULG_SINGLE_IN_IMAGE)
        fail_msg("not recovered: %s", R.why->text);
    assert_int_equal(R.zero, fulg_function_is_zero(F));
    for (slong n = 0; n < R.num; n++)
    {
        check_family(&R.weights[n], F, rand);
        check_real(&R.weights[n]);
        contains |= family_contains(&R.weights[n], A, V, F->tokens);
    }
    assert_true(R.zero || contains);
    if (!R.zero)
        assert_int_equal(R.rank_V, fulg_rank_exact(NULL, NULL, V));
    fulg_single_recovery_clear(&R);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
    fulg_function_clear(F);
}

static void
test_strata(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "recover strata");
    for (slong round = 0; round < fulg_test_rounds(1500); round++)
    {
        const slong d = 1 + (slong) fulg_rand_below(rand, 4);
        const slong d_out = 1 + (slong) fulg_rand_below(rand, 3);
        const slong a = 1 + (slong) fulg_rand_below(rand, 4);
        const int large = round % 2;
        fulg_weights_t W;
        strata_init(W, d, d_out, a, 1 + (slong) fulg_rand_below(rand, 2));
        strata_random(W, rand, large ? 1000000 : 1, large ? 1000 : 1);
        check_recovery(W, a, rand);
        check_recovery(W, 0, rand);
        fulg_weights_clear(W);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_strata),
};

FULG_TEST_MAIN(tests)
