#include "impl.h"

/* So often more inputs may add nothing before no more are drawn. */
#define MAX_VAIN 2
/* So often more bits may add nothing where radii are the limit. */
#define MAX_STALLED 2

void
fulg_ball_rank_options_init(fulg_ball_rank_options_t *options)
{
    options->bits = 64;
    options->max_bits = 1024;
    options->num_inputs = 0;
    options->target = WORD_MAX;
    options->max_bytes = UWORD(1) << 33;
    options->progress = NULL;
}

void
fulg_ball_jacobian_rank_clear(fulg_ball_jacobian_rank_t result)
{
    for (slong n = 0; n < result->num_inputs; n++)
        fmpq_mat_clear(&result->input[n]);
    flint_free(result->input);
    flint_free(result->row);
    flint_free(result->col);
    arb_mat_clear(result->jacobian);
}

static void
add_inputs(fulg_ball_jacobian_rank_t result, slong num,
           const fulg_weights_t W, const fulg_ball_spread_t *spread,
           fulg_rand_t rand)
{
    result->input = flint_realloc(result->input,
                                  (size_t) num * sizeof(fmpq_mat_struct));
    for (; result->num_inputs < num; result->num_inputs++)
    {
        fmpq_mat_struct *X = &result->input[result->num_inputs];
        fmpq_mat_init(X, W->arch->width[0], W->arch->tokens);
        fulg_ball_draw(X, spread, rand);
    }
}

/* ---- ranks -------------------------------------------------------------- */

/* The Jacobian, its scaled copy and the midpoints. */
static int
fits(const fulg_weights_t W, slong num, slong bits, ulong max_bytes)
{
    const double entries = (double) num * (double) fulg_arch_output_columns(W->arch) *
                           (double) W->arch->width[W->arch->depth] *
                           (double) W->parameters;
    return 3 * entries * ((double) bits / 8 + sizeof(arb_struct) + 16) <=
           (double) max_bytes;
}

/* The rank that is proved with the inputs of the result at so many bits.  UNABLE
   or DOMAIN may be for want of bits. */
static fulg_status_t
prove(fulg_ball_jacobian_rank_t result, const fulg_weights_t W,
      const mag_t radius, slong bits, fulg_diag_t diag)
{
    const slong rows = result->num_inputs * fulg_arch_output_columns(W->arch) *
                       W->arch->width[W->arch->depth];
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_status_t status;
    fulg_domain_init_arb(D, bits);
    status = fulg_weights_init(B, W->arch, D, diag);
    if (status != FULG_OK)
        return status;
    result->bits = bits;
    arb_mat_clear(result->jacobian);
    arb_mat_init(result->jacobian, rows, W->parameters);
    result->row = flint_realloc(result->row,
                                (size_t) (rows + 1) * sizeof(slong));
    result->col = flint_realloc(result->col, (size_t) (W->parameters + 1) *
                                                 sizeof(slong));
    status = fulg_ball_set_weights(B, W, radius, diag);
    if (status == FULG_OK)
        status = fulg_ball_jacobian(result->jacobian, B, result->input,
                                    result->num_inputs, diag);
    if (status == FULG_OK)
        status = fulg_ball_rank_lower(&result->rank, result->row, result->col,
                                      result->jacobian, bits, diag);
    fulg_weights_clear(B);
    return status;
}

typedef struct
{
    const fulg_weights_struct *weights;
    const mag_struct *radius;
    const fulg_ball_rank_options_t *options;
    fulg_rand_struct *rand;
    fulg_ball_spread_t spread;
    slong best, vain, stalled;
    int is_whole; /* the result is that of the last attempt */
} search_t;

static fulg_status_t
attempt(fulg_ball_jacobian_rank_t result, search_t *search, slong bits,
        fulg_diag_t diag)
{
    const fulg_status_t status =
        prove(result, search->weights, search->radius, bits, diag);
    search->is_whole = status == FULG_OK;
    return status;
}

static fulg_status_t
no_room(slong num, ulong max_bytes, fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_UNABLE,
                         "the Jacobian at %ld inputs would take more than %lu "
                         "MiB (--max-memory)",
                         (long) num, max_bytes >> 20);
}

/* More inputs, half as many again, as long as they help.  What did not help is
   dropped when more bits can still be had. */
static fulg_status_t
grow(fulg_ball_jacobian_rank_t result, search_t *search, slong bits,
     fulg_diag_t diag)
{
    const fulg_ball_rank_options_t *options = search->options;
    slong num = result->num_inputs, before = -1;
    fulg_status_t status = FULG_OK;
    while (status == FULG_OK && result->rank > before &&
           result->rank < options->target)
    {
        before = result->rank;
        num = result->num_inputs;
        if (!fits(search->weights, num + (num + 1) / 2, bits,
                  options->max_bytes) ||
            fulg_progress_tick(options->progress, "inputs", num, 0))
            return FULG_OK;
        add_inputs(result, num + (num + 1) / 2, search->weights,
                   &search->spread, search->rand);
        status = attempt(result, search, bits, diag);
    }
    if (status == FULG_OK && result->rank >= options->target)
        return FULG_OK;
    search->vain++;
    if (bits < options->max_bits)
    {
        while (result->num_inputs > num)
            fmpq_mat_clear(&result->input[--result->num_inputs]);
        search->is_whole = 0;
    }
    return status;
}

/* One level of precision. */
static fulg_status_t
try_bits(fulg_ball_jacobian_rank_t result, search_t *search, slong bits,
         fulg_diag_t diag)
{
    const fulg_ball_rank_options_t *options = search->options;
    fulg_status_t status = attempt(result, search, bits, diag);
    if (status != FULG_OK)
        return status;
    search->stalled = result->rank > search->best ? 0 : search->stalled + 1;
    search->best = FLINT_MAX(search->best, result->rank);
    if (options->num_inputs > 0 || search->vain >= MAX_VAIN)
        return FULG_OK;
    status = grow(result, search, bits, diag);
    search->best = FLINT_MAX(search->best, result->rank);
    return status;
}

/* Twice the bits until the target is met. */
static fulg_status_t
search_rank(fulg_ball_jacobian_rank_t result, search_t *search,
            fulg_diag_t diag)
{
    const fulg_ball_rank_options_t *options = search->options;
    slong bits = FLINT_MIN(options->bits, options->max_bits);
    for (;; bits = FLINT_MIN(2 * bits, options->max_bits))
    {
        fulg_status_t status;
        if (fulg_progress_tick(options->progress, "bits", bits, 0))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        if (!fits(search->weights, result->num_inputs, bits,
                  options->max_bytes))
            return search->is_whole
                       ? FULG_OK
                       : no_room(result->num_inputs, options->max_bytes, diag);
        status = try_bits(result, search, bits, diag);
        if (status == FULG_OK && result->rank >= options->target)
            return FULG_OK;
        if (bits >= options->max_bits)
            return status;
        /* Radii do not get smaller with more bits. */
        if (search->is_whole && search->stalled >= MAX_STALLED &&
            !mag_is_zero(search->radius))
            return FULG_OK;
    }
}

fulg_status_t
fulg_ball_jacobian_rank(fulg_ball_jacobian_rank_t result,
                        const fulg_weights_t W, const mag_t radius,
                        const fulg_ball_rank_options_t *options,
                        fulg_rand_t rand, fulg_diag_t diag)
{
    const slong step = W->arch->width[W->arch->depth] *
                       fulg_arch_output_columns(W->arch);
    const slong most = FLINT_MIN(options->target, W->parameters);
    search_t search = {W, radius, options, rand, {0, 0}, -1, 0, 0, 0};
    fulg_status_t status = fulg_ball_set_spread(&search.spread, W, rand, diag);
    if (status != FULG_OK)
        return status;
    result->rank = result->bits = result->num_inputs = 0;
    result->input = NULL;
    result->row = result->col = NULL;
    arb_mat_init(result->jacobian, 0, 0);
    add_inputs(result,
               options->num_inputs > 0 ? options->num_inputs : most / step + 2,
               W, &search.spread, rand);
    status = search_rank(result, &search, diag);
    if (status != FULG_OK)
        fulg_ball_jacobian_rank_clear(result);
    return status;
}
