#include <string.h>

#include "impl.h"

#define BITS 128

/* 1 for gains, shifts and biases. */
static int
is_vector(char kind)
{
    return strchr("nmQKVUFGB", kind) != NULL;
}

static void
count_entries(fulg_check_vector_t V, const arb_mat_t A)
{
    arb_t x;
    arb_init(x);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
    {
        arb_abs(x, arb_mat_entry(A, i, 0));
        V->zero += arb_is_zero(x);
        V->nonzero += !arb_contains_zero(x);
        if (i == 0)
            arb_set(V->least, x);
        else
            arb_min(V->least, V->least, x, BITS);
    }
    arb_clear(x);
}

static fulg_status_t
init_vector(fulg_check_vector_t V, const fulg_check_network_t N,
            const fulg_block_t *block, fulg_diag_t diag)
{
    fulg_floats_view_t view;
    fulg_status_t status;
    arb_mat_t A;
    fulg_floats_view_init(view);
    V->block = *block;
    V->zero = V->nonzero = 0;
    status = fulg_check_network_matrix(A, view, N, block->layer,
                                       fulg_check_head_of(N, block),
                                       block->kind, diag);
    if (status == FULG_OK)
    {
        fulg_check_finish_block(A, N, block, view, BITS);
        arb_init(V->least);
        count_entries(V, A);
        arb_mat_clear(A);
    }
    fulg_floats_view_clear(view);
    return status;
}

fulg_status_t
fulg_check_vectors_init(fulg_check_vector_struct **vector, slong *num,
                        const fulg_check_network_t N, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fulg_block_t *block;
    slong all;
    *vector = NULL;
    *num = 0;
    if (!N->by_blocks)
        return FULG_OK;
    status = fulg_arch_blocks(&block, &all, N->arch, diag);
    if (status != FULG_OK)
        return status;
    *vector = flint_malloc((size_t) (all + 1) *
                           sizeof(fulg_check_vector_struct));
    for (slong b = 0; b < all && status == FULG_OK; b++)
    {
        if (!is_vector(block[b].kind))
            continue;
        status = init_vector(&(*vector)[*num], N, &block[b], diag);
        *num += status == FULG_OK;
    }
    flint_free(block);
    if (status != FULG_OK)
        fulg_check_vectors_clear(*vector, *num);
    return status;
}

void
fulg_check_vectors_clear(fulg_check_vector_struct *vector, slong num)
{
    for (slong n = 0; n < num; n++)
        arb_clear(vector[n].least);
    flint_free(vector);
}
