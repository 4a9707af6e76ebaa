/* Pictures by gnuplot: one script with all the data in it, run in the folder. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "organize.h"

/* A folder is drawn above the middle of its elements in the order of the tree. */
static void
put_tree(fulg_cli_output_t *out, const fulg_tree_struct *T, const char *name)
{
    fulg_cli_output_format(out, "$%s << EOD\n%g 0\n\n", name,
                           0.5 * (double) (T->n - 1));
    for (slong l = 1; l < T->levels; l++)
        for (slong f = T->offset[l]; f < T->offset[l] + T->count[l]; f++)
        {
            const slong p = T->offset[l - 1] +
                            T->label[(l - 1) * T->n + T->order[T->start[f]]];
            const double x = 0.5 * (double) (T->start[f] + T->end[f] - 1);
            const double y = 0.5 * (double) (T->start[p] + T->end[p] - 1);
            fulg_cli_output_format(out, "%g %ld\n%g %ld\n%g %ld\n\n", y,
                                   (long) l - 1, x, (long) l - 1, x, (long) l);
        }
    fulg_cli_output_format(out, "EOD\n$%s_labels << EOD\n", name);
    for (slong p = 0; p < T->n; p++)
        fulg_cli_output_format(out, "%ld %ld %ld\n", (long) p,
                               (long) T->levels - 1, (long) T->order[p]);
    fulg_cli_output_format(out, "EOD\n");
}

/* Coordinate i of a slice; 0 where it is not known. */
static double
coordinate(const fulg_organize_diffusion_struct *S, slong x, slong i)
{
    return i < S->num && S->known[i]
               ? fulg_cli_organize_double(arb_mat_entry(S->coordinate, x, i))
               : 0.0;
}

static void
put_diffusion(fulg_cli_output_t *out, const organize_t *o)
{
    const fulg_organize_diffusion_struct *S = o->diffusion;
    fulg_cli_output_format(out, "$diffusion << EOD\n");
    for (slong x = 0; x < S->n; x++)
        fulg_cli_output_format(out, "%.8g %.8g %ld\n", coordinate(S, x, 0),
                               coordinate(S, x, 1), (long) x);
    fulg_cli_output_format(out, "EOD\n");
}

/* Room on both sides, also around points that are all the same. */
static void
put_range(fulg_cli_output_t *out, const char *name,
          const fulg_organize_diffusion_struct *S, slong i)
{
    double low = coordinate(S, 0, i), high = low, room;
    for (slong x = 1; x < S->n; x++)
    {
        low = FLINT_MIN(low, coordinate(S, x, i));
        high = FLINT_MAX(high, coordinate(S, x, i));
    }
    room = high - low > 1e-6 * FLINT_MAX(high, -low) ? 0.1 * (high - low) : 1.0;
    fulg_cli_output_format(out, "set %srange [%.8g:%.8g]\n", name, low - room,
                           high + room);
}

/* The absolute value of a coefficient, in decreasing order from 0. */
static double
size_of(const fulg_organize_entropy_t E, slong n)
{
    fmpq_t q;
    arb_t x;
    double d;
    fmpq_init(q);
    arb_init(x);
    fmpq_set_fmpz_frac(q, E->square + n, E->common);
    arb_set_fmpq(x, q, 64);
    arb_sqrt(x, x, 64);
    d = fulg_cli_organize_double(x);
    fmpq_clear(q);
    arb_clear(x);
    return d;
}

/* |coefficients|, decreasing, on a logarithmic scale of numbers: the first all, then
   fewer and fewer of them; and the last. */
static void
put_decay(fulg_cli_output_t *out, const fulg_organize_entropy_t E,
          const char *name)
{
    fulg_cli_output_format(out, "$%s << EOD\n", name);
    for (slong n = 0; n < E->nonzero; n += 1 + n / 500)
        fulg_cli_output_format(out, "%ld %.8g\n", (long) n + 1, size_of(E, n));
    if (E->nonzero > 500)
        fulg_cli_output_format(out, "%ld %.8g\n", (long) E->nonzero,
                               size_of(E, E->nonzero - 1));
    fulg_cli_output_format(out, "1 NaN\nEOD\n");
}

/* gnuplot finds no range for no coefficient, for one, or for equal ones. */
static void
put_decay_range(fulg_cli_output_t *out, const fulg_organize_entropy_t E,
                const fulg_organize_entropy_t F)
{
    const slong num = FLINT_MAX(E->nonzero, F->nonzero);
    double low, high;
    if (num == 0)
    {
        fulg_cli_output_format(
            out, "set xrange [1:10]\nset yrange [0.1:1]\nset label 'every "
                 "coefficient is 0' at graph 0.5,0.5 center\n");
        return;
    }
    low = FLINT_MIN(size_of(E, E->nonzero - 1), size_of(F, F->nonzero - 1));
    high = FLINT_MAX(size_of(E, 0), size_of(F, 0));
    if (num == 1)
        fulg_cli_output_format(out, "set xrange [0.5:2]\n");
    if (high < 1.0001 * low)
        fulg_cli_output_format(out, "set yrange [%.8g:%.8g]\n", 0.1 * low,
                               10 * high);
}

static void
put_decay_plot(fulg_cli_output_t *out, const organize_t *o)
{
    /* One point makes no line. */
    const char *style = FLINT_MIN(o->M.E->nonzero, o->N.E->nonzero) > 1
                            ? "lines"
                            : "linespoints pt 7";
    fulg_cli_output_format(
        out, "set output 'decay.'.ext\nset logscale xy\nset title "
             "'|Haar coefficients|, decreasing'\nset xlabel 'number'\nset "
             "format xy '%%g'\n");
    put_decay_range(out, o->M.E, o->N.E);
    fulg_cli_output_format(
        out,
        "plot $decay_dyadic with %s lw 2 lc rgb '#888888' title 'in index "
        "order', $decay with %s lw 2 lc rgb '#b2182b' title 'organised'\n"
        "reset\nset output\n",
        style, style);
}

static void
put_pictures(fulg_cli_output_t *out, const organize_t *o, int svg)
{
    fulg_cli_output_format(out, "ext = '%s'\n", svg ? "svg" : "png");
    fulg_cli_organize_terminal(out, svg, 900, 700);
    fulg_cli_output_format(
        out, "set output 'trees.'.ext\nset multiplot layout 3,1\nunset key\n"
             "unset xtics\n");
    for (int a = 0; a < 3; a++)
    {
        const char *name = fulg_cube_axis_name(a);
        const slong last = o->R->tree[a].levels - 1;
        const int labels = o->X->shape[a] <= 64;
        /* Room above the root and for the labels; no level beyond them. */
        fulg_cli_output_format(
            out,
            "set xrange [-0.5:%ld.5]\nset yrange [%g:-0.4]\nset ytics "
            "0,1,%ld\n",
            (long) o->X->shape[a] - 1,
            (double) last +
                FLINT_MAX(0.6, labels ? 0.22 * (double) (last + 1) : 0),
            (long) last);
        fulg_cli_output_format(
            out,
            "set title 'the %s tree: levels from the whole to single "
            "slices'\nplot $%s with lines lw 1.5 lc rgb '#444444'",
            name, name);
        if (labels)
            fulg_cli_output_format(
                out, ", $%s_labels with labels offset 0,-1 font ',9'", name);
        fulg_cli_output_format(out, "\n");
    }
    fulg_cli_output_format(out, "unset multiplot\nreset\n");
    fulg_cli_organize_put_heat(out, o, 0, svg);
    fulg_cli_organize_put_heat(out, o, 1, svg);
    if (o->has_diffusion && o->diffusion->defined)
    {
        fulg_cli_output_format(
            out,
            "set output 'diffusion.'.ext\nunset key\nset title 'diffusion "
            "map of the %s axis, time %lu'\nset xlabel 'coordinate 1'\nset "
            "ylabel 'coordinate 2'\n",
            fulg_cube_axis_name(o->axis), o->time);
        put_range(out, "x", o->diffusion, 0);
        put_range(out, "y", o->diffusion, 1);
        fulg_cli_output_format(
            out,
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
    d = fulg_cli_organize_quotient(most, X->den);
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
        fulg_cli_output_format(
            out, "# gnuplot draws the pictures of fulgurite organize\n");
        for (int a = 0; a < 3; a++)
            put_tree(out, &o->R->tree[a], fulg_cube_axis_name(a));
        fulg_cli_organize_put_panels(out, o, 0);
        fulg_cli_organize_put_panels(out, o, 1);
        if (o->has_diffusion && o->diffusion->defined)
            put_diffusion(out, o);
        put_decay(out, o->M.E, "decay");
        put_decay(out, o->N.E, "decay_dyadic");
        fulg_cli_output_format(out, "top = %.8g\n", top > 0 ? top : 1.0);
        put_pictures(out, o, 1);
        put_pictures(out, o, 0);
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
fulg_cli_organize_plot(const organize_t *o)
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
        code = fulg_cli_organize_page(o);
    flint_free(file);
    return code;
}
