#include "tensors.h"

static void
test_known(void **state)
{
    static const char *const eigenvalues[] = {"1", ".45880700473504922356",
                                              ".26132859777886426236",
                                              ".14097228762172770561"};
    static const slong row[4][2] = {{0, 1}, {121, 16}, {11, 1}, {81, 4}};
    fulg_cube_t X;
    fulg_organize_organization_t R;
    fulg_organize_options_t o;
    fulg_tree_distances_t D;
    fulg_organize_diffusion_t S;
    fulg_diag_t diag;
    fmpq_t d;
    fmpq_init(d);
    fulg_organize_options_init(&o);
    tensor_of_tokens(X, NULL);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
    assert_int_equal(fulg_organize_emd(D, X, 2, R->tree, &o, diag), FULG_OK);
    for (slong j = 0; j < 4; j++)
    {
        fmpq_set_fmpz_frac(d, D->d + j, D->den);
        assert_rational(d, row[j][0], (ulong) row[j][1]);
    }
    fmpq_set_fmpz_frac(d, D->d + 2 * 4 + 3, D->den);
    assert_rational(d, 983, 32);
    fulg_organize_diffusion_init(S, D, 1, 3, 1024);
    assert_true(S->defined);
    assert_rational(S->median, 541, 32);
    assert_true(arb_is_one(S->eigenvalue));
    for (slong i = 1; i < 4; i++)
    {
        assert_decimal(S->eigenvalue + i, eigenvalues[i], 19);
        assert_true(S->known[i - 1]);
    }
    fulg_organize_diffusion_clear(S);
    fulg_tree_distances_clear(D);
    fulg_organize_organization_clear(R);
    fulg_cube_clear(X);
    fmpq_clear(d);
}

/* Two points: K = [[1, 1/e], [1/e, 1]], eigenvalue (1 - 1/e)/(1 + 1/e), vectors
   (1, 1) and (1, -1). */
static void
test_two(void **state)
{
    fulg_tree_distances_t D;
    fulg_organize_diffusion_t S;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    fulg_tree_distances_init(D, 2);
    fmpz_set_ui(D->d + 1, 17);
    fmpz_set_ui(D->d + 2, 17);
    fulg_organize_diffusion_init(S, D, 2, 5, 1024);
    assert_int_equal(S->num, 1);
    arb_set_si(x, -1);
    arb_exp(x, x, 200);
    arb_add_ui(y, x, 1, 200);
    arb_sub_ui(x, x, 1, 200);
    arb_neg(x, x);
    arb_div(x, x, y, 200);
    assert_true(arb_overlaps(x, S->eigenvalue + 1));
    assert_true(arb_rel_accuracy_bits(S->eigenvalue + 1) > 80);
    assert_true(S->known[0]);
    arb_mul(x, x, x, 200);
    assert_true(arb_overlaps(x, arb_mat_entry(S->coordinate, 0, 0)));
    arb_neg(x, x);
    assert_true(arb_overlaps(x, arb_mat_entry(S->coordinate, 1, 0)));
    fulg_organize_diffusion_clear(S);
    fulg_tree_distances_clear(D);
    arb_clear(x);
    arb_clear(y);
}

/* Three points at equal distances have an eigenvalue of multiplicity 2: it is
   enclosed, and no coordinates are claimed. */
static void
test_multiple(void **state)
{
    fulg_tree_distances_t D;
    fulg_organize_diffusion_t S;
    fulg_tree_distances_init(D, 3);
    for (slong i = 0; i < 9; i++)
        fmpz_set_ui(D->d + i, i % 4 != 0);
    fulg_organize_diffusion_init(S, D, 1, 2, 256);
    assert_true(S->defined);
    assert_false(S->known[0] || S->known[1]);
    assert_decimal(S->eigenvalue + 1, "0.36417532714874", 10);
    assert_decimal(S->eigenvalue + 2, "0.36417532714874", 10);
    fulg_organize_diffusion_clear(S);
    fulg_tree_distances_clear(D);
}

static void
test_undefined(void **state)
{
    fulg_tree_distances_t D;
    fulg_organize_diffusion_t S;
    for (slong n = 1; n < 4; n++)
    {
        fulg_tree_distances_init(D, n);
        fulg_organize_diffusion_init(S, D, 1, 2, 256);
        assert_false(S->defined);
        fulg_organize_diffusion_clear(S);
        fulg_tree_distances_clear(D);
    }
}

/* Both routes to the eigenvalues, and their sum, the trace of M. */
static void
test_large(void **state)
{
    for (slong n = 60; n <= 70; n += 10)
    {
        fulg_tree_distances_t D;
        fulg_organize_diffusion_t S;
        arb_t sum, x, row, trace;
        fmpq_t q;
        fulg_tree_distances_init(D, n);
        for (slong i = 0; i < n; i++)
            for (slong j = 0; j < n; j++)
                fmpz_set_ui(D->d + i * n + j, (ulong) FLINT_ABS(i * i - j * j));
        fulg_organize_diffusion_init(S, D, 1, 2, 128);
        arb_init(sum);
        arb_init(x);
        arb_init(row);
        arb_init(trace);
        fmpq_init(q);
        for (slong i = 0; i < n; i++)
        {
            arb_add(sum, sum, S->eigenvalue + i, 128);
            arb_zero(row);
            for (slong j = 0; j < n; j++)
            {
                fmpq_set_fmpz_frac(q, D->d + i * n + j, D->den);
                fmpq_div(q, q, S->median);
                fmpq_neg(q, q);
                arb_set_fmpq(x, q, 128);
                arb_exp(x, x, 128);
                arb_add(row, row, x, 128);
            }
            arb_inv(row, row, 128);
            arb_add(trace, trace, row, 128);
        }
        assert_true(arb_overlaps(sum, trace));
        assert_true(S->known[0]);
        assert_true(arb_is_positive(S->eigenvalue + 1));
        arb_clear(sum);
        arb_clear(x);
        arb_clear(row);
        arb_clear(trace);
        fmpq_clear(q);
        fulg_organize_diffusion_clear(S);
        fulg_tree_distances_clear(D);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known),    cmocka_unit_test(test_two),
    cmocka_unit_test(test_multiple), cmocka_unit_test(test_undefined),
    cmocka_unit_test(test_large),
};

FULG_TEST_MAIN(tests)
