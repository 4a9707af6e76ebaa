/* Random matrices by every method: the proof against softmax computed from the
   weights by the engine that evaluates networks; and models that are wrong. */
#include "testing.h"

/* The conditions (R1), (R2) of the softmax output itself, in balls. */
static int
holds_in_balls(const fulg_pattern_model_t M, const fulg_pattern_t P,
               const fmpq_t e1, const fmpq_t e2)
{
    const slong bits = 512;
    fulg_weights_t W, V;
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_eval_tape_t T;
    fulg_mat_t Z;
    fmpq_mat_t X;
    arb_t x, y;
    int good = 1;
    arb_init(x);
    arb_init(y);
    assert_int_equal(fulg_pattern_model_weights(W, X, M, P, diag), FULG_OK);
    fulg_domain_init_arb(D, bits);
    assert_int_equal(fulg_weights_init(V, W->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(V, W, diag), FULG_OK);
    fulg_eval_tape_init(T, V);
    D->ops->init(Z, fmpq_mat_nrows(X), fmpq_mat_ncols(X), D);
    fulg_domain_set_fmpq_mat(Z, X, D);
    assert_int_equal(fulg_eval_forward(T, V, Z, diag), FULG_OK);
    for (slong i = 0; i < P->length; i++)
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
            for (slong j = 0, m = P->start[i]; j < P->length; j++)
            {
                const arb_mat_struct *Y = T->state[T->depth].arb;
                const int wanted = m < P->start[i + 1] && P->col[m] == j;
                fmpq_t ratio, one;
                fmpq_init(ratio);
                fmpq_init(one);
                arb_div(x, arb_mat_entry(Y, j, i),
                        arb_mat_entry(Y, P->col[n], i), bits);
                fmpq_set(ratio, e2);
                if (wanted)
                {
                    /* M_j / M_n < (1 + e1) A_j / A_n, for both orders */
                    fmpq_set_si(one, 1, 1);
                    fmpq_add(ratio, one, e1);
                    fmpq_mul(ratio, ratio, P->value + m);
                    fmpq_div(ratio, ratio, P->value + n);
                    m++;
                }
                arb_set_fmpq(y, ratio, bits);
                good &= arb_lt(x, y);
                fmpq_clear(ratio);
                fmpq_clear(one);
            }
    D->ops->clear(Z);
    fulg_eval_tape_clear(T, V);
    fulg_weights_clear(V);
    fulg_weights_clear(W);
    fmpq_mat_clear(X);
    arb_clear(x);
    arb_clear(y);
    return good;
}

static void
check_matrix(const fulg_pattern_t P, const fulg_pattern_options_t *options)
{
    for (int m = FULG_PATTERN_MOMENT; m < FULG_PATTERN_METHODS; m++)
    {
        fulg_pattern_result_t result;
        fulg_diag_t diag;
        assert_int_equal(fulg_pattern_search(&result, (fulg_pattern_method_t) m,
                                             P, options, diag),
                         FULG_OK);
        assert_true(result.proved || m == FULG_PATTERN_JL ||
                    m == FULG_PATTERN_RS);
        if (result.proved)
            assert_true(
                holds_in_balls(result.model, P, options->e1, options->e2));
        fulg_pattern_result_clear(&result);
    }
}

static void
test_methods(void **state)
{
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_test_rand(rand, "methods");
    for (slong n = 0; n < fulg_test_rounds(6); n++)
    {
        const slong length = 3 + (slong) fulg_rand_below(rand, 5);
        const ulong gamma = 1 + fulg_rand_below(rand, 3);
        fulg_pattern_options_t options;
        fulg_pattern_t P;
        fulg_pattern_options_init(&options);
        options.max_size = 40;
        options.last_seed = 3;
        fmpq_set_si(options.e1, 9, 10);
        fmpq_set_si(options.e2, 1, 3);
        assert_int_equal(fulg_pattern_init_random(P, length, length > 3 ? 2 : 1,
                                                  gamma, rand, diag),
                         FULG_OK);
        check_matrix(P, &options);
        fulg_pattern_clear(P);
        fulg_pattern_options_clear(&options);
    }
}

/* (T1) at its border, where only a comparison of rationals decides: entries 1 and
   1 + e1 with equal logits; and just inside of it. */
static void
test_border(void **state)
{
    const slong row[] = {0, 0, 1}, col[] = {0, 1, 1};
    fmpq *value = _fmpq_vec_init(3);
    fulg_pattern_t P;
    fulg_pattern_model_t M;
    fulg_pattern_proof_t proof;
    fulg_pattern_options_t options;
    fulg_diag_t diag;
    fulg_pattern_options_init(&options);
    fulg_pattern_proof_init(&proof);
    for (int inside = 0; inside < 2; inside++)
    {
        fmpq_set_si(value, 1, 1);
        fmpq_set_si(value + 1, inside ? 109 : 110, 100);
        fmpq_set_si(value + 2, 1, 1);
        assert_int_equal(
            fulg_pattern_init_entries(P, 2, 3, row, col, value, diag), FULG_OK);
        M->length = 2;
        M->size = 1;
        M->has_frame = 0;
        fmpq_init(M->scale);
        fmpq_set_si(M->scale, 1, 1);
        fmpq_mat_init(M->query, 2, 1);
        fmpq_mat_init(M->key, 2, 1);
        fmpq_set_si(fmpq_mat_entry(M->query, 1, 0), 1, 1);
        fmpq_set_si(fmpq_mat_entry(M->key, 1, 0), 5, 1);
        assert_int_equal(fulg_pattern_prove(&proof, M, P, options.e1,
                                            options.e2, 1, 256, NULL, diag),
                         FULG_OK);
        assert_int_equal(proof.holds, inside ? FULG_TRUE : FULG_FALSE);
        if (!inside)
        {
            assert_int_equal(proof.row, 0);
            assert_int_equal(proof.condition, 1);
        }
        fulg_pattern_model_clear(M);
        fulg_pattern_clear(P);
    }
    _fmpq_vec_clear(value, 3);
    fulg_pattern_proof_clear(&proof);
    fulg_pattern_options_clear(&options);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_methods),
                                          cmocka_unit_test(test_border)};

FULG_TEST_MAIN(tests)
