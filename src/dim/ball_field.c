#include "ball_field.h"

void
fulg_dim_field_init(fulg_dim_field_t *field, fulg_minor_t minor)
{
    const fulg_arch_struct *model = minor->weights->arch;
    field->minor = minor;
    field->out = model->width[model->depth];
    field->tokens = field->seen = fulg_arch_output_columns(model);
    field->num_cols = 0;
    field->stopped = 0;
    field->col = flint_malloc((size_t) (minor->weights->parameters + 1) *
                              sizeof(slong));
}

/* Row r of the field as a row of the minor. */
static slong
field_row(const fulg_dim_field_t *field, slong r)
{
    return r / field->seen * field->tokens + r % field->seen;
}

/* The gradients of one input's outputs, to the rows of J from row on. */
static fulg_status_t
add_input(arb_mat_t J, slong row, const fulg_dim_field_t *field,
          fulg_eval_tape_t T, const fulg_weights_t W, fulg_weights_t gradient,
          const fmpq_mat_t input, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t X, seed, line;
    fulg_status_t status;
    D->ops->init(X, W->arch->width[0], W->arch->tokens, D);
    D->ops->init(seed, field->out, field->tokens, D);
    D->ops->init(line, 1, W->parameters, D);
    fulg_domain_set_fmpq_mat(X, input, D);
    status = fulg_eval_forward(T, W, X, diag);
    for (slong r = 0; r < field->out * field->seen && status == FULG_OK; r++)
    {
        const slong i = r / field->seen, j = r % field->seen;
        D->ops->set_si(seed, i, j, 1);
        fulg_eval_adjoint(gradient, T, W, seed);
        D->ops->set_si(seed, i, j, 0);
        for (slong b = 0; b < gradient->num; b++)
            D->ops->pack_row(line, 0, gradient->block[b].offset,
                             &gradient->mat[b]);
        for (slong c = 0; c < field->num_cols; c++)
            arb_swap(arb_mat_entry(J, row + r, c),
                     arb_mat_entry(line->arb, 0, field->col[c]));
    }
    D->ops->clear(X);
    D->ops->clear(seed);
    D->ops->clear(line);
    return status;
}

fulg_status_t
fulg_dim_field_enclose(arb_mat_t J, fulg_dim_field_t *field, slong bits,
                       const fulg_progress_t *progress, fulg_diag_t diag)
{
    const fulg_minor_struct *minor = field->minor;
    const slong each = field->out * field->seen, num = minor->num_inputs;
    fulg_weights_t W, gradient;
    fulg_domain_t D;
    fulg_eval_tape_t T;
    fulg_status_t status;
    fulg_domain_init_arb(D, bits);
    status = fulg_weights_init(W, minor->weights->arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_init(gradient, minor->weights->arch, D, diag);
    if (status != FULG_OK)
    {
        fulg_weights_clear(W);
        return status;
    }
    if (fulg_weights_set_fmpq(W, minor->weights, diag) != FULG_OK)
        status = FULG_UNABLE;
    fulg_eval_tape_init(T, W);
    arb_mat_init(J, num * each, field->num_cols);
    for (slong n = 0; n < num && status == FULG_OK; n++)
    {
        if (fulg_progress_tick(progress, "derivatives in balls", n, num))
        {
            field->stopped = 1;
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        }
        else
            status = add_input(J, n * each, field, T, W, gradient,
                               &minor->input[n], diag);
    }
    if (status != FULG_OK)
        arb_mat_clear(J);
    fulg_eval_tape_clear(T, W);
    fulg_weights_clear(gradient);
    fulg_weights_clear(W);
    return status;
}

void
fulg_dim_field_set_minor(const fulg_dim_field_t *field, slong size, slong bits,
                         const slong *row, const slong *col)
{
    fulg_minor_struct *minor = field->minor;
    minor->size = size;
    minor->bits = bits;
    minor->row = flint_malloc((size_t) (size + 1) * sizeof(slong));
    minor->col = flint_malloc((size_t) (size + 1) * sizeof(slong));
    for (slong k = 0; k < size; k++)
    {
        minor->row[k] = field_row(field, row[k]);
        minor->col[k] = field->col[col[k]];
    }
}
