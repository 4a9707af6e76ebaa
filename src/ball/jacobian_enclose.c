#include "impl.h"

void
fulg_ball_jacobian_rank_init(fulg_ball_jacobian_rank_t result)
{
    result->rank = result->bits = result->num_inputs = 0;
    result->input = NULL;
    result->row = result->col = NULL;
    arb_mat_init(result->jacobian, 0, 0);
}

void
fulg_ball_jacobian_rank_clear(fulg_ball_jacobian_rank_t result)
{
    for (slong n = 0; n < result->num_inputs; n++)
        fmpq_mat_clear(&result->input[n]);
    flint_free(result->input);
    flint_free(result->row);
    flint_free(result->col);
    arb_mat_clear(result->jacobian);
}

int
fulg_ball_jacobian_fits(const fulg_weights_t W, slong num, slong bits,
                        ulong max_bytes)
{
    const double entries = (double) num *
                           (double) fulg_arch_output_columns(W->arch) *
                           (double) W->arch->width[W->arch->depth] *
                           (double) W->parameters;
    return 3 * entries * ((double) bits / 8 + sizeof(arb_struct) + 16) <=
           (double) max_bytes;
}

fulg_status_t
fulg_ball_jacobian_enclose(fulg_ball_jacobian_rank_t result,
                           const fulg_weights_t W, const mag_t radius,
                           slong bits, fulg_diag_t diag)
{
    const slong rows = result->num_inputs * fulg_arch_output_columns(W->arch) *
                       W->arch->width[W->arch->depth];
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_status_t status;
    fulg_domain_init_arb(D, bits);
    status = fulg_weights_init(B, W->arch, D, diag);
    if (status != FULG_OK)
        return status;
    result->bits = bits;
    result->rank = 0;
    arb_mat_clear(result->jacobian);
    arb_mat_init(result->jacobian, rows, W->parameters);
    result->row = flint_realloc(result->row,
                                (size_t) (rows + 1) * sizeof(slong));
    result->col = flint_realloc(result->col,
                                (size_t) (W->parameters + 1) * sizeof(slong));
    status = fulg_ball_set_weights(B, W, radius, diag);
    if (status == FULG_OK)
        status = fulg_ball_jacobian(result->jacobian, B, result->input,
                                    result->num_inputs, diag);
    fulg_weights_clear(B);
    return status;
}
