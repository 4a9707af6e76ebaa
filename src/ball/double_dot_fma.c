#include "svd.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define FMA __attribute__((target("avx2,fma")))

int
fulg_ball_has_fma(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

FMA static inline double
sum_of(__m256d v)
{
    const __m128d x = _mm_add_pd(_mm256_castpd256_pd128(v),
                                 _mm256_extractf128_pd(v, 1));
    return _mm_cvtsd_f64(_mm_add_sd(x, _mm_unpackhi_pd(x, x)));
}

/* One column of Y with the four of X: x0 .. x3 have been read. */
#define STEP(s, y)                            \
    do                                        \
    {                                         \
        const __m256d w = _mm256_loadu_pd(y); \
        s##0 = _mm256_fmadd_pd(x0, w, s##0);  \
        s##1 = _mm256_fmadd_pd(x1, w, s##1);  \
        s##2 = _mm256_fmadd_pd(x2, w, s##2);  \
        s##3 = _mm256_fmadd_pd(x3, w, s##3);  \
    } while (0)
#define ZERO(s) \
    __m256d s##0 = _mm256_setzero_pd(), s##1 = s##0, s##2 = s##0, s##3 = s##0
#define ADD(c, s)               \
    do                          \
    {                           \
        (c)[0] += sum_of(s##0); \
        (c)[1] += sum_of(s##1); \
        (c)[2] += sum_of(s##2); \
        (c)[3] += sum_of(s##3); \
    } while (0)

/* The twelve products of four columns of X with three of Y, n numbers each, 4 | n:
   as many sums as there are registers. */
FMA static void
add_twelve(double *c, slong ldc, const double *x, slong ldx, const double *y,
           slong ldy, slong n)
{
    ZERO(r);
    ZERO(s);
    ZERO(t);
    for (slong k = 0; k < n; k += 4)
    {
        const __m256d x0 = _mm256_loadu_pd(x + k);
        const __m256d x1 = _mm256_loadu_pd(x + ldx + k);
        const __m256d x2 = _mm256_loadu_pd(x + 2 * ldx + k);
        const __m256d x3 = _mm256_loadu_pd(x + 3 * ldx + k);
        STEP(r, y + k);
        STEP(s, y + ldy + k);
        STEP(t, y + 2 * ldy + k);
    }
    ADD(c, r);
    ADD(c + ldc, s);
    ADD(c + 2 * ldc, t);
}

FMA static void
add_one(double *c, const double *x, const double *y, slong n)
{
    __m256d s = _mm256_setzero_pd();
    double a = 0;
    slong k = 0;
    for (; k + 4 <= n; k += 4)
        s = _mm256_fmadd_pd(_mm256_loadu_pd(x + k), _mm256_loadu_pd(y + k), s);
    for (; k < n; k++)
        a += x[k] * y[k];
    *c += sum_of(s) + a;
}

FMA static void
add_some(double *c, slong ldc, const double *x, slong ldx, slong num_x,
         const double *y, slong ldy, slong num_y, slong n)
{
    for (slong j = 0; j < num_y; j++)
        for (slong i = 0; i < num_x; i++)
            add_one(c + i + j * ldc, x + i * ldx, y + j * ldy, n);
}

void
fulg_ball_add_block_fma(double *C, slong p, const double *X, slong ldx,
                        const double *Y, slong ldy, slong q, slong n,
                        slong first)
{
    const slong even = n & ~WORD(3);
    for (slong i = first; i < p; i += 4)
        for (slong j = 0; j < q; j += 3)
        {
            double *c = C + i + j * p;
            const double *x = X + i * ldx, *y = Y + j * ldy;
            if (i + 4 > p || j + 3 > q)
                add_some(c, p, x, ldx, FLINT_MIN(4, p - i), y, ldy,
                         FLINT_MIN(3, q - j), n);
            else
            {
                add_twelve(c, p, x, ldx, y, ldy, even);
                if (even < n)
                    add_some(c, p, x + even, ldx, 4, y + even, ldy, 3,
                             n - even);
            }
        }
}

#else

int
fulg_ball_has_fma(void)
{
    return 0;
}

void
fulg_ball_add_block_fma(double *C, slong p, const double *X, slong ldx,
                        const double *Y, slong ldy, slong q, slong n,
                        slong first)
{
    (void) C, (void) p, (void) X, (void) ldx, (void) Y, (void) ldy;
    (void) q, (void) n, (void) first;
}

#endif
