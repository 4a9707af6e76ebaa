#include <string.h>

#include "doubles.h"

/*
 * The inner loop, in vectors of GCC as wide as the processor's.  All sums are
 * whole numbers below 2^53, so their order does not matter and nothing is rounded.
 *
 * Reduction: x/p is found up to an error below 2^-18 or, for p < 2^19, below 1/4,
 * and rounded to a whole number q by adding and subtracting 1.5 2^52; so x - q p,
 * which is exact, is at most p/2 + 1, or 3 p/4, in size.  (Then p is so small that
 * sums have room for these.)
 */

typedef double v2_t __attribute__((vector_size(16), aligned(8)));
typedef double v4_t __attribute__((vector_size(32), aligned(8)));
typedef double v8_t __attribute__((vector_size(64), aligned(8)));

#define TILE(name, target, vector_t, LANES, ROWS, VECTORS)                \
    target static void update_##name(double *c, int64_t stride,           \
                                     const double *a, const double *b,    \
                                     int64_t k, double p)                 \
    {                                                                     \
        const double shift = 6755399441055744.0, inverse = 1 / p;         \
        vector_t sum[ROWS][VECTORS];                                      \
        memset(sum, 0, sizeof sum);                                       \
        for (; k > 0; k--, a += ROWS, b += VECTORS * LANES)               \
        {                                                                 \
            const vector_t *x = (const vector_t *) b;                     \
            _Pragma("GCC unroll 8") for (int i = 0; i < ROWS; i++)        \
                _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) \
                    sum[i][v] += a[i] * x[v];                             \
        }                                                                 \
        _Pragma("GCC unroll 8") for (int i = 0; i < ROWS; i++)            \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)     \
        {                                                                 \
            vector_t *y = (vector_t *) (c + i * stride) + v;              \
            const vector_t z = *y - sum[i][v];                            \
            *y = z - ((z * inverse + shift) - shift) * p;                 \
        }                                                                 \
    }                                                                     \
    static const fulg_verify_tile_t tile_##name = {ROWS, VECTORS * LANES, \
                                                   update_##name};

TILE(plain, , v2_t, 2, 4, 2)
#if defined(__x86_64__) && defined(__GNUC__)
TILE(avx2, __attribute__((target("avx2,fma"))), v4_t, 4, 4, 3)
TILE(avx512, __attribute__((target("avx512f"))), v8_t, 8, 8, 3)
#endif

const fulg_verify_tile_t *
fulg_verify_tile(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f"))
        return &tile_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &tile_avx2;
#endif
    return &tile_plain;
}
