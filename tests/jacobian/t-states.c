#include "nets.h"

/* Special weights, where the kernel is larger than the symmetries: by two routes, and
   without anything lifted from primes where the states show it all. */

/* ---- kinds of special weights ---------------------------------------------------- */

static fmpq_mat_struct *
matrix(const fulg_weights_t W, slong i, slong h, char kind)
{
    if (fulg_arch_is_pnn(W->arch))
        kind = 'w';
    else if (kind == 'v' && W->arch->sub[i].value_dim)
        kind = 'o';
    return fulg_weights_mat(W, i, h, kind)->fmpq;
}

/* Row i becomes c times row 0. */
static void
repeat_row(fmpq_mat_struct *A, slong i, slong c)
{
    for (slong j = 0; j < fmpq_mat_ncols(A) && i < fmpq_mat_nrows(A); j++)
    {
        fmpq_set(fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, 0, j));
        fmpq_mul_si(fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, i, j), c);
    }
}

static void
make_rank_one(fmpq_mat_struct *A)
{
    for (slong i = 1; i < fmpq_mat_nrows(A); i++)
        repeat_row(A, i, i % 3 - 1);
}

static void
first_value(fulg_weights_t W)
{
    repeat_row(matrix(W, 0, 0, 'v'), 1, 1);
}

static void
middle_value(fulg_weights_t W)
{
    make_rank_one(matrix(W, W->arch->depth / 2, 0, 'v'));
}

static void
zero_value(fulg_weights_t W)
{
    fmpq_mat_zero(matrix(W, W->arch->depth / 2, 0, 'v'));
}

static void
zero_query(fulg_weights_t W)
{
    fmpq_mat_zero(matrix(W, W->arch->depth - 1, 0, 'q'));
}

static void
all_keys(fulg_weights_t W)
{
    for (slong i = 0; i < W->arch->depth; i++)
        make_rank_one(matrix(W, i, 0, 'k'));
}

static void
all_queries(fulg_weights_t W)
{
    for (slong i = 0; i < W->arch->depth; i++)
        repeat_row(matrix(W, i, 0, 'q'), 1, -2);
}

static void
repeated_rows(fulg_weights_t W)
{
    for (slong b = 0; b < W->num; b++)
        repeat_row(W->mat[b].fmpq, fmpq_mat_nrows(W->mat[b].fmpq) - 1, 3);
}

static void
repeated_columns(fulg_weights_t W)
{
    for (slong b = 0; b < W->num; b++)
    {
        fmpq_mat_struct *A = W->mat[b].fmpq;
        for (slong i = 0; i < fmpq_mat_nrows(A); i++)
            fmpq_set(fmpq_mat_entry(A, i, fmpq_mat_ncols(A) - 1),
                     fmpq_mat_entry(A, i, 0));
    }
}

/* The last head becomes c times the first one in matrices of these kinds. */
static void
repeat_head(fulg_weights_t W, const char *kinds, slong c)
{
    for (slong i = 0; i < W->arch->depth; i++)
        for (slong n = 0; kinds[n] != 0; n++)
        {
            const slong last = W->arch->sub[i].heads - 1;
            fmpq_mat_struct *from, *to;
            fmpz_t factor;
            if (!fulg_weights_has(W, i, kinds[n]) || last == 0)
                continue;
            from = fulg_weights_mat(W, i, 0, kinds[n])->fmpq;
            to = fulg_weights_mat(W, i, last, kinds[n])->fmpq;
            fmpz_init_set_si(factor, c);
            fmpq_mat_scalar_mul_fmpz(to, from, factor);
            fmpz_clear(factor);
        }
}

static void
equal_heads(fulg_weights_t W)
{
    repeat_head(W, "qkvou", 1);
}

static void
equal_forms(fulg_weights_t W)
{
    repeat_head(W, "qk", fulg_arch_is_affine(W->arch) ? 1 : 2);
}

static void
equal_values(fulg_weights_t W)
{
    repeat_head(W, "vou", -3);
}

static void (*const kinds[])(fulg_weights_t) = {
    first_value,   middle_value,     zero_value,  zero_query,
    all_keys,      all_queries,      equal_heads, equal_forms,
    repeated_rows, repeated_columns, equal_values};
#define KINDS ((slong) (sizeof kinds / sizeof *kinds))

/* ---- two routes ------------------------------------------------------------------- */

/* J becomes so many random combinations of its rows, which span what all do unless some
   determinant happens to be 0. */
static void
mix_rows(fmpz_mat_t J, slong rows, fulg_rand_t rand)
{
    fmpz_mat_t R, mixed;
    fmpz_mat_init(R, rows, fmpz_mat_nrows(J));
    fmpz_mat_init(mixed, rows, fmpz_mat_ncols(J));
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < fmpz_mat_nrows(J); j++)
            fmpz_set_si(fmpz_mat_entry(R, i, j),
                        fulg_rand_signed(rand, WORD(1) << 30));
    fmpz_mat_mul(mixed, R, J);
    fmpz_mat_swap(J, mixed);
    fmpz_mat_clear(R);
    fmpz_mat_clear(mixed);
}

/* J (initialised here): the derivative at enough inputs, without denominators. */
static void
plain_jacobian(fmpz_mat_t J, const fulg_weights_t W, fulg_rand_t rand)
{
    const fulg_domain_struct *Q = W->domain;
    const slong step = W->arch->width[W->arch->depth] * W->arch->tokens;
    /* Another input adds to the rank until nothing does. */
    const slong num = W->parameters + 1;
    fulg_mat_t all, X;
    fulg_diag_t diag;
    Q->ops->init(all, num * step, W->parameters, Q);
    Q->ops->init(X, W->arch->width[0], W->arch->tokens, Q);
    for (slong n = 0; n < num; n++)
        do
            fulg_weights_mat_random(X, rand, 9, 1, Q);
        while (fulg_eval_jacobian(all, n * step, W, X, diag) == FULG_DOMAIN);
    fmpz_mat_init(J, num * step, W->parameters);
    fmpq_mat_get_fmpz_mat_rowwise(J, NULL, all->fmpq);
    mix_rows(J, W->parameters + 1, rand);
    Q->ops->clear(all);
    Q->ops->clear(X);
}

/* The kernel is the one that FLINT computes from this derivative. */
static void
compare(const fulg_jacobian_rank_t R, const fulg_weights_t W, fulg_rand_t rand,
        slong n)
{
    fmpz_mat_t J, N, both;
    slong nullity;
    plain_jacobian(J, W, rand);
    if (R->rank != fmpz_mat_rank(J))
        fail_msg("network %ld: rank %ld, plainly %ld", (long) n, (long) R->rank,
                 (long) fmpz_mat_rank(J));
    fmpz_mat_init(N, W->parameters, W->parameters);
    nullity = fmpz_mat_nullspace(N, J);
    assert_int_equal(nullity, R->nullity);
    assert_int_equal(fmpz_mat_rank(R->kernel), nullity);
    fmpz_mat_init(both, W->parameters, W->parameters + nullity);
    fmpz_mat_concat_horizontal(both, N, R->kernel);
    assert_int_equal(fmpz_mat_rank(both), nullity);
    fmpz_mat_clear(J);
    fmpz_mat_clear(N);
    fmpz_mat_clear(both);
}

static void
test_two_routes(void **state)
{
    fulg_rand_t rand;
    slong by_states = 0, by_layers = 0;
    fulg_test_rand(rand, "kernels at special weights");
    for (slong n = 0; n < fulg_test_rounds(FULG_TEST_FAMILIES * KINDS); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        fulg_test_arch(arch, rand, n % FULG_TEST_FAMILIES,
                       fulg_test_between(rand, 1, 3), 3);
        fulg_test_weights(W, arch, rand);
        if (W->parameters < 60)
        {
            kinds[fulg_rand_below(rand, (ulong) KINDS)](W);
            kinds[fulg_rand_below(rand, (ulong) KINDS)](W);
            assert_int_equal(
                fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
                FULG_OK);
            compare(R, W, rand, n);
            for (slong k = 0; k < R->nullity; k++)
            {
                by_states += R->proof[k] == FULG_KERNEL_STATES;
                by_layers += R->proof[k] == FULG_KERNEL_LAYERS;
            }
            fulg_jacobian_rank_clear(R);
        }
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
    fprintf(stderr, "# %ld directions by states, %ld by layers\n",
            (long) by_states, (long) by_layers);
    assert_true(by_states > 0);
}

/* ---- nothing is lifted ---------------------------------------------------------------- */

/* Otherwise generic weights, of widths at which nothing else is special. */
static void
test_nothing_is_lifted(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "nothing beside symmetries and states");
    for (slong n = 0; n < fulg_test_rounds(5 * KINDS); n++)
    {
        static const slong families[] = {0, 1, 3, 4, 5};
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        const slong d = fulg_test_between(rand, 4, 5);
        fulg_test_arch(arch, rand, families[n % 5],
                       fulg_test_between(rand, 2, 3), d);
        for (slong i = 0; i <= arch->depth; i++)
            arch->width[i] = d;
        for (slong i = 0; i < arch->depth; i++)
        {
            arch->sub[i].head_dim = 2;
            arch->sub[i].heads = n % 5 == 1 ? 2 : 1;
        }
        arch->tokens = fulg_test_between(rand, 2, 3);
        fulg_test_weights(W, arch, rand);
        fulg_weights_random(W, rand, 99, 1);
        kinds[n / 5 % KINDS](W);
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        for (slong k = 0; k < R->nullity; k++)
            if (R->proof[k] != FULG_KERNEL_SYMMETRY &&
                R->proof[k] != FULG_KERNEL_STATES)
                fail_msg("network %ld: direction %ld of %ld has proof %d",
                         (long) n, (long) k, (long) R->nullity,
                         (int) R->proof[k]);
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* Without norm and residual nothing comes out of a layer whose scores are all 0. */
static void
test_scores_that_are_zero(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "no scores in the first layer");
    for (slong n = 0; n < fulg_test_rounds(12); n++)
    {
        static const slong families[] = {0, 1, 2, 4};
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        fulg_test_arch(arch, rand, families[n % 4],
                       fulg_test_between(rand, 2, 3), 4);
        fulg_test_weights(W, arch, rand);
        for (slong h = 0; h < arch->sub[0].heads; h++)
            fmpq_mat_zero(matrix(W, 0, h, n % 3 ? 'q' : 'k'));
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        assert_int_equal(R->rank, 0);
        assert_true(R->exact);
        for (slong k = 0; k < R->nullity; k++)
            assert_true(R->proof[k] == FULG_KERNEL_SYMMETRY ||
                        R->proof[k] == FULG_KERNEL_STATES);
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* V_3 = V_1 + V_2, the same Q for all, and K_3 = K_1. */
static void
depend(fulg_weights_t W, slong i)
{
    fmpq_mat_add(matrix(W, i, 2, 'v'), matrix(W, i, 0, 'v'),
                 matrix(W, i, 1, 'v'));
    fmpq_mat_set(matrix(W, i, 2, 'k'), matrix(W, i, 0, 'k'));
    fmpq_mat_set(matrix(W, i, 1, 'q'), matrix(W, i, 0, 'q'));
    fmpq_mat_set(matrix(W, i, 2, 'q'), matrix(W, i, 0, 'q'));
}

/* What heads have in their kernel that depend on each other, also behind a bottleneck,
   each layer alone shows. */
static void
test_layers(void **state)
{
    fulg_rand_t rand;
    slong by_layers = 0;
    fulg_test_rand(rand, "kernels of the layers alone");
    for (slong n = 0; n < fulg_test_rounds(6); n++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_jacobian_rank_t R;
        fulg_diag_t diag;
        fulg_arch_init(arch, 2);
        arch->tokens = 2;
        arch->width[0] = 3;
        arch->width[1] = 3 - n % 2;
        arch->width[2] = 3;
        for (slong i = 0; i < 2; i++)
            arch->sub[i].heads = 3;
        fulg_test_weights(W, arch, rand);
        fulg_weights_random(W, rand, 9, 2);
        for (slong i = 0; i < 2; i++)
            depend(W, i);
        for (slong h = 0; h < 3 && n % 3 == 1; h++)
            repeat_row(matrix(W, 0, h, 'v'), 1, 2);
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag),
            FULG_OK);
        assert_true(R->exact);
        compare(R, W, rand, n);
        for (slong k = 0; k < R->nullity; k++)
            by_layers += R->proof[k] == FULG_KERNEL_LAYERS;
        fulg_jacobian_rank_clear(R);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
    fprintf(stderr, "# %ld directions by layers\n", (long) by_layers);
    assert_true(by_layers > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_two_routes),
    cmocka_unit_test(test_nothing_is_lifted),
    cmocka_unit_test(test_scores_that_are_zero),
    cmocka_unit_test(test_layers),
};

FULG_TEST_MAIN(tests)
