#include "networks.h"

/* A random element of the Lie algebra applied to W, as one row of J: the action
   written out with whole matrices. */
static void
set_direction(fmpq_mat_t J, slong row, const fulg_weights_t W, fulg_rand_t rand)
{
    const fulg_arch_struct *arch = W->arch;
    fmpq_mat_t C, Cp, G, t1, t2;
    fmpq_t c;
    fmpq_init(c);
    fmpq_mat_init(C, arch->width[0], arch->width[0]);
    for (slong i = 0; i < arch->depth; i++)
    {
        const slong d = arch->width[i], dp = arch->width[i + 1],
                    a = arch->sub[i].head_dim;
        fmpq_mat_init(Cp, dp, dp);
        if (i + 1 < arch->depth && !fulg_arch_is_residual(arch))
            random_mat(Cp, rand, 20);
        for (slong h = 0; h < arch->sub[i].heads; h++)
        {
            const char kinds[3] = {'q', 'k', 'v'};
            fmpq_mat_init(G, a, a);
            random_mat(G, rand, 20);
            fmpq_set_si(
                c,
                !fulg_arch_is_normalised(arch) ? fulg_rand_signed(rand, 20) : 0,
                1);
            for (int n = 0; n < 3; n++)
            {
                const fmpq_mat_struct *X = mat(W, i, h, kinds[n]);
                const slong rows = kinds[n] == 'v' ? dp : a;
                slong place =
                    W->block[fulg_weights_mat(W, i, h, kinds[n]) - W->mat]
                        .offset;
                fmpq_mat_init(t1, rows, d);
                fmpq_mat_init(t2, rows, d);
                if (kinds[n] == 'k')
                {
                    fmpq_mat_transpose(G, G);
                    fmpq_mat_neg(G, G);
                }
                fmpq_mat_mul(t1, kinds[n] == 'v' ? Cp : G, X);
                fmpq_mat_mul(t2, X, C);
                fmpq_mat_sub(t1, t1, t2);
                if (kinds[n] != 'k')
                {
                    fmpq_mat_set(t2, X);
                    for (slong r = 0; r < rows; r++)
                        for (slong s = 0; s < d; s++)
                        {
                            fmpq *x = fmpq_mat_entry(t2, r, s);
                            fmpq_mul(x, x, c);
                        }
                    if (kinds[n] == 'v')
                        fmpq_mat_sub(t1, t1, t2);
                    else
                        fmpq_mat_add(t1, t1, t2);
                }
                for (slong r = 0; r < rows; r++)
                    for (slong s = 0; s < d; s++)
                        fmpq_set(fmpq_mat_entry(J, row, place++),
                                 fmpq_mat_entry(t1, r, s));
                fmpq_mat_clear(t1);
                fmpq_mat_clear(t2);
            }
            fmpq_mat_clear(G);
        }
        fmpq_mat_clear(C);
        *C = *Cp;
    }
    fmpq_mat_clear(C);
    fmpq_clear(c);
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

/* The dimension of the span of more random directions than the group has. */
static slong
span_of_directions(const fulg_weights_t W, slong group, fulg_rand_t rand)
{
    fmpq_mat_t J;
    slong rank;
    fmpq_mat_init(J, group + 3, W->parameters);
    for (slong n = 0; n < group + 3; n++)
        set_direction(J, n, W, rand);
    rank = rank_of(J);
    fmpq_mat_clear(J);
    return rank;
}

static slong
kernel_dim(const fulg_weights_t W, fulg_rand_t rand)
{
    const slong out = W->arch->width[W->arch->depth], t = W->arch->tokens;
    const slong samples = W->parameters + 4;
    fulg_mat_t J, X;
    fulg_diag_t diag;
    fulg_weights_t Wp;
    slong rank;
    fulg_domain_t D;
    fulg_domain_init_nmod(D, UWORD(2305843009213693951));
    assert_int_equal(fulg_weights_init(Wp, W->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(Wp, W, diag), FULG_OK);
    D->ops->init(J, samples * out * t, W->parameters, D);
    D->ops->init(X, W->arch->width[0], t, D);
    for (slong n = 0; n < samples; n++)
    {
        fulg_mat_random(X, rand, 99, 1, D);
        assert_int_equal(fulg_eval_jacobian(J, n * out * t, Wp, X, diag),
                         FULG_OK);
    }
    rank = nmod_mat_rank(J->nmod);
    D->ops->clear(J);
    D->ops->clear(X);
    fulg_weights_clear(Wp);
    return W->parameters - rank;
}

/* A random stack; some of its matrices may lose rank. */
static void
random_stack(fulg_weights_t W, fulg_rand_t rand, int degenerate)
{
    const slong depth = between(rand, 1, 3);
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, depth);
    arch->tokens = 2;
    fulg_arch_set_all(arch, "residual", between(rand, 0, 3) == 0);
    fulg_arch_set_all(arch, "norm",
                      between(rand, 0, 3) ? FULG_NORM_NONE : FULG_NORM_AFFINE);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = (fulg_arch_is_residual(arch) && i > 0)
                             ? arch->width[0]
                             : between(rand, 1, 3);
    for (slong i = 0; i < depth; i++)
    {
        arch->sub[i].head_dim = between(rand, 1, 3);
        arch->sub[i].heads = between(rand, 1, 2);
    }
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_weights_random(W, rand, 4, 1);
    if (degenerate)
    {
        fmpq_mat_struct *A = W->mat[fulg_rand_below(rand, (ulong) W->num)].fmpq;
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_zero(fmpq_mat_entry(A, 0, j));
    }
    fulg_arch_clear(arch);
}

/* The orbit's dimension is the span of random directions, and lies in the kernel
   of the Jacobian. */
static void
test_orbits(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "orbits");
    for (slong n = 0; n < fulg_test_rounds(60); n++)
    {
        fulg_weights_t W;
        fulg_stack_fiber_t f;
        random_stack(W, rand, n % 2);
        fulg_fiber_stack(f, W, rand);
        assert_int_equal(f->orbit_lower, f->orbit_upper);
        assert_int_equal(f->orbit_lower, span_of_directions(W, f->group, rand));
        assert_true(f->orbit_lower <= kernel_dim(W, rand));
        fulg_stack_fiber_clear(f);
        fulg_weights_clear(W);
    }
}

/* A polynomial network with about a third of its weights zero. */
static void
sparse_network(fulg_weights_t W, fulg_rand_t rand)
{
    const slong depth = between(rand, 1, 3);
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, depth);
    fulg_arch_make_pnn(arch);
    arch->tokens = 1;
    fulg_test_powers(arch, rand, 3);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = between(rand, 1, 3);
    for (slong i = 0; i < depth; i++)
        arch->sub[i].head_dim = 1;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_weights_random(W, rand, 1, 1);
    fulg_arch_clear(arch);
}

/* A nonzero entry (k, j) of W_i moves by e_(i,k) - power e_(i-1,j), where e is
   there for hidden neurons: a row an entry, a column a neuron. */
static slong
neuron_orbit(const fulg_weights_t W)
{
    const fulg_arch_struct *arch = W->arch;
    slong first[4] = {0, 0, 0, 0}, neurons = 0, row = 0, rank;
    fmpq_mat_t M;
    for (slong i = 1; i < arch->depth; i++)
    {
        first[i] = neurons;
        neurons += arch->width[i];
    }
    fmpq_mat_init(M, W->parameters, neurons);
    for (slong i = 0; i < arch->depth; i++)
        for (slong k = 0; k < arch->width[i + 1]; k++)
            for (slong j = 0; j < arch->width[i]; j++, row++)
            {
                if (fmpq_is_zero(fmpq_mat_entry(mat(W, i, 0, 'w'), k, j)))
                    continue;
                if (i + 1 < arch->depth)
                    fmpq_set_si(fmpq_mat_entry(M, row, first[i + 1] + k), 1, 1);
                if (i > 0)
                    fmpq_set_si(fmpq_mat_entry(M, row, first[i] + j),
                                -arch->sub[i - 1].power, 1);
            }
    rank = neurons > 0 ? rank_of(M) : 0;
    fmpq_mat_clear(M);
    return rank;
}

static void
test_neurons(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "neurons");
    for (slong n = 0; n < fulg_test_rounds(100); n++)
    {
        fulg_weights_t W;
        fulg_stack_fiber_t f;
        sparse_network(W, rand);
        fulg_fiber_stack(f, W, rand);
        assert_int_equal(f->orbit_lower, f->orbit_upper);
        assert_int_equal(f->orbit_lower, neuron_orbit(W));
        fulg_stack_fiber_clear(f);
        fulg_weights_clear(W);
    }
}

/* One head with V = O U and Q = 0.  A vector (G, H, c) of the Lie algebra fixes
   it when G^T K = 0, H U = 0 and O H = -c O; then c O U = 0, so c = 0. */
static void
test_value_dim(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "value dimension");
    for (slong n = 0; n < fulg_test_rounds(40);)
    {
        const slong a = between(rand, 1, 3), v = between(rand, 1, 3);
        fulg_weights_t W;
        fulg_stack_fiber_t f;
        fulg_arch_t arch;
        fulg_domain_t Q;
        fulg_diag_t diag;
        fmpq_mat_t V;
        fulg_arch_init(arch, 1);
        arch->width[0] = between(rand, 1, 3);
        arch->width[1] = between(rand, 1, 3);
        arch->sub[0].head_dim = a;
        arch->sub[0].value_dim = v;
        fulg_domain_init_fmpq(Q);
        assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
        fulg_weights_random(W, rand, 1, 1);
        fmpq_mat_zero(mat(W, 0, 0, 'q'));
        fmpq_mat_init(V, arch->width[1], arch->width[0]);
        fmpq_mat_mul(V, mat(W, 0, 0, 'o'), mat(W, 0, 0, 'u'));
        if (!fmpq_mat_is_zero(V))
        {
            const slong fixed = a * (a - rank_of(mat(W, 0, 0, 'k'))) +
                                (v - rank_of(mat(W, 0, 0, 'o'))) *
                                    (v - rank_of(mat(W, 0, 0, 'u')));
            fulg_fiber_stack(f, W, rand);
            assert_int_equal(f->group, a * a + v * v + 1);
            assert_int_equal(f->orbit_lower, f->group - fixed);
            assert_int_equal(f->orbit_upper, f->group - fixed);
            fulg_stack_fiber_clear(f);
            n++;
        }
        fmpq_mat_clear(V);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* The verdict, given the dimension. */
static fulg_truth_t
is_generic(const fulg_weights_t W, slong dimension, const char *text,
           fulg_rand_t rand)
{
    fulg_stack_fiber_t f;
    fulg_generic_t g;
    fmpz_t dim;
    fulg_truth_t truth;
    int found = text == NULL;
    fmpz_init_set_si(dim, dimension);
    fulg_fiber_stack(f, W, rand);
    fulg_fiber_generic(g, f, W, dim, dim, rand, NULL);
    truth = g->generic;
    if (truth == FULG_TRUE)
        assert_true(g->num_reasons == 0 && g->rank_lower == dimension);
    if (truth == FULG_UNKNOWN)
        assert_int_equal(g->num_reasons, 1);
    for (slong n = 0; n < g->num_reasons; n++)
        found |= text != NULL && strcmp(g->reason[n], text) == 0;
    if (!found)
        fail_msg("\"%s\" is missing", text);
    fulg_generic_clear(g);
    fulg_stack_fiber_clear(f);
    fmpz_clear(dim);
    return truth;
}

/* Random stacks of every kind, some of them special, against the rank at these
   weights and the largest of the ranks at random ones. */
static void
test_generic(void **state)
{
    /* Enough for each answer to occur, however few rounds are asked for. */
    const slong rounds = FLINT_MAX(24, fulg_test_rounds(120));
    slong unknown = 0, number[2] = {0, 0};
    fulg_rand_t rand;
    fulg_test_rand(rand, "generic");
    for (slong n = 0; n < rounds; n++)
    {
        fulg_weights_t W, V;
        slong rank, dimension = 0;
        fulg_truth_t truth;
        random_stack(W, rand, n % 2);
        if (n % 3 == 0)
            fulg_weights_random(W, rand, 1, 1);
        rank = W->parameters - kernel_dim(W, rand);
        copy_weights(V, W);
        for (int trial = 0; trial < 2; trial++)
        {
            slong best;
            fulg_weights_random(V, rand, 1000, 1);
            best = W->parameters - kernel_dim(V, rand);
            dimension = FLINT_MAX(dimension, best);
        }
        truth = is_generic(W, dimension, NULL, rand);
        if (truth == FULG_UNKNOWN)
            unknown++;
        else
        {
            assert_int_equal(truth == FULG_TRUE, rank == dimension);
            number[rank == dimension]++;
        }
        fulg_weights_clear(V);
        fulg_weights_clear(W);
    }
    print_message("# %ld generic, %ld not, %ld not judged\n", (long) number[1],
                  (long) number[0], (long) unknown);
    assert_true(number[0] > 0 && number[1] > 0);
    assert_true(unknown < rounds / 3 + 2);
}

/* Equal widths, a <= d: the orbit is the generic fiber, of dimension
   (l-1) d^2 + l a^2 + l, the kernel of the Jacobian. */
static void
test_generic_stacks(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "generic stacks");
    for (slong depth = 1; depth <= 3; depth++)
        for (slong d = 2; d <= 3; d++)
            for (slong a = 2; a <= d; a++)
            {
                fulg_weights_t W;
                fulg_stack_fiber_t f;
                plain_weights(W, depth, d, a, 2);
                fulg_weights_random(W, rand, 99, 1);
                fulg_fiber_stack(f, W, rand);
                assert_int_equal(
                    is_generic(W, W->parameters - f->orbit_lower, NULL, rand),
                    FULG_TRUE);
                assert_int_equal(f->orbit_lower, f->orbit_upper);
                assert_int_equal(f->orbit_lower,
                                 (depth - 1) * d * d + depth * (a * a + 1));
                assert_int_equal(f->orbit_lower, kernel_dim(W, rand));
                fulg_stack_fiber_clear(f);
                fulg_weights_clear(W);
            }
}

static void
expect_failure(const fulg_weights_t W, slong dimension, const char *text)
{
    fulg_rand_t rand;
    fulg_rand_init(rand, 1);
    assert_int_equal(is_generic(W, dimension, text, rand), FULG_FALSE);
}

static void
test_failures(void **state)
{
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_rand_init(rand, 7);
    plain_weights(W, 2, 2, 2, 2);
    fulg_weights_random(W, rand, 5, 1);
    set_ints(mat(W, 0, 0, 'v'), (slong[]){1, 2, 2, 4});
    expect_failure(W, 10, "rank P_1 = 1, below 2");
    expect_failure(W, 10, "rank M_2 = 1, below 2");
    fmpq_mat_zero(mat(W, 1, 0, 'q'));
    expect_failure(W, 10, "M_2 = 0");
    fmpq_mat_zero(mat(W, 1, 0, 'v'));
    expect_failure(W, 10, "L = P_2 = 0");
    fulg_weights_clear(W);
    plain_weights(W, 1, 3, 1, 2);
    set_ints(mat(W, 0, 0, 'v'), (slong[]){0, 1, 0, 0, 2, 0, 0, 0, 0});
    set_ints(mat(W, 0, 0, 'k'), (slong[]){0, 1, 0});
    set_ints(mat(W, 0, 0, 'q'), (slong[]){1, 0, 0});
    expect_failure(W, 13,
                   "A and V have rank one, with the key parallel to the "
                   "value");
    fulg_weights_clear(W);
}

/* Ranks of P, M and their symmetric parts as large as can be, and yet the rank of
   the Jacobian is 10 of 13 at (M, J, J), J skew of width two, and 5 of 6 at the
   other. */
static void
test_full_ranks(void **state)
{
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_rand_init(rand, 7);
    plain_weights(W, 3, 2, 2, 2);
    for (slong i = 0; i < 3; i++)
    {
        set_ints(mat(W, i, 0, 'v'), (slong[]){1, 0, 0, 1});
        set_ints(mat(W, i, 0, 'k'), (slong[]){1, 0, 0, 1});
        set_ints(mat(W, i, 0, 'q'), (slong[]){0, 1, -1, 0});
    }
    set_ints(mat(W, 0, 0, 'q'), (slong[]){1, 2, 3, 5});
    assert_int_equal(W->parameters - kernel_dim(W, rand), 10);
    assert_int_equal(is_generic(W, 13, NULL, rand), FULG_FALSE);
    fulg_weights_clear(W);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_orbits),         cmocka_unit_test(test_neurons),
    cmocka_unit_test(test_value_dim),      cmocka_unit_test(test_generic),
    cmocka_unit_test(test_generic_stacks), cmocka_unit_test(test_failures),
    cmocka_unit_test(test_full_ranks),
};

FULG_TEST_MAIN(tests)
