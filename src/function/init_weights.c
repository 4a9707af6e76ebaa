#include <fulgurite/function.h>

fulg_status_t
fulg_function_check_single(const fulg_arch_t arch, fulg_diag_t diag)
{
    if (!fulg_arch_is_stack(arch))
        return fulg_arch_check_stack(arch, "the function of one layer", diag);
    if (fulg_arch_is_pnn(arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "needs an attention layer; this is a polynomial "
                             "network");
    if (arch->depth != 1)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "needs exactly one layer; the network has %ld",
                             (long) arch->depth);
    if (arch->sub[0].heads != 1)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "needs exactly one head; the layer has %ld",
                             (long) arch->sub[0].heads);
    if (fulg_arch_is_normalised(arch))
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "needs a lightning layer (norm none); a normalised layer "
            "is not a polynomial function");
    return FULG_OK;
}

fulg_status_t
fulg_function_weights_av(fmpq_mat_t A, fmpq_mat_t V, const fulg_weights_t W,
                         fulg_diag_t diag)
{
    const fulg_status_t status = fulg_function_check_single(W->arch, diag);
    if (status != FULG_OK)
        return status;
    fulg_weights_head_fmpq(A, V, W, 0, 0);
    return FULG_OK;
}

fulg_status_t
fulg_function_init_weights(fulg_function_t F, const fulg_weights_t W,
                           fulg_diag_t diag)
{
    fmpq_mat_t A, V;
    fulg_status_t status = fulg_function_check_single(W->arch, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_function_init(F, W->arch->width[0], W->arch->width[1],
                                W->arch->tokens, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_function_weights_av(A, V, W, diag);
    fulg_function_set_av(F, A, V);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
    return status;
}
