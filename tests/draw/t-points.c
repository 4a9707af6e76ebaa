/* Certified points against the roots of a cubic. */
#include <math.h>

#include "draw/slices.h"

/* det (u F_1 + v F_2) = 0 at v = 1, where the three coefficients are affine in x
   and y: the points of rank one are its roots, over all of the plane. */
static void
set_resolvent(fmpq_poly_t p, const fulg_draw_slice_t S)
{
    /* by interpolation at u = 0 .. 3 */
    fmpq *us = _fmpq_vec_init(4), *values = _fmpq_vec_init(4);
    fmpq_mat_t M;
    fmpq_mat_init(M, 3, 3);
    for (slong k = 0; k < 4; k++)
    {
        fmpq_set_si(us + k, k, 1);
        for (slong i = 0; i < 3; i++)
            for (slong n = 0; n < 3; n++)
            {
                const fmpq *w = i == 0 ? S->origin
                                       : S->direction + (i - 1) * S->num;
                fmpq_mul(fmpq_mat_entry(M, n, i), us + k, w + n);
                fmpq_add(fmpq_mat_entry(M, n, i), fmpq_mat_entry(M, n, i),
                         w + n + 3);
            }
        fmpq_mat_det(values + k, M);
    }
    fmpq_poly_zero(p);
    for (slong k = 0; k < 4; k++)
    {
        fmpq_poly_t term, factor;
        fmpq_t c;
        fmpq_init(c);
        fmpq_poly_init(term);
        fmpq_poly_init(factor);
        fmpq_poly_set_fmpq(term, values + k);
        for (slong l = 0; l < 4; l++)
            if (l != k)
            {
                fmpq_poly_zero(factor);
                fmpq_poly_set_coeff_si(factor, 1, 1);
                fmpq_poly_set_coeff_si(factor, 0, -l);
                fmpq_poly_mul(term, term, factor);
                fmpq_set_si(c, k - l, 1);
                fmpq_poly_scalar_div_fmpq(term, term, c);
            }
        fmpq_poly_add(p, p, term);
        fmpq_poly_clear(term);
        fmpq_poly_clear(factor);
        fmpq_clear(c);
    }
    fmpq_mat_clear(M);
    _fmpq_vec_clear(us, 4);
    _fmpq_vec_clear(values, 4);
}

/* The number of real roots, -1 when it is no cubic or has double roots. */
static slong
num_real(const fmpq_poly_t p)
{
    fmpz_poly_t q;
    slong num = -1;
    fmpz_poly_init(q);
    fmpq_poly_get_numerator(q, p);
    if (fmpz_poly_degree(q) == 3 && fmpz_poly_is_squarefree(q))
        num = fmpz_poly_num_real_roots(q);
    fmpz_poly_clear(q);
    return num;
}

/* The kernel (1, x, y) of the matrix at the root u; 0 when it is at infinity. */
static int
point_of_root(double *x, const fulg_draw_slice_t S, double u)
{
    double M[3][3], best = 0.0;
    for (slong n = 0; n < 3; n++)
        for (slong i = 0; i < 3; i++)
        {
            const fmpq *w = i == 0 ? S->origin
                                   : S->direction + (i - 1) * S->num;
            M[n][i] = u * fmpq_get_d(w + n) + fmpq_get_d(w + n + 3);
        }
    for (int n = 0; n < 3; n++)
    {
        const double *a = M[n], *b = M[(n + 1) % 3];
        const double k = a[1] * b[2] - a[2] * b[1];
        if (fabs(k) > best)
        {
            best = fabs(k);
            x[0] = (a[2] * b[0] - a[0] * b[2]) / k;
            x[1] = (a[0] * b[1] - a[1] * b[0]) / k;
        }
    }
    return best > 1e-9;
}

/* The real roots, by changes of the sign between many places; their number. */
static slong
real_roots(double *root, const fmpq_poly_t p)
{
    const double pi = acos(-1.0);
    double c[4], before = 0.0, value;
    slong num = 0;
    fmpq_t q;
    fmpq_init(q);
    for (slong k = 0; k < 4; k++)
    {
        fmpq_poly_get_coeff_fmpq(q, p, k);
        c[k] = fmpq_get_d(q);
    }
    fmpq_clear(q);
    for (int n = 1; n < 20000 && num < 3; n++)
    {
        double low = tan(pi * ((n - 1) / 20000.0 - 0.5)), high;
        high = tan(pi * (n / 20000.0 - 0.5));
        value = c[0] + high * (c[1] + high * (c[2] + high * c[3]));
        if (n > 1 && (value > 0.0) != (before > 0.0))
        {
            for (int k = 0; k < 60; k++)
            {
                const double t = 0.5 * (low + high);
                const double at = c[0] + t * (c[1] + t * (c[2] + t * c[3]));
                if ((at > 0.0) == (before > 0.0))
                    low = t;
                else
                    high = t;
            }
            root[num++] = low;
        }
        before = value;
    }
    return num;
}

/* How many of the certified points are near x, within 1e-6. */
static slong
num_near(const fulg_draw_picture_t P, const double *x)
{
    slong num = 0;
    for (slong k = 0; k < P->num_point; k++)
    {
        int near = P->point[k].role == FULG_DRAW_SINGULAR;
        for (int i = 0; i < 2; i++)
            near &= fabs(arf_get_d(arb_midref(P->point[k].at + i),
                                   ARF_RND_NEAR) -
                         x[i]) < 1e-6;
        num += near;
    }
    return num;
}

/* Boxes in which it is not known whether there is a point. */
static slong
num_open(const fulg_draw_picture_t P)
{
    slong num = 0;
    for (slong k = 0; k < P->num_leaf; k++)
        num += P->leaf[k].surface < 0 && P->leaf[k].state == FULG_DRAW_OPEN;
    return num;
}

/* The points of rank one belong to the real roots of a cubic, one to each; where
   delta is positive two branches cross. */
static void
test_points(void **state)
{
    fulg_rand_t rand;
    slong seen[2] = {0, 0}, left = 0;
    (void) state;
    fulg_test_rand(rand, "points");
    for (slong n = 0; n < fulg_test_rounds(30); n++)
    {
        fulg_draw_slice_t S;
        fulg_draw_equations_t E;
        fulg_draw_picture_t P;
        fulg_diag_t diag;
        fmpq_poly_t p;
        double root[3], x[2] = {0.0, 0.0};
        slong real;
        random_slice(S, rand, 2, 2, 2);
        fmpq_poly_init(p);
        set_resolvent(p, S);
        real = num_real(p);
        fulg_draw_equations_init(E, S);
        assert_int_equal(fulg_draw_picture_init(P, S, E, 8, NULL, diag),
                         FULG_OK);
        if (real >= 0 && real_roots(root, p) == real && E->has_curve)
        {
            for (slong k = 0; k < real; k++)
            {
                if (point_of_root(x, S, root[k]) && fabs(x[0] - 0.5) < 2.5 &&
                    fabs(x[1] - 0.5) < 2.5)
                {
                    /* two may be too near each other for the finest boxes */
                    assert_true(num_near(P, x) == 1 || num_open(P) > 0);
                    left += num_near(P, x) == 0;
                }
            }
            for (slong k = 0; k < P->num_point; k++)
                if (P->point[k].crossing >= 0)
                    seen[P->point[k].crossing]++;
        }
        fmpq_poly_clear(p);
        fulg_draw_picture_clear(P);
        fulg_draw_equations_clear(E);
        fulg_draw_slice_clear(S);
    }
    assert_true(seen[0] + seen[1] > 0);
    assert_true(left <= fulg_test_rounds(30) / 10);
}

/* The Whitney umbrella: its boundary point, exactly. */
static void
test_umbrella(void **state)
{
    fulg_draw_slice_t S;
    fulg_draw_equations_t E;
    fulg_draw_picture_t P;
    fulg_diag_t diag;
    char *text;
    slong places[FULG_DRAW_PLACES] = {0};
    (void) state;
    fulg_draw_slice_init(S, 2, 2, 3);
    fulg_draw_equations_init(E, S);
    assert_int_equal(E->num_surfaces, 1);
    text = fulg_draw_text(E, E->surface[0].f);
    assert_string_equal(text, "y*z^2-x^2");
    flint_free(text);
    assert_int_equal(fulg_draw_picture_init(P, S, E, 4, NULL, diag), FULG_OK);
    assert_int_equal(P->num_point, 1);
    assert_int_equal(P->point[0].place, FULG_DRAW_ON_BOUNDARY);
    assert_true(P->point[0].rational);
    for (int i = 0; i < 3; i++)
        assert_true(fmpq_is_zero(P->point[0].exact + i));
    for (slong n = 0; n < P->num_leaf; n++)
        if (P->leaf[n].surface < 0)
        {
            places[P->leaf[n].place]++;
            /* y > 0: crossing sheets; y < 0: only complex weights */
            if (P->leaf[n].place == FULG_DRAW_IN_IMAGE)
                assert_true(P->leaf[n].corner[1] >= 8);
            if (P->leaf[n].place == FULG_DRAW_IN_CLOSURE)
                assert_true(P->leaf[n].corner[1] < 8);
        }
    assert_true(places[FULG_DRAW_IN_IMAGE] > 0);
    assert_true(places[FULG_DRAW_IN_CLOSURE] > 0);
    assert_true(P->mesh[0].num_corners > 0);
    fulg_draw_picture_clear(P);
    fulg_draw_equations_clear(E);
    fulg_draw_slice_clear(S);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_points),
                                          cmocka_unit_test(test_umbrella)};

FULG_TEST_MAIN(tests)
