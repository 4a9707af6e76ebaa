#include "stacks.h"

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
        fulg_fiber_stack_fiber_t f;
        random_stack(W, rand, n % 2);
        fulg_fiber_stack(f, W, rand);
        assert_int_equal(f->orbit_lower, f->orbit_upper);
        assert_int_equal(f->orbit_lower, span_of_directions(W, f->group, rand));
        assert_true(f->orbit_lower <= kernel_dim(W, rand));
        fulg_fiber_stack_fiber_clear(f);
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
        fulg_fiber_stack_fiber_t f;
        sparse_network(W, rand);
        fulg_fiber_stack(f, W, rand);
        assert_int_equal(f->orbit_lower, f->orbit_upper);
        assert_int_equal(f->orbit_lower, neuron_orbit(W));
        fulg_fiber_stack_fiber_clear(f);
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
        fulg_fiber_stack_fiber_t f;
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
            fulg_fiber_stack_fiber_clear(f);
            n++;
        }
        fmpq_mat_clear(V);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_orbits),
    cmocka_unit_test(test_neurons),
    cmocka_unit_test(test_value_dim),
};

FULG_TEST_MAIN(tests)
