#include <fulgurite/rank.h>

#include "impl.h"

/* One batch is at most this many rows, so that beside the echelon form only
   little else is in memory. */
#define MAX_BATCH_ROWS 1024

/* How many inputs to draw next: enough to finish if they bring as much as those
   before, at least two so that a batch that brings nothing means something (a
   fresh random input adds nothing to an incomplete row space with probability
   at most degree/prime). */
static slong
batch_size(slong missing, slong rank, slong inputs, slong rows_per_input)
{
    const slong most = FLINT_MAX(2, MAX_BATCH_ROWS / rows_per_input);
    slong gain = rows_per_input;
    if (inputs > 0)
        gain = FLINT_MAX(1, rank / inputs);
    return FLINT_MAX(2, FLINT_MIN(most, (missing + gain - 1) / gain));
}

static void
set_minor(fulg_minor_t minor, const fulg_echelon_t E)
{
    minor->size = E->rank;
    minor->row = flint_malloc((size_t) (E->rank + 1) * sizeof(slong));
    minor->col = flint_malloc((size_t) (E->rank + 1) * sizeof(slong));
    for (slong s = 0; s < E->rank; s++)
    {
        minor->row[s] = E->source[s];
        minor->col[s] = E->pivot[s];
    }
}

fulg_status_t
fulg_dim_grow_minor(fulg_minor_t minor, slong target, slong bound,
                    fulg_rand_t rand, const fulg_progress_t *progress,
                    fulg_diag_t diag)
{
    const slong cols = minor->weights->parameters;
    const slong all_rows = minor->weights->arch->width[0];
    fulg_sampler_t sampler;
    fulg_echelon_t E;
    fulg_status_t status = fulg_sampler_init(sampler, minor, diag);
    if (status != FULG_OK)
        return status;

    fulg_echelon_init(E, cols, minor->prime);
    while (status == FULG_OK && E->rank < target)
    {
        const slong step = sampler->rows_per_input;
        const slong before = minor->num_inputs;
        const slong num =
            batch_size(target - E->rank, E->rank, before, step);
        nmod_mat_t J;
        slong gain = 0;
        if (fulg_progress_tick(progress, "rank", E->rank, target))
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        else
            status =
                fulg_sampler_draw(J, sampler, num, bound, all_rows, rand, diag);
        if (status == FULG_OK)
            gain = fulg_echelon_append(E, J, before * step);
        if (status == FULG_OK && gain == 0)
            break;
    }
    if (status == FULG_OK)
        set_minor(minor, E);
    fulg_echelon_clear(E);
    fulg_sampler_clear(sampler);
    return status;
}
