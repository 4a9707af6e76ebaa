/* Coefficients by their definition; counts, the largest, pruning. */
#include "tensors.h"

/* The squares c^2/norm of all coefficients, decreasing, and the sum of roots. */
static void
naive(fmpq *square, arb_t l1, const fulg_cube_t X,
      const fulg_organize_coefficients_t C)
{
    const slong *n = X->shape;
    slong m = 0;
    arb_t root;
    fmpq_t x;
    arb_init(root);
    fmpq_init(x);
    arb_zero(l1);
    for (slong u = 0; u < n[0]; u++)
        for (slong v = 0; v < n[1]; v++)
            for (slong w = 0; w < n[2]; w++, m++)
            {
                fmpq *s = square + m;
                fmpq_zero(s);
                for (slong e = 0; e < fulg_cube_size(X); e++)
                {
                    const slong h =
                        fulg_tree_haar_entry(&C->basis[0], u, e / n[2] / n[1]) *
                        fulg_tree_haar_entry(&C->basis[1], v, e / n[2] % n[1]) *
                        fulg_tree_haar_entry(&C->basis[2], w, e % n[2]);
                    fmpq_set_fmpz_frac(x, X->value + e, X->den);
                    fmpq_mul_si(x, x, h);
                    fmpq_add(s, s, x);
                }
                fmpq_mul(s, s, s);
                fmpq_set_si(x, 1, C->basis[0].norm[u]);
                fmpq_mul(s, s, x);
                fmpq_set_si(x, 1, C->basis[1].norm[v]);
                fmpq_mul(s, s, x);
                fmpq_set_si(x, 1, C->basis[2].norm[w]);
                fmpq_mul(s, s, x);
                arb_set_fmpq(root, s, 200);
                arb_sqrt(root, root, 200);
                arb_add(l1, l1, root, 200);
            }
    for (slong i = 1; i < m; i++)
        for (slong j = i; j > 0 && fmpq_cmp(square + j, square + j - 1) > 0;
             j--)
            fmpq_swap(square + j, square + j - 1);
    arb_clear(root);
    fmpq_clear(x);
}

static void
check_counts(const fulg_organize_entropy_t E, const fmpq *square)
{
    for (slong p = 0; p <= 20; p++)
    {
        slong lower, upper, count = 0;
        fmpq_t part, goal, sum;
        fmpq_init(part);
        fmpq_init(goal);
        fmpq_init(sum);
        fmpq_set_si(part, p, 20);
        fmpq_mul(goal, part, E->energy);
        for (; fmpq_cmp(sum, goal) < 0; count++)
            fmpq_add(sum, sum, square + count);
        fulg_organize_entropy_count(&lower, &upper, E, part);
        assert_int_equal(lower, count);
        assert_int_equal(upper, count);
        fmpq_clear(part);
        fmpq_clear(goal);
        fmpq_clear(sum);
    }
}

static void
check_pruning(const fulg_organize_coefficients_t C,
              const fulg_organize_entropy_t E, const fulg_cube_t X,
              const fmpq *square, fulg_rand_t rand)
{
    fulg_organize_pruning_t P;
    fmpq_t error, sum, bound;
    arb_t mean;
    slong kept = 0;
    fmpq_init(error);
    fmpq_init(sum);
    fmpq_init(bound);
    arb_init(mean);
    fmpq_set_si(error, (slong) fulg_rand_below(rand, 10), 10);
    fulg_organize_pruning_init(P, C, E, X, error, 128);
    for (slong n = P->kept; n < E->size; n++)
        fmpq_add(sum, sum, square + n);
    assert_true(fmpq_equal(sum, P->error2));
    fmpq_mul(bound, error, error);
    fmpq_mul(bound, bound, E->energy);
    assert_true(fmpq_cmp(sum, bound) <= 0);
    if (P->kept > 0)
    {
        fmpq_add(sum, sum, square + P->kept - 1);
        assert_true(fmpq_cmp(sum, bound) > 0);
    }
    for (slong n = 0; n < E->size; n++)
        kept += P->mask[n];
    assert_int_equal(kept, P->kept);
    arb_set_fmpq(mean, P->mean, 128);
    assert_true(arb_le(mean, P->mean_bound) ||
                arb_overlaps(mean, P->mean_bound));
    assert_true(fmpq_cmp(P->mean, P->sup) <= 0);
    fulg_organize_pruning_clear(P);
    fmpq_clear(error);
    fmpq_clear(sum);
    fmpq_clear(bound);
    arb_clear(mean);
}

static void
test_random(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "entropy");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_coefficients_t C;
        fulg_organize_entropy_t E;
        fulg_organize_surds_t S;
        fmpq *square;
        arb_t l1, sum;
        random_tensor(X, 6, 0, rand);
        square = _fmpq_vec_init(fulg_cube_size(X));
        arb_init(l1);
        arb_init(sum);
        fulg_organize_surds_init(S);
        fulg_organize_organization_init_dyadic(R, X);
        fulg_organize_coefficients_init(C, X, R->tree);
        fulg_organize_entropy_init(E, C, X, 200);
        naive(square, l1, X, C);
        assert_true(fmpq_equal(E->energy, E->square_sum));
        assert_true(arb_overlaps(l1, E->l1));
        assert_true(arb_rel_accuracy_bits(E->l1) > 180);
        check_counts(E, square);
        check_pruning(C, E, X, square, rand);
        /* All of them are the whole sum; the largest alone. */
        fulg_organize_entropy_top(S, sum, C, E, E->size, 200);
        assert_true(fulg_organize_surds_equal(S, E->surds));
        fulg_organize_surds_clear(S);
        fulg_organize_surds_init(S);
        fulg_organize_entropy_top(S, sum, C, E, 1, 200);
        arb_mul(sum, sum, sum, 200);
        assert_true(arb_contains_fmpq(sum, square));
        fulg_organize_surds_clear(S);
        _fmpq_vec_clear(square, fulg_cube_size(X));
        arb_clear(l1);
        arb_clear(sum);
        fulg_organize_entropy_clear(E);
        fulg_organize_coefficients_clear(C);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
    }
}

/* A tensor within its error of another: enclosures of the one hold the other. */
static void
test_errors(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "rounded");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_coefficients_t C[2];
        fulg_organize_entropy_t E[2];
        fmpq_t part;
        slong low[2], high[2];
        arb_t top[2];
        fmpq_init(part);
        fmpq_set_si(part, 9, 10);
        random_tensor(X, 6, 0, rand);
        fulg_organize_organization_init_dyadic(R, X);
        fmpz_set_ui(X->error, 1 + fulg_rand_below(rand, 5000));
        fulg_organize_coefficients_init(C[0], X, R->tree);
        fulg_organize_entropy_init(E[0], C[0], X, 128);
        for (slong m = 0; m < fulg_cube_size(X); m++)
            fmpz_add_si(X->value + m, X->value + m,
                        fulg_rand_signed(rand, fmpz_get_si(X->error)));
        fmpz_zero(X->error);
        fulg_organize_coefficients_init(C[1], X, R->tree);
        fulg_organize_entropy_init(E[1], C[1], X, 128);
        assert_true(arb_contains(E[0]->l1, E[1]->l1));
        assert_true(arb_contains(E[0]->norm, E[1]->norm));
        for (int n = 0; n < 2; n++)
        {
            arb_init(top[n]);
            fulg_organize_entropy_top(NULL, top[n], C[n], E[n], 5, 128);
            fulg_organize_entropy_count(&low[n], &high[n], E[n], part);
        }
        assert_true(arb_overlaps(top[0], top[1]));
        assert_true(low[0] <= low[1] && high[1] <= high[0]);
        assert_true(E[0]->nonzero <= E[1]->nonzero);
        for (slong t = 0; t < E[0]->heads; t++)
            assert_true(arb_overlaps(E[0]->head_l1 + t, E[1]->head_l1 + t));
        for (int n = 0; n < 2; n++)
        {
            arb_clear(top[n]);
            fulg_organize_entropy_clear(E[n]);
            fulg_organize_coefficients_clear(C[n]);
        }
        fmpq_clear(part);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
    }
}

/* Over the root of n^2 it is that of X / n; over the root of m twice that over m. */
static void
test_roots(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "roots");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_coefficients_t C;
        fulg_organize_entropy_t E, F;
        arb_t x, root;
        fmpz_t m, n;
        fmpq_t part;
        arb_init(x);
        arb_init(root);
        fmpz_init_set_ui(m, 1 + fulg_rand_below(rand, 400));
        fmpz_init(n);
        fmpq_init(part);
        fmpz_mul(n, m, m);
        random_tensor(X, 6, 0, rand);
        fulg_organize_organization_init_dyadic(R, X);
        fulg_organize_coefficients_init(C, X, R->tree);
        fulg_organize_entropy_init(E, C, X, 200);
        arb_sqrt_fmpz(root, m, 200);
        arb_div(x, E->l1, root, 200);
        fulg_organize_entropy_over_root(E, m, 200);
        assert_true(arb_overlaps(x, E->l1));
        fulg_organize_surds_get_arb(x, E->surds, 200);
        assert_true(arb_overlaps(x, E->l1) && arb_rel_accuracy_bits(x) > 150);
        fulg_organize_entropy_over_root(E, m, 200);
        fulg_organize_coefficients_clear(C);
        fmpz_mul(X->den, X->den, m);
        fulg_organize_coefficients_init(C, X, R->tree);
        fulg_organize_entropy_init(F, C, X, 200);
        for (int pass = 0; pass < 2; pass++)
        {
            slong low[2], high[2];
            assert_true(fulg_organize_surds_equal(E->surds, F->surds));
            assert_true(fmpq_equal(E->energy, F->energy) &&
                        fmpq_equal(E->square_sum, F->square_sum));
            assert_true(arb_overlaps(E->l1, F->l1) &&
                        arb_overlaps(E->norm, F->norm));
            for (slong t = 0; t < E->heads; t++)
                assert_true(
                    fulg_organize_surds_equal(&E->head[t], &F->head[t]));
            fmpq_set_si(part, 1 + round, 20 + (ulong) round);
            fulg_organize_entropy_count(&low[0], &high[0], E, part);
            fulg_organize_entropy_count(&low[1], &high[1], F, part);
            assert_true(low[0] == low[1] && high[0] == high[1]);
            /* Back to the second as it was, in one step. */
            fulg_organize_entropy_clear(E);
            fmpz_divexact(X->den, X->den, m);
            fulg_organize_coefficients_clear(C);
            fulg_organize_coefficients_init(C, X, R->tree);
            fulg_organize_entropy_init(E, C, X, 200);
            fulg_organize_entropy_over_root(E, n, 200);
            fmpz_mul(X->den, X->den, m);
        }
        fulg_organize_entropy_clear(E);
        fulg_organize_entropy_clear(F);
        fulg_organize_coefficients_clear(C);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
        fmpz_clear(m);
        fmpz_clear(n);
        fmpq_clear(part);
        arb_clear(x);
        arb_clear(root);
    }
}

static void
test_zero(void **state)
{
    fulg_cube_t X;
    fulg_organize_organization_t R;
    fulg_organize_options_t o;
    fulg_organize_coefficients_t C;
    fulg_organize_entropy_t E;
    fulg_diag_t diag;
    fulg_organize_options_init(&o);
    fulg_cube_init(X, 3, 1, 2);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
    assert_int_equal(R->tree[1].levels, 1);
    fulg_organize_coefficients_init(C, X, R->tree);
    fulg_organize_entropy_init(E, C, X, 64);
    assert_int_equal(E->surds->num, 0);
    assert_int_equal(E->nonzero, 0);
    assert_true(arb_is_zero(E->l1));
    assert_false(arb_is_finite(E->ratio));
    fulg_organize_entropy_clear(E);
    fulg_organize_coefficients_clear(C);
    fulg_organize_organization_clear(R);
    fulg_cube_clear(X);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_random),
    cmocka_unit_test(test_errors),
    cmocka_unit_test(test_roots),
    cmocka_unit_test(test_zero),
};

FULG_TEST_MAIN(tests)
