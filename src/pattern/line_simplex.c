#include "line.h"

/* The inequalities are homogeneous, so that "> 0" may be "> = 1", and places may be
   at least 0:

     min c x + c t,  x_up - x_down + t_row w >= 1,  x, t >= 0,  c > 0.

   Its dual has a start, 0, and few rows, one for every unknown; columns are taken
   as they are found violated.  The simplex method with integers: the table is the
   inverse of the basis times its determinant, which divides what it must (Edmonds,
   Bareiss). */
typedef fulg_pattern_line_edge_t edge_t;

typedef struct
{
    const fulg_pattern_line_system_t *S;
    slong unknowns;
    /* Bounds of 2^bits times the logarithms: of 1 + e1, 1/e2, and the entries,
       as a and as b of an edge. */
    fmpz_t room, gap;
    fmpz *as_a, *as_b;
    /* Last row: 2^0 det times the solution so far; last column: the costs. */
    fmpz_mat_t table;
    fmpz_t det;
    edge_t *basis;
    fmpz *column;
} simplex_t;

/* z = an integer below or above 2^bits log(x); exact for x = 1. */
static void
round_log(fmpz_t z, const fmpq_t x, slong bits, int above)
{
    arb_t y;
    arf_t end;
    arb_init(y);
    arf_init(end);
    fulg_pattern_log(y, x, bits + 32);
    if (fmpq_is_one(x))
        arb_zero(y);
    arb_mul_2exp_si(y, y, bits);
    if (above)
        arb_get_ubound_arf(end, y, bits + 64);
    else
        arb_get_lbound_arf(end, y, bits + 64);
    arf_get_fmpz(z, end, above ? ARF_RND_CEIL : ARF_RND_FLOOR);
    arb_clear(y);
    arf_clear(end);
}

static void
set_coefficients(simplex_t *T, slong bits, int stronger)
{
    const fulg_pattern_line_system_t *S = T->S;
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, 1, 1);
    fmpq_add(x, x, S->e1);
    round_log(T->room, x, bits, !stronger);
    fmpq_inv(x, S->e2);
    round_log(T->gap, x, bits, stronger);
    for (slong n = 0; n < S->start[S->rows]; n++)
    {
        round_log(T->as_a + n, S->ratio + n, bits, !stronger);
        round_log(T->as_b + n, S->ratio + n, bits, stronger);
    }
    fmpq_clear(x);
}

static void
simplex_init(simplex_t *T, const fulg_pattern_line_system_t *S, slong bits,
             int stronger)
{
    const slong n = S->keys + S->rows;
    fulg_rand_t rand;
    T->S = S;
    T->unknowns = n;
    fmpz_init(T->room);
    fmpz_init(T->gap);
    T->as_a = _fmpz_vec_init(S->start[S->rows]);
    T->as_b = _fmpz_vec_init(S->start[S->rows]);
    set_coefficients(T, bits, stronger);
    fmpz_mat_init(T->table, n + 1, n + 1);
    fmpz_init_set_ui(T->det, 1);
    T->basis = flint_malloc((size_t) n * sizeof(edge_t));
    T->column = _fmpz_vec_init(n + 1);
    /* Costs without a pattern: no ties, so no cycles. */
    fulg_rand_init(rand, 1);
    for (slong v = 0; v < n; v++)
    {
        T->basis[v] = (edge_t){.row = -1, .up = v};
        fmpz_one(fmpz_mat_entry(T->table, v, v));
        fmpz_set_ui(fmpz_mat_entry(T->table, v, n),
                    (UWORD(1) << 24) + fulg_rand_below(rand, 1 << 24));
    }
}

static void
simplex_clear(simplex_t *T)
{
    const fulg_pattern_line_system_t *S = T->S;
    fmpz_clear(T->room);
    fmpz_clear(T->gap);
    _fmpz_vec_clear(T->as_a, S->start[S->rows]);
    _fmpz_vec_clear(T->as_b, S->start[S->rows]);
    fmpz_mat_clear(T->table);
    fmpz_clear(T->det);
    flint_free(T->basis);
    _fmpz_vec_clear(T->column, T->unknowns + 1);
}

/* w of an edge, times 2^bits. */
static void
coefficient(fmpz_t w, const simplex_t *T, const edge_t *edge)
{
    if (edge->a < 0)
    {
        fmpz_neg(w, T->gap);
        return;
    }
    fmpz_add(w, T->room, T->as_a + edge->a);
    fmpz_sub(w, w, T->as_b + edge->b);
}

static const fmpz *
price(const simplex_t *T, slong v)
{
    return fmpz_mat_entry(T->table, T->unknowns, v);
}

/* ---- the worst inequality of a row ---- */

/* The edge of entries a, b, or a key less than those of the row (T2). */
static edge_t
make_edge(const fulg_pattern_line_system_t *S, slong r, slong up, slong down,
          slong a, slong b)
{
    return S->side[r] > 0 ? (edge_t){r, up, down, a, b}
                          : (edge_t){r, down, up, a, b};
}

/* Keeps the least value of all and its place. */
static void
take_least(fmpz_t least, slong *at, const fmpz_t value, slong place)
{
    if (*at >= 0 && fmpz_cmp(value, least) >= 0)
        return;
    fmpz_set(least, value);
    *at = place;
}

/* (T1): the a with the least t as_a - side x, the b with the least side x - t as_b;
   (T2): the least side x inside, the largest outside. */
static void
worst_of_row(edge_t edges[2], int *num, const simplex_t *T, slong r)
{
    const fulg_pattern_line_system_t *S = T->S;
    const int side = S->side[r];
    const fmpz *t = price(T, S->keys + r);
    slong a = -1, b = -1, in = -1, out = -1;
    fmpz_t x, y, least_a, least_b, least_in, least_out;
    fmpz_init(x);
    fmpz_init(y);
    fmpz_init(least_a);
    fmpz_init(least_b);
    fmpz_init(least_in);
    fmpz_init(least_out);
    for (slong k = 0, n = S->start[r]; k < S->keys; k++)
    {
        fmpz_mul_si(x, price(T, k), side);
        if (n == S->start[r + 1] || S->key[n] != k)
        {
            fmpz_neg(x, x);
            take_least(least_out, &out, x, k);
            continue;
        }
        take_least(least_in, &in, x, k);
        fmpz_mul(y, t, T->as_a + n);
        fmpz_sub(y, y, x);
        take_least(least_a, &a, y, n);
        fmpz_submul(x, t, T->as_b + n);
        take_least(least_b, &b, x, n);
        n++;
    }
    edges[0] = make_edge(S, r, S->key[b], S->key[a], a, b);
    *num = 1;
    if (out >= 0)
        edges[(*num)++] = make_edge(S, r, in, out, -1, -1);
    fmpz_clear(x);
    fmpz_clear(y);
    fmpz_clear(least_a);
    fmpz_clear(least_b);
    fmpz_clear(least_in);
    fmpz_clear(least_out);
}

/* det times (x_up - x_down + t w - 1). */
static void
slack(fmpz_t z, const simplex_t *T, const edge_t *edge)
{
    fmpz_t w;
    fmpz_init(w);
    coefficient(w, T, edge);
    fmpz_sub(z, price(T, edge->up), price(T, edge->down));
    fmpz_addmul(z, price(T, T->S->keys + edge->row), w);
    fmpz_sub(z, z, T->det);
    fmpz_clear(w);
}

/* The most violated inequality of all rows that have a side; 0: none. */
static int
find_violated(edge_t *worst, const simplex_t *T)
{
    int found = 0;
    fmpz_t z, least;
    fmpz_init(z);
    fmpz_init(least);
    for (slong r = 0; r < T->S->rows; r++)
    {
        edge_t edges[2];
        int num = 0;
        if (T->S->side[r] != 0)
            worst_of_row(edges, &num, T, r);
        for (int e = 0; e < num; e++)
        {
            slack(z, T, &edges[e]);
            if (fmpz_cmp(z, least) >= 0)
                continue;
            fmpz_set(least, z);
            *worst = edges[e];
            found = 1;
        }
    }
    fmpz_clear(z);
    fmpz_clear(least);
    return found;
}

/* ---- steps ---- */

static void
set_column(simplex_t *T, const edge_t *edge)
{
    fmpz_t w;
    fmpz_init(w);
    coefficient(w, T, edge);
    for (slong i = 0; i <= T->unknowns; i++)
    {
        fmpz *d = T->column + i;
        fmpz_sub(d, fmpz_mat_entry(T->table, i, edge->up),
                 fmpz_mat_entry(T->table, i, edge->down));
        fmpz_addmul(d, fmpz_mat_entry(T->table, i, T->S->keys + edge->row), w);
    }
    fmpz_sub(T->column + T->unknowns, T->column + T->unknowns, T->det);
    fmpz_clear(w);
}

/* The row that leaves: least cost over a positive entry; -1: there is none. */
static slong
find_leaving(const simplex_t *T)
{
    const slong n = T->unknowns;
    slong best = -1;
    fmpz_t x, y;
    fmpz_init(x);
    fmpz_init(y);
    for (slong i = 0; i < n; i++)
    {
        if (fmpz_sgn(T->column + i) <= 0)
            continue;
        if (best >= 0)
        {
            fmpz_mul(x, fmpz_mat_entry(T->table, i, n), T->column + best);
            fmpz_mul(y, fmpz_mat_entry(T->table, best, n), T->column + i);
        }
        if (best < 0 || fmpz_cmp(x, y) < 0)
            best = i;
    }
    fmpz_clear(x);
    fmpz_clear(y);
    return best;
}

static void
pivot(simplex_t *T, slong p, const edge_t *edge)
{
    const slong n = T->unknowns;
    const fmpz *d = T->column;
    for (slong i = 0; i <= n; i++)
        for (slong v = 0; i != p && v <= n; v++)
        {
            fmpz *x = fmpz_mat_entry(T->table, i, v);
            const fmpz *y = fmpz_mat_entry(T->table, p, v);
            fmpz_mul(x, x, d + p);
            if (!fmpz_is_zero(d + i) && !fmpz_is_zero(y))
                fmpz_submul(x, y, d + i);
            fmpz_divexact(x, x, T->det);
        }
    fmpz_set(T->det, d + p);
    T->basis[p] = *edge;
}

/* The ray: the entering edge and those of the basis that grow with it. */
static void
take_ray(fulg_pattern_line_verdict_t *V, const simplex_t *T, const edge_t *edge)
{
    V->edge[V->num++] = *edge;
    for (slong i = 0; i < T->unknowns; i++)
        if (fmpz_sgn(T->column + i) < 0)
            V->edge[V->num++] = T->basis[i];
}

static void
take_solution(fulg_pattern_line_verdict_t *V, const simplex_t *T)
{
    const fulg_pattern_line_system_t *S = T->S;
    V->solvable = 1;
    for (slong v = 0; v < T->unknowns; v++)
    {
        fmpq *x = v < S->keys ? V->place + v : V->scale + v - S->keys;
        fmpz_set(fmpq_numref(x), price(T, v));
        fmpz_set(fmpq_denref(x), T->det);
        fmpq_canonicalise(x);
    }
}

void
fulg_pattern_line_simplex(fulg_pattern_line_verdict_t *V,
                          const fulg_pattern_line_system_t *S, slong bits,
                          int stronger, const fulg_progress_t *progress)
{
    const slong n = S->keys + S->rows;
    simplex_t T;
    edge_t edge;
    V->solvable = V->num = 0;
    V->given_up = n > FULG_PATTERN_LINE_UNKNOWNS;
    V->place = _fmpq_vec_init(S->keys);
    V->scale = _fmpq_vec_init(S->rows);
    V->edge = flint_malloc((size_t) (n + 1) * sizeof(edge_t));
    if (V->given_up)
        return;
    simplex_init(&T, S, bits, stronger);
    for (slong step = 0; !V->given_up; step++)
    {
        slong p;
        if (!find_violated(&edge, &T))
        {
            take_solution(V, &T);
            break;
        }
        set_column(&T, &edge);
        p = find_leaving(&T);
        if (p < 0)
        {
            take_ray(V, &T, &edge);
            break;
        }
        pivot(&T, p, &edge);
        V->given_up = fulg_progress_tick(
            progress, "steps of the simplex method", step, 0);
    }
    simplex_clear(&T);
}

void
fulg_pattern_line_verdict_clear(fulg_pattern_line_verdict_t *V,
                                const fulg_pattern_line_system_t *S)
{
    _fmpq_vec_clear(V->place, S->keys);
    _fmpq_vec_clear(V->scale, S->rows);
    flint_free(V->edge);
}
