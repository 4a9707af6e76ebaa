#include "wide.h"

/* The gradient, block by block, as one row of J. */
static void
pack_gradient(fulg_mat_t J, slong row, const fulg_weights_t gradient)
{
    for (slong b = 0; b < gradient->num; b++)
        gradient->domain->ops->pack_row(J, row, gradient->block[b].offset,
                                        &gradient->mat[b]);
}

/* The same rows one by one. */
static fulg_status_t
set_rows(fulg_mat_t J, slong row, const fulg_eval_tape_t T,
         const fulg_weights_t W, slong first_out, slong num_out,
         fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const slong out = W->arch->width[W->arch->depth];
    const slong t = fulg_arch_output_columns(W->arch);
    fulg_weights_t gradient;
    fulg_mat_t seed;
    fulg_status_t status = fulg_weights_init(gradient, W->arch, D, diag);
    if (status != FULG_OK)
        return status;
    D->ops->init(seed, out, t, D);
    for (slong k = 0; k < num_out; k++)
        for (slong j = 0; j < t; j++)
        {
            const slong i = (first_out + k) % out;
            D->ops->set_si(seed, i, j, 1);
            fulg_eval_adjoint(gradient, T, W, seed);
            pack_gradient(J, row + k * t + j, gradient);
            D->ops->set_si(seed, i, j, 0);
        }
    D->ops->clear(seed);
    fulg_weights_clear(gradient);
    return FULG_OK;
}

fulg_status_t
fulg_eval_jacobian_part(fulg_mat_t J, slong row, const fulg_weights_t W,
                        const fulg_mat_t X, slong first_out, slong num_out,
                        fulg_diag_t diag)
{
    fulg_eval_tape_t T;
    fulg_status_t status;
    fulg_eval_tape_init(T, W);
    status = fulg_eval_forward(T, W, X, diag);
    if (status == FULG_OK && !fulg_eval_wide(J, row, T, W, first_out, num_out))
        status = set_rows(J, row, T, W, first_out, num_out, diag);
    fulg_eval_tape_clear(T, W);
    return status;
}

fulg_status_t
fulg_eval_jacobian(fulg_mat_t J, slong row, const fulg_weights_t W,
                   const fulg_mat_t X, fulg_diag_t diag)
{
    return fulg_eval_jacobian_part(J, row, W, X, 0,
                                   W->arch->width[W->arch->depth], diag);
}
