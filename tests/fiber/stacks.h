/* Random stacks, and the kernel of their Jacobian. */
#ifndef FULG_TESTS_FIBER_STACKS_H
#define FULG_TESTS_FIBER_STACKS_H

#include "networks.h"

static inline slong
kernel_dim(const fulg_weights_t W, fulg_rand_t rand)
{
    const slong out = W->arch->width[W->arch->depth], t = W->arch->tokens;
    const slong samples = W->parameters + 4;
    fulg_mat_t J, X;
    fulg_diag_t diag;
    fulg_weights_t Wp;
    slong rank;
    fulg_domain_t D;
    fulg_domain_init_nmod(D, UWORD(2305843009213693951));
    assert_int_equal(fulg_weights_init(Wp, W->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_set_fmpq(Wp, W, diag), FULG_OK);
    D->ops->init(J, samples * out * t, W->parameters, D);
    D->ops->init(X, W->arch->width[0], t, D);
    for (slong n = 0; n < samples; n++)
    {
        fulg_weights_mat_random(X, rand, 99, 1, D);
        assert_int_equal(fulg_eval_jacobian(J, n * out * t, Wp, X, diag),
                         FULG_OK);
    }
    rank = nmod_mat_rank(J->nmod);
    D->ops->clear(J);
    D->ops->clear(X);
    fulg_weights_clear(Wp);
    return W->parameters - rank;
}

/* A random stack; some of its matrices may lose rank. */
static inline void
random_stack(fulg_weights_t W, fulg_rand_t rand, int degenerate)
{
    const slong depth = between(rand, 1, 3);
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, depth);
    arch->tokens = 2;
    fulg_arch_set_all(arch, "residual", between(rand, 0, 3) == 0);
    fulg_arch_set_all(arch, "norm",
                      between(rand, 0, 3) ? FULG_NORM_NONE : FULG_NORM_AFFINE);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = (fulg_arch_is_residual(arch) && i > 0)
                             ? arch->width[0]
                             : between(rand, 1, 3);
    for (slong i = 0; i < depth; i++)
    {
        arch->sub[i].head_dim = between(rand, 1, 3);
        arch->sub[i].heads = between(rand, 1, 2);
    }
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_weights_random(W, rand, 4, 1);
    if (degenerate)
    {
        fmpq_mat_struct *A = W->mat[fulg_rand_below(rand, (ulong) W->num)].fmpq;
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_zero(fmpq_mat_entry(A, 0, j));
    }
    fulg_arch_clear(arch);
}

#endif
