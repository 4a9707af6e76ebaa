/* The page of a slice in space: three.js, the data and a script in one file that
   needs no network. */
#include <math.h>
#include <string.h>

#include "draw.h"

/* Where Debian's libjs-three puts it, and what other systems may have. */
static const char *const three_files[] = {
    "/usr/share/javascript/three/three.min.js",
    "/usr/share/nodejs/three/build/three.min.js",
    "/usr/share/javascript/three/three.js",
    "/usr/share/nodejs/three/build/three.js", NULL};

static const char *const script[] = {
#include "draw_page_js.h"
    NULL};

/* The MIT licence of three.js asks for its notice in every copy. */
static const char notice[] =
    "<!-- The script that follows is three.js, Copyright the three.js authors, "
    "under the MIT licence:\nPermission is hereby granted, free of charge, to "
    "any person obtaining a copy of this software and associated\n"
    "documentation files (the \"Software\"), to deal in the Software without "
    "restriction, including without limitation\nthe rights to use, copy, "
    "modify, merge, publish, distribute, sublicense, and/or sell copies of the "
    "Software, and to\npermit persons to whom the Software is furnished to do "
    "so, subject to the following conditions:\nThe above copyright notice and "
    "this permission notice shall be included in all copies or substantial "
    "portions of\nthe Software.\nTHE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT "
    "WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO\n"
    "THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND "
    "NONINFRINGEMENT. IN NO EVENT SHALL THE\nAUTHORS OR COPYRIGHT HOLDERS BE "
    "LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION "
    "OF\nCONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION "
    "WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS\nIN THE SOFTWARE. -->\n";

int
fulg_cli_draw_three(char **text)
{
    fulg_diag_t diag;
    size_t length;
    for (const char *const *file = three_files; *file != NULL; file++)
        if (fulg_exact_text_load(text, &length, *file, diag) == FULG_OK)
            return FULG_EXIT_OK;
    *text = NULL;
    fulg_cli_message("a page needs three.js, which is not installed: Debian's "
                     "package libjs-three has it");
    return FULG_EXIT_UNABLE;
}

/* ---- data ------------------------------------------------------------------------ */

static void
put(fulg_cli_output_t *out, const char *text)
{
    fulg_cli_output_put(out, text, strlen(text));
}

/* Vertices as integers 0 .. 65535 of the box, normals as -127 .. 127. */
static void
put_mesh(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A,
         const fulg_draw_mesh_t *mesh)
{
    const size_t num = (size_t) mesh->num_vertices;
    unsigned char *places = flint_malloc(6 * num + 1);
    signed char *normals = flint_malloc(3 * num + 1);
    unsigned char *corners = flint_malloc(4 * (size_t) mesh->num_corners + 1);
    for (size_t n = 0; n < 3 * num; n++)
    {
        const slong i = (slong) (n % 3);
        const double low = fmpq_get_d(A->S->low + i);
        const double high = fmpq_get_d(A->S->high + i);
        const double x = (mesh->vertices[n / 3].place[i] - low) / (high - low);
        const unsigned place = (unsigned) lrint(65535.0 * x);
        places[2 * n] = (unsigned char) (place & 255);
        places[2 * n + 1] = (unsigned char) (place >> 8);
        normals[n] = (signed char) lrint(127.0 *
                                         mesh->vertices[n / 3].normal[i]);
    }
    for (slong n = 0; n < mesh->num_corners; n++)
        for (int k = 0; k < 4; k++)
            corners[4 * n + k] = (unsigned char) (mesh->corners[n] >> 8 * k &
                                                  255);
    put(out, ",\"places\":\"");
    fulg_cli_put_base64(out, places, 6 * num);
    put(out, "\",\"normals\":\"");
    fulg_cli_put_base64(out, normals, 3 * num);
    put(out, "\",\"corners\":\"");
    fulg_cli_put_base64(out, corners, 4 * (size_t) mesh->num_corners);
    put(out, "\"");
    flint_free(places);
    flint_free(normals);
    flint_free(corners);
}

/* The colours of the two sides of a boundary, and what the legend says. */
static const char *
side_color(fulg_draw_place_t place, const char *otherwise)
{
    return place == FULG_DRAW_IN_IMAGE     ? "#3d85c6"
           : place == FULG_DRAW_IN_CLOSURE ? "#f0a34b"
                                           : otherwise;
}

static void
put_surfaces(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A)
{
    const char *comma = "";
    for (slong s = 0; s < A->E->num_surfaces; s++)
    {
        const fulg_draw_mesh_t *mesh = A->P->mesh + s;
        const fulg_cli_draw_kind_t kind = fulg_cli_draw_kind_of_piece(
            A, s, FULG_DRAW_IN_IMAGE);
        const int sides = mesh->front != FULG_DRAW_NOT_KNOWN;
        if (mesh->num_corners == 0)
            continue;
        fulg_cli_output_format(
            out, "%s{\"text\":\"%s\",\"front\":\"%s\",\"back\":\"%s\"", comma,
            sides == 0 ? fulg_draw_look[kind].text
            : mesh->front == FULG_DRAW_IN_IMAGE
                ? "boundary: side of the image, side of the closure alone"
                : "boundary: side of the closure alone, side of the image",
            side_color(mesh->front, kind == FULG_DRAW_KIND_SURFACE
                                        ? "#5b9bd5"
                                        : fulg_draw_look[kind].color),
            side_color(mesh->back, kind == FULG_DRAW_KIND_SURFACE
                                       ? "#5b9bd5"
                                       : fulg_draw_look[kind].color));
        put_mesh(out, A, mesh);
        put(out, "}");
        comma = ",\n";
    }
}

static fulg_cli_draw_kind_t
kind_of(const fulg_cli_draw_answer_t *A, const fulg_draw_piece_t *piece)
{
    return fulg_cli_draw_kind_of_piece(A, piece->surface,
                                       (fulg_draw_place_t) piece->place);
}

static void
put_curves(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A)
{
    const char *comma = "";
    for (int kind = 0; kind < FULG_DRAW_KINDS; kind++)
    {
        const char *next = "";
        for (slong n = 0; n < A->P->num_piece; n++)
        {
            const fulg_draw_piece_t *p = A->P->piece + n;
            if ((int) kind_of(A, p) != kind)
                continue;
            if (*next == '\0')
                fulg_cli_output_format(
                    out, "%s{\"text\":\"%s\",\"color\":\"%s\",\"pieces\":[",
                    comma, fulg_draw_look[kind].text,
                    fulg_draw_look[kind].color);
            fulg_cli_output_format(out, "%s%.6g,%.6g,%.6g,%.6g,%.6g,%.6g", next,
                                   p->end[0][0], p->end[0][1], p->end[0][2],
                                   p->end[1][0], p->end[1][1], p->end[1][2]);
            next = ",";
        }
        if (*next != '\0')
        {
            put(out, "]}");
            comma = ",\n";
        }
    }
}

static double
coordinate(const fulg_draw_point_t *point, int i)
{
    return arf_get_d(arb_midref(point->at + i), ARF_RND_NEAR);
}

static int
is_in_box(const fulg_cli_draw_answer_t *A, const fulg_draw_point_t *point)
{
    int is = 1;
    for (int i = 0; i < 3; i++)
        is &= coordinate(point, i) >= fmpq_get_d(A->S->low + i) &&
              coordinate(point, i) <= fmpq_get_d(A->S->high + i);
    return is;
}

static void
put_points(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A)
{
    const char *comma = "";
    for (int kind = 0; kind < FULG_DRAW_KINDS; kind++)
    {
        const char *next = "";
        for (slong n = 0; n < A->P->num_point; n++)
        {
            const fulg_draw_point_t *p = A->P->point + n;
            if ((int) fulg_cli_draw_kind(p->role, p->place) != kind ||
                !is_in_box(A, p))
                continue;
            if (*next == '\0')
                fulg_cli_output_format(
                    out, "%s{\"text\":\"%s\",\"color\":\"%s\",\"at\":[", comma,
                    fulg_cli_draw_point_text(kind), fulg_draw_look[kind].color);
            fulg_cli_output_format(out, "%s[%.9g,%.9g,%.9g]", next,
                                   coordinate(p, 0), coordinate(p, 1),
                                   coordinate(p, 2));
            next = ",";
        }
        if (*next != '\0')
        {
            put(out, "]}");
            comma = ",\n";
        }
    }
}

static void
put_triple(fulg_cli_output_t *out, const char *name, const fmpq *v)
{
    fulg_cli_output_format(out, "\"%s\":[%.17g,%.17g,%.17g],", name,
                           fmpq_get_d(v), fmpq_get_d(v + 1), fmpq_get_d(v + 2));
}

static void
put_data(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A)
{
    put(out, "<script>\nvar slice = {");
    put_triple(out, "low", A->S->low);
    put_triple(out, "high", A->S->high);
    put(out, "\"step\":[");
    for (int i = 0; i < 3; i++)
        fulg_cli_output_format(out, "%s%.6g", i ? "," : "",
                               fulg_cli_draw_step(fmpq_get_d(A->S->high + i) -
                                                      fmpq_get_d(A->S->low + i),
                                                  5));
    put(out, "],\"turn\":[-1.0,0.42],\n\"surfaces\":[");
    put_surfaces(out, A);
    put(out, "],\n\"curves\":[");
    put_curves(out, A);
    put(out, "],\n\"points\":[");
    put_points(out, A);
    put(out, "]};\n</script>\n");
}

/* ---- the page ------------------------------------------------------------------------ */

static void
put_words(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A,
          const char *title)
{
    json_t *list = fulg_cli_draw_statements(A), *one;
    size_t n;
    fulg_cli_output_format(
        out,
        "<h1>%s</h1>\n<div id=\"legend\"></div>\n"
        "<label>opacity <input id=\"opacity\" type=\"range\" "
        "min=\"0.15\" max=\"1\" step=\"0.05\" value=\"1\">"
        "</label>\n<h2>Equations</h2>\n",
        title);
    for (slong s = 0; s < A->E->num_surfaces; s++)
    {
        char *text = fulg_draw_text(A->E, A->E->surface[s].f);
        fulg_cli_output_format(out, "<p><b>%s</b> <code>",
                               fulg_cli_draw_role_name(A->E->surface[s].role));
        put(out, text);
        put(out, " = 0</code></p>\n");
        flint_free(text);
    }
    for (int k = 0; k < 3 && A->E->has_curve; k++)
    {
        char *text = fulg_draw_text(A->E, A->E->curve[k]);
        fulg_cli_output_format(out, "<p>%s%s%s <code>", k ? "" : "<b>",
                               k ? ""
                                 : fulg_cli_draw_role_name(A->E->curve_role),
                               k ? "" : "</b>");
        put(out, text);
        put(out, " = 0</code></p>\n");
        flint_free(text);
    }
    put(out, "<h2>Proved</h2>\n<ul>\n");
    json_array_foreach(list, n, one)
        fulg_cli_output_format(out, "<li>%s</li>\n", json_string_value(one));
    json_decref(list);
    put(out,
        "</ul>\n<p class=\"small\">Drag to turn, wheel to come near. Drawn "
        "with three.js (MIT licence, in this file).</p>\n");
}

int
fulg_cli_draw_page(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A,
                   const char *three)
{
    char title[160];
    fulg_cli_draw_title(title, sizeof title, A);
    put(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
             "charset=\"utf-8\"><meta name=\"viewport\" "
             "content=\"width=device-width\"><link rel=\"icon\" "
             "href=\"data:,\"><title>fulgurite draw</title>\n");
    put(out,
        "<style>html,body{height:100%;margin:0;font-family:Helvetica,"
        "Arial,sans-serif;font-size:14px;color:#1f2933}"
        "body{display:flex}#view{flex:1;min-width:0;height:100%;"
        "touch-action:none;cursor:grab}#view canvas{display:block;"
        "width:100%;height:100%}"
        "aside{width:330px;box-sizing:border-box;padding:18px;overflow:auto;"
        "border-left:1px solid #e4e7eb}h1{font-size:18px;margin:0 0 14px}"
        "h2{font-size:14px;margin:18px 0 6px}#legend label{display:block;"
        "margin:7px 0}i{display:inline-block;width:14px;height:14px;"
        "margin:0 3px;border-radius:3px;vertical-align:-2px}"
        "code{font-size:12px;overflow-wrap:anywhere}p{margin:4px 0}"
        "ul{padding-left:18px;margin:4px 0;font-size:12px}"
        ".small{font-size:12px;color:#52606d;margin-top:16px}"
        "@media(max-width:700px){body{flex-direction:column}"
        "#view{flex:none;height:65%}aside{width:auto}}</style></head>\n"
        "<body><div id=\"view\"></div>\n<aside>\n");
    put_words(out, A, title);
    put(out, "</aside>\n");
    put_data(out, A);
    put(out, notice);
    put(out, "<script>\n");
    put(out, three);
    put(out, "\n</script>\n<script>\n");
    for (const char *const *line = script; *line != NULL; line++)
        put(out, *line);
    put(out, "</script>\n</body></html>\n");
    return FULG_EXIT_OK;
}
