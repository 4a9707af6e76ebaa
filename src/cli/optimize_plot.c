/* Losses against steps, by gnuplot. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "optimize.h"

static int
ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

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
script(FILE *out, const optimize_plot_t *plot)
{
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

static int
copy(fulg_cli_output_t *output, FILE *in)
{
    char block[4096];
    size_t n, total = 0;
    while ((n = fread(block, 1, sizeof block, in)) > 0)
    {
        fulg_cli_output_put(output, block, n);
        total += n;
    }
    return total > 0;
}

/* The picture that gnuplot makes of a script in a file of its own. */
static int
picture(fulg_cli_output_t *output, const char *terminal,
        const optimize_plot_t *plot)
{
    char name[] = "/tmp/fulgurite-plot-XXXXXX", command[128];
    const int fd = mkstemp(name);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    int good = 0;
    if (file != NULL)
    {
        fprintf(file, "set terminal %s\n", terminal);
        script(file, plot);
        fclose(file);
        snprintf(command, sizeof command, "gnuplot %s 2>/dev/null", name);
        file = popen(command, "r");
        good = file != NULL && copy(output, file);
        if (file != NULL && pclose(file) != 0)
            good = 0;
        unlink(name);
    }
    if (!good)
        fulg_cli_message("gnuplot made no picture; is the package gnuplot "
                         "installed?  A name that ends in .gp gets its "
                         "script");
    return good ? FULG_EXIT_OK : FULG_EXIT_USAGE;
}

static int
put_script(fulg_cli_output_t *output, const optimize_plot_t *plot)
{
    FILE *file = tmpfile();
    int good;
    if (file == NULL)
    {
        fulg_cli_message("no temporary file");
        return FULG_EXIT_USAGE;
    }
    script(file, plot);
    rewind(file);
    good = copy(output, file);
    fclose(file);
    return good ? FULG_EXIT_OK : FULG_EXIT_USAGE;
}

static const struct
{
    const char *end, *terminal;
} kinds[] = {{".svg", "svg size 800,500"},
             {".png", "pngcairo size 800,500"},
             {".pdf", "pdfcairo"},
             {".gp", NULL}};

/* 4: none */
static int
kind_of(const char *file)
{
    int k = 0;
    while (k < 4 && !ends_with(file, kinds[k].end))
        k++;
    return k;
}

int
fulg_optimize_cli_check_plot(const char *file)
{
    if (kind_of(file) < 4)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: a plot ends in .svg, .png, .pdf or .gp", file);
    return FULG_EXIT_USAGE;
}

int
fulg_optimize_cli_plot(fulg_cli_t *cli, const char *file,
                       const optimize_plot_t *plot)
{
    const char *terminal = kinds[kind_of(file)].terminal;
    fulg_cli_output_t output;
    int code = fulg_cli_output_open(cli, &output, file);
    if (code != FULG_EXIT_OK)
        return code;
    code = terminal ? picture(&output, terminal, plot)
                    : put_script(&output, plot);
    return fulg_cli_output_close(&output, code);
}
