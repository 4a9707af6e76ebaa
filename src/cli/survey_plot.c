/* A results file as a picture: which axis, which curves, which colours. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "survey_plot.h"

/* The axes, the ones preferred first, and how a reader finds them. */
static const struct
{
    const char *name, *shown;
} axes[] = {{"heads", "heads H"},
            {"head_dim", "rows a of K and Q (head_dim)"},
            {"depth", "layers"},
            {"width", "width d"},
            {"tokens", "tokens t"},
            {"value_dim", "rows v of U (value_dim)"},
            {"kv_heads", "groups of heads G (kv_heads)"},
            {"rotary", "rotated coordinates (rotary)"},
            {"kv_latent", "latent coordinates r (kv_latent)"},
            {"power", "power of the activation"},
            {"parameters", "parameters"}};
#define AXES ((int) (sizeof axes / sizeof *axes))
#define PARAMETERS (AXES - 1)

/* ---- the axis ------------------------------------------------------------------------ */

/* The trait of an axis, or -1. */
static int
axis_trait(const fulg_cli_survey_sketch_t *S, int a)
{
    for (int t = FULG_SURVEY_TRAIT_DEPTH; t < FULG_SURVEY_TRAITS; t++)
        if (strcmp(fulg_cli_survey_trait_name(S, t), axes[a].name) == 0)
            return t;
    return -1;
}

static int
is_number(const char *text)
{
    return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* Every row has a number, and curves have two points each on the average; a crowd of
   curves between two numbers shows nothing. */
static int
is_good_axis(fulg_cli_survey_sketch_t *S, int a)
{
    const int t = axis_trait(S, a);
    slong series;
    if (t < 0 || !S->varies[t])
        return 0;
    for (slong n = 0; n < S->rows->num; n++)
        if (!is_number(fulg_cli_survey_trait(S, n, t)))
            return 0;
    S->x_trait = t;
    series = fulg_cli_survey_number_series(S);
    return 2 * series <= S->rows->num &&
           (series <= FULG_SURVEY_COLOURS ||
            fulg_cli_survey_count_values(S, t) > 2);
}

static int
choose_axis(fulg_cli_survey_sketch_t *S, const char *against)
{
    S->axis = 0;
    if (against == NULL)
    {
        while (S->axis < PARAMETERS && !is_good_axis(S, S->axis))
            S->axis++;
        S->x_trait = S->axis == PARAMETERS ? -1 : S->x_trait;
        return FULG_EXIT_OK;
    }
    while (strcmp(axes[S->axis].name, against) != 0)
        S->axis++;
    S->x_trait = axis_trait(S, S->axis);
    for (slong n = 0; n < S->rows->num && S->axis != PARAMETERS; n++)
        if (S->x_trait < 0 ||
            !is_number(fulg_cli_survey_trait(S, n, S->x_trait)))
        {
            fulg_cli_message("--against %s: %s has no such number", against,
                             S->rows->row[n].text);
            return FULG_EXIT_USAGE;
        }
    return FULG_EXIT_OK;
}

/* ---- points ---------------------------------------------------------------------------------- */

/* A number of a row, as near as a double is; NaN for none. */
static double
number(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    if (json_is_string(value))
        return strtod(json_string_value(value), NULL);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void
set_points(fulg_cli_survey_sketch_t *S)
{
    fulg_cli_survey_picture_t *P = S->picture;
    for (slong n = 0; n < P->num; n++)
    {
        const json_t *row = S->rows->row[n].value;
        const char *status = json_string_value(json_object_get(row, "status"));
        fulg_cli_survey_point_t *point = &P->point[n];
        point->row = n;
        point->parameters = number(row, "parameters");
        point->lower = number(row, "lower");
        point->upper = number(row, "upper");
        point->dimension = number(row, "dimension");
        point->expected = number(row, "expected");
        point->probable = strcmp(status, "probable") == 0;
        point->x = S->x_trait < 0
                       ? point->parameters
                       : strtod(fulg_cli_survey_trait(S, n, S->x_trait), NULL);
        P->defects += point->expected > point->dimension;
        P->probable += point->probable;
        P->gaps += isnan(point->dimension) != 0;
    }
}

static int
by_place(const void *a, const void *b)
{
    const fulg_cli_survey_point_t *p = a, *q = b;
    const double key[][2] = {{(double) p->colour, (double) q->colour},
                             {(double) p->series, (double) q->series},
                             {p->x, q->x},
                             {p->lower, q->lower},
                             {(double) p->row, (double) q->row}};
    for (int k = 0; k < 5; k++)
        if (key[k][0] != key[k][1])
            return key[k][0] < key[k][1] ? -1 : 1;
    return 0;
}

/* What all rows have in common and is not the usual. */
static char *
make_title(const fulg_cli_survey_sketch_t *S)
{
    fulg_cli_survey_text_t text;
    FILE *out = fulg_cli_survey_text_open(&text);
    fprintf(out, "%ld architecture%s", (long) S->rows->num,
            S->rows->num == 1 ? "" : "s");
    if (!S->varies[0])
        fprintf(out, ", %s",
                strcmp(fulg_cli_survey_trait(S, 0, 0), "pnn") == 0
                    ? "polynomial networks"
                    : "attention");
    for (int t = 1; t < FULG_SURVEY_TRAITS; t++)
    {
        const char *value = fulg_cli_survey_trait(S, 0, t);
        if (!S->varies[t] && *value && strcmp(value, "none") != 0 &&
            strcmp(value, "no") != 0)
            fprintf(out, ", %s %s", fulg_cli_survey_trait_name(S, t), value);
    }
    return fulg_cli_survey_text_close(&text);
}

/* ---- all ----------------------------------------------------------------------------------------- */

static int
sketch(fulg_cli_survey_picture_t *P, const fulg_cli_survey_rows_t *rows,
       const char *against)
{
    fulg_cli_survey_sketch_t S = {.rows = rows, .picture = P};
    int code;
    memset(P, 0, sizeof *P);
    P->num = rows->num;
    P->point = flint_calloc((size_t) rows->num + 1,
                            sizeof(fulg_cli_survey_point_t));
    S.trait = flint_calloc((size_t) (rows->num + 1) * FULG_SURVEY_TRAITS,
                           sizeof(char *));
    fulg_cli_survey_set_traits(&S);
    code = choose_axis(&S, against);
    if (code == FULG_EXIT_OK)
    {
        P->num_series = fulg_cli_survey_number_series(&S);
        P->lines = S.axis != PARAMETERS;
        for (slong n = 0; n < P->num && !P->lines; n++)
            P->point[n].series = 0;
        P->axis = axes[S.axis].shown;
        P->title = make_title(&S);
        set_points(&S);
        fulg_cli_survey_set_colours(&S);
        qsort(P->point, (size_t) P->num, sizeof *P->point, by_place);
    }
    for (slong k = 0; k < rows->num * FULG_SURVEY_TRAITS; k++)
        free(S.trait[k]);
    flint_free(S.trait);
    return code;
}

static void
picture_clear(fulg_cli_survey_picture_t *P)
{
    for (int c = 0; c < FULG_SURVEY_COLOURS; c++)
        free(P->label[c]);
    free(P->title);
    flint_free(P->point);
}

int
fulg_cli_survey_plot_check(const fulg_cli_survey_view_t *view, const char *out)
{
    int a = 0;
    while (view->against != NULL && a < AXES &&
           strcmp(axes[a].name, view->against) != 0)
        a++;
    if (a == AXES)
    {
        fulg_cli_message("--against: \"%.60s\" is no axis; there are heads, "
                         "head_dim, depth, width, tokens, value_dim, "
                         "kv_heads, rotary, kv_latent, power, parameters",
                         view->against);
        return FULG_EXIT_USAGE;
    }
    return fulg_cli_picture_check(out);
}

int
fulg_cli_survey_plot(fulg_cli_t *cli, const char *file,
                     const fulg_cli_survey_view_t *view, const char *out)
{
    fulg_cli_survey_rows_t rows = {NULL, 0, 0, NULL};
    fulg_cli_survey_picture_t picture;
    int code = fulg_cli_survey_plot_check(view, out);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_view_load(&rows, file, view);
    if (code == FULG_EXIT_OK && rows.num == 0)
    {
        fulg_cli_message("%s: no row to draw", file);
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK)
    {
        code = sketch(&picture, &rows, view->against);
        if (code == FULG_EXIT_OK)
            code = fulg_cli_picture(cli, out, FULG_SURVEY_PLOT_WIDTH,
                                    FULG_SURVEY_PLOT_HEIGHT,
                                    fulg_cli_survey_plot_script, &picture);
        picture_clear(&picture);
    }
    fulg_cli_survey_rows_clear(&rows);
    return code;
}
