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

/* ---- ranks -------------------------------------------------------------- */

typedef struct
{
    const fulg_weights_struct *weights;
    const mag_struct *radius;
    const fulg_ball_rank_options_t *options;
    fulg_rand_struct *rand;
    slong goal;  /* at most the target: what residues say of these weights */
    int is_last; /* no more bits can be had */
    slong
        found; /* rows that the last attempt found independent, or nearly so */
    slong depth; /* bits between the first and the last pivot of these */
    slong best, vain, stalled;
    fulg_ball_minor_t *guess; /* a minor mod a prime, when its size is not 0 */
    slong minor;  /* the size of a minor chosen with fewer bits, or 0 */
    int is_whole; /* the result is that of the last attempt */
} search_t;

/* A minor that was chosen at fewer bits, which did not prove it. */
static int
is_proved_now(fulg_ball_jacobian_rank_t result, const search_t *search,
              slong bits)
{
    if (search->minor == 0 || fulg_ball_minor_is_invertible(
                                  result->jacobian, result->row, result->col,
                                  search->minor, bits) != FULG_TRUE)
        return 0;
    result->rank = search->minor;
    return 1;
}

/* While bits can still be had a minor of the size of the target is looked for, and
   only that is proved: with weights that vary, and at the end, what can be. */
static fulg_status_t
attempt(fulg_ball_jacobian_rank_t result, search_t *search, slong bits,
        fulg_diag_t diag)
{
    const slong target = search->goal;
    const int is_whole = search->is_last || !mag_is_zero(search->radius);
    fulg_status_t status = fulg_ball_jacobian_enclose(
        result, search->weights, search->radius, bits, diag);
    search->is_whole = 0;
    if (status != FULG_OK)
        return status;
    if (is_proved_now(result, search, bits))
        search->found = result->rank;
    else if (is_whole)
    {
        status = fulg_ball_rank_lower(&result->rank, result->row, result->col,
                                      result->jacobian, bits, diag);
        search->found = result->rank;
    }
    else
        status = fulg_ball_rank_meets(&result->rank, &search->found,
                                      &search->depth, result->row, result->col,
                                      result->jacobian, target, bits, diag);
    search->minor = !is_whole && status == FULG_OK && search->found >= target
                        ? target
                        : 0;
    search->is_whole = status == FULG_OK &&
                       (is_whole || result->rank >= target);
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

static void
drop_inputs(fulg_ball_jacobian_rank_t result, search_t *search, slong num)
{
    while (result->num_inputs > num)
        fmpq_mat_clear(&result->input[--result->num_inputs]);
    search->is_whole = 0;
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
    while (status == FULG_OK && search->found > before &&
           search->found < search->goal)
    {
        before = search->found;
        num = result->num_inputs;
        if (!fulg_ball_jacobian_fits(search->weights, num + (num + 1) / 2, bits,
                                     options->max_bytes) ||
            fulg_progress_tick(options->progress, "inputs", num, 0))
            return FULG_OK;
        status = fulg_ball_inputs_add(result, num + (num + 1) / 2,
                                      search->weights, 1, search->rand, diag);
        if (status == FULG_OK)
            status = attempt(result, search, bits, diag);
    }
    if (status == FULG_OK && search->found >= search->goal)
        return FULG_OK;
    search->vain++;
    if (!search->is_last)
        drop_inputs(result, search, num);
    return status;
}

/* Whether inputs may be what lacks.  With weights that are points, more bits come
   first: no inputs make up for bits. */
static int
may_lack_inputs(const fulg_ball_jacobian_rank_t result, const search_t *search,
                int is_first, int helped)
{
    const fulg_ball_rank_options_t *options = search->options;
    if (options->num_inputs > 0 || search->vain >= MAX_VAIN ||
        search->found >= search->goal)
        return 0;
    if (search->is_last || !mag_is_zero(search->radius))
        return 1;
    return is_first ? search->found == arb_mat_nrows(result->jacobian)
                    : !helped;
}

/* One level of precision. */
static fulg_status_t
try_bits(fulg_ball_jacobian_rank_t result, search_t *search, slong bits,
         fulg_diag_t diag)
{
    const int is_first = search->best < 0;
    fulg_status_t status = attempt(result, search, bits, diag);
    int helped;
    if (status != FULG_OK)
        return status;
    helped = search->found > search->best;
    search->stalled = helped ? 0 : search->stalled + 1;
    search->best = FLINT_MAX(search->best, search->found);
    if (!may_lack_inputs(result, search, is_first, helped))
        return FULG_OK;
    status = grow(result, search, bits, diag);
    search->best = FLINT_MAX(search->best, search->found);
    return status;
}

/* Twice the bits, or as many as the target takes if further pivots shrink as those
   found do; the same bits when no more fit. */
static slong
next_bits(const fulg_ball_jacobian_rank_t result, const search_t *search,
          slong bits)
{
    const fulg_ball_rank_options_t *options = search->options;
    const slong twice = FLINT_MIN(2 * bits, options->max_bits);
    slong next = twice;
    double wanted = 0;
    if (search->found > 0 && search->goal < WORD_MAX)
        wanted = (double) search->depth * (double) search->goal /
                 (double) search->found;
    while ((double) next < wanted && next < options->max_bits)
        next = FLINT_MIN(2 * next, options->max_bits);
    if (fulg_ball_jacobian_fits(search->weights, result->num_inputs, next,
                                options->max_bytes))
        return next;
    return fulg_ball_jacobian_fits(search->weights, result->num_inputs, twice,
                                   options->max_bytes)
               ? twice
               : bits;
}

/* What one level of precision leaves open is tried once with the minor of the
   residues: there is nothing to choose, and its inputs are better.  When that fails,
   the search goes on as if it had not been. */
static int
is_guess_proved(fulg_ball_jacobian_rank_t result, search_t *search, slong bits)
{
    fulg_ball_minor_t *guess = search->guess;
    const int is_tried = guess->size > 0 && mag_is_zero(search->radius);
    fulg_rand_t rand;
    *rand = *search->rand;
    if (is_tried && fulg_ball_minor_prove(result, guess, search->weights,
                                          2 * bits, search->options, rand))
        return 1;
    guess->size = 0;
    return 0;
}

/* More bits until the target is met. */
static fulg_status_t
search_rank(fulg_ball_jacobian_rank_t result, search_t *search,
            fulg_diag_t diag)
{
    const fulg_ball_rank_options_t *options = search->options;
    slong bits = FLINT_MIN(options->bits, options->max_bits);
    if (!fulg_ball_jacobian_fits(search->weights, result->num_inputs, bits,
                                 options->max_bytes))
        return no_room(result->num_inputs, options->max_bytes, diag);
    for (;;)
    {
        fulg_status_t status;
        if (fulg_progress_tick(options->progress, "bits", bits, 0))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        search->is_last = bits >= options->max_bits ||
                          !fulg_ball_jacobian_fits(
                              search->weights, result->num_inputs,
                              FLINT_MIN(2 * bits, options->max_bits),
                              options->max_bytes);
        status = try_bits(result, search, bits, diag);
        if (status == FULG_OK && result->rank >= search->goal)
            return FULG_OK;
        if (is_guess_proved(result, search, bits))
            return FULG_OK;
        if (search->is_last)
            return status == FULG_OK || bits >= options->max_bits
                       ? status
                       : no_room(result->num_inputs, options->max_bytes, diag);
        /* Radii do not get smaller with more bits. */
        if (search->is_whole && search->stalled >= MAX_STALLED &&
            !mag_is_zero(search->radius))
            return FULG_OK;
        bits = next_bits(result, search, bits);
    }
}

/* So many inputs have enough rows for the target. */
static slong
fewest_inputs(const fulg_weights_t W, const fulg_ball_rank_options_t *options)
{
    const slong step = W->arch->width[W->arch->depth] *
                       fulg_arch_output_columns(W->arch);
    const slong most = FLINT_MIN(options->target, W->parameters);
    return options->num_inputs > 0 ? options->num_inputs : most / step + 1;
}

/* The inputs to begin with: half as many again as it takes, so that there is a
   choice.  Where residues say that the rank is below the target, that is the goal. */
static slong
first_inputs(search_t *search, slong fewest, fulg_diag_t diag)
{
    const fulg_weights_struct *W = search->weights;
    const slong most = FLINT_MIN(search->options->target, W->parameters);
    fulg_ball_minor_t *guess = search->guess;
    if (fulg_ball_minor_guess(guess, W, most, search->rand,
                              search->options->progress, diag) != FULG_OK)
        return fewest + 1;
    search->goal = guess->size;
    return guess->num_inputs + guess->num_inputs / 2 + 1;
}

/* W has the tokens of the inputs. */
static fulg_status_t
rank_of_model(fulg_ball_jacobian_rank_t result, const fulg_weights_t W,
              const mag_t radius, const fulg_ball_rank_options_t *options,
              fulg_rand_t rand, fulg_diag_t diag)
{
    search_t search = {.weights = W,
                       .radius = radius,
                       .options = options,
                       .rand = rand,
                       .best = -1};
    const slong least = fewest_inputs(W, options);
    slong num = options->num_inputs;
    fulg_ball_minor_t guess;
    fulg_status_t status;
    if (!fulg_ball_jacobian_fits(W, least,
                                 FLINT_MIN(options->bits, options->max_bits),
                                 options->max_bytes))
        return no_room(least, options->max_bytes, diag);
    search.goal = options->target;
    search.guess = &guess;
    fulg_ball_minor_init(&guess, FLINT_MIN(options->target, W->parameters));
    if (num == 0)
        num = first_inputs(&search, least, diag);
    fulg_ball_jacobian_rank_init(result);
    status = fulg_ball_inputs_add(result, num, W, options->num_inputs == 0,
                                  rand, diag);
    if (status == FULG_OK)
        status = search_rank(result, &search, diag);
    fulg_ball_minor_clear(&guess);
    if (status != FULG_OK)
        fulg_ball_jacobian_rank_clear(result);
    return status;
}

fulg_status_t
fulg_ball_jacobian_rank(fulg_ball_jacobian_rank_t result,
                        const fulg_weights_t W, const mag_t radius,
                        const fulg_ball_rank_options_t *options,
                        fulg_rand_t rand, fulg_diag_t diag)
{
    const slong most = FLINT_MIN(options->target, W->parameters);
    const slong tokens = options->num_inputs > 0
                             ? W->arch->tokens
                             : fulg_ball_few_tokens(W, most, rand,
                                                    options->progress);
    fulg_weights_t model;
    fulg_status_t status = fulg_ball_model_init(model, W, tokens, diag);
    if (status != FULG_OK)
        return status;
    status = rank_of_model(result, model, radius, options, rand, diag);
    result->tokens = tokens;
    fulg_weights_clear(model);
    return status;
}
