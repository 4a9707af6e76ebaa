/* Boxes in which a system of equations has exactly one zero. */
#include "impl.h"

void
fulg_draw_pair_of_column(int *a, int *b, int i)
{
    *a = i == 2 ? 1 : 0;
    *b = i == 0 ? 1 : 2;
}

int
fulg_draw_find_column(const fulg_draw_work_t *W, const fulg_draw_local_t *p)
{
    for (int i = 0; i < 3; i++)
        if (fulg_draw_local_sign(p + W->first + i) != 0 ||
            fulg_draw_local_sign(p + W->second + i) != 0)
            return i;
    return -1;
}

/* The equations of a system as numbers of W->f; 0 when there are none here. */
static int
equations(int *number, const fulg_draw_work_t *W, slong system,
          const fulg_draw_local_t *p)
{
    const slong s = W->system[system].surface;
    int n = 0;
    if (s >= 0)
        number[n++] = (int) s;
    else
    {
        const int i = fulg_draw_find_column(W, p);
        int a, b;
        if (i < 0)
            return 0;
        fulg_draw_pair_of_column(&a, &b, i);
        number[n++] = (int) W->curve + a;
        number[n++] = (int) W->curve + b;
    }
    if (n < W->dim)
        number[n++] = (int) W->delta;
    return 1;
}

static int
excludes_point(const fulg_draw_work_t *W, slong system,
               const fulg_draw_local_t *p)
{
    const slong s = W->system[system].surface;
    if ((s >= 0 || W->dim == 3) && fulg_draw_local_sign(p + W->delta) != 0)
        return 1;
    if (s >= 0)
        return fulg_draw_local_sign(p + s) != 0;
    for (int n = 0; n < 3; n++)
        if (fulg_draw_local_sign(p + W->curve + n) != 0)
            return 1;
    return 0;
}

/* x = the part of the box of the slice between two places on the grid of 2^-(depth
   + fine + 1). */
static void
set_ball(arb_t x, const fulg_draw_work_t *W, slong i, int low, int high)
{
    fmpq_t a, b;
    arb_t end;
    fmpq_init(a);
    fmpq_init(b);
    arb_init(end);
    fmpq_sub(a, W->S->high + i, W->S->low + i);
    fmpq_div_2exp(a, a, (flint_bitcnt_t) (W->depth + W->fine + 1));
    fmpq_mul_si(b, a, high);
    fmpq_mul_si(a, a, low);
    fmpq_add(a, a, W->S->low + i);
    fmpq_add(b, b, W->S->low + i);
    arb_set_fmpq(x, a, FULG_DRAW_PRECISION);
    arb_set_fmpq(end, b, FULG_DRAW_PRECISION);
    arb_union(x, x, end, FULG_DRAW_PRECISION);
    fmpq_clear(a);
    fmpq_clear(b);
    arb_clear(end);
}

/* May the point lie in the box? */
static int
may_contain(const fulg_draw_work_t *W, const fulg_draw_point_t *point,
            const fulg_draw_box_t *box)
{
    int may = 1;
    arb_t x;
    arb_init(x);
    for (slong i = 0; i < W->dim && may; i++)
    {
        set_ball(x, W, i, 2 * box->corner[i], 2 * (box->corner[i] + box->side));
        may = arb_overlaps(x, point->at + i);
    }
    arb_clear(x);
    return may;
}

int
fulg_draw_holds_point(const fulg_draw_work_t *W, slong system,
                      const fulg_draw_box_t *box)
{
    for (slong n = 0; n < W->num_lone; n++)
        if (W->lone[n].system == system && W->lone[n].point >= 0 &&
            may_contain(W, W->P->point + W->lone[n].point, box))
            return 1;
    return 0;
}

int
fulg_draw_is_in_lone(const fulg_draw_work_t *W, slong system,
                     const fulg_draw_box_t *box)
{
    for (slong n = 0; n < W->num_lone; n++)
    {
        const fulg_draw_lone_t *L = W->lone + n;
        int inside = L->system == system;
        for (slong i = 0; i < W->dim && inside; i++)
            inside = 2 * box->corner[i] >= L->low[i] &&
                     2 * (box->corner[i] + box->side) <= L->high[i];
        if (inside &&
            (L->point < 0 || !may_contain(W, W->P->point + L->point, box)))
            return 1;
        if (inside)
            return 2;
    }
    return 0;
}

/* The number of a point that is there already: both enclosures lie in the same
   lone box. */
static slong
find_point(const fulg_draw_work_t *W, slong system, const arb_struct *at,
           const arb_struct *X)
{
    for (slong n = 0; n < W->num_lone; n++)
    {
        const fulg_draw_lone_t *L = W->lone + n;
        int same = L->system == system && L->point >= 0;
        for (slong i = 0; i < W->dim && same; i++)
            same = arb_overlaps(W->P->point[L->point].at + i, at + i) &&
                   arb_contains(X + i, W->P->point[L->point].at + i);
        if (same)
            return L->point;
    }
    return -1;
}

static slong
add_point(fulg_draw_work_t *W, slong system, const arb_struct *at)
{
    fulg_draw_point_t *point = FULG_DRAW_PUSH(W->P, point);
    point->role = W->system[system].role;
    for (slong i = 0; i < 3; i++)
    {
        arb_init(point->at + i);
        fmpq_init(point->exact + i);
        if (i < W->dim)
            arb_set(point->at + i, at + i);
    }
    fulg_draw_point_describe(W, point, system);
    return W->P->num_point - 1;
}

/* The zero of two of the g is one of all three: the column of the pair, the
   first in which they are what equations() takes, is not 0 there. */
static int
is_of_all(const fulg_draw_work_t *W, const int *number, const arb_struct *at)
{
    const int i = number[0] == W->curve + 1   ? 2
                  : number[1] == W->curve + 1 ? 0
                                              : 1;
    int is;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    fulg_draw_value(x, W->E->first[i], at, W->E->ring);
    fulg_draw_value(y, W->E->second[i], at, W->E->ring);
    is = !arb_contains_zero(x) || !arb_contains_zero(y);
    arb_clear(x);
    arb_clear(y);
    return is;
}

/* Krawczyk's test on the box, enlarged by a half on each side, so that a point
   on its border is inside. */
static int
try_point(fulg_draw_work_t *W, slong system, const fulg_draw_box_t *box,
          const fulg_draw_local_t *p)
{
    fulg_draw_lone_t L = {.system = system, .point = -1};
    const fmpz_mpoly_struct *f[3];
    arb_struct X[3], at[3];
    int number[3];
    fulg_truth_t truth;
    if (!equations(number, W, system, p))
        return 0;
    for (slong i = 0; i < 3; i++)
    {
        arb_init(X + i);
        arb_init(at + i);
    }
    for (slong i = 0; i < W->dim; i++)
    {
        f[i] = W->f[number[i]];
        L.low[i] = 2 * box->corner[i] - box->side;
        L.high[i] = 2 * (box->corner[i] + box->side) + box->side;
        set_ball(X + i, W, i, L.low[i], L.high[i]);
    }
    truth = fulg_draw_newton(at, f, W->dim, X, W->E->ring);
    if (truth == FULG_TRUE && W->system[system].surface < 0 &&
        !is_of_all(W, number, at))
        truth = FULG_UNKNOWN;
    if (truth == FULG_TRUE)
    {
        L.point = find_point(W, system, at, X);
        if (L.point < 0)
            L.point = add_point(W, system, at);
    }
    if (truth != FULG_UNKNOWN)
        *FULG_DRAW_PUSH(W, lone) = L;
    for (slong i = 0; i < 3; i++)
    {
        arb_clear(X + i);
        arb_clear(at + i);
    }
    return truth != FULG_UNKNOWN;
}

void
fulg_draw_look_for_points(fulg_draw_work_t *W, fulg_draw_box_t *box,
                          const fulg_draw_local_t *p)
{
    for (slong n = 0; n < W->num_systems; n++)
    {
        int lone;
        if ((box->systems >> n & 1) == 0)
            continue;
        lone = fulg_draw_is_in_lone(W, n, box);
        if (lone == 0)
        {
            if (excludes_point(W, n, p))
                lone = 1;
            else if (try_point(W, n, box, p))
                lone = fulg_draw_is_in_lone(W, n, box);
        }
        if (lone == 1)
            box->systems &= ~(1u << n);
    }
}
