/* What every picture and every answer of draw has in common. */
#include <math.h>
#include <string.h>

#include "draw.h"

const fulg_cli_draw_look_t fulg_draw_look[FULG_DRAW_KINDS] = {
    {"#1f5fa8", 2.2, "variety, with real weights"},
    {"#c2183c", 2.6, "singular, with real weights"},
    {"#e8820c", 2.6, "closure without image (no real weights)"},
    {"#14213d", 2.4, "boundary"},
    {"#7a1fa2", 2.4, "cubes of linear forms"},
    {"#d400d4", 2.0, "not decided"}};

const char *
fulg_cli_draw_point_text(int kind)
{
    static const char *const texts[FULG_DRAW_KINDS] = {
        "point of the variety",
        "singular point, with real weights",
        "point with only complex weights",
        "boundary point",
        "cube of a linear form",
        "point, not decided"};
    return texts[kind];
}

const char *
fulg_cli_draw_role_name(fulg_draw_role_t role)
{
    static const char *const names[] = {"variety", "singular", "boundary",
                                        "cubes"};
    return names[role];
}

const char *
fulg_cli_draw_place_name(fulg_draw_place_t place)
{
    static const char *const names[] = {"image", "closure", "boundary",
                                        "outside", "unknown"};
    return names[place];
}

fulg_cli_draw_kind_t
fulg_cli_draw_kind(fulg_draw_role_t role, fulg_draw_place_t place)
{
    if (role == FULG_DRAW_RIM)
        return FULG_DRAW_KIND_RIM;
    if (role == FULG_DRAW_BOUNDARY || place == FULG_DRAW_ON_BOUNDARY)
        return FULG_DRAW_KIND_BOUNDARY;
    if (place == FULG_DRAW_IN_CLOSURE)
        return FULG_DRAW_KIND_CLOSURE;
    if (place == FULG_DRAW_NOT_KNOWN)
        return FULG_DRAW_KIND_OPEN;
    return role == FULG_DRAW_SINGULAR ? FULG_DRAW_KIND_SINGULAR
                                      : FULG_DRAW_KIND_SURFACE;
}

fulg_cli_draw_kind_t
fulg_cli_draw_kind_of_piece(const fulg_cli_draw_answer_t *A, slong surface,
                            fulg_draw_place_t place)
{
    return fulg_cli_draw_kind(
        surface < 0 ? A->E->curve_role : A->E->surface[surface].role, place);
}

void
fulg_cli_draw_title(char *text, size_t size, const fulg_cli_draw_answer_t *A)
{
    snprintf(text, size,
             "One lightning layer: d = 2, d_out = 1, head_dim = %ld"
             ", %s",
             (long) A->S->head_dim,
             A->S->tokens > 1 ? "two or more tokens" : "one token");
}

double
fulg_cli_draw_step(double width, int num)
{
    const double rough = width / num;
    const double ten = pow(10.0, floor(log10(rough)));
    return rough < 1.5 * ten   ? ten
           : rough < 3.5 * ten ? 2 * ten
           : rough < 7.5 * ten ? 5 * ten
                               : 10 * ten;
}
