/* Pictures by gnuplot: one script with all the data in it, run in the folder. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "organize.h"

/* Heads that are drawn. */
#define MAX_PANELS 16

static void put(fulg_cli_output_t *out, const char *format, ...)
    FULG_PRINTF(2, 3);

static void
put(fulg_cli_output_t *out, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fulg_cli_output_put(out, text, strlen(text));
}

/* A picture shows what a double shows. */
static double
number(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

static double
quotient(const fmpz_t p, const fmpz_t q)
{
    fmpq_t x;
    double d;
    arb_t y;
    fmpq_init(x);
    arb_init(y);
    fmpq_set_fmpz_frac(x, p, q);
    arb_set_fmpq(y, x, 64);
    d = number(y);
    fmpq_clear(x);
    arb_clear(y);
    return d;
}

/* A folder is drawn above the middle of its elements in the order of the tree. */
static void
put_tree(fulg_cli_output_t *out, const fulg_tree_struct *T, const char *name)
{
    put(out, "$%s << EOD\n%g 0\n\n", name, 0.5 * (double) (T->n - 1));
    for (slong l = 1; l < T->levels; l++)
        for (slong f = T->offset[l]; f < T->offset[l] + T->count[l]; f++)
        {
            const slong p = T->offset[l - 1] +
                            T->label[(l - 1) * T->n + T->order[T->start[f]]];
            const double x = 0.5 * (double) (T->start[f] + T->end[f] - 1);
            const double y = 0.5 * (double) (T->start[p] + T->end[p] - 1);
            put(out, "%g %ld\n%g %ld\n%g %ld\n\n", y, (long) l - 1, x,
                (long) l - 1, x, (long) l);
        }
    put(out, "EOD\n$%s_labels << EOD\n", name);
    for (slong p = 0; p < T->n; p++)
        put(out, "%ld %ld %ld\n", (long) p, (long) T->levels - 1,
            (long) T->order[p]);
    put(out, "EOD\n");
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

static void
put_panels(fulg_cli_output_t *out, const organize_t *o, int after)
{
    const slong *n = o->X->shape;
    for (slong t = 0; t < n[2] && t < MAX_PANELS; t++)
    {
        put(out, "$%s%ld << EOD\n", after ? "after" : "before", (long) t);
        for (slong i = 0; i < drawn(n[0]); i++)
        {
            for (slong j = 0; j < drawn(n[1]); j++)
                put(out, "%.6g ",
                    quotient(o->X->value +
                                 (place(o, 0, i % n[0], after) * n[1] +
                                  place(o, 1, j % n[1], after)) *
                                     n[2] +
                                 place(o, 2, t, after),
                             o->X->den));
            put(out, "\n");
        }
        put(out, "EOD\n");
    }
}

/* Coordinate i of a slice; 0 where it is not known. */
static double
coordinate(const fulg_diffusion_struct *S, slong x, slong i)
{
    return i < S->num && S->known[i]
               ? number(arb_mat_entry(S->coordinate, x, i))
               : 0.0;
}

static void
put_diffusion(fulg_cli_output_t *out, const organize_t *o)
{
    const fulg_diffusion_struct *S = o->diffusion;
    put(out, "$diffusion << EOD\n");
    for (slong x = 0; x < S->n; x++)
        put(out, "%.8g %.8g %ld\n", coordinate(S, x, 0), coordinate(S, x, 1),
            (long) x);
    put(out, "EOD\n");
}

/* Room on both sides, also around points that are all the same. */
static void
put_range(fulg_cli_output_t *out, const char *name,
          const fulg_diffusion_struct *S, slong i)
{
    double low = coordinate(S, 0, i), high = low, room;
    for (slong x = 1; x < S->n; x++)
    {
        low = FLINT_MIN(low, coordinate(S, x, i));
        high = FLINT_MAX(high, coordinate(S, x, i));
    }
    room = high - low > 1e-6 * FLINT_MAX(high, -low) ? 0.1 * (high - low) : 1.0;
    put(out, "set %srange [%.8g:%.8g]\n", name, low - room, high + room);
}

/* The absolute value of a coefficient, in decreasing order from 0. */
static double
size_of(const fulg_entropy_t E, slong n)
{
    fmpq_t q;
    arb_t x;
    double d;
    fmpq_init(q);
    arb_init(x);
    fmpq_set_fmpz_frac(q, E->square + n, E->common);
    arb_set_fmpq(x, q, 64);
    arb_sqrt(x, x, 64);
    d = number(x);
    fmpq_clear(q);
    arb_clear(x);
    return d;
}

/* |coefficients|, decreasing: all of few, of many one in so many. */
static void
put_decay(fulg_cli_output_t *out, const fulg_entropy_t E, const char *name)
{
    const slong step = 1 + E->size / 4000;
    put(out, "$%s << EOD\n", name);
    for (slong n = 0; n < E->size && !fmpz_is_zero(E->square + n); n += step)
        put(out, "%ld %.8g\n", (long) n + 1, size_of(E, n));
    put(out, "1 NaN\nEOD\n");
}

/* gnuplot finds no range for no coefficient, for one, or for equal ones. */
static void
put_decay_range(fulg_cli_output_t *out, const fulg_entropy_t E,
                const fulg_entropy_t F)
{
    const slong num = FLINT_MAX(E->nonzero, F->nonzero);
    double low, high;
    if (num == 0)
    {
        put(out, "set xrange [1:10]\nset yrange [0.1:1]\nset label 'every "
                 "coefficient is 0' at graph 0.5,0.5 center\n");
        return;
    }
    low = FLINT_MIN(size_of(E, E->nonzero - 1), size_of(F, F->nonzero - 1));
    high = FLINT_MAX(size_of(E, 0), size_of(F, 0));
    if (num == 1)
        put(out, "set xrange [0.5:2]\n");
    if (high < 1.0001 * low)
        put(out, "set yrange [%.8g:%.8g]\n", 0.1 * low, 10 * high);
}

static void
put_decay_plot(fulg_cli_output_t *out, const organize_t *o)
{
    /* One point makes no line. */
    const char *style = FLINT_MIN(o->M.E->nonzero, o->N.E->nonzero) > 1
                            ? "lines"
                            : "linespoints pt 7";
    put(out, "set output 'decay.'.ext\nset logscale xy\nset title "
             "'|Haar coefficients|, decreasing'\nset xlabel 'number'\n");
    put_decay_range(out, o->M.E, o->N.E);
    put(out,
        "plot $decay with %s lw 2 lc rgb '#b2182b' title 'organised', "
        "$decay_dyadic with %s lw 2 lc rgb '#888888' title 'in index order'\n"
        "reset\nset output\n",
        style, style);
}

static void
put_heat(fulg_cli_output_t *out, const organize_t *o, int after)
{
    const slong *n = o->X->shape;
    const slong panels = FLINT_MIN(n[2], MAX_PANELS);
    slong cols = 1;
    const char *name = after ? "after" : "before";
    while (cols * cols < panels)
        cols++;
    put(out,
        "set output '%s.'.ext\nset multiplot layout %ld,%ld title "
        "'%s'\nset palette defined (-1 '#2166ac', 0 '#f7f7f7', 1 '#b2182b')\n"
        "set size ratio %g\nset xrange [-0.5:%ld.5]\nset yrange [%ld.5:-0.5]\n"
        "set cbrange [-top:top]\nunset key\nset tics scale 0 font ',8'\n"
        "unset xtics\nunset ytics\n",
        name, (long) ((panels + cols - 1) / cols), (long) cols,
        after ? "reordered by the trees: queries down, keys across"
              : "in index order: queries down, keys across",
        FLINT_MIN(4.0, FLINT_MAX(0.25, (double) n[0] / (double) n[1])),
        (long) drawn(n[1]) - 1, (long) drawn(n[0]) - 1);
    for (slong t = 0; t < panels; t++)
        put(out, "set title 'head %ld'\nplot $%s%ld matrix with image\n",
            (long) place(o, 2, t, after), name, (long) t);
    put(out, "unset multiplot\nreset\n");
}

static void
put_pictures(fulg_cli_output_t *out, const organize_t *o)
{
    put(out, "set output 'trees.'.ext\nset multiplot layout 3,1\nunset key\n"
             "set ytics 1\nunset xtics\n");
    for (int a = 0; a < 3; a++)
    {
        const char *name = fulg_axis_name(a);
        /* Room above the root and for the labels; no level beyond them. */
        put(out, "set xrange [-0.5:%ld.5]\nset yrange [%ld.6:-0.4]\n",
            (long) o->X->shape[a] - 1, (long) o->R->tree[a].levels - 1);
        put(out,
            "set title 'the %s tree: levels from the whole to single "
            "slices'\nplot $%s with lines lw 1.5 lc rgb '#444444'",
            name, name);
        if (o->X->shape[a] <= 64)
            put(out, ", $%s_labels with labels offset 0,-1 font ',9'", name);
        put(out, "\n");
    }
    put(out, "unset multiplot\nreset\n");
    put_heat(out, o, 0);
    put_heat(out, o, 1);
    if (o->has_diffusion && o->diffusion->defined)
    {
        put(out,
            "set output 'diffusion.'.ext\nunset key\nset title 'diffusion "
            "map of the %s axis, time %lu'\nset xlabel 'coordinate 1'\nset "
            "ylabel 'coordinate 2'\n",
            fulg_axis_name(o->axis), o->time);
        put_range(out, "x", o->diffusion, 0);
        put_range(out, "y", o->diffusion, 1);
        put(out,
            "plot $diffusion with points pt 7 lc rgb '#2166ac', $diffusion "
            "with labels offset 1,0.6\nreset\n");
    }
    put_decay_plot(out, o);
}

static double
largest(const fulg_cube_t X)
{
    const fmpz *most = X->value;
    double d;
    for (slong n = 1; n < fulg_cube_size(X); n++)
        if (fmpz_cmpabs(X->value + n, most) > 0)
            most = X->value + n;
    d = quotient(most, X->den);
    return d < 0 ? -d : d;
}

static int
write_script(const organize_t *o, const char *file)
{
    fulg_cli_output_t *out = flint_malloc(sizeof *out);
    const double top = largest(o->X);
    int code = fulg_cli_output_open(o->cli, out, file);
    if (code == FULG_EXIT_OK)
    {
        put(out, "# gnuplot draws the pictures of fulgurite organize\n");
        for (int a = 0; a < 3; a++)
            put_tree(out, &o->R->tree[a], fulg_axis_name(a));
        put_panels(out, o, 0);
        put_panels(out, o, 1);
        if (o->has_diffusion && o->diffusion->defined)
            put_diffusion(out, o);
        put_decay(out, o->M.E, "decay");
        put_decay(out, o->N.E, "decay_dyadic");
        put(out, "top = %.8g\n", top > 0 ? top : 1.0);
        put(out, "ext = 'svg'\nset terminal svg size 900,700 dynamic enhanced "
                 "background rgb 'white'\n");
        put_pictures(out, o);
        put(out, "ext = 'png'\nset terminal png size 900,700 truecolor\n");
        put_pictures(out, o);
        code = fulg_cli_output_close(out, code);
    }
    flint_free(out);
    return code;
}

/* gnuplot in the folder; its words go to standard error. */
static int
run_gnuplot(const char *folder)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0)
    {
        if (chdir(folder) == 0)
            execlp("gnuplot", "gnuplot", "organize.gp", (char *) NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
    {
        fulg_cli_message("%s", child > 0 && WIFEXITED(status) &&
                                       WEXITSTATUS(status) == 127
                                   ? "--plot needs gnuplot, which is not "
                                     "installed"
                                   : "gnuplot failed");
        return FULG_EXIT_USAGE;
    }
    return FULG_EXIT_OK;
}

int
fulg_organize_plot(const organize_t *o)
{
    const char *folder = o->said.plot;
    const size_t size = strlen(folder) + 32;
    char *file = flint_malloc(size);
    int code;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
    {
        fulg_cli_message("%s: %s", folder, strerror(errno));
        flint_free(file);
        return FULG_EXIT_USAGE;
    }
    snprintf(file, size, "%s/organize.gp", folder);
    code = write_script(o, file);
    if (code == FULG_EXIT_OK)
        code = run_gnuplot(folder);
    if (code == FULG_EXIT_OK)
        code = fulg_organize_page(o);
    flint_free(file);
    return code;
}
