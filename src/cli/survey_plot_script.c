/* What gnuplot is told of a picture of a survey: on the left the dimension, on the
   right the parameters, or the defects where the parameters are the axis. */
#include <math.h>
#include <string.h>

#include "survey_plot.h"

/* Told apart by eyes of every kind, and in print. */
static const char *const colours[FULG_SURVEY_COLOURS] = {
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9",
    "#7f4f24", "#f0e442", "#666666", "#000000"};

/* More defects are marked, but not with what is missing; and where the panel beside
   has the defects, not at all. */
#define MOST_DROPS 200

/* A label of gnuplot, in single quotes. */
static void
put_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text != '\0'; text++)
        fputs(*text == '\'' ? "''" : (char[]){*text, '\0'}, out);
    fputc('\'', out);
}

static void
put_number(FILE *out, double x)
{
    if (isnan(x))
        fputs(" NaN", out);
    else
        fprintf(out, " %.10g", x);
}

static double
defect(const fulg_cli_survey_point_t *p)
{
    return p->expected - p->dimension;
}

/* ---- data ---------------------------------------------------------------------------- */

/* The same place twice in a crowd of points. */
static int
is_same(const fulg_cli_survey_point_t *p, const fulg_cli_survey_point_t *q)
{
    return p != NULL && p->x == q->x && p->lower == q->lower &&
           isnan(p->dimension) == isnan(q->dimension) &&
           (defect(p) == defect(q) || (isnan(defect(p)) && isnan(defect(q))));
}

/* x, dimension, parameters, defect of the points of a colour; curves have an empty
   line between them. */
static void
put_colour(FILE *out, const fulg_cli_survey_picture_t *P, int colour)
{
    const fulg_cli_survey_point_t *last = NULL;
    fprintf(out, "$colour%d << EOD\n", colour);
    for (slong n = 0; n < P->num; n++)
    {
        const fulg_cli_survey_point_t *p = &P->point[n];
        if (p->colour != colour || (!P->lines && is_same(last, p)))
            continue;
        if (P->lines && last != NULL && last->series != p->series)
            fputc('\n', out);
        put_number(out, p->x);
        put_number(out, p->dimension);
        put_number(out, p->parameters);
        put_number(out, defect(p));
        fputc('\n', out);
        last = p;
    }
    fputs("EOD\n", out);
}

/* x, lower, upper, expected of the points that are marked. */
static void
put_marked(FILE *out, const fulg_cli_survey_picture_t *P, const char *name,
           int (*is_marked)(const fulg_cli_survey_point_t *p))
{
    fprintf(out, "$%s << EOD\n", name);
    for (slong n = 0; n < P->num; n++)
        if (is_marked(&P->point[n]))
        {
            put_number(out, P->point[n].x);
            put_number(out, P->point[n].lower);
            put_number(out, P->point[n].upper);
            put_number(out, P->point[n].expected);
            fputc('\n', out);
        }
    fputs("EOD\n", out);
}

static int
has_defect(const fulg_cli_survey_point_t *p)
{
    return defect(p) > 0;
}

static int
is_probable(const fulg_cli_survey_point_t *p)
{
    return p->probable;
}

static int
has_gap(const fulg_cli_survey_point_t *p)
{
    return isnan(p->dimension) != 0;
}

static int
has_drops(const fulg_cli_survey_picture_t *P)
{
    return P->lines && P->defects > 0 && P->defects <= MOST_DROPS;
}

/* ---- panels ---------------------------------------------------------------------------- */

static void
put_x_axis(FILE *out, const fulg_cli_survey_picture_t *P)
{
    double low = P->point[0].x, high = low;
    for (slong n = 1; n < P->num; n++)
    {
        low = fmin(low, P->point[n].x);
        high = fmax(high, P->point[n].x);
    }
    fputs("set xlabel ", out);
    put_quoted(out, P->axis);
    fprintf(out, "\nset xrange [%.10g:%.10g]\n%s\n",
            P->lines ? low - 0.5 : fmin(low, 0.0),
            P->lines ? high + 0.5 : 1.05 * high + 1,
            P->lines && high - low <= 20 ? "set xtics 1" : "set xtics auto");
}

/* Also where no dimension is known. */
static void
put_y_range(FILE *out, const fulg_cli_survey_picture_t *P)
{
    double high = 1;
    for (slong n = 0; n < P->num; n++)
    {
        high = fmax(high, P->point[n].upper);
        if (has_defect(&P->point[n]))
            high = fmax(high, P->point[n].expected);
    }
    fprintf(out, "set yrange [0:%.10g]\n", 1.05 * high);
}

/* A point below another one is larger, so that it is seen. */
static void
put_points(FILE *out, const fulg_cli_survey_picture_t *P, int colour)
{
    if (!P->lines)
        fputs("points pt 7 ps 0.4", out);
    else
        fprintf(out, "linespoints pt 7 ps %.2f",
                0.5 + 0.12 * (double) (P->num_colours - 1 - colour));
    fprintf(out, " lc rgb '%s'", colours[colour]);
}

static void
put_dimensions(FILE *out, const fulg_cli_survey_picture_t *P)
{
    fprintf(out,
            "set lmargin at screen 0.07\nset rmargin at screen 0.34\n"
            "set ylabel 'dimension'\nset key at screen 0.71, screen 0.9 left "
            "top Left reverse samplen 2 spacing 1.2\nplot ");
    if (!P->lines)
        fputs("x with lines lc rgb '#999999' title 'dimension = parameters', ",
              out);
    if (has_drops(P))
        fputs("$defects using 1:2:(0):($4-$2) with vectors nohead lw 1.5 lc "
              "rgb '#d62728' title 'from dimension to count', ",
              out);
    for (int c = 0; c < P->num_colours; c++)
    {
        fprintf(out, "%s$colour%d using 1:2 with ", c ? ", " : "", c);
        put_points(out, P, c);
        fputs(P->label[c] ? " title " : " notitle", out);
        if (P->label[c])
            put_quoted(out, P->label[c]);
    }
    if (P->defects > 0 && (P->lines || P->defects <= MOST_DROPS))
        fprintf(out,
                ", $defects using 1:2 with points pt 6 ps %s lc rgb "
                "'#d62728' title '%ld with a defect'",
                P->lines ? "1.5" : "0.6", (long) P->defects);
    if (P->probable > 0)
        fprintf(out,
                ", $probable using 1:2 with points pt 8 ps 1.6 lc rgb "
                "'#000000' title '%ld probable'",
                (long) P->probable);
    if (P->gaps > 0)
        fprintf(out,
                ", $gaps using 1:2:2:3 with yerrorbars pt 0 lw 1.5 lc rgb "
                "'#000000' title '%ld with bounds only'",
                (long) P->gaps);
    fputs("\nunset key\n", out);
}

static void
put_beside(FILE *out, const fulg_cli_survey_picture_t *P)
{
    fprintf(out,
            "set lmargin at screen 0.41\nset rmargin at screen 0.69\n"
            "set ylabel '%s'\nset yrange [%s:*]\nplot ",
            P->lines ? "parameters" : "defect: count less dimension",
            P->lines ? "0" : "*");
    for (int c = 0; c < P->num_colours; c++)
    {
        fprintf(out, "%s$colour%d using 1:%d with ", c ? ", " : "", c,
                P->lines ? 3 : 4);
        put_points(out, P, c);
    }
    fputc('\n', out);
}

/* Defects where there is one to see. */
static int
has_beside(const fulg_cli_survey_picture_t *P)
{
    for (slong n = 0; n < P->num; n++)
        if (P->lines || !isnan(defect(&P->point[n])))
            return 1;
    return 0;
}

void
fulg_cli_survey_plot_script(FILE *out, const void *data)
{
    const fulg_cli_survey_picture_t *P = data;
    for (int c = 0; c < P->num_colours; c++)
        put_colour(out, P, c);
    put_marked(out, P, "defects", has_defect);
    put_marked(out, P, "probable", is_probable);
    put_marked(out, P, "gaps", has_gap);
    fputs("set multiplot title ", out);
    put_quoted(out, P->title);
    fputs("\nset grid lt 1 lc rgb '#dddddd'\nset border 3\nset tics nomirror\n"
          "set tmargin at screen 0.9\nset bmargin at screen 0.13\n",
          out);
    put_x_axis(out, P);
    put_y_range(out, P);
    put_dimensions(out, P);
    if (has_beside(P))
        put_beside(out, P);
    fputs("unset multiplot\n", out);
}
