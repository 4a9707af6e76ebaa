/*
 * Matrices over a choice of domains, behind one small table of operations.
 *
 * Evaluation and its derivatives are written once over this table; the
 * instances are the integers mod a prime, the rationals, real balls, and
 * polynomials over the rationals.
 */
#ifndef FULGURITE_DOMAIN_H
#define FULGURITE_DOMAIN_H

#include <fulgurite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How positions turn: the plane m of size/2 by theta = base^(-2 m / size) a position,
   divided by factor.  With original > 0 (llama3) only where the wavelength 2 pi /
   theta is above original / low; below original / high it is not divided, and in
   between theta is between the two, in proportion to original theta / 2 pi. */
typedef struct
{
    double base, factor, low, high, original;
} fulg_angles_t;

/* A matrix of polynomials, row by row, in the ring ctx. */
typedef struct
{
    slong num_rows, num_cols;
    fmpq_mpoly_struct *entry;
    const fmpq_mpoly_ctx_struct *ctx;
} fulg_mpoly_mat_struct;
typedef fulg_mpoly_mat_struct fulg_mpoly_mat_t[1];

typedef union
{
    nmod_mat_t nmod;
    fmpq_mat_t fmpq;
    arb_mat_t arb;
    fulg_mpoly_mat_t mpoly;
} fulg_mat_struct;
typedef fulg_mat_struct fulg_mat_t[1];

typedef struct fulg_domain_struct fulg_domain_struct;

typedef struct
{
    const char *name;
    void (*init)(fulg_mat_t A, slong rows, slong cols,
                 const fulg_domain_struct *D);
    void (*clear)(fulg_mat_t A);
    slong (*rows)(const fulg_mat_struct *A);
    slong (*cols)(const fulg_mat_struct *A);
    void (*zero)(fulg_mat_t A);
    void (*set)(fulg_mat_t B, const fulg_mat_struct *A);
    void (*add)(fulg_mat_t C, const fulg_mat_struct *A,
                const fulg_mat_struct *B, const fulg_domain_struct *D);
    void (*sub)(fulg_mat_t C, const fulg_mat_struct *A,
                const fulg_mat_struct *B, const fulg_domain_struct *D);
    void (*mul)(fulg_mat_t C, const fulg_mat_struct *A,
                const fulg_mat_struct *B, const fulg_domain_struct *D);
    void (*transpose)(fulg_mat_t B, const fulg_mat_struct *A);
    /* C = A times the integer n */
    void (*scale)(fulg_mat_t C, const fulg_mat_struct *A, slong n,
                  const fulg_domain_struct *D);
    /* entry by entry */
    void (*entry_mul)(fulg_mat_t C, const fulg_mat_struct *A,
                      const fulg_mat_struct *B, const fulg_domain_struct *D);
    /* B = 1/A; 0 when some entry is not a unit */
    int (*entry_inv)(fulg_mat_t B, const fulg_mat_struct *A,
                     const fulg_domain_struct *D);
    /* B = exp(A); NULL where there is no exponential */
    void (*entry_exp)(fulg_mat_t B, const fulg_mat_struct *A,
                      const fulg_domain_struct *D);
    /* Subtracts from every column of A its entry in the row where the column of
       key is largest, as far as midpoints tell; with causal only the rows up to
       the diagonal are looked at.  That entry becomes 0, exactly.  NULL where
       nothing is rounded. */
    void (*shift_columns)(fulg_mat_t A, const fulg_mat_struct *key, int causal,
                          const fulg_domain_struct *D);
    /* B = 1/sqrt(A), entry by entry; 0 when some entry has none in the domain.
       NULL where there are no roots. */
    int (*entry_rsqrt)(fulg_mat_t B, const fulg_mat_struct *A,
                       const fulg_domain_struct *D);
    /* Entry (i, j) of C and S: cosine and sine of position * theta for the plane m,
       0 <= m < size/2; residues stand for the angles of the base
       10000 alone.  NULL where there are no angles. */
    void (*set_angle)(fulg_mat_t C, fulg_mat_t S, slong i, slong j, slong m,
                      slong size, slong position, const fulg_angles_t *angles,
                      const fulg_domain_struct *D);
    /* Entry (i, j) = 2^-exponent / sqrt(root); NULL where there is none. */
    void (*set_slope)(fulg_mat_t A, slong i, slong j, const fmpq_t exponent,
                      slong root, const fulg_domain_struct *D);
    /* Entry (i, j) = sqrt(8/pi); NULL where there is none. */
    void (*set_sqrt8pi)(fulg_mat_t A, slong i, slong j,
                        const fulg_domain_struct *D);
    /* B = (1 + erf(A/sqrt 2))/2, dB its derivative; NULL where there is none. */
    void (*entry_normal)(fulg_mat_t B, fulg_mat_t dB, const fulg_mat_struct *A,
                         const fulg_domain_struct *D);
    /* B = max(A, 0) and dB its slope, 0 or 1; 0 when a sign is not known.  NULL
       where there are no signs. */
    int (*entry_relu)(fulg_mat_t B, fulg_mat_t dB, const fulg_mat_struct *A,
                      const fulg_domain_struct *D);
    void (*set_si)(fulg_mat_t A, slong i, slong j, slong n);
    /* 0 when the denominator is not a unit */
    int (*set_fmpq)(fulg_mat_t A, slong i, slong j, const fmpq_t x,
                    const fulg_domain_struct *D);
    /* T(row, col..) = the entries of A, row after row */
    void (*pack_row)(fulg_mat_t T, slong row, slong col,
                     const fulg_mat_struct *A);
    int (*equal)(const fulg_mat_struct *A, const fulg_mat_struct *B);
} fulg_domain_ops_t;

struct fulg_domain_struct
{
    const fulg_domain_ops_t *ops;
    ulong prime;
    ulong key; /* of fulg_domain_init_free */
    slong bits;
    const fmpq_mpoly_ctx_struct *ctx;
};
typedef fulg_domain_struct fulg_domain_t[1];

/* Integers mod a prime; the caller vouches for the primality.  A domain holds
   no memory and needs no clearing. */
void fulg_domain_init_nmod(fulg_domain_t D, ulong prime);
/* Integers mod a prime with free exponentials (doc: thm-free-exponentials):
   entry_exp maps every residue to a nonzero one drawn from it and the key, the
   same for the same; the angles are powers of random points of c^2 + s^2 = 1,
   one for every class of frequencies with rational ratios; sqrt(8/pi) is a random
   residue; a square root is the one below prime/2.  prime is odd. */
void fulg_domain_init_free(fulg_domain_t D, ulong prime, ulong key);
/* The rationals: every operation is exact. */
void fulg_domain_init_fmpq(fulg_domain_t D);
/* Real balls at a working precision of bits: every result encloses the exact
   one. */
void fulg_domain_init_arb(fulg_domain_t D, slong bits);
/* Polynomials over the rationals in the ring ctx, which outlives D; a unit is a
   nonzero constant. */
void fulg_domain_init_mpoly(fulg_domain_t D, const fmpq_mpoly_ctx_t ctx);

/* Entry (i, j), from 0, of a matrix of polynomials. */
fmpq_mpoly_struct *fulg_domain_mpoly_mat_entry(const fulg_mpoly_mat_t A,
                                               slong i, slong j);

/* B = A, entry by entry from the rationals; 0 when a denominator is not a unit.
   B is initialised and has the shape of A. */
int fulg_domain_set_fmpq_mat(fulg_mat_t B, const fmpq_mat_t A,
                             const fulg_domain_t D);

#ifdef __cplusplus
}
#endif

#endif
