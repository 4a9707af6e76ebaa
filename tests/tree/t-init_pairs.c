#include "testing.h"

/* The pair tree by its definition: the least pair of free clusters in the order
   (average, least elements), again and again. */
static slong
average(fmpq_t x, const fulg_tree_distances_t D, const slong *label, slong a,
        slong b)
{
    slong pairs = 0;
    fmpq_zero(x);
    for (slong i = 0; i < D->n; i++)
        for (slong j = 0; j < D->n; j++)
            if (label[i] == a && label[j] == b)
            {
                fmpz_add(fmpq_numref(x), fmpq_numref(x), D->d + i * D->n + j);
                pairs++;
            }
    if (pairs > 0)
        fmpq_div_fmpz(x, x, (fmpz[1]){pairs});
    return pairs;
}

/* Labels are least elements of clusters; up: those of the level above. */
static void
naive_level(slong *up, const slong *label, const fulg_tree_distances_t D)
{
    fmpq_t x, least;
    fmpq_init(x);
    fmpq_init(least);
    for (slong i = 0; i < D->n; i++)
        up[i] = -1;
    for (;;)
    {
        slong a = -1, b = -1;
        for (slong i = 0; i < D->n; i++)
            for (slong j = i + 1; j < D->n; j++)
            {
                if (label[i] != i || label[j] != j || up[i] >= 0 || up[j] >= 0)
                    continue;
                average(x, D, label, i, j);
                if (a < 0 || fmpq_cmp(x, least) < 0)
                {
                    a = i;
                    b = j;
                    fmpq_set(least, x);
                }
            }
        if (a < 0)
            break;
        for (slong i = 0; i < D->n; i++)
            if (label[i] == a || label[i] == b)
                up[i] = a;
    }
    for (slong i = 0; i < D->n; i++)
        if (up[i] < 0)
            up[i] = label[i];
    fmpq_clear(x);
    fmpq_clear(least);
}

static void
check_tree(const fulg_tree_t T, const fulg_tree_distances_t D)
{
    slong *label = flint_malloc((size_t) D->n * sizeof(slong));
    slong *up = flint_malloc((size_t) D->n * sizeof(slong));
    for (slong x = 0; x < D->n; x++)
        label[x] = x;
    for (slong l = T->levels - 1; l >= 0; l--)
    {
        for (slong x = 0; x < D->n; x++)
            for (slong y = 0; y < D->n; y++)
                assert_int_equal(T->label[l * T->n + x] ==
                                     T->label[l * T->n + y],
                                 label[x] == label[y]);
        naive_level(up, label, D);
        memcpy(label, up, (size_t) D->n * sizeof(slong));
    }
    flint_free(label);
    flint_free(up);
}

/* Small numbers, so that ties are frequent. */
static void
random_distances(fulg_tree_distances_t D, slong n, slong bound,
                 fulg_rand_t rand)
{
    fulg_tree_distances_init(D, n);
    for (slong i = 0; i < n; i++)
        for (slong j = i + 1; j < n; j++)
        {
            const slong d = (slong) fulg_rand_below(rand, (ulong) bound);
            fmpz_set_si(D->d + i * n + j, d);
            fmpz_set_si(D->d + j * n + i, d);
        }
}

static void
test_definition(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "pairs");
    for (slong round = 0; round < fulg_test_rounds(80); round++)
    {
        const slong n = 1 + (slong) fulg_rand_below(rand, 12);
        fulg_tree_distances_t D;
        fulg_tree_t T;
        fulg_diag_t diag;
        random_distances(D, n, round % 2 ? 4 : 1000000, rand);
        assert_int_equal(fulg_tree_init_pairs(T, D, diag), FULG_OK);
        check_tree(T, D);
        fulg_tree_clear(T);
        fulg_tree_distances_clear(D);
    }
}

/* With an error: decided trees are those of every metric within it; ties of
   equal elements are decided, others are not. */
static void
test_errors(void **state)
{
    slong decided = 0, rounds = fulg_test_rounds(200);
    fulg_rand_t rand;
    fulg_test_rand(rand, "errors");
    for (slong round = 0; round < rounds; round++)
    {
        const slong n = 2 + (slong) fulg_rand_below(rand, 7);
        slong twin[16];
        fulg_tree_distances_t D;
        fulg_tree_t T, S;
        fulg_diag_t diag;
        for (slong i = 0; i < n; i++)
            twin[i] = i;
        random_distances(D, n, 1000, rand);
        fmpz_set_ui(D->error, fulg_rand_below(rand, 20));
        D->twin = twin;
        if (fulg_tree_init_pairs(T, D, diag) == FULG_OK)
        {
            decided++;
            for (slong i = 0; i < n; i++)
                for (slong j = i + 1; j < n; j++)
                {
                    fmpz *d = D->d + i * n + j;
                    const slong e = fulg_rand_signed(rand,
                                                     fmpz_get_si(D->error));
                    fmpz_add_si(d, d, e);
                    fmpz_set(D->d + j * n + i, d);
                }
            fmpz_zero(D->error);
            assert_int_equal(fulg_tree_init_pairs(S, D, diag), FULG_OK);
            assert_true(fulg_tree_equal(S, T));
            fulg_tree_clear(S);
            fulg_tree_clear(T);
        }
        else
            assert_non_null(strstr(diag->text, "undecided"));
        fulg_tree_distances_clear(D);
    }
    assert_true(decided > rounds / 10 && decided < rounds);
}

/* 0 = 1 = 2, and 3 far away: three ties at 0. */
static void
test_twins(void **state)
{
    slong twin[] = {0, 0, 0, 3};
    fulg_tree_distances_t D;
    fulg_tree_t T;
    fulg_diag_t diag;
    fulg_tree_distances_init(D, 4);
    for (slong i = 0; i < 3; i++)
    {
        fmpz_set_ui(D->d + 4 * i + 3, 100);
        fmpz_set_ui(D->d + 12 + i, 100);
    }
    fmpz_one(D->error);
    D->twin = twin;
    assert_int_equal(fulg_tree_init_pairs(T, D, diag), FULG_OK);
    assert_int_equal(T->label[4 + 0], T->label[4 + 1]);
    assert_int_equal(T->label[4 + 2], T->label[4 + 3]);
    fulg_tree_clear(T);
    /* The same numbers without that knowledge. */
    twin[1] = 1;
    twin[2] = 2;
    assert_int_equal(fulg_tree_init_pairs(T, D, diag), FULG_UNABLE);
    fulg_tree_distances_clear(D);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_definition),
    cmocka_unit_test(test_errors),
    cmocka_unit_test(test_twins),
};

FULG_TEST_MAIN(tests)
