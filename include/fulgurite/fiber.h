/*
 * Fibers of the map from weights to functions, and equality of functions.
 * Everything is exact over Q (doc: thm-fiber-n, thm-fiber-o, and for one layer
 * thm-single-1, thm-single-2, thm-single-7, thm-single-7p).
 */
#ifndef FULGURITE_FIBER_H
#define FULGURITE_FIBER_H

#include <fulgurite/eval.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- virtual weights --------------------------------------------------- */

/* A stack of l one-head layers without residual: A_i = K_i^T Q_i, V_i = O_i
   U_i, P_i = V_i ...  V_1 (P_0 = 1), M_i = P_{i-1}^T A_i P_{i-1} (d_0 x d_0)
   and L = P_l.  The function depends on (M_1 ..  M_l, L) alone.  A, V, M have
   depth entries, M[i] being M_{i+1}; P has depth + 1. */
typedef struct
{
    slong depth;
    fmpq_mat_struct *A, *V, *P, *M;
} fulg_fiber_virtual_struct;
typedef fulg_fiber_virtual_struct fulg_fiber_virtual_t[1];

#define FULG_VIRTUAL_L(virt) (&(virt)->P[(virt)->depth])

/* UNABLE for heads > 1, residual and polynomial networks; W is rational.
   Initialised only when FULG_OK is returned.  Cost: O(l d^3) operations (doc:
   thm-virtual-weights). */
FULG_MUST_CHECK fulg_status_t fulg_fiber_virtual_init(fulg_fiber_virtual_t virt,
                                                      const fulg_weights_t W,
                                                      fulg_diag_t diag);
void fulg_fiber_virtual_clear(fulg_fiber_virtual_t virt);

/* ---- changes of parameters --------------------------------------------- */

/* An element of the group that moves along the fiber: C_0 .. C_l (C_0 and C_l
   are 1), and for head h of layer i the matrices G (a x a) and H (value_dim
   only; v x v), a number c and the head it is made from:

     Q' = c G Q C_{i-1}^-1,  K' = G^-T K C_{i-1}^-1,  V' = C_i V C_{i-1}^-1 / c,
     O' = C_i O H^-1 / c,    U' = H U C_{i-1}^-1.

   An empty C_i is the identity, too.  first[i] is the place of head 0 of layer i in G, H, scale and source. */
typedef struct
{
    slong depth, num_heads;
    slong *first;
    slong *source;
    fmpq_mat_struct *C, *G, *H;
    fmpq *scale;
} fulg_fiber_change_struct;
typedef fulg_fiber_change_struct fulg_fiber_change_t[1];

/* The identity, for the shapes of arch; attention only. */
void fulg_fiber_change_init(fulg_fiber_change_t change, const fulg_arch_t arch);
void fulg_fiber_change_clear(fulg_fiber_change_t change);
/* Wp = change applied to W, both rational of one architecture and distinct.
   DOMAIN when a matrix of the change is singular or a scale is 0. */
FULG_MUST_CHECK fulg_status_t
fulg_fiber_change_apply(fulg_weights_t Wp, const fulg_fiber_change_t change,
                        const fulg_weights_t W, fulg_diag_t diag);

/* ---- one layer --------------------------------------------------------- */

/* One irreducible component of a fiber that has real points.  dim is its
   dimension, real_dim that of its real points (for t = 1 it may be smaller).
   real_pieces counts the connected components of its real points, -1 when no
   theorem gives it.  The sample is a rational point: A, V, and K, Q in a
   component over (Q,K,V). */
typedef struct
{
    char *name;
    slong dim, real_dim, real_pieces;
    slong rank_K, rank_Q; /* at a generic point; -1 over (A,V) */
    char *parametrisation, *equations;
    int has_sample;
    fmpq_mat_t A, V, K, Q;
} fulg_component_t;

/* A matrix that the parametrisations name. */
typedef struct
{
    char name[16];
    fmpq_mat_t mat;
} fulg_named_mat_t;

typedef struct
{
    slong d, d_out, a, tokens;
    slong rank_A, rank_V, rank_S; /* S = (A + A^T)/2, used when t = 1 */
    int zero, parallel;
    const char *theorem;
    slong generic_dim; /* of a generic fiber over (Q,K,V) */
    slong pieces_QKV;  /* connected components of the whole real fiber, or -1 */
    slong num_AV, num_QKV, num_mats;
    fulg_component_t *AV, *QKV;
    fulg_named_mat_t *mats;
} fulg_fiber_layer_fiber_struct;
typedef fulg_fiber_layer_fiber_struct fulg_fiber_layer_fiber_t[1];

/* The whole real fiber through the weights of one layer with one head, by its
   components (doc: thm-single-1, thm-single-2, thm-single-7, thm-single-7p,
   thm-fiber-n).  Components without real points are not listed: lightning with
   t = 1, rank V = 1 and a semidefinite S of rank 2 has those of the two complex
   factors of S.  UNABLE for more layers or heads, value_dim and polynomial
   networks.  Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_fiber_layer(fulg_fiber_layer_fiber_t fiber,
                                               const fulg_weights_t W,
                                               fulg_diag_t diag);
void fulg_fiber_layer_fiber_clear(fulg_fiber_layer_fiber_t fiber);

/* ---- one normalised layer with any heads -------------------------------- */

/* The heads with one A (paired: with A or -A): V is the sum of theirs, sign by
   sign.  head counts from 0.  rank_V is that of the sum. */
typedef struct
{
    fmpq_mat_t A, V;
    slong rank_A, rank_V;
    slong num;
    slong *head;
    int *sign;
} fulg_head_class_t;

/* What the function of one softmax or affine layer determines, and what
   determines it (doc: thm-softmax-canonical): the classes with A != 0 and V != 0,
   sorted by A; and rest->V, the sum over the heads with A = 0.  One token: the
   sum over all heads, in rest.  paired (softmax, two tokens): the first nonzero
   entry of A is positive, and rest->V is the sum of V over all heads.
   rest->head lists the heads with A = 0 (one token: all).  The num_lost classes
   after the others have V = 0: they do nothing. */
typedef struct
{
    slong d, d_out, tokens;
    int paired;
    slong num, num_lost;
    fulg_head_class_t *classes;
    fulg_head_class_t rest[1];
} fulg_fiber_canonical_struct;
typedef fulg_fiber_canonical_struct fulg_fiber_canonical_t[1];

/* W is rational.  UNABLE for more layers, lightning and polynomial networks.
   Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_fiber_canonical_init(
    fulg_fiber_canonical_t canonical, const fulg_weights_t W, fulg_diag_t diag);
void fulg_fiber_canonical_clear(fulg_fiber_canonical_t canonical);
/* The same list?  Of two layers with one norm, mask and number of tokens (and
   both residual, or none) this decides equality of the functions. */
int fulg_fiber_canonical_equal(const fulg_fiber_canonical_t x,
                               const fulg_fiber_canonical_t y);
/* The fewest heads with this function, of values V = O U with value_dim rows of U
   (0: full values); -1 where it is not known: paired, with values of bounded rank
   or more than 20 classes (doc: thm-softmax-canonical). */
slong fulg_fiber_canonical_least_heads(const fulg_fiber_canonical_t canonical,
                                       slong value_dim);
/* The rank over Q of the derivative of (weights -> function) at W, exactly (doc:
   thm-softmax-rank); -1 where it would take a matrix of more than 2^22 entries,
   and for affine when a class has several heads.  canonical is that of W. */
slong fulg_fiber_canonical_rank(const fulg_fiber_canonical_t canonical,
                                const fulg_weights_t W);

/* A way to distribute the heads of a layer among what its function needs.
   heads and negative have an entry for every class of the canonical list: so
   many heads of it, so many of them with -A.  zero: heads with A = 0.  The
   other heads come in ghosts, groups with one free A (and -A) whose V add up to
   0.  count: so many pieces of the fiber are alike, by exchange of heads.
   dim_AV and dim: the dimension over (A,V) and over (Q,K,V) or (Q,K,O,U), -1
   where it is not known; components: of each piece over the weights, 0 where
   that is not known.  doubtful (value_dim below both widths, and A with -A): it
   is not known whether there are such weights; count is 0. */
typedef struct
{
    slong *heads, *negative;
    slong zero, num_ghosts;
    slong *ghost, *ghost_negative;
    fmpz_t count, components;
    slong dim_AV, dim;
    int doubtful;
} fulg_fiber_sharing_t;

/* The fiber through the weights of one normalised layer: the union of the pieces
   of all sharings (doc: thm-softmax-fiber).  num of them are listed, those of
   larger dimension first; complete is 0 when there are more.  dim is the
   dimension of the fiber (-1 not known), pieces the number of all pieces (0: not
   known), components that of irreducible components (0: not known).  generic_dim: of a
   generic fiber. */
typedef struct
{
    fulg_fiber_canonical_t canonical;
    slong heads, head_dim, value_dim;
    int complete;
    slong num;
    fulg_fiber_sharing_t *sharing;
    slong dim, generic_dim;
    fmpz_t pieces, components;
} fulg_fiber_heads_fiber_struct;
typedef fulg_fiber_heads_fiber_struct fulg_fiber_heads_fiber_t[1];

/* W as for fulg_fiber_canonical_init; UNABLE beyond 24 heads too.  Initialised only
   when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_fiber_heads(fulg_fiber_heads_fiber_t fiber,
                                               const fulg_weights_t W,
                                               fulg_diag_t diag);
void fulg_fiber_heads_fiber_clear(fulg_fiber_heads_fiber_t fiber);

/* ---- stacks ------------------------------------------------------------ */

/* The group, its dimension by parts, and the dimension of its orbit at the
   weights (orbit_lower <= orbit <= orbit_upper, both proved; equal in all but very
   large cases).  regular: no A is zero and every hidden V has full row rank, so
   that only the factors within the heads have a stabiliser. */
typedef struct
{
    fmpz_t parameters;
    slong hidden, heads, values, scalings, group;
    slong orbit_lower, orbit_upper;
    int regular;
    char *formula;
} fulg_fiber_stack_fiber_struct;
typedef fulg_fiber_stack_fiber_struct fulg_fiber_stack_fiber_t[1];

/* At most a few ranks when the weights are regular; else the rank of the action
   mod a random prime from below (up to 2^26 matrix entries), and over Q when that
   leaves a gap (up to 2^21 entries) (doc: thm-fiber-o).  W is rational.  The
   fiber itself may be larger than the orbit. */
void fulg_fiber_stack(fulg_fiber_stack_fiber_t fiber, const fulg_weights_t W,
                      fulg_rand_t rand);
void fulg_fiber_stack_fiber_clear(fulg_fiber_stack_fiber_t fiber);

/* generic: TRUE when the derivative of (weights -> function) has at the weights
   the largest rank that it has anywhere, the dimension; then the fiber near them
   is smooth, of dimension parameters - dimension, and the orbit lies open in it
   when it has that dimension (doc: thm-fiber-generic).  rank_lower <= rank <=
   rank_upper, both proved (rank_upper -1: none).  FALSE: the conditions that are
   known to fail are the reasons, sentences.  UNKNOWN: the reason says why; with
   error_log2 < 0 the rank is rank_lower but for a chance below 2^error_log2. */
typedef struct
{
    fulg_truth_t generic;
    slong rank_lower, rank_upper, error_log2;
    slong num_reasons;
    char **reason;
} fulg_fiber_generic_struct;
typedef fulg_fiber_generic_struct fulg_fiber_generic_t[1];

/* fiber is that of W; lower and upper are proved bounds of the dimension, NULL
   where none is known.  A minor of the Jacobian at W mod a prime (up to 2500
   weights) or in balls (softmax, up to 80) from below; kernel directions from
   above, all of them up to 300 weights (not softmax).  One normalised layer is
   decided by doc: thm-softmax-rank. */
void fulg_fiber_generic(fulg_fiber_generic_t answer,
                        const fulg_fiber_stack_fiber_t fiber,
                        const fulg_weights_t W, const fmpz *lower,
                        const fmpz *upper, fulg_rand_t rand,
                        const fulg_progress_t *progress);
void fulg_fiber_generic_clear(fulg_fiber_generic_t answer);

/* ---- equality of functions --------------------------------------------- */

typedef enum
{
    FULG_SAME_CHANGE,  /* equal: B is the change applied to A */
    FULG_SAME_VIRTUAL, /* equal: M_i' = c_i M_i, L' = L / prod c_i^(3^(l-i)) */
    FULG_SAME_FACTORS, /* equal: the same irreducible factors */
    FULG_SAME_ZERO,    /* equal: both are zero */
    FULG_SAME_HEADS, /* equal: one list of heads (doc: thm-softmax-canonical) */
    FULG_SAME_LAYERS,    /* equal: layer by layer, up to linear maps between */
    FULG_SAME_SUBLAYERS, /* equal: sublayer by sublayer (doc: thm-same-unit) */
    FULG_SAME_GRID,      /* equal: at enough points for the degree */
    FULG_SAME_WITNESS,   /* different: at the input X */
    FULG_SAME_OPEN       /* undecided: agreement at random points */
} fulg_fiber_same_proof_t;

typedef struct
{
    fulg_truth_t equal;
    fulg_fiber_same_proof_t proof;
    char *reason; /* sentences */
    /* FULG_SAME_CHANGE */
    int has_change;
    fulg_fiber_change_t change;
    /* FULG_SAME_VIRTUAL, and FULG_SAME_CHANGE where it applies */
    slong num_scales;
    fmpq *scale;
    /* FULG_SAME_HEADS, and FULG_SAME_CHANGE where it applies: the lists of the two
       layers, class by class the same (rest, too) */
    int has_lists;
    fulg_fiber_canonical_t list_A, list_B;
    /* FULG_SAME_WITNESS: the outputs at X; modulo prime when that is not 0, and
       as balls instead, initialised when balls is 1. */
    int has_witness, balls;
    ulong prime;
    fmpq_mat_t X, YA, YB;
    arb_mat_t ball_A, ball_B;
    /* FULG_SAME_GRID: number of points and primes */
    slong points, primes;
    /* FULG_SAME_OPEN: the chance that functions that differ pass is at most
       2^error_log2 (0 when no bound is known). */
    slong trials, error_log2;
} fulg_fiber_same_struct;
typedef fulg_fiber_same_struct fulg_fiber_same_t[1];

typedef struct
{
    slong trials;        /* inputs tried for a witness; default 24 */
    slong grid_limit;    /* most word operations of an exhaustive comparison */
    slong ball_bits;     /* first precision of softmax outputs; default 256 */
    slong max_ball_bits; /* doubled up to these; default 4096 */
    int no_change;       /* do not look for a change of parameters */
} fulg_fiber_same_options_t;

/* Sets the defaults named above. */
void fulg_fiber_same_options_init(fulg_fiber_same_options_t *options);

/* Do A and B (rational) give the same function?  TRUE comes with one of the
   proofs above, FALSE with an input (doc: thm-same-v, thm-same-f, thm-same-s,
   thm-same-g, thm-same-unit).  PARSE when the widths of input or output or the
   tokens differ, UNABLE for a readout.
   FULG_UNKNOWN only when no witness was found and no theorem or exhaustive
   comparison applies.  Clear the result in any case where FULG_OK is returned.
   */
FULG_MUST_CHECK fulg_status_t
fulg_fiber_same(fulg_fiber_same_t result, const fulg_weights_t A,
                const fulg_weights_t B, fulg_rand_t rand,
                const fulg_fiber_same_options_t *options, fulg_diag_t diag);
void fulg_fiber_same_clear(fulg_fiber_same_t result);

/* Sublayers that read one state, the first and those parallel to it, of two networks
   (rational): 1 when both are proved to add the same to every state, whatever the
   epsilon of their norms, because they have the same heads, neurons and constants up
   to changes of bases, scalings, signs and order (doc: thm-same-unit).  0 when that is
   not found; *why, to be freed with flint_free, then says where, and is NULL
   otherwise.  The queries of both may be multiplied by one number.  Cost: a product
   of matrices a head, of both widths and its rows. */
int fulg_fiber_same_unit(char **why, const fulg_weights_t A,
                         const fulg_weights_t B, fulg_rand_t rand);

#ifdef __cplusplus
}
#endif

#endif
