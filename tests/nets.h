/* Random small networks for the tests, and plain loops to compare with. */
#ifndef FULG_TESTS_NETS_H
#define FULG_TESTS_NETS_H

#include "testing.h"

#define FULG_TEST_FAMILIES 8

static inline slong
fulg_test_between(fulg_rand_t rand, slong low, slong high)
{
    return low + (slong) fulg_rand_below(rand, (ulong) (high - low + 1));
}

/* Family n: 0 lightning, 1 many heads, 2 with value_dim, 3 residual, 4 causal,
   5 affine, 6 everything at once, 7 a polynomial network. */
static inline void
fulg_test_arch(fulg_arch_t arch, fulg_rand_t rand, slong n, slong depth,
               slong width)
{
    const int all = n == 6;
    const slong equal = fulg_test_between(rand, 1, width);
    fulg_arch_init(arch, depth);
    arch->tokens = fulg_test_between(rand, 1, 3);
    fulg_arch_set_all(arch, "residual", n == 3 || all);
    fulg_arch_set_all(arch, "mask", n == 4 || all);
    fulg_arch_set_all(arch, "norm",
                      (n == 5 || all) ? FULG_NORM_AFFINE : FULG_NORM_NONE);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = fulg_arch_is_residual(arch)
                             ? equal
                             : fulg_test_between(rand, 1, width);
    for (slong i = 0; i < depth; i++)
    {
        arch->sub[i].head_dim = fulg_test_between(rand, 1, 3);
        arch->sub[i].heads = (n == 1 || all) ? fulg_test_between(rand, 1, 3)
                                             : 1;
        arch->sub[i].value_dim = (n == 2 || all) ? fulg_test_between(rand, 1, 3)
                                                 : 0;
    }
    if (n == 7)
    {
        /* The fields of attention keep what fulg_arch_init gave them. */
        for (slong i = 0; i < depth; i++)
            arch->sub[i].head_dim = 1;
        fulg_arch_make_pnn(arch);
        arch->tokens = 1;
        fulg_test_powers(arch, rand, 3);
    }
}

/* Rational weights with small numerators and denominators. */
static inline void
fulg_test_weights(fulg_weights_t W, const fulg_arch_t arch, fulg_rand_t rand)
{
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_domain_init_fmpq(D);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fulg_weights_random(W, rand, 3, 2);
}

/* A random input of the network, over its domain. */
static inline void
fulg_test_input(fulg_mat_t X, const fulg_weights_t W, fulg_rand_t rand)
{
    const fulg_domain_struct *D = W->domain;
    D->ops->init(X, W->arch->width[0], W->arch->tokens, D);
    fulg_weights_mat_random(X, rand, 3, 2, D);
}

#endif
