/* Shared inside the module of ranks; not installed. */
#ifndef FULG_RANK_IMPL_H
#define FULG_RANK_IMPL_H

#include <fulgurite/rank.h>

/* cblas_dgemm; layout and transpositions are numbers of CBLAS. */
typedef void (*fulg_dgemm_t)(int layout, int trans_a, int trans_b, int m, int n,
                             int k, double alpha, const double *a, int lda,
                             const double *b, int ldb, double beta, double *c,
                             int ldc);

/* The product of the BLAS that configure named.  It is loaded here, for most
   answers need none and it doubles the time of a start.  NULL when it is not
   installed, or this library was built without.  How many threads it takes is
   between the program and the BLAS (OPENBLAS_NUM_THREADS). */
fulg_dgemm_t fulg_rank_dgemm(void);

/* The largest number of doubles that loops take at a time. */
#define FULG_LANES 8

/* Loops over n residues in doubles, whole numbers below 2^53 in size.  "Reduced"
   means |x| <= p/2 + 2. */
typedef struct
{
    /* x mod p, reduced */
    void (*reduce)(double *x, slong n, double p, double inverse);
    /* x = c x mod p, reduced; c and x reduced before */
    void (*scale)(double *x, double c, slong n, double p, double inverse);
    /* n entries of each of some rows, stride apart, less their k reduced numbers just
       before x times the rows of y, next apart: reduced.  n is rounded up to a multiple
       of FULG_LANES, for which rows have room. */
    void (*submul)(double *x, slong stride, slong rows, slong k,
                   const double *y, slong next, slong n, double p,
                   double inverse);
    /* x = a, residues below 2^52, reduced */
    void (*set)(double *x, const ulong *a, slong n, double p, double inverse);
} fulg_residue_loops_t;

/* Those for this processor. */
const fulg_residue_loops_t *fulg_rank_loops(void);

/* rows x (cols - first - rows) entries: echelon rows that are 1 in the places
   first .. first + rows and 0 before. */
typedef struct
{
    slong first, rows, stride;
    double *entry;
} fulg_double_block_t;

/* An echelon form in doubles.  Columns stand in an order of their own, the pivot
   columns first; places count in it. */
struct fulg_rank_echelon_doubles_struct
{
    fulg_dgemm_t dgemm;
    const fulg_residue_loops_t *loops;
    double p, inverse;
    slong delay;   /* products of reduced numbers that may be added to one */
    slong *order;  /* the column at a place */
    int exchanged; /* the order is not that of the columns */
    slong num_blocks;
    fulg_double_block_t *block;
    slong num_swaps, swap_room; /* since the last block */
    slong (*swap)[2];
};

/* NULL when the prime is too large or too small, or when there is no BLAS and that many
   columns need one. */
fulg_rank_echelon_doubles_struct *fulg_rank_echelon_doubles_new(slong cols,
                                                                ulong prime);
void fulg_rank_echelon_doubles_free(fulg_rank_echelon_doubles_struct *D);
/* As fulg_rank_echelon_append, B staying as it is. */
slong fulg_rank_echelon_doubles_append(fulg_rank_echelon_t E,
                                       const nmod_mat_t B, slong first);

/* F (rank x (cols - rank), initialised) = the columns without pivot of the reduced form
   of E, which is in doubles: the unit matrix in the pivot columns, both kinds in
   increasing order. */
void fulg_rank_echelon_doubles_reduced(nmod_mat_t F,
                                       const fulg_rank_echelon_t E);

/* Room for extra more pivots. */
void fulg_rank_echelon_room(fulg_rank_echelon_t E, slong extra);

#endif
