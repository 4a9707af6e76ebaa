#include "systems.h"

/* The rank of a block at a random point mod a prime. */
static slong
rank_at_random(const fulg_polysys_t S, const fulg_polysys_polyblock_t *block,
               fulg_rand_t rand)
{
    fmpq *value = _fmpq_vec_init(S->ring->num);
    nmod_mat_t J;
    ulong p = fulg_exact_prime_random(rand);
    fmpq_t y;
    slong rank;
    fmpq_init(y);
    nmod_mat_init(J, block->rows, block->cols, p);
    for (slong v = 0; v < S->ring->num; v++)
        fmpq_set_si(value + v, fulg_rand_signed(rand, 1000), 1);
    for (slong i = 0; i < block->rows; i++)
        for (slong j = 0; j < block->cols; j++)
        {
            value_of(y, fulg_polysys_polyblock_entry(block, i, j), value,
                     S->ring);
            nmod_mat_entry(J, i, j) = fmpz_fdiv_ui(fmpq_numref(y), p);
        }
    rank = nmod_mat_rank(J);
    nmod_mat_clear(J);
    fmpq_clear(y);
    _fmpq_vec_clear(value, S->ring->num);
    return rank;
}

/* The rank of the Jacobian is the dimension. */
static void
test_jacobian(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_jacobian");
    for (slong round = 0; round < fulg_test_rounds(24); round++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_polysys_t S;
        fulg_diag_t diag;
        fulg_polysys_options_init(&options);
        options.max_terms = 100000;
        small_arch(arch, rand, round);
        if (arch->depth == 1)
            fulg_arch_set_all(arch, "residual", 0);
        if (fulg_polysys_jacobian(S, arch, &options, diag) == FULG_OK)
        {
            const fulg_polysys_polyblock_t *J = &S->block[S->task.main];
            assert_int_equal(S->task.kind, FULG_TASK_RANK);
            assert_int_equal(J->cols, S->ring->num);
            if (fulg_polysys_expected(S, FULG_EXPECT_RANK) != NULL)
                assert_int_equal(rank_at_random(S, J, rand),
                                 expected_of(S, FULG_EXPECT_RANK));
            fulg_polysys_clear(S);
        }
        fulg_arch_clear(arch);
    }
}

/* The fiber holds the weights, and those that a change of parameters makes of
   them, and no others. */
static void
test_fiber(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_fiber");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_weights_t W, moved;
        fulg_fiber_change_t change;
        fulg_polysys_t S;
        fulg_diag_t diag;
        fulg_domain_t Q;
        fmpq *value;
        fulg_domain_init_fmpq(Q);
        square(arch, 1 + round % 2, 2, 1 + (round / 2) % 2,
               1 + (round / 4) % 2);
        fulg_test_weights(W, arch, rand);
        fulg_test_weights(moved, arch, rand);
        fulg_polysys_options_init(&options);
        options.coordinates = FULG_COORDINATES_WEIGHTS;
        assert_int_equal(fulg_polysys_fiber(S, W, &options, diag), FULG_OK);
        assert_int_equal(S->task.kind, FULG_TASK_DIMENSION);
        assert_true(vanishes(S, &S->block[0], S->point[0].value));
        fulg_fiber_change_init(change, arch);
        for (slong h = 0; h < change->num_heads; h++)
        {
            fmpq_set_si(fmpq_mat_entry(&change->G[h], 0, 0), 3, 2);
            fmpq_set_si(change->scale + h, 1, 1);
        }
        assert_int_equal(fulg_fiber_change_apply(moved, change, W, diag),
                         FULG_OK);
        value = all_weights(moved);
        assert_true(vanishes(S, &S->block[0], value));
        _fmpq_vec_clear(value, W->parameters + 1);
        value = all_weights(W);
        fmpq_add_si(value + W->parameters - 1, value + W->parameters - 1, 1);
        if (!vanishes(S, &S->block[0], S->point[0].value))
            fail_msg("the point of the fiber is not on it");
        if (vanishes(S, &S->block[0], value))
        {
            /* then nothing depends on that weight: the function is zero */
            fulg_single_class_t place;
            assert_int_equal(arch->depth, 1);
            assert_int_equal(fulg_single_classify_weights(&place, W, diag),
                             FULG_OK);
            assert_true(place.zero || place.point.rank_S == 0);
        }
        _fmpq_vec_clear(value, W->parameters + 1);
        fulg_fiber_change_clear(change);
        fulg_polysys_clear(S);
        fulg_weights_clear(W);
        fulg_weights_clear(moved);
        fulg_arch_clear(arch);
    }
}

/* Dimensions of images, from the theory, and the shape of the problem. */
static void
test_image(void **state)
{
    static const slong cases[][6] = {
        /* d, d', a, t: dimension, coordinates of the function */
        {2, 1, 1, 2, 4, 6},   {2, 1, 2, 2, 5, 6},   {2, 2, 1, 2, 6, 12},
        {3, 1, 3, 2, 11, 18}, {3, 1, 2, 2, 10, 18}, {3, 1, 1, 2, 7, 18},
        {3, 1, 1, 1, 7, 10},  {2, 1, 1, 1, 4, 4}};
    for (size_t n = 0; n < sizeof cases / sizeof cases[0]; n++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_polysys_t S;
        fulg_diag_t diag;
        square(arch, 1, cases[n][0], cases[n][2], cases[n][3]);
        arch->width[1] = cases[n][1];
        fulg_polysys_options_init(&options);
        assert_int_equal(fulg_polysys_image(S, arch, &options, diag), FULG_OK);
        assert_int_equal(S->task.kind, FULG_TASK_IMAGE);
        assert_int_equal(expected_of(S, FULG_EXPECT_DIMENSION), cases[n][4]);
        assert_int_equal(S->ring->num - S->task.first_target, cases[n][5]);
        assert_int_equal(S->block[S->task.main].rows, cases[n][5]);
        assert_string_equal(S->ring->variable[S->task.first_target].name,
                            S->block[S->task.main].label[0]);
        check_graph(S);
        /* the bound of the rank is there exactly when it says something */
        assert_int_equal(S->task.conditions >= 0,
                         cases[n][3] == 1 ? 2 * cases[n][2] < cases[n][0]
                                          : cases[n][2] < cases[n][0]);
        fulg_polysys_clear(S);
        fulg_arch_clear(arch);
    }
}

/* At random weights the gradient along a direction is 2 sum <f - Y, df>. */
static void
test_critical(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_critical");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        const int pnn = round % 4 == 3;
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_weights_t W, dW;
        fulg_polysys_t S;
        fulg_diag_t diag;
        fulg_eval_tape_t T;
        fulg_mat_t X, Y, dY;
        fmpq *value, *direction;
        fmpq_t left, right, y;
        square(arch, 1 + round % 2, 2, 1, 1 + (round / 2) % 2);
        fulg_arch_set_all(arch, "residual", round % 4 == 2);
        if (arch->depth == 2)
        {
            arch->width[1] = arch->width[0] = 1;
            arch->width[2] = fulg_arch_is_residual(arch) ? 1 : 2;
        }
        if (pnn)
        {
            fulg_arch_make_pnn(arch);
            arch->tokens = 1;
            fulg_arch_set_all(arch, "residual", 0);
        }
        fulg_test_weights(W, arch, rand);
        fulg_test_weights(dW, arch, rand);
        fulg_test_input(X, W, rand);
        W->domain->ops->init(Y, arch->width[arch->depth], arch->tokens,
                             W->domain);
        W->domain->ops->init(dY, arch->width[arch->depth], arch->tokens,
                             W->domain);
        fulg_weights_mat_random(Y, rand, 3, 2, W->domain);
        fulg_polysys_options_init(&options);
        assert_int_equal(
            fulg_polysys_critical(S, arch, X->fmpq, Y->fmpq, 1, &options, diag),
            FULG_OK);
        assert_int_equal(S->block[0].rows, W->parameters);
        value = all_weights(W);
        direction = all_weights(dW);
        fmpq_init(left);
        fmpq_init(right);
        fmpq_init(y);
        for (slong v = 0; v < W->parameters; v++)
        {
            value_of(y, &S->block[0].entry[v], value, S->ring);
            fmpq_addmul(left, y, direction + v);
        }
        fulg_eval_tape_init(T, W);
        assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
        fulg_eval_tangent(dY, T, W, dW);
        for (slong i = 0; i < arch->width[arch->depth]; i++)
            for (slong j = 0; j < arch->tokens; j++)
            {
                fmpq_sub(y, fmpq_mat_entry(T->state[arch->depth].fmpq, i, j),
                         fmpq_mat_entry(Y->fmpq, i, j));
                fmpq_addmul(right, y, fmpq_mat_entry(dY->fmpq, i, j));
                fmpq_addmul(right, y, fmpq_mat_entry(dY->fmpq, i, j));
            }
        assert_true(fmpq_equal(left, right));
        for (slong p = 0; p < S->num_points; p++)
            assert_true(vanishes(S, &S->block[0], S->point[p].value));
        fulg_eval_tape_clear(T, W);
        _fmpq_vec_clear(value, W->parameters + 1);
        _fmpq_vec_clear(direction, W->parameters + 1);
        fmpq_clear(left);
        fmpq_clear(right);
        fmpq_clear(y);
        W->domain->ops->clear(X);
        W->domain->ops->clear(Y);
        W->domain->ops->clear(dY);
        fulg_polysys_clear(S);
        fulg_weights_clear(W);
        fulg_weights_clear(dW);
        fulg_arch_clear(arch);
    }
}

/* The minor at its point is invertible mod its prime, symbolic or not. */
static void
test_certificate(void **state)
{
    for (int depth = 1; depth <= 3; depth++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_polysys_t S;
        fulg_diag_t diag;
        fulg_dim_t dim;
        nmod_mat_t M;
        fmpq_t y;
        const fulg_polysys_polyblock_t *block;
        ulong p;
        square(arch, depth, 2, 1, 2);
        fulg_dim_init(dim, arch);
        assert_int_equal(fulg_dim_certify(dim, NULL, diag), FULG_OK);
        fulg_polysys_options_init(&options);
        assert_int_equal(fulg_polysys_certificate(S, dim->cert, &options, diag),
                         FULG_OK);
        assert_int_equal(S->task.kind, FULG_TASK_RANK);
        block = &S->block[S->task.main];
        p = fmpz_get_ui(S->task.prime);
        fmpq_init(y);
        nmod_mat_init(M, block->rows, block->cols, p);
        for (slong i = 0; i < block->rows; i++)
            for (slong j = 0; j < block->cols; j++)
            {
                value_of(y, fulg_polysys_polyblock_entry(block, i, j),
                         S->point[S->task.point].value, S->ring);
                nmod_mat_entry(M, i, j) = fmpz_fdiv_ui(fmpq_numref(y), p);
            }
        assert_int_equal(nmod_mat_rank(M), expected_of(S, FULG_EXPECT_RANK));
        assert_int_equal(block->rows, expected_of(S, FULG_EXPECT_RANK));
        /* one layer is written in its weights, three are not */
        if (depth != 2)
            assert_int_equal(fulg_polysys_polyblock_degree(block, S->ring) > 0,
                             depth == 1);
        nmod_mat_clear(M);
        fmpq_clear(y);
        fulg_polysys_clear(S);
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
}

/* One affine layer: numerator over denominator is the output. */
static void
test_affine(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_affine");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_polysys_t S;
        fulg_diag_t diag;
        fulg_eval_tape_t T;
        fulg_mat_t X;
        fmpq_t num, den;
        fulg_test_arch(arch, rand, round % 2 ? 5 : 6, 1, 2);
        fulg_test_weights(W, arch, rand);
        fulg_test_input(X, W, rand);
        fulg_eval_tape_init(T, W);
        fulg_polysys_options_init(&options);
        fmpq_init(num);
        fmpq_init(den);
        assert_int_equal(
            fulg_polysys_parametrization(S, arch, W, &options, diag), FULG_OK);
        assert_int_equal(S->num_blocks, 2);
        if (fulg_eval_forward(T, W, X, diag) == FULG_OK)
        {
            fmpq *value = _fmpq_vec_init(S->ring->num);
            for (slong k = 0; k < S->ring->num; k++)
                fmpq_set(value + k, fmpq_mat_entry(X->fmpq, k / arch->tokens,
                                                   k % arch->tokens));
            for (slong i = 0; i < arch->width[1]; i++)
                for (slong j = 0; j < arch->tokens; j++)
                {
                    value_of(num,
                             fulg_polysys_polyblock_entry(&S->block[0], i, j),
                             value, S->ring);
                    value_of(den,
                             fulg_polysys_polyblock_entry(&S->block[1], 0, j),
                             value, S->ring);
                    fmpq_mul(den, den, fmpq_mat_entry(T->state[1].fmpq, i, j));
                    assert_true(fmpq_equal(num, den));
                }
            _fmpq_vec_clear(value, S->ring->num);
        }
        fmpq_clear(num);
        fmpq_clear(den);
        fulg_polysys_clear(S);
        fulg_eval_tape_clear(T, W);
        W->domain->ops->clear(X);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_jacobian),    cmocka_unit_test(test_fiber),
    cmocka_unit_test(test_image),       cmocka_unit_test(test_critical),
    cmocka_unit_test(test_certificate), cmocka_unit_test(test_affine),
};

FULG_TEST_MAIN(tests)
