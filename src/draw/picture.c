#include <string.h>

#include "impl.h"

/* Largest number of centres of boxes of a place that are classified, too. */
#define MOST_CLASSIFIED 256

static slong
degree_of(const fmpz_mpoly_t f, const fmpz_mpoly_ctx_t ring)
{
    return FLINT_MAX(1, fmpz_mpoly_total_degree_si(f, ring));
}

static void
list_polynomials(fulg_draw_work_t *W)
{
    const fulg_draw_equations_struct *E = W->E;
    slong n = 0;
    for (slong s = 0; s < E->num_surfaces; s++)
        W->f[n++] = E->surface[s].f;
    W->curve = n;
    for (int i = 0; i < 3; i++)
        W->f[n++] = E->curve[i];
    W->delta = n;
    W->f[n++] = E->delta;
    W->sign = n;
    W->f[n++] = E->sign;
    W->first = n;
    for (int i = 0; i < 3; i++)
        W->f[n++] = E->first[i];
    W->second = n;
    for (int i = 0; i < 3; i++)
        W->f[n++] = E->second[i];
    W->num = n;
}

/* In the plane g = 0, and boundary points of the curves; in space boundary
   points of the curve g = 0. */
static void
list_systems(fulg_draw_work_t *W)
{
    const fulg_draw_equations_struct *E = W->E;
    W->num_systems = 0;
    if (E->has_curve && (W->dim == 2 || E->curve_by_delta))
        W->system[W->num_systems++] = (fulg_draw_system_t){
            W->dim == 2 ? E->curve_role : FULG_DRAW_BOUNDARY, -1};
    for (slong s = 0; s < E->num_surfaces && W->dim == 2; s++)
        if (E->surface[s].by_delta)
            W->system[W->num_systems++] = (fulg_draw_system_t){
                FULG_DRAW_BOUNDARY, s};
}

static void
work_init(fulg_draw_work_t *W)
{
    const slong steps = (W->depth + W->fine) * W->dim + 1;
    list_polynomials(W);
    list_systems(W);
    W->work = flint_malloc((size_t) (steps * W->num) *
                           sizeof(fulg_draw_local_t));
    for (slong n = 0; n < W->num; n++)
    {
        const slong degree = degree_of(W->f[n], W->E->ring);
        for (slong k = 0; k < steps; k++)
            fulg_draw_local_init(W->work + k * W->num + n, W->dim, degree);
        fulg_draw_local_set(W->work + n, W->f[n], W->E->ring, W->S->low,
                            W->S->high);
        fulg_draw_plain_init(W->plain + n, W->f[n], W->E->ring);
    }
}

static void
work_clear(fulg_draw_work_t *W)
{
    const slong steps = (W->depth + W->fine) * W->dim + 1;
    for (slong n = 0; n < W->num; n++)
    {
        for (slong k = 0; k < steps; k++)
            fulg_draw_local_clear(W->work + k * W->num + n);
        fulg_draw_plain_clear(W->plain + n);
    }
    for (slong s = 0; s < FULG_DRAW_MAX_SURFACES; s++)
    {
        flint_free(W->edges[s].key);
        flint_free(W->edges[s].vertex);
    }
    flint_free(W->work);
    flint_free(W->lone);
}

/* ---- what a certified point or curve explains -------------------------------------- */

#define NEAR 8

/* A coarse map of the places near something certified: cells of NEAR sides. */
typedef struct
{
    slong width;
    char *cell;
} map_t;

static slong
map_place(const map_t *map, slong dim, const slong *at)
{
    slong n = 0;
    for (slong i = 0; i < dim; i++)
    {
        if (at[i] < 0 || at[i] >= map->width)
            return -1;
        n = n * map->width + at[i];
    }
    return n;
}

/* Marks the cell of a corner and those around it. */
static void
map_mark(map_t *map, slong dim, const int *corner)
{
    const slong all = dim == 2 ? 9 : 27;
    for (slong n = 0; n < all; n++)
    {
        slong at[3], place;
        for (slong i = 0, k = n; i < dim; i++, k /= 3)
            at[i] = corner[i] / NEAR + k % 3 - 1;
        place = map_place(map, dim, at);
        if (place >= 0)
            map->cell[place] = 1;
    }
}

static int
map_has(const map_t *map, slong dim, const int *corner)
{
    slong at[3];
    for (slong i = 0; i < dim; i++)
        at[i] = corner[i] / NEAR;
    return map->cell[map_place(map, dim, at)];
}

/* The corner of the box of a point. */
static void
corner_of(int *corner, const fulg_draw_work_t *W, const fulg_draw_point_t *p)
{
    for (slong i = 0; i < W->dim; i++)
    {
        const double low = fmpq_get_d(W->S->low + i);
        const double high = fmpq_get_d(W->S->high + i);
        const double x = arf_get_d(arb_midref(p->at + i), ARF_RND_NEAR);
        corner[i] = (int) ((x - low) / (high - low) *
                           (double) (WORD(1) << W->depth));
    }
}

/* Of the curve, or of the surfaces. */
static void
explain_leaves(fulg_draw_work_t *W, const map_t *map, int surfaces)
{
    for (slong n = 0; n < W->P->num_leaf; n++)
    {
        fulg_draw_leaf_t *leaf = W->P->leaf + n;
        if ((leaf->surface >= 0) == surfaces && leaf->state == FULG_DRAW_OPEN &&
            map_has(map, W->dim, leaf->corner))
            leaf->state = FULG_DRAW_SPECIAL;
    }
}

/* OPEN becomes SPECIAL near certified points and curves. */
static void
explain(fulg_draw_work_t *W)
{
    fulg_draw_picture_struct *P = W->P;
    map_t map = {.width = (WORD(1) << W->depth) / NEAR + 1};
    slong size = map.width * map.width;
    if (W->dim == 3)
        size *= map.width;
    map.cell = flint_calloc((size_t) size, 1);
    for (slong n = 0; n < P->num_point; n++)
    {
        int corner[3];
        corner_of(corner, W, P->point + n);
        map_mark(&map, W->dim, corner);
    }
    explain_leaves(W, &map, 0);
    for (slong n = 0; n < P->num_leaf; n++)
        if (P->leaf[n].surface < 0 && P->leaf[n].state == FULG_DRAW_SIMPLE)
            map_mark(&map, W->dim, P->leaf[n].corner);
    explain_leaves(W, &map, 1);
    flint_free(map.cell);
}

/* Which side of a boundary is the image: the signs next to the vertices, nearly
   all of which agree when there is one. */
static void
find_sides(fulg_draw_work_t *W, slong s)
{
    fulg_draw_mesh_t *mesh = W->P->mesh + s;
    slong positive = 0;
    mesh->front = mesh->back = FULG_DRAW_NOT_KNOWN;
    if (W->E->ground != FULG_DRAW_BY_SIGN)
        return;
    for (slong n = 0; n < mesh->num_vertices; n++)
    {
        double x[3];
        for (int i = 0; i < 3; i++)
            x[i] = mesh->vertices[n].place[i] +
                   1e-3 * mesh->vertices[n].normal[i];
        positive += fulg_draw_plain_value(W->plain + W->sign, x) > 0.0;
    }
    if (10 * positive > 9 * mesh->num_vertices ||
        10 * positive < mesh->num_vertices)
    {
        const int image = 10 * positive > mesh->num_vertices;
        mesh->front = image ? FULG_DRAW_IN_IMAGE : FULG_DRAW_IN_CLOSURE;
        mesh->back = image ? FULG_DRAW_IN_CLOSURE : FULG_DRAW_IN_IMAGE;
    }
}

/* The zero function, where the equations of points are of no use. */
static void
add_zero(fulg_draw_work_t *W)
{
    fulg_draw_point_t *point;
    if (!W->E->has_zero)
        return;
    for (slong n = 0; n < W->P->num_point; n++)
    {
        int same = W->P->point[n].rational;
        for (slong i = 0; i < W->dim && same; i++)
            same = fmpq_equal(W->P->point[n].exact + i, W->E->zero + i);
        if (same)
            return;
    }
    point = FULG_DRAW_PUSH(W->P, point);
    memset(point, 0, sizeof *point);
    point->role = W->S->tokens > 1 ? FULG_DRAW_SINGULAR : FULG_DRAW_RIM;
    for (slong i = 0; i < 3; i++)
    {
        arb_init(point->at + i);
        fmpq_init(point->exact + i);
        if (i >= W->dim)
            continue;
        fmpq_set(point->exact + i, W->E->zero + i);
        arb_set_fmpq(point->at + i, W->E->zero + i, FULG_DRAW_PRECISION);
    }
    point->rational = 1;
    point->crossing = -1;
    point->place = fulg_draw_classify(W->S, point->exact);
}

/* ---- an independent look at the regions --------------------------------------------- */

/* The centre of a box of the grid. */
static void
centre(fmpq *x, const fulg_draw_work_t *W, const fulg_draw_free_t *box)
{
    for (slong i = 0; i < W->dim; i++)
    {
        fmpq_sub(x + i, W->S->high + i, W->S->low + i);
        fmpq_div_2exp(x + i, x + i, (flint_bitcnt_t) W->depth + 1);
        fmpq_mul_si(x + i, x + i, 2 * box->corner[i] + box->side);
        fmpq_add(x + i, x + i, W->S->low + i);
    }
}

/* Classifies the centres of the largest boxes; UNABLE when one is not what its
   box is said to be. */
static fulg_status_t
check_regions(fulg_draw_work_t *W, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpq *x = _fmpq_vec_init(3);
    slong left[FULG_DRAW_PLACES];
    for (int n = 0; n < FULG_DRAW_PLACES; n++)
        left[n] = MOST_CLASSIFIED;
    for (int side = 1 << W->depth; side > 0; side /= 2)
        for (slong n = 0; n < W->P->num_free && status == FULG_OK; n++)
        {
            const fulg_draw_free_t *box = W->P->free + n;
            if (box->side != side || left[box->place] == 0)
                continue;
            left[box->place]--;
            W->P->classified++;
            centre(x, W, box);
            if (fulg_draw_classify(W->S, x) != box->place)
                status = fulg_diag_set(diag, FULG_UNABLE,
                                       "the centre of a box is not classified "
                                       "as its sign says");
        }
    _fmpq_vec_clear(x, 3);
    return status;
}

fulg_status_t
fulg_draw_picture_init(fulg_draw_picture_t P, const fulg_draw_slice_t S,
                       const fulg_draw_equations_t E, slong depth,
                       const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_draw_work_t W;
    fulg_status_t status = FULG_OK;
    const slong most = S->dim == 2 ? FULG_DRAW_MAX_DEPTH_2
                                   : FULG_DRAW_MAX_DEPTH_3;
    if (depth < 1 || depth > most)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "a slice of dimension %ld is divided 1 to %ld "
                             "times, not %ld",
                             (long) S->dim, (long) most, (long) depth);
    memset(P, 0, sizeof *P);
    memset(&W, 0, sizeof W);
    P->dim = W.dim = S->dim;
    P->depth = W.depth = depth;
    W.fine = S->dim == 2 ? 8 : 4;
    W.S = S;
    W.E = E;
    W.P = P;
    W.progress = progress;
    work_init(&W);
    fulg_draw_divide(&W);
    add_zero(&W);
    explain(&W);
    if (E->ruled && S->dim == 3)
        fulg_draw_rule(&W);
    for (slong s = 0; s < E->num_surfaces; s++)
        find_sides(&W, s);
    if (W.stopped)
        status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    else
        status = check_regions(&W, diag);
    work_clear(&W);
    if (status != FULG_OK)
        fulg_draw_picture_clear(P);
    return status;
}

void
fulg_draw_picture_clear(fulg_draw_picture_t P)
{
    for (slong n = 0; n < P->num_point; n++)
        for (int i = 0; i < 3; i++)
        {
            arb_clear(P->point[n].at + i);
            fmpq_clear(P->point[n].exact + i);
        }
    for (slong s = 0; s < FULG_DRAW_MAX_SURFACES; s++)
    {
        flint_free(P->mesh[s].vertices);
        flint_free(P->mesh[s].corners);
    }
    flint_free(P->free);
    flint_free(P->leaf);
    flint_free(P->piece);
    flint_free(P->cell);
    flint_free(P->point);
}
