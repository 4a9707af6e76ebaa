/* The margin where softmax is uniform: in integers, over one denominator. */
#include "margin.h"

/* Do all keys get the same score from every query? */
static int
scores_are_equal(const fulg_verify_readout_t *S, slong i, const fmpq *w)
{
    const slong d = S->d;
    const fmpq *X = S->x + i * S->T * d;
    fmpq_t q, score;
    int equal = 1, zero = 1;
    for (slong e = 0; e < d * d && zero; e++)
        zero = fmpq_is_zero(w + e);
    if (zero)
        return 1;
    fmpq_init(q);
    fmpq_init(score);
    for (slong t = 0; t < S->T && equal; t++)
        for (slong s = 1; s < S->T && equal; s++)
        {
            /* x_t W (x_s - x_0) */
            fmpq_zero(score);
            for (slong k = 0; k < d; k++)
            {
                fmpq_t step;
                fmpq_init(step);
                fmpq_sub(step, X + s * d + k, X + k);
                for (slong j = 0; j < d && !fmpq_is_zero(step); j++)
                {
                    fmpq_mul(q, X + t * d + j, w + j * d + k);
                    fmpq_addmul(score, q, step);
                }
                fmpq_clear(step);
            }
            equal = fmpq_is_zero(score);
        }
    fmpq_clear(q);
    fmpq_clear(score);
    return equal;
}

/* denominator = the least common one of the list. */
static void
common_denominator(fmpz_t denominator, const fmpq *list, slong num)
{
    fmpz_one(denominator);
    for (slong e = 0; e < num; e++)
        fmpz_lcm(denominator, denominator, fmpq_denref(list + e));
}

/* n = x denominator, an integer */
static void
numerator(fmpz_t n, const fmpq_t x, const fmpz_t denominator)
{
    fmpz_divexact(n, denominator, fmpq_denref(x));
    fmpz_mul(n, n, fmpq_numref(x));
}

/* The integers of sample i: X times D, T X - sum of the rows, that sum; U times
   the common denominator of all heads. */
typedef struct
{
    fmpz *X, *centred, *sum, *U;
    fmpz_t D, E;
} integers_t;

static void
integers_init(integers_t *N, const fulg_verify_readout_t *S)
{
    N->X = _fmpz_vec_init(S->T * S->d);
    N->centred = _fmpz_vec_init(S->T * S->d);
    N->sum = _fmpz_vec_init(S->d);
    N->U = _fmpz_vec_init(S->heads * S->T * S->d);
    fmpz_init(N->D);
    fmpz_init(N->E);
    common_denominator(N->E, S->u, S->heads * S->T * S->d);
    for (slong e = 0; e < S->heads * S->T * S->d; e++)
        numerator(N->U + e, S->u + e, N->E);
}

static void
integers_clear(integers_t *N, const fulg_verify_readout_t *S)
{
    _fmpz_vec_clear(N->X, S->T * S->d);
    _fmpz_vec_clear(N->centred, S->T * S->d);
    _fmpz_vec_clear(N->sum, S->d);
    _fmpz_vec_clear(N->U, S->heads * S->T * S->d);
    fmpz_clear(N->D);
    fmpz_clear(N->E);
}

static void
integers_set(integers_t *N, const fulg_verify_readout_t *S, slong i)
{
    const slong T = S->T, d = S->d;
    const fmpq *x = S->x + i * T * d;
    common_denominator(N->D, x, T * d);
    _fmpz_vec_zero(N->sum, d);
    for (slong e = 0; e < T * d; e++)
    {
        numerator(N->X + e, x + e, N->D);
        fmpz_add(N->sum + e % d, N->sum + e % d, N->X + e);
    }
    for (slong e = 0; e < T * d; e++)
    {
        fmpz_mul_si(N->centred + e, N->X + e, T);
        fmpz_sub(N->centred + e, N->centred + e, N->sum + e % d);
    }
}

/* moved = sum_s (c_s . u) c_s, the covariance times u, T^3 D^2 E fold. */
static void
move(fmpz *moved, const integers_t *N, const fmpz *u, slong T, slong d)
{
    fmpz_t c;
    fmpz_init(c);
    _fmpz_vec_zero(moved, d);
    for (slong s = 0; s < T; s++)
    {
        _fmpz_vec_dot(c, N->centred + s * d, u, d);
        _fmpz_vec_scalar_addmul_fmpz(moved, N->centred + s * d, d, c);
    }
    fmpz_clear(c);
}

/* z = y_i times the gradient, where all weights are 1 / T, times the denominator
   q = T^3 D^3 E. */
static void
exact_gradient(fmpz *z, fmpz_t q, integers_t *N, const fulg_verify_readout_t *S,
               slong i)
{
    const slong T = S->T, d = S->d, size = fulg_verify_readout_size(S);
    fmpz *moved = _fmpz_vec_init(d);
    fmpz_t mean;
    fmpz_init_set_si(mean, T);
    integers_set(N, S, i);
    fmpz_mul(mean, mean, N->D);
    fmpz_pow_ui(q, mean, 3);
    fmpz_mul(q, q, N->E);
    /* the mean token is sum / (T D) */
    fmpz_divexact(mean, q, mean);
    _fmpz_vec_zero(z, S->heads * size);
    for (slong g = 0; g < S->heads; g++)
        for (slong t = 0; t < T; t++)
        {
            fmpz *by_w = z + g * size + T * d;
            _fmpz_vec_scalar_mul_fmpz(z + g * size + t * d, N->sum, d, mean);
            move(moved, N, N->U + (g * T + t) * d, T, d);
            for (slong j = 0; j < d; j++)
                _fmpz_vec_scalar_addmul_fmpz(by_w + j * d, moved, d,
                                             N->X + t * d + j);
        }
    if (S->label[i] < 0)
        _fmpz_vec_neg(z, z, S->heads * size);
    _fmpz_vec_clear(moved, d);
    fmpz_clear(mean);
}

/* sum_g copies_g <z_g, p_g>, H times the inner product */
static void
exact_inner(fmpz_t r, const fmpz *z, const fmpz *p,
            const fulg_verify_readout_t *S)
{
    const slong size = fulg_verify_readout_size(S);
    fmpz_t one;
    fmpz_init(one);
    fmpz_zero(r);
    for (slong g = 0; g < S->heads; g++)
    {
        _fmpz_vec_dot(one, z + g * size, p + g * size, size);
        fmpz_addmul_si(r, one, S->copies[g]);
    }
    fmpz_clear(one);
}

/* p = L sum lambda_i z_i in integers. */
static void
exact_point(fmpz *p, fmpz_t L, fmpz *z, integers_t *N,
            const fulg_verify_margin_t *M, const fulg_verify_readout_t *S)
{
    const slong all = S->heads * fulg_verify_readout_size(S);
    fmpq *c = _fmpq_vec_init(S->n);
    fmpz_t q;
    fmpz_init(q);
    for (slong i = 0; i < S->n; i++)
    {
        exact_gradient(z, q, N, S, i);
        fmpq_div_fmpz(c + i, M->lambda + i, q);
    }
    common_denominator(L, c, S->n);
    _fmpz_vec_zero(p, all);
    for (slong i = 0; i < S->n; i++)
    {
        if (fmpq_is_zero(c + i))
            continue;
        exact_gradient(z, q, N, S, i);
        numerator(q, c + i, L);
        _fmpz_vec_scalar_addmul_fmpz(p, z, all, q);
    }
    _fmpq_vec_clear(c, S->n);
    fmpz_clear(q);
}

/* gamma*^2 = |p|^2, because no <z_i, p> is below it. */
static int
compare_exact(const fulg_verify_margin_t *M, fmpz *z, const fmpz *p,
              const fmpz_t L, integers_t *N, const fulg_verify_readout_t *S,
              fulg_verify_why_t *why)
{
    fmpz_t n, q;
    fmpq_t x;
    int good = 1;
    fmpz_init(n);
    fmpz_init(q);
    fmpq_init(x);
    exact_inner(n, p, p, S);
    fmpz_mul(q, L, L);
    fmpz_mul_si(q, q, S->total);
    fmpq_set_fmpz_frac(x, n, q);
    if (!fmpq_equal(x, M->squared))
        good = FULG_VERIFY_REFUSE(why, "gamma_squared is not |p|^2");
    for (slong i = 0; i < S->n && good; i++)
    {
        exact_gradient(z, q, N, S, i);
        exact_inner(n, z, p, S);
        fmpz_mul(q, q, L);
        fmpz_mul_si(q, q, S->total);
        fmpq_set_fmpz_frac(x, n, q);
        if (fmpq_cmp(x, M->squared) < 0)
            good = FULG_VERIFY_REFUSE(why,
                                      "sample %ld is nearer to 0 in the "
                                      "direction of p: p is not the nearest "
                                      "point of the hull",
                                      (long) i + 1);
    }
    fmpz_clear(n);
    fmpz_clear(q);
    fmpq_clear(x);
    return good;
}

int
fulg_verify_margin_exact(const fulg_verify_margin_t *M,
                         const fulg_verify_readout_t *S, fulg_verify_why_t *why)
{
    const slong all = S->heads * fulg_verify_readout_size(S);
    fmpz *z = _fmpz_vec_init(all), *p = _fmpz_vec_init(all);
    integers_t N;
    fmpz_t L;
    int good = 1;
    fmpz_init(L);
    integers_init(&N, S);
    for (slong i = 0; i < S->n && good; i++)
        for (slong g = 0; g < S->heads && good; g++)
            good = scores_are_equal(S, i, S->w + g * S->d * S->d);
    if (!good)
        (void) FULG_VERIFY_REFUSE(why, "an exact margin is claimed, but "
                                       "softmax is not uniform");
    else
    {
        exact_point(p, L, z, &N, M, S);
        good = compare_exact(M, z, p, L, &N, S, why);
    }
    integers_clear(&N, S);
    _fmpz_vec_clear(z, all);
    _fmpz_vec_clear(p, all);
    fmpz_clear(L);
    return good;
}
