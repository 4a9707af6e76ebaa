#include "systems.h"

/* The dimension of the locus (A, V), cut by conditions, in function space: the
   rank of the map on the tangent space of the conditions at a point on them. */
static slong
locus_dimension(const fulg_polysys_t S, fmpq *value)
{
    const fulg_polysys_polyblock_t *map = &S->block[S->task.main];
    const fulg_polysys_polyblock_t *cut = &S->block[S->task.conditions];
    const slong n = S->task.first_target;
    fmpq_mat_t C, J, both;
    fmpq_mpoly_t f;
    slong rank;
    fmpq_mpoly_init(f, S->ring->ctx);
    fmpq_mat_init(C, cut->rows, n);
    fmpq_mat_init(J, map->rows, n);
    fmpq_mat_init(both, cut->rows + map->rows, n);
    for (slong v = 0; v < n; v++)
    {
        for (slong k = 0; k < cut->rows; k++)
        {
            fmpq_mpoly_derivative(f, &cut->entry[k], v, S->ring->ctx);
            value_of(fmpq_mat_entry(C, k, v), f, value, S->ring);
        }
        for (slong k = 0; k < map->rows; k++)
        {
            fmpq_mpoly_derivative(f, &map->entry[k], v, S->ring->ctx);
            value_of(fmpq_mat_entry(J, k, v), f, value, S->ring);
        }
    }
    fmpq_mat_concat_vertical(both, C, J);
    /* kernel of C, less what of it J also kills */
    rank = fmpq_mat_rref(both, both) - fmpq_mat_rref(C, C);
    fmpq_mat_clear(C);
    fmpq_mat_clear(J);
    fmpq_mat_clear(both);
    fmpq_mpoly_clear(f, S->ring->ctx);
    return rank;
}

/* A point (A, V) of given ranks; one token: A symmetric.  parallel: V is a
   multiple of the first column of A. */
static void
draw_point(fmpq *value, slong d, slong d_out, slong rank_A, slong rank_V,
           int symmetric, int parallel, fulg_rand_t rand)
{
    fmpq_mat_t L, R, A, V, M, N;
    slong next = 0;
    fulg_domain_t Q;
    fulg_domain_init_fmpq(Q);
    fmpq_mat_init(L, d, rank_A);
    fmpq_mat_init(R, rank_A, d);
    fmpq_mat_init(A, d, d);
    fmpq_mat_init(M, d_out, rank_V);
    fmpq_mat_init(N, rank_V, d);
    fmpq_mat_init(V, d_out, d);
    for (slong i = 0; i < d; i++)
        for (slong k = 0; k < rank_A; k++)
        {
            fmpq_set_si(fmpq_mat_entry(L, i, k), fulg_rand_signed(rand, 99), 1);
            fmpq_set_si(fmpq_mat_entry(R, k, i), fulg_rand_signed(rand, 99), 1);
            if (symmetric)
                fmpq_set(fmpq_mat_entry(R, k, i), fmpq_mat_entry(L, i, k));
        }
    fmpq_mat_mul(A, L, R);
    for (slong k = 0; k < rank_V; k++)
    {
        for (slong i = 0; i < d_out; i++)
            fmpq_set_si(fmpq_mat_entry(M, i, k), fulg_rand_signed(rand, 99), 1);
        for (slong j = 0; j < d; j++)
            if (parallel)
                fmpq_set(fmpq_mat_entry(N, k, j), fmpq_mat_entry(L, j, 0));
            else
                fmpq_set_si(fmpq_mat_entry(N, k, j), fulg_rand_signed(rand, 99),
                            1);
    }
    fmpq_mat_mul(V, M, N);
    for (slong i = 0; i < d; i++)
        for (slong j = symmetric ? i : 0; j < d; j++)
            fmpq_set(value + next++, fmpq_mat_entry(A, i, j));
    for (slong i = 0; i < d_out; i++)
        for (slong j = 0; j < d; j++)
            fmpq_set(value + next++, fmpq_mat_entry(V, i, j));
    fmpq_mat_clear(L);
    fmpq_mat_clear(R);
    fmpq_mat_clear(A);
    fmpq_mat_clear(M);
    fmpq_mat_clear(N);
    fmpq_mat_clear(V);
}

/* d, d', a, t, then a generic point of the locus: rank A, rank V, parallel; and
   its dimension. */
static const slong loci[][8] = {
    {3, 1, 2, 2, 1, 1, 0, 7}, {3, 2, 2, 2, 1, 2, 0, 10},
    {2, 1, 2, 2, 1, 1, 0, 4}, {2, 2, 2, 2, 1, 1, 0, 5},
    {2, 2, 1, 2, 1, 1, 0, 5}, {3, 1, 1, 2, 1, 1, 1, 5},
    {3, 3, 1, 2, 1, 1, 0, 9}, {3, 1, 1, 1, 1, 1, 0, 5},
    {2, 2, 1, 1, 2, 1, 0, 5}, {3, 2, 2, 1, 2, 1, 0, 8},
    {3, 2, 1, 1, 2, 1, 0, 8}, {5, 1, 2, 1, 3, 1, 0, 16}};

static void
test_singular(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_singular");
    for (size_t n = 0; n < sizeof loci / sizeof loci[0]; n++)
    {
        const slong *c = loci[n];
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_polysys_t S;
        fulg_diag_t diag;
        fmpq *value;
        square(arch, 1, c[0], c[2], c[3]);
        arch->width[1] = c[1];
        fulg_polysys_options_init(&options);
        assert_int_equal(fulg_polysys_singular(S, arch, &options, diag),
                         FULG_OK);
        assert_int_equal(expected_of(S, FULG_EXPECT_DIMENSION), c[7]);
        value = _fmpq_vec_init(S->ring->num);
        draw_point(value, c[0], c[1], c[4], c[5], c[3] == 1, (int) c[6], rand);
        if (S->task.conditions >= 0)
        {
            assert_true(vanishes(S, &S->block[S->task.conditions], value));
            assert_int_equal(locus_dimension(S, value), c[7]);
            check_graph(S);
            assert_int_equal(locus_dimension(S, S->point[0].value), c[7]);
        }
        _fmpq_vec_clear(value, S->ring->num);
        fulg_polysys_clear(S);
        fulg_arch_clear(arch);
    }
}

/* Where the closure is smooth, or singular in the origin alone. */
static void
test_smooth(void **state)
{
    static const slong cases[][5] = {
        {1, 1, 1, 2, -1}, {2, 1, 1, 2, 0}, {2, 1, 1, 1, -1}, {1, 3, 2, 1, -1}};
    for (size_t n = 0; n < 4; n++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_polysys_t S;
        fulg_diag_t diag;
        square(arch, 1, cases[n][0], cases[n][2], cases[n][3]);
        arch->width[1] = cases[n][1];
        fulg_polysys_options_init(&options);
        assert_int_equal(fulg_polysys_singular(S, arch, &options, diag),
                         FULG_OK);
        assert_int_equal(S->task.kind, FULG_TASK_DIMENSION);
        assert_int_equal(expected_of(S, FULG_EXPECT_DIMENSION), cases[n][4]);
        fulg_polysys_clear(S);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_singular),
    cmocka_unit_test(test_smooth),
};

FULG_TEST_MAIN(tests)
