#include "impl.h"

fulg_status_t
fulg_ball_jacobian(arb_mat_t J, const fulg_weights_t W,
                   const fmpq_mat_struct *input, slong num, fulg_diag_t diag)
{
    const slong step = W->arch->width[W->arch->depth] *
                       fulg_arch_output_columns(W->arch);
    fulg_status_t status = FULG_OK;
    fulg_mat_t rows, X;
    W->domain->ops->init(X, W->arch->width[0], W->arch->tokens, W->domain);
    /* The same matrix, with the name of the table of domains. */
    *rows->arb = *J;
    for (slong n = 0; n < num && status == FULG_OK; n++)
    {
        arb_mat_set_fmpq_mat(X->arb, &input[n], W->domain->bits);
        status = fulg_eval_jacobian(rows, n * step, W, X, diag);
    }
    *J = *rows->arb;
    W->domain->ops->clear(X);
    return status;
}

fulg_status_t
fulg_ball_jacobian_again(arb_mat_t J, const fulg_ball_jacobian_rank_t result,
                         const fulg_weights_t W, const mag_t radius, slong bits,
                         fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t model, B;
    fulg_status_t status = fulg_ball_model_init(model, W, result->tokens, diag);
    if (status != FULG_OK)
        return status;
    fulg_domain_init_arb(D, bits);
    status = fulg_weights_init(B, model->arch, D, diag);
    if (status == FULG_OK)
    {
        status = fulg_ball_set_weights(B, model, radius, diag);
        if (status == FULG_OK)
            status = fulg_ball_jacobian(J, B, result->input, result->num_inputs,
                                        diag);
        fulg_weights_clear(B);
    }
    fulg_weights_clear(model);
    return status;
}
