/* Losses against steps, by gnuplot. */
#include "optimize.h"
#include "picture.h"

static double
upper(const arb_t x)
{
    arf_t a;
    double d;
    arf_init(a);
    arb_get_ubound_arf(a, x, 64);
    d = arf_get_d(a, ARF_RND_CEIL);
    arf_clear(a);
    return d;
}

/* What gnuplot is told; data come with it. */
static void
script(FILE *out, const void *data)
{
    const optimize_plot_t *plot = data;
    fputs("set logscale xy\nset xlabel 'step'\nset ylabel 'loss'\n"
          "set key bottom left\nset grid\nplot ",
          out);
    for (slong n = 0; n < plot->num; n++)
        fprintf(out, "%s'-' with lines lw 2 title 'H = %ld'", n ? ", " : "",
                (long) plot->run[n].point->total);
    if (plot->num_bounds)
        fputs(", '-' with linespoints dt 2 title 'bound of the theorem'", out);
    fputc('\n', out);
    for (slong n = 0; n < plot->num; n++)
    {
        for (slong k = 1; k <= plot->run[n].steps; k++)
            fprintf(out, "%ld %.17g\n", (long) k, upper(plot->run[n].loss + k));
        fputs("e\n", out);
    }
    for (slong k = 0; k < plot->num_bounds; k++)
        fprintf(out, "%ld %.17g\n", (long) plot->bound_steps[k],
                upper(plot->bound + k));
    if (plot->num_bounds)
        fputs("e\n", out);
}

int
fulg_cli_optimize_plot(fulg_cli_t *cli, const char *file,
                       const optimize_plot_t *plot)
{
    return fulg_cli_picture(cli, file, 800, 500, script, plot);
}
