/* The pieces of a script for gnuplot that its pictures share, and the heat maps. */
#include <string.h>

#include "organize.h"

/* Heads that are drawn. */
#define MAX_PANELS 16

double
fulg_cli_organize_double(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

double
fulg_cli_organize_quotient(const fmpz_t p, const fmpz_t q)
{
    fmpq_t x;
    double d;
    arb_t y;
    fmpq_init(x);
    arb_init(y);
    fmpq_set_fmpz_frac(x, p, q);
    arb_set_fmpq(y, x, 64);
    d = fulg_cli_organize_double(y);
    fmpq_clear(x);
    arb_clear(y);
    return d;
}

void
fulg_cli_organize_terminal(fulg_cli_output_t *out, int svg, slong width,
                           slong height)
{
    fulg_cli_output_format(
        out,
        svg ? "set terminal svg size %ld,%ld dynamic enhanced background rgb "
              "'white'\n"
            : "set terminal png size %ld,%ld truecolor enhanced\n",
        (long) width, (long) height);
}

/* The head at a place, before or after. */
static slong
place(const organize_t *o, int axis, slong n, int after)
{
    return after ? o->R->tree[axis].order[n] : n;
}

/* gnuplot draws no image of one row or column: such a one is there twice. */
static slong
drawn(slong n)
{
    return FLINT_MAX(n, 2);
}

void
fulg_cli_organize_put_panels(fulg_cli_output_t *out, const organize_t *o,
                             int after)
{
    const slong *n = o->X->shape;
    for (slong t = 0; t < n[2] && t < MAX_PANELS; t++)
    {
        fulg_cli_output_format(out, "$%s%ld << EOD\n",
                               after ? "after" : "before", (long) t);
        for (slong i = 0; i < drawn(n[0]); i++)
        {
            for (slong j = 0; j < drawn(n[1]); j++)
                fulg_cli_output_format(
                    out, "%.6g ",
                    fulg_cli_organize_quotient(
                        o->X->value +
                            (place(o, 0, i % n[0], after) * n[1] +
                             place(o, 1, j % n[1], after)) *
                                n[2] +
                            place(o, 2, t, after),
                        o->X->den));
            fulg_cli_output_format(out, "\n");
        }
        fulg_cli_output_format(out, "EOD\n");
    }
}

/* A grid of panels, in pixels: one or more for each entry of a panel, as long as that
   is no more than 512. */
typedef struct
{
    slong panels, rows, cols, width, height; /* of one panel */
} grid_t;

/* Pixels along the longer side of a panel. */
static slong
long_side(slong entries, slong panels)
{
    return FLINT_MAX(FLINT_MIN(entries, 512), 800 / panels);
}

static void
set_grid(grid_t *g, const slong *n)
{
    const slong q = FLINT_MAX(n[0], (n[1] + 3) / 4);
    const slong k = FLINT_MAX(n[1], (n[0] + 3) / 4);
    g->panels = FLINT_MIN(n[2], MAX_PANELS);
    g->cols = 1;
    while (g->cols * g->cols < g->panels)
        g->cols++;
    g->rows = (g->panels + g->cols - 1) / g->cols;
    if (k >= q)
    {
        g->width = long_side(n[1], g->cols);
        g->height = FLINT_MAX(g->width * q / k, 1);
    }
    else
    {
        g->height = long_side(n[0], g->rows);
        g->width = FLINT_MAX(g->height * k / q, 1);
    }
}

/* Room in pixels: beside panels, and for the bar of colours; above panels. */
#define GAP 20
#define BAR 90
#define TITLE 40

void
fulg_cli_organize_put_heat(fulg_cli_output_t *out, const organize_t *o,
                           int after, int svg)
{
    const slong *n = o->X->shape;
    const char *name = after ? "after" : "before";
    char some[64] = "";
    grid_t g;
    double width, height;
    set_grid(&g, n);
    width = (double) (g.cols * (g.width + GAP) + BAR);
    width = FLINT_MAX(width, 480);
    height = (double) (g.rows * (g.height + TITLE) + TITLE + GAP);
    if (g.panels < n[2])
        snprintf(some, sizeof some, " (%ld of %ld heads)", (long) g.panels,
                 (long) n[2]);
    fulg_cli_organize_terminal(out, svg, (slong) width, (slong) height);
    fulg_cli_output_format(
        out,
        "set output '%s.'.ext\nset multiplot layout %ld,%ld title '%s%s' "
        "margins %g,%g,%g,%g spacing %g,%g\n",
        name, (long) g.rows, (long) g.cols,
        after ? "reordered by the trees: queries down, keys across"
              : "in index order: queries down, keys across",
        some, GAP / width, 1 - BAR / width, GAP / height,
        1 - 2 * TITLE / height, GAP / width, TITLE / height);
    fulg_cli_output_format(
        out,
        "set palette defined (-1 '#2166ac', 0 '#f7f7f7', 1 '#b2182b')\n"
        "set xrange [-0.5:%ld.5]\nset yrange [%ld.5:-0.5]\n"
        "set cbrange [-top:top]\nset colorbox user origin %g,0.15 size %g,0.6\n"
        "unset key\nset cbtics scale 0 font ',9'\nunset xtics\nunset ytics\n",
        (long) drawn(n[1]) - 1, (long) drawn(n[0]) - 1, 1 - (BAR - GAP) / width,
        16 / width);
    for (slong t = 0; t < g.panels; t++)
        fulg_cli_output_format(
            out, "set title 'head %ld'\nplot $%s%ld matrix with image\n%s",
            (long) place(o, 2, t, after), name, (long) t,
            t == 0 ? "unset colorbox\n" : "");
    fulg_cli_output_format(out, "unset multiplot\nreset\n");
    fulg_cli_organize_terminal(out, svg, 900, 700);
}
