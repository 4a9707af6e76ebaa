/* Triangles of a surface: every cube is six tetrahedra around its diagonal. */
#include <math.h>

#include "impl.h"

/* The corners of the six, by bits. */
static const int tetrahedra[6][4] = {{0, 1, 3, 7}, {0, 1, 5, 7}, {0, 2, 3, 7},
                                     {0, 2, 6, 7}, {0, 4, 5, 7}, {0, 4, 6, 7}};

/* ---- vertices by the edge of the grid they lie on ------------------------------ */

static slong
slot_of(const fulg_draw_work_t *W, slong s, ulong key)
{
    const slong size = W->edges[s].size;
    slong slot = (slong) ((key * UWORD(0x9e3779b97f4a7c15) >> 16) &
                          (ulong) (size - 1));
    while (W->edges[s].key[slot] != 0 && W->edges[s].key[slot] != key)
        slot = (slot + 1) & (size - 1);
    return slot;
}

static void
grow(fulg_draw_work_t *W, slong s)
{
    const slong old = W->edges[s].size;
    ulong *key = W->edges[s].key;
    int *vertex = W->edges[s].vertex;
    W->edges[s].size = old ? 2 * old : 4096;
    W->edges[s].key = flint_calloc((size_t) W->edges[s].size, sizeof(ulong));
    W->edges[s].vertex = flint_malloc((size_t) W->edges[s].size * sizeof(int));
    for (slong n = 0; n < old; n++)
        if (key[n] != 0)
        {
            const slong slot = slot_of(W, s, key[n]);
            W->edges[s].key[slot] = key[n];
            W->edges[s].vertex[slot] = vertex[n];
        }
    flint_free(key);
    flint_free(vertex);
}

static int
new_vertex(fulg_draw_work_t *W, slong s, const int *corner, int a, int b,
           int sign)
{
    fulg_draw_mesh_t *mesh = W->P->mesh + s;
    fulg_draw_vertex_t *v = FULG_DRAW_PUSH(mesh, vertices);
    double from[3], to[3], length = 0.0;
    fulg_draw_corner(from, W, corner, a);
    fulg_draw_corner(to, W, corner, b);
    fulg_draw_plain_root(v->place, W->plain + s, from, to, sign);
    fulg_draw_plain_gradient(v->normal, W->plain + s, v->place);
    for (int i = 0; i < 3; i++)
        length += v->normal[i] * v->normal[i];
    length = length > 0.0 ? sqrt(length) : 1.0;
    for (int i = 0; i < 3; i++)
        v->normal[i] /= length;
    return (int) mesh->num_vertices - 1;
}

/* On the edge from corner a to corner b of the cube, a's bits among those of b. */
static int
vertex_on(fulg_draw_work_t *W, slong s, const int *corner, int a, int b,
          int sign)
{
    ulong key = 0;
    slong slot;
    for (int i = 0; i < 3; i++)
        key = key << 12 | (ulong) (corner[i] + (a >> i & 1));
    key = key << 3 | (ulong) (a ^ b);
    if (2 * W->edges[s].used >= W->edges[s].size)
        grow(W, s);
    slot = slot_of(W, s, key);
    if (W->edges[s].key[slot] == 0)
    {
        W->edges[s].key[slot] = key;
        W->edges[s].vertex[slot] = new_vertex(W, s, corner, a, b, sign);
        W->edges[s].used++;
    }
    return W->edges[s].vertex[slot];
}

/* ---- triangles -------------------------------------------------------------------- */

void
fulg_draw_add_triangle(fulg_draw_mesh_t *mesh, int a, int b, int c)
{
    const double *x = mesh->vertices[a].place, *y = mesh->vertices[b].place;
    const double *z = mesh->vertices[c].place;
    double turn = 0.0;
    int *triangle;
    if (a == b || b == c || c == a)
        return;
    for (int i = 0; i < 3; i++)
    {
        const int j = (i + 1) % 3, k = (i + 2) % 3;
        const double normal = (y[j] - x[j]) * (z[k] - x[k]) -
                              (y[k] - x[k]) * (z[j] - x[j]);
        turn += normal *
                (mesh->vertices[a].normal[i] + mesh->vertices[b].normal[i] +
                 mesh->vertices[c].normal[i]);
    }
    for (int n = 0; n < 3; n++)
    {
        triangle = FULG_DRAW_PUSH(mesh, corners);
        *triangle = n == 0 ? a : (n == 1) == (turn > 0.0) ? b : c;
    }
}

static void
tetrahedron(fulg_draw_work_t *W, slong s, const int *corner, const int *sign,
            const int *t)
{
    int inside[4], outside[4], num = 0, rest = 0, v[4];
    fulg_draw_mesh_t *mesh = W->P->mesh + s;
    for (int n = 0; n < 4; n++)
        if (sign[t[n]] < 0)
            inside[num++] = t[n];
        else
            outside[rest++] = t[n];
    if (num == 0 || rest == 0)
        return;
    for (int i = 0, n = 0; i < num; i++)
        for (int j = 0; j < rest; j++, n++)
        {
            const int a = FLINT_MIN(inside[i], outside[j]);
            const int b = FLINT_MAX(inside[i], outside[j]);
            v[n] = vertex_on(W, s, corner, a, b, sign[a]);
        }
    if (num == 2)
    {
        fulg_draw_add_triangle(mesh, v[0], v[1], v[3]);
        fulg_draw_add_triangle(mesh, v[0], v[3], v[2]);
    }
    else
        fulg_draw_add_triangle(mesh, v[0], v[1], v[2]);
}

void
fulg_draw_leaf_mesh(fulg_draw_work_t *W, const fulg_draw_local_t *p, slong s,
                    const int *corner)
{
    int sign[8], sum = 0;
    fmpz_t value;
    fmpz_init(value);
    for (int n = 0; n < 8; n++)
    {
        fulg_draw_local_corner(value, p, n);
        sign[n] = fmpz_sgn(value) < 0 ? -1 : 1;
        sum += sign[n];
    }
    fmpz_clear(value);
    if (sum == 8 || sum == -8)
        return;
    for (int n = 0; n < 6; n++)
        tetrahedron(W, s, corner, sign, tetrahedra[n]);
}
