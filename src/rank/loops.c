/*
 * Residues in doubles, eight at a time.  The vectors are GCC's: where the
 * processor has shorter ones the compiler takes several.
 *
 * With q the whole number next to x/p, x - q p is exact for |x| < 2^53: x, q p
 * and the difference are whole numbers below 2^53 in size.  The quotient is
 * rounded by adding and subtracting 1.5 2^52; x (1/p) is rounded twice and so off
 * by less than 2^53/p 2^-52 = 2/p, and the difference is at most p/2 + 2.
 */
#include <string.h>

#include "impl.h"

#define ROUND 6755399441055744.0
#define LANES 8

typedef double vector_t __attribute__((vector_size(8 * LANES), aligned(8)));

#define INLINE static inline __attribute__((always_inline))

INLINE void
reduce_body(double *x, slong n, double p, double inverse)
{
    slong i = 0;
    for (; i + LANES <= n; i += LANES)
    {
        vector_t *v = (vector_t *) (x + i);
        const vector_t q = (*v * inverse + ROUND) - ROUND;
        *v = *v - q * p;
    }
    for (; i < n; i++)
    {
        const double q = (x[i] * inverse + ROUND) - ROUND;
        x[i] -= q * p;
    }
}

INLINE void
scale_body(double *x, double c, slong n, double p, double inverse)
{
    slong i = 0;
    for (; i + LANES <= n; i += LANES)
    {
        vector_t *v = (vector_t *) (x + i);
        const vector_t y = *v * c;
        const vector_t q = (y * inverse + ROUND) - ROUND;
        *v = y - q * p;
    }
    for (; i < n; i++)
    {
        const double y = x[i] * c, q = (y * inverse + ROUND) - ROUND;
        x[i] = y - q * p;
    }
}

INLINE void
submul_body(double *x, const double *y, double c, slong n)
{
    slong i = 0;
    for (; i + LANES <= n; i += LANES)
    {
        vector_t *v = (vector_t *) (x + i);
        *v = *v - c * *(const vector_t *) (y + i);
    }
    for (; i < n; i++)
        x[i] -= c * y[i];
}

#define INSTANCE(name, target)                                              \
    target static void reduce_##name(double *x, slong n, double p,          \
                                     double inverse)                        \
    {                                                                       \
        reduce_body(x, n, p, inverse);                                      \
    }                                                                       \
    target static void scale_##name(double *x, double c, slong n, double p, \
                                    double inverse)                         \
    {                                                                       \
        scale_body(x, c, n, p, inverse);                                    \
    }                                                                       \
    target static void submul_##name(double *x, const double *y, double c,  \
                                     slong n)                               \
    {                                                                       \
        submul_body(x, y, c, n);                                            \
    }                                                                       \
    static const fulg_residue_loops_t loops_##name = {                      \
        reduce_##name, scale_##name, submul_##name};

INSTANCE(plain, )
#if defined(__x86_64__) && defined(__GNUC__)
INSTANCE(avx2, __attribute__((target("avx2,fma"))))
INSTANCE(avx512, __attribute__((target("avx512f"))))
#endif

const fulg_residue_loops_t *
fulg_rank_loops(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f"))
        return &loops_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &loops_avx2;
#endif
    return &loops_plain;
}
