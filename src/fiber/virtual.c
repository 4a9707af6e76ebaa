#include "impl.h"

int
fulg_fiber_single_head(const fulg_arch_struct *arch)
{
    if (fulg_arch_is_pnn(arch))
        return 0;
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].heads != 1)
            return 0;
    return 1;
}

fulg_status_t
fulg_fiber_virtual_init(fulg_fiber_virtual_t virt, const fulg_weights_t W,
                        fulg_diag_t diag)
{
    const slong depth = W->arch->depth;
    fmpq_mat_t AP;
    if (!fulg_arch_is_stack(W->arch) || !fulg_fiber_single_head(W->arch) ||
        fulg_arch_is_residual(W->arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "virtual weights belong to attention stacks with "
                             "one head and no residual connection");
    virt->depth = depth;
    virt->A = fulg_fiber_mats(depth);
    virt->V = fulg_fiber_mats(depth);
    virt->M = fulg_fiber_mats(depth);
    virt->P = fulg_fiber_mats(depth + 1);
    fulg_fiber_init_one(&virt->P[0], W->arch->width[0]);
    for (slong i = 0; i < depth; i++)
    {
        fulg_weights_head_fmpq(&virt->A[i], &virt->V[i], W, i, 0);
        fulg_fiber_init_mul(AP, &virt->A[i], &virt->P[i]);
        fulg_fiber_init_mul_tn(&virt->M[i], &virt->P[i], AP);
        fulg_fiber_init_mul(&virt->P[i + 1], &virt->V[i], &virt->P[i]);
        fmpq_mat_clear(AP);
    }
    return FULG_OK;
}

void
fulg_fiber_virtual_clear(fulg_fiber_virtual_t virt)
{
    fulg_fiber_mats_clear(virt->A, virt->depth);
    fulg_fiber_mats_clear(virt->V, virt->depth);
    fulg_fiber_mats_clear(virt->M, virt->depth);
    fulg_fiber_mats_clear(virt->P, virt->depth + 1);
}
