/*
 * The hypersurface R = 0 in space is a union of lines: for every root (u : v) the
 * points where F_1 and F_2 both have it.  Its picture is made of these, so that
 * sheets that cross and sharp edges look as they are.  Doubles; the proofs are
 * those of the boxes.
 */
#include <math.h>

#include "impl.h"

#define COLUMNS 24      /* of a strip between two lines, at most */
#define LEAST 256       /* lines in any case */
#define MOST_HALVINGS 8 /* of the angle between two of these */
#define STEP 0.03 /* two lines are not farther apart, in sides of the box */

/* The part of a line in the box, from a to b, and where on it (0 .. 1) the minors
   vanish. */
typedef struct
{
    int there;
    double a[3], b[3];
    int num;
    double root[2];
} line_t;

typedef struct
{
    fulg_draw_work_t *W;
    slong s;
    double low[3], high[3];
    double form[2][3][4]; /* F_j: coefficient i is [3] + sum of x_k [k] */
} rule_t;

static void
read_forms(rule_t *R)
{
    const fulg_draw_work_t *W = R->W;
    const double zero[3] = {0.0, 0.0, 0.0};
    slong most = 0;
    for (int n = 0; n < 6; n++)
        most = FLINT_MAX(most, W->plain[W->first + n].bits);
    for (int j = 0; j < 2; j++)
        for (int i = 0; i < 3; i++)
        {
            const fulg_draw_plain_t *p = W->plain + (j ? W->second : W->first) +
                                         i;
            fulg_draw_plain_gradient(R->form[j][i], p, zero);
            R->form[j][i][3] = fulg_draw_plain_value(p, zero);
            for (int k = 0; k < 4; k++)
                R->form[j][i][k] = ldexp(
                    R->form[j][i][k], (int) FLINT_MAX(p->bits - most, -4000));
        }
    for (int k = 0; k < 3; k++)
    {
        R->low[k] = fmpq_get_d(W->S->low + k);
        R->high[k] = fmpq_get_d(W->S->high + k);
    }
}

static void
cross(double *c, const double *a, const double *b)
{
    for (int k = 0; k < 3; k++)
        c[k] = a[(k + 1) % 3] * b[(k + 2) % 3] -
               a[(k + 2) % 3] * b[(k + 1) % 3];
}

static double
dot(const double *a, const double *b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* p + t w for low <= t <= high is in the box; 0 when that is empty. */
static int
clip(double *low, double *high, const rule_t *R, const double *p,
     const double *w)
{
    *low = -HUGE_VAL;
    *high = HUGE_VAL;
    for (int k = 0; k < 3; k++)
    {
        double a = R->low[k] - p[k], b = R->high[k] - p[k];
        if (w[k] == 0.0)
        {
            if (a > 0.0 || b < 0.0)
                return 0;
            continue;
        }
        a /= w[k];
        b /= w[k];
        *low = fmax(*low, fmin(a, b));
        *high = fmin(*high, fmax(a, b));
    }
    return *low < *high;
}

/* The value of coefficient i of F_j at x. */
static double
coefficient(const rule_t *R, int j, int i, const double *x)
{
    return dot(R->form[j][i], x) + R->form[j][i][3];
}

/* F_j = (v X - u Y)(first X + second Y): det of the two second factors at x, a
   quadratic polynomial on the line. */
static double
determinant(const rule_t *R, const double *x, double u, double v)
{
    double m[2][2];
    for (int j = 0; j < 2; j++)
    {
        const double c0 = coefficient(R, j, 0, x), c2 = coefficient(R, j, 2, x);
        const double c1 = coefficient(R, j, 1, x);
        /* v m0 = c0, v m1 - u m0 = c1, - u m1 = c2 */
        m[j][0] = fabs(v) > fabs(u) ? c0 / v : (v * -c2 / u - c1) / u;
        m[j][1] = fabs(v) > fabs(u) ? (c1 + u * c0 / v) / v : -c2 / u;
    }
    return m[0][0] * m[1][1] - m[0][1] * m[1][0];
}

/* Roots in 0 .. 1 of the quadratic polynomial with these values at 0, 1/2, 1. */
static void
find_roots(line_t *L, double y0, double y1, double y2)
{
    const double a = 2 * (y0 - 2 * y1 + y2), b = 4 * y1 - 3 * y0 - y2;
    const double d = b * b - 4 * a * y0;
    double q, root[2];
    L->num = 0;
    if (fabs(d) <= 1e-9 * (b * b + fabs(4 * a * y0)))
    {
        /* a double root: of cubics, where the line touches their cubes */
        L->root[0] = a != 0.0 ? -b / (2 * a) : -1.0;
        L->num = L->root[0] > 0.0 && L->root[0] < 1.0;
        return;
    }
    if (d < 0.0)
        return;
    q = -0.5 * (b + copysign(sqrt(d), b));
    root[0] = a != 0.0 ? q / a : HUGE_VAL;
    root[1] = q != 0.0 ? y0 / q : HUGE_VAL;
    for (int n = 0; n < 2; n++)
        if (root[n] > 0.0 && root[n] < 1.0)
            L->root[L->num++] = root[n];
    if (L->num == 2 && L->root[0] > L->root[1])
    {
        q = L->root[0];
        L->root[0] = L->root[1];
        L->root[1] = q;
    }
}

/* The line of the root (1 : 2 t - 1) for t < 1, (3 - 2 t : 1) after that: 0 <= t <=
   2 goes once around. */
static line_t
line_of(const rule_t *R, double t)
{
    const double u = t < 1.0 ? 1.0 : 3.0 - 2.0 * t;
    const double v = t < 1.0 ? 2.0 * t - 1.0 : 1.0;
    const double power[3] = {u * u, u * v, v * v};
    double n[2][3] = {{0.0}}, c[2] = {0.0, 0.0}, w[3], x[3], y[3], p[3], low,
           high, square;
    line_t L = {0};
    for (int j = 0; j < 2; j++)
        for (int i = 0; i < 3; i++)
        {
            for (int k = 0; k < 3; k++)
                n[j][k] += power[i] * R->form[j][i][k];
            c[j] -= power[i] * R->form[j][i][3];
        }
    cross(w, n[0], n[1]);
    square = dot(w, w);
    if (square <= 1e-24 * dot(n[0], n[0]) * dot(n[1], n[1]) || square == 0.0)
        return L;
    cross(x, n[1], w);
    cross(y, w, n[0]);
    for (int k = 0; k < 3; k++)
        p[k] = (c[0] * x[k] + c[1] * y[k]) / square;
    for (int k = 0; k < 3; k++)
        w[k] /= sqrt(square);
    if (!clip(&low, &high, R, p, w))
        return L;
    L.there = 1;
    for (int k = 0; k < 3; k++)
    {
        L.a[k] = p[k] + low * w[k];
        L.b[k] = p[k] + high * w[k];
        x[k] = 0.5 * (L.a[k] + L.b[k]);
    }
    find_roots(&L, determinant(R, L.a, u, v), determinant(R, x, u, v),
               determinant(R, L.b, u, v));
    return L;
}

/* ---- strips ---------------------------------------------------------------------- */

/* Distances in sides of the box; the larger one of those of the ends. */
static double
distance(const rule_t *R, const line_t *L, const line_t *M)
{
    double ends[2] = {0.0, 0.0};
    for (int k = 0; k < 3; k++)
    {
        const double side = R->high[k] - R->low[k];
        ends[0] += pow((L->a[k] - M->a[k]) / side, 2);
        ends[1] += pow((L->b[k] - M->b[k]) / side, 2);
    }
    return sqrt(fmax(ends[0], ends[1]));
}

/* Both lines get the same number of roots: one that is missing has left the box
   at the nearer end, two have met. */
static void
match_roots(line_t *L, line_t *M)
{
    if (L->num > M->num)
    {
        match_roots(M, L);
        return;
    }
    if (L->num == M->num)
        return;
    if (L->num == 0 && M->num == 2)
    {
        L->root[0] = L->root[1] = 0.5 * (M->root[0] + M->root[1]);
        L->num = 2;
        return;
    }
    if (L->num == 0)
        L->root[0] = M->root[0] < 0.5 ? 0.0 : 1.0;
    else if (fabs(M->root[0] - L->root[0]) < fabs(M->root[1] - L->root[0]))
        L->root[1] = 1.0;
    else
    {
        L->root[1] = L->root[0];
        L->root[0] = 0.0;
    }
    L->num++;
}

/* A vertex at s of the line, its normal that of the surface a little farther
   inside, at t, where it has one. */
static int
add_vertex(const rule_t *R, const line_t *L, double s, double t)
{
    fulg_draw_mesh_t *mesh = R->W->P->mesh + R->s;
    fulg_draw_vertex_t *v = FULG_DRAW_PUSH(mesh, vertices);
    double inside[3], length;
    for (int k = 0; k < 3; k++)
    {
        v->place[k] = L->a[k] + s * (L->b[k] - L->a[k]);
        v->place[k] = fmin(R->high[k], fmax(R->low[k], v->place[k]));
        inside[k] = L->a[k] + t * (L->b[k] - L->a[k]);
    }
    fulg_draw_plain_gradient(v->normal, R->W->plain + R->s, inside);
    length = sqrt(dot(v->normal, v->normal));
    for (int k = 0; k < 3 && length > 0.0; k++)
        v->normal[k] /= length;
    return (int) mesh->num_vertices - 1;
}

/* From s0 to s1 of both lines.  Neighbours have the same columns: no gaps. */
static void
add_strip(const rule_t *R, const line_t *line[2], double s[2][2], int columns)
{
    fulg_draw_mesh_t *mesh = R->W->P->mesh + R->s;
    const double part = fmax(s[0][1] - s[0][0], s[1][1] - s[1][0]);
    int before[2] = {0, 0}, now[2];
    if (part <= 0.0)
        return;
    for (int n = 0; n <= columns; n++)
    {
        const double r = (double) n / columns;
        for (int l = 0; l < 2; l++)
        {
            const double width = s[l][1] - s[l][0];
            now[l] = add_vertex(R, line[l], s[l][0] + r * width,
                                s[l][0] + fmin(0.97, fmax(0.03, r)) * width);
        }
        if (n > 0)
        {
            fulg_draw_add_triangle(mesh, before[0], before[1], now[1]);
            fulg_draw_add_triangle(mesh, before[0], now[1], now[0]);
        }
        before[0] = now[0];
        before[1] = now[1];
    }
}

static void
add_strips(const rule_t *R, line_t L, line_t M)
{
    const line_t *line[2] = {&L, &M};
    match_roots(&L, &M);
    for (int n = 0; n <= L.num; n++)
    {
        double s[2][2];
        for (int l = 0; l < 2; l++)
        {
            s[l][0] = n == 0 ? 0.0 : line[l]->root[n - 1];
            s[l][1] = n == L.num ? 1.0 : line[l]->root[n];
        }
        add_strip(R, line, s, COLUMNS / (L.num + 1));
    }
}

/* Between two angles, halved while the lines are far apart or one is missing. */
static void
between(const rule_t *R, double t0, const line_t *L, double t1, const line_t *M,
        int halvings)
{
    const int both = L->there && M->there;
    const int near = both && distance(R, L, M) < STEP;
    if (!L->there && !M->there)
        return;
    if (near)
        add_strips(R, *L, *M);
    else if (halvings > 0)
    {
        const double t = 0.5 * (t0 + t1);
        const line_t N = line_of(R, t);
        between(R, t0, L, t, &N, halvings - 1);
        between(R, t, &N, t1, M, halvings - 1);
    }
    else if (both && distance(R, L, M) < 5 * STEP)
        add_strips(R, *L, *M);
}

void
fulg_draw_rule(fulg_draw_work_t *W)
{
    rule_t R = {.W = W, .s = 0};
    line_t before, now;
    read_forms(&R);
    before = line_of(&R, 0.0);
    for (int n = 1; n <= LEAST; n++)
    {
        const double t0 = 2.0 * (n - 1) / LEAST, t1 = 2.0 * n / LEAST;
        now = line_of(&R, t1);
        between(&R, t0, &before, t1, &now, MOST_HALVINGS);
        before = now;
    }
}
