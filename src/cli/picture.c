/* Pictures that gnuplot draws: a script in a file of its own, run on it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "picture.h"

static const struct
{
    const char *end, *terminal, *unit;
    double points; /* in a unit */
} kinds[] = {
    {".svg", "svg noenhanced background rgb 'white'", "", 1},
    {".png", "pngcairo noenhanced", "", 1},
    {".pdf", "pdfcairo noenhanced font ',9'", "in", 120},
    {".gp", NULL, "", 1},
};
#define KINDS ((int) (sizeof kinds / sizeof *kinds))

static int
kind_of(const char *file)
{
    const size_t n = strlen(file);
    int k = 0;
    while (k < KINDS &&
           (n < strlen(kinds[k].end) ||
            strcmp(file + n - strlen(kinds[k].end), kinds[k].end) != 0))
        k++;
    return k;
}

int
fulg_cli_picture_check(const char *file)
{
    if (kind_of(file) < KINDS)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: a plot ends in .svg, .png, .pdf or .gp", file);
    return FULG_EXIT_USAGE;
}

static size_t
copy(fulg_cli_output_t *output, FILE *in)
{
    char block[4096];
    size_t n, total = 0;
    while ((n = fread(block, 1, sizeof block, in)) > 0)
    {
        fulg_cli_output_put(output, block, n);
        total += n;
    }
    return total;
}

static int
no_file(void)
{
    fulg_cli_message("no temporary file for gnuplot");
    return FULG_EXIT_USAGE;
}

/* What gnuplot makes of the script; its own words are not for the reader. */
static int
draw(fulg_cli_output_t *output, int kind, int width, int height,
     fulg_cli_script_t script, const void *data)
{
    char name[] = "/tmp/fulgurite-plot-XXXXXX", command[64];
    const int fd = mkstemp(name);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    int good;
    if (file == NULL)
        return no_file();
    fprintf(file, "set terminal %s size %g%s,%g%s\n", kinds[kind].terminal,
            width / kinds[kind].points, kinds[kind].unit,
            height / kinds[kind].points, kinds[kind].unit);
    script(file, data);
    good = fclose(file) == 0;
    snprintf(command, sizeof command, "gnuplot %s 2>/dev/null", name);
    file = good ? popen(command, "r") : NULL;
    good = file != NULL && copy(output, file) > 0;
    if (file != NULL && pclose(file) != 0)
        good = 0;
    unlink(name);
    if (!good)
        fulg_cli_message("gnuplot made no picture; is the package gnuplot-nox "
                         "installed?  A name that ends in .gp gets its script");
    return good ? FULG_EXIT_OK : FULG_EXIT_USAGE;
}

static int
put_script(fulg_cli_output_t *output, fulg_cli_script_t script,
           const void *data)
{
    FILE *file = tmpfile();
    size_t total;
    if (file == NULL)
        return no_file();
    script(file, data);
    rewind(file);
    total = copy(output, file);
    fclose(file);
    return total > 0 ? FULG_EXIT_OK : no_file();
}

int
fulg_cli_picture_put(fulg_cli_output_t *output, const char *file, int width,
                     int height, fulg_cli_script_t script, const void *data)
{
    const int kind = kind_of(file);
    return kinds[kind].terminal
               ? draw(output, kind, width, height, script, data)
               : put_script(output, script, data);
}

int
fulg_cli_picture(fulg_cli_t *cli, const char *file, int width, int height,
                 fulg_cli_script_t script, const void *data)
{
    fulg_cli_output_t *output;
    int code = fulg_cli_picture_check(file);
    if (code != FULG_EXIT_OK)
        return code;
    output = flint_malloc(sizeof *output);
    code = fulg_cli_output_open(cli, output, file);
    if (code == FULG_EXIT_OK)
    {
        code = fulg_cli_picture_put(output, file, width, height, script, data);
        code = fulg_cli_output_close(output, code);
    }
    flint_free(output);
    return code;
}
