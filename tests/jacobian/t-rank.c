#include "nets.h"

/* The kernel's columns as directions: each is annihilated by the derivative at a
   fresh random input; they are independent; rank + nullity = parameters. */
static void
check_kernel(const fulg_jacobian_rank_t R, const fulg_weights_t W,
             fulg_rand_t rand)
{
    const fulg_domain_struct *Q = W->domain;
    const slong t = W->arch->tokens;
    const slong out = W->arch->width[W->arch->depth];
    fmpq_mat_t rational, product;
    fulg_mat_t J, X;
    fulg_diag_t diag;
    assert_int_equal(R->rank + R->nullity, W->parameters);
    assert_int_equal(fmpz_mat_rank(R->kernel), R->nullity);
    Q->ops->init(J, out * t, W->parameters, Q);
    Q->ops->init(X, W->arch->width[0], t, Q);
    do
        fulg_weights_mat_random(X, rand, 50, 3, Q);
    while (fulg_eval_jacobian(J, 0, W, X, diag) == FULG_DOMAIN);
    fmpq_mat_init(rational, W->parameters, R->nullity);
    fmpq_mat_init(product, out * t, R->nullity);
    fmpq_mat_set_fmpz_mat(rational, R->kernel);
    fmpq_mat_mul(product, J->fmpq, rational);
    assert_true(fmpq_mat_is_zero(product));
    fmpq_mat_clear(rational);
    fmpq_mat_clear(product);
    Q->ops->clear(J);
    Q->ops->clear(X);
}

/* Makes some matrices zero or of lower rank, so that special points are met. */
static void
degenerate(fulg_weights_t W, fulg_rand_t rand)
{
    for (slong b = 0; b < W->num; b++)
    {
        fmpq_mat_struct *A = W->mat[b].fmpq;
        const ulong choice = fulg_rand_below(rand, 8);
        if (choice == 0)
            fmpq_mat_zero(A);
        if (choice == 1)
            for (slong i = 1; i < fmpq_mat_nrows(A); i++)
                for (slong j = 0; j < fmpq_mat_ncols(A); j++)
                    fmpq_set(fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, 0, j));
    }
}

static void
test_families(void **state)
{
    fulg_rand_t rand;
    slong proved = 0, all = 0;
    fulg_test_rand(rand, "ranks at a point");
    for (slong n = 0; n < fulg_test_rounds(80); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        fulg_test_arch(arch, rand, n % FULG_TEST_FAMILIES,
                       fulg_test_between(rand, 1, 2), 2);
        fulg_test_weights(W, arch, rand);
        if (n % 2)
            degenerate(W, rand);
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        check_kernel(R, W, rand);
        all++;
        proved += R->exact;
        if (!R->exact)
            assert_true(R->error_log2 < -30);
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
    fprintf(stderr, "# %ld of %ld ranks proved\n", (long) proved, (long) all);
    assert_true(2 * proved > all);
}

/* Theorems 6 and 11 on one layer give the rank in closed form. */
static void
test_one_layer(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "one layer");
    for (slong n = 0; n < fulg_test_rounds(150); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_single_class_t C;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        fulg_arch_init(arch, 1);
        arch->width[0] = fulg_test_between(rand, 1, 3);
        arch->width[1] = fulg_test_between(rand, 1, 3);
        arch->sub[0].head_dim = fulg_test_between(rand, 1, 3);
        arch->tokens = fulg_test_between(rand, 1, 2);
        fulg_test_weights(W, arch, rand);
        degenerate(W, rand);
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        assert_true(R->exact);
        assert_int_equal(fulg_single_classify_weights(&C, W, diag), FULG_OK);
        assert_int_equal(R->rank, C.jacobian_rank);
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* 1 when the output changes along dW at an input, exactly. */
static int
changes(const fulg_weights_t W, const fulg_weights_t dW, fulg_rand_t rand)
{
    fulg_eval_tape_t T;
    fulg_mat_t X, dY;
    int zero;
    fulg_eval_tape_init(T, W);
    fulg_test_input(X, W, rand);
    while (fulg_eval_forward(T, W, X, NULL) == FULG_DOMAIN)
        fulg_weights_mat_random(X, rand, 99, 2, W->domain);
    W->domain->ops->init(dY, W->arch->width[W->arch->depth], W->arch->tokens,
                         W->domain);
    fulg_eval_tangent(dY, T, W, dW);
    zero = fmpq_mat_is_zero(dY->fmpq);
    fulg_eval_tape_clear(T, W);
    W->domain->ops->clear(X);
    W->domain->ops->clear(dY);
    return !zero;
}

/* Each sufficient condition refuses directions that do change the function. */
static void
test_checks_refuse(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "directions");
    for (slong n = 0; n < fulg_test_rounds(40); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W, dW;
        fulg_test_arch(arch, rand, n % FULG_TEST_FAMILIES, 1, 2);
        fulg_test_weights(W, arch, rand);
        fulg_test_weights(dW, arch, rand);
        if (changes(W, dW, rand))
        {
            assert_false(fulg_jacobian_check_virtual(W, dW));
            assert_false(fulg_jacobian_check_layers(W, dW));
            assert_int_not_equal(fulg_jacobian_check_inputs(W, dW, 4000, NULL),
                                 FULG_TRUE);
        }
        fulg_weights_clear(W);
        fulg_weights_clear(dW);
        fulg_arch_clear(arch);
    }
}

/* A denominator that is the first prime of the stream is no obstacle. */
static void
test_unlucky_prime(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_jacobian_rank_t R, S;
    fulg_diag_t diag;
    fulg_rand_init(rand, 1);
    fulg_arch_init(arch, 2);
    for (slong i = 0; i <= 2; i++)
        arch->width[i] = 2;
    fulg_test_weights(W, arch, rand);
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
                     FULG_OK);
    fmpz_set_ui(fmpq_mat_entry_den(fulg_weights_mat(W, 0, 0, 'v')->fmpq, 0, 0),
                R->prime);
    fmpz_one(fmpq_mat_entry_num(fulg_weights_mat(W, 0, 0, 'v')->fmpq, 0, 0));
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_jacobian_rank(S, W, rand, UWORD(1) << 30, NULL, diag),
                     FULG_OK);
    assert_true(S->exact && S->prime != R->prime);
    fulg_jacobian_rank_clear(R);
    fulg_jacobian_rank_clear(S);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

/* Mod the prime that the seed gives the last values have lower rank, and so have the
   rows: another prime finds the rank, which is that of the generic weights. */
static void
test_hiding_prime(void **state)
{
    fulg_rand_t rand;
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_jacobian_rank_t R, S;
    fulg_diag_t diag;
    fmpq_mat_struct *V;
    fulg_arch_init(arch, 3);
    for (slong i = 0; i <= 3; i++)
        arch->width[i] = 3;
    fulg_test_rand(rand, "a prime that hides a part of the rank");
    fulg_test_weights(W, arch, rand);
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
                     FULG_OK);
    V = fulg_weights_mat(W, 0, 0, 'v')->fmpq;
    for (slong j = 0; j < 3; j++)
    {
        fmpq *x = fmpq_mat_entry(V, 0, j);
        fmpq_mul_ui(x, x, R->prime);
        fmpq_add(x, x, fmpq_mat_entry(V, 1, j));
    }
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_jacobian_rank(S, W, rand, UWORD(1) << 30, NULL, diag),
                     FULG_OK);
    assert_true(S->exact && S->prime != R->prime);
    assert_int_equal(S->rank, R->rank);
    fulg_jacobian_rank_clear(R);
    fulg_jacobian_rank_clear(S);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
}

/* At generic weights the symmetries are all of the kernel of lightning stacks of equal
   widths without products of rank one, and nothing is lifted from primes. */
static void
test_symmetries(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "symmetries at generic weights");
    for (slong n = 0; n < fulg_test_rounds(20); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        const slong d = fulg_test_between(rand, 2, 4);
        fulg_arch_init(arch, fulg_test_between(rand, 1, 3));
        for (slong i = 0; i <= arch->depth; i++)
            arch->width[i] = d;
        for (slong i = 0; i < arch->depth; i++)
            arch->sub[i].head_dim = fulg_test_between(rand, 2, d);
        arch->tokens = fulg_test_between(rand, 2, 4);
        fulg_test_weights(W, arch, rand);
        fulg_weights_random(W, rand, 99, 1);
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        check_kernel(R, W, rand);
        for (slong k = 0; k < R->nullity; k++)
            assert_int_equal(R->proof[k], FULG_KERNEL_SYMMETRY);
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* Every weight but 0 becomes one of more than a thousand digits. */
static void
make_long(fulg_weights_t W)
{
    fmpq_t scale, one;
    fmpq_init(scale);
    fmpq_init(one);
    fmpq_one(one);
    fmpz_ui_pow_ui(fmpq_numref(scale), 10, 1000);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                fmpq *x = fmpq_mat_entry(W->mat[b].fmpq, i, j);
                if (fmpq_is_zero(x))
                    continue;
                fmpq_mul(x, x, scale);
                fmpq_add(x, x, one);
            }
    fmpq_clear(scale);
    fmpq_clear(one);
}

/* Directions that only evaluation at 4060 inputs proves: not done with numbers that are so
   long that it would take hours. */
static void
test_long_weights(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "long weights");
    for (slong n = 0; n < fulg_test_rounds(2); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R[2];
        fulg_diag_t diag;
        fulg_arch_init(arch, 3);
        for (slong i = 0; i <= 3; i++)
            arch->width[i] = 2;
        for (slong i = 0; i < 3; i++)
        {
            arch->sub[i].head_dim = 1;
            arch->sub[i].heads = 2;
        }
        arch->tokens = 2;
        fulg_test_weights(W, arch, rand);
        fulg_weights_random(W, rand, 99, 1);
        for (slong i = 1; i < 3; i++)
            fmpq_mat_zero(W->mat[fulg_weights_place(W, i, 0, 'v')].fmpq);
        for (int is_long = 0; is_long <= 1; is_long++)
        {
            if (is_long)
                make_long(W);
            assert_int_equal(fulg_jacobian_rank(R[is_long], W, rand,
                                                UWORD(1) << 30, NULL, diag),
                             FULG_OK);
        }
        assert_int_equal(R[0]->rank, R[1]->rank);
        assert_true(R[0]->exact);
        assert_false(R[1]->exact);
        assert_true(R[1]->error_log2 < -30);
        fulg_jacobian_rank_clear(R[0]);
        fulg_jacobian_rank_clear(R[1]);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_families),      cmocka_unit_test(test_one_layer),
    cmocka_unit_test(test_unlucky_prime), cmocka_unit_test(test_hiding_prime),
    cmocka_unit_test(test_symmetries),    cmocka_unit_test(test_checks_refuse),
    cmocka_unit_test(test_long_weights),
};

FULG_TEST_MAIN(tests)
