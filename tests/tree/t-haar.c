#include "testing.h"

/* Children of sizes 3, 2, 1: the vectors are known. */
static void
test_known(void **state)
{
    static const slong label[] = {0, 0, 0, 0, 0, 0, 0, 0, 0,
                                  1, 1, 2, 0, 1, 2, 3, 4, 5};
    static const slong vectors[3][6] = {
        {1, 1, 1, 1, 1, 1}, {3, 3, 3, -3, -3, -3}, {0, 0, 0, 1, 1, -2}};
    static const ulong norms[3] = {6, 54, 6};
    fulg_tree_t T;
    fulg_tree_haar_t H;
    fulg_diag_t diag;
    assert_int_equal(fulg_tree_init(T, 6, 3, label, diag), FULG_OK);
    fulg_tree_haar_init(H, T);
    for (slong v = 0; v < 3; v++)
    {
        assert_int_equal(H->norm[v], norms[v]);
        for (slong x = 0; x < 6; x++)
            assert_int_equal(fulg_tree_haar_entry(H, v, x), vectors[v][x]);
    }
    fulg_tree_haar_clear(H);
    fulg_tree_clear(T);
}

/* A random chain of partitions: labels of a level are coarsened at random. */
static void
random_tree(fulg_tree_t T, slong n, fulg_rand_t rand)
{
    const slong levels = 2 + (slong) fulg_rand_below(rand, 5);
    slong *label = flint_malloc((size_t) (levels * n) * sizeof(slong));
    slong *map = flint_malloc((size_t) n * sizeof(slong));
    fulg_diag_t diag;
    for (slong x = 0; x < n; x++)
        label[(levels - 1) * n + x] = x;
    for (slong l = levels - 2; l >= 0; l--)
    {
        const ulong classes = l == 0 ? 1 : 1 + fulg_rand_below(rand, (ulong) n);
        for (slong x = 0; x < n; x++)
            map[x] = (slong) fulg_rand_below(rand, classes);
        for (slong x = 0; x < n; x++)
            label[l * n + x] = map[label[(l + 1) * n + x]];
    }
    assert_int_equal(fulg_tree_init(T, n, levels, label, diag), FULG_OK);
    flint_free(label);
    flint_free(map);
}

static void
check_basis(const fulg_tree_haar_t H)
{
    for (slong u = 0; u < H->n; u++)
        for (slong v = u; v < H->n; v++)
        {
            slong sum = 0;
            for (slong x = 0; x < H->n; x++)
                sum += fulg_tree_haar_entry(H, u, x) *
                       fulg_tree_haar_entry(H, v, x);
            assert_int_equal(sum, u == v ? (slong) H->norm[u] : 0);
        }
}

static void
test_random(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "haar");
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        const slong n = 1 + (slong) fulg_rand_below(rand, 20);
        const slong step = 1 + (slong) fulg_rand_below(rand, 3);
        fmpz *x = _fmpz_vec_init(n * step), *c = _fmpz_vec_init(n * step);
        fulg_tree_t T;
        fulg_tree_haar_t H;
        fmpq_t sum, term;
        fmpz_t s;
        random_tree(T, n, rand);
        fulg_tree_haar_init(H, T);
        check_basis(H);
        fmpq_init(sum);
        fmpq_init(term);
        fmpz_init(s);
        for (slong i = 0; i < n; i++)
            fmpz_set_si(x + i * step, fulg_rand_signed(rand, 1000));
        fulg_tree_haar_analyse(c, x, step, H);
        /* The definition; Parseval. */
        for (slong v = 0; v < n; v++)
        {
            fmpz_zero(s);
            for (slong i = 0; i < n; i++)
            {
                const slong h = fulg_tree_haar_entry(H, v, i);
                if (h >= 0)
                    fmpz_addmul_ui(s, x + i * step, (ulong) h);
                else
                    fmpz_submul_ui(s, x + i * step, (ulong) -h);
            }
            assert_true(fmpz_equal(s, c + v * step));
            fmpz_mul(s, s, s);
            fmpq_set_fmpz_frac(term, s, (fmpz[1]){(fmpz) H->norm[v]});
            fmpq_add(sum, sum, term);
        }
        for (slong i = 0; i < n; i++)
        {
            fmpq_set_fmpz(term, x + i * step);
            fmpq_mul(term, term, term);
            fmpq_sub(sum, sum, term);
        }
        assert_true(fmpq_is_zero(sum));
        /* Back: the norms, multiplied to a common one, are divided out. */
        fmpz_one(s);
        for (slong v = 0; v < n; v++)
        {
            fmpz_t norm;
            fmpz_init_set_ui(norm, H->norm[v]);
            fmpz_lcm(s, s, norm);
            fmpz_clear(norm);
        }
        for (slong v = 0; v < n; v++)
        {
            fmpz_mul(c + v * step, c + v * step, s);
            fmpz_divexact_ui(c + v * step, c + v * step, H->norm[v]);
        }
        fulg_tree_haar_synthesise(c, c, step, H);
        for (slong i = 0; i < n; i++)
        {
            fmpz_mul(x + i * step, x + i * step, s);
            assert_true(fmpz_equal(x + i * step, c + i * step));
        }
        fmpq_clear(sum);
        fmpq_clear(term);
        fmpz_clear(s);
        _fmpz_vec_clear(x, n * step);
        _fmpz_vec_clear(c, n * step);
        fulg_tree_haar_clear(H);
        fulg_tree_clear(T);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known),
    cmocka_unit_test(test_random),
};

FULG_TEST_MAIN(tests)
