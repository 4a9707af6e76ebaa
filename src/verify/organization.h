/* Trees, distances and coefficients of a tensor, for the judge; not installed. */
#ifndef FULG_VERIFY_ORGANIZATION_H
#define FULG_VERIFY_ORGANIZATION_H

#include "impl.h"

/* x[(i * n[1] + j) * n[2] + t] / den, each up to error / den; twin as in "all
   these slices are equal": the first slice equal to each. */
typedef struct
{
    slong n[3];
    fmpz *x;
    fmpz_t den, error;
    slong *twin[3];
} fulg_verify_tensor_t;

/* label[l * n + x]: the folder of x on level l, numbered by least elements. */
typedef struct
{
    slong n, levels;
    slong *label;
} fulg_verify_tree_t;

void fulg_verify_tensor_init(fulg_verify_tensor_t *X, const slong *n);
void fulg_verify_tensor_clear(fulg_verify_tensor_t *X);
/* Marks equal slices; called when all entries are there. */
void fulg_verify_tensor_twins(fulg_verify_tensor_t *X,
                              const fulg_verify_tensor_t *source);

/* The exponents of the weights of folders. */
typedef struct
{
    slong alpha, beta;
} fulg_verify_weighting_t;

/* d[x * n + y] = the distance of two slices of an axis, in some unit; error in the
   same unit.  tree NULL: the l1 distance. */
void fulg_verify_distances(fmpz *d, fmpz_t error,
                           const fulg_verify_tensor_t *X, int axis,
                           const fulg_verify_tree_t *tree,
                           fulg_verify_weighting_t w);
/* The tree of average linkage; 0 when the errors leave a choice open. */
int fulg_verify_linkage(fulg_verify_tree_t *T, const fmpz *d,
                        const fmpz_t error, const slong *twin, slong n,
                        fulg_verify_why_t *why);
int fulg_verify_trees_equal(const fulg_verify_tree_t *S,
                            const fulg_verify_tree_t *T);
void fulg_verify_trees_clear(fulg_verify_tree_t *T, int num);

/* What the coefficients in these trees give. */
typedef struct
{
    fmpq_t energy;
    slong nonzero, n99;
    slong num; /* of the surds */
    fmpz *root;
    fmpq *value;
} fulg_verify_entropy_t;
void fulg_verify_entropy(fulg_verify_entropy_t *E,
                         const fulg_verify_tensor_t *X,
                         const fulg_verify_tree_t *tree);
void fulg_verify_entropy_clear(fulg_verify_entropy_t *E);

/* Y = softmax(tau X) along the keys, rounded to 2^-bits; causal: a query with its
   keys up to its own number alone, 0 behind.  0 beyond limits. */
int fulg_verify_softmax(fulg_verify_tensor_t *Y, const fulg_verify_tensor_t *X,
                        const fmpq_t tau, int causal, slong bits,
                        fulg_verify_why_t *why);

/* What a run of the questionnaire claims; num trees are there. */
typedef struct
{
    fulg_verify_tree_t tree[3];
    int num;
    slong iterations, period;
    const char *state;
} fulg_verify_run_t;

/* X is initialised when 1 is returned; the trees of R are to be cleared in any
   case. */
int fulg_verify_read_tensor(fulg_verify_tensor_t *X, const json_t *tensor,
                            fulg_verify_why_t *why);
int fulg_verify_read_run(fulg_verify_run_t *R, const slong *n,
                         const json_t *object, fulg_verify_why_t *why);

/* The certificate of kind "organization". */
int fulg_verify_organization(fulg_verify_claim_t *claim,
                             const json_t *certificate,
                             fulg_verify_why_t *why);

#endif
