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
        fulg_organization_t R;
        fulg_organize_options_t o;
        fulg_paraproduct_t P;
        fulg_diag_t diag;
        fmpq_poly_t A, A1, A2;
        fmpq_t first, second, tau;
        fulg_organize_options_init(&o);
        fmpq_poly_init(A);
        fmpq_poly_init(A1);
        fmpq_poly_init(A2);
        fmpq_init(first);
        fmpq_init(second);
        fmpq_init(tau);
        for (slong d = 0; d < 1 + round % 4; d++)
        {
            fulg_test_rational(tau, rand, 9, 5);
            fmpq_poly_set_coeff_fmpq(A, d, tau);
        }
        fmpq_poly_derivative(A1, A);
        fmpq_poly_derivative(A2, A1);
        random_tensor(X, 5, 0, rand);
        assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
        assert_int_equal(fulg_paraproduct_init(P, X, R->tree, A, tau, 64, diag),
                         FULG_OK);
        assert_true(P->exact);
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
        fulg_paraproduct_clear(P);
        fulg_organization_clear(R);
        fulg_cube_clear(X);
        fmpq_poly_clear(A);
        fmpq_poly_clear(A1);
        fmpq_poly_clear(A2);
        fmpq_clear(first);
        fmpq_clear(second);
        fmpq_clear(tau);
    }
}

/* exp lies within the error of its Taylor polynomial plus the remainder. */
static void
test_exp(void **state)
{
    fulg_cube_t X;
    fulg_organization_t R;
    fulg_organize_options_t o;
    fulg_paraproduct_t P, T;
    fulg_diag_t diag;
    fmpq_poly_t A;
    fmpq_t tau, x, y, tolerance;
    fmpz_t factorial;
    fulg_organize_options_init(&o);
    fmpq_poly_init(A);
    fmpq_init(tau);
    fmpq_init(x);
    fmpq_init(y);
    fmpq_init(tolerance);
    fmpz_init(factorial);
    /* |tau X - shift| <= 3: 24 / 8. */
    tensor_of_tokens(X, NULL);
    assert_int_equal(fulg_organize(R, X, &o, diag), FULG_OK);
    fmpq_set_si(tau, 1, 8);
    assert_int_equal(fulg_paraproduct_init(P, X, R->tree, NULL, tau, 64, diag),
                     FULG_OK);
    for (slong d = 0; d < 40; d++)
    {
        fmpz_fac_ui(factorial, (ulong) d);
        fmpq_set_si(x, 1, 1);
        fmpq_div_fmpz(x, x, factorial);
        fmpq_poly_set_coeff_fmpq(A, d, x);
    }
    fulg_cube_scale(X, tau);
    for (slong m = 0; m < fulg_cube_size(X); m++)
    {
        fmpq_set_fmpz_frac(x, X->value + m, X->den);
        fmpq_sub(x, x, P->shift);
        fmpq_mul_fmpz(x, x, (fmpz[1]){8});
        fmpz_set(X->value + m, fmpq_numref(x));
    }
    fmpz_set_ui(X->den, 8);
    assert_int_equal(fulg_paraproduct_init(T, X, R->tree, A, tau, 64, diag),
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
    fulg_paraproduct_clear(P);
    fulg_paraproduct_clear(T);
    fulg_organization_clear(R);
    fulg_cube_clear(X);
    fmpq_poly_clear(A);
    fmpq_clear(tau);
    fmpq_clear(x);
    fmpq_clear(y);
    fmpq_clear(tolerance);
    fmpz_clear(factorial);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_polynomials),
    cmocka_unit_test(test_exp),
};

FULG_TEST_MAIN(tests)
