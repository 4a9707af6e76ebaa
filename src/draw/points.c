#include "impl.h"

/* The simplest rational in the enclosure of every coordinate; 1 when all the
   equations of g = 0, or of the surface and delta, vanish there exactly. */
static int
find_exact(fmpq *exact, const fulg_draw_work_t *W, const arb_struct *at,
           slong surface)
{
    const slong dim = W->dim;
    fmpq *low = _fmpq_vec_init(2);
    fmpq_t value;
    fmpq *x[3] = {exact, exact + 1, exact + 2};
    fmpq_mpoly_ctx_t ring;
    fmpq_mpoly_t f;
    arf_t end;
    int is_zero = 1;
    arf_init(end);
    fmpq_init(value);
    fmpq_mpoly_ctx_init(ring, dim, ORD_DEGLEX);
    fmpq_mpoly_init(f, ring);
    for (slong i = 0; i < dim; i++)
    {
        arb_get_lbound_arf(end, at + i, FULG_DRAW_PRECISION);
        arf_get_fmpq(low, end);
        arb_get_ubound_arf(end, at + i, FULG_DRAW_PRECISION);
        arf_get_fmpq(low + 1, end);
        fmpq_simplest_between(exact + i, low, low + 1);
    }
    for (slong n = 0; n < 4 && is_zero; n++)
    {
        const fmpz_mpoly_struct *g = n < 3 ? W->f[W->curve + n]
                                     : surface < 0 && dim == 2 ? NULL
                                                               : W->f[W->delta];
        if (surface >= 0 && n < 3)
            g = W->f[surface];
        if (g == NULL)
            continue;
        fmpz_mpoly_set(f->zpoly, g, W->E->ring);
        fmpq_one(f->content);
        (void) fmpq_mpoly_evaluate_all_fmpq(value, f, x, ring);
        is_zero = fmpq_is_zero(value);
    }
    fmpq_mpoly_clear(f, ring);
    fmpq_mpoly_ctx_clear(ring);
    fmpq_clear(value);
    arf_clear(end);
    _fmpq_vec_clear(low, 2);
    return is_zero;
}

/* What the exact classification of the function says. */
fulg_draw_place_t
fulg_draw_classify(const fulg_draw_slice_t S, const fmpq *x)
{
    fulg_single_class_t C;
    fulg_function_t F;
    fulg_diag_t diag;
    fulg_draw_place_t place = FULG_DRAW_NOT_KNOWN;
    if (fulg_draw_slice_function(F, S, x, diag) != FULG_OK)
        return place;
    if (fulg_single_classify_function(&C, F, S->head_dim, diag) == FULG_OK)
        place = C.place == FULG_SINGLE_OUTSIDE      ? FULG_DRAW_OFF
                : C.place == FULG_SINGLE_IN_CLOSURE ? FULG_DRAW_IN_CLOSURE
                : C.boundary == FULG_TRUE           ? FULG_DRAW_ON_BOUNDARY
                                                    : FULG_DRAW_IN_IMAGE;
    fulg_function_clear(F);
    return place;
}

/* By the sign of delta at the enclosure. */
static fulg_draw_place_t
place_by_delta(const fulg_draw_work_t *W, const arb_struct *at)
{
    fulg_draw_place_t place = FULG_DRAW_NOT_KNOWN;
    arb_t delta;
    arb_init(delta);
    fulg_draw_value(delta, W->E->delta, at, W->E->ring);
    if (arb_is_positive(delta))
        place = FULG_DRAW_IN_IMAGE;
    else if (arb_is_negative(delta))
        place = FULG_DRAW_IN_CLOSURE;
    arb_clear(delta);
    return place;
}

void
fulg_draw_point_describe(fulg_draw_work_t *W, fulg_draw_point_t *point,
                         slong system)
{
    const slong surface = W->system[system].surface;
    const int is_edge = surface >= 0 || W->dim == 3 || !W->E->curve_by_delta;
    point->place = is_edge ? FULG_DRAW_ON_BOUNDARY
                           : place_by_delta(W, point->at);
    point->rational = find_exact(point->exact, W, point->at, surface);
    if (point->rational)
        point->place = fulg_draw_classify(W->S, point->exact);
    point->crossing = -1;
    if (W->dim == 2 && point->role == FULG_DRAW_SINGULAR && surface < 0)
        point->crossing = point->place == FULG_DRAW_IN_IMAGE     ? 1
                          : point->place == FULG_DRAW_IN_CLOSURE ? 0
                                                                 : -1;
}
