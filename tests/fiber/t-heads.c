#include <fulgurite/ball.h>
#include <fulgurite/jacobian.h>

#include "networks.h"

/* One normalised layer, whose heads may share A, up to sign, and V. */
static void
random_layer(fulg_weights_t W, fulg_rand_t rand, fulg_norm_t norm)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, 1);
    fulg_arch_set_all(arch, "norm", norm);
    arch->tokens = between(rand, 1, 4);
    fulg_arch_set_all(arch, "mask", between(rand, 0, 2) == 0);
    arch->width[0] = between(rand, 1, 3);
    arch->width[1] = between(rand, 1, 2);
    arch->sub[0].head_dim = between(rand, 1, 2);
    arch->sub[0].heads = between(rand, 1, 3);
    arch->sub[0].value_dim = between(rand, 0, 2);
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_weights_random(W, rand, 2, 1);
    for (slong h = 1; h < arch->sub[0].heads; h++)
    {
        const slong g = between(rand, 0, h - 1);
        if (between(rand, 0, 1))
        {
            fmpq_mat_set(mat(W, 0, h, 'q'), mat(W, 0, g, 'q'));
            fmpq_mat_set(mat(W, 0, h, 'k'), mat(W, 0, g, 'k'));
            if (between(rand, 0, 2) == 0)
                fmpq_mat_neg(mat(W, 0, h, 'k'), mat(W, 0, h, 'k'));
        }
        if (between(rand, 0, 3) == 0)
        {
            const char *kinds = arch->sub[0].value_dim ? "ou" : "v";
            for (const char *k = kinds; *k != '\0'; k++)
                fmpq_mat_set(mat(W, 0, h, *k), mat(W, 0, g, *k));
            if (between(rand, 0, 1))
                fmpq_mat_neg(mat(W, 0, h, kinds[0]), mat(W, 0, h, kinds[0]));
        }
    }
    if (between(rand, 0, 4) == 0)
        fmpq_mat_zero(mat(W, 0, 0, 'q'));
    fulg_arch_clear(arch);
}

/* The rank of the derivative by evaluation: mod a prime for affine; of softmax
   in balls, where more bits and inputs than needed stand for all. */
static slong
rank_by_evaluation(const fulg_weights_t W, fulg_rand_t rand)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t balls;
    fulg_jacobian_rank_t R;
    fulg_diag_t diag;
    mag_t zero;
    slong rank;
    if (fulg_arch_is_affine(W->arch))
    {
        assert_int_equal(
            fulg_jacobian_rank(R, W, rand, UWORD(1) << 28, NULL, diag),
            FULG_OK);
        rank = R->rank;
        fulg_jacobian_rank_clear(R);
        return rank;
    }
    fulg_ball_rank_options_init(&options);
    options.bits = options.max_bits = 256;
    mag_init(zero);
    assert_int_equal(
        fulg_ball_jacobian_rank(balls, W, zero, &options, rand, diag), FULG_OK);
    rank = balls->rank;
    fulg_ball_jacobian_rank_clear(balls);
    mag_clear(zero);
    return rank;
}

static void
test_rank(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "rank of one normalised layer");
    for (slong n = 0; n < fulg_test_rounds(120); n++)
    {
        fulg_weights_t W;
        fulg_fiber_canonical_t list;
        fulg_diag_t diag;
        slong rank;
        random_layer(W, rand, n % 3 ? FULG_NORM_SOFTMAX : FULG_NORM_AFFINE);
        assert_int_equal(fulg_fiber_canonical_init(list, W, diag), FULG_OK);
        rank = fulg_fiber_canonical_rank(list, W);
        assert_true(rank >= 0 || fulg_arch_is_affine(W->arch));
        if (rank >= 0)
            assert_int_equal(rank, rank_by_evaluation(W, rand));
        fulg_fiber_canonical_clear(list);
        fulg_weights_clear(W);
    }
}

/* Lists agree exactly when no input tells the functions apart (balls of 256 bits
   at 24 inputs), and same says so. */
static void
test_same(void **state)
{
    const slong rounds = fulg_test_rounds(300);
    slong number[2] = {0, 0};
    fulg_rand_t rand;
    fulg_test_rand(rand, "canonical lists");
    for (slong n = 0; n < rounds; n++)
    {
        fulg_fiber_same_options_t options;
        fulg_weights_t A, B;
        fulg_fiber_canonical_t x, y;
        fulg_fiber_same_t r;
        fulg_diag_t diag;
        int equal;
        random_layer(A, rand, n % 3 ? FULG_NORM_SOFTMAX : FULG_NORM_AFFINE);
        copy_weights(B, A);
        if (A->arch->sub[0].heads > 1 && between(rand, 0, 3))
        {
            const slong last = A->arch->sub[0].heads - 1;
            for (slong b = 0; b < A->num; b++)
                if (A->block[b].head == 0 || A->block[b].head == last)
                    fmpq_mat_set(
                        mat(B, 0, last - A->block[b].head, A->block[b].kind),
                        A->mat[b].fmpq);
        }
        if (between(rand, 0, 1))
        {
            fmpq_mat_struct *M =
                B->mat[fulg_rand_below(rand, (ulong) B->num)].fmpq;
            fmpq_mat_neg(M, M);
        }
        assert_int_equal(fulg_fiber_canonical_init(x, A, diag), FULG_OK);
        assert_int_equal(fulg_fiber_canonical_init(y, B, diag), FULG_OK);
        equal = fulg_fiber_canonical_equal(x, y);
        number[equal]++;
        fulg_fiber_same_options_init(&options);
        assert_int_equal(fulg_fiber_same(r, A, B, rand, &options, diag),
                         FULG_OK);
        assert_int_equal(r->equal, equal);
        fulg_fiber_same_clear(r);
        fulg_fiber_canonical_clear(x);
        fulg_fiber_canonical_clear(y);
        fulg_weights_clear(A);
        fulg_weights_clear(B);
    }
    /* Both answers occur. */
    assert_true(number[0] >= rounds / 15 && number[1] >= rounds / 15);
}

/* ---- points over F_p ------------------------------------------------------- */

/* Widths 1 and 1, head_dim 1: A and V are numbers mod p, and the weights of the
   fiber can be counted.  The list of a point, as one number. */
static ulong
list_mod(const slong *A, const slong *V, slong H, slong p, int paired)
{
    slong sum[16] = {0};
    ulong code = 0;
    for (slong h = 0; h < H; h++)
    {
        const int flip = paired && A[h] > p / 2;
        const slong a = flip ? p - A[h] : A[h];
        sum[a] = (sum[a] + (flip ? p - V[h] : V[h])) % p;
        if (paired && a > 0)
            sum[0] = (sum[0] + V[h]) % p;
    }
    for (slong a = 0; a < p; a++)
        code = code * (ulong) p + (ulong) sum[a];
    return code;
}

/* The number of (K, Q, V), or (K, Q, O, U), on the fiber through A, V. */
static double
count_points(const slong *A, const slong *V, slong H, slong p, int paired,
             int split)
{
    const ulong wanted = list_mod(A, V, H, p, paired);
    slong x[3], y[3], total = 1;
    double count = 0;
    for (slong h = 0; h < 2 * H; h++)
        total *= p;
    for (slong n = 0; n < total; n++)
    {
        double weight = 1;
        slong m = n;
        for (slong h = 0; h < H; h++, m /= p)
        {
            x[h] = m % p;
            m /= p;
            y[h] = m % p;
            weight *= x[h] ? (double) (p - 1) : (double) (2 * p - 1);
            if (split)
                weight *= y[h] ? (double) (p - 1) : (double) (2 * p - 1);
        }
        if (list_mod(x, y, H, p, paired) == wanted)
            count += weight;
    }
    return count;
}

static void
layer_of_numbers(fulg_weights_t W, const slong *A, const slong *V, slong H,
                 int paired, int split)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, 1);
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    arch->tokens = paired ? 2 : 3;
    arch->sub[0].heads = H;
    arch->sub[0].value_dim = split;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    for (slong h = 0; h < H; h++)
    {
        set_ints(mat(W, 0, h, 'k'), (slong[]){1});
        set_ints(mat(W, 0, h, 'q'), &A[h]);
        set_ints(mat(W, 0, h, split ? 'o' : 'v'), &V[h]);
        if (split)
            set_ints(mat(W, 0, h, 'u'), (slong[]){1});
    }
    fulg_arch_clear(arch);
}

/* A fiber of dimension n with c components of that dimension has about c p^n
   points; the counts at p = 7 and 13 enclose c between them and what they grow
   to. */
static void
check_points(const fulg_fiber_heads_fiber_t f, const slong *A, const slong *V,
             slong H, int paired, int split)
{
    static const slong primes[2] = {5, 11};
    double ratio[2];
    slong top = 0, known = 1;
    for (int n = 0; n < 2; n++)
    {
        slong a[3], v[3];
        for (slong h = 0; h < H; h++)
        {
            a[h] = (A[h] + primes[n]) % primes[n];
            v[h] = (V[h] + primes[n]) % primes[n];
        }
        ratio[n] = count_points(a, v, H, primes[n], paired, split);
        for (slong k = 0; k < f->dim; k++)
            ratio[n] /= (double) primes[n];
    }
    for (slong n = 0; n < f->num; n++)
        if (f->sharing[n].dim == f->dim)
        {
            known &= !fmpz_is_zero(f->sharing[n].components);
            top += fmpz_get_si(f->sharing[n].count) *
                   fmpz_get_si(f->sharing[n].components);
        }
    /* c (1 + O(1/p)): neither 0 nor growing like p */
    assert_true(ratio[1] > 0.3 && ratio[1] < 1.9 * ratio[0]);
    if (known)
    {
        const double limit = ratio[1] + (ratio[1] - ratio[0]) * 5 / 6;
        assert_true(limit > 0.7 * (double) top && limit < 1.3 * (double) top);
    }
}

static void
test_points(void **state)
{
    static const slong A[][3] = {{1, 2},  {1, 1}, {0, 1}, {0, 0},
                                 {1, -1}, {1, 2}, {1, 2}, {1, -1}};
    static const slong V[][3] = {{1, 1}, {1, 1}, {1, 1},  {0, 0},
                                 {1, 1}, {0, 1}, {1, -1}, {2, -2}};
    for (size_t n = 0; n < sizeof A / sizeof *A; n++)
        for (int kind = 0; kind < 4; kind++)
        {
            fulg_weights_t W;
            fulg_fiber_heads_fiber_t f;
            fulg_diag_t diag;
            layer_of_numbers(W, A[n], V[n], 2, kind & 1, kind >> 1);
            assert_int_equal(fulg_fiber_heads(f, W, diag), FULG_OK);
            assert_true(f->complete && f->dim >= f->generic_dim);
            check_points(f, A[n], V[n], 2, kind & 1, kind >> 1);
            fulg_fiber_heads_fiber_clear(f);
            fulg_weights_clear(W);
        }
}

/* Generic heads: H! pieces of the dimension of the gauge group, and that of the
   kernel of the Jacobian. */
static void
test_generic_heads(void **state)
{
    static const slong factorial[] = {1, 2, 6, 24, 120};
    fulg_rand_t rand;
    fulg_test_rand(rand, "generic heads");
    for (slong H = 1; H <= 5; H++)
    {
        fulg_weights_t W;
        fulg_fiber_heads_fiber_t f;
        fulg_diag_t diag;
        fulg_arch_t arch;
        fulg_domain_t Q;
        fulg_arch_init(arch, 1);
        fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
        arch->width[0] = arch->width[1] = 3;
        arch->sub[0].head_dim = 2;
        arch->sub[0].heads = H;
        arch->sub[0].value_dim = 1 + H % 2;
        arch->tokens = 2 + H % 3;
        fulg_domain_init_fmpq(Q);
        assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
        fulg_weights_random(W, rand, 9, 1);
        assert_int_equal(fulg_fiber_heads(f, W, diag), FULG_OK);
        assert_int_equal(f->num, 1);
        assert_int_equal(fmpz_get_si(f->pieces), factorial[H - 1]);
        assert_int_equal(f->dim, f->generic_dim);
        assert_int_equal(
            f->dim, H * (4 + arch->sub[0].value_dim * arch->sub[0].value_dim));
        assert_int_equal(fulg_fiber_canonical_rank(f->canonical, W),
                         W->parameters - f->dim);
        fulg_fiber_heads_fiber_clear(f);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_rank),
    cmocka_unit_test(test_same),
    cmocka_unit_test(test_points),
    cmocka_unit_test(test_generic_heads),
};

FULG_TEST_MAIN(tests)
