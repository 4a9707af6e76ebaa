/*
 * The equations of a slice (doc: sec-draw).  tokens >= 2: F_1 and F_2 stand
 * before y_1 and y_2; the resultant of both is the variety of head_dim >= 2, the
 * 2-minors of (F_1; F_2) are its singular locus and the variety of head_dim 1.
 * tokens = 1: F_1 and F_2 are the derivatives of the cubic; the resultant is -3
 * times its discriminant, and the minors vanish on cubes of linear forms.
 */
#include <flint/fmpz_mpoly_factor.h>

#include <fulgurite/draw.h>

static const char *const names[] = {"x", "y", "z"};

/* L = denominator times coefficient n of the function at x. */
static void
set_linear(fmpz_mpoly_t L, const fulg_draw_equations_t E,
           const fulg_draw_slice_t S, slong n, const fmpz_t denominator)
{
    fmpz_t c;
    fmpq_t x;
    ulong exponent[3] = {0, 0, 0};
    fmpz_init(c);
    fmpq_init(x);
    fmpz_mpoly_zero(L, E->ring);
    for (slong i = -1; i < S->dim; i++)
    {
        if (i >= 0)
            exponent[i] = 1;
        fmpq_mul_fmpz(x, i < 0 ? S->origin + n : S->direction + i * S->num + n,
                      denominator);
        fmpz_mpoly_set_coeff_fmpz_ui(L, fmpq_numref(x), exponent, E->ring);
        if (i >= 0)
            exponent[i] = 0;
    }
    fmpz_clear(c);
    fmpq_clear(x);
}

static void
set_forms(fulg_draw_equations_t E, const fulg_draw_slice_t S)
{
    static const int factor[6] = {3, 2, 1, 1, 2, 3};
    fmpz_t denominator;
    fmpz_init_set_ui(denominator, 1);
    for (slong n = 0; n < S->num; n++)
        fmpz_lcm(denominator, denominator, fmpq_denref(S->origin + n));
    for (slong n = 0; n < S->dim * S->num; n++)
        fmpz_lcm(denominator, denominator, fmpq_denref(S->direction + n));
    for (slong n = 0; n < 6; n++)
    {
        fmpz_mpoly_struct *L = n < 3 ? E->first[n] : E->second[n - 3];
        const slong of_cubic = n < 3 ? n : n - 2;
        set_linear(L, E, S, S->num == 6 ? n : of_cubic, denominator);
        if (S->num == 4)
            fmpz_mpoly_scalar_mul_si(L, L, factor[n], E->ring);
    }
    fmpz_clear(denominator);
}

/* a b - c d */
static void
set_cross(fmpz_mpoly_t m, const fmpz_mpoly_t a, const fmpz_mpoly_t b,
          const fmpz_mpoly_t c, const fmpz_mpoly_t d,
          const fmpz_mpoly_ctx_t ring)
{
    fmpz_mpoly_t other;
    fmpz_mpoly_init(other, ring);
    fmpz_mpoly_mul(m, a, b, ring);
    fmpz_mpoly_mul(other, c, d, ring);
    fmpz_mpoly_sub(m, m, other, ring);
    fmpz_mpoly_clear(other, ring);
}

/* += b^2 - 4 a c */
static void
add_discriminant(fmpz_mpoly_t delta, fmpz_mpoly_t form[3],
                 const fmpz_mpoly_ctx_t ring)
{
    fmpz_mpoly_t four, D;
    fmpz_mpoly_init(four, ring);
    fmpz_mpoly_init(D, ring);
    fmpz_mpoly_scalar_mul_ui(four, form[0], 4, ring);
    set_cross(D, form[1], form[1], four, form[2], ring);
    fmpz_mpoly_add(delta, delta, D, ring);
    fmpz_mpoly_clear(four, ring);
    fmpz_mpoly_clear(D, ring);
}

/* The irreducible factors of f that are not there yet. */
static void
add_surfaces(fulg_draw_equations_t E, const fmpz_mpoly_t f,
             fulg_draw_role_t role, int by_delta)
{
    fmpz_mpoly_factor_t list;
    fmpz_mpoly_t q;
    fmpz_mpoly_init(q, E->ring);
    fmpz_mpoly_factor_init(list, E->ring);
    /* Not 1: the polynomial would have too many terms, and has 35 at most. */
    if (fmpz_mpoly_factor(list, f, E->ring) == 1)
        for (slong n = 0; n < list->num; n++)
        {
            int there = 0;
            for (slong k = 0; k < E->num_surfaces; k++)
                there |= fmpz_mpoly_equal(E->surface[k].f, list->poly + n,
                                          E->ring);
            if (there || E->num_surfaces == FULG_DRAW_MAX_SURFACES)
                continue;
            fulg_draw_surface_t *const s = &E->surface[E->num_surfaces++];
            /* delta = 0 in all of it */
            const int edge = by_delta &&
                             fmpz_mpoly_divides(q, E->delta, list->poly + n,
                                                E->ring);
            s->role = edge ? FULG_DRAW_BOUNDARY : role;
            s->by_delta = by_delta && !edge;
            fmpz_mpoly_init(s->f, E->ring);
            fmpz_mpoly_set(s->f, list->poly + n, E->ring);
        }
    fmpz_mpoly_factor_clear(list, E->ring);
    fmpz_mpoly_clear(q, E->ring);
}

/* curve = the three minors without their greatest common divisor h; 0 when all
   of them are 0. */
static int
set_minors(fulg_draw_equations_t E, fmpz_mpoly_t h)
{
    static const int column[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    int constant = 0;
    fmpz_mpoly_zero(h, E->ring);
    for (int n = 0; n < 3; n++)
    {
        const int i = column[n][0], j = column[n][1];
        set_cross(E->curve[n], E->first[i], E->second[j], E->first[j],
                  E->second[i], E->ring);
        (void) fmpz_mpoly_gcd(h, h, E->curve[n], E->ring);
    }
    if (fmpz_mpoly_is_zero(h, E->ring))
        return 0;
    for (int n = 0; n < 3; n++)
    {
        (void) fmpz_mpoly_divides(E->curve[n], E->curve[n], h, E->ring);
        constant |= fmpz_mpoly_is_fmpz(E->curve[n], E->ring) &&
                    !fmpz_mpoly_is_zero(E->curve[n], E->ring);
    }
    E->has_curve = !constant;
    return 1;
}

/* All F_2 proportional to F_1, or the like: everything is decided by delta. */
static void
set_degenerate(fulg_draw_equations_t E, int cubics)
{
    if (cubics || fmpz_mpoly_is_zero(E->delta, E->ring))
    {
        E->ground = FULG_DRAW_EDGE;
        return;
    }
    E->ground = FULG_DRAW_BY_SIGN;
    fmpz_mpoly_set(E->sign, E->delta, E->ring);
    add_surfaces(E, E->delta, FULG_DRAW_BOUNDARY, 0);
}

static void
set_loci(fulg_draw_equations_t E, const fulg_draw_slice_t S)
{
    const int cubics = S->tokens == 1;
    fmpz_mpoly_t h, f;
    fmpz_mpoly_init(h, E->ring);
    fmpz_mpoly_init(f, E->ring);
    E->curve_by_delta = !cubics;
    E->curve_role = cubics             ? FULG_DRAW_RIM
                    : S->head_dim == 1 ? FULG_DRAW_VARIETY
                                       : FULG_DRAW_SINGULAR;
    if (!set_minors(E, h))
        set_degenerate(E, cubics);
    else
    {
        /* the resultant over h^2 */
        set_cross(f, E->curve[1], E->curve[1], E->curve[0], E->curve[2],
                  E->ring);
        E->ground = cubics ? FULG_DRAW_BY_SIGN : FULG_DRAW_OUTSIDE;
        if (fmpz_mpoly_is_zero(f, E->ring) && (cubics || S->head_dim > 1))
            E->ground = cubics ? FULG_DRAW_EDGE : FULG_DRAW_IMAGE;
        if (cubics)
            fmpz_mpoly_neg(E->sign, f, E->ring);
        E->ruled = (cubics || S->head_dim > 1) &&
                   fmpz_mpoly_is_fmpz(h, E->ring) &&
                   !fmpz_mpoly_is_zero(f, E->ring);
        if (E->ground != FULG_DRAW_EDGE)
            add_surfaces(E, h, cubics ? FULG_DRAW_BOUNDARY : E->curve_role,
                         !cubics);
        if (!fmpz_mpoly_is_zero(f, E->ring) && (cubics || S->head_dim > 1))
            add_surfaces(E, f, cubics ? FULG_DRAW_BOUNDARY : FULG_DRAW_VARIETY,
                         0);
    }
    fmpz_mpoly_clear(h, E->ring);
    fmpz_mpoly_clear(f, E->ring);
}

/* origin + sum of x_i direction_i = 0 has at most one solution. */
static void
find_zero(fulg_draw_equations_t E, const fulg_draw_slice_t S)
{
    fmpq_mat_t M;
    fmpq_mat_init(M, S->num, S->dim + 1);
    for (slong n = 0; n < S->num; n++)
    {
        for (slong i = 0; i < S->dim; i++)
            fmpq_set(fmpq_mat_entry(M, n, i), S->direction + i * S->num + n);
        fmpq_neg(fmpq_mat_entry(M, n, S->dim), S->origin + n);
    }
    E->has_zero = fmpq_mat_rref(M, M) == S->dim;
    for (slong i = 0; i < S->dim && E->has_zero; i++)
    {
        fmpq_set(E->zero + i, fmpq_mat_entry(M, i, S->dim));
        E->has_zero = fmpq_cmp(E->zero + i, S->low + i) >= 0 &&
                      fmpq_cmp(E->zero + i, S->high + i) <= 0;
    }
    fmpq_mat_clear(M);
}

void
fulg_draw_equations_init(fulg_draw_equations_t E, const fulg_draw_slice_t S)
{
    E->dim = S->dim;
    E->num_surfaces = E->has_curve = E->has_zero = E->ruled = 0;
    E->ground = FULG_DRAW_IMAGE;
    E->zero = _fmpq_vec_init(S->dim);
    fmpz_mpoly_ctx_init(E->ring, S->dim, ORD_DEGLEX);
    for (int n = 0; n < 3; n++)
    {
        fmpz_mpoly_init(E->first[n], E->ring);
        fmpz_mpoly_init(E->second[n], E->ring);
        fmpz_mpoly_init(E->curve[n], E->ring);
    }
    fmpz_mpoly_init(E->delta, E->ring);
    fmpz_mpoly_init(E->sign, E->ring);
    set_forms(E, S);
    add_discriminant(E->delta, E->first, E->ring);
    add_discriminant(E->delta, E->second, E->ring);
    /* A cubic and head_dim 2: every function is one. */
    if (S->tokens == 1 && S->head_dim > 1)
        return;
    find_zero(E, S);
    set_loci(E, S);
}

void
fulg_draw_equations_clear(fulg_draw_equations_t E)
{
    for (int n = 0; n < 3; n++)
    {
        fmpz_mpoly_clear(E->first[n], E->ring);
        fmpz_mpoly_clear(E->second[n], E->ring);
        fmpz_mpoly_clear(E->curve[n], E->ring);
    }
    for (slong n = 0; n < E->num_surfaces; n++)
        fmpz_mpoly_clear(E->surface[n].f, E->ring);
    fmpz_mpoly_clear(E->delta, E->ring);
    fmpz_mpoly_clear(E->sign, E->ring);
    fmpz_mpoly_ctx_clear(E->ring);
    _fmpq_vec_clear(E->zero, E->dim);
}

char *
fulg_draw_text(const fulg_draw_equations_t E, const fmpz_mpoly_t f)
{
    const char *list[3] = {names[0], names[1], names[2]};
    return fmpz_mpoly_get_str_pretty(f, list, E->ring);
}
