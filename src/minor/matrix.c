#include <string.h>

#include <fulgurite/minor.h>

static slong *
copy_places(const slong *place, slong num)
{
    const size_t bytes = (size_t) num * sizeof(slong);
    slong *copy = flint_malloc(bytes + 1);
    if (num > 0)
        memcpy(copy, place, bytes);
    return copy;
}

fulg_status_t
fulg_minor_init_set(fulg_minor_t copy, const fulg_minor_t minor,
                    fulg_diag_t diag)
{
    fulg_status_t status = fulg_minor_init(copy, minor->weights->arch, diag);
    if (status != FULG_OK)
        return status;
    copy->size = minor->size;
    copy->prime = minor->prime;
    copy->key = minor->key;
    copy->bits = minor->bits;
    copy->row = copy_places(minor->row, minor->size);
    copy->col = copy_places(minor->col, minor->size);
    for (slong n = 0; n < minor->num_inputs; n++)
        fmpq_mat_set(fulg_minor_add_input(copy), &minor->input[n]);
    status = fulg_weights_set_fmpq(copy->weights, minor->weights, diag);
    if (status != FULG_OK)
        fulg_minor_clear(copy);
    return status;
}

/* The rows of M that are at input n. */
static fulg_status_t
fill_input(nmod_mat_t M, const fulg_minor_t minor, const fulg_weights_t W,
           slong n, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_arch_struct *arch = W->arch;
    const slong rows = arch->width[arch->depth] *
                       fulg_arch_output_columns(arch);
    fulg_mat_t J, X;
    fulg_status_t status;
    D->ops->init(J, rows, W->parameters, D);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    fulg_domain_set_fmpq_mat(X, &minor->input[n], D);
    status = fulg_eval_jacobian(J, 0, W, X, diag);
    for (slong r = 0; r < minor->size && status == FULG_OK; r++)
        for (slong c = 0; c < minor->size && minor->row[r] / rows == n; c++)
            nmod_mat_entry(M, r, c) = nmod_mat_entry(
                J->nmod, minor->row[r] % rows, minor->col[c]);
    D->ops->clear(J);
    D->ops->clear(X);
    return status;
}

fulg_status_t
fulg_minor_matrix(nmod_mat_t M, const fulg_minor_t minor, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_status_t status;
    fulg_domain_init_nmod(D, M->mod.n);
    status = fulg_weights_init(W, minor->weights->arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(W, minor->weights, diag);
    for (slong n = 0; n < minor->num_inputs && status == FULG_OK; n++)
        status = fill_input(M, minor, W, n, diag);
    fulg_weights_clear(W);
    return status;
}
