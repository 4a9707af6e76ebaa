/* Constants by all pairs, exponent 1, where they are rational. */
#include "tensors.h"

static void
set_rho(fmpq_t rho, const fulg_tree_t T, slong x, slong y)
{
    slong l = T->levels - 1, size = 0;
    while (T->label[l * T->n + x] != T->label[l * T->n + y])
        l--;
    for (slong z = 0; z < T->n; z++)
        size += T->label[l * T->n + z] == T->label[l * T->n + x];
    fmpq_set_si(rho, size, (ulong) T->n);
}

static const fmpz *
entry(const fulg_cube_t X, const slong *at)
{
    return X->value + (at[0] * X->shape[1] + at[1]) * X->shape[2] + at[2];
}

/* |difference| / rho, the largest. */
static void
naive_one(fmpq_t most, const fulg_cube_t X, int axis, const fulg_tree_t T)
{
    fmpq_t q, rho;
    fmpz_t d;
    fmpq_init(q);
    fmpq_init(rho);
    fmpz_init(d);
    fmpq_zero(most);
    for (slong m = 0; m < fulg_cube_size(X); m++)
    {
        const slong at[3] = {m / X->shape[2] / X->shape[1],
                             m / X->shape[2] % X->shape[1], m % X->shape[2]};
        for (slong y = 0; y < X->shape[axis]; y++)
        {
            slong other[3] = {at[0], at[1], at[2]};
            other[axis] = y;
            if (y == at[axis])
                continue;
            fmpz_sub(d, entry(X, at), entry(X, other));
            fmpz_abs(d, d);
            fmpq_set_fmpz_frac(q, d, X->den);
            set_rho(rho, T, at[axis], y);
            fmpq_div(q, q, rho);
            if (fmpq_cmp(q, most) > 0)
                fmpq_set(most, q);
        }
    }
    fmpq_clear(q);
    fmpq_clear(rho);
    fmpz_clear(d);
}

static void
naive_mixed(fmpq_t most, const fulg_cube_t X, const fulg_tree_struct *tree)
{
    const slong *n = X->shape;
    fmpq_t q, rho;
    fmpz_t d;
    fmpq_init(q);
    fmpq_init(rho);
    fmpz_init(d);
    fmpq_zero(most);
    for (slong i = 0; i < n[0]; i++)
        for (slong k = 0; k < n[0]; k++)
            for (slong m = 0; m < n[1] * n[1] * n[2]; m++)
            {
                const slong t = m % n[2], j = m / n[2] % n[1],
                            l = m / n[2] / n[1];
                if (i == k || j == l)
                    continue;
                fmpz_sub(d, entry(X, (slong[]){i, j, t}),
                         entry(X, (slong[]){k, j, t}));
                fmpz_sub(d, d, entry(X, (slong[]){i, l, t}));
                fmpz_add(d, d, entry(X, (slong[]){k, l, t}));
                fmpz_abs(d, d);
                fmpq_set_fmpz_frac(q, d, X->den);
                set_rho(rho, &tree[0], i, k);
                fmpq_div(q, q, rho);
                set_rho(rho, &tree[1], j, l);
                fmpq_div(q, q, rho);
                if (fmpq_cmp(q, most) > 0)
                    fmpq_set(most, q);
            }
    fmpq_clear(q);
    fmpq_clear(rho);
    fmpz_clear(d);
}

static void
test_definition(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "regularity");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_regularity_t H;
        fulg_organize_options_t o;
        fulg_diag_t diag;
        fmpq_t one, most;
        fmpq_init(one);
        fmpq_init(most);
        fmpq_one(one);
        fulg_organize_options_init(&o);
        o.threads = 1 + round % 3;
        random_tensor(X, 7, 0, rand);
        assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
        assert_int_equal(
            fulg_organize_regularity_init(H, X, R->tree, one, 128, &o, diag),
            FULG_OK);
        for (int a = 0; a < 3; a++)
        {
            naive_one(most, X, a, &R->tree[a]);
            assert_true(arb_contains_fmpq(&H->one[a], most));
            assert_true(arb_rel_accuracy_bits(&H->one[a]) > 100);
        }
        naive_mixed(most, X, R->tree);
        assert_true(arb_contains_fmpq(H->mixed, most));
        fulg_organize_regularity_clear(H);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
        fmpq_clear(one);
        fmpq_clear(most);
    }
}

/* The theorem on softmax, and that on A = exp, where M_1 = M_2 = 1 after the
   shift. */
static void
test_softmax(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "softmax");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
    {
        fulg_cube_t X, Y, E;
        fulg_organize_organization_t R;
        fulg_organize_regularity_t HX, HY, HE;
        fulg_organize_options_t o;
        fulg_diag_t diag;
        fulg_cube_scale_t tau;
        fmpq_t exponent, shift;
        arb_t bound;
        fulg_cube_scale_init(tau);
        fmpq_init(exponent);
        fmpq_init(shift);
        arb_init(bound);
        fmpz_set_ui(tau->root, 1 + fulg_rand_below(rand, 20));
        fmpq_set_si(exponent, 1 + (slong) fulg_rand_below(rand, 4), 3);
        fulg_organize_options_init(&o);
        random_tensor(X, 6, 0, rand);
        fmpz_mul_ui(X->den, X->den, 200000 << fulg_rand_below(rand, 5));
        assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
        assert_int_equal(
            fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, 100, diag),
            FULG_OK);
        assert_int_equal(
            fulg_cube_init_exp(E, shift, X, tau, FULG_MASK_NONE, 100, diag),
            FULG_OK);
        assert_int_equal(fulg_organize_regularity_init(HX, X, R->tree, exponent,
                                                       100, &o, diag),
                         FULG_OK);
        assert_int_equal(fulg_organize_regularity_init(HY, Y, R->tree, exponent,
                                                       100, &o, diag),
                         FULG_OK);
        assert_int_equal(fulg_organize_regularity_init(HE, E, R->tree, exponent,
                                                       100, &o, diag),
                         FULG_OK);
        fulg_organize_regularity_over_root(HX, tau->root, 100);
        fulg_organize_regularity_softmax_bound(bound, HX, E, 100);
        assert_false(arb_gt(HY->mixed, bound));
        arb_mul(bound, &HX->one[0], &HX->one[1], 100);
        arb_add(bound, bound, HX->mixed, 100);
        assert_false(arb_gt(HE->mixed, bound));
        fulg_organize_regularity_clear(HX);
        fulg_organize_regularity_clear(HY);
        fulg_organize_regularity_clear(HE);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
        fulg_cube_clear(Y);
        fulg_cube_clear(E);
        fulg_cube_scale_clear(tau);
        fmpq_clear(exponent);
        fmpq_clear(shift);
        arb_clear(bound);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_definition),
    cmocka_unit_test(test_softmax),
};

FULG_TEST_MAIN(tests)
