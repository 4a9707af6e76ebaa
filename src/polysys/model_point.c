#include <fulgurite/fiber.h>

#include "impl.h"

/* The coordinates of rational weights. */

void
fulg_polysys_give_matrix(fulg_polysys_t S, slong point, slong *next,
                         const fmpq_mat_t A, int symmetric)
{
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = symmetric ? i : 0; j < fmpq_mat_ncols(A); j++)
        {
            fmpq_set(x, fmpq_mat_entry(A, i, j));
            if (symmetric)
            {
                fmpq_add(x, x, fmpq_mat_entry(A, j, i));
                fmpq_div_2exp(x, x, 1);
            }
            fulg_polysys_point_set(S, point, (*next)++, x);
        }
    fmpq_clear(x);
}

static void
give_a(fulg_polysys_t S, slong point, slong *next, const fulg_weights_t W,
       slong i, slong h)
{
    const fmpq_mat_struct *K = fulg_weights_mat(W, i, h, 'k')->fmpq;
    const fmpq_mat_struct *Q = fulg_weights_mat(W, i, h, 'q')->fmpq;
    fmpq_mat_t Kt, A;
    fmpq_mat_init(Kt, fmpq_mat_ncols(K), fmpq_mat_nrows(K));
    fmpq_mat_init(A, fmpq_mat_ncols(K), fmpq_mat_ncols(Q));
    fmpq_mat_transpose(Kt, K);
    fmpq_mat_mul(A, Kt, Q);
    fulg_polysys_give_matrix(S, point, next, A, W->arch->tokens == 1);
    fmpq_mat_clear(Kt);
    fmpq_mat_clear(A);
}

static fulg_status_t
give_virtual(fulg_polysys_t S, slong point, slong *next, const fulg_weights_t W,
             fulg_diag_t diag)
{
    fulg_fiber_virtual_t virt;
    fulg_status_t status = fulg_fiber_virtual_init(virt, W, diag);
    if (status != FULG_OK)
        return status;
    for (slong i = 0; i < virt->depth; i++)
        fulg_polysys_give_matrix(S, point, next, &virt->M[i],
                                 W->arch->tokens == 1);
    fulg_polysys_give_matrix(S, point, next, FULG_VIRTUAL_L(virt), 0);
    fulg_fiber_virtual_clear(virt);
    return FULG_OK;
}

fulg_status_t
fulg_polysys_model_point(fulg_polysys_t S, slong point, slong first,
                         const fulg_polysys_model_t *M, const fulg_weights_t W,
                         fulg_diag_t diag)
{
    slong next = first;
    if (M->coordinates == FULG_COORDINATES_VIRTUAL)
        return give_virtual(S, point, &next, W, diag);
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_block_t *block = &W->block[b];
        if (M->coordinates == FULG_COORDINATES_WEIGHTS ||
            (block->kind != 'q' && block->kind != 'k'))
            fulg_polysys_give_matrix(S, point, &next, W->mat[b].fmpq, 0);
        else if (block->kind == 'q')
            give_a(S, point, &next, W, block->layer, block->head);
    }
    return FULG_OK;
}
