#include <fulgurite/ball.h>

#include "impl.h"

/*
 * Lower bounds for softmax and what else is no polynomial (doc: thm-reduction, thm-direct) with a minor
 * that is shown to be invertible in balls (doc: sec-minors-in-balls).  The point
 * is exact; only the precision of its evaluation grows.
 */

#define FIRST_BITS 128
#define POINT_BOUND 16

/* The columns and the Jacobian rows that are looked at, of a minor's model at the
   minor's point: of every input the output rows at the first few tokens. */
typedef struct
{
    fulg_minor_struct *minor;
    slong out, tokens, seen; /* output rows, tokens, tokens looked at */
    slong num_cols;
    slong *col;
    int stopped; /* the user interrupts */
} field_t;

static void
field_init(field_t *field, fulg_minor_t minor)
{
    const fulg_arch_struct *model = minor->weights->arch;
    field->minor = minor;
    field->out = model->width[model->depth];
    field->tokens = field->seen = fulg_arch_output_columns(model);
    field->num_cols = 0;
    field->stopped = 0;
    field->col = flint_malloc((size_t) (minor->weights->parameters + 1) *
                              sizeof(slong));
}

/* Row r of the field as a row of the minor. */
static slong
field_row(const field_t *field, slong r)
{
    return r / field->seen * field->tokens + r % field->seen;
}

/* The gradients of one input's outputs, to the rows of J from row on. */
static fulg_status_t
add_input(arb_mat_t J, slong row, const field_t *field, fulg_tape_t T,
          const fulg_weights_t W, fulg_weights_t gradient,
          const fmpq_mat_t input, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t X, seed, line;
    fulg_status_t status;
    D->ops->init(X, W->arch->width[0], W->arch->tokens, D);
    D->ops->init(seed, field->out, field->tokens, D);
    D->ops->init(line, 1, W->parameters, D);
    fulg_domain_set_fmpq_mat(X, input, D);
    status = fulg_eval_forward(T, W, X, diag);
    for (slong r = 0; r < field->out * field->seen && status == FULG_OK; r++)
    {
        const slong i = r / field->seen, j = r % field->seen;
        D->ops->set_si(seed, i, j, 1);
        fulg_eval_adjoint(gradient, T, W, seed);
        D->ops->set_si(seed, i, j, 0);
        for (slong b = 0; b < gradient->num; b++)
            D->ops->pack_row(line, 0, gradient->block[b].offset,
                             &gradient->mat[b]);
        for (slong c = 0; c < field->num_cols; c++)
            arb_swap(arb_mat_entry(J, row + r, c),
                     arb_mat_entry(line->arb, 0, field->col[c]));
    }
    D->ops->clear(X);
    D->ops->clear(seed);
    D->ops->clear(line);
    return status;
}

/* J (initialised here when FULG_OK is returned), enclosed at bits. */
static fulg_status_t
enclose(arb_mat_t J, field_t *field, slong bits,
        const fulg_progress_t *progress, fulg_diag_t diag)
{
    const fulg_minor_struct *minor = field->minor;
    const slong each = field->out * field->seen, num = minor->num_inputs;
    fulg_weights_t W, gradient;
    fulg_domain_t D;
    fulg_tape_t T;
    fulg_status_t status;
    fulg_domain_init_arb(D, bits);
    status = fulg_weights_init(W, minor->weights->arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_init(gradient, minor->weights->arch, D, diag);
    if (status != FULG_OK)
    {
        fulg_weights_clear(W);
        return status;
    }
    if (fulg_weights_set_fmpq(W, minor->weights, diag) != FULG_OK)
        status = FULG_UNABLE;
    fulg_tape_init(T, W);
    arb_mat_init(J, num * each, field->num_cols);
    for (slong n = 0; n < num && status == FULG_OK; n++)
    {
        if (fulg_progress_tick(progress, "derivatives in balls", n, num))
        {
            field->stopped = 1;
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        }
        else
            status = add_input(J, n * each, field, T, W, gradient,
                               &minor->input[n], diag);
    }
    if (status != FULG_OK)
        arb_mat_clear(J);
    fulg_tape_clear(T, W);
    fulg_weights_clear(gradient);
    fulg_weights_clear(W);
    return status;
}

static void
set_minor(const field_t *field, slong size, slong bits, const slong *row,
          const slong *col)
{
    fulg_minor_struct *minor = field->minor;
    minor->size = size;
    minor->bits = bits;
    minor->row = flint_malloc((size_t) (size + 1) * sizeof(slong));
    minor->col = flint_malloc((size_t) (size + 1) * sizeof(slong));
    for (slong k = 0; k < size; k++)
    {
        minor->row[k] = field_row(field, row[k]);
        minor->col[k] = field->col[col[k]];
    }
}

/* ---- reduction ------------------------------------------------------------ */

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
choose_columns(field_t *field)
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
decide(field_t *field, const fulg_dim_options_t *options, fulg_diag_t diag)
{
    const slong s = field->num_cols, each = field->out * field->seen;
    slong *row = flint_malloc((size_t) (s + 1) * sizeof(slong));
    slong *col = flint_malloc((size_t) (s + 1) * sizeof(slong));
    slong bits = FLINT_MIN(FIRST_BITS, options->max_bits), reached = 0;
    fulg_truth_t answer = FULG_UNKNOWN;
    fulg_status_t status = FULG_OK;
    for (slong j = 0; j < s; j++)
        col[j] = j;
    while (answer != FULG_TRUE && reached < options->max_bits)
    {
        arb_mat_t J;
        status = enclose(J, field, bits, options->progress, diag);
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
        set_minor(field, s, reached, row, col);
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
    field_t field;
    slong num;
    if (status != FULG_OK)
        return status;
    field_init(&field, minor);
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

static fulg_status_t
reduction(fulg_cert_t cert, fulg_rand_t rand, const fulg_dim_options_t *options,
          fulg_diag_t diag)
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
    fmpz_set(cert->lower, fulg_bound_total(cert->upper));
    return FULG_OK;
}

/* ---- direct --------------------------------------------------------------- */

static void
random_input(fmpq_mat_t X, fulg_rand_t rand)
{
    fulg_domain_t Q;
    fulg_mat_t A;
    fulg_domain_init_fmpq(Q);
    *A->fmpq = *X;
    fulg_mat_random(A, rand, 2 * POINT_BOUND, 1, Q);
    *X = *A->fmpq;
    fmpq_mat_scalar_div_fmpz(X, X, (fmpz[]){POINT_BOUND});
}

/* No weight is 0: a head or neuron that is not there would cost rank. */
static void
random_weights(fulg_weights_t W, fulg_rand_t rand)
{
    for (slong b = 0; b < W->num; b++)
    {
        fmpq_mat_struct *A = W->mat[b].fmpq;
        for (slong i = 0; i < fmpq_mat_nrows(A); i++)
            for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            {
                const slong n = fulg_rand_signed(rand, 2 * POINT_BOUND);
                fmpq_set_si(fmpq_mat_entry(A, i, j), n < 0 ? n : n + 1,
                            2 * POINT_BOUND);
            }
    }
}

/* The largest rank that is proved at the inputs in hand, at growing bits: until
   it is target or has been the same twice. */
static fulg_status_t
best_rank(slong *rank, slong *used, slong *row, slong *col, field_t *field,
          slong target, const fulg_dim_options_t *options, fulg_diag_t diag)
{
    slong reached = 0, before = -1;
    slong bits = FLINT_MIN(FIRST_BITS, options->max_bits);
    *rank = 0;
    while (reached < options->max_bits && *rank < target)
    {
        fulg_status_t status;
        arb_mat_t J;
        status = enclose(J, field, bits, options->progress, diag);
        if (field->stopped)
            return status;
        if (status == FULG_OK)
        {
            status = fulg_ball_rank_lower(rank, row, col, J, bits, diag);
            arb_mat_clear(J);
        }
        reached = *used = bits;
        if (status == FULG_OK && *rank == before)
            break;
        before = status == FULG_OK ? *rank : -1;
        bits = FLINT_MIN(2 * bits, options->max_bits);
    }
    return FULG_OK;
}

/* Inputs are added as long as they add to the rank. */
static fulg_status_t
direct_minor(fulg_minor_t minor, slong target, fulg_rand_t rand,
             const fulg_dim_options_t *options, fulg_diag_t diag)
{
    field_t field;
    slong rank = 0, before = -1, bits = 0, num, least;
    slong *row = NULL, *col;
    fulg_status_t status = FULG_OK;
    field_init(&field, minor);
    for (slong j = 0; j < minor->weights->parameters; j++)
        field.col[field.num_cols++] = j;
    col = flint_malloc((size_t) (field.num_cols + 1) * sizeof(slong));
    num = target / (field.out * field.tokens) + 1;
    while (status == FULG_OK && rank < target && rank > before)
    {
        before = rank;
        for (slong n = 0; n < num; n++)
            random_input(fulg_minor_add_input(minor), rand);
        least = FLINT_MIN(minor->num_inputs * field.out * field.tokens,
                          field.num_cols);
        row = flint_realloc(row, (size_t) (least + 1) * sizeof(slong));
        status = best_rank(&rank, &bits, row, col, &field, target, options,
                           diag);
    }
    if (status == FULG_OK)
        set_minor(&field, rank, bits, row, col);
    flint_free(row);
    flint_free(col);
    flint_free(field.col);
    return status;
}

/* Another point where the first falls short; the larger minor is kept. */
static fulg_status_t
again(fulg_cert_t cert, slong target, fulg_rand_t rand,
      const fulg_dim_options_t *options, fulg_diag_t diag)
{
    fulg_minor_t other;
    fulg_status_t status = fulg_minor_init(other, cert->minor->weights->arch,
                                           diag);
    if (status != FULG_OK)
        return status;
    random_weights(other->weights, rand);
    status = direct_minor(other, target, rand, options, diag);
    if (status == FULG_OK && other->size > cert->minor->size)
    {
        const fulg_minor_struct found = *cert->minor;
        *cert->minor = *other;
        *other = found;
    }
    fulg_minor_clear(other);
    return status;
}

static fulg_status_t
direct(fulg_cert_t cert, fulg_rand_t rand, const fulg_dim_options_t *options,
       fulg_diag_t diag)
{
    const fmpz *total = fulg_bound_total(cert->upper);
    fulg_status_t status = fulg_dim_start_direct(cert, options->max_bytes,
                                                 diag);
    if (status != FULG_OK)
        return status;
    random_weights(cert->minor->weights, rand);
    status = direct_minor(cert->minor, fmpz_get_si(total), rand, options, diag);
    if (status == FULG_OK && fmpz_cmp_si(total, cert->minor->size) > 0)
        status = again(cert, fmpz_get_si(total), rand, options, diag);
    if (status == FULG_OK && cert->minor->size == 0)
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "%ld bits show no rank at all (--max-bits)",
                               (long) options->max_bits);
    if (status != FULG_OK)
    {
        fulg_cert_reset_lower(cert);
        return status;
    }
    cert->lower_theorem = &fulg_dim_direct;
    fmpz_set_si(cert->lower, cert->minor->size);
    return FULG_OK;
}

fulg_status_t
fulg_dim_lower_ball(fulg_cert_t cert, fulg_rand_t rand,
                    const fulg_dim_options_t *options, fulg_diag_t diag)
{
    return options->method == FULG_DIM_REDUCTION
               ? reduction(cert, rand, options, diag)
               : direct(cert, rand, options, diag);
}
