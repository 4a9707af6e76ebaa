/* The picture of a slice in the plane. */
#include <math.h>

#include "draw_svg.h"

/* Free boxes and parts of boxes of one place, as one path. */
static void
put_region(const fulg_cli_svg_t *g, fulg_draw_place_t place)
{
    const fulg_draw_picture_struct *P = g->A->P;
    const double unit = FULG_SVG_SIZE / (double) (WORD(1) << P->depth);
    fulg_cli_output_format(g->out,
                           "<path class=\"%s\" fill=\"%s\" stroke=\"%s\" "
                           "stroke-width=\"0.4\" d=\"",
                           fulg_cli_draw_place_name(place),
                           fulg_svg_fill[place], fulg_svg_fill[place]);
    for (slong n = 0; n < P->num_free; n++)
    {
        const fulg_draw_free_t *box = P->free + n;
        if (box->place == place)
            fulg_cli_output_format(
                g->out, "M%.6g %.6gh%.6gv%.6gh%.6gz",
                FULG_SVG_LEFT + unit * box->corner[0],
                FULG_SVG_TOP + FULG_SVG_SIZE - unit * box->corner[1],
                unit * box->side, -unit * box->side, -unit * box->side);
    }
    for (slong n = 0; n < P->num_cell; n++)
        if (P->cell[n].place == (short) place)
        {
            for (int k = 0; k < P->cell[n].num; k++)
                fulg_cli_output_format(
                    g->out, "%c%.6g %.6g", k ? 'L' : 'M',
                    fulg_cli_svg_across(g, P->cell[n].corner[k][0]),
                    fulg_cli_svg_down(g, P->cell[n].corner[k][1]));
            fulg_cli_output_format(g->out, "z");
        }
    fulg_cli_output_format(g->out, "\"/>\n");
}

/* Boxes in which nothing is proved. */
static void
put_open(const fulg_cli_svg_t *g)
{
    const fulg_draw_picture_struct *P = g->A->P;
    const double unit = FULG_SVG_SIZE / (double) (WORD(1) << P->depth);
    for (slong n = 0; n < P->num_leaf; n++)
        if (P->leaf[n].state == FULG_DRAW_OPEN)
            fulg_cli_output_format(
                g->out,
                "<rect class=\"open\" x=\"%.6g\" y=\"%.6g\" "
                "width=\"%.4g\" height=\"%.4g\" fill=\"%s\"/>\n",
                FULG_SVG_LEFT + unit * P->leaf[n].corner[0],
                FULG_SVG_TOP + FULG_SVG_SIZE -
                    unit * (P->leaf[n].corner[1] + 1),
                unit, unit, fulg_draw_look[FULG_DRAW_KIND_OPEN].color);
}

static void
put_axis(const fulg_cli_svg_t *g, int axis)
{
    const double width = g->high[axis] - g->low[axis];
    const double step = fulg_cli_draw_step(width, 8);
    const long first = (long) ceil(g->low[axis] / step - 1e-9);
    const long last = (long) floor(g->high[axis] / step + 1e-9);
    for (long n = first; n <= last; n++)
    {
        char text[32];
        const double at = axis == 0 ? fulg_cli_svg_across(g, step * (double) n)
                                    : fulg_cli_svg_down(g, step * (double) n);
        snprintf(text, sizeof text, "%.6g", step * (double) n);
        fulg_cli_output_format(
            g->out,
            axis == 0 ? "<path d=\"M%.6g %.6gv%.6g\" stroke=\"%s\"/>\n"
                      : "<path d=\"M%.6g %.6gh%.6g\" stroke=\"%s\"/>\n",
            axis == 0 ? at : FULG_SVG_LEFT, axis == 0 ? FULG_SVG_TOP : at,
            FULG_SVG_SIZE, n == 0 ? "#9aa5b1" : "#e4e7eb");
        if (axis == 0)
            fulg_cli_svg_put_text(g->out, at, FULG_SVG_TOP + FULG_SVG_SIZE + 18,
                                  "text-anchor=\"middle\"", text);
        else
            fulg_cli_svg_put_text(g->out, FULG_SVG_LEFT - 8, at + 4,
                                  "text-anchor=\"end\"", text);
    }
    if (axis == 0)
        fulg_cli_svg_put_text(g->out, FULG_SVG_LEFT + FULG_SVG_SIZE / 2,
                              FULG_SVG_TOP + FULG_SVG_SIZE + 40,
                              "text-anchor=\"middle\" font-style=\"italic\" "
                              "font-size=\"16\"",
                              "x");
    else
        fulg_cli_svg_put_text(g->out, FULG_SVG_LEFT - 46,
                              FULG_SVG_TOP + FULG_SVG_SIZE / 2,
                              "text-anchor=\"middle\" font-style=\"italic\" "
                              "font-size=\"16\"",
                              "y");
}

void
fulg_cli_draw_svg(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A)
{
    fulg_cli_svg_t g = {.out = out, .A = A};
    for (int i = 0; i < 2; i++)
    {
        g.low[i] = fmpq_get_d(A->S->low + i);
        g.high[i] = fmpq_get_d(A->S->high + i);
    }
    fulg_cli_output_format(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
        "height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"Helvetica, "
        "Arial, sans-serif\" font-size=\"14\" fill=\"#1f2933\">\n"
        "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
        FULG_SVG_WIDTH, FULG_SVG_HEIGHT, FULG_SVG_WIDTH, FULG_SVG_HEIGHT,
        FULG_SVG_WIDTH, FULG_SVG_HEIGHT);
    for (int place = 0; place < FULG_DRAW_PLACES; place++)
        if (place != FULG_DRAW_OFF && A->places[place] > 0)
            put_region(&g, (fulg_draw_place_t) place);
    put_axis(&g, 0);
    put_axis(&g, 1);
    put_open(&g);
    for (slong s = 0; s < A->E->num_surfaces; s++)
        for (int k = 0; k < FULG_DRAW_KINDS; k++)
            fulg_cli_svg_put_curve(&g, s, (fulg_cli_draw_kind_t) k);
    fulg_cli_svg_put_points(&g);
    fulg_cli_output_format(out,
                           "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" "
                           "fill=\"none\" stroke=\"#3e4c59\"/>\n",
                           FULG_SVG_LEFT, FULG_SVG_TOP, FULG_SVG_SIZE,
                           FULG_SVG_SIZE);
    fulg_cli_svg_put_words(&g);
    fulg_cli_output_format(out, "</svg>\n");
}
