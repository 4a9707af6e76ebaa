#include "testing.h"

/* Against balls: |value/den - softmax| <= error/den, at several precisions. */
static void
check_entries(const fulg_cube_t Y, const fulg_cube_t X,
              const fulg_cube_scale_t scale, const fmpq_t shift,
              fulg_mask_t mask, int normalised)
{
    const slong bits = 4 * (slong) fmpz_bits(Y->den) + 64;
    arb_t e, sum, x, root;
    fmpq_t q;
    arb_init(e);
    arb_init(sum);
    arb_init(x);
    arb_init(root);
    arb_sqrt_fmpz(root, scale->root, bits);
    fmpq_init(q);
    for (slong i = 0; i < X->shape[0]; i++)
        for (slong t = 0; t < X->shape[2]; t++)
            for (slong pass = 0; pass < 2; pass++)
                for (slong j = 0; j < X->shape[1]; j++)
                {
                    const slong m = (i * X->shape[1] + j) * X->shape[2] + t;
                    if (mask == FULG_MASK_CAUSAL && j > i)
                    {
                        assert_true(fmpz_is_zero(Y->value + m));
                        continue;
                    }
                    fmpq_set_fmpz_frac(q, X->value + m, X->den);
                    fmpq_mul(q, q, scale->tau);
                    fmpq_sub(q, q, shift);
                    arb_set_fmpq(e, q, bits);
                    arb_div(e, e, root, bits);
                    arb_exp(e, e, bits);
                    if (j == 0 && pass == 0)
                        arb_zero(sum);
                    if (pass == 0)
                        arb_add(sum, sum, e, bits);
                    else
                    {
                        if (normalised)
                            arb_div(e, e, sum, bits);
                        arb_mul_fmpz(e, e, Y->den, bits);
                        arb_sub_fmpz(e, e, Y->value + m, bits);
                        arb_abs(e, e);
                        arb_set_fmpz(x, Y->error);
                        assert_true(arb_le(e, x));
                    }
                }
    arb_clear(e);
    arb_clear(sum);
    arb_clear(x);
    arb_clear(root);
    fmpq_clear(q);
}

static void
test_balls(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "softmax");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        const slong bits = 16 << fulg_rand_below(rand, 5);
        fulg_cube_t X, Y;
        fulg_cube_scale_t scale;
        fmpq_t shift;
        fulg_diag_t diag;
        const fulg_mask_t mask = round % 2 ? FULG_MASK_CAUSAL : FULG_MASK_NONE;
        fulg_cube_init(X, 3 + round % 2, 4, 2);
        fulg_cube_scale_init(scale);
        fmpq_init(shift);
        fmpz_set_ui(X->den, 1 + fulg_rand_below(rand, 9));
        for (slong m = 0; m < fulg_cube_size(X); m++)
            fmpz_set_si(X->value + m, fulg_rand_signed(rand, 200));
        fmpq_set_si(scale->tau, 1 + (slong) fulg_rand_below(rand, 9), 7);
        fmpz_set_ui(scale->root, 1 + fulg_rand_below(rand, 200));
        assert_int_equal(fulg_cube_init_softmax(Y, X, scale, mask, bits, diag),
                         FULG_OK);
        assert_true(fmpz_cmp_si(Y->error, 2) < 0);
        check_entries(Y, X, scale, shift, mask, 1);
        fulg_cube_clear(Y);
        assert_int_equal(
            fulg_cube_init_exp(Y, shift, X, scale, mask, bits, diag), FULG_OK);
        check_entries(Y, X, scale, shift, mask, 0);
        fulg_cube_clear(Y);
        fulg_cube_clear(X);
        fulg_cube_scale_clear(scale);
        fmpq_clear(shift);
    }
}

/* Query 1 is query 0 plus a constant: other scores, the same softmax.  Keys 0
   and 2 are equal. */
static void
test_twins(void **state)
{
    static const slong values[] = {1, 5, 1, 4, 8, 4, 1, 5, 2};
    fulg_cube_t X, Y;
    fulg_cube_scale_t tau;
    fmpq_t shift;
    fulg_diag_t diag;
    fulg_cube_init(X, 3, 3, 1);
    fulg_cube_scale_init(tau);
    fmpq_init(shift);
    for (slong m = 0; m < 9; m++)
        fmpz_set_si(X->value + m, values[m]);
    assert_int_equal(
        fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, 64, diag), FULG_OK);
    assert_int_equal(Y->twin[0][1], 0);
    assert_int_equal(Y->twin[0][2], 2);
    assert_int_equal(Y->twin[1][2], 2);
    fulg_cube_clear(Y);
    assert_int_equal(
        fulg_cube_init_exp(Y, shift, X, tau, FULG_MASK_NONE, 64, diag),
        FULG_OK);
    assert_int_equal(Y->twin[0][1], 1);
    fulg_cube_clear(Y);
    fmpz_set_si(X->value + 8, 1);
    assert_int_equal(
        fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, 64, diag), FULG_OK);
    assert_int_equal(Y->twin[0][2], 0);
    assert_int_equal(Y->twin[1][2], 0);
    fulg_cube_clear(Y);
    fmpz_set_si(X->value, WORD(1) << 40);
    assert_int_equal(
        fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, 64, diag),
        FULG_UNABLE);
    /* 2^40 over the root of 2^34 is within reach, over one just below that of
       2^32 it is not. */
    fmpz_set_ui(tau->root, UWORD(1) << 34);
    assert_int_equal(
        fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, 64, diag), FULG_OK);
    fulg_cube_clear(Y);
    fmpz_set_ui(tau->root, (UWORD(1) << 32) - 1);
    fmpz_add_si(X->value, X->value, 5);
    assert_int_equal(
        fulg_cube_init_softmax(Y, X, tau, FULG_MASK_NONE, 64, diag),
        FULG_UNABLE);
    fulg_cube_clear(X);
    fulg_cube_scale_clear(tau);
    fmpq_clear(shift);
}

/* Behind the mask a score may be anything.  Query 0 sees one key, of which it has
   all; the other mask needs as many keys as queries. */
static void
test_mask(void **state)
{
    fulg_cube_t X, Y, Z;
    fulg_cube_scale_t tau;
    fulg_diag_t diag;
    fulg_cube_scale_init(tau);
    fulg_cube_init(X, 3, 3, 2);
    for (slong m = 0; m < 18; m++)
        fmpz_set_si(X->value + m, m * m % 7);
    assert_int_equal(
        fulg_cube_init_softmax(Y, X, tau, FULG_MASK_CAUSAL, 64, diag), FULG_OK);
    fmpz_set_si(X->value + 2, WORD(1) << 50);
    fmpz_set_si(X->value + 11, -(WORD(1) << 50));
    assert_int_equal(
        fulg_cube_init_softmax(Z, X, tau, FULG_MASK_CAUSAL, 64, diag), FULG_OK);
    assert_true(_fmpz_vec_equal(Y->value, Z->value, 18));
    assert_true(fmpz_equal(Y->value, Y->den) &&
                fmpz_equal(Y->value + 1, Y->den));
    /* Key 2 is seen by query 2 alone: it is equal to no other. */
    assert_int_equal(Y->twin[1][2], 2);
    fulg_cube_clear(Y);
    fulg_cube_clear(Z);
    fulg_cube_clear(X);
    fulg_cube_init(X, 3, 2, 1);
    assert_int_equal(
        fulg_cube_init_softmax(Y, X, tau, FULG_MASK_CAUSAL, 64, diag),
        FULG_PARSE);
    fulg_cube_clear(X);
    fulg_cube_scale_clear(tau);
}

/* A root that is a square is a number like others. */
static void
test_reduce(void **state)
{
    fulg_cube_scale_t scale;
    fulg_cube_scale_init(scale);
    fmpq_set_si(scale->tau, 2, 3);
    fmpz_set_ui(scale->root, 128);
    fulg_cube_scale_reduce(scale);
    assert_true(fmpz_equal_si(scale->root, 128));
    fmpz_set_ui(scale->root, 64);
    fulg_cube_scale_reduce(scale);
    assert_true(fmpz_is_one(scale->root));
    assert_true(fmpz_equal_si(fmpq_numref(scale->tau), 1) &&
                fmpz_equal_si(fmpq_denref(scale->tau), 12));
    fulg_cube_scale_clear(scale);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_mask),
    cmocka_unit_test(test_reduce),
    cmocka_unit_test(test_balls),
    cmocka_unit_test(test_twins),
};

FULG_TEST_MAIN(tests)
