/* The picture of a slice in the plane. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"

/* The frame of the picture, in units of SVG. */
#define LEFT 70.0
#define TOP 56.0
#define SIZE 560.0
#define WIDTH 980
#define HEIGHT 690

static const char *const fill[FULG_DRAW_PLACES] = {
    "#d6e6f5", "#fde6c8", "#d5d8de", "#ffffff", "#f5d0f5"};

typedef struct
{
    fulg_cli_output_t *out;
    const fulg_draw_answer_t *A;
    double low[2], high[2];
} svg_t;

static double
across(const svg_t *g, double x)
{
    return LEFT + (x - g->low[0]) / (g->high[0] - g->low[0]) * SIZE;
}

static double
down(const svg_t *g, double y)
{
    return TOP + (g->high[1] - y) / (g->high[1] - g->low[1]) * SIZE;
}

/* ---- regions --------------------------------------------------------------- */

/* Free boxes and parts of boxes of one place, as one path. */
static void
put_region(const svg_t *g, fulg_draw_place_t place)
{
    const fulg_draw_picture_struct *P = g->A->P;
    const double unit = SIZE / (double) (WORD(1) << P->depth);
    fulg_draw_put(g->out,
                  "<path class=\"%s\" fill=\"%s\" stroke=\"%s\" "
                  "stroke-width=\"0.4\" d=\"",
                  fulg_draw_place_name(place), fill[place], fill[place]);
    for (slong n = 0; n < P->num_free; n++)
    {
        const fulg_draw_free_t *box = P->free + n;
        if (box->place == place)
            fulg_draw_put(g->out, "M%.6g %.6gh%.6gv%.6gh%.6gz",
                          LEFT + unit * box->corner[0],
                          TOP + SIZE - unit * box->corner[1], unit * box->side,
                          -unit * box->side, -unit * box->side);
    }
    for (slong n = 0; n < P->num_cell; n++)
        if (P->cell[n].place == (short) place)
        {
            for (int k = 0; k < P->cell[n].num; k++)
                fulg_draw_put(g->out, "%c%.6g %.6g", k ? 'L' : 'M',
                              across(g, P->cell[n].corner[k][0]),
                              down(g, P->cell[n].corner[k][1]));
            fulg_draw_put(g->out, "z");
        }
    fulg_draw_put(g->out, "\"/>\n");
}

/* ---- curves ------------------------------------------------------------------ */

/* An end of a piece, to find the piece that goes on there. */
typedef struct
{
    double x, y;
    slong piece;
    int end;
} end_t;

static int
compare(const void *a, const void *b)
{
    const end_t *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->piece < q->piece ? -1 : p->piece > q->piece;
}

typedef struct
{
    const fulg_draw_piece_t *piece;
    slong num;
    slong *next; /* of end e of piece n at 2 n + e: 2 m + e', or -1 */
    char *used;
} chain_t;

static void
chain_init(chain_t *C, const svg_t *g, slong surface, fulg_draw_kind_t kind)
{
    const fulg_draw_picture_struct *P = g->A->P;
    end_t *list = flint_malloc(sizeof(end_t) * (size_t) (2 * P->num_piece + 1));
    slong num = 0;
    C->piece = P->piece;
    C->num = P->num_piece;
    C->next = flint_malloc(sizeof(slong) * (size_t) (2 * C->num + 1));
    C->used = flint_malloc((size_t) C->num + 1);
    for (slong n = 0; n < C->num; n++)
    {
        const fulg_draw_piece_t *p = P->piece + n;
        C->next[2 * n] = C->next[2 * n + 1] = -1;
        C->used[n] = p->surface != surface ||
                     fulg_draw_kind_of_piece(
                         g->A, surface, (fulg_draw_place_t) p->place) != kind;
        for (int e = 0; e < 2 && !C->used[n]; e++)
            list[num++] = (end_t){p->end[e][0], p->end[e][1], n, e};
    }
    qsort(list, (size_t) num, sizeof(end_t), compare);
    for (slong n = 0; n + 1 < num; n++)
        if (list[n].x == list[n + 1].x && list[n].y == list[n + 1].y)
        {
            C->next[2 * list[n].piece + list[n].end] = 2 * list[n + 1].piece +
                                                       list[n + 1].end;
            C->next[2 * list[n + 1].piece + list[n + 1].end] =
                2 * list[n].piece + list[n].end;
            n++;
        }
    flint_free(list);
}

/* The line that begins with an end of a piece. */
static void
put_line(const svg_t *g, chain_t *C, slong end)
{
    const double *x = C->piece[end / 2].end[end % 2];
    fulg_draw_put(g->out, "M%.6g %.6g", across(g, x[0]), down(g, x[1]));
    while (end >= 0 && !C->used[end / 2])
    {
        C->used[end / 2] = 1;
        x = C->piece[end / 2].end[1 - end % 2];
        fulg_draw_put(g->out, "L%.6g %.6g", across(g, x[0]), down(g, x[1]));
        end = C->next[end ^ 1];
    }
}

static void
put_curve(const svg_t *g, slong surface, fulg_draw_kind_t kind)
{
    const fulg_draw_look_t *look = fulg_draw_look + kind;
    chain_t C;
    slong first = 0;
    chain_init(&C, g, surface, kind);
    while (first < C.num && C.used[first])
        first++;
    if (first < C.num)
    {
        fulg_draw_put(
            g->out,
            "<path class=\"%s\" fill=\"none\" stroke=\"%s\" "
            "stroke-width=\"%.2g\" stroke-linejoin=\"round\" "
            "stroke-linecap=\"round\"%s d=\"",
            fulg_draw_role_name(g->A->E->surface[surface].role), look->color,
            look->width,
            kind == FULG_DRAW_KIND_CLOSURE ? " stroke-dasharray=\"7 5\"" : "");
        for (int closed = 0; closed < 2; closed++)
            for (slong end = 0; end < 2 * C.num; end++)
                if (!C.used[end / 2] && (closed || C.next[end] < 0))
                    put_line(g, &C, end);
        fulg_draw_put(g->out, "\"/>\n");
    }
    flint_free(C.next);
    flint_free(C.used);
}

/* Boxes in which nothing is proved. */
static void
put_open(const svg_t *g)
{
    const fulg_draw_picture_struct *P = g->A->P;
    const double unit = SIZE / (double) (WORD(1) << P->depth);
    for (slong n = 0; n < P->num_leaf; n++)
        if (P->leaf[n].state == FULG_DRAW_OPEN)
            fulg_draw_put(g->out,
                          "<rect class=\"open\" x=\"%.6g\" y=\"%.6g\" "
                          "width=\"%.4g\" height=\"%.4g\" fill=\"%s\"/>\n",
                          LEFT + unit * P->leaf[n].corner[0],
                          TOP + SIZE - unit * (P->leaf[n].corner[1] + 1), unit,
                          unit, fulg_draw_look[FULG_DRAW_KIND_OPEN].color);
}

/* ---- points -------------------------------------------------------------------- */

/* A disc: real branches meet, or the variety's own point; a ring: isolated and
   without real weights; a diamond: boundary. */
static void
put_mark(fulg_cli_output_t *out, double x, double y, fulg_draw_kind_t kind)
{
    const char *color = fulg_draw_look[kind].color;
    if (kind == FULG_DRAW_KIND_BOUNDARY || kind == FULG_DRAW_KIND_RIM)
        fulg_draw_put(out,
                      "<path class=\"point\" d=\"M%.6g %.6gl7 7l-7 7l-7 -7z\" "
                      "fill=\"%s\" stroke=\"#ffffff\" stroke-width=\"1.4\"/>\n",
                      x, y - 7, color);
    else
        fulg_draw_put(
            out,
            "<circle class=\"point\" cx=\"%.6g\" cy=\"%.6g\" r=\"5.4\""
            " fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>\n",
            x, y, kind == FULG_DRAW_KIND_CLOSURE ? "#ffffff" : color,
            kind == FULG_DRAW_KIND_CLOSURE ? color : "#ffffff",
            kind == FULG_DRAW_KIND_CLOSURE ? "2.6" : "1.4");
}

/* Where a point is, in the coordinates of the slice. */
static double
coordinate(const fulg_draw_point_t *point, int i)
{
    return arf_get_d(arb_midref(point->at + i), ARF_RND_NEAR);
}

static void
put_points(const svg_t *g)
{
    const fulg_draw_picture_struct *P = g->A->P;
    for (slong n = 0; n < P->num_point; n++)
    {
        const double x = coordinate(P->point + n, 0);
        const double y = coordinate(P->point + n, 1);
        if (x >= g->low[0] && x <= g->high[0] && y >= g->low[1] &&
            y <= g->high[1])
            put_mark(g->out, across(g, x), down(g, y),
                     fulg_draw_kind(P->point[n].role, P->point[n].place));
    }
}

/* ---- axes and words ------------------------------------------------------------- */

static void
put_text(fulg_cli_output_t *out, double x, double y, const char *how,
         const char *text)
{
    fulg_draw_put(out, "<text x=\"%.6g\" y=\"%.6g\" %s>%s</text>\n", x, y, how,
                  text);
}

static void
put_axis(const svg_t *g, int axis)
{
    const double width = g->high[axis] - g->low[axis];
    const double step = fulg_draw_step(width, 8);
    const long first = (long) ceil(g->low[axis] / step - 1e-9);
    const long last = (long) floor(g->high[axis] / step + 1e-9);
    for (long n = first; n <= last; n++)
    {
        char text[32];
        const double at = axis == 0 ? across(g, step * (double) n)
                                    : down(g, step * (double) n);
        snprintf(text, sizeof text, "%.6g", step * (double) n);
        fulg_draw_put(g->out,
                      axis == 0
                          ? "<path d=\"M%.6g %.6gv%.6g\" stroke=\"%s\"/>\n"
                          : "<path d=\"M%.6g %.6gh%.6g\" stroke=\"%s\"/>\n",
                      axis == 0 ? at : LEFT, axis == 0 ? TOP : at, SIZE,
                      n == 0 ? "#9aa5b1" : "#e4e7eb");
        if (axis == 0)
            put_text(g->out, at, TOP + SIZE + 18, "text-anchor=\"middle\"",
                     text);
        else
            put_text(g->out, LEFT - 8, at + 4, "text-anchor=\"end\"", text);
    }
    if (axis == 0)
        put_text(g->out, LEFT + SIZE / 2, TOP + SIZE + 40,
                 "text-anchor=\"middle\" font-style=\"italic\" "
                 "font-size=\"16\"",
                 "x");
    else
        put_text(g->out, LEFT - 46, TOP + SIZE / 2,
                 "text-anchor=\"middle\" font-style=\"italic\" "
                 "font-size=\"16\"",
                 "y");
}

static void
put_square(const svg_t *g, double x, double y, const char *color)
{
    fulg_draw_put(g->out,
                  "<rect x=\"%.6g\" y=\"%.6g\" width=\"26\" height=\"15\" "
                  "fill=\"%s\" stroke=\"#9aa5b1\"/>\n",
                  x, y - 12, color);
}

/* What of the picture is of that kind: 1 lines, 2 points. */
static int
has_kind(const fulg_draw_answer_t *A, fulg_draw_kind_t kind)
{
    int has = 0;
    for (slong n = 0; n < A->P->num_piece; n++)
        if (fulg_draw_kind_of_piece(A, A->P->piece[n].surface,
                                    (fulg_draw_place_t) A->P->piece[n].place) ==
            kind)
            has |= 1;
    for (slong n = 0; n < A->P->num_point; n++)
        if (fulg_draw_kind(A->P->point[n].role, A->P->point[n].place) == kind)
            has |= 2;
    if (kind == FULG_DRAW_KIND_OPEN &&
        A->states[0][FULG_DRAW_OPEN] + A->states[1][FULG_DRAW_OPEN] > 0)
        has |= 1;
    return has;
}

static double
put_places(const svg_t *g, double x, double y)
{
    static const char *const words[FULG_DRAW_PLACES] = {
        "image: real weights exist", "closure without image",
        "all of it is boundary", "outside the variety", "not decided"};
    for (int place = 0; place < FULG_DRAW_PLACES; place++)
        if (g->A->places[place] > 0)
        {
            put_square(g, x, y, fill[place]);
            put_text(g->out, x + 36, y, "", words[place]);
            y += 25;
        }
    return y;
}

static double
put_kinds(const svg_t *g, double x, double y)
{
    for (int k = 0; k < FULG_DRAW_KINDS; k++)
    {
        const int has = has_kind(g->A, (fulg_draw_kind_t) k);
        if (has & 1)
        {
            fulg_draw_put(
                g->out,
                "<path d=\"M%.6g %.6gh26\" stroke=\"%s\" "
                "stroke-width=\"%.2g\"%s/>\n",
                x, y - 5, fulg_draw_look[k].color,
                fulg_draw_look[k].width + 0.6,
                k == FULG_DRAW_KIND_CLOSURE ? " stroke-dasharray=\"7 5\"" : "");
            put_text(g->out, x + 36, y, "", fulg_draw_look[k].text);
            y += 25;
        }
        if (has & 2)
        {
            put_mark(g->out, x + 13, y - 5, (fulg_draw_kind_t) k);
            put_text(g->out, x + 36, y, "", fulg_draw_point_text(k));
            y += 25;
        }
    }
    return y;
}

/* The coefficients of a vector in a line. */
static void
put_vector(const svg_t *g, double x, double y, const char *name, const fmpq *v)
{
    char text[400];
    size_t used = (size_t) snprintf(text, sizeof text, "%s = (", name);
    for (slong n = 0; n < g->A->S->num && used < 300; n++)
    {
        char *number = fmpq_get_str(NULL, 10, v + n);
        used += (size_t) snprintf(text + used, sizeof text - used, "%s%.60s",
                                  n ? ", " : "", number);
        flint_free(number);
    }
    snprintf(text + used, sizeof text - used, ")");
    put_text(g->out, x, y, "font-size=\"12\" fill=\"#52606d\"", text);
}

static void
put_words(const svg_t *g)
{
    const double x = LEFT + SIZE + 26;
    char title[160], text[200];
    double y = TOP + 14;
    fulg_draw_title(title, sizeof title, g->A);
    put_text(g->out, LEFT, 32, "font-size=\"18\" font-weight=\"bold\"", title);
    y = put_places(g, x, y);
    y = put_kinds(g, x, y) + 14;
    put_text(g->out, x, y, "font-weight=\"bold\"", "the slice o + x u + y v");
    put_vector(g, x, y + 20, "o", g->A->S->origin);
    put_vector(g, x, y + 38, "u", g->A->S->direction);
    put_vector(g, x, y + 56, "v", g->A->S->direction + g->A->S->num);
    put_text(g->out, x, y + 76, "font-size=\"12\" fill=\"#52606d\"",
             g->A->S->num == 6 ? "coefficients of x1x1, x1x2, x2x2 (before y1, "
                                 "then y2)"
                               : "coefficients of x1^3, x1^2 x2, x1 x2^2, "
                                 "x2^3");
    snprintf(text, sizeof text, "%ld boxes with the curve, %ld not decided",
             (long) g->A->P->num_leaf,
             (long) (g->A->states[0][FULG_DRAW_OPEN] +
                     g->A->states[1][FULG_DRAW_OPEN]));
    put_text(g->out, x, y + 102, "font-size=\"12\" fill=\"#52606d\"", text);
}

void
fulg_draw_svg(fulg_cli_output_t *out, const fulg_draw_answer_t *A)
{
    svg_t g = {.out = out, .A = A};
    for (int i = 0; i < 2; i++)
    {
        g.low[i] = fmpq_get_d(A->S->low + i);
        g.high[i] = fmpq_get_d(A->S->high + i);
    }
    fulg_draw_put(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
        "height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"Helvetica, "
        "Arial, sans-serif\" font-size=\"14\" fill=\"#1f2933\">\n"
        "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
        WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT);
    for (int place = 0; place < FULG_DRAW_PLACES; place++)
        if (place != FULG_DRAW_OFF && A->places[place] > 0)
            put_region(&g, (fulg_draw_place_t) place);
    put_axis(&g, 0);
    put_axis(&g, 1);
    put_open(&g);
    for (slong s = 0; s < A->E->num_surfaces; s++)
        for (int k = 0; k < FULG_DRAW_KINDS; k++)
            put_curve(&g, s, (fulg_draw_kind_t) k);
    put_points(&g);
    fulg_draw_put(out,
                  "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" "
                  "fill=\"none\" stroke=\"#3e4c59\"/>\n",
                  LEFT, TOP, SIZE, SIZE);
    put_words(&g);
    fulg_draw_put(out, "</svg>\n");
}
