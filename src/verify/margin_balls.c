#include "margin.h"

#define FIRST_BITS 128
#define MAX_BITS 8192

static void
ball_inner(arb_t r, arb_srcptr z, arb_srcptr p, const fulg_verify_readout_t *S,
           slong bits)
{
    const slong size = fulg_verify_readout_size(S);
    arb_t one;
    arb_init(one);
    arb_zero(r);
    for (slong g = 0; g < S->heads; g++)
    {
        arb_dot(one, NULL, 0, z + g * size, 1, p + g * size, 1, size, bits);
        arb_mul_si(one, one, S->copies[g], bits);
        arb_add(r, r, one, bits);
    }
    arb_div_si(r, r, S->total, bits);
    arb_clear(one);
}

/* z = y_i times the gradient */
static void
ball_feature(arb_ptr z, const fulg_verify_readout_t *S,
             const fulg_verify_readout_balls_t *B, slong i)
{
    const slong all = S->heads * fulg_verify_readout_size(S);
    arb_t value;
    arb_init(value);
    fulg_verify_readout_gradient(value, z, S, B, i);
    if (S->label[i] < 0)
        _arb_vec_neg(z, z, all);
    arb_clear(value);
}

/* |p| and min_i <z_i, p> / |p| with so many bits. */
static void
ball_margin(arb_t lower, arb_t upper, const fulg_verify_margin_t *M,
            const fulg_verify_readout_t *S, slong bits)
{
    const slong all = S->heads * fulg_verify_readout_size(S);
    arb_ptr z = _arb_vec_init(all), p = _arb_vec_init(all);
    fulg_verify_readout_balls_t B;
    arb_t x;
    arb_init(x);
    fulg_verify_readout_balls_init(&B, S, bits);
    for (slong i = 0; i < S->n; i++)
    {
        if (fmpq_is_zero(M->lambda + i))
            continue;
        ball_feature(z, S, &B, i);
        arb_set_fmpq(x, M->lambda + i, bits);
        _arb_vec_scalar_addmul(p, z, all, x, bits);
    }
    ball_inner(upper, p, p, S, bits);
    arb_sqrtpos(upper, upper, bits);
    for (slong i = 0; i < S->n; i++)
    {
        ball_feature(z, S, &B, i);
        ball_inner(x, z, p, S, bits);
        if (i == 0)
            arb_set(lower, x);
        else
            arb_min(lower, lower, x, bits);
    }
    arb_div(lower, lower, upper, bits);
    fulg_verify_readout_balls_clear(&B, S);
    _arb_vec_clear(z, all);
    _arb_vec_clear(p, all);
    arb_clear(x);
}

int
fulg_verify_margin_balls(const fulg_verify_margin_t *M,
                         const fulg_verify_readout_t *S, fulg_verify_why_t *why)
{
    arb_t lower, upper, end;
    int above = -1, below = -1;
    arb_init(lower);
    arb_init(upper);
    arb_init(end);
    for (slong bits = FIRST_BITS;
         bits <= MAX_BITS && (above == -1 || below == -1); bits *= 2)
    {
        ball_margin(lower, upper, M, S, bits);
        arb_set_fmpq(end, M->high, bits);
        above = arb_le(upper, end) ? 1 : arb_gt(upper, end) ? 0 : -1;
        arb_set_fmpq(end, M->low, bits);
        below = fmpq_sgn(M->low) <= 0 || arb_ge(lower, end) ? 1
                : arb_lt(lower, end)                        ? 0
                                                            : -1;
    }
    arb_clear(lower);
    arb_clear(upper);
    arb_clear(end);
    if (above == 0 || below == 0)
        return FULG_VERIFY_REFUSE(why,
                                  "lambda does not prove the %s end of "
                                  "gamma",
                                  above == 0 ? "upper" : "lower");
    if (above == -1 || below == -1)
        return FULG_VERIFY_GIVE_UP(why,
                                   "%d bits do not decide the ends of "
                                   "gamma",
                                   MAX_BITS);
    return 1;
}
