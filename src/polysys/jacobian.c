#include "impl.h"

/* The number of pairs (term, variable in it): the terms of all derivatives. */
static slong
derivative_terms(const fulg_polysys_polyblock_t *block,
                 const fulg_polysys_ring_t R)
{
    ulong *exp = flint_malloc(((size_t) R->num + 1) * sizeof(ulong));
    slong terms = 0;
    for (slong n = 0; n < block->rows; n++)
        for (slong k = 0; k < block->entry[n].zpoly->length; k++)
        {
            fmpq_mpoly_get_term_exp_ui(exp, &block->entry[n], k, R->ctx);
            for (slong v = 0; v < R->num; v++)
                terms += exp[v] > 0;
        }
    flint_free(exp);
    return terms;
}

static fulg_status_t
add_jacobian(fulg_polysys_t S, slong map, const fulg_polysys_options_t *options,
             fulg_diag_t diag)
{
    const slong terms = derivative_terms(&S->block[map], S->ring);
    const slong num = S->block[map].rows;
    slong b;
    if (terms > options->max_terms)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the Jacobian has %ld terms, more than the %ld "
                             "allowed (--max-terms)",
                             (long) terms, (long) options->max_terms);
    if (num * S->ring->num > options->max_terms)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the Jacobian has %ld rows and %ld columns, more "
                             "entries than --max-terms",
                             (long) num, (long) S->ring->num);
    b = fulg_polysys_push_block(
        S, "jacobian",
        "derivatives of the coefficients (rows) with respect to "
        "the variables (columns)",
        num, S->ring->num);
    for (slong n = 0; n < num; n++)
        for (slong v = 0; v < S->ring->num; v++)
            fmpq_mpoly_derivative(
                fulg_polysys_polyblock_entry(&S->block[b], n, v),
                &S->block[map].entry[n], v, S->ring->ctx);
    S->task.kind = FULG_TASK_RANK;
    S->task.main = b;
    return FULG_OK;
}

fulg_status_t
fulg_polysys_jacobian(fulg_polysys_t S, const fulg_arch_t arch,
                      const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    static const fulg_coordinates_t choice[] = {FULG_COORDINATES_WEIGHTS,
                                                FULG_COORDINATES_AUTO};
    fulg_polysys_expansion_t E;
    slong first, b;
    fulg_status_t status = FULG_OK;
    if (options->coordinates != FULG_COORDINATES_AUTO)
        status = fulg_polysys_model_check_free(arch, options->coordinates,
                                               diag);
    if (status == FULG_OK)
        status = fulg_polysys_expansion_init_first(&E, arch, choice, options,
                                                   diag);
    if (status != FULG_OK)
        return status;
    fulg_polysys_init(S, FULG_POLYSYS_JACOBIAN, arch);
    fulg_polysys_title(
        S, "The Jacobian of the coefficients of a network's function "
           "with respect to its weights");
    fulg_polysys_comment_arch(S, arch);
    fulg_polysys_model_comment(S, &E.model);
    fulg_polysys_expansion_comment(S, &E);
    fulg_polysys_comment(S, "the generic rank is the dimension of the "
                            "neuromanifold");
    status = fulg_polysys_model_push(&first, S->ring, &E.model, diag);
    fulg_polysys_ring_close(S->ring);
    if (status == FULG_OK)
        status = fulg_polysys_expansion_block(&b, S, "coefficients", &E, first,
                                              options, diag);
    if (status == FULG_OK)
        status = add_jacobian(S, b, options, diag);
    if (status == FULG_OK)
        fulg_polysys_expect_dim(S, FULG_EXPECT_RANK, arch, options);
    else
        fulg_polysys_clear(S);
    fulg_polysys_expansion_clear(&E);
    return status;
}
