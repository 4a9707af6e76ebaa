#ifndef FULG_INVARIANTS_DISCOVER_IMPL_H
#define FULG_INVARIANTS_DISCOVER_IMPL_H

#include "impl.h"

/* The relations of one degree and one dominant weight.  free[n] is a monomial
   that relation n has and the others of the block have not, so that these
   coefficients are coordinates in the space of the block. */
typedef struct
{
    slong *weight;
    slong monomials, num;
    fmpz_mpoly_struct *relation;
    ulong *free; /* num exponent vectors */
} fulg_invariants_block_t;

typedef struct
{
    slong num, alloc;
    fulg_invariants_block_t *block;
} fulg_invariants_blocks_t;

struct fulg_invariants_space_struct
{
    slong degrees;
    fulg_invariants_blocks_t *blocks; /* of degree 1 .. degrees */
};

/* The block of a dominant weight; no relation array when num = 0. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_block_init(
    fulg_invariants_block_t *block, const fulg_invariants_t model,
    const fulg_invariants_map_t *map, slong degree, const slong *weight,
    ulong prime, fulg_diag_t diag);
void fulg_invariants_block_clear(fulg_invariants_block_t *block,
                                 const fulg_invariants_t model);
/* The block of a weight, or NULL. */
const fulg_invariants_block_t *
fulg_invariants_block_find(const fulg_invariants_blocks_t *blocks,
                           const slong *weight, slong length);

/* perm, a permutation of every part of a weight, sorts it: sorted[perm[n]] =
   weight[n]. */
void fulg_invariants_sort_weight(slong *sorted, slong *perm,
                                 const fulg_invariants_t model,
                                 const slong *weight);
/* image[v] = the coordinate to which perm takes coordinate v. */
void fulg_invariants_permute(slong *image, const fulg_invariants_t model,
                             const slong *perm);

/* The dimension of what the relations of degree - 1 (blocks, NULL for degree 1)
   and the polynomials more[0..num) generate in a block; exact. */
slong fulg_invariants_generated(const fulg_invariants_block_t *block,
                                const fulg_invariants_t model,
                                const fulg_invariants_blocks_t *below,
                                const fmpz_mpoly_struct *more, slong num,
                                ulong prime);

#endif
