#include "modular.h"

/*
 * Plain elimination, row by row.  When row i arrives, rows 0..i-1 are reduced:
 * row j is 0 left of column j and 1 there.  Entries stay below 2p between the
 * steps.  The multiples f y of a row are taken with a precomputed quotient
 * (Shoup; Harvey, Faster arithmetic for number-theoretic transforms, 2014):
 * with g = floor(f 2^64 / p) and any y < 2^64,
 * f y - floor(g y / 2^64) p lies in [0, 2p).
 */

/* x += f y in the columns first..n-1, all below 2p; 4p < 2^64. */
static void
add_multiple(uint64_t *restrict x, const uint64_t *restrict y, uint64_t f,
             int64_t first, int64_t n, uint64_t p)
{
    const uint64_t g = (uint64_t) (((fulg_verify_wide_t) f << 64) / p);
    for (int64_t c = first; c < n; c++)
    {
        const uint64_t q = (uint64_t) (((fulg_verify_wide_t) g * y[c]) >> 64);
        const uint64_t s = x[c] + (f * y[c] - q * p);
        x[c] = s >= 2 * p ? s - 2 * p : s;
    }
}

static uint64_t
below_p(uint64_t x, uint64_t p)
{
    return x >= p ? x - p : x;
}

/* x times f: both plain integers, f below p; the result is below 2p. */
static void
scale(uint64_t *x, uint64_t f, int64_t first, int64_t n, uint64_t p)
{
    const uint64_t g = (uint64_t) (((fulg_verify_wide_t) f << 64) / p);
    for (int64_t c = first; c < n; c++)
        x[c] = f * x[c] -
               (uint64_t) (((fulg_verify_wide_t) g * x[c]) >> 64) * p;
}

static void
swap_columns(uint64_t *A, int64_t a, int64_t b, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
    {
        const uint64_t x = A[i * n + a];
        A[i * n + a] = A[i * n + b];
        A[i * n + b] = x;
    }
}

/* 1/x for a plain integer 0 < x < p. */
static uint64_t
plain_inverse(uint64_t x, const fulg_verify_mod_t *M)
{
    const uint64_t y = fulg_verify_inv(fulg_verify_mul(x, M->square, M), M);
    return fulg_verify_redc(y, M);
}

int
fulg_verify_invertible(uint64_t *A, int64_t n, const fulg_verify_mod_t *M)
{
    const uint64_t p = M->p;
    for (int64_t i = 0; i < n; i++)
    {
        uint64_t *row = A + i * n;
        int64_t c = i;
        for (int64_t j = 0; j < i; j++)
        {
            const uint64_t f = below_p(row[j], p);
            if (f != 0)
                add_multiple(row, A + j * n, p - f, j, n, p);
        }
        while (c < n && below_p(row[c], p) == 0)
            c++;
        if (c == n)
            return 0;
        if (c != i)
            swap_columns(A, i, c, n);
        scale(row, plain_inverse(below_p(row[i], p), M), i, n, p);
    }
    return 1;
}
