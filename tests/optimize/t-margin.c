/* The margin by three routes, on random data: exactly, in balls, and by trying
   every support. */
#include "testing.h"

#include <fulgurite/optimize.h>

static void
random_matrix(fmpq_mat_t A, fulg_rand_t rand)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fulg_test_rational(fmpq_mat_entry(A, i, j), rand, 5, 4);
}

static void
random_problem(fulg_dataset_t D, fulg_optimize_heads_t P, fulg_rand_t rand,
               int tilted)
{
    const slong n = 1 + (slong) fulg_rand_below(rand, 5);
    const slong T = 1 + (slong) fulg_rand_below(rand, 3);
    const slong d = 1 + (slong) fulg_rand_below(rand, 3);
    fulg_diag_t diag;
    assert_int_equal(fulg_dataset_init(D, n, T, d, diag), FULG_OK);
    for (slong i = 0; i < n; i++)
    {
        random_matrix(&D->X[i], rand);
        D->label[i] = fulg_rand_below(rand, 2) ? 1 : -1;
    }
    fulg_optimize_heads_init(P, 1 + (slong) fulg_rand_below(rand, 3), T, d);
    for (slong g = 0; g < P->num; g++)
    {
        random_matrix(&P->U[g], rand);
        if (tilted)
            random_matrix(&P->W[g], rand);
    }
}

/* The least lambda^T K lambda over the affine minimisers of all supports that
   lie in the simplex. */
static void
by_supports(fmpq_t best, const fmpq_mat_t K)
{
    const slong n = fmpq_mat_nrows(K);
    int found = 0;
    for (ulong set = 1; set < UWORD(1) << n; set++)
    {
        slong S[8], m = 0;
        fmpq_mat_t A, one, z;
        fmpq_t x, sum;
        int good;
        for (slong i = 0; i < n; i++)
            if (set >> i & 1)
                S[m++] = i;
        fmpq_mat_init(A, m, m);
        fmpq_mat_init(one, m, 1);
        fmpq_mat_init(z, m, 1);
        fmpq_init(x);
        fmpq_init(sum);
        for (slong i = 0; i < m; i++)
        {
            fmpq_one(fmpq_mat_entry(one, i, 0));
            for (slong j = 0; j < m; j++)
                fmpq_add_si(fmpq_mat_entry(A, i, j),
                            fmpq_mat_entry(K, S[i], S[j]), 1);
        }
        good = fmpq_mat_solve(z, A, one);
        for (slong i = 0; i < m && good; i++)
        {
            good = fmpq_sgn(fmpq_mat_entry(z, i, 0)) >= 0;
            fmpq_add(sum, sum, fmpq_mat_entry(z, i, 0));
        }
        /* (K + 1) z = 1: z^T K z = s - s^2, and |p|^2 = (s - s^2) / s^2 */
        if (good)
        {
            fmpq_inv(x, sum);
            fmpq_sub_si(x, x, 1);
            if (!found || fmpq_cmp(x, best) < 0)
                fmpq_set(best, x);
            found = 1;
        }
        fmpq_mat_clear(A);
        fmpq_mat_clear(one);
        fmpq_mat_clear(z);
        fmpq_clear(x);
        fmpq_clear(sum);
    }
    assert_true(found);
}

static void
test_exact(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, __func__);
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        fulg_optimize_margin_options_t options;
        fulg_dataset_t D;
        fulg_optimize_heads_t P;
        fulg_optimize_margin_t M, B;
        fulg_diag_t diag;
        fmpq_mat_t K;
        arb_mat_t BK;
        fmpq_t best;
        arb_t x;
        random_problem(D, P, rand, 0);
        fmpq_init(best);
        arb_init(x);
        fmpq_mat_init(K, D->num, D->num);
        arb_mat_init(BK, D->num, D->num);
        fulg_optimize_gram(K, D, P);
        fulg_optimize_gram_ball(BK, D, P, 100);
        for (slong i = 0; i < D->num; i++)
            for (slong j = 0; j < D->num; j++)
                assert_true(arb_contains_fmpq(arb_mat_entry(BK, i, j),
                                              fmpq_mat_entry(K, i, j)));
        by_supports(best, K);
        fulg_optimize_margin_options_init(&options);
        options.method = 1;
        assert_int_equal(fulg_optimize_margin_init(M, D, P, &options, diag),
                         FULG_OK);
        assert_true(M->exact && fmpq_equal(M->gamma_squared, best));
        assert_int_equal(M->separable,
                         fmpq_is_zero(best) ? FULG_FALSE : FULG_TRUE);
        options.method = 2;
        assert_int_equal(fulg_optimize_margin_init(B, D, P, &options, diag),
                         FULG_OK);
        arb_union(x, B->lower, B->upper, 100);
        arb_mul(x, x, x, 100);
        assert_true(arb_contains_fmpq(x, best));
        /* Balls prove either answer, and need prove none. */
        if (B->separable != FULG_UNKNOWN)
            assert_int_equal(B->separable, M->separable);
        fulg_optimize_margin_clear(M);
        fulg_optimize_margin_clear(B);
        fulg_dataset_clear(D);
        fulg_optimize_heads_clear(P);
        fmpq_mat_clear(K);
        arb_mat_clear(BK);
        fmpq_clear(best);
        arb_clear(x);
    }
}

/* No z_i is longer than G(B): theorem on gradient and curvature. */
static void
test_gradient_bound(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, __func__);
    for (slong round = 0; round < fulg_test_rounds(40); round++)
    {
        fulg_dataset_t D;
        fulg_optimize_heads_t P;
        arb_mat_t K;
        fmpq_t R2, B2;
        arb_t b, G2, beta, rho;
        random_problem(D, P, rand, 1);
        fmpq_init(R2);
        fmpq_init(B2);
        arb_init(b);
        arb_init(G2);
        arb_init(beta);
        arb_init(rho);
        arb_mat_init(K, D->num, D->num);
        fulg_dataset_radius_squared(R2, D);
        fulg_optimize_heads_readout_squared(B2, P);
        arb_set_fmpq(b, B2, 128);
        fulg_optimize_curvature(G2, beta, rho, D->tokens, P->total, R2, b, 128);
        fulg_optimize_gram_ball(K, D, P, 256);
        for (slong i = 0; i < D->num; i++)
            assert_false(arb_gt(arb_mat_entry(K, i, i), G2));
        fulg_dataset_clear(D);
        fulg_optimize_heads_clear(P);
        arb_mat_clear(K);
        fmpq_clear(R2);
        fmpq_clear(B2);
        arb_clear(b);
        arb_clear(G2);
        arb_clear(beta);
        arb_clear(rho);
    }
}

/* The reference values of the theory: data D1 at two heads, W = 0, the rows of U_1
   all e_1 and those of U_2 all e_2. */
static void
test_reference(void **state)
{
    static const char *const rows[4][4][3] = {{{"1", "0", "0"},
                                               {"1", "0", "0"},
                                               {"0", "0", "3/5"},
                                               {"0", "0", "-1/5"}},
                                              {{"1", "0", "0"},
                                               {"1", "0", "0"},
                                               {"0", "0", "-3/5"},
                                               {"0", "0", "2/5"}},
                                              {{"0", "1", "0"},
                                               {"0", "1", "0"},
                                               {"0", "0", "3/5"},
                                               {"0", "0", "1/5"}},
                                              {{"0", "1", "0"},
                                               {"0", "1", "0"},
                                               {"0", "0", "-2/5"},
                                               {"0", "0", "-3/5"}}};
    static const struct
    {
        slong i, j;
        const char *value;
    } known[] = {{0, 0, "1469/1250"}, {0, 1, "22001/20000"}, {3, 3, "185/128"}};
    fulg_dataset_t D;
    fulg_optimize_heads_t P;
    fulg_diag_t diag;
    fmpq_mat_t K;
    fmpq_t x;
    fmpq_init(x);
    fmpq_mat_init(K, 4, 4);
    assert_int_equal(fulg_dataset_init(D, 4, 4, 3, diag), FULG_OK);
    fulg_optimize_heads_init(P, 2, 4, 3);
    for (slong i = 0; i < 4; i++)
    {
        D->label[i] = i < 2 ? 1 : -1;
        for (slong t = 0; t < 4; t++)
            for (slong j = 0; j < 3; j++)
                fmpq_set_str(fmpq_mat_entry(&D->X[i], t, j), rows[i][t][j], 10);
        fmpq_one(fmpq_mat_entry(&P->U[0], i, 0));
        fmpq_one(fmpq_mat_entry(&P->U[1], i, 1));
    }
    fulg_optimize_gram(K, D, P);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    {
        fmpq_set_str(x, known[k].value, 10);
        assert_true(fmpq_equal(fmpq_mat_entry(K, known[k].i, known[k].j), x));
    }
    fulg_dataset_clear(D);
    fulg_optimize_heads_clear(P);
    fmpq_mat_clear(K);
    fmpq_clear(x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_exact),
                                       cmocka_unit_test(test_reference),
                                       cmocka_unit_test(test_gradient_bound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
