#include "ball_field.h"

/*
 * Lower bounds for softmax and what else is no polynomial (doc: thm-reduction,
 * thm-direct) with a minor that is shown to be invertible in balls (doc:
 * sec-minors-in-balls).  The direct one is here.
 */

#define POINT_BOUND 16

static void
random_input(fmpq_mat_t X, fulg_rand_t rand)
{
    fulg_domain_t Q;
    fulg_mat_t A;
    fulg_domain_init_fmpq(Q);
    *A->fmpq = *X;
    fulg_weights_mat_random(A, rand, 2 * POINT_BOUND, 1, Q);
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
best_rank(slong *rank, slong *used, slong *row, slong *col,
          fulg_dim_field_t *field, slong target,
          const fulg_dim_options_t *options, fulg_diag_t diag)
{
    slong reached = 0, before = -1;
    slong bits = FLINT_MIN(FULG_DIM_FIRST_BITS, options->max_bits);
    *rank = 0;
    while (reached < options->max_bits && *rank < target)
    {
        fulg_status_t status;
        arb_mat_t J;
        status = fulg_dim_field_enclose(J, field, bits, options->progress,
                                        diag);
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
    fulg_dim_field_t field;
    slong rank = 0, before = -1, bits = 0, num, least;
    slong *row = NULL, *col;
    fulg_status_t status = FULG_OK;
    fulg_dim_field_init(&field, minor);
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
        fulg_dim_field_set_minor(&field, rank, bits, row, col);
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
    const fmpz *total = fulg_cert_bound_total(cert->upper);
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
                               "%ld bits do not prove any rank (--max-bits)",
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
               ? fulg_dim_ball_reduction(cert, rand, options, diag)
               : direct(cert, rand, options, diag);
}
