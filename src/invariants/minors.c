#include "impl.h"

typedef struct
{
    fulg_invariants_tour_t *tour;
    const fulg_invariants_pencil_t *pencil;
    const slong *row, *col, *u, *w;
    slong *var;
    int *used;
} expansion_t;

/* Adds the products of the entries of rows n, n+1, .. in unused columns. */
static void
expand(expansion_t *E, slong n, const fmpz_t product)
{
    const slong r = E->pencil->size;
    slong inversions = 0;
    fmpz_t next;
    if (n == r)
    {
        fulg_invariants_push(E->tour, product, E->var, r);
        return;
    }
    fmpz_init(next);
    for (slong c = r - 1; c >= 0; c--)
    {
        slong coeff;
        if (E->used[c])
        {
            inversions++;
            continue;
        }
        E->pencil->entry(&coeff, &E->var[n], E->tour->model, E->tour->part,
                         E->u[n], E->w[n], E->row[n], E->col[c]);
        if (coeff == 0)
            continue;
        fmpz_mul_si(next, product, inversions % 2 ? -coeff : coeff);
        E->used[c] = 1;
        expand(E, n + 1, next);
        E->used[c] = 0;
    }
    fmpz_clear(next);
}

void
fulg_invariants_polar_minor(fulg_invariants_tour_t *tour,
                            const fulg_invariants_pencil_t *pencil,
                            const fmpz_t scale, const slong *row,
                            const slong *col, slong *u, slong *w)
{
    const slong r = pencil->size;
    expansion_t E = {tour, pencil, row, col, u, w, NULL, NULL};
    E.var = flint_malloc(sizeof(slong) * (size_t) r);
    E.used = flint_calloc((size_t) r, sizeof(int));
    do
        do
            expand(&E, 0, scale);
        while (fulg_invariants_next_arrangement(w, r));
    while (fulg_invariants_next_arrangement(u, r));
    flint_free(E.var);
    flint_free(E.used);
}

static int
below(const slong *a, const slong *b, slong r)
{
    for (slong n = 0; n < r; n++)
        if (a[n] > b[n])
            return 0;
    return 1;
}

/* All coefficients of one minor. */
static int
tour_coefficients(fulg_invariants_tour_t *tour,
                  const fulg_invariants_pencil_t *pencil, const slong *row,
                  const slong *col, slong *u, slong *w)
{
    const slong r = pencil->size;
    int ended = 0;
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    for (slong n = 0; n < r; n++)
        u[n] = 0;
    do
    {
        for (slong n = 0; n < r; n++)
            w[n] = 0;
        do
        {
            fulg_invariants_polar_minor(tour, pencil, one, row, col, u, w);
            fulg_invariants_say_list(tour, "minor of rows", row, r);
            fulg_invariants_say_list(tour, " and columns", col, r);
            if (pencil->colors > 1)
                fulg_invariants_say_list(tour, ", output rows", u, r);
            if (pencil->seconds > 1)
                fulg_invariants_say_list(tour, ", slices", w, r);
            ended = fulg_invariants_emit(tour);
        } while (!ended &&
                 fulg_invariants_next_multiset(w, pencil->seconds, r));
    } while (!ended && fulg_invariants_next_multiset(u, pencil->colors, r));
    fmpz_clear(one);
    return ended;
}

int
fulg_invariants_tour_minors(fulg_invariants_tour_t *tour,
                            const fulg_invariants_pencil_t *pencil)
{
    const slong r = pencil->size;
    slong *row = flint_malloc(sizeof(slong) * 4 * (size_t) r);
    slong *col = row + r, *u = col + r, *w = u + r;
    int ended = 0;
    fulg_invariants_first_combination(row, r);
    do
    {
        fulg_invariants_first_combination(col, r);
        do
            if (!pencil->symmetric || below(row, col, r))
                ended = tour_coefficients(tour, pencil, row, col, u, w);
        while (!ended &&
               fulg_invariants_next_combination(col, pencil->cols, r));
    } while (!ended && fulg_invariants_next_combination(row, pencil->rows, r));
    flint_free(row);
    return ended;
}
