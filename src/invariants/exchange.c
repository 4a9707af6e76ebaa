#include "impl.h"

/* The coefficient of x^K, |K| = 4, in T_ij T_mn - T_in T_mj. */
static int
emit_coefficient(fulg_invariants_tour_t *tour, const slong *i, const slong *j,
                 slong *x)
{
    const fulg_invariants_struct *model = tour->model;
    slong kept[4] = {x[0], x[1], x[2], x[3]};
    do
        if (x[0] <= x[1] && x[2] <= x[3])
        {
            const slong p = fulg_function_pair(model->d, x[0], x[1]);
            const slong q = fulg_function_pair(model->d, x[2], x[3]);
            const slong same[2] = {
                fulg_invariants_var(model, 0, i[0], j[0], p),
                fulg_invariants_var(model, 0, i[1], j[1], q)};
            const slong other[2] = {
                fulg_invariants_var(model, 0, i[0], j[1], p),
                fulg_invariants_var(model, 0, i[1], j[0], q)};
            fulg_invariants_push_si(tour, 1, same, 2);
            fulg_invariants_push_si(tour, -1, other, 2);
        }
    while (fulg_invariants_next_arrangement(x, 4));
    fulg_invariants_say_list(tour, "rows", i, 2);
    fulg_invariants_say_list(tour, ", columns", j, 2);
    fulg_invariants_say_list(tour, ", monomial x", kept, 4);
    return fulg_invariants_emit(tour);
}

int
fulg_invariants_tour_exchange(fulg_invariants_tour_t *tour)
{
    const fulg_invariants_struct *model = tour->model;
    slong i[2] = {0, 1}, j[2], x[4];
    int ended;
    do
    {
        fulg_invariants_first_combination(j, 2);
        do
        {
            x[0] = x[1] = x[2] = x[3] = 0;
            do
                ended = emit_coefficient(tour, i, j, x);
            while (!ended && fulg_invariants_next_multiset(x, model->d, 4));
        } while (!ended && fulg_invariants_next_combination(j, model->d, 2));
    } while (!ended && fulg_invariants_next_combination(i, model->d_out, 2));
    return ended;
}
