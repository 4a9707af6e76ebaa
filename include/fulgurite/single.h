/*
 * One lightning layer with one head, completely: where a point lies on the
 * neuromanifold, and all weights of a function.
 *
 * X -> V X X^T A X with A = K^T Q; X is d x t, V is d_out x d, Q and K are a x
 * d.  alpha = min(a, d).  Theorem n of a comment is the statement thm-single-n of
 * the manual, where the proofs are (doc: thm-single-1).
 */
#ifndef FULGURITE_SINGLE_H
#define FULGURITE_SINGLE_H

#include <fulgurite/function.h>
#include <fulgurite/rank.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- classification ---------------------------------------------------- */

/* The numbers on which every decision rests.  Ranks are -1 where nothing is
   known: rank_K, rank_Q, rank_KQ without Q and K; rank_A for a cubic. */
typedef struct
{
    slong d, d_out, head_dim, tokens;
    slong rank_A, rank_V, rank_K, rank_Q;
    int parallel; /* rank_A = rank_V = 1, A = k q^T, V = h v^T, k || v */
    /* S = (A + A^T)/2, for tokens = 1 */
    slong rank_S, plus, minus;
    slong rank_KQ; /* dim (row space of K + row space of Q) */
    int divides;   /* rank_V = 1, V = h v^T, and v divides x^T S x */
} fulg_single_point_t;

typedef enum
{
    FULG_SINGLE_IN_IMAGE,   /* has real weights */
    FULG_SINGLE_IN_CLOSURE, /* only complex ones: a ghost point */
    FULG_SINGLE_OUTSIDE     /* violates an equation of the variety */
} fulg_single_place_t;

#define FULG_SINGLE_REASONS 8
#define FULG_SINGLE_REASON_SIZE 512

/* The answer.  Rows: the row of the table of Theorem 4 or 10 (singular), 5 or 9
   (boundary) that decided.  boundary is FULG_UNKNOWN, singular too, when the
   point is not on the variety. critical: the Jacobian of (Q,K,V) -> function is
   below its generic rank.  Without Q and K both speak of all weights of the
   function: critical is unknown and jacobian_rank -1 where these differ (and,
   for one token, where nothing is known). tangent_lower: a lower
   bound of the dimension of the Zariski tangent space, exact when
   tangent_exact. */
typedef struct
{
    fulg_single_point_t point;
    fulg_single_place_t place;
    int zero;
    fulg_truth_t singular, boundary, critical;
    int singular_theorem, singular_row, boundary_theorem, boundary_row;
    slong jacobian_rank, generic_rank;
    slong tangent_lower;
    int tangent_exact;
    slong fiber_components,
        fiber_dimension; /* of (Q,K,V) -> function, over C */
    int num_reasons;
    char reason[FULG_SINGLE_REASONS][FULG_SINGLE_REASON_SIZE];
} fulg_single_class_t;

/* alpha = min(head_dim, d), the largest rank of A. */
slong fulg_single_alpha(slong d, slong head_dim);
/* s = min(2 alpha, d), the largest rank of (A + A^T)/2. */
slong fulg_single_sym_rank(slong d, slong head_dim);
/* The dimension of the neuromanifold: alpha(2d - alpha) + d d_out - 1, or, for
   one token, s d - s(s-1)/2 + d d_out - 1 (doc: thm-single-3). */
slong fulg_single_dimension(slong d, slong d_out, slong head_dim, slong tokens);
/* The rank of the derivative of (Q,K,V) -> function, exactly (doc:
   thm-single-6, thm-single-11).  Needs the ranks of Q and K in the point. */
slong fulg_single_jacobian_rank(const fulg_single_point_t *point);

/* The decision tables: from the numbers of a point of the image or, with place
   = FULG_SINGLE_IN_CLOSURE, of a ghost point (tokens >= 2: rank_A = rank_V = 1
   over C, parallel = 0).  Instant (doc: thm-single-4, thm-single-5,
   thm-single-9, thm-single-10). */
void fulg_single_decide(fulg_single_class_t *answer,
                        const fulg_single_point_t *point,
                        fulg_single_place_t place);

/* From weights; masked and residual layers are judged by their tensor (see
   function.h).  UNABLE for anything but one lightning layer with one head and a
   full value matrix. Exact ranks of d x d matrices are never found by rational
   elimination; d = 768 takes seconds. */
FULG_MUST_CHECK fulg_status_t fulg_single_classify_weights(
    fulg_single_class_t *answer, const fulg_weights_t W, fulg_diag_t diag);
/* From A (d x d) and V (d_out x d) alone; DOMAIN when rank A > head_dim. */
FULG_MUST_CHECK fulg_status_t fulg_single_classify_av(
    fulg_single_class_t *answer, const fmpq_mat_t A, const fmpq_mat_t V,
    slong head_dim, slong tokens, fulg_diag_t diag);
/* From a function, by recovering its weights (see fulg_single_recover for the
   cost).  DOMAIN when head_dim is not positive. */
FULG_MUST_CHECK fulg_status_t fulg_single_classify_function(
    fulg_single_class_t *answer, const fulg_function_t F, slong head_dim,
    fulg_diag_t diag);

/* ---- recovery ---------------------------------------------------------- */

/* A number field Q(r, sqrt(root[0]), sqrt(root[1]), ...): r has the monic
   irreducible minimal polynomial modulus, of degree 1 (r = 0: no r), 2 or 3.  A
   matrix over it is an array of size = degree (1 + num_roots) rational
   matrices: the coefficients of 1, r, .., r^(degree-1), then those of
   sqrt(root[0]) times the same, and so on; products of two roots never occur.
   */
typedef struct
{
    fmpq_poly_t modulus;
    slong degree;
    slong real_roots; /* of the modulus; complex ones give complex weights */
    slong num_roots;
    fmpq *root; /* negative ones give complex weights */
    slong size;
} fulg_single_field_t;

/* One family of weights.  All conjugates of r give weights, too; so do
   (cA, V/c).  Canonical: the first nonzero entry of A (tokens = 1: of its
   symmetric part S) in row order is 1.  tokens = 1: A + N does as well, for
   every skew-symmetric N with rank (A + N) <= head_dim. */
typedef struct
{
    fulg_single_field_t field;
    fmpq_mat_struct *A, *V;
    fmpq_mat_struct *K, *Q; /* min(head_dim, d) x d, K^T Q = A (further rows
                              are 0); NULL without head_dim */
    slong rank_A;           /* tokens >= 2 */
    slong plus, minus;      /* tokens = 1: S, at every real r */
    slong rank_S;
    int real;
} fulg_single_weights_t;

/* zero: every (A,V) with A = 0 (tokens = 1: A skew) or V = 0, and num = 0.
   Otherwise num families; those that exist over C alone have real = 0 and
   place tells whether a real one remains.  why: how the function fails to be
   real, or to be on the variety, with indices and values. */
typedef struct
{
    slong d, d_out, tokens, head_dim; /* head_dim 0: no bound was given */
    int zero;
    fulg_single_place_t place;
    slong num;
    fulg_single_weights_t weights[4];
    slong rank_V;
    int parallel; /* tokens >= 2: as in fulg_single_point_t */
    fulg_diag_t why;
} fulg_single_recovery_t;

/* All weights with rank A <= head_dim (head_dim 0: no bound); the list is
   complete (doc: sec-single-recover).  Everything returned is verified against
   every coefficient.  Cost d_out d^3 operations, and for tokens = 1 a factor of
   about 10. */
void fulg_single_recover(fulg_single_recovery_t *R, const fulg_function_t F,
                         slong head_dim);
void fulg_single_recovery_clear(fulg_single_recovery_t *R);
/* sum of part b times the b-th basis element, as text such as
   "1/2 - 3*r + sqrt(2)". The caller frees it with flint_free. */
char *fulg_single_entry_text(const fulg_single_field_t *field,
                             const fmpq_mat_struct *mat, slong i, slong j);

#ifdef __cplusplus
}
#endif

#endif
