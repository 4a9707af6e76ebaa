/* Ranks of plain matrices. Nothing here knows about networks. */
#ifndef FULGURITE_RANK_H
#define FULGURITE_RANK_H

#include <fulgurite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A growing echelon form over the integers mod a prime.  Rows arrive in
   batches; what is kept of a batch is the part of its row space that is new.
   Below 2^23, and above 2^12, it works in doubles, from 65 columns on through a
   BLAS where there is one (doc: sec-echelon-doubles): several times faster, in half
   the memory. */
typedef struct fulg_rank_echelon_doubles_struct
    fulg_rank_echelon_doubles_struct;
typedef struct
{
    slong rank;
    slong cols;
    ulong prime;
    slong *pivot;  /* the pivot columns, in the order they were found */
    slong *source; /* the number of the row that brought each pivot */
    slong room;
    slong num_blocks;
    nmod_mat_struct *block; /* echelon rows; block b begins at pivot start[b] */
    slong *start;
    fulg_rank_echelon_doubles_struct *doubles; /* in place of the blocks */
} fulg_rank_echelon_struct;
typedef fulg_rank_echelon_struct fulg_rank_echelon_t[1];

/* No rows yet; rows will have cols entries.  The caller vouches for the
   primality. */
void fulg_rank_echelon_init(fulg_rank_echelon_t E, slong cols, ulong prime);
void fulg_rank_echelon_clear(fulg_rank_echelon_t E);

/* Appends the rows of B, numbered first, first+1, ...; destroys B, which must
   be initialised and is left cleared.  Returns how much the rank has grown.
   The submatrix of all rows seen, at rows source[0..rank) and columns
   pivot[0..rank), is invertible mod the prime.  In doubles source is the row
   rank profile, in its order, and pivot, in increasing order, the column rank
   profile.  Cost: rows * rank * cols. */
slong fulg_rank_echelon_append(fulg_rank_echelon_t E, nmod_mat_t B,
                               slong first);

/* The rank of A over Q, proved.  row and col (each may be NULL, else with room
   for the smaller side of A) receive the rows and columns of a nonzero minor of
   that size.  A minor nonzero mod a prime shows that the rank is not smaller;
   that it is not larger is shown by primes beyond Hadamard's bound or by exact
   linear combinations (doc: sec-exact-rank).  Cost: one elimination mod p at
   full rank; otherwise one for every 60 bits of Hadamard's bound, or one linear
   solve. */
slong fulg_rank_exact(slong *row, slong *col, const fmpq_mat_t A);

/* The same for A = left right, from its factors: products with at most rank
   left rows and rank right columns.  *rank_left and *rank_right (each may be
   NULL) receive the factors' ranks. */
slong fulg_rank_product(slong *rank_left, slong *rank_right,
                        const fmpq_mat_t left, const fmpq_mat_t right);

/* A rational symmetric form = sum_n coeff[n] (row n of Y)^T (row n of Y), n <
   rank; returns the rank.  coeff has room for d, Y is d x d.  Exact, without
   fractions; cost d^2 rank. */
slong fulg_rank_diagonalise(fmpq *coeff, fmpz_mat_t Y, const fmpq_mat_t form);
/* The numbers of positive and negative squares (Sylvester) of a rational
   symmetric form, exactly; their sum is its rank. */
void fulg_rank_signature(slong *plus, slong *minus, const fmpq_mat_t form);

/* A basis of the right kernel over Q as the columns of K (initialised here): A
   K = 0, exactly, and rank K = cols - rank A.  Each column has integer entries
   without a common factor, the first of them positive.  Returns the rank of A.
   By primes (doc: sec-exact-kernel).  Cost: an elimination mod p for every 11
   bits of K's entries in doubles, where there is a BLAS, otherwise for every 30; and
   the product A K. */
slong fulg_rank_kernel(fmpz_mat_t K, const fmpq_mat_t A);

/* R = the image of a rational matrix mod the prime of R, which is initialised; 0
   when it has none, which may happen for finitely many primes; -1 ends the search. */
typedef int (*fulg_rank_image_t)(nmod_mat_t R, void *context);
/* Whether the columns of K, read from residues, are in the kernel: 0 for enough of those
   that are not, 1 for all that are. */
typedef int (*fulg_rank_accept_t)(const fmpz_mat_t K, void *context);
/* The same for a matrix that is never written down over Q.  That it times K is 0 is what
   accept says.  -1, and no K, when image has ended the search. */
slong fulg_rank_kernel_images(fmpz_mat_t K, slong rows, slong cols,
                              fulg_rank_image_t image,
                              fulg_rank_accept_t accept, void *context);

#ifdef __cplusplus
}
#endif

#endif
