#include "impl.h"

const char *
fulg_pattern_method_name(fulg_pattern_method_t method)
{
    static const char *const names[] = {"line", "moment", "jl", "rs",
                                        "hadamard"};
    return names[method];
}

void
fulg_pattern_options_init(fulg_pattern_options_t *options)
{
    *options = (fulg_pattern_options_t){.min_size = 1,
                                        .max_size = 512,
                                        .step = 1,
                                        .first_seed = 1,
                                        .last_seed = 20,
                                        .bits = 20,
                                        .frame_bits = 40,
                                        .max_bits = 4096,
                                        .with_difference = 1};
    fmpq_init(options->e1);
    fmpq_init(options->e2);
    fmpq_init(options->beta);
    fmpq_init(options->cap);
    fmpq_set_si(options->e1, 1, 10);
    fmpq_set_si(options->e2, 1, 100);
}

void
fulg_pattern_options_clear(fulg_pattern_options_t *options)
{
    fmpq_clear(options->e1);
    fmpq_clear(options->e2);
    fmpq_clear(options->beta);
    fmpq_clear(options->cap);
}

/* 0 < x < 1 */
static int
is_proper(const fmpq_t x)
{
    return fmpq_sgn(x) > 0 && fmpz_cmp(fmpq_numref(x), fmpq_denref(x)) < 0;
}

fulg_status_t
fulg_pattern_options_check(const fulg_pattern_options_t *options,
                           fulg_diag_t diag)
{
    if (!is_proper(options->e1))
        return fulg_diag_set(diag, FULG_PARSE,
                             "e1 must be strictly between 0 and 1");
    if (!is_proper(options->e2))
        return fulg_diag_set(diag, FULG_PARSE,
                             "e2 must be strictly between 0 and 1");
    if (options->has_beta && fmpq_sgn(options->beta) <= 0)
        return fulg_diag_set(diag, FULG_PARSE, "beta must be positive");
    if (options->has_cap && fmpq_sgn(options->cap) <= 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the logit cap must be positive");
    if (options->max_size < 1 || options->max_size > 1 << 20)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the largest hidden size must be 1 to 1048576");
    if (options->min_size < 1 || options->min_size > options->max_size)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "the least hidden size must be 1 to the largest, %ld",
            (long) options->max_size);
    if (options->first_seed > options->last_seed)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the first seed is above the last one");
    return FULG_OK;
}

int
fulg_pattern_tick(const fulg_pattern_options_t *options, const char *what,
                  slong done, slong total)
{
    return fulg_progress_tick(options->progress, what, done, total);
}
