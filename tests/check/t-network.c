#include "testing.h"

/* W as a network in files, through JSON. */
static void
open_network(fulg_check_network_t N, char **text, const fulg_weights_t W)
{
    json_t *value = fulg_weights_json(W);
    fulg_floats_tensors_t T;
    fulg_floats_map_t map;
    fulg_diag_t diag;
    *text = json_dumps(value, 0);
    json_decref(value);
    fulg_floats_tensors_init(T);
    if (fulg_floats_tensors_load_bytes(T, "text", (unsigned char *) *text,
                                       strlen(*text), diag) != FULG_OK ||
        fulg_floats_map_init_text(
            map, "plain", fulg_floats_map_builtin("plain"), diag) != FULG_OK ||
        fulg_check_network_init(N, T, map, diag) != FULG_OK)
        fail_msg("%s", diag->text);
}

static void
random_arch(fulg_arch_t arch, slong depth, fulg_rand_t rand)
{
    const slong value_dim = (slong) fulg_rand_below(rand, 3);
    fulg_arch_init(arch, depth);
    for (slong i = 0; i < depth; i++)
    {
        arch->width[i] = 1 + (slong) fulg_rand_below(rand, 4);
        arch->sub[i].head_dim = 1 + (slong) fulg_rand_below(rand, 3);
        arch->sub[i].heads = 1 + (slong) fulg_rand_below(rand, 2);
        arch->sub[i].value_dim = value_dim;
    }
    arch->width[depth] = 1 + (slong) fulg_rand_below(rand, 3);
    arch->tokens = 1 + (slong) fulg_rand_below(rand, 3);
    fulg_arch_set_all(arch, "mask", (int) fulg_rand_below(rand, 2));
    fulg_arch_set_all(arch, "residual", (int) fulg_rand_below(rand, 2));
    for (slong i = 0; fulg_arch_is_residual(arch) && i < depth; i++)
        arch->width[i + 1] = arch->width[0];
}

static void
random_weights(fulg_weights_t W, slong depth, fulg_rand_t rand)
{
    fulg_domain_t D;
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_domain_init_fmpq(D);
    random_arch(arch, depth, rand);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fulg_weights_random(W, rand, 3, 1);
    fulg_arch_clear(arch);
}

/* The exact output of W at X is in Y. */
static void
check_inside(const arb_mat_t Y, const fulg_weights_t W, const fulg_mat_t X)
{
    fulg_eval_tape_t tape;
    fulg_diag_t diag;
    fulg_eval_tape_init(tape, W);
    assert_int_equal(fulg_eval_forward(tape, W, X, diag), FULG_OK);
    assert_true(arb_mat_contains_fmpq_mat(Y, tape->state[W->arch->depth].fmpq));
    fulg_eval_tape_clear(tape, W);
}

/* Weights off by at most 1/8. */
static void
move(fulg_weights_t W, fulg_rand_t rand)
{
    fmpq_t step;
    fmpq_init(step);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                fmpq *x = fmpq_mat_entry(W->mat[b].fmpq, i, j);
                fmpq_set_si(step, fulg_rand_signed(rand, 3), 24);
                fmpq_add(x, x, step);
            }
    fmpq_clear(step);
}

static void
test_forward(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "forward");
    for (slong n = 0; n < fulg_test_rounds(60); n++)
    {
        fulg_check_network_t N;
        fulg_weights_t W;
        fulg_diag_t diag;
        fulg_mat_t X;
        arb_mat_t B, Y;
        char *text;
        random_weights(W, 1 + (slong) fulg_rand_below(rand, 2), rand);
        open_network(N, &text, W);
        assert_true(fulg_arch_equal(N->arch, W->arch));
        fmpq_mat_init(X->fmpq, W->arch->width[0], W->arch->tokens);
        fulg_weights_mat_random(X, rand, 3, 4, W->domain);
        arb_mat_init(B, W->arch->width[0], W->arch->tokens);
        arb_mat_set_fmpq_mat(B, X->fmpq, 100);
        assert_int_equal(fulg_check_forward(Y, N, B, 100, WORD_MAX, NULL, diag),
                         FULG_OK);
        check_inside(Y, W, X);
        arb_mat_clear(Y);
        N->radius->kind = FULG_RADIUS_GIVEN;
        fmpq_set_si(N->radius->given, 1, 8);
        assert_int_equal(fulg_check_forward(Y, N, B, 100, WORD_MAX, NULL, diag),
                         FULG_OK);
        move(W, rand);
        check_inside(Y, W, X);
        arb_mat_clear(Y);
        arb_mat_clear(B);
        fmpq_mat_clear(X->fmpq);
        fulg_check_network_clear(N);
        fulg_weights_clear(W);
        free(text);
    }
}

/* The weights come back as they were. */
static void
test_weights(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "weights");
    for (slong n = 0; n < fulg_test_rounds(30); n++)
    {
        fulg_check_network_t N;
        fulg_weights_t W, back;
        fulg_diag_t diag;
        mag_t radius;
        char *text;
        mag_init(radius);
        random_weights(W, 2, rand);
        open_network(N, &text, W);
        assert_int_equal(
            fulg_check_weights(back, radius, N, W->parameters, diag), FULG_OK);
        assert_true(mag_is_zero(radius));
        for (slong b = 0; b < W->num; b++)
            assert_true(fmpq_mat_equal(W->mat[b].fmpq, back->mat[b].fmpq));
        fulg_weights_clear(back);
        assert_int_equal(
            fulg_check_weights(back, radius, N, W->parameters - 1, diag),
            FULG_UNABLE);
        mag_clear(radius);
        fulg_check_network_clear(N);
        fulg_weights_clear(W);
        free(text);
    }
}

/* One layer: what is said of all weights in the balls is so at the midpoint, and
   without radii it is all that is true for two tokens or more. */
static void
check_point(const fulg_weights_t W, int exact, int doubles, fulg_diag_t diag)
{
    fulg_check_options_t options;
    fulg_single_class_t *C = malloc(sizeof *C);
    fulg_check_network_t N;
    fulg_check_head_t H;
    fulg_check_point_t p;
    fulg_truth_t regular;
    slong rank;
    char *text;
    open_network(N, &text, W);
    if (!exact)
    {
        N->radius->kind = FULG_RADIUS_GIVEN;
        fmpq_set_si(N->radius->given, 1, 16);
    }
    fulg_check_options_init(&options);
    /* in doubles, or in balls alone */
    options.least_entries = doubles ? 0 : 1 << 20;
    assert_int_equal(fulg_check_head(H, N, 0, 0, &options, diag), FULG_OK);
    assert_int_equal(fulg_check_point(&p, N, H, &options, diag), FULG_OK);
    assert_int_equal(fulg_single_classify_weights(C, W, diag), FULG_OK);
    regular = fulg_check_regular(&p);
    rank = fulg_check_jacobian_lower(&p);
    if (regular == FULG_TRUE)
        assert_int_equal(C->singular, FULG_FALSE);
    assert_true(rank <= C->jacobian_rank);
    if (exact && p.tokens > 1)
    {
        assert_int_equal(regular == FULG_TRUE, C->singular == FULG_FALSE);
        if (!C->zero)
            assert_int_equal(rank, C->jacobian_rank);
    }
    fulg_check_head_clear(H);
    fulg_check_network_clear(N);
    free(text);
    free(C);
}

static void
test_point(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "point");
    for (slong n = 0; n < fulg_test_rounds(400); n++)
    {
        fulg_domain_t D;
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_diag_t diag;
        fulg_domain_init_fmpq(D);
        fulg_arch_init(arch, 1);
        arch->width[0] = 1 + (slong) fulg_rand_below(rand, 3);
        arch->width[1] = 1 + (slong) fulg_rand_below(rand, 3);
        arch->sub[0].head_dim = 1 + (slong) fulg_rand_below(rand, 3);
        arch->tokens = 1 + (slong) fulg_rand_below(rand, 3);
        assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
        /* small entries, so that all ranks occur */
        fulg_weights_random(W, rand, 1 + (slong) fulg_rand_below(rand, 2), 1);
        check_point(W, 1, n % 2 == 0, diag);
        check_point(W, 0, n % 2 == 0, diag);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* No entry of any matrix is farther off than the radius, factors included. */
static void
check_radius(const fulg_check_network_t N, const char *kinds, slong times)
{
    fulg_weights_t W;
    fulg_diag_t diag;
    mag_t radius;
    mag_init(radius);
    assert_int_equal(fulg_check_weights(W, radius, N, 1000, diag), FULG_OK);
    for (; *kinds != '\0'; kinds++)
    {
        fulg_floats_view_t view;
        arb_mat_t A;
        mag_t least;
        fulg_floats_view_init(view);
        mag_init(least);
        assert_int_equal(
            fulg_check_network_matrix(A, view, N, 0, 0, *kinds, diag), FULG_OK);
        for (slong i = 0; i < view->rows; i++)
            for (slong j = 0; j < view->cols; j++)
            {
                mag_mul_ui_lower(least, arb_radref(arb_mat_entry(A, i, j)),
                                 *kinds == 'q' ? (ulong) times : 1);
                assert_true(mag_cmp(radius, least) >= 0);
            }
        arb_mat_clear(A);
        mag_clear(least);
        fulg_floats_view_clear(view);
    }
    fulg_weights_clear(W);
    mag_clear(radius);
}

static void
test_radius(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "radius");
    for (slong n = 0; n < fulg_test_rounds(30); n++)
    {
        fulg_check_network_t N;
        fulg_arch_t arch;
        fulg_domain_t D;
        fulg_weights_t W;
        fulg_floats_map_t map;
        fulg_diag_t diag;
        char *text;
        fulg_domain_init_fmpq(D);
        fulg_arch_init(arch, 1);
        arch->width[0] = arch->width[1] = 2;
        arch->sub[0].head_dim = 1;
        assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
        fulg_weights_random(W, rand, 9, 1);
        open_network(N, &text, W);
        assert_int_equal(
            fulg_floats_map_init_text(map, "map",
                                      "Q = q{l}_{h} times 5\nK = k{l}_{h}"
                                      "\nV = v{l}_{h}\n",
                                      diag),
            FULG_OK);
        fulg_floats_map_clear(N->map);
        N->map[0] = map[0];
        assert_int_equal(
            fulg_floats_radius_set_text(N->radius, "half-ulp", diag), FULG_OK);
        check_radius(N, "qkv", 5);
        fulg_check_network_clear(N);
        free(text);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_radius),
    cmocka_unit_test(test_forward),
    cmocka_unit_test(test_weights),
    cmocka_unit_test(test_point),
};

FULG_TEST_MAIN(tests)
