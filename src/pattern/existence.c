#include "impl.h"

/* One entry in every row and column: kappa <= 1 - 1/c does, and Hoeffding's
   bound for L (L - 1) / 2 pairs, one side each, is below 1 from
   d > 2 log(L (L - 1) / 2) / (1 - 1/c)^2 on; c = 2 unless a cap is given. */
static void
single(arb_t d, slong length, const fulg_pattern_options_t *options)
{
    fmpq_t x, one;
    arb_t y;
    fmpq_init(x);
    fmpq_init(one);
    arb_init(y);
    fmpq_set_si(one, 1, 1);
    fmpq_set_si(x, 2, 1);
    if (options->has_cap)
        fmpq_set(x, options->cap);
    fmpq_inv(x, x);
    fmpq_sub(x, one, x);
    fmpq_mul(x, x, x);
    arb_set_si(d, length);
    arb_mul_si(d, d, length - 1, 256);
    arb_mul_2exp_si(d, d, -1);
    arb_log(d, d, 256);
    arb_mul_2exp_si(d, d, 1);
    arb_set_fmpq(y, x, 256);
    arb_div(d, d, y, 256);
    fmpq_clear(x);
    fmpq_clear(one);
    arb_clear(y);
}

/* 2 log(L (L - 1)) / mu^2 with mu = log(1 + e1) / (2 k Bmax),
   Bmax = log(1/e2) + log(1 + e1) + log(gamma). */
static void
general(arb_t d, const fulg_pattern_shape_t *shape, slong length,
        const fulg_pattern_options_t *options)
{
    arb_t room1, room2, x;
    arb_init(room1);
    arb_init(room2);
    arb_init(x);
    fulg_pattern_rooms(room1, room2, options->e1, options->e2, 256);
    fulg_pattern_log(x, shape->ratio, 256);
    arb_add(x, x, room1, 256);
    arb_add(x, x, room2, 256);
    arb_div(x, x, room1, 256);
    arb_mul_si(x, x, 2 * shape->column_nonzeros, 256);
    arb_sqr(x, x, 256);
    arb_mul_2exp_si(x, x, 1);
    arb_set_si(d, length);
    arb_mul_si(d, d, length - 1, 256);
    arb_log(d, d, 256);
    arb_mul(d, d, x, 256);
    arb_clear(room1);
    arb_clear(room2);
    arb_clear(x);
}

fulg_status_t
fulg_pattern_existence(slong *size, const fulg_pattern_shape_t *shape,
                       slong length, const fulg_pattern_options_t *options,
                       fulg_diag_t diag)
{
    arb_t d;
    fmpz_t n;
    fulg_status_t status = FULG_OK;
    arb_init(d);
    fmpz_init(n);
    if (shape->row_nonzeros == 1 && shape->column_nonzeros == 1 &&
        !(options->has_cap &&
          fmpz_cmp(fmpq_numref(options->cap), fmpq_denref(options->cap)) <= 0))
        single(d, length, options);
    else
        general(d, shape, length, options);
    arb_get_ubound_arf(arb_midref(d), d, 256);
    arf_get_fmpz(n, arb_midref(d), ARF_RND_FLOOR);
    fmpz_add_ui(n, n, 1);
    if (!fmpz_fits_si(n))
        status = fulg_diag_set(diag, FULG_UNABLE,
                               "the size of the existence bound has more than "
                               "63 bits");
    else
        *size = fmpz_get_si(n);
    arb_clear(d);
    fmpz_clear(n);
    return status;
}
