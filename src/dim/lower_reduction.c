#include <fulgurite/rank.h>

#include "impl.h"

#define POINT_BOUND 99
#define TRIES 5

/* ---- doc: thm-reduction ---------------------------------------------------- */

/* A minor of the size of the model's own upper bound. */
static fulg_status_t
plain_minor(fulg_minor_t minor, fulg_rand_t rand,
            const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_cert_bound_t bound;
    slong target;
    fulg_cert_bound_init(bound);
    fulg_dim_upper(bound, minor->weights->arch);
    target = fmpz_get_si(fulg_cert_bound_total(bound));
    fulg_cert_bound_clear(bound);
    fulg_weights_random(minor->weights, rand, POINT_BOUND, 1);
    if (fulg_minor_grow(minor, target, POINT_BOUND, rand, progress, diag) !=
        FULG_OK)
        return FULG_UNABLE;
    if (minor->size < target)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the model has rank %ld at the chosen point, but "
                             "%ld is needed",
                             (long) minor->size, (long) target);
    return FULG_OK;
}

/* ---- doc: thm-residual-reduction ------------------------------------------- */

/* The two diagonal blocks of the minor.  "Inside": output rows 1, 2; columns of
   Q, K in coordinates 1, 2 and v_11, v_22.  "Across": output row 3; columns
   v_31, v_32. */
typedef struct
{
    slong num_rows, num_cols; /* rows: output rows per input */
    slong *col;
    fulg_rank_echelon_t E;
    slong target;
} part_t;

static void
part_init(part_t *part, const fulg_weights_t W, int across, slong target)
{
    part->col = flint_malloc((size_t) W->parameters * sizeof(slong));
    part->num_rows = across ? 1 : 2;
    part->num_cols = 0;
    part->target = target;
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_block_t *block = &W->block[b];
        for (slong i = 0; i < block->rows; i++)
            for (slong j = 0; j < 2; j++)
            {
                const int chosen = across ? block->kind == 'v' && i == 2
                                          : block->kind != 'v' || i == j;
                if (chosen)
                    part->col[part->num_cols++] = block->offset +
                                                  i * block->cols + j;
            }
    }
    fulg_rank_echelon_init(part->E, part->num_cols, W->domain->prime);
}

static void
part_clear(part_t *part)
{
    fulg_rank_echelon_clear(part->E);
    flint_free(part->col);
}

/* Row q of the part, counted over all inputs, as a row of the Jacobian; the
   model has three output rows of t tokens. */
static slong
part_row(const part_t *part, slong q, slong t)
{
    const slong each = part->num_rows * t;
    return q / each * 3 * t + (part->num_rows == 1 ? 2 * t : 0) + q % each;
}

/* The part's rows and columns of the Jacobian of num inputs; gains go to E. */
static slong
part_append(part_t *part, const nmod_mat_t J, slong num, slong before, slong t)
{
    const slong each = part->num_rows * t;
    nmod_mat_t rows;
    nmod_mat_init(rows, num * each, part->num_cols, part->E->prime);
    for (slong q = 0; q < num * each; q++)
        for (slong c = 0; c < part->num_cols; c++)
            nmod_mat_entry(rows, q, c) = nmod_mat_entry(J, part_row(part, q, t),
                                                        part->col[c]);
    return fulg_rank_echelon_append(part->E, rows, before * each);
}

/* Weights with V = 1 in every layer. */
static void
set_special_point(fulg_weights_t W, fulg_rand_t rand)
{
    fulg_weights_random(W, rand, POINT_BOUND, 1);
    for (slong i = 0; i < W->arch->depth; i++)
        fmpq_mat_one(fulg_weights_mat(W, i, 0, 'v')->fmpq);
}

/* 4 directions of a general 2 x 2 form, 3 when it has rank one or, with one
   token, is symmetric; less one scaling a layer for lightning. */
static slong
inside_target(const fulg_arch_t model)
{
    slong target = 0;
    for (slong i = 0; i < model->depth; i++)
        target += (model->sub[i].head_dim == 2 && model->tokens > 1 ? 4 : 3) +
                  2 - (!fulg_arch_is_normalised(model));
    return target;
}

static void
join_parts(fulg_minor_t minor, const part_t *parts, slong t)
{
    const slong size = parts[0].E->rank + parts[1].E->rank;
    minor->row = flint_malloc((size_t) (size + 1) * sizeof(slong));
    minor->col = flint_malloc((size_t) (size + 1) * sizeof(slong));
    minor->size = 0;
    for (int p = 0; p < 2; p++)
        for (slong s = 0; s < parts[p].E->rank; s++, minor->size++)
        {
            minor->row[minor->size] = part_row(&parts[p], parts[p].E->source[s],
                                               t);
            minor->col[minor->size] = parts[p].col[parts[p].E->pivot[s]];
        }
}

static int
is_full(const part_t *part)
{
    return part->E->rank == part->target;
}

static fulg_status_t
residual_minor(fulg_minor_t minor, fulg_rand_t rand,
               const fulg_progress_t *progress, fulg_diag_t diag)
{
    const fulg_arch_struct *model = minor->weights->arch;
    const slong l = model->depth, t = model->tokens;
    fulg_minor_sampler_t sampler;
    part_t parts[2];
    fulg_status_t status;
    slong gain = 1;

    set_special_point(minor->weights, rand);
    status = fulg_minor_sampler_init(sampler, minor, diag);
    if (status != FULG_OK)
        return status;
    part_init(&parts[0], sampler->weights, 0, inside_target(model));
    part_init(&parts[1], sampler->weights, 1, 2 * l);
    while (status == FULG_OK && gain > 0 &&
           !(is_full(&parts[0]) && is_full(&parts[1])))
    {
        const slong before = minor->num_inputs;
        const slong num = before ? 2 : (parts[0].target + 2 * t - 1) / (2 * t);
        const fulg_draw_t draw = {.num = num,
                                  .bound = POINT_BOUND,
                                  .first_zero_row = 2,
                                  .num_out = 3};
        nmod_mat_t J;
        if (fulg_progress_tick(progress, "rank of the model", parts[0].E->rank,
                               parts[0].target))
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        else
            status = fulg_minor_sampler_draw(J, sampler, &draw, rand, diag);
        if (status != FULG_OK)
            break;
        gain = 0;
        for (int p = 0; p < 2; p++)
            gain += part_append(&parts[p], J, num, before, t);
        nmod_mat_clear(J);
    }
    if (status == FULG_OK && !(is_full(&parts[0]) && is_full(&parts[1])))
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the model has rank %ld + %ld at the chosen "
                               "point, but %ld + %ld is needed",
                               (long) parts[0].E->rank, (long) parts[1].E->rank,
                               (long) parts[0].target, (long) parts[1].target);
    if (status == FULG_OK)
        join_parts(minor, parts, t);
    part_clear(&parts[0]);
    part_clear(&parts[1]);
    fulg_minor_sampler_clear(sampler);
    return status;
}

/* ---- both ----------------------------------------------------------------- */

static fulg_status_t
try_once(fulg_cert_t cert, const fulg_arch_t model, fulg_rand_t rand,
         const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_status_t status = fulg_minor_init(cert->minor, model, diag);
    if (status != FULG_OK)
        return status;
    cert->has_minor = 1;
    cert->minor->prime = fulg_exact_prime_random(rand);
    status = fulg_arch_is_residual(model)
                 ? residual_minor(cert->minor, rand, progress, diag)
                 : plain_minor(cert->minor, rand, progress, diag);
    if (status != FULG_OK)
    {
        fulg_cert_reset_lower(cert);
        return FULG_UNABLE;
    }
    cert->lower_theorem = fulg_arch_is_residual(model)
                              ? &fulg_dim_residual_reduction
                              : &fulg_dim_reduction;
    fmpz_set(cert->lower, fulg_cert_bound_total(cert->upper));
    return FULG_OK;
}

fulg_status_t
fulg_dim_lower_reduction(fulg_cert_t cert, fulg_rand_t rand, ulong max_bytes,
                         const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_status_t status;
    fulg_arch_t model;
    fulg_cert_bound_t bound;
    if (fulg_dim_has_heads(cert->arch))
        return fulg_dim_lower_heads_reduction(cert, WORD_MAX, rand, max_bytes,
                                              progress, diag);
    if (!fulg_dim_reduction_model(model, cert->arch, diag))
        return FULG_UNABLE;
    fulg_cert_bound_init(bound);
    fulg_dim_upper(bound, model);
    status = fulg_dim_check_jacobian(fulg_cert_bound_total(bound), model,
                                     max_bytes, diag);
    fulg_cert_bound_clear(bound);
    if (status != FULG_OK)
    {
        fulg_arch_clear(model);
        return status;
    }
    status = FULG_UNABLE;
    /* A point of small integers may be special; another one is then drawn. */
    for (int n = 0; n < TRIES && status != FULG_OK; n++)
        status = try_once(cert, model, rand, progress, diag);
    fulg_arch_clear(model);
    return status;
}
