/* The answer of draw in words and for programs. */
#include <stdarg.h>

#include "draw.h"

/* ---- what is proved ----------------------------------------------------------- */

static void say(json_t *list, const char *format, ...) FULG_PRINTF(2, 3);

static void
say(json_t *list, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_array_append_new(list, json_string(text));
}

static const char *
plural(slong n)
{
    return n == 1 ? "" : "es";
}

static void
say_free(json_t *list, const fulg_cli_draw_answer_t *A)
{
    static const char *const words[FULG_DRAW_PLACES] = {
        "consist of functions of the image",
        "consist of functions in the "
        "closure without real weights",
        "consist of boundary points", "hold no function of the variety", ""};
    for (int place = 0; place < FULG_DRAW_PLACES; place++)
        if (A->places[place] > 0)
            say(list, "%ld box%s %s", (long) A->places[place],
                plural(A->places[place]), words[place]);
    if (A->P->classified > 0)
        say(list,
            "the centres of the %ld largest of these were classified exactly: "
            "the same",
            (long) A->P->classified);
}

static void
say_leaves(json_t *list, const slong *states, const char *what,
           const char *sheet, slong dim)
{
    static const char *const words[FULG_DRAW_STATES] = {
        "%ld box%s: exactly one %s of %s passes through each",
        "%ld box%s: at most one %s of %s passes through each",
        "%ld box%s next to a certified point%s may meet %s",
        "not decided: %ld box%s%s may meet %s"};
    for (int n = 0; n < FULG_DRAW_STATES; n++)
        if (states[n] > 0)
        {
            char text[200];
            snprintf(text, sizeof text, words[n], (long) states[n],
                     plural(states[n]),
                     n < 2               ? sheet
                     : n == 2 && dim > 2 ? " or curve"
                                         : "",
                     what);
            json_array_append_new(list, json_string(text));
        }
}

json_t *
fulg_cli_draw_statements(const fulg_cli_draw_answer_t *A)
{
    static const char *const locus[] = {"the variety", "the singular locus",
                                        "the boundary",
                                        "the cubes of linear forms"};
    json_t *list = json_array();
    const slong dim = A->S->dim;
    const slong points = A->P->num_point - (A->E->has_zero != 0);
    say_free(list, A);
    say_leaves(list, A->states[0], dim == 2 ? "the curves" : "the surfaces",
               dim == 2 ? "branch" : "sheet", dim);
    say_leaves(list, A->states[1], locus[A->E->curve_role], "branch", dim);
    if (points > 0)
        say(list,
            "%ld point%s the only solution of its equations in a box "
            "around it",
            (long) points, points == 1 ? ":" : "s, each");
    if (A->E->has_zero)
        say(list, "the zero function lies in the slice");
    return list;
}

/* ---- JSON ------------------------------------------------------------------------- */

static json_t *
json_polynomial(const fulg_cli_draw_answer_t *A, const fmpz_mpoly_t f)
{
    char *text = fulg_draw_text(A->E, f);
    json_t *value = json_string(text);
    flint_free(text);
    return value;
}

static json_t *
json_states(const slong *states)
{
    return json_pack("{s:I,s:I,s:I,s:I}", "sheet",
                     (json_int_t) states[FULG_DRAW_SHEET], "simple",
                     (json_int_t) states[FULG_DRAW_SIMPLE], "special",
                     (json_int_t) states[FULG_DRAW_SPECIAL], "open",
                     (json_int_t) states[FULG_DRAW_OPEN]);
}

static json_t *
json_point(const fulg_cli_draw_answer_t *A, const fulg_draw_point_t *p)
{
    json_t *at = json_array(), *exact = json_array();
    for (slong i = 0; i < A->S->dim; i++)
    {
        json_array_append_new(at, fulg_cli_json_ball(p->at + i, 20));
        json_array_append_new(exact, fulg_exact_json_fmpq(p->exact + i));
    }
    if (!p->rational)
    {
        json_decref(exact);
        exact = json_null();
    }
    return json_pack("{s:s,s:o,s:o,s:o,s:o}", "role",
                     fulg_cli_draw_role_name(p->role), "place",
                     p->place == FULG_DRAW_NOT_KNOWN
                         ? json_null()
                         : json_string(fulg_cli_draw_place_name(p->place)),
                     "crossing",
                     p->crossing < 0 ? json_null() : json_boolean(p->crossing),
                     "at", at, "exact", exact);
}

static json_t *
json_equations(const fulg_cli_draw_answer_t *A)
{
    const fulg_draw_equations_struct *E = A->E;
    json_t *surfaces = json_array(), *curve = json_null(), *answer;
    for (slong s = 0; s < E->num_surfaces; s++)
        json_array_append_new(
            surfaces,
            json_pack("{s:s,s:o,s:b}", "role",
                      fulg_cli_draw_role_name(E->surface[s].role), "polynomial",
                      json_polynomial(A, E->surface[s].f), "by_delta",
                      E->surface[s].by_delta));
    if (E->has_curve)
    {
        json_t *three = json_array();
        for (int n = 0; n < 3; n++)
            json_array_append_new(three, json_polynomial(A, E->curve[n]));
        curve = json_pack("{s:s,s:o,s:b}", "role",
                          fulg_cli_draw_role_name(E->curve_role), "equations",
                          three, "by_delta", E->curve_by_delta);
    }
    answer = json_pack(
        "{s:o,s:o,s:o,s:o}", "hypersurfaces", surfaces, "codimension_two",
        curve, "delta", json_polynomial(A, E->delta), "sign",
        E->ground == FULG_DRAW_BY_SIGN ? json_polynomial(A, E->sign)
                                       : json_null());
    return answer;
}

void
fulg_cli_draw_print_json(const fulg_cli_draw_answer_t *A)
{
    json_t *answer = fulg_cli_json_head(A->cli), *points = json_array();
    for (slong n = 0; n < A->P->num_point; n++)
        json_array_append_new(points, json_point(A, A->P->point + n));
    json_object_set_new(answer, "slice", fulg_draw_slice_json(A->S));
    json_object_set_new(answer, "dimension", json_integer(A->S->dim));
    json_object_set_new(answer, "depth", json_integer(A->P->depth));
    json_object_set_new(answer, "equations", json_equations(A));
    json_object_set_new(
        answer, "free_boxes",
        json_pack("{s:I,s:I,s:I,s:I}", "image",
                  (json_int_t) A->places[FULG_DRAW_IN_IMAGE], "closure",
                  (json_int_t) A->places[FULG_DRAW_IN_CLOSURE], "boundary",
                  (json_int_t) A->places[FULG_DRAW_ON_BOUNDARY], "outside",
                  (json_int_t) A->places[FULG_DRAW_OFF]));
    json_object_set_new(answer, "classified", json_integer(A->P->classified));
    json_object_set_new(answer, "hypersurface_boxes",
                        json_states(A->states[0]));
    json_object_set_new(answer, "codimension_two_boxes",
                        json_states(A->states[1]));
    json_object_set_new(answer, "points", points);
    json_object_set_new(answer, "statements", fulg_cli_draw_statements(A));
    json_object_set_new(answer, "file",
                        A->said.file ? fulg_cli_json_text(A->said.file)
                                     : json_null());
    fulg_cli_print_json(A->cli, answer);
}

/* ---- words -------------------------------------------------------------------------- */

static void
print_polynomial(const fulg_cli_draw_answer_t *A, const char *what,
                 const fmpz_mpoly_t f)
{
    char *text = fulg_draw_text(A->E, f);
    fprintf(A->cli->out, "  %-10s %s = 0\n", what, text);
    flint_free(text);
}

static void
print_equations(const fulg_cli_draw_answer_t *A)
{
    const fulg_draw_equations_struct *E = A->E;
    FILE *out = A->cli->out;
    fputs("equations\n", out);
    for (slong s = 0; s < E->num_surfaces; s++)
        print_polynomial(A, fulg_cli_draw_role_name(E->surface[s].role),
                         E->surface[s].f);
    for (int n = 0; n < 3 && E->has_curve; n++)
        print_polynomial(A, n ? "" : fulg_cli_draw_role_name(E->curve_role),
                         E->curve[n]);
    if (E->ground == FULG_DRAW_BY_SIGN)
    {
        char *text = fulg_draw_text(E, E->sign);
        fprintf(out, "  %-10s %s >= 0\n", "image", text);
        flint_free(text);
    }
    if (E->num_surfaces == 0 && !E->has_curve && E->ground != FULG_DRAW_BY_SIGN)
        fprintf(out, "  none: all of the slice is %s\n",
                E->ground == FULG_DRAW_IMAGE  ? "image"
                : E->ground == FULG_DRAW_EDGE ? "boundary"
                                              : "outside");
}

static void
print_points(const fulg_cli_draw_answer_t *A)
{
    FILE *out = A->cli->out;
    if (A->P->num_point > 0)
        fputs("points\n", out);
    for (slong n = 0; n < A->P->num_point; n++)
    {
        const fulg_draw_point_t *p = A->P->point + n;
        fprintf(out, "  %s, %s: (", fulg_cli_draw_role_name(p->role),
                fulg_cli_draw_place_name(p->place));
        for (slong i = 0; i < A->S->dim; i++)
        {
            char *text = p->rational
                             ? fmpq_get_str(NULL, 10, p->exact + i)
                             : arb_get_str(p->at + i, 12, ARB_STR_NO_RADIUS);
            fprintf(out, "%s%s", i ? ", " : "", text);
            flint_free(text);
        }
        fprintf(out, ")%s%s\n", p->rational ? "" : " to 12 digits",
                p->crossing == 1   ? "; two branches cross"
                : p->crossing == 0 ? "; isolated"
                                   : "");
    }
}

void
fulg_cli_draw_print(const fulg_cli_draw_answer_t *A)
{
    FILE *out = A->cli->out;
    json_t *list = fulg_cli_draw_statements(A), *one;
    size_t n;
    char title[160];
    fulg_cli_draw_title(title, sizeof title, A);
    fprintf(out, "%s; a slice of dimension %ld\n", title, (long) A->S->dim);
    print_equations(A);
    print_points(A);
    fprintf(out, "proved, with boxes of 1/%ld of the side or larger\n",
            WORD(1) << A->P->depth);
    json_array_foreach(list, n, one)
        fprintf(out, "  %s\n", json_string_value(one));
    json_decref(list);
    if (A->said.file)
        fprintf(out, "written to %s\n", A->said.file);
}
