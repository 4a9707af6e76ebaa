/*
 * Residues mod a prime below 2^23 as whole numbers in doubles; no rounding ever
 * occurs.  "Reduced" means |x| <= p/2 + 1.
 */
#ifndef FULG_VERIFY_DOUBLES_H
#define FULG_VERIFY_DOUBLES_H

#include <stdint.h>

#define FULG_VERIFY_SMALL_PRIME (UINT64_C(1) << 23)

/* The most products of reduced numbers in a sum: 256 (p/2 + 1)^2 + p < 2^53. */
#define FULG_VERIFY_DEPTH 256

/* A tile of C = C - A B, reduced: rows x columns numbers of C, row by row stride
   apart; a holds the rows of A and b the columns of B, k numbers of each, one
   after the other as they are wanted. */
typedef struct
{
    int rows, columns;
    void (*update)(double *c, int64_t stride, const double *a, const double *b,
                   int64_t k, double p);
} fulg_verify_tile_t;

#define FULG_VERIFY_TILE_MOST 256 /* numbers in a tile */

/* The tile for this processor. */
const fulg_verify_tile_t *fulg_verify_tile(void);

/* x mod p, reduced, for |x| < 2^53 and p > 43; see tile.c. */
static inline double
fulg_verify_reduce(double x, double p)
{
    const double shift = 6755399441055744.0;
    return x - ((x * (1 / p) + shift) - shift) * p;
}

/* Whether the n x n matrix A (row by row, reduced, overwritten) is invertible mod
   the prime p; -1 when there is no memory. */
int fulg_verify_doubles_invertible(double *A, int64_t n, double p);

#endif
