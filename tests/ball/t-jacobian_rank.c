#include "nets.h"

/* The rank over Q (or nearly surely so) is known from elsewhere. */
static slong
exact_rank(const fulg_weights_t W)
{
    fulg_jacobian_rank_t R;
    fulg_rand_t rand;
    slong rank;
    fulg_rand_init(rand, 5);
    assert_int_equal(fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, NULL),
                     FULG_OK);
    assert_true(R->exact || R->error_log2 < -30);
    rank = R->rank;
    fulg_jacobian_rank_clear(R);
    return rank;
}

static slong
ball_rank(const fulg_weights_t W, slong target, const mag_t radius,
          slong max_bits)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t R;
    fulg_rand_t rand;
    slong rank;
    fulg_rand_init(rand, 7);
    fulg_ball_rank_options_init(&options);
    options.max_bits = max_bits;
    options.target = target;
    assert_int_equal(
        fulg_ball_jacobian_rank(R, W, radius, &options, rand, NULL), FULG_OK);
    rank = R->rank;
    assert_true(rank <= target);
    assert_true(R->bits <= max_bits);
    assert_int_equal(arb_mat_nrows(R->jacobian),
                     R->num_inputs * W->arch->tokens *
                         W->arch->width[W->arch->depth]);
    for (slong k = 0; k < rank; k++)
    {
        assert_in_range(R->row[k], 0, arb_mat_nrows(R->jacobian) - 1);
        assert_in_range(R->col[k], 0, W->parameters - 1);
    }
    fulg_ball_jacobian_rank_clear(R);
    return rank;
}

/* Unable, or a rank of 0. */
static int
finds_nothing(const fulg_weights_t W, const mag_t radius)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t R;
    fulg_rand_t rand;
    slong rank;
    fulg_rand_init(rand, 7);
    fulg_ball_rank_options_init(&options);
    options.max_bits = 128;
    if (fulg_ball_jacobian_rank(R, W, radius, &options, rand, NULL) != FULG_OK)
        return 1;
    rank = R->rank;
    fulg_ball_jacobian_rank_clear(R);
    return rank == 0;
}

/* Some matrices lose rank, so that the point is special. */
static void
degrade(fulg_weights_t W, fulg_rand_t rand)
{
    for (slong b = 0; b < W->num; b++)
        if (fulg_rand_below(rand, 3) == 0)
            for (slong j = 0; j < W->block[b].cols; j++)
                fmpq_zero(fmpq_mat_entry(W->mat[b].fmpq, 0, j));
}

/* Never above the exact rank, and equal to it when that is the target or 128 bits
   suffice. */
static void
test_exact(void **state)
{
    fulg_rand_t rand;
    mag_t zero;
    mag_init(zero);
    fulg_test_rand(rand, "ranks at exact points");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
    {
        static const slong families[] = {0, 1, 4, 7};
        fulg_arch_t arch;
        fulg_weights_t W;
        slong rank;
        fulg_test_arch(arch, rand, families[round % 4],
                       fulg_test_between(rand, 1, 2), 3);
        fulg_test_weights(W, arch, rand);
        if (round % 3 == 0)
            degrade(W, rand);
        rank = exact_rank(W);
        assert_int_equal(ball_rank(W, rank, zero, 256), rank);
        assert_int_equal(ball_rank(W, WORD_MAX, zero, 128), rank);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* A softmax stack at equal widths: the rank is the bound, here with saturating
   and with tiny scores. */
static void
test_softmax(void **state)
{
    static const slong divisors[] = {1, 10, 1000, 100000};
    fulg_rand_t rand;
    mag_t radius;
    fulg_test_rand(rand, "ranks with softmax");
    mag_init(radius);
    for (size_t s = 0; s < 4; s++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_arch_init(arch, 2);
        fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
        arch->tokens = 3;
        for (slong i = 0; i <= 2; i++)
            arch->width[i] = 3;
        fulg_test_weights(W, arch, rand);
        for (slong b = 0; b < W->num; b++)
            for (slong k = 0; k < W->block[b].rows * W->block[b].cols; k++)
                fmpq_set_si(fmpq_mat_entry(W->mat[b].fmpq, k / W->block[b].cols,
                                           k % W->block[b].cols),
                            1 + fulg_rand_signed(rand, 97), divisors[s]);
        mag_zero(radius);
        assert_int_equal(ball_rank(W, 19, radius, 4096), 19);
        mag_set_ui_2exp_si(radius, 1, -400);
        assert_int_equal(ball_rank(W, 19, radius, 4096), 19);
        /* Zero is within the radius: nothing can be claimed. */
        mag_set_ui_2exp_si(radius, 1, 10);
        assert_true(finds_nothing(W, radius));
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
    mag_clear(radius);
}

/* Arb's own determinant says the same of the minor, in a Jacobian computed anew with
   more bits. */
static void
check_minor(const fulg_ball_jacobian_rank_t R, const fulg_weights_t W)
{
    const slong bits = 4 * R->bits;
    fulg_domain_t D;
    fulg_weights_t B;
    arb_mat_t J, M;
    arb_t det;
    fulg_domain_init_arb(D, bits);
    assert_int_equal(fulg_weights_init(B, W->arch, D, NULL), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(B, W, NULL), FULG_OK);
    arb_mat_init(J, arb_mat_nrows(R->jacobian), arb_mat_ncols(R->jacobian));
    arb_mat_init(M, R->rank, R->rank);
    arb_init(det);
    assert_int_equal(fulg_ball_jacobian(J, B, R->input, R->num_inputs, NULL),
                     FULG_OK);
    assert_true(arb_mat_overlaps(J, R->jacobian));
    for (slong i = 0; i < R->rank; i++)
        for (slong j = 0; j < R->rank; j++)
            arb_set(arb_mat_entry(M, i, j),
                    arb_mat_entry(J, R->row[i], R->col[j]));
    arb_mat_det_precond(det, M, bits);
    assert_false(arb_contains_zero(det));
    arb_clear(det);
    arb_mat_clear(J);
    arb_mat_clear(M);
    fulg_weights_clear(B);
}

/* Six softmax layers with weights of -1, 0 and 1, one case: after inputs drawn without
   care all tokens are alike to 80 bits, and 512 are needed.  The rank is
   6 * 2 (12 - 2) + 6^2. */
static void
test_deep(void **state)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t R;
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_weights_t W;
    mag_t zero;
    mag_init(zero);
    fulg_rand_init(rand, 1);
    fulg_arch_init(arch, 6);
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    arch->tokens = 3;
    for (slong i = 0; i <= 6; i++)
        arch->width[i] = 6;
    for (slong i = 0; i < 6; i++)
        arch->sub[i].head_dim = 2;
    fulg_test_weights(W, arch, rand);
    fulg_rand_init(rand, 1);
    fulg_weights_random(W, rand, 1, 1);
    fulg_ball_rank_options_init(&options);
    options.max_bits = 256;
    options.target = 156;
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_ball_jacobian_rank(R, W, zero, &options, rand, NULL),
                     FULG_OK);
    assert_int_equal(R->rank, 156);
    check_minor(R, W);
    fulg_ball_jacobian_rank_clear(R);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

/* One input has more independent rows than are asked for. */
static void
test_small_target(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_weights_t W;
    mag_t zero;
    mag_init(zero);
    fulg_rand_init(rand, 1);
    fulg_arch_init(arch, 1);
    fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
    arch->tokens = 4;
    arch->width[0] = arch->width[1] = 20;
    arch->sub[0].head_dim = 3;
    fulg_test_weights(W, arch, rand);
    fulg_weights_random(W, rand, 9, 1);
    assert_int_equal(ball_rank(W, 5, zero, 128), 5);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static void
test_limits(void **state)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t R;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_arch_t arch;
    fulg_weights_t W;
    mag_t zero;
    fulg_test_rand(rand, "limits");
    fulg_arch_init(arch, 1);
    fulg_test_weights(W, arch, rand);
    mag_init(zero);
    fulg_ball_rank_options_init(&options);
    options.max_bytes = 10;
    assert_int_equal(fulg_ball_jacobian_rank(R, W, zero, &options, rand, diag),
                     FULG_UNABLE);
    assert_non_null(strstr(diag->text, "--max-memory"));
    fulg_ball_rank_options_init(&options);
    options.num_inputs = 5;
    options.max_bits = 3;
    assert_int_equal(fulg_ball_jacobian_rank(R, W, zero, &options, rand, diag),
                     FULG_OK);
    assert_int_equal(R->num_inputs, 5);
    assert_int_equal(R->bits, 3);
    fulg_ball_jacobian_rank_clear(R);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_exact), cmocka_unit_test(test_softmax),
    cmocka_unit_test(test_deep), cmocka_unit_test(test_small_target),
    cmocka_unit_test(test_limits)};

FULG_TEST_MAIN(tests)
