/* The exact rank of the Jacobian at random weights of two layers, and how each
   direction of its kernel is known to change nothing.

       cc kernel.c $(pkg-config --cflags --libs fulgurite) -o kernel */
#include <stdio.h>

#include <fulgurite/fulgurite.h>

int
main(void)
{
    fulg_arch_t arch;
    fulg_domain_t rationals;
    fulg_weights_t W;
    fulg_rand_t rand;
    fulg_jacobian_rank_t R;
    fulg_diag_t diag;
    fulg_status_t status;

    fulg_arch_init(arch, 2);
    for (slong i = 0; i <= 2; i++)
        arch->width[i] = 3;
    arch->sub[0].head_dim = arch->sub[1].head_dim = 2;
    fulg_domain_init_fmpq(rationals);
    if (fulg_weights_init(W, arch, rationals, diag) != FULG_OK)
        return 1;
    fulg_rand_init(rand, 1);
    fulg_weights_random(W, rand, 9, 1);

    status = fulg_jacobian_rank(R, W, rand, UWORD(1) << 30, NULL, diag);
    if (status != FULG_OK)
        printf("unable: %s\n", diag->text);
    else
    {
        slong proved = 0;
        for (slong k = 0; k < R->nullity; k++)
            proved += R->proof[k] != FULG_KERNEL_PROBABLE;
        printf(
            "%ld parameters, rank %ld; %ld of %ld kernel directions proved\n",
            (long) W->parameters, (long) R->rank, (long) proved,
            (long) R->nullity);
        fulg_jacobian_rank_clear(R);
    }
    fulg_weights_clear(W);
    fulg_arch_clear(arch);
    return status != FULG_OK;
}
