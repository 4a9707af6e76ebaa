#include <fulgurite/rank.h>

#include "impl.h"

/* One batch is at most this many rows: beside the echelon form only little else
   is in memory.  Fewer while inputs bring all their rows, for that ends at once. */
#define MAX_BATCH_ROWS 512
#define MAX_FIRST_ROWS 192

/*
 * An input can give out * columns rows, but they are far from independent of
 * what is known: once the output map is determined, only about tokens^2 of them
 * tell something about the attention forms.  So the plan keeps, of every input,
 * only as many output rows as an input of the last batch could use.  Should one
 * bring more again, more inputs are drawn instead; only when nothing comes are all
 * rows tried.
 */
typedef struct
{
    slong num_out; /* output rows of each input */
    slong gain;    /* what an input brought in the last batch */
    slong room;
    slong num_rows;
    slong *row; /* the Jacobian row behind every row drawn */
} plan_t;

static void
plan_next(fulg_draw_t *draw, const plan_t *plan, slong missing,
          const fulg_minor_sampler_t sampler, fulg_rand_t rand)
{
    const slong rows = plan->num_out * sampler->columns;
    const slong most = (plan->gain == sampler->out * sampler->columns
                            ? MAX_FIRST_ROWS
                            : MAX_BATCH_ROWS) /
                       rows;
    const slong wanted = (missing + plan->gain - 1) / plan->gain;
    /* At least two, so that a batch that brings nothing means something. */
    draw->num = FLINT_MAX(2, FLINT_MIN(most, wanted));
    draw->num_out = plan->num_out;
    draw->first_out = (plan->num_out == sampler->out)
                          ? 0
                          : (slong) fulg_rand_below(rand, (ulong) sampler->out);
}

/* Notes which rows of the Jacobian the batch consists of. */
static void
plan_note_rows(plan_t *plan, const fulg_draw_t *draw,
               const fulg_minor_sampler_t sampler)
{
    const slong out = sampler->out, t = sampler->columns;
    const slong inputs = sampler->minor->num_inputs;
    const slong more = draw->num * draw->num_out * t;
    if (plan->num_rows + more > plan->room)
    {
        plan->room = 2 * plan->room + more;
        plan->row = flint_realloc(plan->row,
                                  (size_t) plan->room * sizeof(slong));
    }
    for (slong n = inputs - draw->num; n < inputs; n++)
        for (slong k = 0; k < draw->num_out; k++)
            for (slong j = 0; j < t; j++)
                plan->row[plan->num_rows++] =
                    (n * out + (draw->first_out + k) % out) * t + j;
}

/* What the last of num inputs brought; or, if nothing, the mean. */
static slong
last_gain(const plan_t *plan, const fulg_rank_echelon_t E, slong gain,
          slong num, const fulg_minor_sampler_t sampler)
{
    const slong begin = plan->num_rows - plan->num_out * sampler->columns;
    slong last = 0;
    for (slong s = E->rank - gain; s < E->rank; s++)
        last += E->source[s] >= begin;
    return last > 0 ? last : (gain + num - 1) / num;
}

/* 0 when the search is over: all rows of fresh inputs have added nothing. */
static int
plan_learn(plan_t *plan, const fulg_rank_echelon_t E, slong gain, slong num,
           const fulg_minor_sampler_t sampler)
{
    if (gain == 0 && plan->num_out == sampler->out)
        return 0;
    plan->gain = FLINT_MAX(1, last_gain(plan, E, gain, num, sampler));
    plan->num_out = (gain == 0) ? sampler->out
                                : (plan->gain + sampler->columns - 1) /
                                      sampler->columns;
    return 1;
}

/* J becomes its columns col[0..num). */
static void
take_columns(nmod_mat_t J, const slong *col, slong num)
{
    nmod_mat_t taken;
    nmod_mat_init(taken, nmod_mat_nrows(J), num, J->mod.n);
    for (slong i = 0; i < nmod_mat_nrows(J); i++)
        for (slong j = 0; j < num; j++)
            nmod_mat_entry(taken, i, j) = nmod_mat_entry(J, i, col[j]);
    nmod_mat_swap(J, taken);
    nmod_mat_clear(taken);
}

static void
set_minor(fulg_minor_t minor, const fulg_rank_echelon_t E, const plan_t *plan,
          const slong *col)
{
    minor->size = E->rank;
    minor->row = flint_malloc((size_t) (E->rank + 1) * sizeof(slong));
    minor->col = flint_malloc((size_t) (E->rank + 1) * sizeof(slong));
    for (slong s = 0; s < E->rank; s++)
    {
        minor->row[s] = plan->row[E->source[s]];
        minor->col[s] = col[E->pivot[s]];
    }
}

/* Among the columns col[0..num_cols). */
static fulg_status_t
grow(fulg_minor_t minor, fulg_minor_sampler_t sampler, const slong *col,
     slong num_cols, slong target, slong bound, fulg_rand_t rand,
     const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_draw_t draw = {.bound = bound,
                        .first_zero_row = minor->weights->arch->width[0]};
    fulg_rank_echelon_t E;
    plan_t plan = {0};
    int searching = 1;
    fulg_status_t status = FULG_OK;

    plan.num_out = sampler->out;
    plan.gain = sampler->out * sampler->columns;
    fulg_rank_echelon_init(E, num_cols, minor->prime);
    while (searching && E->rank < target)
    {
        const slong first = plan.num_rows;
        nmod_mat_t J;
        plan_next(&draw, &plan, target - E->rank, sampler, rand);
        if (fulg_progress_tick(progress, "rank", E->rank, target))
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        else
            status = fulg_minor_sampler_draw(J, sampler, &draw, rand, diag);
        if (status != FULG_OK)
            break;
        take_columns(J, col, num_cols);
        plan_note_rows(&plan, &draw, sampler);
        searching = plan_learn(&plan, E, fulg_rank_echelon_append(E, J, first),
                               draw.num, sampler);
    }
    if (status == FULG_OK)
        set_minor(minor, E, &plan, col);
    flint_free(plan.row);
    fulg_rank_echelon_clear(E);
    return status;
}

fulg_status_t
fulg_minor_grow(fulg_minor_t minor, slong target, slong bound, fulg_rand_t rand,
                const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_minor_sampler_t sampler;
    slong *col, num_cols;
    fulg_status_t status = fulg_minor_sampler_init(sampler, minor, diag);
    if (status != FULG_OK)
        return status;
    num_cols = fulg_minor_columns(&col, sampler->weights);
    status = grow(minor, sampler, col, num_cols, target, bound, rand, progress,
                  diag);
    flint_free(col);
    fulg_minor_sampler_clear(sampler);
    return status;
}

fulg_status_t
fulg_minor_grow_among(fulg_minor_t minor, const slong *col, slong num_cols,
                      slong bound, fulg_rand_t rand,
                      const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_minor_sampler_t sampler;
    fulg_status_t status = fulg_minor_sampler_init(sampler, minor, diag);
    if (status != FULG_OK)
        return status;
    status = grow(minor, sampler, col, num_cols, num_cols, bound, rand,
                  progress, diag);
    fulg_minor_sampler_clear(sampler);
    return status;
}
