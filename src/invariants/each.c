#include "impl.h"

/* An upper bound for the number of products of one polynomial. */
static void
products(fmpz_t n, const fulg_invariants_t model,
         fulg_invariants_family_t family, const fulg_invariants_part_t *part)
{
    fulg_invariants_pencil_t pencil = {.colors = 1, .seconds = 1};
    fulg_invariants_pencil(&pencil, model, family, part);
    fmpz_fac_ui(n, (ulong) part->size);
    if (family == FULG_INVARIANTS_VERONESE)
        fmpz_mul(n, n, n);
    else
    {
        fmpz_t arrangements;
        fmpz_init(arrangements);
        fmpz_fac_ui(arrangements, (ulong) part->size);
        if (pencil.colors > 1)
            fmpz_mul(n, n, arrangements);
        if (pencil.seconds > 1)
            fmpz_mul(n, n, arrangements);
        fmpz_clear(arrangements);
    }
}

static int
dispatch(fulg_invariants_tour_t *tour, fulg_invariants_family_t family)
{
    fulg_invariants_pencil_t pencil;
    switch (family)
    {
        case FULG_INVARIANTS_COPIES:
            return fulg_invariants_tour_copies(tour);
        case FULG_INVARIANTS_SYMMETRISE:
            return fulg_invariants_tour_symmetrise(tour);
        case FULG_INVARIANTS_EXCHANGE:
            return fulg_invariants_tour_exchange(tour);
        case FULG_INVARIANTS_CONTEXT:
            return fulg_invariants_tour_context(tour);
        case FULG_INVARIANTS_VERONESE:
            return fulg_invariants_tour_veronese(tour);
        case FULG_INVARIANTS_RESULTANTS:
            return fulg_invariants_tour_resultants(tour);
        case FULG_INVARIANTS_INCIDENCE:
            return fulg_invariants_tour_incidence(tour);
        case FULG_INVARIANTS_HESSIAN:
            return fulg_invariants_tour_hessian(tour);
        default:
            fulg_invariants_pencil(&pencil, tour->model, family, tour->part);
            return fulg_invariants_tour_minors(tour, &pencil);
    }
}

fulg_status_t
fulg_invariants_each(const fulg_invariants_t model,
                     fulg_invariants_family_t family,
                     const fulg_invariants_part_t *part,
                     fulg_invariants_put_t put, void *data,
                     const fmpz_t max_terms, fulg_diag_t diag)
{
    const int linear = fulg_invariants_family_is_linear(family);
    const slong num = linear ? model->num_output : model->num;
    fulg_invariants_tour_t tour = {
        .model = model, .part = part, .put = put, .data = data};
    fulg_status_t status = FULG_OK;
    fmpz_t n;
    fmpz_init(n);
    products(n, model, family, part);
    if (fmpz_cmp(n, max_terms) > 0)
    {
        char *text = fmpz_get_str(NULL, 10, n);
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "one polynomial of the family %s (minors of "
                               "size %ld) is expanded from up to %s products",
                               fulg_invariants_family_name(family),
                               (long) part->size, text);
        flint_free(text);
    }
    else
    {
        tour.ctx = linear ? model->output : model->ring;
        fmpz_mpoly_init(tour.f, tour.ctx);
        tour.exponent = flint_calloc((size_t) FLINT_MAX(num, 1), sizeof(ulong));
        dispatch(&tour, family);
        fmpz_mpoly_clear(tour.f, tour.ctx);
        flint_free(tour.exponent);
    }
    fmpz_clear(n);
    return status;
}
