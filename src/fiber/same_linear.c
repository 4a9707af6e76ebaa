#include "impl.h"

/* Networks that are linear in X: one normalised token (its weight is 1), and
   polynomial networks of power 1.  Equal exactly when their matrices are. */

static int
is_linear(const fulg_arch_struct *arch)
{
    if (fulg_arch_is_pnn(arch))
        return fulg_arch_is_linear_pnn(arch) || arch->depth == 1;
    return arch->tokens == 1 && fulg_arch_is_normalised(arch);
}

/* The matrix of layer i: W, or [1 +] the sum of the heads' V. */
static void
layer_matrix(fmpq_mat_t T, const fulg_weights_t W, slong i)
{
    const fulg_arch_struct *arch = W->arch;
    if (fulg_arch_is_pnn(arch))
    {
        fmpq_mat_init_set(T, fulg_weights_mat(W, i, 0, 'w')->fmpq);
        return;
    }
    fmpq_mat_init(T, arch->width[i + 1], arch->width[i]);
    if (fulg_arch_is_residual(arch))
        fmpq_mat_one(T);
    for (slong h = 0; h < arch->sub[i].heads; h++)
    {
        fmpq_mat_t A, V;
        fulg_weights_head_fmpq(A, V, W, i, h);
        fmpq_mat_add(T, T, V);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
}

static void
network_matrix(fmpq_mat_t P, const fulg_weights_t W)
{
    fulg_fiber_init_one(P, W->arch->width[0]);
    for (slong i = 0; i < W->arch->depth; i++)
    {
        fmpq_mat_t T, TP;
        layer_matrix(T, W, i);
        fulg_fiber_init_mul(TP, T, P);
        fmpq_mat_swap(P, TP);
        fmpq_mat_clear(TP);
        fmpq_mat_clear(T);
    }
}

int
fulg_fiber_same_linear(fulg_fiber_same_t result, const fulg_weights_t A,
                       const fulg_weights_t B)
{
    fmpq_mat_t P, R;
    int equal;
    if (!is_linear(A->arch) || !is_linear(B->arch))
        return 0;
    network_matrix(P, A);
    network_matrix(R, B);
    equal = fmpq_mat_equal(P, R);
    fmpq_mat_clear(P);
    fmpq_mat_clear(R);
    if (!equal)
        return 0;
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_LAYERS;
    result->reason = fulg_fiber_text(
        "both functions are linear, with the same matrix");
    return 1;
}
