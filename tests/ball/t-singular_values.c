#include "orthogonal.h"

/* Exponents of 10 of the singular values, ended by END. */
#define END 10000
#define ZERO 9999
static const int spectra[][9] = {{0, 0, 0, 0, 0, END},
                                 {0, -1, -2, -3, -4, -5, END},
                                 {3, 3, 3, -9, -9, -9, END},
                                 {0, -1, -27, END},
                                 {0, -5, -17, -53, END},
                                 {2, 1, 0, ZERO, ZERO, END},
                                 {300, 299, 280, END},
                                 {-310, -311, -320, END},
                                 {300, -300, ZERO, END},
                                 {ZERO, ZERO, END},
                                 {5, END},
                                 {40, 30, 20, 10, 0, -10, -20, -30, END}};

static slong
fill(fmpq *value, const int *spectrum)
{
    slong n = 0;
    for (; spectrum[n] != END; n++)
    {
        fmpz *p = fmpq_numref(&value[n]), *q = fmpq_denref(&value[n]);
        fmpz_zero(p);
        fmpz_one(q);
        if (spectrum[n] == ZERO)
            continue;
        fmpz_ui_pow_ui(spectrum[n] >= 0 ? p : q, 10, (ulong) labs(spectrum[n]));
        if (spectrum[n] < 0)
            fmpz_one(p);
    }
    return n;
}

/* Decimal digits that can be expected of the values 10^e of a spectrum. */
static void
check_accuracy(arb_srcptr sigma, const int *spectrum, slong n, slong bits)
{
    for (slong k = 0; k < n; k++)
    {
        const double loss = (spectrum[0] - spectrum[k]) * 3.33;
        if (spectrum[k] == ZERO)
        {
            arf_t low;
            arf_init(low);
            arb_get_lbound_arf(low, &sigma[k], 1000);
            assert_true(arf_is_zero(low));
            arf_clear(low);
        }
        else if (loss + 20 < (double) bits)
            assert_true((double) arb_rel_accuracy_bits(&sigma[k]) >
                        ((double) bits - loss) / 2 - 6);
    }
}

static void
check_spectrum(const int *spectrum, slong more, fulg_rand_t rand)
{
    fmpq *value = _fmpq_vec_init(9);
    const slong n = fill(value, spectrum), m = n + more;
    arb_ptr sigma = _arb_vec_init(n), turned = _arb_vec_init(n);
    fmpq_mat_t left, right, A;
    arb_mat_t balls, transposed;
    fmpq_mat_init(left, m, m);
    fmpq_mat_init(right, n, n);
    fmpq_mat_init(A, m, n);
    arb_mat_init(balls, m, n);
    arb_mat_init(transposed, n, m);
    random_orthogonal(left, 2, rand);
    random_orthogonal(right, 2, rand);
    set_singular(A, left, value, right);
    for (slong bits = 20; bits <= 400; bits += bits / 2)
    {
        /* Radii far below what is looked at. */
        arb_mat_set_fmpq_mat(balls, A, 2 * bits);
        arb_mat_transpose(transposed, balls);
        fulg_ball_singular_values(sigma, balls, bits);
        fulg_ball_singular_values(turned, transposed, bits);
        for (slong k = 0; k < n; k++)
        {
            assert_true(arb_contains_fmpq(&sigma[k], &value[k]));
            assert_true(arb_contains_fmpq(&turned[k], &value[k]));
        }
        check_accuracy(sigma, spectrum, n, bits);
        fulg_ball_singular_min(&turned[0], balls, bits);
        assert_true(arb_contains_fmpq(&turned[0], &value[n - 1]));
        if (arb_is_positive(&sigma[n - 1]) && bits >= 40)
            assert_true(arb_rel_accuracy_bits(&turned[0]) >=
                        FLINT_MIN(18, arb_rel_accuracy_bits(&sigma[n - 1])));
    }
    fmpq_mat_clear(left);
    fmpq_mat_clear(right);
    fmpq_mat_clear(A);
    arb_mat_clear(balls);
    arb_mat_clear(transposed);
    _arb_vec_clear(sigma, n);
    _arb_vec_clear(turned, n);
    _fmpq_vec_clear(value, 9);
}

static void
test_known_values(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "known singular values");
    for (slong round = 0; round < fulg_test_rounds(3); round++)
        for (size_t s = 0; s < sizeof spectra / sizeof *spectra; s++)
            check_spectrum(spectra[s], 2 * round, rand);
}

/* Both ends of a segment of matrices, whose singular values are known, lie in the
   ball around its middle. */
static void
check_segment(slong m, slong n, fulg_rand_t rand)
{
    fmpq *value = _fmpq_vec_init(n), *other = _fmpq_vec_init(n);
    arb_ptr sigma = _arb_vec_init(n);
    fmpq_mat_t left, right, A, B;
    arb_mat_t balls, inside;
    fmpq_mat_init(left, m, m);
    fmpq_mat_init(right, n, n);
    fmpq_mat_init(A, m, n);
    fmpq_mat_init(B, m, n);
    arb_mat_init(balls, m, n);
    arb_mat_init(inside, m, n);
    random_orthogonal(left, 3, rand);
    random_orthogonal(right, 3, rand);
    for (slong k = 0; k < n; k++)
    {
        const slong step = (slong) fulg_rand_below(rand, 9);
        fmpq_set_si(&value[k], 100 * (n - k) - 100, 1);
        fmpq_set_si(&other[k], 100 * (n - k) - 100 + step, 1);
    }
    set_singular(A, left, value, right);
    set_singular(B, left, other, right);
    arb_mat_set_fmpq_mat(balls, A, 100);
    arb_mat_set_fmpq_mat(inside, B, 100);
    for (slong i = 0; i < m; i++)
        for (slong j = 0; j < n; j++)
            arb_union(arb_mat_entry(balls, i, j), arb_mat_entry(balls, i, j),
                      arb_mat_entry(inside, i, j), 100);
    for (slong bits = 25; bits <= 100; bits += 25)
    {
        fulg_ball_singular_values(sigma, balls, bits);
        for (slong k = 0; k < n; k++)
        {
            assert_true(arb_contains_fmpq(&sigma[k], &value[k]));
            assert_true(arb_contains_fmpq(&sigma[k], &other[k]));
            assert_false(arb_contains_negative(&sigma[k]));
        }
        assert_true(arb_is_positive(&sigma[0]));
    }
    fmpq_mat_clear(left);
    fmpq_mat_clear(right);
    fmpq_mat_clear(A);
    fmpq_mat_clear(B);
    arb_mat_clear(balls);
    arb_mat_clear(inside);
    _arb_vec_clear(sigma, n);
    _fmpq_vec_clear(value, n);
    _fmpq_vec_clear(other, n);
}

static void
test_radii(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "matrices inside a ball");
    for (slong round = 0; round < fulg_test_rounds(20); round++)
    {
        const slong n = 2 + (slong) fulg_rand_below(rand, 4);
        check_segment(n + (slong) fulg_rand_below(rand, 3), n, rand);
    }
}

/* The entries of a column have one singular value, whose square is known. */
static void
check_column(const double *x, slong m)
{
    arb_mat_t A;
    arb_t sigma;
    arf_t square, low, high;
    arb_mat_init(A, m, 1);
    arb_init(sigma);
    arf_init(square);
    arf_init(low);
    arf_init(high);
    for (slong i = 0; i < m; i++)
    {
        arb_set_d(arb_mat_entry(A, i, 0), x[i]);
        arf_set_d(low, x[i]);
        arf_mul(low, low, low, ARF_PREC_EXACT, ARF_RND_DOWN);
        arf_add(square, square, low, ARF_PREC_EXACT, ARF_RND_DOWN);
    }
    for (slong bits = 2; bits < 300; bits += 17)
    {
        fulg_ball_singular_min(sigma, A, bits);
        arb_get_lbound_arf(low, sigma, ARF_PREC_EXACT);
        arb_get_ubound_arf(high, sigma, ARF_PREC_EXACT);
        assert_true(arf_sgn(low) >= 0);
        assert_true(arf_is_zero(square) || bits < 10 || arf_sgn(low) > 0);
        arf_mul(low, low, low, ARF_PREC_EXACT, ARF_RND_DOWN);
        arf_mul(high, high, high, ARF_PREC_EXACT, ARF_RND_DOWN);
        assert_true(arf_cmp(low, square) <= 0);
        assert_true(arf_cmp(high, square) >= 0);
    }
    arb_mat_clear(A);
    arb_clear(sigma);
    arf_clear(square);
    arf_clear(low);
    arf_clear(high);
}

static void
test_extremes(void **state)
{
    const double columns[][4] = {
        {0, 0, 0, 0},          {1, 1, 0, 0},
        {3, 4, 0, 0},          {1e300, 1e300, -1e299, 3},
        {4.9e-324, 1e-323, 0}, {1e300, 4.9e-324, 1, -1},
        {0.1, 0.2, 0.3, 0.7},  {1.7976931348623157e308, 0, 0, 0}};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        for (slong m = 1; m <= 4; m++)
            check_column(columns[c], m);
}

static void
test_infinite(void **state)
{
    arb_mat_t A;
    arb_t sigma[2];
    arb_mat_init(A, 2, 3);
    arb_init(sigma[0]);
    arb_init(sigma[1]);
    arb_indeterminate(arb_mat_entry(A, 1, 2));
    fulg_ball_singular_values(sigma[0], A, 53);
    assert_true(arb_contains_si(sigma[0], 1000000));
    assert_true(arb_contains_zero(sigma[1]));
    assert_false(arb_is_finite(sigma[1]));
    arb_mat_clear(A);
    arb_mat_init(A, 0, 3);
    fulg_ball_singular_min(sigma[0], A, 53);
    assert_true(arf_is_pos_inf(arb_midref(sigma[0])));
    arb_mat_clear(A);
    arb_clear(sigma[0]);
    arb_clear(sigma[1]);
}

/* 2^(10^9) times a matrix: the same values times that, to the last bit. */
static void
test_scaling(void **state)
{
    fulg_rand_t rand;
    arb_mat_t A;
    arb_ptr sigma = _arb_vec_init(4), scaled = _arb_vec_init(4);
    fulg_test_rand(rand, "scaling");
    arb_mat_init(A, 5, 4);
    for (slong i = 0; i < 5; i++)
        for (slong j = 0; j < 4; j++)
            arb_set_si(arb_mat_entry(A, i, j), fulg_rand_signed(rand, 1000));
    for (slong bits = 53; bits <= 106; bits += 53)
    {
        fulg_ball_singular_values(sigma, A, bits);
        arb_mat_scalar_mul_2exp_si(A, A, 1000000000);
        fulg_ball_singular_values(scaled, A, bits);
        arb_mat_scalar_mul_2exp_si(A, A, -1000000000);
        for (slong k = 0; k < 4; k++)
        {
            arb_mul_2exp_si(&scaled[k], &scaled[k], -1000000000);
            assert_true(arb_overlaps(&scaled[k], &sigma[k]));
            assert_true(arb_rel_accuracy_bits(&scaled[k]) > bits - 20);
        }
    }
    arb_mat_clear(A);
    _arb_vec_clear(sigma, 4);
    _arb_vec_clear(scaled, 4);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_values), cmocka_unit_test(test_radii),
    cmocka_unit_test(test_extremes), cmocka_unit_test(test_infinite),
    cmocka_unit_test(test_scaling)};

FULG_TEST_MAIN(tests)
