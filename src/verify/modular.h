/*
 * Arithmetic mod an odd p < 2^62 in Montgomery's form: x stands for
 * x 2^-64 mod p (Montgomery, Modular multiplication without trial division,
 * 1985).  All values are kept below p.
 */
#ifndef FULG_VERIFY_MODULAR_H
#define FULG_VERIFY_MODULAR_H

#include <stdint.h>

__extension__ typedef unsigned __int128 fulg_verify_wide_t;

typedef struct
{
    uint64_t p;
    uint64_t inverse; /* -1/p mod 2^64 */
    uint64_t one;     /* 2^64 mod p */
    uint64_t square;  /* 2^128 mod p */
} fulg_verify_mod_t;

/* T 2^-64 mod p, for T < p 2^64. */
static inline uint64_t
fulg_verify_redc(fulg_verify_wide_t T, const fulg_verify_mod_t *M)
{
    const uint64_t m = (uint64_t) T * M->inverse;
    const uint64_t t = (uint64_t) ((T + (fulg_verify_wide_t) m * M->p) >> 64);
    return t >= M->p ? t - M->p : t;
}

static inline uint64_t
fulg_verify_mul(uint64_t a, uint64_t b, const fulg_verify_mod_t *M)
{
    return fulg_verify_redc((fulg_verify_wide_t) a * b, M);
}

static inline uint64_t
fulg_verify_add(uint64_t a, uint64_t b, const fulg_verify_mod_t *M)
{
    const uint64_t s = a + b;
    return s >= M->p ? s - M->p : s;
}

static inline uint64_t
fulg_verify_sub(uint64_t a, uint64_t b, const fulg_verify_mod_t *M)
{
    return a >= b ? a - b : a + (M->p - b);
}

/* T + a b, kept below p 2^64: T + a b < p 2^64 + p 2^62 < 2^127. */
static inline fulg_verify_wide_t
fulg_verify_muladd(fulg_verify_wide_t T, uint64_t a, uint64_t b,
                   const fulg_verify_mod_t *M)
{
    const fulg_verify_wide_t limit = (fulg_verify_wide_t) M->p << 64;
    T += (fulg_verify_wide_t) a * b;
    return T >= limit ? T - limit : T;
}

/* p odd, 2 < p < 2^62. */
void fulg_verify_mod_init(fulg_verify_mod_t *M, uint64_t p);
/* The form of an integer, and of a power. */
uint64_t fulg_verify_set(int64_t n, const fulg_verify_mod_t *M);
uint64_t fulg_verify_pow(uint64_t a, uint64_t n, const fulg_verify_mod_t *M);
/* 1/a = a^(p-2); p prime and a != 0. */
uint64_t fulg_verify_inv(uint64_t a, const fulg_verify_mod_t *M);

/* Decides whether n is prime, for 43 <= n < 2^62: Miller-Rabin with the first
   13 primes as bases, a proof below 3.3 10^24 (Sorenson and Webster, Strong
   pseudoprimes to twelve prime bases, 2015). */
int fulg_verify_is_prime(uint64_t n);

/* A matrix in place: its entry (i, j) is entry[i * down + j * right], so that a
   transpose is a matter of strides. */
typedef struct
{
    const uint64_t *entry;
    int64_t down, right;
} fulg_verify_view_t;

/* The matrix whose rows, of length n, follow each other; and its transpose. */
static inline fulg_verify_view_t
fulg_verify_view(const uint64_t *entry, int64_t n)
{
    const fulg_verify_view_t V = {entry, n, 1};
    return V;
}

static inline fulg_verify_view_t
fulg_verify_transposed(const uint64_t *entry, int64_t n)
{
    const fulg_verify_view_t V = {entry, 1, n};
    return V;
}

/* C = A B, or C += A B if add; A is rows x inner, B is inner x cols, and C is
   stored row by row, apart from both. */
void fulg_verify_product(uint64_t *C, int add, fulg_verify_view_t A,
                         fulg_verify_view_t B, int64_t rows, int64_t cols,
                         int64_t inner, const fulg_verify_mod_t *M);

/* Whether the n x n matrix A (row by row, overwritten) is invertible; p prime. */
int fulg_verify_invertible(uint64_t *A, int64_t n, const fulg_verify_mod_t *M);

#endif
