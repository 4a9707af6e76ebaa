/* What is drawn in a box of the smallest side.  Signs at corners are exact, so
   that the parts of neighbours fit; where an edge is met is known to doubles. */
#include <math.h>

#include "impl.h"

void
fulg_draw_corner(double *x, const fulg_draw_work_t *W, const int *corner,
                 int bits)
{
    for (slong i = 0; i < W->dim; i++)
    {
        const double low = fmpq_get_d(W->S->low + i);
        const double high = fmpq_get_d(W->S->high + i);
        x[i] = low + (corner[i] + (bits >> i & 1)) * (high - low) /
                         (double) (WORD(1) << W->depth);
    }
}

/* The corners of a square in a row around it. */
static const int around[4] = {0, 1, 3, 2};

/* Signs of the corners (0 counts as positive), in that row. */
static void
square_signs(int *sign, const fulg_draw_local_t *p)
{
    fmpz_t value;
    fmpz_init(value);
    for (int n = 0; n < 4; n++)
    {
        fulg_draw_local_corner(value, p, around[n]);
        sign[n] = fmpz_sgn(value) < 0 ? -1 : 1;
    }
    fmpz_clear(value);
}

/* Where f meets side n of the square, from corner n to the next. */
static void
meet_side(double *x, const fulg_draw_work_t *W, const fulg_draw_plain_t *f,
          const int *corner, int n, int sign)
{
    double a[3], b[3];
    /* from the smaller corner: neighbours find the same point */
    const int back = around[n] > around[(n + 1) % 4];
    fulg_draw_corner(a, W, corner, around[back ? (n + 1) % 4 : n]);
    fulg_draw_corner(b, W, corner, around[back ? n : (n + 1) % 4]);
    fulg_draw_plain_root(x, f, a, b, back ? -sign : sign);
}

void
fulg_draw_leaf_pieces(fulg_draw_work_t *W, const fulg_draw_local_t *p, slong s,
                      const int *corner, fulg_draw_place_t place)
{
    double end[4][3];
    int sign[4], num = 0;
    square_signs(sign, p);
    for (int n = 0; n < 4; n++)
        if (sign[n] != sign[(n + 1) % 4])
            meet_side(end[num++], W, W->plain + s, corner, n, sign[n]);
    for (int n = 0; n + 1 < num; n += 2)
    {
        fulg_draw_piece_t *piece = FULG_DRAW_PUSH(W->P, piece);
        for (int e = 0; e < 2; e++)
            for (int i = 0; i < 3; i++)
                piece->end[e][i] = i < 2 ? end[n + e][i] : 0.0;
        piece->surface = (short) s;
        piece->place = (short) place;
    }
}

void
fulg_draw_leaf_cells(fulg_draw_work_t *W, const fulg_draw_local_t *p,
                     const int *corner)
{
    fulg_draw_cell_t cell[2] = {{.place = FULG_DRAW_IN_CLOSURE},
                                {.place = FULG_DRAW_IN_IMAGE}};
    int sign[4];
    square_signs(sign, p);
    for (int n = 0; n < 4; n++)
    {
        double x[3];
        fulg_draw_cell_t *own = cell + (sign[n] > 0);
        fulg_draw_corner(x, W, corner, around[n]);
        own->corner[own->num][0] = x[0];
        own->corner[own->num++][1] = x[1];
        if (sign[n] == sign[(n + 1) % 4])
            continue;
        meet_side(x, W, W->plain + W->sign, corner, n, sign[n]);
        for (int k = 0; k < 2; k++)
        {
            cell[k].corner[cell[k].num][0] = x[0];
            cell[k].corner[cell[k].num++][1] = x[1];
        }
    }
    for (int k = 0; k < 2; k++)
        if (cell[k].num > 2)
            *FULG_DRAW_PUSH(W->P, cell) = cell[k];
}

/* ---- the curve in space ------------------------------------------------------ */

/* Newton's method for f = g = 0 with x[axis] as it is. */
static int
solve_two(double *x, const fulg_draw_plain_t *f, const fulg_draw_plain_t *g,
          slong axis)
{
    const slong i = axis == 0 ? 1 : 0, j = axis == 2 ? 1 : 2;
    for (int round = 0; round < 12; round++)
    {
        double df[3], dg[3];
        const double a = fulg_draw_plain_value(f, x),
                     b = fulg_draw_plain_value(g, x);
        double determinant;
        fulg_draw_plain_gradient(df, f, x);
        fulg_draw_plain_gradient(dg, g, x);
        determinant = df[i] * dg[j] - df[j] * dg[i];
        if (determinant == 0.0)
            return 0;
        x[i] -= (a * dg[j] - b * df[j]) / determinant;
        x[j] -= (b * df[i] - a * dg[i]) / determinant;
    }
    return isfinite(x[i]) && isfinite(x[j]);
}

/* Inside, but for a hundredth of the box. */
static int
is_inside(const double *x, const double *low, const double *high)
{
    int inside = 1;
    for (int i = 0; i < 3; i++)
    {
        const double slack = 0.01 * (high[i] - low[i]);
        inside &= x[i] >= low[i] - slack && x[i] <= high[i] + slack;
    }
    return inside;
}

/* The curve over one axis in a box. */
typedef struct
{
    const fulg_draw_plain_t *f, *g;
    slong axis;
    double low[3], high[3];
} graph_t;

/* x = the point over t, from a guess; 0 when it is not in the box. */
static int
point_over(double *x, const graph_t *G, double t, const double *guess)
{
    for (int k = 0; k < 3; k++)
        x[k] = guess[k];
    x[G->axis] = t;
    return solve_two(x, G->f, G->g, G->axis) && is_inside(x, G->low, G->high);
}

/* x = the last point of the box on the way from the inside to t, outside. */
static void
go_to_border(double *x, const graph_t *G, const double *inside, double t)
{
    double far = t, y[3];
    for (int k = 0; k < 3; k++)
        x[k] = inside[k];
    for (int round = 0; round < 16; round++)
    {
        const double middle = 0.5 * (x[G->axis] + far);
        if (point_over(y, G, middle, x))
            for (int k = 0; k < 3; k++)
                x[k] = y[k];
        else
            far = middle;
    }
}

static void
add_piece(fulg_draw_work_t *W, const double *a, const double *b,
          fulg_draw_place_t place, int is_by_point)
{
    fulg_draw_piece_t *piece = FULG_DRAW_PUSH(W->P, piece);
    double middle[3];
    for (int k = 0; k < 3; k++)
    {
        piece->end[0][k] = a[k];
        piece->end[1][k] = b[k];
        middle[k] = 0.5 * (a[k] + b[k]);
    }
    /* On which side of the boundary point the piece is. */
    if (is_by_point)
        place = fulg_draw_plain_value(W->plain + W->delta, middle) > 0.0
                    ? FULG_DRAW_IN_IMAGE
                    : FULG_DRAW_IN_CLOSURE;
    piece->surface = -1;
    piece->place = (short) place;
}

void
fulg_draw_leaf_curve(fulg_draw_work_t *W, const int *corner, slong axis, int i,
                     int j, fulg_draw_place_t place, int is_by_point)
{
    enum
    {
        STEPS = 8
    };
    graph_t G = {.f = W->plain + W->curve + i,
                 .g = W->plain + W->curve + j,
                 .axis = axis};
    double x[2][3], border[3], guess[3];
    int ok[2] = {0, 0};
    fulg_draw_corner(G.low, W, corner, 0);
    fulg_draw_corner(G.high, W, corner, 7);
    for (int k = 0; k < 3; k++)
        guess[k] = 0.5 * (G.low[k] + G.high[k]);
    for (int n = 0; n <= STEPS; n++)
    {
        const int now = n % 2, before = 1 - now;
        const double t = G.low[axis] + n * (G.high[axis] - G.low[axis]) / STEPS;
        ok[now] = point_over(x[now], &G, t, ok[before] ? x[before] : guess);
        if (ok[before] && ok[now])
            add_piece(W, x[before], x[now], place, is_by_point);
        else if (n > 0 && ok[before])
        {
            go_to_border(border, &G, x[before], t);
            add_piece(W, x[before], border, place, is_by_point);
        }
        else if (n > 0 && ok[now])
        {
            go_to_border(border, &G, x[now],
                         t - (G.high[axis] - G.low[axis]) / STEPS);
            add_piece(W, border, x[now], place, is_by_point);
        }
    }
}
