/* The points of a picture. */
#include "draw_svg.h"

void
fulg_cli_svg_put_mark(fulg_cli_output_t *out, double x, double y,
                      fulg_cli_draw_kind_t kind)
{
    const char *color = fulg_draw_look[kind].color;
    if (kind == FULG_DRAW_KIND_BOUNDARY || kind == FULG_DRAW_KIND_RIM)
        fulg_cli_output_format(
            out,
            "<path class=\"point\" d=\"M%.6g %.6gl7 7l-7 7l-7 -7z\" "
            "fill=\"%s\" stroke=\"#ffffff\" stroke-width=\"1.4\"/>\n",
            x, y - 7, color);
    else
        fulg_cli_output_format(
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

void
fulg_cli_svg_put_points(const fulg_cli_svg_t *g)
{
    const fulg_draw_picture_struct *P = g->A->P;
    for (slong n = 0; n < P->num_point; n++)
    {
        const double x = coordinate(P->point + n, 0);
        const double y = coordinate(P->point + n, 1);
        if (x >= g->low[0] && x <= g->high[0] && y >= g->low[1] &&
            y <= g->high[1])
            fulg_cli_svg_put_mark(
                g->out, fulg_cli_svg_across(g, x), fulg_cli_svg_down(g, y),
                fulg_cli_draw_kind(P->point[n].role, P->point[n].place));
    }
}
