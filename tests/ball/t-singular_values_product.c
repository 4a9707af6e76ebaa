#include "balls.h"
#include "orthogonal.h"

/* A = left diag(a) middle, B = middle^T diag(b) right: the products a b, in
   order, are the singular values of A B. */
static void
check_known(slong m, slong n, slong k, fulg_rand_t rand)
{
    fmpq *a = _fmpq_vec_init(n), *b = _fmpq_vec_init(n);
    fmpq_mat_t left, middle, right, A, B;
    arb_mat_t X, Y;
    arb_ptr sigma = _arb_vec_init(n);
    fmpq_mat_init(left, m, m);
    fmpq_mat_init(middle, n, n);
    fmpq_mat_init(right, k, k);
    fmpq_mat_init(A, m, n);
    fmpq_mat_init(B, n, k);
    arb_mat_init(X, m, n);
    arb_mat_init(Y, n, k);
    random_orthogonal(left, 2, rand);
    random_orthogonal(middle, 2, rand);
    random_orthogonal(right, 2, rand);
    for (slong i = 0; i < n; i++)
    {
        /* Sometimes the last ones are zero. */
        const slong zero = i > 0 && fulg_rand_below(rand, 3) == 0;
        fmpq_set_si(&a[i], 1, UWORD(1) << (8 * i));
        fmpq_set_si(&b[i], zero ? 0 : 5, UWORD(1) << (4 * i));
        if (i > 0 && fmpq_is_zero(&b[i - 1]))
            fmpq_zero(&b[i]);
    }
    set_singular(A, left, a, middle);
    set_singular(B, middle, b, right);
    for (slong bits = 30; bits <= 240; bits *= 2)
    {
        arb_mat_set_fmpq_mat(X, A, 2 * bits);
        arb_mat_set_fmpq_mat(Y, B, 2 * bits);
        fulg_ball_singular_values_product(sigma, X, Y, bits);
        for (slong i = 0; i < n; i++)
        {
            fmpq_t product;
            fmpq_init(product);
            fmpq_mul(product, &a[i], &b[i]);
            assert_true(arb_contains_fmpq(&sigma[i], product));
            if (bits == 240 && !fmpq_is_zero(product))
                assert_true(arb_rel_accuracy_bits(&sigma[i]) > 100);
            if (fmpq_is_zero(product))
                assert_true(arb_contains_zero(&sigma[i]));
            fmpq_clear(product);
        }
    }
    fmpq_mat_clear(left);
    fmpq_mat_clear(middle);
    fmpq_mat_clear(right);
    fmpq_mat_clear(A);
    fmpq_mat_clear(B);
    arb_mat_clear(X);
    arb_mat_clear(Y);
    _arb_vec_clear(sigma, n);
    _fmpq_vec_clear(a, n);
    _fmpq_vec_clear(b, n);
}

static void
test_known_values(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "products with known singular values");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        const slong n = 1 + (slong) fulg_rand_below(rand, 4);
        const slong rows = n + (slong) fulg_rand_below(rand, 3);
        const slong cols = n + (slong) fulg_rand_below(rand, 3);
        check_known(rows, n, cols, rand);
    }
}

/* The product written out, with radii in both factors. */
static void
test_written_out(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "products written out");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        const slong m = 4 + (slong) fulg_rand_below(rand, 5), n = 4;
        arb_ptr sigma = _arb_vec_init(n), all = _arb_vec_init(m);
        arb_mat_t A, B, AB;
        arb_mat_init(A, m, n);
        arb_mat_init(B, n, m);
        arb_mat_init(AB, m, m);
        for (slong e = 0; e < m * n; e++)
        {
            arb_struct *x = arb_mat_entry(A, e / n, e % n);
            arb_struct *y = arb_mat_entry(B, e / m, e % m);
            arb_set_si(x, fulg_rand_signed(rand, 9));
            arb_set_si(y, fulg_rand_signed(rand, 9));
            if (round % 2)
                mag_set_ui_2exp_si(arb_radref(x), 1, -20);
            if (round % 3)
                mag_set_ui_2exp_si(arb_radref(y), 1, -30);
        }
        arb_mat_mul(AB, A, B, 200);
        fulg_ball_singular_values(all, AB, 100);
        fulg_ball_singular_values_product(sigma, A, B, 100);
        for (slong k = 0; k < n; k++)
            assert_true(arb_overlaps(&sigma[k], &all[k]));
        assert_true(arb_rel_accuracy_bits(&sigma[0]) > 10);
        arb_mat_clear(A);
        arb_mat_clear(B);
        arb_mat_clear(AB);
        _arb_vec_clear(sigma, n);
        _arb_vec_clear(all, m);
    }
}

/* Moves the entries of A to the upper ends of their balls. */
static void
go_to_top(arb_mat_t B, const arb_mat_t A)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            const arb_struct *x = arb_mat_entry(A, i, j);
            arf_t radius;
            arf_init_set_mag_shallow(radius, arb_radref(x));
            arb_set_arf(arb_mat_entry(B, i, j), arb_midref(x));
            arb_add_arf(arb_mat_entry(B, i, j), arb_mat_entry(B, i, j), radius,
                        ARF_PREC_EXACT);
        }
}

/* With positive entries the largest singular value grows with each of them: at
   the corner of the box it is still enclosed. */
static void
test_corner(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "corners of a box");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        const slong n = 1 + (slong) fulg_rand_below(rand, 3), m = n + 2;
        arb_ptr sigma = _arb_vec_init(n), corner = _arb_vec_init(n);
        arb_mat_t A, B;
        arb_mat_init(A, m, n);
        arb_mat_init(B, n, m);
        for (slong e = 0; e < m * n; e++)
        {
            arb_struct *x = arb_mat_entry(A, e / n, e % n);
            arb_struct *y = arb_mat_entry(B, e / m, e % m);
            arb_set_si(x, 1 + (slong) fulg_rand_below(rand, 9));
            arb_set_si(y, 1 + (slong) fulg_rand_below(rand, 9));
            if (round % 3 != 0)
                mag_set_ui_2exp_si(arb_radref(x), 1, -20);
            if (round % 3 != 1)
                mag_set_ui_2exp_si(arb_radref(y), 1, -20);
        }
        fulg_ball_singular_values_product(sigma, A, B, 100);
        go_to_top(A, A);
        go_to_top(B, B);
        fulg_ball_singular_values_product(corner, A, B, 100);
        assert_true(arb_overlaps(&sigma[0], &corner[0]));
        assert_true(arb_rel_accuracy_bits(&corner[0]) > 80);
        arb_mat_clear(A);
        arb_mat_clear(B);
        _arb_vec_clear(sigma, n);
        _arb_vec_clear(corner, n);
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_values),
                                          cmocka_unit_test(test_written_out),
                                          cmocka_unit_test(test_corner)};

FULG_TEST_MAIN(tests)
