#include "impl.h"

void
fulg_pattern_frames_init(fulg_pattern_frames_t *T, fulg_pattern_method_t method,
                         slong length, const fulg_pattern_options_t *options)
{
    *T = (fulg_pattern_frames_t){.method = method,
                                 .length = length,
                                 .size = options->min_size,
                                 .seed = options->first_seed,
                                 .q = options->q,
                                 .m = options->m};
}

/* The least prime above q, with the least m <= it that makes rows enough; 0 when
   its square is beyond the largest size. */
static int
next_prime(fulg_pattern_frames_t *T, slong max_size)
{
    for (;;)
    {
        slong power;
        T->q = (slong) n_nextprime((ulong) FLINT_MAX(T->q, 1), 1);
        if (T->q * T->q > max_size)
            return 0;
        for (T->m = 1, power = T->q; power < T->length; power *= T->q)
            T->m++;
        if (T->m <= T->q)
            return 1;
    }
}

static int
next_reed_solomon(fulg_pattern_frame_struct *F, fulg_pattern_frames_t *T,
                  const fulg_pattern_options_t *options)
{
    fulg_diag_t diag;
    if (options->q != 0 && T->started)
        return 0;
    T->started = 1;
    if (options->q == 0 && !next_prime(T, options->max_size))
        return 0;
    return fulg_pattern_frame_init_reed_solomon(F, T->length, T->q, T->m,
                                                diag) == FULG_OK;
}

int
fulg_pattern_frames_next(fulg_pattern_frame_struct *F, fulg_pattern_frames_t *T,
                         const fulg_pattern_options_t *options)
{
    if (T->method == FULG_PATTERN_RS)
        return next_reed_solomon(F, T, options);
    if (T->method == FULG_PATTERN_HADAMARD)
    {
        if (T->started)
            return 0;
        fulg_pattern_frame_init_hadamard(F, T->length);
    }
    else
    {
        if (T->started && T->seed == options->last_seed)
        {
            T->size += options->step;
            T->seed = options->first_seed;
        }
        else if (T->started)
            T->seed++;
        if (T->size > options->max_size)
            return 0;
        fulg_pattern_frame_begin(F, T->length, T->size, T->seed);
    }
    T->started = 1;
    return 1;
}
