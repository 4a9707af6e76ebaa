/* Attention with a readout and its gradient, a token at a time. */
#include "readout.h"

void
fulg_verify_readout_balls_init(fulg_verify_readout_balls_t *B,
                               const fulg_verify_readout_t *S, slong bits)
{
    const slong size = fulg_verify_readout_size(S), td = S->T * S->d;
    B->bits = bits;
    B->x = _arb_vec_init(S->n * td);
    B->theta = _arb_vec_init(S->heads * size);
    for (slong e = 0; e < S->n * td; e++)
        arb_set_fmpq(B->x + e, S->x + e, bits);
    for (slong g = 0; g < S->heads; g++)
        for (slong e = 0; e < size; e++)
            arb_set_fmpq(B->theta + g * size + e,
                         e < td ? S->u + g * td + e
                                : S->w + g * S->d * S->d + (e - td),
                         bits);
}

void
fulg_verify_readout_balls_clear(fulg_verify_readout_balls_t *B,
                                const fulg_verify_readout_t *S)
{
    _arb_vec_clear(B->x, S->n * S->T * S->d);
    _arb_vec_clear(B->theta, S->heads * fulg_verify_readout_size(S));
}

/* What a token of a sample needs: the weights, the mean, a query. */
typedef struct
{
    slong T, d, bits;
    arb_srcptr X, U, W;
    arb_ptr a, mean, query, moved;
} token_t;

/* a_s = e^(x_t W x_s) over their sum; a large first score is taken away. */
static void
attend(token_t *k, slong t)
{
    arb_t sum, shift;
    arb_init(sum);
    arb_init(shift);
    for (slong j = 0; j < k->d; j++)
        arb_dot(k->query + j, NULL, 0, k->X + t * k->d, 1, k->W + j, k->d, k->d,
                k->bits);
    for (slong s = 0; s < k->T; s++)
    {
        arb_dot(k->a + s, NULL, 0, k->query, 1, k->X + s * k->d, 1, k->d,
                k->bits);
        if (s == 0 || arf_cmp(arb_midref(k->a + s), arb_midref(shift)) > 0)
            arb_get_mid_arb(shift, k->a + s);
    }
    for (slong s = 0; s < k->T; s++)
    {
        arb_sub(k->a + s, k->a + s, shift, k->bits);
        arb_exp(k->a + s, k->a + s, k->bits);
        arb_add(sum, sum, k->a + s, k->bits);
    }
    for (slong s = 0; s < k->T; s++)
        arb_div(k->a + s, k->a + s, sum, k->bits);
    for (slong j = 0; j < k->d; j++)
        arb_dot(k->mean + j, NULL, 0, k->a, 1, k->X + j, k->d, k->T, k->bits);
    arb_clear(sum);
    arb_clear(shift);
}

/* moved = sum_s a_s ((x_s - mean) . u) (x_s - mean), the covariance times u. */
static void
covariance_times(token_t *k, arb_srcptr u)
{
    arb_t c, y;
    arb_init(c);
    arb_init(y);
    _arb_vec_zero(k->moved, k->d);
    for (slong s = 0; s < k->T; s++)
    {
        arb_zero(c);
        for (slong j = 0; j < k->d; j++)
        {
            arb_sub(y, k->X + s * k->d + j, k->mean + j, k->bits);
            arb_addmul(c, y, u + j, k->bits);
        }
        arb_mul(c, c, k->a + s, k->bits);
        for (slong j = 0; j < k->d; j++)
        {
            arb_sub(y, k->X + s * k->d + j, k->mean + j, k->bits);
            arb_addmul(k->moved + j, c, y, k->bits);
        }
    }
    arb_clear(c);
    arb_clear(y);
}

static void
one_head(arb_t value, arb_ptr gradient, token_t *k)
{
    const slong T = k->T, d = k->d;
    arb_ptr by_w = gradient ? gradient + T * d : NULL;
    if (gradient != NULL)
        _arb_vec_zero(by_w, d * d);
    for (slong t = 0; t < T; t++)
    {
        attend(k, t);
        arb_dot(value, value, 0, k->U + t * d, 1, k->mean, 1, d, k->bits);
        if (gradient == NULL)
            continue;
        for (slong j = 0; j < d; j++)
            arb_set(gradient + t * d + j, k->mean + j);
        covariance_times(k, k->U + t * d);
        for (slong i = 0; i < d; i++)
            for (slong j = 0; j < d; j++)
                arb_addmul(by_w + i * d + j, k->X + t * d + i, k->moved + j,
                           k->bits);
    }
}

void
fulg_verify_readout_gradient(arb_t value, arb_ptr gradient,
                             const fulg_verify_readout_t *S,
                             const fulg_verify_readout_balls_t *B, slong i)
{
    const slong size = fulg_verify_readout_size(S);
    token_t k = {.T = S->T, .d = S->d, .bits = B->bits};
    arb_t one;
    arb_init(one);
    k.X = B->x + i * S->T * S->d;
    k.a = _arb_vec_init(S->T);
    k.mean = _arb_vec_init(S->d);
    k.query = _arb_vec_init(S->d);
    k.moved = _arb_vec_init(S->d);
    arb_zero(value);
    for (slong g = 0; g < S->heads; g++)
    {
        k.U = B->theta + g * size;
        k.W = k.U + S->T * S->d;
        arb_zero(one);
        one_head(one, gradient ? gradient + g * size : NULL, &k);
        arb_addmul_si(value, one, S->copies[g], B->bits);
    }
    _arb_vec_clear(k.a, S->T);
    _arb_vec_clear(k.mean, S->d);
    _arb_vec_clear(k.query, S->d);
    _arb_vec_clear(k.moved, S->d);
    arb_clear(one);
}
