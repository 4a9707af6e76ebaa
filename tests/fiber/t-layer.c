#include <fulgurite/single.h>

#include "networks.h"

/* V (d' x d) and K, Q (a x d) of one layer with tokens t. */
static void
layer_weights(fulg_weights_t W, slong d, slong d_out, slong a, slong t)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, 1);
    arch->width[0] = d;
    arch->width[1] = d_out;
    arch->sub[0].head_dim = a;
    arch->tokens = t;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_arch_clear(arch);
}

/* A random matrix of rank at most r. */
static void
random_rank(fmpq_mat_t A, slong r, fulg_rand_t rand)
{
    fmpq_mat_t X, Y;
    fmpq_mat_init(X, fmpq_mat_nrows(A), r);
    fmpq_mat_init(Y, r, fmpq_mat_ncols(A));
    random_mat(X, rand, 3);
    random_mat(Y, rand, 3);
    fmpq_mat_mul(A, X, Y);
    fmpq_mat_clear(X);
    fmpq_mat_clear(Y);
}

static slong
rank_of(const fmpq_mat_t A)
{
    fmpq_mat_t R;
    slong rank;
    fmpq_mat_init(R, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    rank = fmpq_mat_rref(R, A);
    fmpq_mat_clear(R);
    return rank;
}

/* Dimension of the kernel of the exact Jacobian of (Q,K,V) -> function. */
static slong
kernel_dim(const fulg_weights_t W, fulg_rand_t rand)
{
    const slong d = W->arch->width[0], t = W->arch->tokens,
                out = W->arch->width[1];
    const slong samples = 4 + d * d * d;
    fulg_mat_t J, X;
    fulg_diag_t diag;
    slong rank;
    fmpq_mat_init(J->fmpq, samples * out * t, W->parameters);
    fmpq_mat_init(X->fmpq, d, t);
    for (slong n = 0; n < samples; n++)
    {
        fulg_status_t status;
        do
        {
            fulg_weights_mat_random(X, rand, 9, 1, W->domain);
            status = fulg_eval_jacobian(J, n * out * t, W, X, diag);
        } while (status == FULG_DOMAIN); /* a pole of the normaliser */
        assert_int_equal(status, FULG_OK);
    }
    rank = rank_of(J->fmpq);
    fmpq_mat_clear(J->fmpq);
    fmpq_mat_clear(X->fmpq);
    return W->parameters - rank;
}

/* The sample has the ranks and the function that it should have, and the
   component is no larger than the kernel of the Jacobian there; *smaller counts
   where it is smaller. */
static void
check_component(const fulg_component_t *c, const fulg_weights_t W,
                fulg_rand_t rand, slong *smaller)
{
    fulg_weights_t S;
    fulg_fiber_same_options_t options;
    fulg_fiber_same_t result;
    fulg_diag_t diag;
    slong kernel;
    assert_true(c->has_sample);
    copy_weights(S, W);
    fmpq_mat_set(mat(S, 0, 0, 'k'), c->K);
    fmpq_mat_set(mat(S, 0, 0, 'q'), c->Q);
    fmpq_mat_set(mat(S, 0, 0, 'v'), c->V);
    fulg_fiber_same_options_init(&options);
    options.no_change = 1;
    assert_int_equal(fulg_fiber_same(result, S, W, rand, &options, diag),
                     FULG_OK);
    if (result->equal != FULG_TRUE)
        fail_msg("the sample of \"%s\" has another function", c->name);
    fulg_fiber_same_clear(result);
    kernel = kernel_dim(S, rand);
    if (c->dim > kernel)
        fail_msg("%s: dimension %ld, kernel %ld", c->name, (long) c->dim,
                 (long) kernel);
    *smaller += c->dim < kernel;
    fulg_weights_clear(S);
}

/* d = d' , a, rank of A: the dimensions of Fib(A), sorted as they come. */
static void
expect_dims(slong a, slong d, slong r, slong num, const slong *dims,
            slong pieces)
{
    fulg_weights_t W;
    fulg_fiber_layer_fiber_t fiber;
    fulg_diag_t diag;
    fulg_rand_t rand;
    const slong extra = r == 0 ? d * d : 1, first = r == 0 ? 1 : 0;
    fulg_rand_init(rand, 1);
    layer_weights(W, d, d, a, 2);
    for (slong i = 0; i < d; i++)
    {
        fmpq_one(fmpq_mat_entry(mat(W, 0, 0, 'v'), i, i));
        if (i < r)
        {
            fmpq_set_si(fmpq_mat_entry(mat(W, 0, 0, 'q'), i, i), 2 + i, 1);
            fmpq_one(fmpq_mat_entry(mat(W, 0, 0, 'k'), i, i));
        }
    }
    assert_int_equal(fulg_fiber_layer(fiber, W, diag), FULG_OK);
    assert_int_equal(fiber->num_QKV, num + first);
    assert_int_equal(fiber->pieces_QKV, pieces);
    for (slong n = 0; n < num; n++)
    {
        slong found = 0, wanted = 0;
        for (slong m = 0; m < num; m++)
        {
            found += fiber->QKV[first + m].dim == dims[n] + extra;
            wanted += dims[m] == dims[n];
        }
        assert_int_equal(found, wanted);
    }
    fulg_fiber_layer_fiber_clear(fiber);
    fulg_weights_clear(W);
}

/* The examples of Theorem 2: (a, d, r). */
static void
test_table(void **state)
{
    expect_dims(2, 2, 0, 3, (slong[]){4, 4, 5}, 1);
    expect_dims(3, 3, 0, 4, (slong[]){9, 9, 11, 11}, 1);
    expect_dims(3, 3, 1, 3, (slong[]){9, 9, 10}, 2);
    expect_dims(3, 2, 0, 2, (slong[]){8, 8}, 1);
    expect_dims(3, 2, 1, 1, (slong[]){8}, 2);
    expect_dims(2, 3, 2, 1, (slong[]){4}, 4);
    expect_dims(4, 2, 0, 1, (slong[]){12}, 1);
}

/* K, Q with K^T Q a random matrix of rank at most r, V of rank at most rV. */
static void
random_layer(fulg_weights_t W, slong r, slong rV, fulg_rand_t rand)
{
    const slong d = W->arch->width[0], a = W->arch->sub[0].head_dim;
    fmpq_mat_t A, Kt;
    slong rank;
    fmpq_mat_init(A, d, d);
    fmpq_mat_init(Kt, d, a);
    random_rank(A, r, rand);
    assert_int_equal(fulg_weights_factor(Kt, mat(W, 0, 0, 'q'), &rank, A),
                     FULG_OK);
    fmpq_mat_transpose(mat(W, 0, 0, 'k'), Kt);
    random_rank(mat(W, 0, 0, 'v'), rV, rand);
    fmpq_mat_clear(A);
    fmpq_mat_clear(Kt);
}

/* The classification counts the components over C, and knows their largest
   dimension, by formulas alone; some have no real points. */
static void
check_count(const fulg_fiber_layer_fiber_t f, const fulg_weights_t W)
{
    fulg_single_class_t C;
    fulg_diag_t diag;
    slong largest = 0, unreal = 0;
    assert_int_equal(fulg_single_classify_weights(&C, W, diag), FULG_OK);
    if (C.point.rank_V == 1 && C.point.tokens == 1 &&
        FLINT_MAX(C.point.plus, C.point.minus) == 2 &&
        FLINT_MIN(C.point.plus, C.point.minus) == 0)
        unreal = 2 * (f->a < f->d ? 2 : 1);
    for (slong n = 0; n < f->num_QKV; n++)
        largest = FLINT_MAX(largest, f->QKV[n].dim);
    assert_int_equal(C.fiber_components, f->num_QKV + unreal);
    assert_int_equal(C.fiber_dimension, largest);
}

/* Numbers and ranks of the components over (Q,K,V) by the formulas, samples by
   evaluation, dimensions by the kernel of the Jacobian.  The kernel is larger
   only where the fiber is not reduced: r_A = r_V = 1 and key parallel to value,
   or at the samples of V = 0 and A = 0, which lie on several components. */
static void
check_two_tokens(slong d, slong d_out, slong a, slong r, slong rV,
                 fulg_rand_t rand)
{
    const slong m = FLINT_MIN(a, d);
    fulg_weights_t W;
    fulg_fiber_layer_fiber_t f;
    fulg_diag_t diag;
    slong parts, smaller = 0;
    layer_weights(W, d, d_out, a, 2);
    random_layer(W, r, rV, rand);
    assert_int_equal(fulg_fiber_layer(f, W, diag), FULG_OK);
    parts = FLINT_MAX(1, 2 * m - a - (f->zero ? 0 : f->rank_A) + 1);
    if (f->zero)
        parts++;
    else if (f->rank_A == 1 && f->rank_V == 1 && !f->parallel)
        parts *= 2;
    assert_int_equal(f->num_QKV, parts);
    for (slong n = 0; n < f->num_QKV; n++)
    {
        check_component(&f->QKV[n], W, rand, &smaller);
        if (f->zero)
            continue;
        assert_int_equal(rank_of(f->QKV[n].K), f->QKV[n].rank_K);
        assert_int_equal(rank_of(f->QKV[n].Q), f->QKV[n].rank_Q);
    }
    if (!f->zero && !f->parallel)
        assert_int_equal(smaller, 0);
    check_count(f, W);
    fulg_fiber_layer_fiber_clear(f);
    fulg_weights_clear(W);
}

static void
test_two_tokens(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "two tokens");
    for (slong d = 1; d <= 3; d++)
        for (slong d_out = 1; d_out <= 2; d_out++)
            for (slong a = 1; a <= 3; a++)
                for (slong r = 0; r <= FLINT_MIN(a, d); r++)
                    for (slong rV = 0; rV <= FLINT_MIN(d, d_out); rV++)
                        check_two_tokens(d, d_out, a, r, rV, rand);
}

/* One token: every sample lies on the fiber and no component is larger than the
   kernel; at random weights of full rank with V of rank two the kernel is the
   first component. */
static void
check_one_token(slong d, slong d_out, slong a, slong r, slong rV,
                fulg_rand_t rand)
{
    fulg_weights_t W;
    fulg_fiber_layer_fiber_t f;
    fulg_diag_t diag;
    slong smaller = 0;
    layer_weights(W, d, d_out, a, 1);
    random_layer(W, r, rV, rand);
    assert_int_equal(fulg_fiber_layer(f, W, diag), FULG_OK);
    for (slong n = 0; n < f->num_QKV; n++)
        if (f->QKV[n].has_sample)
            check_component(&f->QKV[n], W, rand, &smaller);
    if (!f->zero && f->rank_V >= 2 && r == FLINT_MIN(a, d) &&
        f->rank_S == FLINT_MIN(2 * a, d))
    {
        assert_int_equal(smaller, 0);
        assert_int_equal(f->QKV[0].dim, f->generic_dim);
    }
    check_count(f, W);
    fulg_fiber_layer_fiber_clear(f);
    fulg_weights_clear(W);
}

static void
test_one_token(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "one token");
    for (slong d = 1; d <= 4; d++)
        for (slong d_out = 1; d_out <= 2; d_out++)
            for (slong a = 1; a <= 3; a++)
                for (slong r = 0; r <= FLINT_MIN(a, d); r++)
                    for (slong rV = 0; rV <= FLINT_MIN(d, d_out); rV++)
                        check_one_token(d, d_out, a, r, rV, rand);
}

/* C = h (x + y)(x - y)(x + 2 y): three values, each with two families over
   a = 1; with x^2 - 2 y^2 two of the values are irrational. */
static void
test_cubics(void **state)
{
    fulg_weights_t W;
    fulg_fiber_layer_fiber_t f;
    fulg_diag_t diag;
    fulg_rand_t rand;
    slong smaller = 0;
    fulg_rand_init(rand, 4);
    layer_weights(W, 2, 1, 1, 1);
    set_ints(mat(W, 0, 0, 'k'), (slong[]){1, 1});
    set_ints(mat(W, 0, 0, 'q'), (slong[]){1, -1});
    set_ints(mat(W, 0, 0, 'v'), (slong[]){1, 2});
    assert_int_equal(fulg_fiber_layer(f, W, diag), FULG_OK);
    assert_int_equal(f->num_AV, 6);
    assert_int_equal(f->num_QKV, 6);
    for (slong n = 0; n < 6; n++)
    {
        assert_int_equal(f->AV[n].dim, 1);
        assert_int_equal(f->QKV[n].dim, 2);
        check_component(&f->QKV[n], W, rand, &smaller);
    }
    assert_int_equal(smaller, 0);
    fulg_fiber_layer_fiber_clear(f);
    fulg_weights_clear(W);

    layer_weights(W, 2, 1, 2, 1);
    set_ints(mat(W, 0, 0, 'k'), (slong[]){1, 0, 0, 1});
    set_ints(mat(W, 0, 0, 'q'), (slong[]){1, 0, 0, -2});
    set_ints(mat(W, 0, 0, 'v'), (slong[]){1, 2});
    assert_int_equal(fulg_fiber_layer(f, W, diag), FULG_OK);
    assert_int_equal(f->num_AV, 3);
    assert_true(f->AV[0].has_sample && !f->AV[1].has_sample);
    assert_non_null(strstr(f->AV[1].parametrisation, "w^2 = 2"));
    fulg_fiber_layer_fiber_clear(f);
    /* x^2 + 2 y^2 is irreducible over R. */
    set_ints(mat(W, 0, 0, 'q'), (slong[]){1, 0, 0, 2});
    assert_int_equal(fulg_fiber_layer(f, W, diag), FULG_OK);
    assert_int_equal(f->num_AV, 1);
    check_count(f, W);
    fulg_fiber_layer_fiber_clear(f);
    fulg_weights_clear(W);
}

/* Normalised scores: A is determined, unless V = 0 or there is one token. */
static void
test_normalised(void **state)
{
    fulg_weights_t W;
    fulg_fiber_layer_fiber_t f;
    fulg_diag_t diag;
    fulg_rand_t rand;
    slong smaller = 0;
    fulg_rand_init(rand, 4);
    for (slong t = 1; t <= 2; t++)
    {
        layer_weights(W, 2, 1, 2, t);
        fulg_arch_set_all(W->arch, "norm", FULG_NORM_AFFINE);
        random_layer(W, 1, 1, rand);
        assert_int_equal(fulg_fiber_layer(f, W, diag), FULG_OK);
        assert_int_equal(f->num_QKV, t == 1 ? 1 : 2);
        for (slong n = 0; n < f->num_QKV; n++)
            check_component(&f->QKV[n], W, rand, &smaller);
        assert_int_equal(smaller, 0);
        fulg_fiber_layer_fiber_clear(f);
        fulg_weights_clear(W);
    }
}

static void
test_refusals(void **state)
{
    fulg_weights_t W;
    fulg_fiber_layer_fiber_t f;
    fulg_diag_t diag;
    plain_weights(W, 2, 2, 1, 2);
    assert_int_equal(fulg_fiber_layer(f, W, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "one attention layer"));
    fulg_weights_clear(W);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_table),      cmocka_unit_test(test_two_tokens),
    cmocka_unit_test(test_one_token),  cmocka_unit_test(test_cubics),
    cmocka_unit_test(test_normalised), cmocka_unit_test(test_refusals),
};

FULG_TEST_MAIN(tests)
