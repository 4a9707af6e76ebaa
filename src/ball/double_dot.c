#include <string.h>

#include "svd.h"

/* The columns of X and Y that are worked on together stay in a fast cache. */
#define BLOCK 24
#define LENGTH 512

/* Four sums side by side.  Macros, because vectors as arguments depend on the
   processor. */
typedef double four_t __attribute__((vector_size(32)));
#define LOAD(v, x) memcpy(&(v), x, sizeof(v))
#define SUM(v) (((v)[0] + (v)[1]) + ((v)[2] + (v)[3]))

/* Adds the four products of two columns of X with two of Y, n numbers each. */
static void
add_pairs(double *c, slong ldc, const double *x, slong ldx, const double *y,
          slong ldy, slong n)
{
    const double *x1 = x + ldx, *y1 = y + ldy;
    four_t s = {0, 0, 0, 0}, t = s, u = s, v = s;
    double a = 0, b = 0, d = 0, e = 0;
    slong k = 0;
    for (; k + 4 <= n; k += 4)
    {
        four_t p, q, r, w;
        LOAD(p, x + k);
        LOAD(q, x1 + k);
        LOAD(r, y + k);
        LOAD(w, y1 + k);
        s += p * r;
        t += q * r;
        u += p * w;
        v += q * w;
    }
    for (; k < n; k++)
    {
        a += x[k] * y[k];
        b += x1[k] * y[k];
        d += x[k] * y1[k];
        e += x1[k] * y1[k];
    }
    c[0] += SUM(s) + a;
    c[1] += SUM(t) + b;
    c[ldc] += SUM(u) + d;
    c[ldc + 1] += SUM(v) + e;
}

static void
add_one(double *c, const double *x, const double *y, slong n)
{
    double a = 0;
    for (slong k = 0; k < n; k++)
        a += x[k] * y[k];
    *c += a;
}

/* A block of at most BLOCK columns of Y with all of X from first on. */
static void
add_block(double *C, slong p, const double *X, slong ldx, const double *Y,
          slong ldy, slong q, slong n, slong first)
{
    for (slong i = first; i < p; i += 2)
        for (slong j = 0; j < q; j += 2)
            if (i + 1 < p && j + 1 < q)
                add_pairs(C + i + j * p, p, X + i * ldx, ldx, Y + j * ldy, ldy,
                          n);
            else
                for (slong a = i; a < FLINT_MIN(i + 2, p); a++)
                    for (slong b = j; b < FLINT_MIN(j + 2, q); b++)
                        add_one(C + a + b * p, X + a * ldx, Y + b * ldy, n);
}

typedef void (*add_block_t)(double *, slong, const double *, slong,
                            const double *, slong, slong, slong, slong);

void
fulg_ball_double_dot(double *C, const double *X, slong p, const double *Y,
                     slong q, slong n, int symmetric)
{
    const add_block_t add = fulg_ball_has_fma() ? fulg_ball_add_block_fma
                                                : add_block;
    memset(C, 0, (size_t) (p * q) * sizeof(double));
    for (slong k = 0; k < n; k += LENGTH)
        for (slong j = 0; j < q; j += BLOCK)
            add(C + j * p, p, X + k, n, Y + j * n + k, n,
                FLINT_MIN(BLOCK, q - j), FLINT_MIN(LENGTH, n - k),
                symmetric ? j : 0);
    for (slong i = 0; symmetric && i < p; i++)
        for (slong j = i + 1; j < q; j++)
            C[i + j * p] = C[j + i * p];
}
