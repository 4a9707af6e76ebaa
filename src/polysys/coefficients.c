#include "impl.h"

fulg_status_t
fulg_polysys_coefficients(fulg_polysys_t S, const fulg_arch_t arch,
                          const fulg_polysys_options_t *options,
                          fulg_diag_t diag)
{
    static const fulg_coordinates_t choice[] = {
        FULG_COORDINATES_WEIGHTS, FULG_COORDINATES_A, FULG_COORDINATES_VIRTUAL,
        FULG_COORDINATES_AUTO};
    fulg_polysys_expansion_t E;
    slong first, b;
    fulg_status_t status = fulg_polysys_expansion_init_first(&E, arch, choice,
                                                             options, diag);
    if (status != FULG_OK)
        return status;
    fulg_polysys_init(S, FULG_POLYSYS_COEFFICIENTS, arch);
    fulg_polysys_title(S, "The coefficients of the function of a network, as "
                          "polynomials in its weights");
    fulg_polysys_comment_arch(S, arch);
    fulg_polysys_model_comment(S, &E.model);
    fulg_polysys_expansion_comment(S, &E);
    status = fulg_polysys_model_push(&first, S->ring, &E.model, diag);
    fulg_polysys_ring_close(S->ring);
    if (status == FULG_OK)
        status = fulg_polysys_expansion_block(&b, S, "coefficients", &E, first,
                                              options, diag);
    if (status == FULG_OK)
        fulg_polysys_expect_counts(S);
    else
        fulg_polysys_clear(S);
    fulg_polysys_expansion_clear(&E);
    return status;
}
