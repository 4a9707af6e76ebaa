#include "impl.h"

void
fulg_fiber_generic_reason(fulg_fiber_generic_struct *g, char *text)
{
    g->reason = flint_realloc(g->reason,
                              (size_t) (g->num_reasons + 1) * sizeof(char *));
    g->reason[g->num_reasons++] = text;
}

/* Ranks of P_i and M_i below those that the architecture allows. */
static void
virtual_reason(fulg_fiber_generic_struct *g, const char *what, slong i,
               const fmpq_mat_t A, slong generic)
{
    const slong rank = fulg_fiber_rank(A);
    if (rank == 0)
        fulg_fiber_generic_reason(
            g, fulg_fiber_text("%s_%ld = 0", what, (long) i));
    else if (rank < generic)
        fulg_fiber_generic_reason(
            g, fulg_fiber_text("rank %s_%ld = %ld, below %ld", what, (long) i,
                               (long) rank, (long) generic));
}

static void
virtual_reasons(fulg_fiber_generic_struct *g, const fulg_weights_struct *W)
{
    const fulg_arch_struct *arch = W->arch;
    slong r = arch->width[0];
    int collapsed = arch->tokens == 1;
    fulg_fiber_virtual_t virt;
    if (fulg_fiber_virtual_init(virt, W, NULL) != FULG_OK)
        return;
    for (slong i = 0; i < arch->depth; i++)
    {
        const slong alpha = FLINT_MIN(arch->sub[i].head_dim, r);
        if (!fulg_arch_is_normalised(arch) || arch->tokens > 1)
            virtual_reason(g, "M", i + 1, &virt->M[i], alpha);
        if (collapsed && !fulg_arch_is_normalised(arch))
        {
            fmpq_mat_t S;
            fulg_fiber_init_symmetric(S, &virt->M[i]);
            virtual_reason(g, "symmetric part of M", i + 1, S,
                           FLINT_MIN(2 * alpha, r));
            fmpq_mat_clear(S);
        }
        r = FLINT_MIN(r, arch->width[i + 1]);
        if (arch->sub[i].value_dim > 0)
            r = FLINT_MIN(r, arch->sub[i].value_dim);
        virtual_reason(g, i + 1 == arch->depth ? "L = P" : "P", i + 1,
                       &virt->P[i + 1], r);
        collapsed = collapsed ||
                    (!fulg_arch_is_causal(arch) && (alpha == 1 || r == 1));
    }
    fulg_fiber_virtual_clear(virt);
}

/* One lightning layer, A = k q^T and V = h v^T with k parallel to v (doc:
   thm-single-6). */
static void
parallel_reason(fulg_fiber_generic_struct *g, const fulg_weights_struct *W)
{
    const fulg_arch_struct *arch = W->arch;
    fmpq_mat_t A, V, At, both;
    if (arch->depth != 1 || !fulg_fiber_single_head(arch) ||
        fulg_arch_is_normalised(arch) || arch->width[0] == 1)
        return;
    fulg_weights_head_fmpq(A, V, W, 0, 0);
    fulg_fiber_init_transpose(At, A);
    fmpq_mat_init(both, fmpq_mat_nrows(At) + fmpq_mat_nrows(V),
                  fmpq_mat_ncols(V));
    fmpq_mat_concat_vertical(both, At, V);
    if (arch->tokens > 1 && fulg_fiber_rank(A) == 1 &&
        fulg_fiber_rank(V) == 1 && fulg_fiber_rank(both) == 1)
        fulg_fiber_generic_reason(
            g, fulg_fiber_text("A and V have rank one, with the key "
                               "parallel to the value"));
    fmpq_mat_clear(both);
    fmpq_mat_clear(At);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
}

void
fulg_fiber_generic_reasons(fulg_fiber_generic_struct *g,
                           const fulg_weights_struct *W)
{
    virtual_reasons(g, W);
    parallel_reason(g, W);
}
