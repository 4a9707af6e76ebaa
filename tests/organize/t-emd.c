/* Tree distances by their definition, over Q. */
#include "tensors.h"

/* weight = (|I|/n)^beta 2^(-alpha l) / |I| */
static void
set_weight(fmpq_t weight, const fulg_tree_t T, slong l, slong f,
           const fulg_organize_options_t *o)
{
    const slong size = T->end[T->offset[l] + f] - T->start[T->offset[l] + f];
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, size, (ulong) T->n);
    fmpq_one(weight);
    for (ulong b = 0; b < o->beta; b++)
        fmpq_mul(weight, weight, x);
    fmpq_div_2exp(weight, weight, o->alpha * (ulong) l);
    fmpq_set_si(x, 1, (ulong) size);
    fmpq_mul(weight, weight, x);
    fmpq_clear(x);
}

static void
naive(fmpq_t d, const fulg_cube_t X, int axis, slong x, slong y,
      const fulg_tree_struct *tree, const fulg_organize_options_t *o)
{
    const int a = axis == 0 ? 1 : 0, b = axis == 2 ? 1 : 2;
    const slong step[3] = {X->shape[1] * X->shape[2], X->shape[2], 1};
    const fulg_tree_struct *S = &tree[a], *T = &tree[b];
    fmpq_t v, w;
    fmpq_init(v);
    fmpq_init(w);
    fmpq_zero(d);
    for (slong l = 0; l < S->levels; l++)
        for (slong f = 0; f < S->count[l]; f++)
            for (slong m = 0; m < T->levels; m++)
                for (slong g = 0; g < T->count[m]; g++)
                {
                    fmpz_t sum;
                    fmpz_init(sum);
                    for (slong i = 0; i < S->n; i++)
                        for (slong j = 0; j < T->n; j++)
                            if (S->label[l * S->n + i] == f &&
                                T->label[m * T->n + j] == g)
                            {
                                const fmpz *z = X->value + i * step[a] +
                                                j * step[b];
                                fmpz_add(sum, sum, z + x * step[axis]);
                                fmpz_sub(sum, sum, z + y * step[axis]);
                            }
                    fmpz_abs(sum, sum);
                    set_weight(v, S, l, f, o);
                    set_weight(w, T, m, g, o);
                    fmpq_mul(v, v, w);
                    fmpq_mul_fmpz(v, v, sum);
                    fmpq_add(d, d, v);
                    fmpz_clear(sum);
                }
    fmpq_div_fmpz(d, d, X->den);
    fmpq_clear(v);
    fmpq_clear(w);
}

/* Every number of limbs, several threads, all weights. */
static void
test_definition(void **state)
{
    static const slong bits[] = {0, 25, 60, 120, 300};
    fulg_rand_t rand;
    fulg_test_rand(rand, "emd");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_options_t o;
        fulg_diag_t diag;
        fmpq_t d, e;
        fulg_organize_options_init(&o);
        o.alpha = fulg_rand_below(rand, 3);
        o.beta = fulg_rand_below(rand, 3);
        o.threads = 1 + round % 3;
        random_tensor(X, 6, bits[round % 5], rand);
        fulg_organize_organization_init_dyadic(R, X);
        fmpq_init(d);
        fmpq_init(e);
        for (int axis = 0; axis < 3; axis++)
        {
            fulg_tree_distances_t D;
            assert_int_equal(fulg_organize_emd(D, X, axis, R->tree, &o, diag),
                             FULG_OK);
            for (slong x = 0; x < D->n; x++)
                for (slong y = 0; y < D->n; y++)
                {
                    naive(d, X, axis, x, y, R->tree, &o);
                    fmpq_set_fmpz_frac(e, D->d + x * D->n + y, D->den);
                    assert_true(fmpq_equal(d, e));
                }
            fulg_tree_distances_clear(D);
        }
        fmpq_clear(d);
        fmpq_clear(e);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
    }
}

/* A tensor moved by at most its error: distances move by at most theirs. */
static void
test_error(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "error");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_options_t o;
        fulg_tree_distances_t D, E;
        fulg_diag_t diag;
        fmpz_t e;
        const int axis = (int) (round % 3), first = round % 2;
        fmpz_init(e);
        fulg_organize_options_init(&o);
        o.alpha = fulg_rand_below(rand, 3);
        o.beta = fulg_rand_below(rand, 3);
        random_tensor(X, 6, 0, rand);
        fulg_organize_organization_init_dyadic(R, X);
        fmpz_set_si(X->error, 7);
        assert_int_equal(first
                             ? fulg_organize_l1(D, X, axis, &o, diag)
                             : fulg_organize_emd(D, X, axis, R->tree, &o, diag),
                         FULG_OK);
        /* The extreme: everything up in one slice, down in another. */
        for (slong m = 0; m < fulg_cube_size(X); m++)
        {
            const slong s = axis == 0   ? m / X->shape[2] / X->shape[1]
                            : axis == 1 ? m / X->shape[2] % X->shape[1]
                                        : m % X->shape[2];
            fmpz_add_si(X->value + m, X->value + m, s % 2 ? 7 : -7);
        }
        assert_int_equal(first
                             ? fulg_organize_l1(E, X, axis, &o, diag)
                             : fulg_organize_emd(E, X, axis, R->tree, &o, diag),
                         FULG_OK);
        for (slong m = 0; m < D->n * D->n; m++)
        {
            fmpz_sub(e, D->d + m, E->d + m);
            assert_true(fmpz_cmpabs(e, D->error) <= 0);
        }
        fulg_tree_distances_clear(D);
        fulg_tree_distances_clear(E);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
        fmpz_clear(e);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_definition),
    cmocka_unit_test(test_error),
};

FULG_TEST_MAIN(tests)
