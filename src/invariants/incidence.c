#include "impl.h"

/*
 * With T_j = v a_j^T + a_j v^T (twice the symmetric matrix) the 2 x 2 minors of T_j
 * are -(v ^ a_j)_I (v ^ a_j)_J, and (v ^ a_j) ^ (v ^ a_m) = 0.  So for every 4-set Q
 *     sum over J + K = Q of sgn(J,K) minor(j,k)_{I,J} minor(m,n)_{K,L} = 0,
 * minor(j,k) polarised.  We hand out those of standard (Q,I,L) and ((j,k),(m,n)).
 */
typedef struct
{
    fulg_invariants_tour_t *tour;
    const slong *line, *color; /* of the four factors */
    slong Q[4], I[2], L[2];
} incidence_t;

static slong
entry(slong *var, const incidence_t *P, int n, slong k, slong l)
{
    const fulg_invariants_struct *model = P->tour->model;
    *var = fulg_invariants_var(
        model, P->tour->part->side, P->color[n], P->line[n],
        fulg_function_pair(model->d, FLINT_MIN(k, l), FLINT_MAX(k, l)));
    return k == l ? 2 : 1;
}

/* One split of Q.  Bits of term: exchange J's columns, K's rows, and which of the
   two factors of each minor has the first row. */
static void
add_split(incidence_t *P, const slong *J, const slong *K, slong sign)
{
    for (int term = 0; term < 16; term++)
    {
        const int a = term & 1, b = term >> 1 & 1;
        const int first = term >> 2 & 1, second = term >> 3;
        slong var[4], coeff = (a != b) ? -sign : sign;
        coeff *= entry(&var[0], P, first, P->I[0], J[a]);
        coeff *= entry(&var[1], P, !first, P->I[1], J[!a]);
        coeff *= entry(&var[2], P, 2 + second, K[b], P->L[0]);
        coeff *= entry(&var[3], P, 2 + !second, K[!b], P->L[1]);
        fulg_invariants_push_si(P->tour, coeff, var, 4);
    }
}

static int
emit_incidence(incidence_t *P, slong *color)
{
    static const int split[6][5] = {{0, 1, 2, 3, 1},  {0, 2, 1, 3, -1},
                                    {0, 3, 1, 2, 1},  {1, 2, 0, 3, 1},
                                    {1, 3, 0, 2, -1}, {2, 3, 0, 1, 1}};
    fulg_invariants_tour_t *tour = P->tour;
    P->color = color;
    do
        for (int n = 0; n < 6; n++)
        {
            const int *s = split[n];
            const slong J[2] = {P->Q[s[0]], P->Q[s[1]]};
            const slong K[2] = {P->Q[s[2]], P->Q[s[3]]};
            add_split(P, J, K, s[4]);
        }
    while (fulg_invariants_next_arrangement(color, 4));
    fulg_invariants_say_list(tour, tour->part->side ? "rows" : "columns",
                             P->line, 4);
    fulg_invariants_say_list(tour, ", minors", P->I, 2);
    fulg_invariants_say_list(tour, " and", P->L, 2);
    fulg_invariants_say_list(tour, " over", P->Q, 4);
    if (fulg_invariants_colors(tour->model, tour->part->side) > 1)
        fulg_invariants_say_list(
            tour, tour->part->side ? ", slices" : ", output rows", color, 4);
    return fulg_invariants_emit(tour);
}

static int
tour_sets(incidence_t *P)
{
    const slong d = P->tour->model->d;
    const slong colors = fulg_invariants_colors(P->tour->model,
                                                P->tour->part->side);
    int ended = 0;
    fulg_invariants_first_combination(P->Q, 4);
    do
    {
        fulg_invariants_first_combination(P->I, 2);
        do
        {
            P->L[0] = P->I[0];
            P->L[1] = P->I[1];
            if (P->I[0] < P->Q[0] || P->I[1] < P->Q[1])
                continue;
            do
            {
                slong color[4] = {0, 0, 0, 0};
                if (P->L[0] < P->I[0] || P->L[1] < P->I[1])
                    continue;
                do
                    ended = emit_incidence(P, color);
                while (!ended &&
                       fulg_invariants_next_multiset(color, colors, 4));
            } while (!ended && fulg_invariants_next_combination(P->L, d, 2));
        } while (!ended && fulg_invariants_next_combination(P->I, d, 2));
    } while (!ended && fulg_invariants_next_combination(P->Q, d, 4));
    return ended;
}

int
fulg_invariants_tour_incidence(fulg_invariants_tour_t *tour)
{
    const slong lines = fulg_invariants_lines(tour->model, tour->part->side);
    slong j[2] = {0, 0}, m[2];
    incidence_t P = {.tour = tour};
    int ended = 0;
    do
    {
        m[0] = m[1] = 0;
        do
        {
            const slong line[4] = {j[0], j[1], m[0], m[1]};
            P.line = line;
            if (j[0] < m[0] && j[1] < m[1])
                ended = tour_sets(&P);
        } while (!ended && fulg_invariants_next_multiset(m, lines, 2));
    } while (!ended && fulg_invariants_next_multiset(j, lines, 2));
    return ended;
}
