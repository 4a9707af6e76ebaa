#include "testing.h"

typedef struct
{
    slong d, d_out, a;
    slong rank_A, rank_V; /* tokens 1: rank S = plus + minus in place of A */
    int parallel;         /* tokens 1: divides */
    slong plus, minus;
    int row, singular, boundary_row, boundary;
} case_t;

static void
run(const case_t *c, slong tokens)
{
    fulg_single_class_t C;
    fulg_single_point_t P = {.d = c->d,
                             .d_out = c->d_out,
                             .head_dim = c->a,
                             .tokens = tokens,
                             .rank_A = c->rank_A,
                             .rank_V = c->rank_V,
                             .parallel = c->parallel,
                             .divides = c->parallel,
                             .plus = c->plus,
                             .minus = c->minus,
                             .rank_S = c->plus + c->minus,
                             .rank_K = -1,
                             .rank_Q = -1,
                             .rank_KQ = -1};
    fulg_single_decide(&C, &P, FULG_SINGLE_IN_IMAGE);
    if (C.singular_row != c->row || (int) C.singular != c->singular ||
        C.boundary_row != c->boundary_row || (int) C.boundary != c->boundary)
        fail_msg("(%ld,%ld,%ld) ranks %ld %ld (%ld,%ld): singular %d by row "
                 "%d, boundary %d by row %d",
                 c->d, c->d_out, c->a, c->rank_A, c->rank_V, c->plus, c->minus,
                 C.singular, C.singular_row, C.boundary, C.boundary_row);
    assert_int_equal(C.singular_theorem, tokens == 1 ? 10 : 4);
    assert_int_equal(C.boundary_theorem, tokens == 1 ? 9 : 5);
    assert_true(C.num_reasons >= 2);
}

/* Every row of Theorems 4 and 5. */
static void
test_tensor_rows(void **state)
{
    static const case_t cases[] = {
        /* d d' a  rA rV par          row sing brow bound */
        {1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 0},
        {1, 3, 2, 0, 0, 0, 0, 0, 1, 0, 1, 0},
        {2, 2, 1, 0, 2, 0, 0, 0, 2, 1, 2, 1},
        {2, 1, 1, 1, 0, 0, 0, 0, 2, 1, 2, 1},
        {3, 2, 2, 1, 2, 0, 0, 0, 3, 1, 4, 0},
        {3, 2, 2, 1, 1, 1, 0, 0, 3, 1, 3, 1},
        {3, 2, 2, 1, 1, 0, 0, 0, 3, 1, 4, 0},
        {3, 2, 2, 2, 1, 0, 0, 0, 4, 0, 4, 0},
        {3, 2, 1, 1, 2, 0, 0, 0, 4, 0, 4, 0},
        {3, 2, 3, 1, 2, 0, 0, 0, 4, 0, 4, 0},
        {2, 1, 2, 1, 1, 0, 0, 0, 5, 1, 4, 0},
        {2, 1, 2, 1, 1, 1, 0, 0, 5, 1, 3, 1},
        {2, 2, 1, 1, 1, 0, 0, 0, 5, 1, 4, 0},
        {2, 2, 1, 1, 1, 1, 0, 0, 5, 1, 3, 1},
        {2, 1, 1, 1, 1, 0, 0, 0, 6, 0, 4, 0},
        {2, 1, 1, 1, 1, 1, 0, 0, 6, 0, 3, 1},
        {3, 1, 1, 1, 1, 0, 0, 0, 7, 0, 4, 0},
        {3, 1, 1, 1, 1, 1, 0, 0, 7, 1, 3, 1},
        {5, 1, 1, 1, 1, 1, 0, 0, 7, 1, 3, 1},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
        run(&cases[n], 2);
}

/* Every row of Theorems 9 and 10. */
static void
test_cubic_rows(void **state)
{
    static const case_t cases[] = {
        /* d d' a  rA rV div n+ n-    row sing brow bound */
        {1, 2, 1, -1, 1, 1, 1, 0, 1, 0, 1, 0},
        {2, 1, 1, -1, 1, 0, 1, 1, 1, 0, 5, 0},
        {2, 1, 1, -1, 1, 1, 1, 1, 1, 0, 5, 1},
        {2, 1, 1, -1, 1, 0, 1, 0, 1, 0, 5, 1},
        {2, 1, 1, -1, 0, 0, 1, 0, 1, 0, 2, 1},
        {2, 1, 2, -1, 1, 0, 2, 0, 1, 0, 1, 0},
        {3, 2, 1, -1, 0, 0, 1, 1, 2, 1, 2, 1},
        {3, 2, 3, -1, 1, 0, 0, 0, 2, 1, 1, 0},
        {5, 2, 2, -1, 2, 0, 2, 2, 3, 0, 3, 0},
        {5, 2, 2, -1, 2, 0, 2, 1, 3, 1, 3, 1},
        {5, 1, 2, -1, 1, 0, 1, 2, 3, 1, 3, 1},
        {3, 2, 1, -1, 2, 0, 1, 0, 3, 1, 3, 1},
        {4, 2, 2, -1, 2, 0, 1, 2, 3, 0, 3, 1},
        {4, 2, 3, -1, 2, 0, 2, 2, 3, 0, 3, 0},
        {4, 2, 3, -1, 2, 0, 1, 2, 3, 0, 3, 0},
        {4, 2, 3, -1, 2, 0, 3, 0, 3, 0, 3, 1},
        {3, 2, 1, -1, 1, 0, 1, 1, 4, 1, 5, 0},
        {3, 2, 1, -1, 1, 1, 1, 1, 4, 1, 5, 1},
        {3, 1, 2, -1, 1, 0, 1, 1, 4, 1, 5, 0},
        {3, 1, 2, -1, 1, 0, 2, 0, 4, 1, 3, 1},
        {4, 1, 2, -1, 1, 0, 1, 1, 4, 1, 4, 1},
        {4, 1, 2, -1, 1, 0, 2, 0, 4, 1, 3, 1},
        {3, 1, 1, -1, 1, 0, 1, 1, 5, 0, 5, 0},
        {3, 1, 1, -1, 1, 1, 1, 1, 5, 1, 5, 1},
        {3, 1, 1, -1, 1, 0, 1, 0, 5, 1, 5, 1},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
        run(&cases[n], 1);
}

/* The list "full rank if and only if" after Theorems 6 and 11, against the
   formula, on all possible numbers. */
static int
full_tensor(const fulg_single_point_t *P)
{
    const slong d = P->d, alpha = fulg_single_alpha(d, P->head_dim);
    if (P->rank_A > 0 && P->rank_V > 0)
        return !(P->rank_A == 1 && P->rank_V == 1 && P->parallel && d >= 2) &&
               (alpha < d ? P->rank_A == alpha
                          : FLINT_MAX(P->rank_K, P->rank_Q) == d);
    if (P->rank_A > 0)
        return d == 1;
    return P->rank_V > 0 && d == 1 && P->d_out == 1 &&
           P->rank_K + P->rank_Q > 0;
}

static void
test_full_rank_tensor(void **state)
{
    fulg_single_point_t P = {.tokens = 2};
    for (P.d = 1; P.d <= 5; P.d++)
        for (P.d_out = 1; P.d_out <= 5; P.d_out++)
            for (P.head_dim = 1; P.head_dim <= 6; P.head_dim++)
            {
                const slong m = fulg_single_alpha(P.d, P.head_dim);
                for (P.rank_K = 0; P.rank_K <= m; P.rank_K++)
                    for (P.rank_Q = 0; P.rank_Q <= m; P.rank_Q++)
                        for (P.rank_A =
                                 FLINT_MAX(0, P.rank_K + P.rank_Q - P.head_dim);
                             P.rank_A <= FLINT_MIN(P.rank_K, P.rank_Q);
                             P.rank_A++)
                            for (P.rank_V = 0;
                                 P.rank_V <= FLINT_MIN(P.d, P.d_out);
                                 P.rank_V++)
                                for (P.parallel = P.d == 1; P.parallel <= 1;
                                     P.parallel++)
                                {
                                    const slong rank =
                                        fulg_single_jacobian_rank(&P);
                                    const slong top = fulg_single_dimension(
                                        P.d, P.d_out, P.head_dim, 2);
                                    assert_true(rank <= top);
                                    assert_int_equal(rank == top,
                                                     full_tensor(&P));
                                }
            }
}

/* At generic weights the fiber has the dimension that is missing. */
static void
test_generic_fiber(void **state)
{
    for (slong d = 1; d <= 5; d++)
        for (slong d_out = 1; d_out <= 4; d_out++)
            for (slong a = 1; a <= 6; a++)
                for (slong t = 1; t <= 2; t++)
                {
                    const slong m = FLINT_MIN(a, d), v = FLINT_MIN(d, d_out);
                    const slong s = fulg_single_sym_rank(d, a);
                    fulg_single_class_t C;
                    fulg_single_point_t P = {.d = d,
                                             .d_out = d_out,
                                             .head_dim = a,
                                             .tokens = t,
                                             .rank_A = m,
                                             .rank_V = v,
                                             .rank_K = m,
                                             .rank_Q = m,
                                             .rank_S = s,
                                             .plus = (s + 1) / 2,
                                             .minus = s / 2,
                                             .rank_KQ = s,
                                             .parallel = d == 1,
                                             .divides = d == 1};
                    fulg_single_decide(&C, &P, FULG_SINGLE_IN_IMAGE);
                    assert_int_equal(C.jacobian_rank, C.generic_rank);
                    assert_int_equal(C.critical, FULG_FALSE);
                    assert_int_equal(C.fiber_dimension,
                                     2 * a * d + d * d_out - C.generic_rank);
                    assert_true(C.tangent_lower >= C.generic_rank);
                }
}

/* A singular point that is no vertex has a larger tangent space than Y, and
   smooth ones do not. */
static void
test_tangent(void **state)
{
    for (slong d = 2; d <= 5; d++)
        for (slong d_out = 1; d_out <= 4; d_out++)
            for (slong a = 1; a <= 5; a++)
                for (int parallel = 0; parallel <= 1; parallel++)
                {
                    fulg_single_class_t C;
                    fulg_single_point_t P = {.d = d,
                                             .d_out = d_out,
                                             .head_dim = a,
                                             .tokens = 2,
                                             .rank_A = 1,
                                             .rank_V = 1,
                                             .rank_K = -1,
                                             .rank_Q = -1,
                                             .parallel = parallel};
                    fulg_single_decide(&C, &P, FULG_SINGLE_IN_IMAGE);
                    assert_int_equal(C.singular,
                                     C.tangent_lower > C.generic_rank);
                }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_tensor_rows),
    cmocka_unit_test(test_cubic_rows),
    cmocka_unit_test(test_full_rank_tensor),
    cmocka_unit_test(test_generic_fiber),
    cmocka_unit_test(test_tangent),
};

FULG_TEST_MAIN(tests)
