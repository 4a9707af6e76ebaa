#include "impl.h"

/*
 * F_j on the line s p + t q is A s^2 + B st + C t^2 with A = F_j(p), C = F_j(q); let
 * [AC] = A_j C_m - C_j A_m for the lines of L = (j,m).  Two quadrics with a common
 * zero have 2 [AC]^2 - 2 [AB][BC] = 0 (twice the resultant); polarised in L:
 *     2 [AC]_L [AC]_M - [AB]_L [BC]_M - [BC]_L [AB]_M = 0.
 * We hand out its coefficients at p^a q^b for the standard tableaux (a over b), and
 * for standard (L over M): the others are combinations of these.
 */
typedef struct
{
    fulg_invariants_tour_t *tour;
    slong left[2][64]; /* what remains of a and b */
    slong var[4];
    const slong *color;
    const slong *line; /* of the four factors */
    const int *kind;   /* how many of the two points are q */
} product_t;

/* Adds the part of the product of factors n.. with the exponents that remain. */
static void
multiply(product_t *P, slong n, slong coeff)
{
    const fulg_invariants_struct *model = P->tour->model;
    const slong d = model->d;
    if (n == 4)
    {
        fulg_invariants_push_si(P->tour, coeff, P->var, 4);
        return;
    }
    for (slong k = 0; k < d; k++)
        for (slong l = P->kind[n] == 1 ? 0 : k; l < d; l++)
        {
            const int e = P->kind[n] == 2, f = P->kind[n] != 0;
            P->left[e][k]--;
            P->left[f][l]--;
            if (P->left[e][k] >= 0 && P->left[f][l] >= 0)
            {
                P->var[n] = fulg_invariants_var(
                    model, P->tour->part->side, P->color[n], P->line[n],
                    fulg_function_pair(d, FLINT_MIN(k, l), FLINT_MAX(k, l)));
                multiply(P, n + 1, coeff * (P->kind[n] == 1 && k == l ? 2 : 1));
            }
            P->left[e][k]++;
            P->left[f][l]++;
        }
}

/* scale [X Y]_L [Z W]_M, the kinds being A = 0, B = 1, C = 2. */
static void
add_brackets(product_t *P, slong scale, const int *kind, const slong *L,
             const slong *M)
{
    for (int swap = 0; swap < 4; swap++)
    {
        const slong line[4] = {L[swap & 1], L[!(swap & 1)], M[swap >> 1],
                               M[!(swap >> 1)]};
        P->line = line;
        P->kind = kind;
        multiply(P, 0, (swap == 1 || swap == 2) ? -scale : scale);
    }
}

static int
emit_resultant(fulg_invariants_tour_t *tour, const slong *L, const slong *M,
               const slong *a, const slong *b, slong *color)
{
    static const int acac[4] = {0, 2, 0, 2}, abbc[4] = {0, 1, 1, 2},
                     bcab[4] = {1, 2, 0, 1};
    product_t P = {.tour = tour};
    for (slong n = 0; n < 4; n++)
    {
        P.left[0][a[n]]++;
        P.left[1][b[n]]++;
    }
    do
    {
        P.color = color;
        add_brackets(&P, 2, acac, L, M);
        add_brackets(&P, -1, abbc, L, M);
        add_brackets(&P, -1, bcab, L, M);
    } while (fulg_invariants_next_arrangement(color, 4));
    fulg_invariants_say_list(tour, tour->part->side ? "rows" : "columns", L, 2);
    fulg_invariants_say_list(tour, " and", M, 2);
    fulg_invariants_say_list(tour, ", at p", a, 4);
    fulg_invariants_say_list(tour, ", q", b, 4);
    if (fulg_invariants_colors(tour->model, tour->part->side) > 1)
        fulg_invariants_say_list(
            tour, tour->part->side ? ", slices" : ", output rows", color, 4);
    return fulg_invariants_emit(tour);
}

static int
tour_colors(fulg_invariants_tour_t *tour, const slong *L, const slong *M,
            const slong *a, const slong *b)
{
    const slong colors = fulg_invariants_colors(tour->model, tour->part->side);
    slong color[4] = {0, 0, 0, 0};
    int ended;
    do
        ended = emit_resultant(tour, L, M, a, b, color);
    while (!ended && fulg_invariants_next_multiset(color, colors, 4));
    return ended;
}

static int
tour_points(fulg_invariants_tour_t *tour, const slong *L, const slong *M)
{
    const slong d = tour->model->d;
    slong a[4] = {0, 0, 0, 0}, b[4];
    int ended = 0;
    do
    {
        b[0] = b[1] = b[2] = b[3] = 0;
        do
            if (a[0] < b[0] && a[1] < b[1] && a[2] < b[2] && a[3] < b[3])
                ended = tour_colors(tour, L, M, a, b);
        while (!ended && fulg_invariants_next_multiset(b, d, 4));
    } while (!ended && fulg_invariants_next_multiset(a, d, 4));
    return ended;
}

int
fulg_invariants_tour_resultants(fulg_invariants_tour_t *tour)
{
    const slong lines = fulg_invariants_lines(tour->model, tour->part->side);
    slong L[2] = {0, 1}, M[2];
    int ended = 0;
    do
    {
        M[0] = L[0];
        M[1] = L[1];
        do
            if (L[0] <= M[0] && L[1] <= M[1])
                ended = tour_points(tour, L, M);
        while (!ended && fulg_invariants_next_combination(M, lines, 2));
    } while (!ended && fulg_invariants_next_combination(L, lines, 2));
    return ended;
}
