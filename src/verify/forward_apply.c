#include "graph.h"

slong *
fulg_verify_nothing(slong num)
{
    slong *x = flint_malloc((size_t) (num + 1) * sizeof *x);
    for (slong i = 0; i < num; i++)
        x[i] = -1;
    return x;
}

slong
fulg_verify_sum(fulg_verify_graph_t *G, slong x, slong y)
{
    if (x < 0 || y < 0)
        return x < 0 ? y : x;
    return fulg_verify_muladd_node(G, x, y, fulg_verify_constant(G, 1, 1));
}

void
fulg_verify_apply(fulg_verify_run_t *R, slong *y, slong j, const char *key,
                  slong head, const slong *x)
{
    const fulg_verify_block_t *B = fulg_verify_block(R->W, j, key, head);
    for (slong i = 0; i < B->rows; i++)
        for (slong k = 0; k < B->cols; k++)
            for (slong n = 0; n < R->t; n++)
                if (x[k * R->t + n] >= 0)
                    y[i * R->t + n] = fulg_verify_muladd_node(
                        R->G, y[i * R->t + n], B->offset + i * B->cols + k,
                        x[k * R->t + n]);
}

void
fulg_verify_shift(fulg_verify_run_t *R, slong *y, slong j, const char *key,
                  slong head)
{
    const fulg_verify_block_t *B = fulg_verify_block(R->W, j, key, head);
    for (slong i = 0; B != NULL && i < B->rows; i++)
        for (slong n = 0; n < R->t; n++)
            y[i * R->t + n] = fulg_verify_sum(R->G, y[i * R->t + n],
                                              B->offset + i);
}
