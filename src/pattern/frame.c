#include "impl.h"

static void
init_signs(fulg_pattern_frame_t F, slong length, slong size)
{
    F->kind = FULG_PATTERN_SIGNS;
    F->length = length;
    F->size = F->norm = size;
    F->words = (size + 63) / 64;
    F->bits = flint_calloc((size_t) (length * F->words), sizeof(ulong));
    F->blocks = F->alphabet = 0;
    F->symbol = NULL;
    F->seed = 0;
    F->drawn = NULL;
}

void
fulg_pattern_frame_begin(fulg_pattern_frame_t F, slong length, slong size,
                         ulong seed)
{
    init_signs(F, length, size);
    F->seed = seed;
    F->drawn = flint_calloc((size_t) length, 1);
}

/* The top bit of the limb that fulg_rand_limb makes of this state: the last of its
   shifts does not reach that bit.  Signs are drawn by the million. */
static inline ulong
top_bit(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z >> 63;
}

void
fulg_pattern_frame_draw(fulg_pattern_frame_t F, slong i)
{
    /* The states of the stream are multiples of this, so it is entered anywhere. */
    const uint64_t step = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t state = F->seed + (uint64_t) i * (uint64_t) F->size * step;
    if (F->drawn == NULL || F->drawn[i])
        return;
    for (slong w = 0; w < F->words; w++)
    {
        const slong num = FLINT_MIN(64, F->size - 64 * w);
        ulong word = 0;
        for (slong t = 0; t < num; t++)
            word |= top_bit(state += step) << t;
        F->bits[i * F->words + w] = word;
    }
    F->drawn[i] = 1;
}

void
fulg_pattern_frame_finish(fulg_pattern_frame_t F)
{
    for (slong i = 0; i < F->length; i++)
        fulg_pattern_frame_draw(F, i);
    flint_free(F->drawn);
    F->drawn = NULL;
}

void
fulg_pattern_frame_init_random(fulg_pattern_frame_t F, slong length, slong size,
                               ulong seed)
{
    fulg_pattern_frame_begin(F, length, size, seed);
    fulg_pattern_frame_finish(F);
}

void
fulg_pattern_frame_init_hadamard(fulg_pattern_frame_t F, slong length)
{
    slong size = 1;
    while (size < length)
        size *= 2;
    init_signs(F, length, size);
    for (slong i = 0; i < length; i++)
        for (slong t = 0; t < size; t++)
            F->bits[i * F->words + t / 64] |=
                (ulong) (__builtin_popcountl((ulong) (i & t)) & 1) << (t % 64);
}

void
fulg_pattern_frame_clear(fulg_pattern_frame_t F)
{
    flint_free(F->bits);
    flint_free(F->drawn);
    flint_free(F->symbol);
}

int
fulg_pattern_frame_entry(const fulg_pattern_frame_t F, slong i, slong t)
{
    if (F->kind == FULG_PATTERN_SIGNS)
        return F->bits[i * F->words + t / 64] >> (t % 64) & 1 ? -1 : 1;
    return F->symbol[i * F->blocks + t / F->alphabet] == t % F->alphabet;
}

static slong
product_signs(const fulg_pattern_frame_t F, slong i, slong l)
{
    const ulong *x = F->bits + i * F->words, *y = F->bits + l * F->words;
    slong differ = 0;
    for (slong w = 0; w < F->words; w++)
        differ += __builtin_popcountl(x[w] ^ y[w]);
    return F->size - 2 * differ;
}

static slong
product_symbols(const fulg_pattern_frame_t F, slong i, slong l)
{
    const slong *x = F->symbol + i * F->blocks, *y = F->symbol + l * F->blocks;
    slong agree = 0;
    for (slong b = 0; b < F->blocks; b++)
        agree += x[b] == y[b];
    return agree;
}

slong
fulg_pattern_frame_product(const fulg_pattern_frame_t F, slong i, slong l)
{
    return F->kind == FULG_PATTERN_SIGNS ? product_signs(F, i, l)
                                         : product_symbols(F, i, l);
}

void
fulg_pattern_frame_row(slong *k, const fulg_pattern_frame_t F, slong i)
{
    for (slong l = 0; l < F->length; l++)
        k[l] = fulg_pattern_frame_product(F, i, l);
}

void
fulg_pattern_frame_coherence(slong *kappa, slong *mu,
                             const fulg_pattern_frame_t F)
{
    *kappa = -F->norm;
    *mu = 0;
    for (slong i = 0; i < F->length; i++)
        for (slong l = 0; l < i; l++)
        {
            const slong k = fulg_pattern_frame_product(F, i, l);
            *kappa = FLINT_MAX(*kappa, k);
            *mu = FLINT_MAX(*mu, k < 0 ? -k : k);
        }
}
