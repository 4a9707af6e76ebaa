#include "ball_field.h"

/*
 * The lower bound by reduction (doc: thm-reduction) for softmax and what else is no
 * polynomial: the model has one exact point, and only the precision of its
 * evaluation grows.
 */

/* A layer of rank one, or a bottleneck of width one, somewhere. */
static int
needs_poles(const fulg_arch_t model)
{
    for (slong i = 0; i < model->depth; i++)
        if (model->width[i] == 1 || model->sub[i].head_dim == 1)
            return 1;
    return 0;
}

/* Coordinates of the virtual weights near the point of fulg_dim_ball_weights:
   the forms by Q (for rank one, with the second entry of K, the first being near
   1), the row space at a bottleneck by the second entry of V, and the last V. */
static void
choose_columns(fulg_dim_field_t *field)
{
    const fulg_weights_struct *W = field->minor->weights;
    for (slong b = 0; b < W->num; b++)
    {
        const fulg_block_t *block = &W->block[b];
        const int last = block->layer == W->arch->depth - 1;
        const int narrow = block->rows == 1 && block->cols == 2;
        for (slong e = 0; e < block->rows * block->cols; e++)
            if (block->kind == 'q' || (block->kind == 'v' && last) ||
                (narrow && e == 1))
                field->col[field->num_cols++] = block->offset + e;
    }
}

/* The same point at twice the bits, until the whole field has full rank. */
static fulg_status_t
decide(fulg_dim_field_t *field, const fulg_dim_options_t *options,
       fulg_diag_t diag)
{
    const slong s = field->num_cols, each = field->out * field->seen;
    slong *row = flint_malloc((size_t) (s + 1) * sizeof(slong));
    slong *col = flint_malloc((size_t) (s + 1) * sizeof(slong));
    slong bits = FLINT_MIN(FULG_DIM_FIRST_BITS, options->max_bits), reached = 0;
    fulg_truth_t answer = FULG_UNKNOWN;
    fulg_status_t status = FULG_OK;
    for (slong j = 0; j < s; j++)
        col[j] = j;
    while (answer != FULG_TRUE && reached < options->max_bits)
    {
        arb_mat_t J;
        status = fulg_dim_field_enclose(J, field, bits, options->progress,
                                        diag);
        if (field->stopped)
            break;
        if (status == FULG_OK)
        {
            answer = fulg_ball_has_full_rank(row, NULL, J, bits);
            arb_mat_clear(J);
        }
        reached = bits;
        bits = FLINT_MIN(2 * bits, options->max_bits);
    }
    if (answer == FULG_TRUE)
        fulg_dim_field_set_minor(field, s, reached, row, col);
    flint_free(row);
    flint_free(col);
    if (answer == FULG_TRUE)
        return FULG_OK;
    if (field->stopped)
        return status;
    return fulg_diag_set(
        diag, FULG_UNABLE,
        "%ld bits do not show that a %ld x %ld Jacobian of the "
        "model has full rank (--max-bits)",
        (long) reached, (long) (field->minor->num_inputs * each), (long) s);
}

static fulg_status_t
reduction_minor(fulg_minor_t minor, fulg_rand_t rand,
                const fulg_dim_options_t *options, fulg_diag_t diag)
{
    const fulg_arch_struct *model = minor->weights->arch;
    const int poles = needs_poles(model);
    fulg_status_t status = fulg_dim_ball_weights(minor->weights, poles, rand,
                                                 diag);
    fulg_dim_field_t field;
    slong num;
    if (status != FULG_OK)
        return status;
    fulg_dim_field_init(&field, minor);
    /* More tokens than these tell nothing new: they stand near others. */
    field.seen = FLINT_MIN(model->tokens, poles ? 2 : 3);
    choose_columns(&field);
    /* Behind a mask the first token sees itself alone: a linear map, soon known. */
    num = 5 * field.num_cols /
              (4 * (fulg_arch_is_causal(model) ? 1 : field.seen)) +
          2;
    for (slong n = 0; n < num; n++)
        fulg_dim_ball_input(fulg_minor_add_input(minor), poles, rand);
    status = decide(&field, options, diag);
    flint_free(field.col);
    return status;
}

fulg_status_t
fulg_dim_ball_reduction(fulg_cert_t cert, fulg_rand_t rand,
                        const fulg_dim_options_t *options, fulg_diag_t diag)
{
    fulg_arch_t model;
    fulg_status_t status;
    if (!fulg_dim_reduction_model(model, cert->arch, diag))
        return FULG_UNABLE;
    status = fulg_minor_init(cert->minor, model, diag);
    fulg_arch_clear(model);
    if (status != FULG_OK)
        return status;
    cert->has_minor = 1;
    status = reduction_minor(cert->minor, rand, options, diag);
    if (status != FULG_OK)
    {
        fulg_cert_reset_lower(cert);
        return FULG_UNABLE;
    }
    cert->lower_theorem = &fulg_dim_reduction;
    fmpz_set(cert->lower, fulg_cert_bound_total(cert->upper));
    return FULG_OK;
}
