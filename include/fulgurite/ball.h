/*
 * What is certain about matrices of real balls.
 *
 * A ball matrix stands for every real matrix inside it.  What is claimed here
 * holds for all of them; a claim is never made on the strength of a midpoint.
 */
#ifndef FULGURITE_BALL_H
#define FULGURITE_BALL_H

#include <fulgurite/eval.h>
#include <fulgurite/lapack.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A ball that encloses [low, high], whose lower end is low itself when that is
   finite: no rounding of a wide ball turns a positive bound into none. */
void fulg_ball_set_bounds(arb_t x, const arf_t low, const arf_t high);
/* The ends of the ball, rounded outward to so many bits. */
void fulg_ball_get_bounds(arf_t low, arf_t high, const arb_t x, slong bits);

/* A number as a decimal of at most so many digits, rounded up or down. */
char *fulg_ball_arf_text(const arf_t x, int upper, slong digits);
/* A lower (or upper) bound of the ball in decimal, with at least two digits and at
   most so many, rounded away from the ball: "0.0026", "1.5e-30", "-inf".  To be
   freed with flint_free. */
char *fulg_ball_bound_text(const arb_t x, int upper, slong digits);
/* Both bounds, "[0.0026, 0.0267]", or the one number that both are: a form that
   never loses the midpoint.  To be freed with flint_free. */
char *fulg_ball_text(const arb_t x, slong digits);

/* TRUE: every matrix in S is invertible, proved by an approximate inverse R of
   the midpoint with |I - R S| < 1.  FALSE: some matrix in S is not (S is not
   square, or a row or column of it contains zero).  UNKNOWN: neither was shown at
   a working precision of bits. The 0 x 0 matrix is invertible.  Cost: one
   inverse and one product. */
fulg_truth_t fulg_ball_is_invertible(const arb_mat_t S, slong bits);

/* Every matrix in A has rank at least *rank.  row and col (each may be NULL,
   else with room for the smaller side of A) receive the *rank rows and columns of
   a submatrix that is invertible everywhere in A, in the order in which complete
   pivoting on the midpoints, scaled by powers of two, has found them.  The rank
   of the midpoint may be larger: more bits or smaller radii may show it.  UNABLE
   when an entry is not finite. Cost: rows * cols * rank multiplications. */
FULG_MUST_CHECK fulg_status_t fulg_ball_rank_lower(slong *rank, slong *row,
                                                   slong *col,
                                                   const arb_mat_t A,
                                                   slong bits,
                                                   fulg_diag_t diag);

/* TRUE: every matrix in A has independent columns; row (NULL, or with room for
   one number a column) receives the rows of a submatrix that is invertible
   everywhere in A, and *gap (may be NULL) the largest e for which some pivot was
   below 2^-e, after rows and columns were scaled to size 1: a heuristic measure of
   how near A is to a matrix that has not.  FALSE: A has fewer rows than columns.
   UNKNOWN otherwise.  One attempt at a proof, where fulg_ball_rank_lower makes
   several. */
fulg_truth_t fulg_ball_has_full_rank(slong *row, slong *gap, const arb_mat_t A,
                                     slong bits);

/* norm >= the largest singular value of every matrix in A: the least of the
   Frobenius norm and the root of (largest row sum) (largest column sum). */
void fulg_ball_norm2_upper(mag_t norm, const arb_mat_t A);

/* sigma has room for the smaller side of A.  sigma[k] encloses the (k+1)-th
   largest singular value of every matrix in A: its distance, in the spectral
   norm, from the nearest matrix of rank k.  The lower end is 0 where none is
   proved.  With the entries exact, values down to 2^(4-bits) sigma[0] or so have
   correct digits; radii add at most their own norm.  For 53 bits or less the
   unverified part runs in double precision (doc: thm-gram).
   Cost: one Gram matrix, then cubic in the smaller side. */
void fulg_ball_singular_values(arb_ptr sigma, const arb_mat_t A, slong bits);
/* The last of them, infinity for an empty matrix: the distance from the nearest
   matrix of lower rank.  Where A has full rank, by an approximate inverse, with half
   the bits correct however small it is, at a small part of the cost (doc: prop-least-value). */
void fulg_ball_singular_min(arb_t sigma, const arb_mat_t A, slong bits);

/* The first n singular values of A B (all others are 0), where n is the number
   of columns of A, at most the other sides: without forming the product.  Here
   only values down to 2^(4-bits) |A| |B| or so have correct digits. */
void fulg_ball_singular_values_product(arb_ptr sigma, const arb_mat_t A,
                                       const arb_mat_t B, slong bits);

/* The same in double precision, in decreasing order: customary, but no proof.
   A is stored row by row. */
void fulg_ball_singular_values_approx(double *sigma, const double *A,
                                      slong rows, slong cols);

/* A singular value decomposition in double precision with its errors bounded
   (doc: thm-double), for an m x n matrix, m >= n, that is within radius, in the
   spectral norm, of 2^exponent times one of doubles: V and d are nearly its right
   singular vectors, column by column, and its singular values; e, f, beta bound what
   they are off by. */
typedef struct
{
    slong m, n, exponent;
    double *V, *d;
    double e, f, beta;
    mag_t radius;
} fulg_ball_svd_struct;
typedef fulg_ball_svd_struct fulg_ball_svd_t[1];

/* From the doubles A, column after column.  lapack (NULL: without) makes it
   faster and is not trusted.  0 when doubles are not enough: for the zero
   matrix, for singular values below 2^-40 or so of the largest, for what is not
   a number, n above 4000.  S is to be cleared in either case.  Cost: an
   approximate decomposition and two products of matrices. */
int fulg_ball_svd_init(fulg_ball_svd_t S, const double *A, slong m, slong n,
                       const mag_t radius, const fulg_lapack_struct *lapack);
void fulg_ball_svd_clear(fulg_ball_svd_t S);
/* sigma[i] encloses singular value number i; room for S->n. */
void fulg_ball_svd_values(arb_ptr sigma, const fulg_ball_svd_t S);
/* The same of the product L R^T, both with n columns; 0 as fulg_ball_svd_init. */
int fulg_ball_svd_product_values(arb_ptr sigma, const fulg_ball_svd_t L,
                                 const fulg_ball_svd_t R,
                                 const fulg_lapack_struct *lapack);

/* B (over balls) = the rational weights W, each within radius; both are
   initialised, of one architecture.  DOMAIN as fulg_weights_set_fmpq. */
FULG_MUST_CHECK fulg_status_t fulg_ball_set_weights(fulg_weights_t B,
                                                    const fulg_weights_t W,
                                                    const mag_t radius,
                                                    fulg_diag_t diag);

/* J = the derivatives of all output entries at num inputs with respect to all
   weights, for all weights in the balls W: num * d_l * tokens rows, in the order
   of fulg_eval_jacobian.  UNABLE and DOMAIN when the precision of W does not
   tell a sum of attention weights from zero. */
FULG_MUST_CHECK fulg_status_t fulg_ball_jacobian(arb_mat_t J,
                                                 const fulg_weights_t W,
                                                 const fmpq_mat_struct *input,
                                                 slong num, fulg_diag_t diag);

typedef struct
{
    slong bits, max_bits; /* of the first attempt, and of the last */
    slong num_inputs;     /* just so many; 0: until the rank stops growing */
    slong target;         /* an upper bound of the rank, where it may stop */
    ulong max_bytes;
    const fulg_progress_t *progress;
} fulg_ball_rank_options_t;

/* 64 to 1024 bits, as many inputs as needed, no target, 8 GiB, no progress. */
void fulg_ball_rank_options_init(fulg_ball_rank_options_t *options);

/* At every point within the radius the derivative of (weights -> function) has at
   least this rank: the minor of the given rows and columns of the Jacobian at
   these inputs, enclosed with so many bits, does not vanish. */
typedef struct
{
    slong rank, bits;
    slong num_inputs;
    slong tokens; /* of the inputs: of W, or of a model with fewer */
    fmpq_mat_struct *input;
    slong *row, *col;
    arb_mat_t jacobian;
} fulg_ball_jacobian_rank_struct;
typedef fulg_ball_jacobian_rank_struct fulg_ball_jacobian_rank_t[1];

/* W rational, any norm.  Where fewer tokens are contained in those of W, the inputs have
   few (doc: lem-tokens, lem-transformer-tokens), unless their number is given: the cost
   does not grow with the tokens.  Inputs are drawn until more of them do not help, bits are
   doubled until the target is met or max_bits reached; the last attempt is the
   result.  UNABLE beyond max_bytes, when interrupted, or when max_bits do not
   evaluate the network.  Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_ball_jacobian_rank(
    fulg_ball_jacobian_rank_t result, const fulg_weights_t W,
    const mag_t radius, const fulg_ball_rank_options_t *options,
    fulg_rand_t rand, fulg_diag_t diag);
void fulg_ball_jacobian_rank_clear(fulg_ball_jacobian_rank_t result);

/* J = the Jacobian of the result again, enclosed with so many bits for all weights
   within the radius of W; initialised, with its shape.  UNABLE and DOMAIN as
   fulg_ball_jacobian. */
FULG_MUST_CHECK fulg_status_t fulg_ball_jacobian_again(
    arb_mat_t J, const fulg_ball_jacobian_rank_t result, const fulg_weights_t W,
    const mag_t radius, slong bits, fulg_diag_t diag);

/* The singular values of the Jacobian of the result, at every point within the
   radius: sigma has room for its smaller side.  Where the radius is 0, bits are
   doubled, up to max_bits, until the last of the first result->rank of them has
   correct digits.  Same W and radius.  UNABLE and DOMAIN as fulg_ball_jacobian. */
FULG_MUST_CHECK fulg_status_t fulg_ball_jacobian_singular(
    arb_ptr sigma, const fulg_ball_jacobian_rank_t result,
    const fulg_weights_t W, const mag_t radius, slong max_bits,
    fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
