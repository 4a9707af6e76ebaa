/*
 * Products of a small matrix of residues with one of vectors of residues, in doubles.
 *
 * All numbers are whole and, before they are reduced, below 2^53 in size: a residue is at
 * most p/2 + 2 < 2^22 + 2, and MOST products of two are added to one.  With q the whole
 * number next to x/p, rounded by adding and subtracting 1.5 2^52, x - q p is exact; x (1/p)
 * is rounded twice and so off by less than 2/p: it is at most p/2 + 2.  The vectors are
 * GCC's: where the processor has shorter ones the compiler takes several.
 */
#include <string.h>

#include "wide.h"

#define ROUND 6755399441055744.0
#define LANES 8
#define MOST 480

typedef double vector_t __attribute__((vector_size(8 * LANES), aligned(8)));

#define INLINE static inline __attribute__((always_inline))

INLINE void
reduce(vector_t *x, double p, double inverse)
{
    const vector_t q = (*x * inverse + ROUND) - ROUND;
    *x = *x - q * p;
}

INLINE void
mul_body(fulg_wide_t C, fulg_coefficients_t A, fulg_wide_t X, slong rows,
         slong inner, slong cols, int add, const fulg_residues_t *R)
{
    const double p = R->p, inverse = R->inverse;
    const slong B = R->B;
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            double *c = C.entry + (i * C.row + j * C.col) * B;
            const double *a = A.entry + i * A.row;
            const double *x = X.entry + j * X.col * B;
            for (slong b = 0; b < B; b += LANES)
            {
                vector_t sum = {0};
                if (add)
                    sum = *(const vector_t *) (c + b);
                for (slong k = 0; k < inner; k++)
                {
                    sum += a[k * A.col] *
                           *(const vector_t *) (x + k * X.row * B + b);
                    if (k % MOST == MOST - 1)
                        reduce(&sum, p, inverse);
                }
                reduce(&sum, p, inverse);
                *(vector_t *) (c + b) = sum;
            }
        }
}

INLINE void
scale_body(double *y, double a, const double *x, const double *z,
           const fulg_residues_t *R)
{
    for (slong b = 0; b < R->B; b += LANES)
    {
        vector_t v = a * (*(const vector_t *) (x + b) -
                          *(const vector_t *) (z + b));
        reduce(&v, R->p, R->inverse);
        *(vector_t *) (y + b) = v;
    }
}

#define INSTANCE(name, target)                                                 \
    target static void mul_##name(                                             \
        fulg_wide_t C, fulg_coefficients_t A, fulg_wide_t X, slong rows,       \
        slong inner, slong cols, int add, const fulg_residues_t *R)            \
    {                                                                          \
        mul_body(C, A, X, rows, inner, cols, add, R);                          \
    }                                                                          \
    target static void scale_##name(double *y, double a, const double *x,      \
                                    const double *z, const fulg_residues_t *R) \
    {                                                                          \
        scale_body(y, a, x, z, R);                                             \
    }                                                                          \
    static const fulg_wide_loops_t loops_##name = {mul_##name, scale_##name};

INSTANCE(plain, )
#if defined(__x86_64__) && defined(__GNUC__)
INSTANCE(avx2, __attribute__((target("avx2,fma"))))
INSTANCE(avx512, __attribute__((target("avx512f"))))
#endif

const fulg_wide_loops_t *
fulg_eval_wide_loops(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f"))
        return &loops_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &loops_avx2;
#endif
    return &loops_plain;
}
