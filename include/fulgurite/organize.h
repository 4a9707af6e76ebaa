/*
 * The hierarchical geometry of a tensor query x key x head (doc:
 * sec-questionnaire): trees on its three axes, each made from the distances that
 * the other two give, and what the Haar coefficients in these trees say.
 */
#ifndef FULGURITE_ORGANIZE_H
#define FULGURITE_ORGANIZE_H

#include <fulgurite/ball.h>
#include <fulgurite/cube.h>
#include <fulgurite/tree.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- trees -------------------------------------------------------------- */

/* A folder I of n elements on level l weighs (|I|/n)^beta 2^(-alpha l). */
typedef struct
{
    ulong alpha, beta; /* at most FULG_ORGANIZE_MAX_WEIGHT */
    slong max_iterations, threads;
    const fulg_progress_t *progress;
} fulg_organize_options_t;

#define FULG_ORGANIZE_MAX_WEIGHT 64

/* alpha 0, beta 1, 64 iterations, one thread, no progress. */
void fulg_organize_options_init(fulg_organize_options_t *options);

/* D = the l1 distances between the slices of an axis.  D is initialised here
   when FULG_OK is returned, and refers to X; UNABLE when interrupted. */
FULG_MUST_CHECK fulg_status_t
fulg_organize_l1(fulg_tree_distances_t D, const fulg_cube_t X, int axis,
                 const fulg_organize_options_t *options, fulg_diag_t diag);
/* D = the tree distances ("EMD") between the slices of an axis: the sum over
   folders I, J of the trees on the other two axes of the weights of both times
   the difference of the two means over I x J (doc: sec-tree-distance).  tree[axis]
   is not looked at.  D and UNABLE as fulg_organize_l1.  Cost: n^2/2 times the numbers of folders of both trees,
   divided among threads. */
FULG_MUST_CHECK fulg_status_t
fulg_organize_emd(fulg_tree_distances_t D, const fulg_cube_t X, int axis,
                  const fulg_tree_struct *tree,
                  const fulg_organize_options_t *options, fulg_diag_t diag);

/* FIXED: the last iteration has changed nothing.  CYCLE: the trees are those of
   period iterations before.  STOPPED: max_iterations are over.  GIVEN: by the
   user. */
typedef enum
{
    FULG_ORGANIZE_FIXED,
    FULG_ORGANIZE_CYCLE,
    FULG_ORGANIZE_STOPPED,
    FULG_ORGANIZE_GIVEN
} fulg_organize_state_t;

/* tree: those of the last iteration.  cycle[3 k + a], k = 0 .. period - 1: the tree
   of axis a in the last period iterations, oldest first. */
typedef struct
{
    fulg_tree_struct tree[3], *cycle;
    slong iterations, period;
    fulg_organize_state_t state;
} fulg_organize_organization_struct;
typedef fulg_organize_organization_struct fulg_organize_organization_t[1];

/* The questionnaire: pair trees of the l1 distances; then, in each iteration,
   pair trees of the tree distances of heads, queries, keys.  Initialised only
   when FULG_OK is returned; UNABLE when interrupted, and when the error of X
   leaves a choice open. */
FULG_MUST_CHECK fulg_status_t
fulg_organize(fulg_organize_organization_t R, const fulg_cube_t X,
              const fulg_organize_options_t *options, fulg_diag_t diag);
/* Neighbours in pairs on every axis. */
void fulg_organize_organization_init_dyadic(fulg_organize_organization_t R,
                                            const fulg_cube_t X);
/* The trees of a list of three, copied. */
void fulg_organize_organization_init_trees(fulg_organize_organization_t R,
                                           const fulg_tree_struct *tree);
void fulg_organize_organization_clear(fulg_organize_organization_t R);
/* Whether the questionnaire leads to the same trees of an axis (doc: sec-same-trees):
   those that the axis goes through for ever are the same in the same order, wherever
   one begins; given trees stay.  When one has been stopped, the trees after as many
   iterations are compared; both are then to have had the same max_iterations. */
int fulg_organize_organization_same(const fulg_organize_organization_t R,
                                    const fulg_organize_organization_t S,
                                    int axis);

/* ---- sums of square roots ----------------------------------------------- */

/* The sum of value[n] sqrt(root[n]): roots squarefree and increasing, values not
   0.  Two sums are equal if and only if these lists are (doc: lem-surds). */
typedef struct
{
    slong num, room;
    fmpz *root;
    fmpq *value;
} fulg_organize_surds_struct;
typedef fulg_organize_surds_struct fulg_organize_surds_t[1];

/* The empty sum, 0. */
void fulg_organize_surds_init(fulg_organize_surds_t S);
void fulg_organize_surds_clear(fulg_organize_surds_t S);
/* Adds value sqrt(root), root squarefree and positive. */
void fulg_organize_surds_add(fulg_organize_surds_t S, const fmpq_t value,
                             const fmpz_t root);
/* 1 when both are the same number. */
int fulg_organize_surds_equal(const fulg_organize_surds_t S,
                              const fulg_organize_surds_t T);
/* A ball that contains the sum. */
void fulg_organize_surds_get_arb(arb_t x, const fulg_organize_surds_t S,
                                 slong bits);

/* ---- Haar coefficients --------------------------------------------------- */

/* The inner products with the products of Haar vectors u, v, w:
   value[(u * shape[1] + v) * shape[2] + w] / den, where the squared norm of the
   product is the product of norms.  slice[(u * shape[1] + v) * shape[2] + t]: the
   same for head t alone and two vectors.  The trees must outlive it. */
typedef struct
{
    slong shape[3];
    fulg_tree_haar_struct basis[3];
    fmpz *value, *slice;
    fmpz_t den, error; /* of the entries, as in the tensor */
} fulg_organize_coefficients_struct;
typedef fulg_organize_coefficients_struct fulg_organize_coefficients_t[1];

/* Cost: linear in the number of entries. */
void fulg_organize_coefficients_init(fulg_organize_coefficients_t C,
                                     const fulg_cube_t X,
                                     const fulg_tree_struct *tree);
void fulg_organize_coefficients_clear(fulg_organize_coefficients_t C);

/* What the coefficients say, with respect to vectors of norm 1.  An exact tensor
   has exact energy, surds and order; with errors nonzero counts those that are
   certainly not 0. */
typedef struct
{
    int exact;
    slong size, nonzero;
    fmpq_t energy;               /* the sum of squares of the coefficients */
    fmpq_t square_sum;           /* and of the entries: equal, by Parseval */
    fulg_organize_surds_t surds; /* the sum of absolute values; exact only */
    arb_t l1, norm, ratio; /* that sum; the root of energy; their quotient */
    slong heads;
    fulg_organize_surds_struct *head; /* of each head alone, with two vectors */
    arb_ptr head_l1;
    slong *order;       /* places of value by decreasing square / norm */
    fmpz *square;       /* these, times common, lower bounds */
    fmpz *square_upper; /* upper bounds, decreasing; NULL: exact */
    fmpz_t common;
} fulg_organize_entropy_struct;
typedef fulg_organize_entropy_struct fulg_organize_entropy_t[1];

/* Cost: sorting as many numbers as there are entries. */
void fulg_organize_entropy_init(fulg_organize_entropy_t E,
                                const fulg_organize_coefficients_t C,
                                const fulg_cube_t X, slong bits);
void fulg_organize_entropy_clear(fulg_organize_entropy_t E);
/* E becomes that of X / sqrt(n), n a positive integer. */
void fulg_organize_entropy_over_root(fulg_organize_entropy_t E, const fmpz_t n,
                                     slong bits);
/* The least number of coefficients whose squares make this part of the energy
   (0 <= part <= 1) lies in *lower .. *upper, which are equal when exact. */
void fulg_organize_entropy_count(slong *lower, slong *upper,
                                 const fulg_organize_entropy_t E,
                                 const fmpq_t part);
/* The sum of the absolute values of the num largest coefficients; S (may be NULL)
   exactly, when exact. */
void fulg_organize_entropy_top(fulg_organize_surds_struct *S, arb_t sum,
                               const fulg_organize_coefficients_t C,
                               const fulg_organize_entropy_t E, slong num,
                               slong bits);

/* The tensor of the largest coefficients alone. */
typedef struct
{
    slong kept;
    unsigned char *mask;      /* 1 where a coefficient is kept */
    fmpq_t error2, relative2; /* the squared l2 error; divided by the energy */
    fmpq_t sup, mean;         /* of the absolute errors of the entries */
    slong support;            /* cells of the largest support dropped */
    arb_t mean_bound;         /* doc: lem-support */
} fulg_organize_pruning_struct;
typedef fulg_organize_pruning_struct fulg_organize_pruning_t[1];

/* Keeps as few coefficients as have an l2 error of at most error |X|; X exact,
   C and E from it. */
void fulg_organize_pruning_init(fulg_organize_pruning_t P,
                                const fulg_organize_coefficients_t C,
                                const fulg_organize_entropy_t E,
                                const fulg_cube_t X, const fmpq_t error,
                                slong bits);
void fulg_organize_pruning_clear(fulg_organize_pruning_t P);

/* ---- diffusion ------------------------------------------------------------ */

/* The diffusion map of a metric D: K = exp(-D/median), the median over all pairs,
   M = S^(-1/2) K S^(-1/2) with S the row sums of K.  M is positive semidefinite,
   its largest eigenvalue is 1, simple, with vector root(S) (doc: sec-diffusion).
   */
typedef struct
{
    slong n, num; /* of elements and of coordinates */
    int defined;  /* 0: the median is 0, or there is one element */
    fmpq_t median;
    arb_ptr eigenvalue;   /* n of them, decreasing; the first is 1 */
    arb_mat_t coordinate; /* n x num: lambda_i^t psi_i / psi_0, i = 1 .. num */
    int *known;           /* eigenvalue i + 1 is simple, proved; else no
                            coordinates are given */
} fulg_organize_diffusion_struct;
typedef fulg_organize_diffusion_struct fulg_organize_diffusion_t[1];

/* D exact.  num coordinates at time t are asked for (fewer when there are fewer).
   psi_i has length 1 and its first entry that is certainly not 0 is positive.
   Eigenvalues by Arb's enclosures up to 64 elements, by fulg_ball_singular_values
   beyond; bits are doubled until max_bits as long as an eigenvalue is not told
   from its neighbours.  Cost: a few n^3 for each coordinate, n^4 up to 64. */
void fulg_organize_diffusion_init(fulg_organize_diffusion_t S,
                                  const fulg_tree_distances_t D, ulong t,
                                  slong num, slong max_bits);
void fulg_organize_diffusion_clear(fulg_organize_diffusion_t S);

/* ---- regularity ----------------------------------------------------------- */

/* Hoelder constants with respect to the tree metric rho(x,y) = size of the least
   folder that holds both / n: one[axis] >= |difference along the axis| / rho^a,
   mixed[..] >= |mixed difference in query and key| / (rho rho')^a, as the least
   numbers with this property; supremum over all other indices. */
typedef struct
{
    arb_t sup; /* of the absolute values */
    arb_struct one[3];
    arb_t mixed;
} fulg_organize_regularity_struct;
typedef fulg_organize_regularity_struct fulg_organize_regularity_t[1];

/* The exponent a is a rational number >= 0.  Cost: queries^2 keys heads.  UNABLE
   when interrupted; initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_organize_regularity_init(
    fulg_organize_regularity_t R, const fulg_cube_t X,
    const fulg_tree_struct *tree, const fmpq_t exponent, slong bits,
    const fulg_organize_options_t *options, fulg_diag_t diag);
void fulg_organize_regularity_clear(fulg_organize_regularity_t R);
/* R becomes that of X / sqrt(n), n a positive integer. */
void fulg_organize_regularity_over_root(fulg_organize_regularity_t R,
                                        const fmpz_t n, slong bits);
/* bound >= the mixed constant of softmax(f) along the keys, from the constants R
   of f = scale X: max(e^f) / min(row sum of e^f) (mixed + 2 one[0] one[1]), where E
   is exp(f), up to a factor (doc: thm-softmax-regularity). */
void fulg_organize_regularity_softmax_bound(arb_t bound,
                                            const fulg_organize_regularity_t R,
                                            const fulg_cube_t E, slong bits);

/* ---- paraproduct ---------------------------------------------------------- */

/* A(f) = boundary + first + second + residual, for the trees of queries and keys
   (doc: sec-paraproduct): first = sum of A'(P f) (Q Q' f), second = sum of A''(P f)
   (Q P' f)(P Q' f) over all pairs of levels.  exact: the identity "A(f) = boundary
   + double sum of mixed differences of A(P f)" has been checked in Q (of rounded values
   where there are errors). */
typedef struct
{
    int exact;
    fmpq_t shift; /* the largest entry of tau X for exp; 0 for a polynomial */
    fulg_cube_t first, second, residual;
} fulg_organize_paraproduct_struct;
typedef fulg_organize_paraproduct_struct fulg_organize_paraproduct_t[1];

/* f = (tau X - shift) / sqrt(root), X exact; A is the polynomial with these
   coefficients, or exp (NULL).  The parts are exact for a polynomial and root 1, else
   up to their errors.  UNABLE as fulg_cube_init_exp.  Initialised only when FULG_OK
   is returned. */
FULG_MUST_CHECK fulg_status_t fulg_organize_paraproduct_init(
    fulg_organize_paraproduct_t P, const fulg_cube_t X,
    const fulg_tree_struct *tree, const fmpq_poly_struct *A,
    const fulg_cube_scale_t scale, slong bits, fulg_diag_t diag);
void fulg_organize_paraproduct_clear(fulg_organize_paraproduct_t P);

#ifdef __cplusplus
}
#endif

#endif
