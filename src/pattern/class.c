#include <string.h>

#include "impl.h"

/* Rows of G have norm^2 1 and products at most mu.  With B between 0 and Bmax =
   beta + log gamma and at most k entries a column, S = K B differs from B by at
   most mu (k - 1) Bmax where B is positive, and by mu k Bmax elsewhere.  So
   (T1) 2 mu (k - 1) Bmax < log(1 + e1), (T2) mu (2 k - 1) Bmax < beta - log(1/e2)
   are enough (doc: thm-pattern-class). */

/* Ends of the interval of beta; 0 when it is empty. */
static int
ends(arb_t lower, arb_t upper, int *unbounded, const fulg_pattern_class_t *C,
     const fulg_pattern_options_t *options)
{
    arb_t gamma, mu, x;
    fmpq_t ratio;
    int good;
    fmpq_init(ratio);
    fmpq_set(ratio, C->gamma);
    arb_init(gamma);
    arb_init(mu);
    arb_init(x);
    fulg_pattern_rooms(upper, lower, options->e1, options->e2, 256);
    fulg_pattern_log(gamma, ratio, 256);
    arb_set_fmpq(mu, C->mu, 256);
    /* (log(1/e2) + (2k - 1) mu log gamma) / (1 - (2k - 1) mu) */
    arb_mul_si(x, mu, 2 * C->k - 1, 256);
    arb_addmul(lower, x, gamma, 256);
    arb_sub_ui(x, x, 1, 256);
    arb_neg(x, x);
    good = arb_is_positive(x);
    if (good)
        arb_div(lower, lower, x, 256);
    /* log(1 + e1) / (2 (k - 1) mu) - log gamma */
    *unbounded = C->k == 1 || arb_is_zero(mu);
    if (good && !*unbounded)
    {
        arb_mul_si(x, mu, 2 * (C->k - 1), 256);
        arb_div(upper, upper, x, 256);
        arb_sub(upper, upper, gamma, 256);
        good = arb_lt(lower, upper);
    }
    arb_clear(gamma);
    arb_clear(mu);
    arb_clear(x);
    fmpq_clear(ratio);
    return good;
}

static int
certifies(fulg_pattern_class_t *C, const fulg_pattern_options_t *options)
{
    arb_t lower, upper, cap, unused;
    int good;
    arb_init(lower);
    arb_init(upper);
    arb_init(cap);
    arb_init(unused);
    good = ends(lower, upper, &C->unbounded, C, options);
    if (good && options->has_cap)
    {
        fulg_pattern_rooms(unused, cap, options->e1, options->e2, 256);
        arb_set_fmpq(unused, options->cap, 256);
        arb_mul(cap, cap, unused, 256);
        good = arb_lt(lower, cap);
        if (C->unbounded || arb_lt(cap, upper))
            arb_set(upper, cap);
        C->unbounded = 0;
    }
    if (good)
    {
        fulg_pattern_decimal_above(C->beta_lower, lower, 10);
        fulg_pattern_decimal_below(C->beta_upper, upper, 10);
        good = C->unbounded || fmpq_cmp(C->beta_lower, C->beta_upper) < 0;
    }
    if (good && options->has_beta)
    {
        fmpq_set(C->beta, options->beta);
        good = fmpq_cmp(C->beta, C->beta_lower) >= 0 &&
               (C->unbounded || fmpq_cmp(C->beta, C->beta_upper) <= 0);
    }
    else if (good)
        fulg_pattern_between(C->beta, C->beta_lower, C->beta_upper,
                             C->unbounded);
    arb_clear(lower);
    arb_clear(upper);
    arb_clear(cap);
    arb_clear(unused);
    return good;
}

/* A larger mu certifies less: the frame is left at the first product that is too
   large, and the rows after it are never drawn. */
static int
try_frame(fulg_pattern_class_t *C, const fulg_pattern_options_t *options)
{
    fmpq_t mu;
    slong most = 0;
    int good;
    fmpq_init(mu);
    fmpq_zero(C->mu);
    good = certifies(C, options);
    for (slong i = 0; i < C->length && good; i++)
    {
        fulg_pattern_frame_draw(C->frame, i);
        for (slong l = 0; l < i && good; l++)
        {
            const slong k = fulg_pattern_frame_product(C->frame, i, l);
            if (FLINT_ABS(k) <= most)
                continue;
            most = FLINT_ABS(k);
            fmpq_set_si(mu, most, (ulong) C->frame->norm);
            fmpq_set(C->mu, mu);
            good = certifies(C, options);
        }
    }
    fmpq_clear(mu);
    return good;
}

fulg_status_t
fulg_pattern_class_search(fulg_pattern_class_t *C, fulg_pattern_method_t method,
                          slong length, slong k, const fmpq_t gamma,
                          const fulg_pattern_options_t *options,
                          fulg_diag_t diag)
{
    fulg_pattern_frames_t T;
    memset(C, 0, sizeof *C);
    C->method = method;
    C->length = length;
    C->k = k;
    fmpq_init(C->gamma);
    fmpq_init(C->mu);
    fmpq_init(C->beta);
    fmpq_init(C->beta_lower);
    fmpq_init(C->beta_upper);
    fmpq_set(C->gamma, gamma);
    fulg_pattern_frames_init(&T, method, length, options);
    while (fulg_pattern_frames_next(C->frame, &T, options))
    {
        if (fulg_pattern_tick(options, "hidden size", T.size,
                              options->max_size))
        {
            fulg_pattern_frame_clear(C->frame);
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        }
        C->proved = try_frame(C, options);
        if (C->proved)
        {
            fulg_pattern_frame_finish(C->frame);
            break;
        }
        fulg_pattern_frame_clear(C->frame);
    }
    C->size = C->proved ? C->frame->size : 0;
    C->has_seed = method == FULG_PATTERN_JL;
    C->seed = T.seed;
    return FULG_OK;
}

void
fulg_pattern_class_clear(fulg_pattern_class_t *C)
{
    if (C->proved)
        fulg_pattern_frame_clear(C->frame);
    fmpq_clear(C->gamma);
    fmpq_clear(C->mu);
    fmpq_clear(C->beta);
    fmpq_clear(C->beta_lower);
    fmpq_clear(C->beta_upper);
}
