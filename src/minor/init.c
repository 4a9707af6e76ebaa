#include <fulgurite/minor.h>

fulg_status_t
fulg_minor_init(fulg_minor_t minor, const fulg_arch_t model, fulg_diag_t diag)
{
    fulg_domain_t Q;
    fulg_domain_init_fmpq(Q);
    minor->num_inputs = 0;
    minor->input = NULL;
    minor->prime = minor->key = 0;
    minor->bits = 0;
    minor->size = 0;
    minor->row = minor->col = NULL;
    return fulg_weights_init(minor->weights, model, Q, diag);
}

void
fulg_minor_clear(fulg_minor_t minor)
{
    for (slong n = 0; n < minor->num_inputs; n++)
        fmpq_mat_clear(&minor->input[n]);
    flint_free(minor->input);
    flint_free(minor->row);
    flint_free(minor->col);
    fulg_weights_clear(minor->weights);
}

fmpq_mat_struct *
fulg_minor_add_input(fulg_minor_t minor)
{
    const fulg_arch_struct *model = minor->weights->arch;
    const size_t num = (size_t) minor->num_inputs + 1;
    fmpq_mat_struct *X;
    minor->input = flint_realloc(minor->input, num * sizeof(fmpq_mat_struct));
    X = &minor->input[minor->num_inputs++];
    fmpq_mat_init(X, model->width[0], model->tokens);
    return X;
}
