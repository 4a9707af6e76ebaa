#include "structure.h"

/*
 * The fields as matrices w -> (A w + a, 0) on (w, 1), over Q.  Translations times functions
 * are an ideal; modulo these a field is its effect on the functions that translations
 * leave alone, one for each coordinate that is no pivot of the translations.
 */

/* Beyond these nothing is computed. */
#define MOST_DIMENSION 64
#define TOO_LARGE "its dimension is above 64"
#define MOST_COORDINATES 64
#define TOO_MANY "more than 64 weights occur in its fields"

/* ---- fields as matrices ------------------------------------------------------------- */

/* number[n]: of weight n among those that occur, or -1; how many. */
static slong
number_weights(slong *number, const fulg_symmetry_algebra_t S)
{
    slong num = 0;
    for (slong n = 0; n < S->parameters; n++)
        number[n] = -1;
    for (slong k = 0; k < S->start[S->num_fields]; k++)
    {
        number[S->entry[k].to] = 0;
        if (S->entry[k].from >= 0)
            number[S->entry[k].from] = 0;
    }
    for (slong n = 0; n < S->parameters; n++)
        if (number[n] == 0)
            number[n] = num++;
    return num;
}

/* T = a basis of the translations among the fields. */
static void
set_translations(fmpq_mat_t T, const fulg_symmetry_algebra_t S,
                 const slong *number)
{
    for (slong f = 0; f < S->num_fields; f++)
    {
        int constant = 1;
        for (slong k = S->start[f]; k < S->start[f + 1]; k++)
            constant = constant && S->entry[k].from < 0;
        for (slong k = S->start[f]; constant && k < S->start[f + 1]; k++)
        {
            fmpq *to = fmpq_mat_entry(T, f, number[S->entry[k].to]);
            fmpq_add_si(to, to, S->entry[k].num);
        }
    }
    fulg_symmetry_reduce(T);
}

/* place[i]: of coordinate i among those that are no pivots, or -1 - its row of T. */
static slong
number_functions(slong *place, const fmpq_mat_t T)
{
    slong num = 0;
    for (slong i = 0; i < fmpq_mat_ncols(T); i++)
        place[i] = 0;
    for (slong t = 0; t < fmpq_mat_nrows(T); t++)
        place[fulg_symmetry_pivot(T, t)] = -1 - t;
    for (slong i = 0; i < fmpq_mat_ncols(T); i++)
        if (place[i] == 0)
            place[i] = num++;
    return num;
}

/* Row f of A: field f, entry (i, j) of its matrix at i (n + 1) + j, j = n for constants. */
static void
set_field(fmpq_mat_t A, const fulg_symmetry_algebra_t S, slong f,
          const slong *number, const slong *place, slong n, const fmpq_mat_t T)
{
    fmpq_t c;
    fmpq_init(c);
    for (slong k = S->start[f]; k < S->start[f + 1]; k++)
    {
        const fulg_symmetry_entry_t e = S->entry[k];
        const slong to = place[number[e.to]];
        const slong from = e.from < 0 ? n : place[number[e.from]];
        for (slong i = 0; i < fmpq_mat_ncols(T) && from >= 0; i++)
        {
            fmpq *entry;
            if (place[i] < 0 || (to >= 0 && place[i] != to))
                continue;
            entry = fmpq_mat_entry(A, f, place[i] * (n + 1) + from);
            fmpq_set_si(c, e.num, 1);
            if (to < 0)
            {
                fmpq_mul(c, c, fmpq_mat_entry(T, -1 - to, i));
                fmpq_neg(c, c);
            }
            fmpq_add(entry, entry, c);
        }
    }
    fmpq_clear(c);
}

/* 1 when the brackets of field f with the translations are spanned by these: then it has
   an effect on the functions that they leave alone. */
static int
keeps_translations(const fmpq_mat_t T, const fulg_symmetry_algebra_t S, slong f,
                   const slong *number)
{
    const slong num = fmpq_mat_nrows(T);
    fmpq_mat_t both;
    fmpq_t c;
    int kept;
    fmpq_mat_init(both, 2 * num, fmpq_mat_ncols(T));
    fmpq_init(c);
    for (slong t = 0; t < num; t++)
    {
        for (slong i = 0; i < fmpq_mat_ncols(T); i++)
            fmpq_set(fmpq_mat_entry(both, t, i), fmpq_mat_entry(T, t, i));
        for (slong k = S->start[f]; k < S->start[f + 1]; k++)
        {
            const fulg_symmetry_entry_t e = S->entry[k];
            fmpq *to = fmpq_mat_entry(both, num + t, number[e.to]);
            if (e.from < 0)
                continue;
            fmpq_set_si(c, e.num, 1);
            fmpq_addmul(to, c, fmpq_mat_entry(T, t, number[e.from]));
        }
    }
    fulg_symmetry_reduce(both);
    kept = fmpq_mat_nrows(both) == num;
    fmpq_mat_clear(both);
    fmpq_clear(c);
    return kept;
}

/* ---- brackets ------------------------------------------------------------------------ */

/* row = row i of A times row j of A, as matrices, added or subtracted. */
static void
add_product(fmpq_mat_t row, const fmpq_mat_t A, slong x, slong y, slong n,
            int subtract)
{
    for (slong i = 0; i < n; i++)
        for (slong k = 0; k < n; k++)
        {
            const fmpq *left = fmpq_mat_entry(A, x, i * (n + 1) + k);
            for (slong j = 0; j <= n && !fmpq_is_zero(left); j++)
            {
                const fmpq *right = fmpq_mat_entry(A, y, k * (n + 1) + j);
                fmpq *to = fmpq_mat_entry(row, 0, i * (n + 1) + j);
                if (subtract)
                    fmpq_submul(to, left, right);
                else
                    fmpq_addmul(to, left, right);
            }
        }
}

/* Column y of ad[x] = the coordinates of a bracket, column x of ad[y] = minus these; 0
   when the basis A does not span it. */
static int
set_bracket(fmpq_mat_struct *ad, const fmpq_mat_t A, slong x, slong y, slong n)
{
    fmpq_mat_t row;
    int inside;
    fmpq_mat_init(row, 1, fmpq_mat_ncols(A));
    add_product(row, A, x, y, n, 0);
    add_product(row, A, y, x, n, 1);
    for (slong k = 0; k < fmpq_mat_nrows(A); k++)
    {
        fmpq *c = fmpq_mat_entry(&ad[x], k, y);
        fmpq_set(c, fmpq_mat_entry(row, 0, fulg_symmetry_pivot(A, k)));
        fmpq_neg(fmpq_mat_entry(&ad[y], k, x), c);
    }
    for (slong k = 0; k < fmpq_mat_nrows(A); k++)
    {
        const fmpq *c = fmpq_mat_entry(&ad[x], k, y);
        for (slong j = 0; j < fmpq_mat_ncols(A) && !fmpq_is_zero(c); j++)
            fmpq_submul(fmpq_mat_entry(row, 0, j), c, fmpq_mat_entry(A, k, j));
    }
    inside = fmpq_mat_is_zero(row);
    fmpq_mat_clear(row);
    return inside;
}

/* The constants of the algebra that the rows of A are a basis of, if they are one. */
static int
set_constants(fulg_symmetry_constants_t *L, const fmpq_mat_t A, slong n)
{
    int closed = 1;
    fulg_symmetry_constants_init(L, fmpq_mat_nrows(A));
    for (slong x = 0; x < L->dimension && closed; x++)
        for (slong y = 0; y < x && closed; y++)
            closed = set_bracket(L->ad, A, x, y, n);
    return closed;
}

/* ---- all --------------------------------------------------------------------------------- */

static void
fill(fulg_symmetry_structure_t *G, const fulg_symmetry_algebra_t S,
     const slong *number, slong used)
{
    slong *place = flint_malloc((size_t) (used + 1) * sizeof *place);
    fulg_symmetry_constants_t L;
    fmpq_mat_t T, A;
    slong n;
    int kept = 1;
    fmpq_mat_init(T, S->num_fields, used);
    set_translations(T, S, number);
    n = number_functions(place, T);
    fmpq_mat_init(A, S->num_fields, n * (n + 1));
    for (slong f = 0; f < S->num_fields; f++)
    {
        kept = kept && keeps_translations(T, S, f, number);
        set_field(A, S, f, number, place, n, T);
    }
    fulg_symmetry_reduce(A);
    G->translations = fmpq_mat_nrows(T);
    G->dimension = fmpq_mat_nrows(A);
    if (!kept)
        G->why_not = "brackets with its translations are not in the span of "
                     "these";
    else if (G->dimension > MOST_DIMENSION)
        G->why_not = TOO_LARGE;
    else
    {
        if (set_constants(&L, A, n))
            fulg_symmetry_decompose(G, &L);
        else
            G->why_not = "brackets of its fields are not in their span";
        fulg_symmetry_constants_clear(&L);
    }
    fmpq_mat_clear(T);
    fmpq_mat_clear(A);
    flint_free(place);
}

int
fulg_symmetry_structure(fulg_symmetry_structure_t *G,
                        const fulg_symmetry_algebra_t S)
{
    slong *number = flint_malloc((size_t) (S->parameters + 1) * sizeof *number);
    slong used = 0;
    *G = (fulg_symmetry_structure_t){.why_not = NULL};
    if (S->num_fields > 0)
        used = number_weights(number, S);
    if (used > MOST_COORDINATES)
        G->why_not = TOO_MANY;
    else if (S->num_fields > 0)
        fill(G, S, number, used);
    flint_free(number);
    G->closed = G->why_not == NULL;
    return G->closed;
}
