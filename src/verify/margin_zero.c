/* That the hull of the features contains 0, where they are not rational (doc:
   thm-zero-inside). */
#include <string.h>

#include "margin.h"

#define FIRST_BITS 128
#define MAX_BITS 8192
/* lambda is as near to the coefficients. */
#define CLOSE 40

static const fmpq *
token(const fulg_verify_readout_t *S, slong i, slong t)
{
    return S->x + (i * S->T + t) * S->d;
}

static int
same_numbers(const fmpq *a, const fmpq *b, slong n)
{
    for (slong k = 0; k < n; k++)
        if (!fmpq_equal(a + k, b + k))
            return 0;
    return 1;
}

static int
is_zero(const fmpq *a, slong n)
{
    for (slong k = 0; k < n; k++)
        if (!fmpq_is_zero(a + k))
            return 0;
    return 1;
}

/* ---- two samples that say the opposite --------------------------------------- */

/* The feature of j is minus that of i: X and -X have minus features with the same
   label. */
static int
is_opposite(const fulg_verify_readout_t *S, slong i, slong j)
{
    const fmpq *a = token(S, i, 0), *b = token(S, j, 0);
    fmpq_t sum;
    int good = 1;
    if (S->label[i] != S->label[j])
        return same_numbers(a, b, S->T * S->d);
    fmpq_init(sum);
    for (slong k = 0; k < S->T * S->d && good; k++)
    {
        fmpq_add(sum, a + k, b + k);
        good = fmpq_is_zero(sum);
    }
    fmpq_clear(sum);
    return good;
}

int
fulg_verify_margin_opposite(const fulg_verify_margin_t *M,
                            const fulg_verify_readout_t *S,
                            fulg_verify_why_t *why)
{
    slong pair[2] = {0, 0}, num = 0;
    for (slong i = 0; i < S->n; i++)
        if (!fmpq_is_zero(M->lambda + i) && num++ < 2)
            pair[num - 1] = i;
    if (num == 1)
        pair[1] = pair[0];
    if (num <= 2 && fmpq_equal(M->lambda + pair[0], M->lambda + pair[1]) &&
        is_opposite(S, pair[0], pair[1]))
        return 1;
    return FULG_VERIFY_REFUSE(why, "lambda is not of two samples with opposite "
                                   "features");
}

/* ---- coordinates ------------------------------------------------------------- */

/* The columns of the tokens from the last one on, each kept when no combination of
   those kept makes it: one token after the other is a row that eliminates. */
static void
keep_columns(char *keep, const fulg_verify_readout_t *S)
{
    const slong d = S->d, rows = S->n * S->T;
    fmpq *base = _fmpq_vec_init(d * d), *row = _fmpq_vec_init(d);
    fmpq_t f;
    fmpq_init(f);
    memset(keep, 0, (size_t) d);
    /* base + j d: a combination of tokens whose last nonzero column is j, where it is
       1 */
    for (slong r = 0; r < rows; r++)
    {
        slong j = d - 1;
        for (slong k = 0; k < d; k++)
            fmpq_set(row + k, S->x + r * d + k);
        for (; j >= 0; j--)
        {
            if (fmpq_is_zero(row + j))
                continue;
            fmpq_set(f, row + j);
            if (!keep[j])
                break;
            for (slong k = 0; k <= j; k++)
                fmpq_submul(row + k, f, base + j * d + k);
        }
        if (j < 0)
            continue;
        keep[j] = 1;
        for (slong k = 0; k <= j; k++)
            fmpq_div(base + j * d + k, row + k, f);
    }
    _fmpq_vec_clear(base, d * d);
    _fmpq_vec_clear(row, d);
    fmpq_clear(f);
}

/* Some later token is the same in all samples. */
static int
is_repeated(const fulg_verify_readout_t *S, slong t)
{
    for (slong s = t + 1; s < S->T; s++)
    {
        slong i = 0;
        while (i < S->n && same_numbers(token(S, i, s), token(S, i, t), S->d))
            i++;
        if (i == S->n)
            return 1;
    }
    return 0;
}

/* Some later head has the same W (and, if both, the same U). */
static int
comes_again(const fulg_verify_readout_t *S, slong g, int both)
{
    const slong u = S->T * S->d, w = S->d * S->d;
    for (slong f = g + 1; f < S->heads; f++)
        if (same_numbers(S->w + f * w, S->w + g * w, w) &&
            (!both || same_numbers(S->u + f * u, S->u + g * u, u)))
            return 1;
    return 0;
}

/* mark: numbers of a feature that determine all of it; how many they are. */
static slong
mark_numbers(char *mark, const fulg_verify_readout_t *S)
{
    const slong T = S->T, d = S->d;
    char *keep = flint_malloc((size_t) d);
    slong num = 0;
    keep_columns(keep, S);
    for (slong g = 0; g < S->heads; g++)
    {
        const int uniform = is_zero(S->w + g * d * d, d * d);
        const int means = !comes_again(S, g, 0);
        const int forms = !comes_again(S, g, 1) &&
                          !is_zero(S->u + g * T * d, T * d);
        for (slong n = 0; n < T * d; n++)
        {
            const slong t = n / d;
            *mark = (char) (means && keep[n % d] &&
                            (uniform ? t == T - 1 : !is_repeated(S, t)));
            num += *mark++;
        }
        for (slong n = 0; n < d * d; n++)
        {
            *mark = (char) (forms && keep[n / d] && keep[n % d]);
            num += *mark++;
        }
    }
    flint_free(keep);
    return num;
}

/* ---- 0 inside a simplex ------------------------------------------------------ */

/* Columns are the features of the support of lambda, in the marked numbers, over
   ones. */
static void
fill(arb_mat_t A, const char *mark, const fulg_verify_margin_t *M,
     const fulg_verify_readout_t *S, slong bits)
{
    const slong all = S->heads * fulg_verify_readout_size(S);
    arb_ptr z = _arb_vec_init(all);
    fulg_verify_readout_balls_t B;
    slong col = 0;
    arb_t value;
    arb_init(value);
    fulg_verify_readout_balls_init(&B, S, bits);
    for (slong i = 0; i < S->n; i++)
    {
        slong row = 0;
        if (fmpq_is_zero(M->lambda + i))
            continue;
        fulg_verify_readout_gradient(value, z, S, &B, i);
        for (slong n = 0; n < all; n++)
            if (mark[n])
                arb_mul_si(arb_mat_entry(A, row++, col), z + n, S->label[i],
                           bits);
        arb_one(arb_mat_entry(A, row, col++));
    }
    fulg_verify_readout_balls_clear(&B, S);
    _arb_vec_clear(z, all);
    arb_clear(value);
}

/* 1: so; 0: not; -1: not with so many bits. */
static int
has_zero_inside(const char *mark, slong size, const fulg_verify_margin_t *M,
                const fulg_verify_readout_t *S, slong bits)
{
    arb_mat_t A, b, z;
    arb_t gap, limit;
    int answer = 1;
    slong k = 0;
    arb_init(gap);
    arb_init(limit);
    arb_mat_init(A, size, size);
    arb_mat_init(b, size, 1);
    arb_mat_init(z, size, 1);
    arb_one(limit);
    arb_mul_2exp_si(limit, limit, -CLOSE);
    fill(A, mark, M, S, bits);
    arb_one(arb_mat_entry(b, size - 1, 0));
    if (!arb_mat_solve(z, A, b, bits))
        answer = -1;
    for (slong i = 0; i < S->n && answer == 1; i++)
    {
        arb_srcptr x = arb_mat_entry(z, k, 0);
        if (fmpq_is_zero(M->lambda + i))
            continue;
        arb_set_fmpq(gap, M->lambda + i, bits);
        arb_sub(gap, gap, x, bits);
        arb_abs(gap, gap);
        if (arb_is_nonpositive(x) || arb_gt(gap, limit))
            answer = 0;
        else if (!arb_is_positive(x) || !arb_le(gap, limit))
            answer = -1;
        k++;
    }
    arb_mat_clear(A);
    arb_mat_clear(b);
    arb_mat_clear(z);
    arb_clear(gap);
    arb_clear(limit);
    return answer;
}

int
fulg_verify_margin_inside(const fulg_verify_margin_t *M,
                          const fulg_verify_readout_t *S,
                          fulg_verify_why_t *why)
{
    char *mark = flint_malloc(
        (size_t) (S->heads * fulg_verify_readout_size(S)));
    const slong size = mark_numbers(mark, S) + 1;
    slong support = 0;
    int answer = -1;
    for (slong i = 0; i < S->n; i++)
        support += !fmpq_is_zero(M->lambda + i);
    if (support == size)
        for (slong bits = FIRST_BITS; bits <= MAX_BITS && answer == -1;
             bits *= 2)
            answer = has_zero_inside(mark, size, M, S, bits);
    flint_free(mark);
    if (support != size)
        return FULG_VERIFY_REFUSE(why,
                                  "a simplex with 0 inside has %ld "
                                  "features here, but lambda has %ld",
                                  (long) size, (long) support);
    if (answer == 0)
        return FULG_VERIFY_REFUSE(why, "lambda is not near positive "
                                       "coefficients of 0");
    if (answer == -1)
        return FULG_VERIFY_GIVE_UP(why,
                                   "%d bits do not show that 0 is inside "
                                   "the simplex",
                                   MAX_BITS);
    return 1;
}
