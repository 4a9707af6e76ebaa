/* Shared by the parts of fulg_fiber_heads; not installed. */
#ifndef FULG_FIBER_HEADS_IMPL_H
#define FULG_FIBER_HEADS_IMPL_H

#include "impl.h"

/* The search for sharings; now is the one in hand. */
typedef struct
{
    fulg_fiber_heads_fiber_struct *fiber;
    const fulg_fiber_canonical_struct *list;
    slong heads, head_dim, value_dim;
    fulg_fiber_sharing_t now;
    slong leaves;
    int counted, measured, sure;
} share_t;

/* The variety { (L, R) : L R = W }, L with rows rows and n columns, R with cols
   columns, rank W = r: its dimension and *components, the number of its
   irreducible components; -1 and 0 when it is empty (doc: thm-product-fiber). */
slong fulg_fiber_product_fiber(slong *components, slong n, slong rows,
                               slong cols, slong r);
/* Sets dimensions and components of the sharing in hand; 0 when no weights
   share the heads so. */
int fulg_fiber_sharing_measure(share_t *S);

#endif
