/* Boxes against the exact classification of functions, and against rational points
   of the variety found by a common root of the two forms, or by a relation between
   them. */
#include <math.h>

#include "draw/slices.h"

/* Is x in the box of that corner and side? */
static int
is_in_box(const fmpq *x, const fulg_draw_slice_t S, slong depth,
          const int *corner, int side)
{
    int in = 1;
    fmpq_t low, unit;
    fmpq_init(low);
    fmpq_init(unit);
    for (slong i = 0; i < S->dim && in; i++)
    {
        fmpq_sub(unit, S->high + i, S->low + i);
        fmpq_div_2exp(unit, unit, (flint_bitcnt_t) depth);
        fmpq_mul_si(low, unit, corner[i]);
        fmpq_add(low, low, S->low + i);
        in = fmpq_cmp(x + i, low) >= 0;
        fmpq_mul_si(unit, unit, side);
        fmpq_add(low, low, unit);
        in = in && fmpq_cmp(x + i, low) <= 0;
    }
    fmpq_clear(low);
    fmpq_clear(unit);
    return in;
}

/* A random rational point of a box of the grid. */
static void
random_inside(fmpq *x, fulg_rand_t rand, const fulg_draw_slice_t S, slong depth,
              const fulg_draw_free_t *box)
{
    fmpq_t unit, t;
    fmpq_init(unit);
    fmpq_init(t);
    for (slong i = 0; i < S->dim; i++)
    {
        fmpq_sub(unit, S->high + i, S->low + i);
        fmpq_div_2exp(unit, unit, (flint_bitcnt_t) depth);
        fmpq_set_si(t, (slong) fulg_rand_below(rand, 101), 100);
        fmpq_mul_si(t, t, box->side);
        fmpq_set_si(x + i, box->corner[i], 1);
        fmpq_add(t, t, x + i);
        fmpq_mul(x + i, t, unit);
        fmpq_add(x + i, x + i, S->low + i);
    }
    fmpq_clear(unit);
    fmpq_clear(t);
}

static void
test_free_boxes(void **state)
{
    fulg_rand_t rand;
    fmpq *x = _fmpq_vec_init(3);
    slong seen[FULG_DRAW_PLACES] = {0};
    (void) state;
    fulg_test_rand(rand, "free boxes");
    for (slong n = 0; n < fulg_test_rounds(40); n++)
    {
        fulg_draw_slice_t S;
        fulg_draw_equations_t E;
        fulg_draw_picture_t P;
        fulg_diag_t diag;
        const slong dim = 2 + (slong) (n % 4 == 3), depth = dim == 2 ? 5 : 3;
        random_slice(S, rand, 1 + n / 2 % 2, 1 + (slong) (n % 2), dim);
        fulg_draw_equations_init(E, S);
        assert_int_equal(fulg_draw_picture_init(P, S, E, depth, NULL, diag),
                         FULG_OK);
        for (int k = 0; k < 60 && P->num_free > 0; k++)
        {
            const fulg_draw_free_t *box = P->free +
                                          fulg_rand_below(rand,
                                                          (ulong) P->num_free);
            fulg_single_class_t C;
            random_inside(x, rand, S, depth, box);
            classify(&C, S, x);
            assert_int_equal(place_of(&C), box->place);
            seen[box->place]++;
        }
        check_volume(P);
        fulg_draw_picture_clear(P);
        fulg_draw_equations_clear(E);
        fulg_draw_slice_clear(S);
    }
    assert_true(seen[FULG_DRAW_IN_IMAGE] > 0);
    assert_true(seen[FULG_DRAW_IN_CLOSURE] > 0 || fulg_test_rounds(40) < 8);
    assert_true(seen[FULG_DRAW_OFF] > 0 || fulg_test_rounds(40) < 8);
    _fmpq_vec_clear(x, 3);
}

/* x with the function at x in the kernel of rows (dim or more equations, each a
   row of num coefficients): 1 when there is exactly one. */
static int
solve(fmpq *x, const fulg_draw_slice_t S, const fmpq_mat_t rows)
{
    const slong dim = S->dim, m = fmpq_mat_nrows(rows);
    fmpq_mat_t M;
    int one;
    fmpq_mat_init(M, m, dim + 1);
    for (slong r = 0; r < m; r++)
        for (slong n = 0; n < S->num; n++)
        {
            for (slong i = 0; i < dim; i++)
                fmpq_addmul(fmpq_mat_entry(M, r, i), fmpq_mat_entry(rows, r, n),
                            S->direction + i * S->num + n);
            fmpq_submul(fmpq_mat_entry(M, r, dim), fmpq_mat_entry(rows, r, n),
                        S->origin + n);
        }
    one = fmpq_mat_rref(M, M) == dim;
    for (slong i = 0; i < dim && one; i++)
        one = fmpq_is_one(fmpq_mat_entry(M, i, i));
    for (slong i = 0; i < dim && one; i++)
        fmpq_set(x + i, fmpq_mat_entry(M, i, dim));
    fmpq_mat_clear(M);
    return one;
}

/* Rows that say that (u, v) is a root of F_1 and of F_2. */
static void
root_rows(fmpq_mat_t rows, const fmpq_t u, const fmpq_t v)
{
    fmpq_mat_zero(rows);
    for (slong r = 0; r < 2; r++)
    {
        fmpq_mul(fmpq_mat_entry(rows, r, 3 * r), u, u);
        fmpq_mul(fmpq_mat_entry(rows, r, 3 * r + 1), u, v);
        fmpq_mul(fmpq_mat_entry(rows, r, 3 * r + 2), v, v);
    }
}

/* Rows that say that u F_1 + v F_2 = 0. */
static void
relation_rows(fmpq_mat_t rows, const fmpq_t u, const fmpq_t v)
{
    fmpq_mat_zero(rows);
    for (slong r = 0; r < 3; r++)
    {
        fmpq_set(fmpq_mat_entry(rows, r, r), u);
        fmpq_set(fmpq_mat_entry(rows, r, r + 3), v);
    }
}

/* The rational point lies in a leaf of that locus and in no free box; what is
   said of the leaf is true of the point. */
static void
check_in_leaf(const fulg_draw_picture_t P, const fulg_draw_slice_t S,
              const fmpq *x, int of_curve)
{
    fulg_single_class_t C;
    int found = 0;
    classify(&C, S, x);
    for (slong n = 0; n < P->num_free; n++)
        assert_false(
            is_in_box(x, S, P->depth, P->free[n].corner, P->free[n].side) &&
            P->free[n].place == FULG_DRAW_OFF);
    for (slong n = 0; n < P->num_leaf; n++)
        if ((P->leaf[n].surface < 0) == of_curve &&
            is_in_box(x, S, P->depth, P->leaf[n].corner, 1))
        {
            found = 1;
            if (of_curve && P->leaf[n].place != FULG_DRAW_NOT_KNOWN)
                assert_int_equal(P->leaf[n].place, place_of(&C));
        }
    assert_true(found);
}

static void
test_points_of_the_variety(void **state)
{
    fulg_rand_t rand;
    fmpq *x = _fmpq_vec_init(3);
    slong found = 0;
    fmpq_t u, v;
    (void) state;
    fmpq_init(u);
    fmpq_init(v);
    fulg_test_rand(rand, "points of the variety");
    for (slong n = 0; n < fulg_test_rounds(24); n++)
    {
        fulg_draw_slice_t S;
        fulg_draw_equations_t E;
        fulg_draw_picture_t P;
        fulg_diag_t diag;
        fmpq_mat_t rows;
        /* head_dim 2 in the plane: common roots; in space: relations */
        const slong dim = 2 + n % 2;
        random_slice(S, rand, dim == 2 ? 2 : 1 + n / 2 % 2, 2, dim);
        fulg_draw_equations_init(E, S);
        assert_int_equal(
            fulg_draw_picture_init(P, S, E, dim == 2 ? 6 : 3, NULL, diag),
            FULG_OK);
        fmpq_mat_init(rows, dim, 6);
        for (int k = 0; k < 20; k++)
        {
            const int whole[3] = {0, 0, 0};
            fulg_test_rational(u, rand, 9, 1);
            fulg_test_rational(v, rand, 9, 1);
            if (fmpq_is_zero(u) && fmpq_is_zero(v))
                continue;
            if (dim == 2)
                root_rows(rows, u, v);
            else
                relation_rows(rows, u, v);
            if (!solve(x, S, rows) ||
                !is_in_box(x, S, P->depth, whole, 1 << P->depth))
                continue;
            check_in_leaf(P, S, x, dim == 3);
            found++;
        }
        fmpq_mat_clear(rows);
        fulg_draw_picture_clear(P);
        fulg_draw_equations_clear(E);
        fulg_draw_slice_clear(S);
    }
    assert_true(found > 0);
    fmpq_clear(u);
    fmpq_clear(v);
    _fmpq_vec_clear(x, 3);
}

/* Is there a leaf with the surface at that corner, or beside it within slack? */
static int
has_leaf(const char *grid, slong width, const double *y)
{
    int has = 0;
    for (int n = 0; n < 8 && !has; n++)
    {
        slong place = 0;
        int out = 0;
        for (int i = 0; i < 3; i++)
        {
            const double z = floor(y[i] + (n >> i & 1 ? 1e-6 : -1e-6));
            out |= z < 0.0 || z >= (double) width;
            place = place * width + (slong) z;
        }
        has = !out && grid[place];
    }
    return has;
}

/* The triangles of a page are made of lines, without the boxes: every vertex lies
   in a box that may meet the surface. */
static void
test_meshes(void **state)
{
    fulg_rand_t rand;
    slong vertices = 0;
    (void) state;
    fulg_test_rand(rand, "meshes");
    for (slong n = 0; n < fulg_test_rounds(12); n++)
    {
        fulg_draw_slice_t S;
        fulg_draw_equations_t E;
        fulg_draw_picture_t P;
        fulg_diag_t diag;
        const slong depth = 4, width = 16;
        char *grid = flint_calloc(16 * 16 * 16, 1);
        random_slice(S, rand, 2 - n % 2, 2 - n % 2, 3);
        fulg_draw_equations_init(E, S);
        assert_int_equal(fulg_draw_picture_init(P, S, E, depth, NULL, diag),
                         FULG_OK);
        for (slong k = 0; k < P->num_leaf; k++)
        {
            const int *c = P->leaf[k].corner;
            if (P->leaf[k].surface >= 0)
                grid[(c[0] * width + c[1]) * width + c[2]] = 1;
        }
        for (slong s = 0; s < E->num_surfaces; s++)
            for (slong k = 0; k < P->mesh[s].num_vertices; k++, vertices++)
            {
                double y[3];
                for (int i = 0; i < 3; i++)
                    y[i] = (P->mesh[s].vertices[k].place[i] + 2.0) / 5.0 *
                           (double) width;
                assert_true(has_leaf(grid, width, y));
            }
        flint_free(grid);
        fulg_draw_picture_clear(P);
        fulg_draw_equations_clear(E);
        fulg_draw_slice_clear(S);
    }
    assert_true(vertices > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_free_boxes),
    cmocka_unit_test(test_points_of_the_variety),
    cmocka_unit_test(test_meshes)};

FULG_TEST_MAIN(tests)
