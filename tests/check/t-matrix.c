#include "testing.h"

/* As many digits as balls of so many bits have; six are asked for. */
static const fulg_check_options_t *
bits(slong max_bits)
{
    static fulg_check_options_t options;
    fulg_check_options_init(&options);
    options.max_bits = max_bits;
    options.digits = 6;
    return &options;
}

/* A = L R with small integers, of rank at most r. */
static void
low_rank(fmpq_mat_t A, slong r, fulg_rand_t rand)
{
    fmpq_mat_t L, R;
    fmpq_mat_init(L, fmpq_mat_nrows(A), r);
    fmpq_mat_init(R, r, fmpq_mat_ncols(A));
    for (slong i = 0; i < fmpq_mat_nrows(L) * r; i++)
        fmpq_set_si(fmpq_mat_entry(L, i / r, i % r), fulg_rand_signed(rand, 9),
                    1);
    for (slong i = 0; i < fmpq_mat_ncols(R) * r; i++)
        fmpq_set_si(fmpq_mat_entry(R, i % r, i / r), fulg_rand_signed(rand, 9),
                    1);
    fmpq_mat_mul(A, L, R);
    fmpq_mat_clear(L);
    fmpq_mat_clear(R);
}

/* Adds a radius to every entry, or moves every midpoint by at most that. */
static void
widen(arb_mat_t A, slong log2)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arb_add_error_2exp_si(arb_mat_entry(A, i, j), log2);
}

static void
move(arb_mat_t A, slong log2, fulg_rand_t rand)
{
    arf_t step;
    arf_init(step);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            arf_ptr x = arb_midref(arb_mat_entry(A, i, j));
            arf_set_si_2exp_si(step, fulg_rand_signed(rand, 1024), log2 - 10);
            arf_add(x, x, step, ARF_PREC_EXACT, ARF_RND_DOWN);
            mag_zero(arb_radref(arb_mat_entry(A, i, j)));
        }
    arf_clear(step);
}

/* Without radii the rank is exact. */
static void
test_exact_rank(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "exact rank");
    for (slong n = 0; n < fulg_test_rounds(60); n++)
    {
        const slong rows = 1 + (slong) fulg_rand_below(rand, 8);
        const slong cols = 1 + (slong) fulg_rand_below(rand, 8);
        fulg_check_matrix_t M;
        fmpq_mat_t A;
        arb_mat_t B;
        slong rank;
        fmpq_mat_init(A, rows, cols);
        low_rank(A, 1 + (slong) fulg_rand_below(rand, 8), rand);
        arb_mat_init(B, rows, cols);
        arb_mat_set_fmpq_mat(B, A, 200);
        rank = fmpq_mat_rref(A, A);
        fulg_check_matrix_init(M);
        fulg_check_matrix(M, B, bits(1024));
        assert_int_equal(M->rank_lower, rank);
        assert_int_equal(M->rank_upper, rank);
        assert_int_equal(arb_is_zero(M->sigma_min), rank < M->size);
        assert_int_equal(arb_is_positive(M->sigma_min), rank == M->size);
        fulg_check_matrix_clear(M);
        arb_mat_clear(B);
        fmpq_mat_clear(A);
    }
}

/* Every matrix in the balls: rank at least the bound, singular values inside. */
static void
test_containment(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "containment");
    for (slong n = 0; n < fulg_test_rounds(60); n++)
    {
        const slong rows = 1 + (slong) fulg_rand_below(rand, 6);
        const slong cols = 1 + (slong) fulg_rand_below(rand, 6);
        const slong log2 = -(slong) fulg_rand_below(rand, 12);
        fulg_check_matrix_t M, P;
        fmpq_mat_t A;
        arb_mat_t B;
        fmpq_mat_init(A, rows, cols);
        low_rank(A, 1 + (slong) fulg_rand_below(rand, 6), rand);
        arb_mat_init(B, rows, cols);
        arb_mat_set_fmpq_mat(B, A, 200);
        fulg_check_matrix_init(M);
        fulg_check_matrix_init(P);
        widen(B, log2);
        fulg_check_matrix(M, B, bits(1024));
        assert_int_equal(M->rank_upper, M->size);
        for (int k = 0; k < 4; k++)
        {
            arb_mat_set_fmpq_mat(B, A, 200);
            if (k > 0)
                move(B, log2, rand);
            fulg_check_matrix(P, B, bits(1024));
            assert_true(P->rank_upper >= M->rank_lower);
            assert_true(arb_overlaps(P->sigma_min, M->sigma_min));
            assert_true(arb_overlaps(P->sigma_max, M->sigma_max));
        }
        fulg_check_matrix_clear(M);
        fulg_check_matrix_clear(P);
        arb_mat_clear(B);
        fmpq_mat_clear(A);
    }
}

/* [1 1; 1 1 + 2^-n]: the determinant 2^-n is the product of the two. */
static void
test_tiny(void **state)
{
    for (slong n = 10; n <= 400; n += 130)
    {
        fulg_check_matrix_t M;
        arb_mat_t A;
        arb_t product, x;
        arb_init(product);
        arb_init(x);
        arb_mat_init(A, 2, 2);
        arb_mat_ones(A);
        arb_one(x);
        arb_mul_2exp_si(x, x, -n);
        arb_add(arb_mat_entry(A, 1, 1), arb_mat_entry(A, 1, 1), x,
                ARF_PREC_EXACT);
        fulg_check_matrix_init(M);
        fulg_check_matrix(M, A, bits(4096));
        assert_int_equal(M->rank_lower, 2);
        assert_true(arb_is_positive(M->sigma_min));
        arb_mul(product, M->sigma_min, M->sigma_max, 4096);
        assert_true(arb_overlaps(product, x));
        assert_true(arb_rel_accuracy_bits(M->sigma_min) >= 19);
        /* too few bits: nothing is claimed that is not so */
        fulg_check_matrix(M, A, bits(1));
        arb_mul(product, M->sigma_min, M->sigma_max, 4096);
        assert_true(arb_overlaps(product, x));
        /* a radius as large as the entry's excess: rank 1 is not excluded */
        arb_add_error_2exp_si(arb_mat_entry(A, 1, 1), -n);
        fulg_check_matrix(M, A, bits(1024));
        assert_int_equal(M->rank_lower, 1);
        assert_true(arb_contains_zero(M->sigma_min));
        fulg_check_matrix_clear(M);
        arb_mat_clear(A);
        arb_clear(product);
        arb_clear(x);
    }
}

/* A product by its factors and formed. */
static void
test_product(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "product");
    for (slong n = 0; n < fulg_test_rounds(60); n++)
    {
        const slong rows = 1 + (slong) fulg_rand_below(rand, 5);
        const slong inner = 1 + (slong) fulg_rand_below(rand, 5);
        const slong cols = 1 + (slong) fulg_rand_below(rand, 5);
        fulg_check_matrix_t ML, MR, M, P;
        fmpq_mat_t L, R;
        arb_mat_t A, B, C;
        fmpq_mat_init(L, rows, inner);
        fmpq_mat_init(R, inner, cols);
        low_rank(L, 1 + (slong) fulg_rand_below(rand, 5), rand);
        low_rank(R, 1 + (slong) fulg_rand_below(rand, 5), rand);
        arb_mat_init(A, rows, inner);
        arb_mat_init(B, inner, cols);
        arb_mat_init(C, rows, cols);
        arb_mat_set_fmpq_mat(A, L, 200);
        arb_mat_set_fmpq_mat(B, R, 200);
        arb_mat_mul(C, A, B, 500);
        fulg_check_matrix_init(ML);
        fulg_check_matrix_init(MR);
        fulg_check_matrix_init(M);
        fulg_check_matrix_init(P);
        fulg_check_matrix(ML, A, bits(1024));
        fulg_check_matrix(MR, B, bits(1024));
        fulg_check_product(M, A, ML, B, MR, bits(1024));
        fulg_check_matrix(P, C, bits(1024));
        assert_int_equal(M->rank_lower, P->rank_lower);
        assert_int_equal(M->rank_upper, P->rank_upper);
        assert_true(arb_overlaps(M->sigma_max, P->sigma_max));
        /* and in balls */
        widen(A, -4);
        widen(B, -5);
        fulg_check_matrix(ML, A, bits(1024));
        fulg_check_matrix(MR, B, bits(1024));
        fulg_check_product(M, A, ML, B, MR, bits(1024));
        assert_true(M->rank_lower <= P->rank_lower);
        assert_true(M->rank_upper >= P->rank_upper);
        assert_true(arb_overlaps(M->sigma_max, P->sigma_max));
        fulg_check_matrix_clear(ML);
        fulg_check_matrix_clear(MR);
        fulg_check_matrix_clear(M);
        fulg_check_matrix_clear(P);
        arb_mat_clear(A);
        arb_mat_clear(B);
        arb_mat_clear(C);
        fmpq_mat_clear(L);
        fmpq_mat_clear(R);
    }
}

/* Zero, but for a radius: nothing bounds the rank of the product from above but
   the sizes. */
static void
test_radius_of_zero(void **state)
{
    fulg_check_matrix_t ML, MR, M;
    arb_mat_t L, R;
    arb_mat_init(L, 1, 1);
    arb_mat_init(R, 1, 1);
    mag_one(arb_radref(arb_mat_entry(L, 0, 0)));
    arb_one(arb_mat_entry(R, 0, 0));
    fulg_check_matrix_init(ML);
    fulg_check_matrix_init(MR);
    fulg_check_matrix_init(M);
    fulg_check_matrix(ML, L, bits(128));
    fulg_check_matrix(MR, R, bits(128));
    assert_true(ML->rank_lower == 0 && ML->rank_upper == 1);
    fulg_check_product(M, L, ML, R, MR, bits(128));
    assert_true(M->rank_lower == 0 && M->rank_upper == 1);
    fulg_check_product(M, R, MR, L, ML, bits(128));
    assert_true(M->rank_lower == 0 && M->rank_upper == 1);
    fulg_check_matrix_clear(ML);
    fulg_check_matrix_clear(MR);
    fulg_check_matrix_clear(M);
    arb_mat_clear(L);
    arb_mat_clear(R);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_radius_of_zero), cmocka_unit_test(test_exact_rank),
    cmocka_unit_test(test_containment),    cmocka_unit_test(test_tiny),
    cmocka_unit_test(test_product),
};

FULG_TEST_MAIN(tests)
