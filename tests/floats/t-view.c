#include <math.h>

#include "floats/files.h"

/* A 2 x 3 .npy of these bytes. */
static void
make(file_t *f, const char *type, const void *numbers, size_t size)
{
    char header[128];
    snprintf(header, sizeof header,
             "{'descr': '%s', 'fortran_order': False, "
             "'shape': (2, 3), }",
             type);
    f->length = 0;
    put_npy(f, 1, header, 0);
    put(f, numbers, 6 * size);
}

static void
open_view(fulg_floats_tensors_t T, fulg_floats_view_t view, const file_t *f)
{
    fulg_diag_t diag;
    assert_int_equal(load(T, f, diag), FULG_OK);
    fulg_floats_view_init(view);
    assert_int_equal(fulg_floats_view_set(view, &T->tensor[0], diag), FULG_OK);
}

static void
check_balls(const fulg_floats_view_t view, const char *text, const double *x,
            const double *radius)
{
    fulg_floats_radius_t r;
    fulg_diag_t diag;
    arb_mat_t A;
    fulg_floats_radius_init(r);
    assert_int_equal(fulg_floats_radius_set_text(r, text, diag), FULG_OK);
    arb_mat_init(A, 2, 3);
    assert_int_equal(fulg_floats_view_get_arb_mat(A, view, r, diag), FULG_OK);
    for (int i = 0; i < 6; i++)
    {
        arb_srcptr a = arb_mat_entry(A, i / 3, i % 3);
        arf_t y;
        arf_init(y);
        arf_set_d(y, x[i]);
        assert_true(arf_equal(arb_midref(a), y));
        /* the radius is not smaller, and hardly larger */
        arf_set_mag(y, arb_radref(a));
        assert_true(arf_cmp_d(y, radius[i]) >= 0 &&
                    arf_cmp_d(y, radius[i] * (1 + 1e-6)) <= 0);
        arf_clear(y);
    }
    arb_mat_clear(A);
    fulg_floats_radius_clear(r);
}

static void
test_doubles(void **state)
{
    static const double x[6] = {0, -0.0, 1e300, 5e-324, -0.1, 1};
    static const int half[6] = {-1075, -1075, 943, -1075, -57, -53};
    static const double zero[6];
    double given[6];
    static file_t f;
    fulg_floats_tensors_t T;
    fulg_floats_view_t view;
    fulg_floats_radius_t r;
    fulg_diag_t diag;
    arb_mat_t A;
    make(&f, "<f8", x, 8);
    open_view(T, view, &f);
    check_balls(view, "0", x, zero);
    for (int i = 0; i < 6; i++)
        given[i] = 1e-3;
    check_balls(view, "0.001", x, given);
    /* half of the smallest number is no double */
    fulg_floats_radius_init(r);
    assert_int_equal(fulg_floats_radius_set_text(r, "half-ulp", diag), FULG_OK);
    arb_mat_init(A, 2, 3);
    assert_int_equal(fulg_floats_view_get_arb_mat(A, view, r, diag), FULG_OK);
    for (int i = 0; i < 6; i++)
    {
        mag_t m;
        mag_init(m);
        mag_set_ui_2exp_si(m, 1, half[i]);
        assert_true(mag_equal(arb_radref(arb_mat_entry(A, i / 3, i % 3)), m));
        mag_clear(m);
    }
    arb_mat_clear(A);
    fulg_floats_radius_clear(r);
    fulg_floats_view_clear(view);
    fulg_floats_tensors_clear(T);
}

static void
test_not_finite(void **state)
{
    const float x[6] = {0, 1, 2, 3, NAN, 5}, y[6] = {0, 1, -INFINITY};
    static file_t f;
    fulg_floats_tensors_t T;
    fulg_floats_view_t view;
    fulg_diag_t diag;
    fmpq_mat_t A;
    fmpq_mat_init(A, 2, 3);
    make(&f, "<f4", x, 4);
    open_view(T, view, &f);
    assert_int_equal(fulg_floats_view_get_fmpq_mat(A, view, diag), FULG_PARSE);
    assert_non_null(strstr(diag->text, "\"file\": entry (2,2) is NaN"));
    fulg_floats_view_clear(view);
    fulg_floats_tensors_clear(T);
    make(&f, "<f4", y, 4);
    open_view(T, view, &f);
    fulg_floats_view_transpose(view);
    fmpq_mat_clear(A);
    fmpq_mat_init(A, 3, 2);
    assert_int_equal(fulg_floats_view_get_fmpq_mat(A, view, diag), FULG_PARSE);
    assert_non_null(strstr(diag->text, "entry (1,3) is infinite"));
    fmpq_mat_clear(A);
    fulg_floats_view_clear(view);
    fulg_floats_tensors_clear(T);
}

static void
test_slices(void **state)
{
    const float x[6] = {0, 1, 2, 3, 4, 5};
    static file_t f;
    fulg_floats_tensors_t T;
    fulg_floats_view_t view;
    fulg_diag_t diag;
    double y[2];
    make(&f, "<f4", x, 4);
    open_view(T, view, &f);
    assert_int_equal(fulg_floats_view_cols(view, 1, 3, diag), FULG_OK);
    fulg_floats_view_transpose(view);
    assert_int_equal(fulg_floats_view_rows(view, 1, 2, diag), FULG_OK);
    assert_true(view->rows == 1 && view->cols == 2);
    assert_int_equal(fulg_floats_view_get_doubles(y, view, diag), FULG_OK);
    assert_true(y[0] == 2 && y[1] == 5);
    assert_int_equal(fulg_floats_view_rows(view, 1, 2, diag), FULG_PARSE);
    assert_int_equal(fulg_floats_view_cols(view, -1, 2, diag), FULG_PARSE);
    assert_int_equal(fulg_floats_view_cols(view, 0, 3, diag), FULG_PARSE);
    fulg_floats_view_clear(view);
    fulg_floats_tensors_clear(T);
}

/* The ball's radius is not below any number that is given. */
static void
test_radius_up(void **state)
{
    static const double x[6] = {1, 2, 3, 4, 5, 6};
    static file_t f;
    fulg_floats_tensors_t T;
    fulg_floats_view_t view;
    fulg_rand_t rand;
    fulg_floats_radius_t r;
    fulg_diag_t diag;
    arb_mat_t A;
    fmpq_t y;
    arf_t z;
    fulg_test_rand(rand, "radius_up");
    make(&f, "<f8", x, 8);
    open_view(T, view, &f);
    arb_mat_init(A, 2, 3);
    fmpq_init(y);
    arf_init(z);
    for (slong n = 0; n < fulg_test_rounds(300); n++)
    {
        char text[64];
        const ulong p = fulg_rand_limb(rand) | 1, q = fulg_rand_limb(rand) | 1;
        snprintf(text, sizeof text, "%lu/%lu", p, q);
        fulg_floats_radius_init(r);
        assert_int_equal(fulg_floats_radius_set_text(r, text, diag), FULG_OK);
        assert_int_equal(fulg_floats_view_get_arb_mat(A, view, r, diag),
                         FULG_OK);
        arf_set_mag(z, arb_radref(arb_mat_entry(A, 1, 1)));
        arf_get_fmpq(y, z);
        assert_true(fmpq_cmp(y, r->given) >= 0);
        fulg_floats_radius_clear(r);
    }
    arb_mat_clear(A);
    fmpq_clear(y);
    arf_clear(z);
    fulg_floats_view_clear(view);
    fulg_floats_tensors_clear(T);
}

static void
test_radius(void **state)
{
    fulg_floats_radius_t r;
    fulg_diag_t diag;
    fulg_floats_radius_init(r);
    assert_int_equal(fulg_floats_radius_set_text(r, "-1", diag), FULG_PARSE);
    assert_int_equal(fulg_floats_radius_set_text(r, "ulp", diag), FULG_PARSE);
    assert_int_equal(fulg_floats_radius_set_text(r, "1/3", diag), FULG_OK);
    assert_int_equal(r->kind, FULG_RADIUS_GIVEN);
    assert_int_equal(fulg_floats_radius_set_text(r, "0.0", diag), FULG_OK);
    assert_int_equal(r->kind, FULG_RADIUS_ZERO);
    fulg_floats_radius_clear(r);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_doubles),   cmocka_unit_test(test_not_finite),
    cmocka_unit_test(test_slices),    cmocka_unit_test(test_radius),
    cmocka_unit_test(test_radius_up),
};

FULG_TEST_MAIN(tests)
