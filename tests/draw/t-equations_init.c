/* The equations of a slice against the exact classification of functions. */
#include "draw/slices.h"

/* The sign of a polynomial at a rational point. */
static int
sign_at(const fmpz_mpoly_t f, const fulg_draw_equations_t E, const fmpq *x)
{
    fmpq *values[3];
    fmpq_t value;
    fmpq_mpoly_ctx_t ring;
    fmpq_mpoly_t g;
    int sign;
    for (slong i = 0; i < E->dim; i++)
        values[i] = (fmpq *) x + i;
    fmpq_init(value);
    fmpq_mpoly_ctx_init(ring, E->dim, ORD_DEGLEX);
    fmpq_mpoly_init(g, ring);
    fmpz_mpoly_set(g->zpoly, f, E->ring);
    fmpq_one(g->content);
    assert_true(fmpq_mpoly_evaluate_all_fmpq(value, g, values, ring));
    sign = fmpq_sgn(value);
    fmpq_mpoly_clear(g, ring);
    fmpq_mpoly_ctx_clear(ring);
    fmpq_clear(value);
    return sign;
}

/* Is the point on g = 0; on a hypersurface of that role? */
static int
is_on_curve(const fulg_draw_equations_t E, const fmpq *x)
{
    int on = E->has_curve;
    for (int n = 0; n < 3 && on; n++)
        on = sign_at(E->curve[n], E, x) == 0;
    return on;
}

static int
is_on(const fulg_draw_equations_t E, const fmpq *x, fulg_draw_role_t role)
{
    int on = 0;
    for (slong s = 0; s < E->num_surfaces; s++)
        on |= E->surface[s].role == role && sign_at(E->surface[s].f, E, x) == 0;
    return on || (E->curve_role == role && is_on_curve(E, x));
}

/* The slice then goes through a function of random weights of special ranks. */
static void
plant(fulg_draw_slice_t S, fulg_rand_t rand, int kind)
{
    fmpq_mat_t A, V;
    fulg_function_t F;
    fulg_diag_t diag;
    fmpq_mat_init(A, 2, 2);
    fmpq_mat_init(V, 1, 2);
    for (slong j = 0; j < 2; j++)
    {
        for (slong i = 0; i < 2; i++)
            fulg_test_rational(fmpq_mat_entry(A, i, j), rand, 3, 2);
        fulg_test_rational(fmpq_mat_entry(V, 0, j), rand, 3, 2);
    }
    if (kind > 0 || S->head_dim == 1)
        for (slong i = 0; i < 2; i++) /* rank one */
            fmpq_mul_si(fmpq_mat_entry(A, i, 1), fmpq_mat_entry(A, i, 0), 2);
    if (kind == 2) /* key parallel to value */
        for (slong j = 0; j < 2; j++)
            fmpq_set(fmpq_mat_entry(V, 0, j), fmpq_mat_entry(A, j, 0));
    if (kind == 3)
        fmpq_mat_zero(V);
    assert_int_equal(fulg_function_init(F, 2, 1, S->tokens, diag), FULG_OK);
    fulg_function_set_av(F, A, V);
    for (slong n = 0; n < S->num; n++)
        fmpq_set(S->origin + n, S->num == 6
                                    ? fmpq_mat_entry(F->coeff, n % 3, n / 3)
                                    : fmpq_mat_entry(F->coeff, 0, n));
    if (kind == 4 && S->num == 6) /* a definite form before y_1 and y_2 */
        for (slong n = 0; n < 6; n++)
            fmpq_set_si(S->origin + n, n % 3 == 1 ? 0 : n < 3 ? 1 : 3, 1);
    fulg_function_clear(F);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
}

static void
check_equations(const fulg_draw_slice_t S, const fmpq *x)
{
    fulg_draw_equations_t E;
    fulg_single_class_t C;
    fulg_draw_equations_init(E, S);
    classify(&C, S, x);
    if (S->tokens == 1 && S->head_dim > 1)
    {
        assert_int_equal(E->ground, FULG_DRAW_IMAGE);
        assert_int_equal(E->num_surfaces, 0);
    }
    else if (E->ground == FULG_DRAW_OUTSIDE)
    {
        assert_int_equal(is_on(E, x, FULG_DRAW_VARIETY) ||
                             is_on(E, x, FULG_DRAW_SINGULAR) ||
                             is_on(E, x, FULG_DRAW_BOUNDARY),
                         C.place != FULG_SINGLE_OUTSIDE);
        if (C.place != FULG_SINGLE_OUTSIDE && S->head_dim > 1)
            assert_int_equal(is_on(E, x, FULG_DRAW_SINGULAR) ||
                                 is_on(E, x, FULG_DRAW_BOUNDARY),
                             C.singular);
        if (C.place != FULG_SINGLE_OUTSIDE &&
            (is_on_curve(E, x) || is_on(E, x, FULG_DRAW_SINGULAR)))
        {
            const int sign = sign_at(E->delta, E, x);
            assert_int_equal(place_of(&C), sign > 0   ? FULG_DRAW_IN_IMAGE
                                           : sign < 0 ? FULG_DRAW_IN_CLOSURE
                                                      : FULG_DRAW_ON_BOUNDARY);
        }
    }
    else if (E->ground == FULG_DRAW_BY_SIGN)
    {
        const int sign = sign_at(E->sign, E, x);
        assert_int_equal(place_of(&C), sign > 0   ? FULG_DRAW_IN_IMAGE
                                       : sign < 0 ? FULG_DRAW_IN_CLOSURE
                                                  : FULG_DRAW_ON_BOUNDARY);
        assert_int_equal(is_on(E, x, FULG_DRAW_BOUNDARY), sign == 0);
    }
    fulg_draw_equations_clear(E);
}

static void
test_equations(void **state)
{
    fulg_rand_t rand;
    fmpq *x = _fmpq_vec_init(3);
    (void) state;
    fulg_test_rand(rand, "equations");
    for (slong n = 0; n < fulg_test_rounds(200); n++)
    {
        fulg_draw_slice_t S;
        const slong dim = 2 + n % 2, tokens = 1 + (slong) (n / 2 % 3 != 0);
        const slong head_dim = 1 + (slong) fulg_rand_below(rand, 2);
        random_slice(S, rand, head_dim, tokens, dim);
        for (slong i = 0; i < dim; i++)
            fulg_test_rational(x + i, rand, 4, 3);
        check_equations(S, x);
        plant(S, rand, (int) (n % 5));
        for (slong i = 0; i < dim; i++)
            fmpq_zero(x + i);
        check_equations(S, x);
        fulg_draw_slice_clear(S);
    }
    _fmpq_vec_clear(x, 3);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_equations)};

FULG_TEST_MAIN(tests)
