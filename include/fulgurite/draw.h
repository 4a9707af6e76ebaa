/*
 * Slices of the neuromanifold of one lightning layer with d = 2, d_out = 1 and
 * one head, by exact equations and certified subdivision (doc: sec-draw).
 *
 * A function is six numbers (tokens >= 2: the quadratic forms F_1, F_2 in x that
 * stand before y_1 and y_2, three coefficients each) or four (tokens = 1: a
 * cubic form).  A slice is an affine map from the plane or from space into
 * these; its equations are polynomials in two or three variables.
 */
#ifndef FULGURITE_DRAW_H
#define FULGURITE_DRAW_H

#include <flint/fmpz_mpoly.h>

#include <fulgurite/single.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the slice ----------------------------------------------------------- */

/* x -> origin + sum of x_i direction_i, for x in the box low <= x <= high.
   dim is 2 or 3; num is 6 or 4, the order of the coefficients that of
   fulg_function_t: x_1^2, x_1 x_2, x_2^2, first all before y_1, then all before
   y_2; or x_1^3, x_1^2 x_2, x_1 x_2^2, x_2^3. */
typedef struct
{
    slong head_dim, tokens, dim, num;
    fmpq *origin;     /* num */
    fmpq *direction;  /* dim times num */
    fmpq *low, *high; /* dim */
} fulg_draw_slice_struct;
typedef fulg_draw_slice_struct fulg_draw_slice_t[1];

#define FULG_DRAW_SLICE_FORMAT "fulgurite-slice/1"

/* The slice of the manual for this shape: head_dim 1 or more, tokens 1 or more,
   dim 2 or 3. */
void fulg_draw_slice_init(fulg_draw_slice_t S, slong head_dim, slong tokens,
                          slong dim);
void fulg_draw_slice_clear(fulg_draw_slice_t S);
/* A file "fulgurite-slice/1".  Initialised only when FULG_OK is returned.  PARSE,
   with the place; UNABLE for other d or d_out. */
FULG_MUST_CHECK fulg_status_t fulg_draw_slice_init_json(fulg_draw_slice_t S,
                                                        const json_t *value,
                                                        fulg_diag_t diag);
/* The file; a new reference. */
json_t *fulg_draw_slice_json(const fulg_draw_slice_t S);
/* PARSE when the directions are dependent or the box has no inside; UNABLE when
   doubles cannot tell its sides apart. */
FULG_MUST_CHECK fulg_status_t fulg_draw_slice_check(const fulg_draw_slice_t S,
                                                    fulg_diag_t diag);
/* F is the function at x (dim numbers).  UNABLE as fulg_function_init, so never:
   six numbers are not too many. */
FULG_MUST_CHECK fulg_status_t
fulg_draw_slice_function(fulg_function_t F, const fulg_draw_slice_t S,
                         const fmpq *x, fulg_diag_t diag);

/* ---- its equations ------------------------------------------------------- */

/* What a piece of a slice consists of.  Rim: where the boundary hypersurface of
   cubics is singular (the cubes of linear forms). */
typedef enum
{
    FULG_DRAW_VARIETY,
    FULG_DRAW_SINGULAR,
    FULG_DRAW_BOUNDARY,
    FULG_DRAW_RIM
} fulg_draw_role_t;

/* Points of the slice that lie on no hypersurface. */
typedef enum
{
    FULG_DRAW_OUTSIDE, /* are not on the variety */
    FULG_DRAW_IMAGE,
    FULG_DRAW_BY_SIGN, /* image where sign > 0, closure alone where sign < 0 */
    FULG_DRAW_EDGE     /* all of the slice is boundary */
} fulg_draw_ground_t;

#define FULG_DRAW_MAX_SURFACES 12

/* An irreducible polynomial and what its zeros are.  by_delta: they are image
   where delta > 0, boundary where delta = 0, and only in the closure where
   delta < 0; otherwise they are image. */
typedef struct
{
    fulg_draw_role_t role;
    int by_delta;
    fmpz_mpoly_t f;
} fulg_draw_surface_t;

/* The equations of a slice: the ground, the hypersurfaces, and what remains of
   the three minors of (F_1; F_2) once their greatest common divisor is taken
   out: g = 0 has codimension 2 or is empty.  first, second: F_1 and F_2.
   delta is the sum of the discriminants of F_1 and F_2.  All polynomials have
   integer coefficients; F_1 and F_2 are multiplied by a positive number. */
typedef struct
{
    slong dim;
    fmpz_mpoly_ctx_t ring;
    fmpz_mpoly_t first[3], second[3], delta, sign;
    fulg_draw_ground_t ground;
    slong num_surfaces;
    fulg_draw_surface_t surface[FULG_DRAW_MAX_SURFACES];
    int ruled; /* the surfaces are R = 0: in space their mesh, all in that of the
                  first, is made of the lines that they consist of */
    int has_curve, curve_by_delta;
    fulg_draw_role_t curve_role;
    fmpz_mpoly_t curve[3]; /* g_01, g_02, g_12 */
    int has_zero;          /* the zero function lies in the slice, at zero */
    fmpq *zero;
} fulg_draw_equations_struct;
typedef fulg_draw_equations_struct fulg_draw_equations_t[1];

/* The equations of a slice that fulg_draw_slice_check accepts. */
void fulg_draw_equations_init(fulg_draw_equations_t E,
                              const fulg_draw_slice_t S);
void fulg_draw_equations_clear(fulg_draw_equations_t E);
/* The text of a polynomial in x, y, z; freed with flint_free. */
char *fulg_draw_text(const fulg_draw_equations_t E, const fmpz_mpoly_t f);

/* ---- subdivision --------------------------------------------------------- */

/* What is proved of a box of side 2^-depth that a hypersurface f = 0 may meet.
   SHEET: f is monotone in one variable and has both signs there: one sheet, a
   graph, meets the box, and no other.  SIMPLE: f is monotone in one variable:
   one sheet at most.  SPECIAL: neither, but in one of the cells of 8 sides around
   a certified point or curve.  OPEN: nothing.  Of the codimension 2 locus in
   space SIMPLE: a graph over an axis, so one branch at most. */
typedef enum
{
    FULG_DRAW_SHEET,
    FULG_DRAW_SIMPLE,
    FULG_DRAW_SPECIAL,
    FULG_DRAW_OPEN,
    FULG_DRAW_STATES
} fulg_draw_state_t;

/* Of a box without hypersurface, of a piece or of a point. */
typedef enum
{
    FULG_DRAW_IN_IMAGE,
    FULG_DRAW_IN_CLOSURE,
    FULG_DRAW_ON_BOUNDARY,
    FULG_DRAW_OFF,
    FULG_DRAW_NOT_KNOWN,
    FULG_DRAW_PLACES
} fulg_draw_place_t;

/* A box: corner and side in the unit of 2^-depth of the whole box. */
typedef struct
{
    int corner[3], side;
    fulg_draw_place_t place;
} fulg_draw_free_t;

typedef struct
{
    int corner[3];
    short surface; /* -1: the curve g = 0 */
    short state;
    short place;
} fulg_draw_leaf_t;

/* A segment (of a curve) with ends in the coordinates of the slice: for
   pictures.  The place is that of its box. */
typedef struct
{
    double end[2][3];
    short surface, place;
} fulg_draw_piece_t;

/* A region's part of a box that a hypersurface crosses, a polygon, dim = 2. */
typedef struct
{
    double corner[6][2];
    short num, place;
} fulg_draw_cell_t;

/* A certified point: one and no other zero of its equations in the ball around
   it that inside and radius say.  rational: its exact coordinates are known. */
typedef struct
{
    fulg_draw_role_t role;
    fulg_draw_place_t place;
    int crossing; /* 1: two real branches meet, 0: isolated, -1: not known */
    int rational;
    fmpq exact[3];
    arb_struct at[3];
} fulg_draw_point_t;

typedef struct
{
    double place[3], normal[3];
} fulg_draw_vertex_t;

#define FULG_DRAW_ARRAY(type, name) \
    type *name;                     \
    slong num_##name, room_##name

/* Triangles of a hypersurface, dim = 3: three corners each, numbers of
   vertices, to the left when seen from where f is positive.  front: what lies
   where f is positive, back: where it is negative, when that is the same all
   over a boundary; otherwise both are NOT_KNOWN.  For pictures. */
typedef struct
{
    fulg_draw_place_t front, back;
    FULG_DRAW_ARRAY(fulg_draw_vertex_t, vertices);
    FULG_DRAW_ARRAY(int, corners);
} fulg_draw_mesh_t;

typedef struct
{
    slong dim, depth;
    FULG_DRAW_ARRAY(fulg_draw_free_t, free);
    FULG_DRAW_ARRAY(fulg_draw_leaf_t, leaf);
    FULG_DRAW_ARRAY(fulg_draw_piece_t, piece);
    FULG_DRAW_ARRAY(fulg_draw_cell_t, cell);
    FULG_DRAW_ARRAY(fulg_draw_point_t, point);
    fulg_draw_mesh_t mesh[FULG_DRAW_MAX_SURFACES];
    slong classified; /* centres of free boxes that were classified exactly */
} fulg_draw_picture_struct;
typedef fulg_draw_picture_struct fulg_draw_picture_t[1];

#define FULG_DRAW_MAX_DEPTH_2 12
#define FULG_DRAW_MAX_DEPTH_3 8

/* Divides the box of the slice depth times.  Every box that is called free is
   proved to meet none of the loci, and its place holds in all of it; the centres
   of the largest of each place are classified by fulg_single_classify_function
   as well.  UNABLE when interrupted.  Initialised only when FULG_OK is
   returned.  Cost: some microseconds a box, (2^depth)^(dim-1) boxes. */
FULG_MUST_CHECK fulg_status_t
fulg_draw_picture_init(fulg_draw_picture_t P, const fulg_draw_slice_t S,
                       const fulg_draw_equations_t E, slong depth,
                       const fulg_progress_t *progress, fulg_diag_t diag);
void fulg_draw_picture_clear(fulg_draw_picture_t P);

#ifdef __cplusplus
}
#endif

#endif
