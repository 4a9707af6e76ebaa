/* The judge's balls against the engine's, and what it takes for invertible. */
#include <fulgurite/ball.h>

#include "network.h"
#include "testing.h"

#define BITS 64
#define FINE_BITS 256

/* ---- invertible matrices -------------------------------------------------- */

/* Entries mid 2^-e with radii rad 2^-e. */
static int
invertible(slong n, const slong *mid, const slong *rad, slong e)
{
    arb_ptr S = _arb_vec_init(n * n);
    int answer;
    for (slong k = 0; k < n * n; k++)
    {
        arf_set_si_2exp_si(arb_midref(S + k), mid[k], -e);
        mag_set_ui_2exp_si(arb_radref(S + k), (ulong) rad[k], -e);
    }
    answer = fulg_verify_ball_invertible(S, n, BITS);
    _arb_vec_clear(S, n * n);
    return answer;
}

/* Balls whose farthest matrix is singular, or nearly. */
static void
test_edges(void **state)
{
    assert_int_equal(invertible(1, (slong[]){4}, (slong[]){4}, 2), 0);
    assert_int_equal(invertible(1, (slong[]){4}, (slong[]){3}, 2), 1);
    assert_int_equal(invertible(1, (slong[]){1}, (slong[]){7}, 2), 0);
    assert_int_equal(invertible(1, (slong[]){0}, (slong[]){0}, 2), 0);
    assert_int_equal(
        invertible(2, (slong[]){8, 0, 0, 8}, (slong[]){0, 5, 5, 0}, 3), 1);
    assert_int_equal(
        invertible(2, (slong[]){8, 0, 0, 8}, (slong[]){0, 8, 8, 0}, 3), 0);
    assert_int_equal(
        invertible(2, (slong[]){8, 8, 8, 8}, (slong[]){0, 0, 0, 0}, 3), 0);
    assert_int_equal(
        invertible(2, (slong[]){8, 7, 7, 8}, (slong[]){1, 1, 1, 1}, 3), 0);
    /* each entry small, but not the sum of a row: 1 - 2 (1/2) = 0 */
    assert_int_equal(invertible(3, (slong[]){8, 0, 0, 0, 8, 0, 0, 0, 8},
                                (slong[]){0, 4, 4, 4, 0, 4, 4, 4, 0}, 3),
                     0);
    assert_int_equal(invertible(3, (slong[]){8, 0, 0, 0, 8, 0, 0, 0, 8},
                                (slong[]){0, 3, 3, 3, 0, 3, 3, 3, 0}, 3),
                     1);
}

static void
test_infinite(void **state)
{
    arb_t x;
    arb_init(x);
    arb_indeterminate(x);
    assert_int_equal(fulg_verify_ball_invertible(x, 1, BITS), 0);
    arb_pos_inf(x);
    assert_int_equal(fulg_verify_ball_invertible(x, 1, BITS), 0);
    arb_one(x);
    mag_inf(arb_radref(x));
    assert_int_equal(fulg_verify_ball_invertible(x, 1, BITS), 0);
    arb_clear(x);
}

/* A random matrix within the balls with one row a combination of the others: in
   no case invertible. */
static void
test_singular(void **state)
{
    fulg_rand_t rand;
    const slong rounds = fulg_test_rounds(100);
    fulg_test_rand(rand, "singular");
    for (slong round = 0; round < rounds; round++)
    {
        const slong n = 2 + (slong) fulg_rand_below(rand, 4);
        const slong e = (slong) fulg_rand_below(rand, 40);
        slong mid[36], rad[36];
        for (slong k = 0; k < n * n; k++)
            rad[k] = (slong) fulg_rand_below(rand, 2);
        for (slong j = 0; j < n; j++)
        {
            slong sum = 0;
            for (slong i = 1; i < n; i++)
            {
                mid[i * n + j] = fulg_rand_signed(rand, 1 << 20);
                sum += mid[i * n + j];
            }
            mid[j] = sum + (rad[j] ? fulg_rand_signed(rand, 1) : 0);
        }
        assert_int_equal(invertible(n, mid, rad, e), 0);
    }
}

/* ---- the network ---------------------------------------------------------- */

static json_t *
number(const fmpq_t x)
{
    char *text;
    json_t *value;
    if (fmpz_is_one(fmpq_denref(x)))
        return json_integer(fmpz_get_si(fmpq_numref(x)));
    text = fmpq_get_str(NULL, 10, x);
    value = json_string(text);
    flint_free(text);
    return value;
}

static json_t *
matrix(const fmpq_mat_t A)
{
    json_t *rows = json_array();
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
    {
        json_t *row = json_array();
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            json_array_append_new(row, number(fmpq_mat_entry(A, i, j)));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *
weights_json(const fulg_weights_t W)
{
    json_t *layers = json_array();
    for (slong i = 0; i < W->arch->depth; i++)
    {
        json_t *heads = json_array();
        for (slong h = 0; h < W->arch->sub[i].heads; h++)
            json_array_append_new(heads, json_object());
        json_array_append_new(layers, json_pack("{s:o}", "heads", heads));
    }
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_block_t *block = &W->block[b];
        const char name[2] = {(char) (block->kind - 32), '\0'};
        json_t *heads = json_object_get(
            json_array_get(layers, (size_t) block->layer), "heads");
        json_object_set_new(json_array_get(heads, (size_t) block->head), name,
                            matrix(W->mat[b].fmpq));
    }
    return json_pack("{s:o}", "layers", layers);
}

static void
random_matrix(fmpq_mat_t A, fulg_rand_t rand, slong size)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set_si(fmpq_mat_entry(A, i, j),
                        fulg_rand_signed(rand, 24 * size), 24);
}

/* The judge's gradients contain the engine's finer ones, and not much more. */
static void
compare(const fulg_arch_t arch, const fulg_weights_t W, const fmpq_mat_t X,
        const arb_mat_t fine, int loose)
{
    const slong out = arch->width[arch->depth], t = arch->tokens;
    json_t *json = fulg_arch_json(arch), *weights = weights_json(W);
    fulg_verify_why_t why = {.beyond = 0};
    fulg_verify_weights_t V;
    fulg_verify_net_t net;
    fulg_verify_balls_t T;
    arb_ptr gradient = _arb_vec_init(W->parameters);
    assert_true(fulg_verify_net_init(&net, json, "it", &why));
    assert_true(fulg_verify_weights_init(&V, &net, 0, BITS, weights, &why));
    assert_int_equal(V.total, W->parameters);
    assert_true(fulg_verify_balls_init(&T, &V, &why));
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
        for (slong j = 0; j < t; j++)
            arb_set_fmpq(T.state[0] + i * t + j, fmpq_mat_entry(X, i, j), BITS);
    if (!fulg_verify_balls_evaluate(&T, &V, &why))
        assert_true(loose);
    else
        for (slong r = 0; r < out * t; r++)
        {
            fulg_verify_balls_gradient(gradient, &T, &V, r / t + 1, r % t + 1);
            for (slong c = 0; c < V.total; c++)
            {
                assert_true(
                    arb_contains(gradient + c, arb_mat_entry(fine, r, c)));
                assert_true(loose ||
                            mag_cmp_2exp_si(arb_radref(gradient + c), -10) < 0);
            }
        }
    fulg_verify_balls_clear(&T);
    fulg_verify_weights_clear(&V);
    fulg_verify_net_clear(&net);
    _arb_vec_clear(gradient, W->parameters);
    json_decref(json);
    json_decref(weights);
}

static void
check_network(const fulg_arch_t arch, slong size, fulg_rand_t rand)
{
    const slong rows = arch->width[arch->depth] * arch->tokens;
    fulg_domain_t Q, R;
    fulg_weights_t W, B;
    fmpq_mat_t X;
    arb_mat_t fine;
    mag_t zero;
    fulg_domain_init_fmpq(Q);
    fulg_domain_init_arb(R, FINE_BITS + 64 * size);
    assert_int_equal(fulg_weights_init(W, arch, Q, NULL), FULG_OK);
    assert_int_equal(fulg_weights_init(B, arch, R, NULL), FULG_OK);
    for (slong b = 0; b < W->num; b++)
        random_matrix(W->mat[b].fmpq, rand, size);
    fmpq_mat_init(X, arch->width[0], arch->tokens);
    random_matrix(X, rand, size);
    arb_mat_init(fine, rows, W->parameters);
    mag_init(zero);
    assert_int_equal(fulg_ball_set_weights(B, W, zero, NULL), FULG_OK);
    assert_int_equal(fulg_ball_jacobian(fine, B, X, 1, NULL), FULG_OK);
    compare(arch, W, X, fine, size > 1);
    mag_clear(zero);
    arb_mat_clear(fine);
    fmpq_mat_clear(X);
    fulg_weights_clear(B);
    fulg_weights_clear(W);
}

static void
test_network(void **state)
{
    const slong rounds = fulg_test_rounds(40);
    fulg_rand_t rand;
    fulg_test_rand(rand, "network");
    for (slong round = 0; round < rounds; round++)
    {
        const slong depth = 1 + (slong) fulg_rand_below(rand, 2);
        const int residual = (int) fulg_rand_below(rand, 2);
        const int factored = (int) fulg_rand_below(rand, 2);
        fulg_arch_t arch;
        fulg_arch_init(arch, depth);
        for (slong i = 0; i <= depth; i++)
            arch->width[i] = residual && i > 0
                                 ? arch->width[0]
                                 : 1 + (slong) fulg_rand_below(rand, 3);
        for (slong i = 0; i < depth; i++)
        {
            arch->sub[i].head_dim = 1 + (slong) fulg_rand_below(rand, 2);
            arch->sub[i].heads = 1 + (slong) fulg_rand_below(rand, 2);
            arch->sub[i].value_dim = factored
                                         ? 1 + (slong) fulg_rand_below(rand, 2)
                                         : 0;
        }
        arch->tokens = 1 + (slong) fulg_rand_below(rand, 3);
        fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
        fulg_arch_set_all(arch, "mask", (int) fulg_rand_below(rand, 2));
        fulg_arch_set_all(arch, "residual", residual);
        /* Large scores: exponentials of differences of hundreds and more. */
        check_network(arch, round % 4 == 3 ? 6 : 1, rand);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_edges),
    cmocka_unit_test(test_infinite),
    cmocka_unit_test(test_singular),
    cmocka_unit_test(test_network),
};

FULG_TEST_MAIN(tests)
