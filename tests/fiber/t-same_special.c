/* Functions with more weights than generic ones have. */
#include "same.h"

/* A = k q^T with a = 1. */
static void
set_rank_one(const fulg_weights_t W, slong layer, const slong *k,
             const slong *q)
{
    set_ints(mat(W, layer, 0, 'k'), k);
    set_ints(mat(W, layer, 0, 'q'), q);
}

/* V = h v^T (d = 2). */
static void
set_value(const fulg_weights_t W, slong layer, const slong *h, const slong *v)
{
    const slong V[4] = {h[0] * v[0], h[0] * v[1], h[1] * v[0], h[1] * v[1]};
    set_ints(mat(W, layer, 0, 'v'), V);
}

static void
test_exchange_of_key_and_value(void **state)
{
    const slong k[2] = {1, 2}, q[2] = {3, -1}, h[2] = {1, 4}, v[2] = {2, 5},
                u[2] = {1, 1};
    for (slong tokens = 1; tokens <= 3; tokens++)
        for (int causal = 0; causal < 2; causal++)
        {
            fulg_weights_t A, B;
            plain_weights(A, 1, 2, 1, tokens);
            fulg_arch_set_all(A->arch, "mask", causal);
            copy_weights(B, A);
            set_rank_one(A, 0, k, q);
            set_value(A, 0, h, v);
            set_rank_one(B, 0, v, q);
            set_value(B, 0, h, k);
            expect(A, B, FULG_TRUE,
                   (causal && tokens > 1) ? FULG_SAME_LAYERS
                                          : FULG_SAME_FACTORS);
            /* Query and value are exchanged only for one token. */
            set_rank_one(B, 0, k, v);
            set_value(B, 0, h, q);
            expect(A, B, tokens == 1 ? FULG_TRUE : FULG_FALSE,
                   tokens == 1 ? FULG_SAME_FACTORS : FULG_SAME_WITNESS);
            set_rank_one(B, 0, u, q);
            expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
            fulg_weights_clear(A);
            fulg_weights_clear(B);
        }
}

/* Three layers whose first has rank one; the third A changes by a skew matrix,
   and the factors of L and of the second layer are exchanged. */
static void
test_collapse(void **state)
{
    const slong p[2] = {1, -3}, v[2] = {5, 2}, h[2] = {1, -1};
    const slong S[4] = {1, 5, -2, 2}, S_skew[4] = {1, 2, 1, 2};
    fulg_weights_t A, B;
    plain_weights(A, 3, 2, 2, 3);
    set_ints(mat(A, 0, 0, 'q'), (slong[]){3, -1, 0, 0});
    set_ints(mat(A, 0, 0, 'k'), (slong[]){1, 2, 7, 8});
    set_ints(mat(A, 0, 0, 'v'), one2);
    set_ints(mat(A, 1, 0, 'q'), (slong[]){2, 1, 0, 0});
    set_ints(mat(A, 1, 0, 'k'), (slong[]){1, -3, 0, 0});
    set_ints(mat(A, 1, 0, 'v'), one2);
    set_ints(mat(A, 2, 0, 'q'), S);
    set_ints(mat(A, 2, 0, 'k'), one2);
    set_value(A, 2, h, v);
    copy_weights(B, A);
    set_ints(mat(B, 2, 0, 'q'), S_skew);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    /* p^T G k (layer 2, cubed) can not be exchanged with v^T G k alone. */
    set_ints(mat(B, 1, 0, 'k'), (slong[]){5, 2, 0, 0});
    set_value(B, 2, h, p);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    /* k and q of the second layer can. */
    fulg_weights_clear(B);
    copy_weights(B, A);
    set_ints(mat(B, 1, 0, 'k'), (slong[]){2, 1, 0, 0});
    set_ints(mat(B, 1, 0, 'q'), (slong[]){1, -3, 0, 0});
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    /* The second layer alone collapses too. */
    set_ints(mat(A, 0, 0, 'q'), (slong[]){3, -1, 1, 1});
    fulg_weights_clear(B);
    copy_weights(B, A);
    set_ints(mat(B, 2, 0, 'q'), S_skew);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    /* Without a collapse the skew part is seen. */
    set_ints(mat(A, 1, 0, 'q'), (slong[]){2, 1, 1, 1});
    set_ints(mat(A, 1, 0, 'k'), (slong[]){1, -3, 0, 1});
    fulg_weights_clear(B);
    copy_weights(B, A);
    set_ints(mat(B, 2, 0, 'q'), S_skew);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Every factor p^T G k is cubed when v = p: then k and v change places. */
static void
test_collapse_exchanges_the_common_vector(void **state)
{
    const slong k[2] = {1, 2}, q[2] = {3, -1}, v[2] = {5, 2}, h[2] = {1, -1};
    fulg_weights_t A, B;
    plain_weights(A, 2, 2, 1, 2);
    set_rank_one(A, 0, k, q);
    set_ints(mat(A, 0, 0, 'v'), one2);
    set_rank_one(A, 1, v, v);
    set_value(A, 1, h, v);
    copy_weights(B, A);
    set_rank_one(B, 0, v, q);
    set_rank_one(B, 1, k, k);
    set_value(B, 1, h, k);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_one_token(void **state)
{
    /* x^T A x: 2 x y in both; then 2 x^2 - 2 y^2 in two forms. */
    fulg_weights_t A, B;
    plain_weights(A, 2, 2, 2, 1);
    set_ints(mat(A, 0, 0, 'q'), (slong[]){0, 2, 0, 0});
    set_ints(mat(A, 0, 0, 'k'), one2);
    set_ints(mat(A, 0, 0, 'v'), one2);
    set_ints(mat(A, 1, 0, 'q'), (slong[]){2, 1, -1, -2});
    set_ints(mat(A, 1, 0, 'k'), one2);
    set_ints(mat(A, 1, 0, 'v'), (slong[]){1, 2, 3, 4});
    copy_weights(B, A);
    set_ints(mat(B, 0, 0, 'q'), (slong[]){0, 1, 1, 0});
    set_ints(mat(B, 1, 0, 'q'), (slong[]){2, 0, 0, -2});
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    fulg_arch_set_all(B->arch, "mask", 1);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    set_ints(mat(B, 1, 0, 'q'), (slong[]){2, 0, 0, -1});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    /* a skew A: zero */
    set_ints(mat(A, 1, 0, 'q'), skew2);
    fmpq_mat_zero(mat(B, 0, 0, 'v'));
    expect(A, B, FULG_TRUE, FULG_SAME_ZERO);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_zero(void **state)
{
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fulg_rand_init(rand, 3);
    plain_weights(A, 3, 3, 2, 2);
    fulg_weights_random(A, rand, 3, 1);
    copy_weights(B, A);
    fmpq_mat_zero(mat(A, 1, 0, 'q'));
    fmpq_mat_zero(mat(B, 2, 0, 'v'));
    expect(A, B, FULG_TRUE, FULG_SAME_ZERO);
    fulg_arch_set_all(A->arch, "mask", 1);
    fulg_arch_set_all(B->arch, "mask", 1);
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* V_1 of rank 1 in A and 2 in B, with the same P_1 on what the input reaches:
   equal virtual weights, and no change of parameters. */
static void
test_ranks_drop(void **state)
{
    fulg_weights_t A, B;
    fulg_fiber_same_t result;
    fulg_rand_t rand;
    fulg_rand_init(rand, 9);
    plain_weights(A, 3, 2, 2, 2);
    fulg_weights_random(A, rand, 5, 1);
    set_ints(mat(A, 0, 0, 'v'), (slong[]){1, 2, 0, 0});
    set_ints(mat(A, 1, 0, 'v'), one2);
    copy_weights(B, A);
    set_ints(mat(B, 1, 0, 'v'), (slong[]){1, 0, 0, 0});
    compare(result, A, B, rand);
    assert_int_equal(result->equal, FULG_TRUE);
    assert_int_equal(result->proof, FULG_SAME_VIRTUAL);
    assert_false(result->has_change);
    assert_non_null(strstr(result->reason, "no change of parameters exists"));
    fulg_fiber_same_clear(result);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Width two: G J G = det(G) J for J skew, so skew layers commute with others
   though no theorem on factors says so: (M, J, J) and (J, J, M). */
static void
test_skew_layers_of_width_two(void **state)
{
    const slong M[4] = {1, 2, 3, 5};
    fulg_weights_t A, B;
    fmpq_mat_t X, Y, Z;
    fmpq_t c;
    for (slong tokens = 2; tokens <= 3; tokens++)
    {
        plain_weights(A, 3, 2, 2, tokens);
        for (slong i = 0; i < 3; i++)
        {
            set_ints(mat(A, i, 0, 'k'), one2);
            set_ints(mat(A, i, 0, 'v'), one2);
            set_ints(mat(A, i, 0, 'q'), skew2);
        }
        copy_weights(B, A);
        set_ints(mat(A, 0, 0, 'q'), M);
        set_ints(mat(B, 2, 0, 'q'), M);
        /* They agree up to a constant: read it off and scale. */
        fmpq_mat_init(X, 2, tokens);
        fmpq_init(c);
        set_ints(X, (slong[]){1, 2, 0, 3, 1, -1});
        exact_output(Y, A, X);
        exact_output(Z, B, X);
        fmpq_div(c, fmpq_mat_entry(Y, 0, 0), fmpq_mat_entry(Z, 0, 0));
        fmpq_set(fmpq_mat_entry(mat(B, 2, 0, 'v'), 0, 0), c);
        fmpq_set(fmpq_mat_entry(mat(B, 2, 0, 'v'), 1, 1), c);
        expect(A, B, FULG_TRUE, FULG_SAME_GRID);
        fmpq_clear(c);
        fmpq_mat_clear(X);
        fmpq_mat_clear(Y);
        fmpq_mat_clear(Z);
        fulg_weights_clear(A);
        fulg_weights_clear(B);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_exchange_of_key_and_value),
    cmocka_unit_test(test_collapse),
    cmocka_unit_test(test_collapse_exchanges_the_common_vector),
    cmocka_unit_test(test_one_token),
    cmocka_unit_test(test_zero),
    cmocka_unit_test(test_ranks_drop),
    cmocka_unit_test(test_skew_layers_of_width_two),
};

FULG_TEST_MAIN(tests)
