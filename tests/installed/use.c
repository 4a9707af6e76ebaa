/* A program of a user: through the umbrella header, linked by pkg-config. */
#include <stdio.h>

#include <fulgurite/fulgurite.h>

int
main(void)
{
    fulg_arch_t arch;
    fulg_weights_t W;
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_mat_t X;
    fulg_eval_tape_t T;
    fulg_status_t status;

    fulg_arch_init(arch, 2);
    fulg_domain_init_nmod(D, 101);
    fulg_rand_init(rand, 1);
    if (fulg_weights_init(W, arch, D, diag) != FULG_OK)
        return 1;
    fulg_weights_random(W, rand, 10, 1);
    D->ops->init(X, 1, arch->tokens, D);
    fulg_weights_mat_random(X, rand, 10, 1, D);
    fulg_eval_tape_init(T, W);
    status = fulg_eval_forward(T, W, X, diag);
    printf("fulgurite %s\n", fulg_version());
    fulg_eval_tape_clear(T, W);
    D->ops->clear(X);
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
    flint_cleanup();
    return status != FULG_OK;
}
