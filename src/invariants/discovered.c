#include <stdio.h>
#include <string.h>

#include "discover_impl.h"

/* The relations of a block under one permutation; moved is the weight. */
static int
put_block(const fulg_invariants_block_t *block, const fulg_invariants_t model,
          const slong *weight, fulg_invariants_put_t put, void *data)
{
    const slong length = fulg_invariants_weight_length(model);
    slong *sorted = flint_malloc(sizeof(slong) *
                                 (size_t) (3 * length + model->num));
    slong *perm = sorted + length, *back = perm + length;
    slong *image = back + length, part = 0;
    char which[FULG_INVARIANTS_WHICH];
    size_t used;
    int ended = 0;
    fmpz_mpoly_t f;
    fulg_invariants_sort_weight(sorted, perm, model, weight);
    used = (size_t) snprintf(which, sizeof which, "weight");
    for (slong n = 0; n < length; n++)
    {
        if (n == model->d_out || n == model->d_out + model->d)
            part = n;
        back[part + perm[n]] = n - part;
        if (used < sizeof which)
            used += (size_t) snprintf(which + used, sizeof which - used,
                                      "%s%ld",
                                      n == 0      ? " "
                                      : part == n ? " | "
                                                  : ",",
                                      (long) weight[n]);
    }
    fulg_invariants_permute(image, model, back);
    fmpz_mpoly_init(f, model->ring);
    for (slong n = 0; n < block->num && !ended; n++)
    {
        fmpz_mpoly_compose_fmpz_mpoly_gen(f, &block->relation[n], image,
                                          model->ring, model->ring);
        ended = put(data, f, which);
    }
    fmpz_mpoly_clear(f, model->ring);
    flint_free(sorted);
    return ended;
}

static void
sort(slong *c, slong length)
{
    for (slong n = 1; n < length; n++)
        for (slong m = n; m > 0 && c[m - 1] > c[m]; m--)
        {
            const slong kept = c[m];
            c[m] = c[m - 1];
            c[m - 1] = kept;
        }
}

/* Every weight of the orbit. */
static int
put_orbit(const fulg_invariants_block_t *block, const fulg_invariants_t model,
          fulg_invariants_put_t put, void *data)
{
    const slong length = fulg_invariants_weight_length(model);
    const slong d = model->d, d_out = model->d_out;
    const int one = model->tokens == 1;
    slong *weight = flint_malloc(sizeof(slong) * (size_t) length);
    slong *x = weight + d_out;
    int ended = 0;
    memcpy(weight, block->weight, sizeof(slong) * (size_t) length);
    sort(weight, d_out);
    sort(x, d);
    if (!one)
        sort(x + d, d);
    do
        do
            do
                ended = put_block(block, model, weight, put, data);
            while (!ended && !one &&
                   fulg_invariants_next_arrangement(x + d, d));
        while (!ended && fulg_invariants_next_arrangement(x, d));
    while (!ended && fulg_invariants_next_arrangement(weight, d_out));
    flint_free(weight);
    return ended;
}

fulg_status_t
fulg_invariants_discovered(const fulg_invariants_discovery_t *found,
                           const fulg_invariants_t model, slong k,
                           fulg_invariants_put_t put, void *data,
                           fulg_diag_t diag)
{
    const fulg_invariants_blocks_t *blocks;
    int ended = 0;
    if (k < 1 || k > found->num)
        return fulg_diag_set(diag, FULG_UNABLE, "degree %ld was not searched",
                             (long) k);
    blocks = &found->space->blocks[k - 1];
    for (slong n = 0; n < blocks->num && !ended; n++)
        if (blocks->block[n].num > 0)
            ended = put_orbit(&blocks->block[n], model, put, data);
    return FULG_OK;
}
