/* Certified subdivision: a box is dropped as soon as no locus can meet it. */
#include <string.h>

#include "impl.h"

/* ---- leaves ------------------------------------------------------------------ */

static fulg_draw_place_t
place_of(const fulg_draw_work_t *W, const fulg_draw_local_t *p, int by_delta)
{
    const int sign = by_delta ? fulg_draw_local_sign(p + W->delta) : 1;
    return sign > 0   ? FULG_DRAW_IN_IMAGE
           : sign < 0 ? FULG_DRAW_IN_CLOSURE
                      : FULG_DRAW_NOT_KNOWN;
}

static void
add_leaf(fulg_draw_work_t *W, const fulg_draw_box_t *box, slong surface,
         fulg_draw_state_t state, fulg_draw_place_t place)
{
    fulg_draw_leaf_t *leaf = FULG_DRAW_PUSH(W->P, leaf);
    for (int i = 0; i < 3; i++)
        leaf->corner[i] = box->corner[i] >> W->fine;
    leaf->surface = (short) surface;
    leaf->state = (short) state;
    leaf->place = (short) place;
}

/* Not 0 in the ball of a 2 x 2 determinant of slopes: the axis left over. */
static slong
graph_axis(const fulg_draw_local_t *f, const fulg_draw_local_t *g)
{
    slong axis = 0;
    fmpz_t m[4], r[4], x, y;
    fmpz_init(x);
    fmpz_init(y);
    for (int n = 0; n < 4; n++)
    {
        fmpz_init(m[n]);
        fmpz_init(r[n]);
    }
    for (; axis < 3; axis++)
    {
        const slong i = axis == 0 ? 1 : 0, j = axis == 2 ? 1 : 2;
        fulg_draw_local_slope(m[0], r[0], f, i);
        fulg_draw_local_slope(m[1], r[1], f, j);
        fulg_draw_local_slope(m[2], r[2], g, i);
        fulg_draw_local_slope(m[3], r[3], g, j);
        /* middle m0 m3 - m1 m2, radius |m0| r3 + r0 |m3| + r0 r3 + .. */
        fmpz_mul(x, m[0], m[3]);
        fmpz_submul(x, m[1], m[2]);
        fmpz_zero(y);
        for (int n = 0; n < 2; n++)
        {
            fmpz_abs(m[n], m[n]);
            fmpz_abs(m[3 - n], m[3 - n]);
            fmpz_addmul(y, m[n], r[3 - n]);
            fmpz_addmul(y, r[n], m[3 - n]);
            fmpz_addmul(y, r[n], r[3 - n]);
        }
        if (fmpz_cmpabs(x, y) > 0)
            break;
    }
    for (int n = 0; n < 4; n++)
    {
        fmpz_clear(m[n]);
        fmpz_clear(r[n]);
    }
    fmpz_clear(x);
    fmpz_clear(y);
    return axis < 3 ? axis : -1;
}

static void
leaf_curve(fulg_draw_work_t *W, const fulg_draw_box_t *box,
           const fulg_draw_local_t *p, slong open)
{
    const fulg_draw_place_t place = place_of(W, p, W->E->curve_by_delta);
    const int i = fulg_draw_find_column(W, p);
    slong axis = -1;
    int a = 0, b = 0;
    if (W->dim == 2)
    {
        /* In the plane these are points, all in a system. */
        add_leaf(W, box, -1, open ? FULG_DRAW_OPEN : FULG_DRAW_SPECIAL, place);
        return;
    }
    if (i >= 0)
    {
        fulg_draw_pair_of_column(&a, &b, i);
        axis = graph_axis(p + W->curve + a, p + W->curve + b);
    }
    add_leaf(W, box, -1, axis >= 0 ? FULG_DRAW_SIMPLE : FULG_DRAW_OPEN, place);
    if (axis >= 0)
        fulg_draw_leaf_curve(W, W->P->leaf[W->P->num_leaf - 1].corner, axis, a,
                             b, place, place == FULG_DRAW_NOT_KNOWN && !open);
}

/* Does p have both signs at corners of the box? */
static int
has_both_signs(const fulg_draw_local_t *p)
{
    int seen = 0;
    fmpz_t value;
    fmpz_init(value);
    for (int n = 0; n < 1 << p->dim && seen != 3; n++)
    {
        fulg_draw_local_corner(value, p, n);
        seen |= fmpz_sgn(value) > 0 ? 1 : fmpz_sgn(value) < 0 ? 2 : 0;
    }
    fmpz_clear(value);
    return seen == 3;
}

static void
leaf_surface(fulg_draw_work_t *W, const fulg_draw_box_t *box,
             const fulg_draw_local_t *p, slong s)
{
    const fulg_draw_place_t place = place_of(W, p, W->E->surface[s].by_delta);
    fulg_draw_state_t state = FULG_DRAW_OPEN;
    int corner[3];
    if (box->axis_of[s] >= 0)
        state = has_both_signs(p + s) ? FULG_DRAW_SHEET : FULG_DRAW_SIMPLE;
    add_leaf(W, box, s, state, place);
    memcpy(corner, W->P->leaf[W->P->num_leaf - 1].corner, sizeof corner);
    if (W->dim == 2)
        fulg_draw_leaf_pieces(W, p + s, s, corner, place);
    else if (!W->E->ruled)
        fulg_draw_leaf_mesh(W, p + s, s, corner);
}

/* ---- boxes --------------------------------------------------------------------- */

static void
add_free(fulg_draw_work_t *W, const fulg_draw_box_t *box,
         const fulg_draw_local_t *p)
{
    fulg_draw_free_t *one = FULG_DRAW_PUSH(W->P, free);
    for (int i = 0; i < 3; i++)
        one->corner[i] = box->corner[i] >> W->fine;
    one->side = box->side >> W->fine;
    switch (W->E->ground)
    {
        case FULG_DRAW_OUTSIDE:
            one->place = FULG_DRAW_OFF;
            break;
        case FULG_DRAW_IMAGE:
            one->place = FULG_DRAW_IN_IMAGE;
            break;
        case FULG_DRAW_EDGE:
            one->place = FULG_DRAW_ON_BOUNDARY;
            break;
        case FULG_DRAW_BY_SIGN:
            /* No factor of it has a zero here: the sign is that of the centre. */
            one->place = fmpz_sgn(p[W->sign].c) > 0 ? FULG_DRAW_IN_IMAGE
                                                    : FULG_DRAW_IN_CLOSURE;
            break;
    }
}

static void
drop(fulg_draw_work_t *W, fulg_draw_box_t *box, const fulg_draw_local_t *p)
{
    for (slong s = 0; s < W->E->num_surfaces; s++)
    {
        if ((box->surfaces >> s & 1) == 0)
            continue;
        if (fulg_draw_local_sign(p + s) != 0)
            box->surfaces &= ~(1u << s);
        else if (box->axis_of[s] < 0)
            box->axis_of[s] = (signed char) fulg_draw_local_monotone(p + s);
    }
    for (int n = 0; n < 3 && box->curve; n++)
        box->curve = fulg_draw_local_sign(p + W->curve + n) == 0;
    fulg_draw_look_for_points(W, box, p);
    /* In the plane g = 0 is a point of system 0. */
    if (W->dim == 2 && box->curve && fulg_draw_is_in_lone(W, 0, box) == 1)
        box->curve = 0;
}

/* The polynomials that are needed on the parts of the box. */
static int
is_needed(const fulg_draw_work_t *W, const fulg_draw_box_t *box, slong n)
{
    if (n < W->E->num_surfaces)
        return box->surfaces >> n & 1 || box->systems != 0;
    if (n == W->sign)
        return W->E->ground == FULG_DRAW_BY_SIGN;
    if (n == W->delta)
        return 1;
    return W->E->has_curve;
}

/* The parts of the box before the next axis, with what is needed of the
   polynomials; the half at y_axis = side. */
static fulg_draw_box_t
half_of(const fulg_draw_local_t **q, fulg_draw_work_t *W,
        const fulg_draw_box_t *box, const fulg_draw_local_t *p, slong used,
        int side)
{
    fulg_draw_local_t *work = W->work + (used + 1) * W->num;
    fulg_draw_box_t half = *box;
    for (slong n = 0; n < W->num; n++)
        if (is_needed(W, box, n))
            fulg_draw_local_halve(work + n, p + n, box->axis, side);
    if (side > 0)
        half.corner[box->axis] += box->side;
    half.axis = (box->axis + 1) % (int) W->dim;
    *q = work;
    return half;
}

/* Goes on with the points alone; the number of the finest boxes in which it is not
   known whether there is one. */
static slong
look_closer(fulg_draw_work_t *W, fulg_draw_box_t box,
            const fulg_draw_local_t *p, slong used)
{
    slong open = 0;
    if (box.axis == 0)
    {
        fulg_draw_look_for_points(W, &box, p);
        for (slong n = 0; n < W->num_systems; n++)
            if (fulg_draw_is_in_lone(W, n, &box))
                box.systems &= ~(1u << n);
        if (box.systems == 0 || box.side == 1)
            return box.systems != 0;
        box.side /= 2;
    }
    for (int side = -1; side <= 1; side += 2)
    {
        const fulg_draw_local_t *q;
        const fulg_draw_box_t half = half_of(&q, W, &box, p, used, side);
        open += look_closer(W, half, q, used + 1);
    }
    return open;
}

/* A box of the smallest side that may meet something. */
static void
leaf(fulg_draw_work_t *W, fulg_draw_box_t *box, const fulg_draw_local_t *p,
     slong used)
{
    const slong open = box->systems ? look_closer(W, *box, p, used) : 0;
    int corner[3];
    if (W->dim == 2 && open == 0)
        box->curve = box->curve && fulg_draw_holds_point(W, 0, box);
    if (box->surfaces == 0 && !box->curve)
    {
        add_free(W, box, p);
        return;
    }
    for (slong s = 0; s < W->E->num_surfaces; s++)
        if (box->surfaces >> s & 1)
            leaf_surface(W, box, p, s);
    if (box->curve)
        leaf_curve(W, box, p, open);
    memcpy(corner, W->P->leaf[W->P->num_leaf - 1].corner, sizeof corner);
    if (W->dim == 2 && W->E->ground == FULG_DRAW_BY_SIGN && box->surfaces)
        fulg_draw_leaf_cells(W, p + W->sign, corner);
    W->done++;
}

static void
visit(fulg_draw_work_t *W, fulg_draw_box_t box, const fulg_draw_local_t *p,
      slong used)
{
    if (W->stopped)
        return;
    if (box.axis == 0)
    {
        drop(W, &box, p);
        if (box.surfaces == 0 && !box.curve && box.systems == 0)
        {
            add_free(W, &box, p);
            return;
        }
        if (box.side == 1 << W->fine)
        {
            leaf(W, &box, p, used);
            W->stopped = W->done % 256 == 0 &&
                         fulg_progress_tick(W->progress, "boxes", W->done, 0);
            return;
        }
        box.side /= 2;
    }
    for (int side = -1; side <= 1; side += 2)
    {
        const fulg_draw_local_t *q;
        const fulg_draw_box_t half = half_of(&q, W, &box, p, used, side);
        visit(W, half, q, used + 1);
    }
}

void
fulg_draw_divide(fulg_draw_work_t *W)
{
    fulg_draw_box_t box = {.side = 1 << (W->depth + W->fine),
                           .curve = W->E->has_curve};
    box.surfaces = (1u << W->E->num_surfaces) - 1;
    box.systems = (1u << W->num_systems) - 1;
    for (int s = 0; s < FULG_DRAW_MAX_SURFACES; s++)
        box.axis_of[s] = -1;
    visit(W, box, W->work, 0);
}
