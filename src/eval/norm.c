#include "impl.h"

/*
 * Norms before a sublayer.  With c the state, for layer norms less its mean, and
 * m = mean(c^2) + epsilon: unit = c / sqrt(m) and read = gain unit +
 * shift, column by column.  A change dc of c changes unit by
 *
 *     (dc - unit mean(unit dc)) / sqrt(m),
 *
 * a symmetric map, as is taking off the mean: the adjoint is the same two steps.
 */

/* The sublayer whose gain and shift this one reads. */
static slong
owner(const fulg_arch_struct *arch, slong i)
{
    return arch->sub[i].shared_norm ? i - 1 : i;
}

const fulg_mat_struct *
fulg_eval_read(const fulg_eval_tape_t T, const fulg_weights_t W, slong i)
{
    if (W->arch->sub[i].pre_norm == FULG_PRE_NORM_NONE)
        return &T->state[T->source[i]];
    return T->sub[i].read;
}

/* Every entry of A becomes the mean of its column. */
static void
spread_means(fulg_mat_t A, const fulg_domain_struct *D)
{
    const slong d = D->ops->rows(A), t = D->ops->cols(A);
    fulg_mat_t row, scaled;
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, 1, (ulong) d);
    D->ops->init(row, d, t, D);
    D->ops->init(scaled, d, d, D);
    /* 1/d is a unit: d is less than any prime in use. */
    for (slong i = 0; i < d; i++)
        for (slong j = 0; j < d; j++)
            D->ops->set_fmpq(scaled, i, j, x, D);
    D->ops->mul(row, scaled, A, D);
    D->ops->set(A, row);
    D->ops->clear(row);
    D->ops->clear(scaled);
    fmpq_clear(x);
}

/* Layer norms take off the mean. */
static void
centre(fulg_mat_t A, const fulg_sublayer_struct *sub,
       const fulg_domain_struct *D)
{
    fulg_mat_t mean;
    if (sub->pre_norm != FULG_PRE_NORM_LAYER)
        return;
    D->ops->init(mean, D->ops->rows(A), D->ops->cols(A), D);
    D->ops->set(mean, A);
    spread_means(mean, D);
    D->ops->sub(A, A, mean, D);
    D->ops->clear(mean);
}

/* B = the column vector of that kind, times a row of ones. */
static int
spread_vector(fulg_mat_t B, const fulg_weights_t W, slong i, char kind)
{
    const fulg_domain_struct *D = W->domain;
    const slong j = owner(W->arch, i);
    fulg_mat_t ones;
    if (!fulg_weights_has(W, j, kind))
        return 0;
    D->ops->init(ones, 1, D->ops->cols(B), D);
    fulg_eval_ones(ones, D);
    D->ops->mul(B, fulg_weights_mat(W, j, 0, kind), ones, D);
    D->ops->clear(ones);
    return 1;
}

/* A += epsilon, entry by entry; 0 when it is not in the domain. */
static int
add_epsilon(fulg_mat_t A, double epsilon, const fulg_domain_struct *D)
{
    fulg_mat_t E;
    fmpq_t x;
    arf_t exact;
    int good = 1;
    if (!(epsilon > 0))
        return 1;
    fmpq_init(x);
    arf_init(exact);
    arf_set_d(exact, epsilon);
    arf_get_fmpq(x, exact);
    D->ops->init(E, D->ops->rows(A), D->ops->cols(A), D);
    for (slong i = 0; i < D->ops->rows(A); i++)
        for (slong j = 0; j < D->ops->cols(A); j++)
            good = good && D->ops->set_fmpq(E, i, j, x, D);
    D->ops->add(A, A, E, D);
    D->ops->clear(E);
    fmpq_clear(x);
    arf_clear(exact);
    return good;
}

/* y = gain x + shift, or the change of it: A is init'ed as x. */
static void
gain_and_shift(fulg_mat_t y, const fulg_mat_struct *x, const fulg_weights_t W,
               slong i, int with_shift)
{
    const fulg_domain_struct *D = W->domain;
    fulg_mat_t B;
    D->ops->init(B, D->ops->rows(x), D->ops->cols(x), D);
    D->ops->set(y, x);
    if (spread_vector(B, W, i, 'n'))
        D->ops->entry_mul(y, y, B, D);
    if (with_shift && spread_vector(B, W, i, 'm'))
        D->ops->add(y, y, B, D);
    D->ops->clear(B);
}

fulg_status_t
fulg_eval_norm(fulg_eval_tape_t T, const fulg_weights_t W, slong i,
               fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    fulg_sublayer_tape_t *tape = &T->sub[i];
    if (sub->pre_norm == FULG_PRE_NORM_NONE)
        return FULG_OK;
    if (D->ops->entry_rsqrt == NULL)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "norms need square roots, which the %s do not have", D->ops->name);
    D->ops->set(tape->unit, &T->state[T->source[i]]);
    centre(tape->unit, sub, D);
    D->ops->entry_mul(tape->scale, tape->unit, tape->unit, D);
    spread_means(tape->scale, D);
    if (!add_epsilon(tape->scale, W->arch->norm_epsilon, D) ||
        !D->ops->entry_rsqrt(tape->scale, tape->scale, D))
        return fulg_diag_set(diag, FULG_DOMAIN,
                             "layer %ld: the norm of a token is 0 or has no "
                             "square root among the %s",
                             (long) sub->layer + 1, D->ops->name);
    D->ops->entry_mul(tape->unit, tape->unit, tape->scale, D);
    gain_and_shift(tape->read, tape->unit, W, i, 1);
    return FULG_OK;
}

/* x becomes (x - unit mean(unit x)) scale. */
static void
project(fulg_mat_t x, const fulg_sublayer_tape_t *tape,
        const fulg_domain_struct *D)
{
    fulg_mat_t mean;
    D->ops->init(mean, D->ops->rows(x), D->ops->cols(x), D);
    D->ops->entry_mul(mean, tape->unit, x, D);
    spread_means(mean, D);
    D->ops->entry_mul(mean, mean, tape->unit, D);
    D->ops->sub(x, x, mean, D);
    D->ops->entry_mul(x, x, tape->scale, D);
    D->ops->clear(mean);
}

void
fulg_eval_norm_tangent(fulg_mat_t dr, const fulg_eval_tape_t T,
                       const fulg_weights_t W, const fulg_weights_t dW, slong i,
                       const fulg_mat_struct *dx)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    fulg_mat_t part, B;
    D->ops->init(part, D->ops->rows(dx), D->ops->cols(dx), D);
    D->ops->init(B, D->ops->rows(dx), D->ops->cols(dx), D);
    D->ops->set(part, dx);
    centre(part, sub, D);
    project(part, tape, D);
    gain_and_shift(dr, part, W, i, 0);
    if (spread_vector(B, dW, i, 'n'))
    {
        D->ops->entry_mul(B, B, tape->unit, D);
        D->ops->add(dr, dr, B, D);
    }
    if (spread_vector(B, dW, i, 'm'))
        D->ops->add(dr, dr, B, D);
    D->ops->clear(part);
    D->ops->clear(B);
}

/* The vector of that kind += the row sums of g. */
static void
add_row_sums(fulg_weights_t gradient, slong i, char kind,
             const fulg_mat_struct *g, const fulg_domain_struct *D)
{
    fulg_mat_t ones;
    if (!fulg_weights_has(gradient, i, kind))
        return;
    D->ops->init(ones, D->ops->cols(g), 1, D);
    fulg_eval_ones(ones, D);
    fulg_eval_addmul(fulg_weights_mat(gradient, i, 0, kind), g, ones, D);
    D->ops->clear(ones);
}

void
fulg_eval_norm_adjoint(fulg_mat_t back, fulg_weights_t gradient,
                       const fulg_eval_tape_t T, const fulg_weights_t W,
                       slong i, const fulg_mat_struct *g)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const slong j = owner(W->arch, i);
    fulg_mat_t part;
    D->ops->init(part, D->ops->rows(g), D->ops->cols(g), D);
    D->ops->entry_mul(part, g, tape->unit, D);
    add_row_sums(gradient, j, 'n', part, D);
    add_row_sums(gradient, j, 'm', g, D);
    gain_and_shift(part, g, W, i, 0);
    project(part, tape, D);
    centre(part, sub, D);
    D->ops->add(back, back, part, D);
    D->ops->clear(part);
}
