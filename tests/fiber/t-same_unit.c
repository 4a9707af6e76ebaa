/* Sublayers compared over the rationals: equal under every change of weights that
   the theorem same-unit knows, told apart by one entry, and left open elsewhere.
   What the comparison says is held against outputs in balls. */
#include "units.h"

#include <fulgurite/ball.h>
#include <fulgurite/fiber.h>

#define BITS 512

/* ---- outputs ------------------------------------------------------------------ */

/* 0 at an input with a token whose norm is 0, or the argument of a relu. */
static int
init_output(arb_mat_t Y, const fulg_weights_t W, const fmpq_mat_t X)
{
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_eval_tape_t T;
    fulg_mat_t input;
    fulg_diag_t diag;
    mag_t zero;
    int good;
    mag_init(zero);
    fulg_domain_init_arb(D, BITS);
    assert_int_equal(fulg_weights_init(B, W->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_ball_set_weights(B, W, zero, diag), FULG_OK);
    D->ops->init(input, fmpq_mat_nrows(X), fmpq_mat_ncols(X), D);
    arb_mat_set_fmpq_mat(input->arb, X, BITS);
    fulg_eval_tape_init(T, B);
    good = fulg_eval_forward(T, B, input, diag) == FULG_OK;
    arb_mat_init(Y, W->arch->width[W->arch->depth], W->arch->tokens);
    arb_mat_set(Y, T->state[W->arch->depth].arb);
    fulg_eval_tape_clear(T, B);
    D->ops->clear(input);
    fulg_weights_clear(B);
    mag_clear(zero);
    return good;
}

/* 1 when the outputs at a random input are known to differ.  A relu that sees 0 at
   every input has no output in balls. */
static int
differ(const fulg_weights_t A, const fulg_weights_t B, fulg_rand_t rand)
{
    const fulg_arch_struct *arch = A->arch;
    arb_mat_t Y, Z;
    fmpq_mat_t X;
    int apart, good, tries = 20;
    fmpq_mat_init(X, arch->width[0], arch->tokens);
    do
    {
        random_mat(X, rand, 9);
        good = init_output(Y, A, X);
        good = init_output(Z, B, X) && good;
        apart = good && !arb_mat_overlaps(Y, Z);
        arb_mat_clear(Y);
        arb_mat_clear(Z);
    } while (!good && tries-- > 0);
    fmpq_mat_clear(X);
    return apart;
}

static int
same(const fulg_weights_t A, const fulg_weights_t B, const char *reason)
{
    fulg_rand_t rand;
    char *why;
    int answer;
    fulg_rand_init(rand, 5);
    answer = fulg_fiber_same_unit(&why, A, B, rand);
    assert_int_equal(answer, why == NULL);
    if (!answer && reason != NULL && strstr(why, reason) == NULL)
        fail_msg("expected \"%s\", found \"%s\"", reason, why);
    flint_free(why);
    return answer;
}

/* ---- the tests ------------------------------------------------------------------------ */

static void
fail_unit(const fulg_weights_t W, const char *what)
{
    fail_msg("%s: %s", what, json_dumps(fulg_arch_json(W->arch), 0));
}

/* Equal after changes; with one entry more, equal only where outputs are. */
static void
test_changes(void **state)
{
    slong apart = 0, equal = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "same_unit_changes");
    for (slong round = 0; round < fulg_test_rounds(300); round++)
    {
        fulg_weights_t A, B;
        slong b;
        fmpq *x;
        random_unit(A, rand, 0);
        if (round % 3 == 0)
            zero_some(A, rand);
        copy_weights(B, A);
        change(B, rand);
        if (!same(A, B, NULL))
            fail_unit(A, "a change is not found");
        if (differ(A, B, rand))
            fail_unit(A, "a change of the test changes the function");
        b = (slong) fulg_rand_below(rand, (ulong) B->num);
        x = fmpq_mat_entry(B->mat[b].fmpq,
                           fulg_test_between(rand, 0, B->block[b].rows - 1),
                           fulg_test_between(rand, 0, B->block[b].cols - 1));
        fmpq_add_si(x, x, 1);
        if (differ(A, B, rand))
        {
            apart++;
            if (same(A, B, NULL))
                fail_unit(A, "outputs differ");
        }
        else
            equal++;
        fulg_weights_clear(A);
        fulg_weights_clear(B);
    }
    print_message("one entry more: %ld differ, %ld do not\n", (long) apart,
                  (long) equal);
    assert_true(apart > equal);
}

/* A layer norm without gain and shift: multiples of (1, .., 1) are not seen. */
static void
test_centred(void **state)
{
    fulg_rand_t rand;
    slong tried = 0;
    fulg_test_rand(rand, "same_unit_centred");
    while (tried < fulg_test_rounds(20))
    {
        fulg_weights_t A, B;
        random_unit(A, rand, 0);
        if (A->arch->sub[0].pre_norm == FULG_PRE_NORM_LAYER &&
            !fulg_weights_has(A, 0, 'n') && !fulg_weights_has(A, 0, 'm') &&
            A->arch->depth == 1)
        {
            const char kind = fulg_weights_has(A, 0, 'f') ? 'f' : 'q';
            fmpq_mat_struct *M;
            copy_weights(B, A);
            M = mat(B, 0, 0, kind);
            for (slong c = 0; c < A->arch->width[0]; c++)
                fmpq_add_si(fmpq_mat_entry(M, 0, c), fmpq_mat_entry(M, 0, c),
                            3);
            assert_false(differ(A, B, rand));
            assert_true(same(A, B, NULL));
            fulg_weights_clear(B);
            tried++;
        }
        fulg_weights_clear(A);
    }
}

static void
init_heads(fulg_weights_t W, slong heads, slong forward, slong tokens)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, 1);
    arch->tokens = tokens;
    arch->width[0] = arch->width[1] = 3;
    arch->sub[0].residual = 1;
    arch->sub[0].norm = FULG_NORM_SOFTMAX;
    arch->sub[0].heads = heads;
    arch->sub[0].head_dim = arch->sub[0].value_dim = 2;
    if (forward)
    {
        arch->sub[0].kind = FULG_KIND_FEED_FORWARD;
        arch->sub[0].hidden = forward;
        arch->sub[0].activation = FULG_ACTIVATION_SILU;
    }
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_arch_clear(arch);
}

/* One head is two with the same scores that share its values. */
static void
test_split(void **state)
{
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fmpq *x;
    fulg_test_rand(rand, "same_unit_split");
    init_heads(A, 1, 0, 3);
    init_heads(B, 2, 0, 3);
    x = fmpq_mat_entry(mat(B, 0, 1, 'o'), 1, 1);
    fulg_weights_random(A, rand, 3, 2);
    fmpq_one(fmpq_mat_entry(mat(A, 0, 0, 'u'), 1, 0));
    for (slong h = 0; h < 2; h++)
        for (const char *kind = "qkuo"; *kind != '\0'; kind++)
            fmpq_mat_set(mat(B, 0, h, *kind), mat(A, 0, 0, *kind));
    for (slong r = 0; r < 3; r++)
        for (slong c = 0; c < 2; c++)
        {
            scale(mat(B, 0, 0, 'o'), r, c, 2, 3);
            scale(mat(B, 0, 1, 'o'), r, c, 1, 3);
        }
    assert_true(same(A, B, NULL));
    assert_false(differ(A, B, rand));
    fmpq_add_si(x, x, 1);
    assert_false(same(A, B, "its heads are not those"));
    assert_true(differ(A, B, rand));
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* silu(-z) = silu(z) - z: two signs at once, whose linear parts cancel. */
static void
test_signs(void **state)
{
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fmpq *x;
    fulg_test_rand(rand, "same_unit_signs");
    init_heads(A, 1, 2, 2);
    init_heads(B, 1, 2, 2);
    x = fmpq_mat_entry(mat(B, 0, 0, 'e'), 0, 0);
    fulg_weights_random(A, rand, 3, 2);
    for (slong c = 0; c < 3; c++)
    {
        fmpq_t f;
        fmpq_init(f);
        fmpq_set_si(f, -2, 1);
        fmpq_set_si(fmpq_mat_entry(mat(A, 0, 0, 'f'), 0, c), c + 1, 1);
        fmpq_mul(fmpq_mat_entry(mat(A, 0, 0, 'f'), 1, c), f,
                 fmpq_mat_entry(mat(A, 0, 0, 'f'), 0, c));
        fmpq_set_si(f, 1, 2);
        fmpq_mul(fmpq_mat_entry(mat(A, 0, 0, 'e'), c, 1), f,
                 fmpq_mat_entry(mat(A, 0, 0, 'e'), c, 0));
        fmpq_clear(f);
    }
    fmpq_mat_set(mat(B, 0, 0, 'e'), mat(A, 0, 0, 'e'));
    fmpq_mat_neg(mat(B, 0, 0, 'f'), mat(A, 0, 0, 'f'));
    assert_true(same(A, B, NULL));
    assert_false(differ(A, B, rand));
    scale(mat(B, 0, 0, 'f'), 0, 0, -1, 1);
    scale(mat(B, 0, 0, 'f'), 0, 1, -1, 1);
    scale(mat(B, 0, 0, 'f'), 0, 2, -1, 1);
    assert_false(same(A, B, "the constants of the two differ"));
    assert_true(differ(A, B, rand));
    fmpq_add_si(x, x, 1);
    assert_false(same(A, B, "its neurons are not those"));
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* What the comparison does not know, or cannot compare. */
static void
test_left_open(void **state)
{
    static const struct
    {
        slong heads, forward, tokens;
    } shapes[] = {{2, 0, 3}, {2, 0, 2}, {1, 2, 3}};
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fulg_test_rand(rand, "same_unit_left_open");
    for (slong n = 0; n < 3; n++)
        for (slong m = 0; m < 3; m++)
        {
            init_heads(A, shapes[n].heads, shapes[n].forward, shapes[n].tokens);
            init_heads(B, shapes[m].heads, shapes[m].forward, shapes[m].tokens);
            assert_int_equal(same(A, B, "the architectures differ"), n == m);
            fulg_weights_clear(A);
            fulg_weights_clear(B);
        }
    for (slong n = 0; n < fulg_test_rounds(10); n++)
    {
        random_unit(A, rand, 1);
        assert_false(same(A, A, "what this comparison does not know"));
        fulg_weights_clear(A);
    }
    /* Two sublayers, the second of which reads another state. */
    plain_weights(A, 2, 3, 2, 2);
    fulg_arch_set_all(A->arch, "norm", FULG_NORM_SOFTMAX);
    assert_false(same(A, A, "the architectures differ"));
    fulg_weights_clear(A);
    plain_weights(A, 1, 3, 2, 2);
    assert_false(same(A, A, "the architectures differ"));
    fulg_weights_clear(A);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_changes), cmocka_unit_test(test_centred),
    cmocka_unit_test(test_split), cmocka_unit_test(test_signs),
    cmocka_unit_test(test_left_open)};

FULG_TEST_MAIN(tests)
