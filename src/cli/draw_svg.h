/* Shared by the files that draw a slice in the plane. */
#ifndef FULG_CLI_DRAW_SVG_H
#define FULG_CLI_DRAW_SVG_H

#include "draw.h"

/* The frame of the picture, in units of SVG. */
#define FULG_SVG_LEFT 70.0
#define FULG_SVG_TOP 56.0
#define FULG_SVG_SIZE 560.0
#define FULG_SVG_WIDTH 980
#define FULG_SVG_HEIGHT 690

typedef struct
{
    fulg_cli_output_t *out;
    const fulg_cli_draw_answer_t *A;
    double low[2], high[2];
} fulg_cli_svg_t;

extern const char *const fulg_svg_fill[FULG_DRAW_PLACES];

/* Where a coordinate of the slice is in the picture. */
double fulg_cli_svg_across(const fulg_cli_svg_t *g, double x);
double fulg_cli_svg_down(const fulg_cli_svg_t *g, double y);

/* The pieces of one surface that are of that kind, joined to lines. */
void fulg_cli_svg_put_curve(const fulg_cli_svg_t *g, slong surface,
                            fulg_cli_draw_kind_t kind);
/* A disc: real branches meet, or the variety's own point; a ring: isolated and
   without real weights; a diamond: boundary. */
void fulg_cli_svg_put_mark(fulg_cli_output_t *out, double x, double y,
                           fulg_cli_draw_kind_t kind);
void fulg_cli_svg_put_points(const fulg_cli_svg_t *g);

/* how: attributes of the element, or "". */
void fulg_cli_svg_put_text(fulg_cli_output_t *out, double x, double y,
                           const char *how, const char *text);
/* Title, legend, the slice itself, what was not decided. */
void fulg_cli_svg_put_words(const fulg_cli_svg_t *g);

#endif
