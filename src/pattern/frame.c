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
}

void
fulg_pattern_frame_init_random(fulg_pattern_frame_t F, slong length,
                               slong size, ulong seed)
{
    fulg_rand_t rand;
    fulg_rand_init(rand, seed);
    init_signs(F, length, size);
    for (slong i = 0; i < length; i++)
        for (slong t = 0; t < size; t++)
            F->bits[i * F->words + t / 64] |= (fulg_rand_limb(rand) >> 63)
                                              << (t % 64);
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

void
fulg_pattern_frame_row(slong *k, const fulg_pattern_frame_t F, slong i)
{
    for (slong l = 0; l < F->length; l++)
        k[l] = F->kind == FULG_PATTERN_SIGNS ? product_signs(F, i, l)
                                             : product_symbols(F, i, l);
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
            const slong k = F->kind == FULG_PATTERN_SIGNS
                                ? product_signs(F, i, l)
                                : product_symbols(F, i, l);
            *kappa = FLINT_MAX(*kappa, k);
            *mu = FLINT_MAX(*mu, k < 0 ? -k : k);
        }
}
