/* Paraproducts by their definition: means over folders, level by level. */
#include "tensors.h"

/* P_l P'_m f at (i, j, t). */
static void
mean(fmpq_t x, const fulg_cube_t X, const fulg_tree_struct *tree, slong l,
     slong m, slong i, slong j, slong t)
{
    const fulg_tree_struct *Q = &tree[0], *K = &tree[1];
    slong num = 0;
    fmpq_zero(x);
    for (slong a = 0; a < Q->n; a++)
        for (slong b = 0; b < K->n; b++)
            if (Q->label[l * Q->n + a] == Q->label[l * Q->n + i] &&
                K->label[m * K->n + b] == K->label[m * K->n + j])
            {
                fmpz_add(fmpq_numref(x), fmpq_numref(x),
                         X->value + (a * K->n + b) * X->shape[2] + t);
                num++;
            }
    fmpq_div_fmpz(x, x, X->den);
    fmpq_div_fmpz(x, x, (fmpz[1]){num});
}

/* f[0..3] = the means at (l, m), (l+1, m), (l, m+1), (l+1, m+1). */
static void
corners(fmpq *f, const fulg_cube_t X, const fulg_tree_struct *tree, slong l,
        slong m, slong i, slong j, slong t)
{
    for (slong c = 0; c < 4; c++)
        mean(f + c, X, tree, l + c % 2, m + c / 2, i, j, t);
}

/* The two sums at an entry. */
static void
naive(fmpq_t first, fmpq_t second, const fulg_cube_t X,
      const fulg_tree_struct *tree, const fmpq_poly_t A1, const fmpq_poly_t A2,
      slong i, slong j, slong t)
{
    fmpq *f = _fmpq_vec_init(4);
    fmpq_t x, y, z;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_init(z);
    fmpq_zero(first);
    fmpq_zero(second);
    for (slong l = 0; l + 1 < tree[0].levels; l++)
        for (slong m = 0; m + 1 < tree[1].levels; m++)
        {
            corners(f, X, tree, l, m, i, j, t);
            fmpq_sub(x, f + 1, f);
            fmpq_sub(y, f + 2, f);
            fmpq_mul(z, x, y);
            fmpq_add(x, x, y);
            fmpq_add(x, x, f);
            fmpq_sub(x, f + 3, x);
            fmpq_poly_evaluate_fmpq(y, A1, f);
            fmpq_addmul(first, x, y);
            fmpq_poly_evaluate_fmpq(y, A2, f);
            fmpq_addmul(second, z, y);
        }
    fmpq_clear(x);
    fmpq_clear(y);
    fmpq_clear(z);
    _fmpq_vec_clear(f, 4);
}

static void
assert_entry(const fulg_cube_t C, slong m, const fmpq_t x)
{
    fmpq_t y;
    fmpq_init(y);
    fmpq_set_fmpz_frac(y, C->value + m, C->den);
    assert_true(fmpq_equal(x, y));
    fmpq_clear(y);
}

static void
test_polynomials(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "polynomials");
    for (slong round = 0; round < fulg_test_rounds(12); round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_options_t o;
        fulg_organize_paraproduct_t P;
        fulg_diag_t diag;
        fmpq_poly_t A, A1, A2;
        fulg_cube_scale_t scale;
        fmpq_t first, second;
        fulg_organize_options_init(&o);
        fmpq_poly_init(A);
        fmpq_poly_init(A1);
        fmpq_poly_init(A2);
        fmpq_init(first);
        fmpq_init(second);
        fulg_cube_scale_init(scale);
        for (slong d = 0; d < 1 + round % 4; d++)
        {
            fulg_test_rational(scale->tau, rand, 9, 5);
            fmpq_poly_set_coeff_fmpq(A, d, scale->tau);
        }
        fmpq_set_si(scale->tau, 1 + (slong) fulg_rand_below(rand, 5),
                    1 + fulg_rand_below(rand, 5));
        fmpq_poly_derivative(A1, A);
        fmpq_poly_derivative(A2, A1);
        random_tensor(X, 5, 0, rand);
        assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
        assert_int_equal(
            fulg_organize_paraproduct_init(P, X, R->tree, A, scale, 64, diag),
            FULG_OK);
        assert_true(P->exact && fmpz_is_zero(P->residual->error));
        fulg_cube_scale(X, scale->tau);
        for (slong m = 0; m < fulg_cube_size(X); m++)
        {
            const slong *n = X->shape;
            const slong i = m / n[2] / n[1], j = m / n[2] % n[1], t = m % n[2];
            fmpq_t f, sum;
            naive(first, second, X, R->tree, A1, A2, i, j, t);
            assert_entry(P->first, m, first);
            assert_entry(P->second, m, second);
            fmpq_init(f);
            fmpq_init(sum);
            /* residual = A(f) - boundary - first - second */
            fmpq_add(sum, first, second);
            fmpq_neg(sum, sum);
            for (slong c = 0; c < 4; c++)
            {
                mean(f, X, R->tree, c % 2 ? R->tree[0].levels - 1 : 0,
                     c / 2 ? R->tree[1].levels - 1 : 0, i, j, t);
                fmpq_poly_evaluate_fmpq(f, A, f);
                if (c == 0 || c == 3)
                    fmpq_add(sum, sum, f);
                else
                    fmpq_sub(sum, sum, f);
            }
            assert_entry(P->residual, m, sum);
            fmpq_clear(f);
            fmpq_clear(sum);
        }
        fulg_organize_paraproduct_clear(P);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
        fmpq_poly_clear(A);
        fmpq_poly_clear(A1);
        fmpq_poly_clear(A2);
        fmpq_clear(first);
        fmpq_clear(second);
        fulg_cube_scale_clear(scale);
    }
}

/* exp lies within the error of its Taylor polynomial plus the remainder. */
static void
test_exp(void **state)
{
    fulg_cube_t X;
    fulg_organize_organization_t R;
    fulg_organize_options_t o;
    fulg_organize_paraproduct_t P, T;
    fulg_diag_t diag;
    fmpq_poly_t A;
    fulg_cube_scale_t tau;
    fmpq_t x, y, tolerance;
    fmpz_t factorial;
    fulg_organize_options_init(&o);
    fmpq_poly_init(A);
    fulg_cube_scale_init(tau);
    fmpq_init(x);
    fmpq_init(y);
    fmpq_init(tolerance);
    fmpz_init(factorial);
    /* |tau X - shift| <= 3: 24 / 8. */
    tensor_of_tokens(X, NULL);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
    fmpq_set_si(tau->tau, 1, 8);
    assert_int_equal(
        fulg_organize_paraproduct_init(P, X, R->tree, NULL, tau, 64, diag),
        FULG_OK);
    for (slong d = 0; d < 40; d++)
    {
        fmpz_fac_ui(factorial, (ulong) d);
        fmpq_set_si(x, 1, 1);
        fmpq_div_fmpz(x, x, factorial);
        fmpq_poly_set_coeff_fmpq(A, d, x);
    }
    fulg_cube_scale(X, tau->tau);
    for (slong m = 0; m < fulg_cube_size(X); m++)
    {
        fmpq_set_fmpz_frac(x, X->value + m, X->den);
        fmpq_sub(x, x, P->shift);
        fmpq_mul_fmpz(x, x, (fmpz[1]){8});
        fmpz_set(X->value + m, fmpq_numref(x));
    }
    fmpz_set_ui(X->den, 8);
    fmpq_one(tau->tau);
    assert_int_equal(
        fulg_organize_paraproduct_init(T, X, R->tree, A, tau, 64, diag),
        FULG_OK);
    /* Remainders of 40 terms at 3 are below 10^-27. */
    for (int n = 0; n < 3; n++)
    {
        const fulg_cube_struct *p = n == 0   ? P->first
                                    : n == 1 ? P->second
                                             : P->residual;
        const fulg_cube_struct *q = n == 0   ? T->first
                                    : n == 1 ? T->second
                                             : T->residual;
        assert_false(fmpz_is_zero(p->error));
        for (slong m = 0; m < fulg_cube_size(X); m++)
        {
            fmpq_set_fmpz_frac(x, p->value + m, p->den);
            fmpq_set_fmpz_frac(y, q->value + m, q->den);
            fmpq_sub(x, x, y);
            fmpq_abs(x, x);
            fmpq_set_fmpz_frac(tolerance, p->error, p->den);
            fmpq_set_si(y, 1, UWORD(1000000000000000000));
            fmpq_add(tolerance, tolerance, y);
            assert_true(fmpq_cmp(x, tolerance) <= 0);
            fmpq_set_fmpz_frac(y, p->error, p->den);
            assert_true(fmpq_cmp_si(y, 1) < 0);
        }
    }
    fulg_organize_paraproduct_clear(P);
    fulg_organize_paraproduct_clear(T);
    fulg_organize_organization_clear(R);
    fulg_cube_clear(X);
    fmpq_poly_clear(A);
    fulg_cube_scale_clear(tau);
    fmpq_clear(x);
    fmpq_clear(y);
    fmpq_clear(tolerance);
    fmpz_clear(factorial);
}

/* The part of A(x / sqrt(root)) with even powers of x, or that with odd powers times
   sqrt(root): a polynomial over Q. */
static void
set_half(fmpq_poly_t half, const fmpq_poly_t A, slong odd, const fmpz_t root)
{
    fmpz_t power;
    fmpq_t c;
    fmpz_init_set_ui(power, 1);
    fmpq_init(c);
    fmpq_poly_zero(half);
    for (slong d = odd; d < fmpq_poly_length(A); d += 2)
    {
        fmpq_poly_get_coeff_fmpq(c, A, d);
        fmpq_div_fmpz(c, c, power);
        fmpq_poly_set_coeff_fmpq(half, d, c);
        fmpz_mul(power, power, root);
    }
    fmpz_clear(power);
    fmpq_clear(c);
}

static const fulg_cube_struct *
part_of(const fulg_organize_paraproduct_t P, int n)
{
    return n == 0 ? P->first : n == 1 ? P->second : P->residual;
}

/* The parts of P are those of H[0] + H[1] / sqrt(root), up to its errors and a small
   remainder. */
static void
check_halves(const fulg_organize_paraproduct_t P,
             const fulg_organize_paraproduct_struct *H, const fmpz_t root)
{
    arb_t x, y, r, tolerance;
    arb_init(x);
    arb_init(y);
    arb_init(r);
    arb_init(tolerance);
    arb_sqrt_fmpz(r, root, 300);
    for (int n = 0; n < 3; n++)
        for (slong m = 0; m < fulg_cube_size(P->first); m++)
        {
            const fulg_cube_struct *p = part_of(P, n);
            arb_set_fmpz(y, part_of(&H[1], n)->value + m);
            arb_div_fmpz(y, y, part_of(&H[1], n)->den, 300);
            arb_div(y, y, r, 300);
            arb_set_fmpz(x, part_of(&H[0], n)->value + m);
            arb_div_fmpz(x, x, part_of(&H[0], n)->den, 300);
            arb_add(y, y, x, 300);
            arb_set_fmpz(x, p->value + m);
            arb_div_fmpz(x, x, p->den, 300);
            arb_sub(x, x, y, 300);
            arb_abs(x, x);
            arb_set_fmpz(tolerance, p->error);
            arb_div_fmpz(tolerance, tolerance, p->den, 300);
            assert_true(arb_is_positive(tolerance));
            arb_set_si(y, 1);
            arb_mul_2exp_si(y, y, -50);
            assert_true(arb_lt(tolerance, y));
            arb_mul_2exp_si(y, y, -10);
            arb_add(tolerance, tolerance, y, 300);
            assert_true(arb_le(x, tolerance));
        }
    arb_clear(x);
    arb_clear(y);
    arb_clear(r);
    arb_clear(tolerance);
}

/* A root in the scale: even and odd powers by themselves are rational.  exp is its
   Taylor polynomial of 48 terms, of numbers up to 3. */
static void
test_roots(void **state)
{
    static const slong roots[] = {2, 3, 12, 128};
    for (int round = 0; round < 8; round++)
    {
        fulg_cube_t X;
        fulg_organize_organization_t R;
        fulg_organize_options_t o;
        fulg_organize_paraproduct_t P;
        fulg_organize_paraproduct_struct H[2];
        fulg_diag_t diag;
        fmpq_poly_t A, half;
        fulg_cube_scale_t scale, one;
        fmpq_t c;
        fulg_organize_options_init(&o);
        fulg_cube_scale_init(scale);
        fulg_cube_scale_init(one);
        fmpq_poly_init(A);
        fmpq_poly_init(half);
        fmpq_init(c);
        fmpz_set_si(scale->root, roots[round / 2]);
        fmpq_set_si(scale->tau, 1, 8);
        fmpq_one(c);
        for (slong d = 0; d < (round % 2 ? 48 : 4); d++)
        {
            fmpq_poly_set_coeff_fmpq(A, d, c);
            fmpq_div_fmpz(c, c, (fmpz[1]){d + 1});
        }
        tensor_of_tokens(X, NULL);
        assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
        assert_int_equal(fulg_organize_paraproduct_init(P, X, R->tree,
                                                        round % 2 ? NULL : A,
                                                        scale, 160, diag),
                         FULG_OK);
        fulg_cube_scale(X, scale->tau);
        for (slong m = 0; m < fulg_cube_size(X); m++)
        {
            fmpq_set_fmpz_frac(c, X->value + m, X->den);
            fmpq_sub(c, c, P->shift);
            fmpq_mul_fmpz(c, c, (fmpz[1]){8});
            assert_true(fmpz_is_one(fmpq_denref(c)));
            fmpz_set(X->value + m, fmpq_numref(c));
        }
        fmpz_set_ui(X->den, 8);
        for (slong odd = 0; odd < 2; odd++)
        {
            set_half(half, A, odd, scale->root);
            assert_int_equal(fulg_organize_paraproduct_init(
                                 &H[odd], X, R->tree, half, one, 64, diag),
                             FULG_OK);
        }
        assert_true(P->exact);
        check_halves(P, H, scale->root);
        fulg_organize_paraproduct_clear(P);
        fulg_organize_paraproduct_clear(&H[0]);
        fulg_organize_paraproduct_clear(&H[1]);
        fulg_organize_organization_clear(R);
        fulg_cube_clear(X);
        fulg_cube_scale_clear(scale);
        fulg_cube_scale_clear(one);
        fmpq_poly_clear(A);
        fmpq_poly_clear(half);
        fmpq_clear(c);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_polynomials),
    cmocka_unit_test(test_exp),
    cmocka_unit_test(test_roots),
};

FULG_TEST_MAIN(tests)
