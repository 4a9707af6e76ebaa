/* Shared by the files of this module alone. */
#ifndef FULG_DRAW_IMPL_H
#define FULG_DRAW_IMPL_H

#include <fulgurite/draw.h>

/* ---- polynomials on a box -------------------------------------------------- */

/* A positive multiple of a polynomial in the coordinates of a box, -1 <= y_i <=
   1: all (degree + 1)^dim coefficients, that of y^e at sum of e_i stride_i.  Its
   ball over the box: the middle is the value at the centre, the radius the sum
   of the absolute values of the other coefficients.  Exact. */
typedef struct
{
    slong dim, degree, length;
    slong stride[3];
    fmpz *c;
} fulg_draw_local_t;

void fulg_draw_local_init(fulg_draw_local_t *p, slong dim, slong degree);
void fulg_draw_local_clear(fulg_draw_local_t *p);
/* p = f on the box low <= x <= high. */
void fulg_draw_local_set(fulg_draw_local_t *p, const fmpz_mpoly_t f,
                         const fmpz_mpoly_ctx_t ring, const fmpq *low,
                         const fmpq *high);
/* q = p on the half of the box at y_axis = side (-1 or 1), in coordinates of its
   own. */
void fulg_draw_local_halve(fulg_draw_local_t *q, const fulg_draw_local_t *p,
                           slong axis, int side);
/* The sign of the ball; 0 when it contains 0. */
int fulg_draw_local_sign(const fulg_draw_local_t *p);
/* The ball of the derivative in y_axis. */
void fulg_draw_local_slope(fmpz_t middle, fmpz_t radius,
                           const fulg_draw_local_t *p, slong axis);
/* An axis in which p is monotone on the box, or -1. */
slong fulg_draw_local_monotone(const fulg_draw_local_t *p);
/* The value at a corner: bit i of corner says that y_i = 1. */
void fulg_draw_local_corner(fmpz_t value, const fulg_draw_local_t *p,
                            int corner);

/* ---- doubles, for pictures alone ------------------------------------------- */

typedef struct
{
    slong dim, num;
    slong bits; /* the values are those of the polynomial over 2^bits */
    double *c;
    int *exponent; /* num times dim */
} fulg_draw_plain_t;

void fulg_draw_plain_init(fulg_draw_plain_t *p, const fmpz_mpoly_t f,
                          const fmpz_mpoly_ctx_t ring);
void fulg_draw_plain_clear(fulg_draw_plain_t *p);
double fulg_draw_plain_value(const fulg_draw_plain_t *p, const double *x);
void fulg_draw_plain_gradient(double *g, const fulg_draw_plain_t *p,
                              const double *x);
/* x on the segment from a to b where p changes its sign, or an end. */
void fulg_draw_plain_root(double *x, const fulg_draw_plain_t *p,
                          const double *a, const double *b, int sign_a);

/* ---- zeros in balls ---------------------------------------------------------- */

#define FULG_DRAW_PRECISION 192

/* Has the system f_0 = .. = f_(dim-1) = 0 exactly one zero in the box X (balls)?
   TRUE: then at is a small enclosure of it; FALSE: it has none there.  By the
   test of Krawczyk. */
fulg_truth_t fulg_draw_newton(arb_struct *at, const fmpz_mpoly_struct *const *f,
                              slong dim, const arb_struct *X,
                              const fmpz_mpoly_ctx_t ring);
/* The value in balls. */
void fulg_draw_value(arb_t value, const fmpz_mpoly_t f, const arb_struct *x,
                     const fmpz_mpoly_ctx_t ring);

/* ---- the work ---------------------------------------------------------------- */

/* A system whose zeros are points: two of the g (by the column that does not
   vanish), with delta in space; or a hypersurface with delta in the plane. */
typedef struct
{
    fulg_draw_role_t role;
    slong surface; /* -1: of g = 0 */
} fulg_draw_system_t;

/* A box in which one point of a system is alone, or (point -1) none is, in halves
   of 2^-(depth + fine). */
typedef struct
{
    slong system, point;
    int low[3], high[3];
} fulg_draw_lone_t;

#define FULG_DRAW_MAX_POLYNOMIALS (FULG_DRAW_MAX_SURFACES + 11)

typedef struct
{
    const fulg_draw_slice_struct *S;
    const fulg_draw_equations_struct *E;
    fulg_draw_picture_struct *P;
    const fulg_progress_t *progress;
    slong depth, dim, done;
    slong fine; /* so often are boxes halved again that may hold a point */
    int stopped;
    /* surfaces, g_01, g_02, g_12, delta, sign, F_1, F_2 */
    slong num, curve, delta, sign, first, second;
    const fmpz_mpoly_struct *f[FULG_DRAW_MAX_POLYNOMIALS];
    fulg_draw_local_t *work; /* num for each halving */
    fulg_draw_plain_t plain[FULG_DRAW_MAX_POLYNOMIALS];
    slong num_systems;
    fulg_draw_system_t system[FULG_DRAW_MAX_SURFACES + 1];
    FULG_DRAW_ARRAY(fulg_draw_lone_t, lone);
    /* of each surface, edges of the grid that have a vertex: see mesh.c */
    struct
    {
        ulong *key;
        int *vertex;
        slong size, used;
    } edges[FULG_DRAW_MAX_SURFACES];
} fulg_draw_work_t;

/* What is still to be looked at in a box. */
typedef struct
{
    int level, axis;     /* of the next halving */
    int corner[3], side; /* in the unit of 2^-(depth + fine) */
    unsigned surfaces;   /* bits: may meet the box */
    unsigned systems;    /* bits: may have a point in the box */
    int curve;           /* g = 0 may meet the box */
    signed char axis_of[FULG_DRAW_MAX_SURFACES]; /* monotone there, or -1 */
} fulg_draw_box_t;

/* Systems without a point in the box are dropped. */
void fulg_draw_look_for_points(fulg_draw_work_t *W, fulg_draw_box_t *box,
                               const fulg_draw_local_t *p);
/* Is the box inside one in which a point of the system is alone?  1: and it does
   not hold the point; 2: it may. */
int fulg_draw_is_in_lone(const fulg_draw_work_t *W, slong system,
                         const fulg_draw_box_t *box);
/* May one of the certified points of the system lie in the box? */
int fulg_draw_holds_point(const fulg_draw_work_t *W, slong system,
                          const fulg_draw_box_t *box);
/* A column (F_1i, F_2i) that does not vanish in the box, or -1; and two of the
   three g that have no other zeros than all three there: those with the column. */
int fulg_draw_find_column(const fulg_draw_work_t *W,
                          const fulg_draw_local_t *p);
void fulg_draw_pair_of_column(int *a, int *b, int i);

/* Room for one more. */
#define FULG_DRAW_PUSH(P, name)                                              \
    ((P)->num_##name == (P)->room_##name                                     \
         ? ((P)->room_##name = 2 * (P)->room_##name + 64,                    \
            (P)->name = flint_realloc((P)->name, (size_t) (P)->room_##name * \
                                                     sizeof(*(P)->name)))    \
         : (P)->name,                                                        \
     &(P)->name[(P)->num_##name++])

/* Divides the box; the lists of W->P grow. */
void fulg_draw_divide(fulg_draw_work_t *W);
/* The coordinates of a corner of the grid. */
void fulg_draw_corner(double *x, const fulg_draw_work_t *W, const int *corner,
                      int bits);
/* In the plane: the pieces of a surface in a leaf, and the parts of the regions;
   in space: its triangles. */
void fulg_draw_leaf_pieces(fulg_draw_work_t *W, const fulg_draw_local_t *p,
                           slong s, const int *corner, fulg_draw_place_t place);
void fulg_draw_leaf_cells(fulg_draw_work_t *W, const fulg_draw_local_t *sign,
                          const int *corner);
void fulg_draw_leaf_mesh(fulg_draw_work_t *W, const fulg_draw_local_t *p,
                         slong s, const int *corner);
/* In space: the piece of g = 0 in a leaf where it is a graph over an axis, by
   the pair i, j of the g; is_by_point: of the place that delta says, for its only
   zero there is a certified point. */
void fulg_draw_leaf_curve(fulg_draw_work_t *W, const int *corner, slong axis,
                          int i, int j, fulg_draw_place_t place,
                          int is_by_point);
/* A triangle that turns to the left when seen from where its normals point. */
void fulg_draw_add_triangle(fulg_draw_mesh_t *mesh, int a, int b, int c);
/* All of the mesh of a ruled surface: see fulg_draw_equations_struct. */
void fulg_draw_rule(fulg_draw_work_t *W);
/* What is known of a new point: place, crossing, exact coordinates. */
void fulg_draw_point_describe(fulg_draw_work_t *W, fulg_draw_point_t *point,
                              slong system);

/* What the exact classification says of the function at rational x. */
fulg_draw_place_t fulg_draw_classify(const fulg_draw_slice_t S, const fmpq *x);

#endif
