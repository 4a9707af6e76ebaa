/* The questionnaire on eight tokens, against numbers computed elsewhere. */
#include "tensors.h"

static void
check_measure(const fulg_cube_t X, const fulg_organize_organization_t R,
              slong r1, ulong q1, slong r2, ulong q2, const char *value,
              const char *ratio, slong n99, slong nonzero)
{
    fulg_organize_coefficients_t C;
    fulg_organize_entropy_t E;
    slong lower, upper;
    fmpq_t part;
    fulg_organize_coefficients_init(C, X, R->tree);
    fulg_organize_entropy_init(E, C, X, 192);
    assert_int_equal(E->surds->num, 2);
    assert_true(fmpz_is_one(E->surds->root));
    assert_true(fmpz_equal_si(E->surds->root + 1, 2));
    assert_rational(E->surds->value, r1, q1);
    assert_rational(E->surds->value + 1, r2, q2);
    assert_rational(E->energy, 4286, 1);
    assert_true(fmpq_equal(E->energy, E->square_sum));
    assert_decimal(E->l1, value, 17);
    if (ratio != NULL)
        assert_decimal(E->ratio, ratio, 10);
    assert_int_equal(E->nonzero, nonzero);
    fmpq_init(part);
    fmpq_set_si(part, 99, 100);
    fulg_organize_entropy_count(&lower, &upper, E, part);
    assert_int_equal(lower, n99);
    assert_int_equal(upper, n99);
    fmpq_clear(part);
    fulg_organize_entropy_clear(E);
    fulg_organize_coefficients_clear(C);
}

static void
assert_tree(const fulg_tree_t T, const char *text)
{
    json_t *value = fulg_tree_json(T), *expected = json_loads(text, 0, NULL);
    assert_true(json_equal(value, expected));
    json_decref(value);
    json_decref(expected);
}

static void
test_known(void **state)
{
    static const char tokens[] =
        "[[[0,1,2,3,4,5,6,7]],[[0,2,3,7],[1,4,5,6]],[[0,2],[1,6],[3,7],[4,5]],"
        "[[0],[1],[2],[3],[4],[5],[6],[7]]]";
    fulg_cube_t X;
    fulg_organize_organization_t R, D;
    fulg_organize_options_t o;
    fulg_diag_t diag;
    fulg_organize_options_init(&o);
    tensor_of_tokens(X, NULL);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
    assert_int_equal(R->state, FULG_ORGANIZE_FIXED);
    assert_int_equal(R->iterations, 2);
    assert_tree(&R->tree[0], tokens);
    assert_tree(&R->tree[1], tokens);
    assert_tree(&R->tree[2], "[[[0,1,2,3]],[[0,1],[2,3]],[[0],[1],[2],[3]]]");
    check_measure(X, R, 469, 2, 735, 4, "494.36174208605621522",
                  "7.55124864191", 87, 172);
    fulg_organize_organization_init_dyadic(D, X);
    check_measure(X, D, 1043, 4, 743, 4, "523.44016921080240531",
                  "7.99541414793", 113, 199);
    fulg_organize_organization_clear(R);
    fulg_organize_organization_clear(D);
    fulg_cube_clear(X);
}

static void
test_relabelled(void **state)
{
    static const slong place[] = {3, 6, 0, 5, 1, 7, 4, 2};
    fulg_cube_t X;
    fulg_organize_organization_t R, D;
    fulg_organize_options_t o;
    fulg_diag_t diag;
    fulg_organize_options_init(&o);
    tensor_of_tokens(X, place);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
    check_measure(X, R, 469, 2, 735, 4, "494.36174208605621522",
                  "7.55124864191", 87, 172);
    fulg_organize_organization_init_dyadic(D, X);
    check_measure(X, D, 320, 1, 225, 1, "638.19805153394638598", NULL, 132,
                  244);
    fulg_organize_organization_clear(R);
    fulg_organize_organization_clear(D);
    fulg_cube_clear(X);
}

/* The trees of softmax(X/4) are those of X, in numbers of 24 bits and more. */
static void
test_softmax(void **state)
{
    static const struct
    {
        const char *in_trees, *in_order;
        slong n_trees, n_order;
    } known[] = {{"13.3207988952018971", "13.78135998858556855", 66, 72},
                 {"353.870607034905449", "445.374236716171412", 52, 89}};
    fulg_cube_t X;
    fulg_organize_organization_t R[2], S;
    fulg_organize_options_t o;
    fulg_diag_t diag;
    fulg_cube_scale_t tau;
    fmpq_t shift, part;
    fulg_cube_scale_init(tau);
    fmpq_init(shift);
    fmpq_init(part);
    /* 3/12, as 3 over the root of 144: not reduced. */
    fmpq_set_si(tau->tau, 3, 1);
    fmpz_set_ui(tau->root, 144);
    fmpq_set_si(part, 99, 100);
    fulg_organize_options_init(&o);
    tensor_of_tokens(X, NULL);
    assert_int_equal(fulg_organize(R[0], X, &o, diag), FULG_OK);
    fulg_organize_organization_init_dyadic(R[1], X);
    for (slong bits = 24; bits <= 200; bits += 44)
    {
        fulg_cube_t Y;
        assert_int_equal(
            fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, bits, diag),
            FULG_OK);
        assert_int_equal(fulg_organize(S, Y, &o, diag), FULG_OK);
        for (int a = 0; a < 3; a++)
            assert_true(fulg_tree_equal(&S->tree[a], &R[0]->tree[a]));
        fulg_organize_organization_clear(S);
        fulg_cube_clear(Y);
    }
    for (int n = 0; n < 2; n++)
        for (int r = 0; r < 2; r++)
        {
            fulg_cube_t Y;
            fulg_organize_coefficients_t C;
            fulg_organize_entropy_t E;
            arb_t x;
            slong lower, upper;
            arb_init(x);
            assert_int_equal(
                n == 0 ? fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, 128,
                                                diag)
                       : fulg_cube_init_exp(Y, shift, X, tau, FULG_MASK_NONE,
                                            128, diag),
                FULG_OK);
            fulg_organize_coefficients_init(C, Y, R[r]->tree);
            fulg_organize_entropy_init(E, C, Y, 128);
            fulg_organize_entropy_count(&lower, &upper, E, part);
            assert_int_equal(lower, r ? known[n].n_order : known[n].n_trees);
            assert_int_equal(upper, lower);
            fulg_cube_scale_over_root(x, shift, tau, 128);
            arb_exp(x, x, 128);
            arb_mul(x, x, E->l1, 128);
            assert_decimal(x, r ? known[n].in_order : known[n].in_trees, 14);
            arb_clear(x);
            fulg_organize_entropy_clear(E);
            fulg_organize_coefficients_clear(C);
            fulg_cube_clear(Y);
        }
    fulg_organize_organization_clear(R[0]);
    fulg_organize_organization_clear(R[1]);
    fulg_cube_clear(X);
    fulg_cube_scale_clear(tau);
    fmpq_clear(shift);
    fmpq_clear(part);
}

/* The trees repeat as the state says. */
static void
test_recurrence(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "recurrence");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R, S;
        fulg_organize_options_t o;
        fulg_diag_t diag;
        fulg_organize_options_init(&o);
        random_tensor(X, 9, 0, rand);
        assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
        assert_int_not_equal(R->state, FULG_ORGANIZE_STOPPED);
        assert_int_equal(R->state == FULG_ORGANIZE_FIXED, R->period == 1);
        o.max_iterations = R->iterations - R->period;
        assert_int_equal(fulg_organize(S, X, &o, diag), FULG_OK);
        assert_int_equal(S->state, FULG_ORGANIZE_STOPPED);
        for (int a = 0; a < 3; a++)
            assert_true(fulg_tree_equal(&R->tree[a], &S->tree[a]));
        fulg_organize_organization_clear(S);
        /* Another threads' count changes nothing. */
        o.max_iterations = 64;
        o.threads = 3;
        assert_int_equal(fulg_organize(S, X, &o, diag), FULG_OK);
        for (int a = 0; a < 3; a++)
            assert_true(fulg_tree_equal(&R->tree[a], &S->tree[a]));
        fulg_organize_organization_clear(R);
        fulg_organize_organization_clear(S);
        fulg_cube_clear(X);
    }
}

/* Two tensors that go through the same two trees for ever, and stand at different
   ones of them when these have repeated. */
static const slong circling[2][24] = {
    {1, -2, 2,  1, 2,  -3, 1, -2, -2, 3, 3, 1,
     2, -1, -2, 2, -2, 2,  0, 2,  1,  0, 2, 1},
    {-2, -1, 2, 2, 1, 0,  0, 0, 1, 0,  -1, -1,
     -3, -2, 1, 0, 0, -2, 0, 3, 1, -3, -1, -3}};

static void
organize_circling(fulg_organize_organization_t R, int n, slong iterations)
{
    fulg_cube_t X;
    fulg_organize_options_t o;
    fulg_diag_t diag;
    fulg_organize_options_init(&o);
    o.max_iterations = iterations;
    fulg_cube_init(X, 4, 3, 2);
    for (slong m = 0; m < 24; m++)
        fmpz_set_si(X->value + m, circling[n][m]);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
    fulg_cube_clear(X);
}

static void
test_cycles(void **state)
{
    fulg_organize_organization_t R, S;
    int equal = 1;
    organize_circling(R, 0, 64);
    organize_circling(S, 1, 64);
    assert_int_equal(R->state, FULG_ORGANIZE_CYCLE);
    assert_int_equal(S->state, FULG_ORGANIZE_CYCLE);
    assert_int_equal(R->period, 2);
    for (int a = 0; a < 3; a++)
    {
        assert_true(fulg_tree_equal(&R->cycle[3 + a], &R->tree[a]));
        assert_true(fulg_organize_organization_same(R, S, a));
        assert_true(fulg_organize_organization_same(S, R, a));
        equal = equal && fulg_tree_equal(&R->tree[a], &S->tree[a]);
    }
    assert_false(equal);
    fulg_organize_organization_clear(R);
    fulg_organize_organization_clear(S);
    /* One is stopped after two iterations, the other has come to a cycle: then it is
       the trees of so many iterations that count. */
    organize_circling(R, 0, 2);
    organize_circling(S, 1, 2);
    assert_int_equal(R->state, FULG_ORGANIZE_CYCLE);
    assert_int_equal(S->state, FULG_ORGANIZE_STOPPED);
    for (int a = 0; a < 3; a++)
        assert_int_equal(fulg_organize_organization_same(R, S, a),
                         fulg_tree_equal(&R->tree[a], &S->tree[a]));
    fulg_organize_organization_clear(S);
    /* The trees of the fourth iteration are those of the second. */
    organize_circling(S, 0, 64);
    S->iterations = 4;
    S->state = FULG_ORGANIZE_STOPPED;
    for (int a = 0; a < 3; a++)
        assert_true(fulg_organize_organization_same(R, S, a));
    fulg_organize_organization_clear(R);
    fulg_organize_organization_clear(S);
}

static int
stop(void *data, const char *what, slong done, slong total)
{
    return 1;
}

static void
test_interrupted(void **state)
{
    fulg_cube_t X;
    fulg_organize_organization_t R;
    fulg_organize_options_t o;
    const fulg_progress_t progress = {stop, NULL};
    fulg_diag_t diag;
    fulg_organize_options_init(&o);
    o.progress = &progress;
    tensor_of_tokens(X, NULL);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_UNABLE);
    assert_string_equal(diag->text, "interrupted");
    fulg_cube_clear(X);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known),   cmocka_unit_test(test_relabelled),
    cmocka_unit_test(test_softmax), cmocka_unit_test(test_recurrence),
    cmocka_unit_test(test_cycles),  cmocka_unit_test(test_interrupted),
};

FULG_TEST_MAIN(tests)
