#include "impl.h"

/* The number of coordinates at all places. */
static slong
count_places(const fulg_invariants_t model)
{
    slong num;
    fulg_invariants_place_t *list = fulg_invariants_places(&num, model), place;
    place = list[num - 1];
    flint_free(list);
    return place.offset + (place.token == place.column
                               ? model->triples
                               : model->pairs * model->d);
}

static fulg_status_t
too_many(fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_UNABLE,
                         "this layer has more than %d coefficients, the most "
                         "that relations are made for",
                         FULG_INVARIANTS_MAX_COORDINATES);
}

fulg_status_t
fulg_invariants_init(fulg_invariants_t model, const fulg_arch_t arch,
                     int all_columns, fulg_diag_t diag)
{
    const slong d = arch->width[0], limit = FULG_INVARIANTS_MAX_COORDINATES;
    const fulg_status_t status = fulg_function_check_single(arch, diag);
    if (status != FULG_OK)
        return status;
    model->d = d;
    model->d_out = arch->width[1];
    model->head_dim = arch->sub[0].head_dim;
    model->tokens = arch->tokens;
    model->causal = fulg_arch_is_causal(arch);
    model->all_columns = all_columns;
    if (d > 64 || model->d_out > limit || model->tokens > limit)
        return too_many(diag);
    model->alpha = FLINT_MIN(model->head_dim, d);
    model->sym_rank = FLINT_MIN(2 * model->alpha, d);
    model->value_rank = FLINT_MIN(d, model->d_out);
    if (fulg_arch_has_value_dim(arch))
        model->value_rank = FLINT_MIN(model->value_rank,
                                      arch->sub[0].value_dim);
    model->pairs = d * (d + 1) / 2;
    model->triples = d * (d + 1) * (d + 2) / 6;
    model->num = model->d_out *
                 (model->tokens == 1 ? model->triples : model->pairs * d);
    if (model->num > limit)
        return too_many(diag);
    model->num_output = 0;
    if (model->tokens > 1)
    {
        const slong columns = all_columns ? model->tokens : 1;
        if (columns * model->tokens > limit / model->num)
            return too_many(diag);
        model->num_output = count_places(model);
    }
    fmpz_mpoly_ctx_init(model->ring, model->num, ORD_DEGREVLEX);
    fmpz_mpoly_ctx_init(model->output, FLINT_MAX(1, model->num_output),
                        ORD_DEGREVLEX);
    return FULG_OK;
}

void
fulg_invariants_clear(fulg_invariants_t model)
{
    fmpz_mpoly_ctx_clear(model->ring);
    fmpz_mpoly_ctx_clear(model->output);
}
