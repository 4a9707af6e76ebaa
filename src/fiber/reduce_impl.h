/* Shared by the parts of fulg_fiber_same_reduced; not installed. */
#ifndef FULG_FIBER_REDUCE_IMPL_H
#define FULG_FIBER_REDUCE_IMPL_H

#include "impl.h"

typedef struct
{
    slong layer;
    int zero; /* the scores are 0 on all states */
    fmpq_mat_t A, V;
} fulg_fiber_reduced_head_t;

typedef struct
{
    const fulg_arch_struct *arch;
    slong num;
    fulg_fiber_reduced_head_t *head; /* layer by layer, layers from 0 */
    int vanishes; /* some layer has no head left, and is not residual */
} fulg_fiber_reduced_t;

/* The attention network W, reduced (initialised here); 0, and not initialised, for
   others and for large ones.  W's architecture must outlive it. */
int fulg_fiber_reduced_init(fulg_fiber_reduced_t *R, const fulg_weights_t W);
void fulg_fiber_reduced_clear(fulg_fiber_reduced_t *R);

#endif
