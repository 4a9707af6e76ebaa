#include "impl.h"

/* As many inputs as the guess has. */
static fulg_status_t
draw_inputs(fulg_ball_jacobian_rank_t result, slong num, const fulg_weights_t W,
            const fulg_ball_rank_options_t *options, fulg_rand_t rand)
{
    if (fulg_arch_is_softmax(W->arch))
        return fulg_ball_inputs_spread(result, num, W, rand, options->progress,
                                       NULL);
    return fulg_ball_inputs_add(result, num, W, 1, rand, NULL);
}

/* Too few bits to evaluate the network are no reason to stop. */
static int
try_bits(fulg_ball_jacobian_rank_t result, const fulg_ball_minor_t *guess,
         const fulg_weights_t W, slong bits)
{
    mag_t zero;
    mag_init(zero);
    return fulg_ball_jacobian_enclose(result, W, zero, bits, NULL) == FULG_OK &&
           fulg_ball_minor_is_invertible(result->jacobian, guess->row,
                                         guess->col, guess->size,
                                         bits) == FULG_TRUE;
}

static int
prove(fulg_ball_jacobian_rank_t result, const fulg_ball_minor_t *guess,
      const fulg_weights_t W, slong first_bits,
      const fulg_ball_rank_options_t *options)
{
    for (slong bits = first_bits; bits <= options->max_bits; bits *= 2)
    {
        if (!fulg_ball_jacobian_fits(W, guess->num_inputs, bits,
                                     options->max_bytes) ||
            fulg_progress_tick(options->progress, "bits", bits, 0))
            return 0;
        if (!try_bits(result, guess, W, bits))
            continue;
        result->rank = guess->size;
        for (slong k = 0; k < guess->size; k++)
        {
            result->row[k] = guess->row[k];
            result->col[k] = guess->col[k];
        }
        return 1;
    }
    return 0;
}

int
fulg_ball_minor_prove(fulg_ball_jacobian_rank_t result,
                      const fulg_ball_minor_t *guess, const fulg_weights_t W,
                      slong first_bits, const fulg_ball_rank_options_t *options,
                      fulg_rand_t rand)
{
    fulg_ball_jacobian_rank_t fresh;
    int proved;
    if (first_bits > options->max_bits)
        return 0;
    fulg_ball_jacobian_rank_init(fresh);
    proved = draw_inputs(fresh, guess->num_inputs, W, options, rand) ==
                 FULG_OK &&
             prove(fresh, guess, W, first_bits, options);
    if (proved)
    {
        const fulg_ball_jacobian_rank_struct old = *result;
        *result = *fresh;
        *fresh = old;
    }
    fulg_ball_jacobian_rank_clear(fresh);
    return proved;
}
