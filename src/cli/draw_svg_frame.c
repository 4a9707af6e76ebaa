/* Where things are in a picture, and their colours. */
#include "draw_svg.h"

const char *const fulg_svg_fill[FULG_DRAW_PLACES] = {
    "#d6e6f5", "#fde6c8", "#d5d8de", "#ffffff", "#f5d0f5"};

double
fulg_cli_svg_across(const fulg_cli_svg_t *g, double x)
{
    return FULG_SVG_LEFT +
           (x - g->low[0]) / (g->high[0] - g->low[0]) * FULG_SVG_SIZE;
}

double
fulg_cli_svg_down(const fulg_cli_svg_t *g, double y)
{
    return FULG_SVG_TOP +
           (g->high[1] - y) / (g->high[1] - g->low[1]) * FULG_SVG_SIZE;
}

void
fulg_cli_svg_put_text(fulg_cli_output_t *out, double x, double y,
                      const char *how, const char *text)
{
    fulg_cli_output_format(out, "<text x=\"%.6g\" y=\"%.6g\" %s>%s</text>\n", x,
                           y, how, text);
}
