/* The words beside a picture. */
#include "draw_svg.h"

static void
put_square(const fulg_cli_svg_t *g, double x, double y, const char *color)
{
    fulg_cli_output_format(
        g->out,
        "<rect x=\"%.6g\" y=\"%.6g\" width=\"26\" height=\"15\" "
        "fill=\"%s\" stroke=\"#9aa5b1\"/>\n",
        x, y - 12, color);
}

/* What of the picture is of that kind: 1 lines, 2 points. */
static int
has_kind(const fulg_cli_draw_answer_t *A, fulg_cli_draw_kind_t kind)
{
    int has = 0;
    for (slong n = 0; n < A->P->num_piece; n++)
        if (fulg_cli_draw_kind_of_piece(
                A, A->P->piece[n].surface,
                (fulg_draw_place_t) A->P->piece[n].place) == kind)
            has |= 1;
    for (slong n = 0; n < A->P->num_point; n++)
        if (fulg_cli_draw_kind(A->P->point[n].role, A->P->point[n].place) ==
            kind)
            has |= 2;
    if (kind == FULG_DRAW_KIND_OPEN &&
        A->states[0][FULG_DRAW_OPEN] + A->states[1][FULG_DRAW_OPEN] > 0)
        has |= 1;
    return has;
}

static double
put_places(const fulg_cli_svg_t *g, double x, double y)
{
    static const char *const words[FULG_DRAW_PLACES] = {
        "image: real weights exist", "closure without image",
        "all of it is boundary", "outside the variety", "not decided"};
    for (int place = 0; place < FULG_DRAW_PLACES; place++)
        if (g->A->places[place] > 0)
        {
            put_square(g, x, y, fulg_svg_fill[place]);
            fulg_cli_svg_put_text(g->out, x + 36, y, "", words[place]);
            y += 25;
        }
    return y;
}

static double
put_kinds(const fulg_cli_svg_t *g, double x, double y)
{
    for (int k = 0; k < FULG_DRAW_KINDS; k++)
    {
        const int has = has_kind(g->A, (fulg_cli_draw_kind_t) k);
        if (has & 1)
        {
            fulg_cli_output_format(
                g->out,
                "<path d=\"M%.6g %.6gh26\" stroke=\"%s\" "
                "stroke-width=\"%.2g\"%s/>\n",
                x, y - 5, fulg_draw_look[k].color,
                fulg_draw_look[k].width + 0.6,
                k == FULG_DRAW_KIND_CLOSURE ? " stroke-dasharray=\"7 5\"" : "");
            fulg_cli_svg_put_text(g->out, x + 36, y, "",
                                  fulg_draw_look[k].text);
            y += 25;
        }
        if (has & 2)
        {
            fulg_cli_svg_put_mark(g->out, x + 13, y - 5,
                                  (fulg_cli_draw_kind_t) k);
            fulg_cli_svg_put_text(g->out, x + 36, y, "",
                                  fulg_cli_draw_point_text(k));
            y += 25;
        }
    }
    return y;
}

/* The coefficients of a vector in a line. */
static void
put_vector(const fulg_cli_svg_t *g, double x, double y, const char *name,
           const fmpq *v)
{
    fulg_cli_output_format(g->out,
                           "<text x=\"%.6g\" y=\"%.6g\" font-size=\"12\" "
                           "fill=\"#52606d\">%s = (",
                           x, y, name);
    for (slong n = 0; n < g->A->S->num; n++)
    {
        char *number = fmpq_get_str(NULL, 10, v + n);
        fulg_cli_output_format(g->out, "%s%s", n ? ", " : "", number);
        flint_free(number);
    }
    fulg_cli_output_format(g->out, ")</text>\n");
}

void
fulg_cli_svg_put_words(const fulg_cli_svg_t *g)
{
    const double x = FULG_SVG_LEFT + FULG_SVG_SIZE + 26;
    char title[160], text[200];
    double y = FULG_SVG_TOP + 14;
    fulg_cli_draw_title(title, sizeof title, g->A);
    fulg_cli_svg_put_text(g->out, FULG_SVG_LEFT, 32,
                          "font-size=\"18\" font-weight=\"bold\"", title);
    y = put_places(g, x, y);
    y = put_kinds(g, x, y) + 14;
    fulg_cli_svg_put_text(g->out, x, y, "font-weight=\"bold\"",
                          "the slice o + x u + y v");
    put_vector(g, x, y + 20, "o", g->A->S->origin);
    put_vector(g, x, y + 38, "u", g->A->S->direction);
    put_vector(g, x, y + 56, "v", g->A->S->direction + g->A->S->num);
    fulg_cli_svg_put_text(
        g->out, x, y + 76, "font-size=\"12\" fill=\"#52606d\"",
        g->A->S->num == 6 ? "coefficients of x1x1, x1x2, x2x2 (before y1, "
                            "then y2)"
                          : "coefficients of x1^3, x1^2 x2, x1 x2^2, "
                            "x2^3");
    snprintf(text, sizeof text, "%ld boxes with the curve, %ld not decided",
             (long) g->A->P->num_leaf,
             (long) (g->A->states[0][FULG_DRAW_OPEN] +
                     g->A->states[1][FULG_DRAW_OPEN]));
    fulg_cli_svg_put_text(g->out, x, y + 102,
                          "font-size=\"12\" fill=\"#52606d\"", text);
}
