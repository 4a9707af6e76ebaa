#include "impl.h"

/* x^a y^b of one place equals that of the first place of its row. */
int
fulg_invariants_tour_copies(fulg_invariants_tour_t *tour)
{
    const fulg_invariants_struct *model = tour->model;
    const slong block = model->pairs * model->d;
    slong num, first = -1, row = -1;
    fulg_invariants_place_t *place = fulg_invariants_places(&num, model);
    int ended = 0;
    for (slong p = 0; p < num && !ended; p++)
    {
        if (place[p].token == place[p].column)
            continue;
        if (place[p].row != row)
        {
            row = place[p].row;
            first = place[p].offset;
            continue;
        }
        for (slong n = 0; n < block && !ended; n++)
        {
            slong var = first + n;
            fulg_invariants_push_si(tour, 1, &var, 1);
            var = place[p].offset + n;
            fulg_invariants_push_si(tour, -1, &var, 1);
            fulg_invariants_say(tour, "row %ld, token %ld in column %ld",
                                (long) row + 1, (long) place[p].token + 1,
                                (long) place[p].column + 1);
            ended = fulg_invariants_emit(tour);
        }
    }
    flint_free(place);
    return ended;
}

/* The first place of the row with two tokens. */
static slong
reference(const fulg_invariants_place_t *place, slong num, slong row)
{
    for (slong p = 0; p < num; p++)
        if (place[p].row == row && place[p].token != place[p].column)
            return place[p].offset;
    return -1;
}

/* F(x, x) is F(x, y) at y = x. */
int
fulg_invariants_tour_symmetrise(fulg_invariants_tour_t *tour)
{
    const fulg_invariants_struct *model = tour->model;
    const slong d = model->d;
    slong num;
    fulg_invariants_place_t *place = fulg_invariants_places(&num, model);
    int ended = 0;
    for (slong p = 0; p < num && !ended; p++)
    {
        const slong first = reference(place, num, place[p].row);
        if (place[p].token != place[p].column)
            continue;
        for (slong n = 0; n < model->triples && !ended; n++)
        {
            slong x[3], var = place[p].offset + n;
            fulg_invariants_triple(&x[0], &x[1], &x[2], d, n);
            fulg_invariants_push_si(tour, 1, &var, 1);
            for (int m = 0; m < 3; m++)
            {
                const slong k = x[m == 0], l = x[m == 2 ? 1 : 2];
                if (m > 0 && x[m] == x[m - 1])
                    continue;
                var = first + fulg_function_pair(d, k, l) * d + x[m];
                fulg_invariants_push_si(tour, -1, &var, 1);
            }
            fulg_invariants_say(tour, "row %ld, column %ld, x%ld x%ld x%ld",
                                (long) place[p].row + 1,
                                (long) place[p].column + 1, (long) x[0] + 1,
                                (long) x[1] + 1, (long) x[2] + 1);
            ended = fulg_invariants_emit(tour);
        }
    }
    flint_free(place);
    return ended;
}
