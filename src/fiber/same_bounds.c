#include "impl.h"

/*
 * Degrees and heights of a network's function, layer by layer.  With b bits for
 * the coefficients of the state (sum of absolute values; numerators and common
 * denominator alike for affine) and all weights below 2^w in absolute value:
 *   lightning   V X (X^T A X)       3 b + log2(H d v t d^2 a) + (3 or 4) w
 *   affine      one denominator 1 + s a head and token, m = H t of them
 *   polynomial  (W x)^p             p (b + log2 d + w)
 * The degree in the weights tells how often their common denominator is needed.
 */

typedef struct
{
    slong degree, weights, bits;
} size_track_t;

static slong
sum(slong a, slong b)
{
    return FLINT_MIN(a + b, FULG_SAME_HUGE);
}

static slong
times(slong a, slong n)
{
    return (a != 0 && n > FULG_SAME_HUGE / a) ? FULG_SAME_HUGE : a * n;
}

static slong
log2_up(slong n)
{
    return (slong) FLINT_BIT_COUNT((ulong) n);
}

/* Bits of the largest numerator and of the common denominator. */
static void
weight_bits(slong *numerator, slong *denominator, const fulg_weights_t W)
{
    fmpz_t den;
    *numerator = 1;
    fmpz_init_set_ui(den, 1);
    for (slong b = 0; b < W->num; b++)
    {
        const fmpq_mat_struct *A = W->mat[b].fmpq;
        for (slong i = 0; i < fmpq_mat_nrows(A); i++)
            for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            {
                const slong bits = (slong) fmpz_bits(
                    fmpq_mat_entry_num(A, i, j));
                *numerator = FLINT_MAX(*numerator, bits);
                fmpz_lcm(den, den, fmpq_mat_entry_den(A, i, j));
            }
    }
    *denominator = fmpz_is_one(den) ? 0 : (slong) fmpz_bits(den);
    fmpz_clear(den);
}

static void
attention_layer(size_track_t *s, const fulg_arch_struct *arch, slong i, slong w)
{
    const slong d = arch->width[i], t = FLINT_MAX(arch->tokens, arch->width[0]);
    const slong split = arch->sub[i].value_dim > 0;
    const slong value = log2_up(d) + w +
                        split * (log2_up(arch->sub[i].value_dim) + w);
    const slong score = log2_up(arch->sub[i].head_dim) + 2 * log2_up(d) + 2 * w;
    const slong heads = log2_up(arch->sub[i].heads);
    if (!fulg_arch_is_normalised(arch))
    {
        s->degree = times(s->degree, 3);
        s->weights = sum(times(s->weights, 3), 3 + split);
        s->bits = sum(times(s->bits, 3),
                      heads + value + score + 2 * log2_up(t) + 1);
    }
    else
    {
        const slong m = times(arch->sub[i].heads, arch->tokens);
        const slong sums = sum(times(s->bits, 2), score + log2_up(t) + 1);
        s->degree = times(s->degree, sum(times(m, 2), 1));
        s->weights = sum(
            s->weights, sum(times(m, sum(times(s->weights, 2), 2)), 1 + split));
        s->bits = sum(sum(s->bits, times(m, sums)),
                      heads + value + log2_up(t) + 1);
    }
}

static void
pnn_layer(size_track_t *s, const fulg_arch_struct *arch, slong i, slong w)
{
    s->bits = sum(s->bits, log2_up(arch->width[i]) + w);
    s->weights = sum(s->weights, 1);
    if (i + 1 == arch->depth)
        return;
    s->bits = times(s->bits, arch->sub[i].power);
    s->weights = times(s->weights, arch->sub[i].power);
    s->degree = times(s->degree, arch->sub[i].power);
}

/* The bits of the numerators, and (apart) of the denominator they need. */
static void
track(size_track_t *s, slong *clearing, const fulg_weights_t W)
{
    slong w, denominator;
    weight_bits(&w, &denominator, W);
    s->degree = 1;
    s->weights = s->bits = 0;
    for (slong i = 0; i < W->arch->depth; i++)
    {
        if (fulg_arch_is_pnn(W->arch))
            pnn_layer(s, W->arch, i, w);
        else
            attention_layer(s, W->arch, i, w);
    }
    *clearing = times(denominator, s->weights);
}

void
fulg_fiber_same_bounds(slong *degree, slong *bits, const fulg_weights_t A,
                       const fulg_weights_t B)
{
    const int quotient = fulg_arch_is_normalised(A->arch) ||
                         fulg_arch_is_normalised(B->arch);
    size_track_t a, b;
    slong clear_a, clear_b;
    track(&a, &clear_a, A);
    track(&b, &clear_b, B);
    if (quotient)
    {
        *degree = sum(a.degree, b.degree);
        *bits = sum(sum(a.bits, b.bits), 2);
    }
    else
    {
        *degree = FLINT_MAX(a.degree, b.degree);
        *bits = sum(FLINT_MAX(a.bits, b.bits), 2);
    }
    *bits = sum(
        *bits, sum(times(clear_a, 1 + quotient), times(clear_b, 1 + quotient)));
}
