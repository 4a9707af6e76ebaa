/* Trees, distances and coefficients of a tensor, for the judge; not installed. */
#ifndef FULG_VERIFY_ORGANIZATION_H
#define FULG_VERIFY_ORGANIZATION_H

#include "impl.h"

__extension__ typedef __int128 fulg_verify_signed_t;

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

/* How distances are found: in integers cut to 64 or 128 bits, or uncut. */
typedef enum
{
    FULG_VERIFY_SHORT,
    FULG_VERIFY_LONG,
    FULG_VERIFY_EXACT
} fulg_verify_width_t;

/* d[x * n + y] = the distance of two slices of an axis, in some unit; error bounds
   that of each, in the same unit, by X and by cutting.  tree NULL: the l1 distance.
   1 when nothing was cut. */
int fulg_verify_distances(fmpz *d, fmpz_t error, const fulg_verify_tensor_t *X,
                          int axis, const fulg_verify_tree_t *tree,
                          fulg_verify_weighting_t w, fulg_verify_width_t width);
/* The tree of average linkage of all distances within the error; 0 when they have
   no tree in common, or are not shown to have. */
int fulg_verify_linkage(fulg_verify_tree_t *T, const fmpz *d,
                        const fmpz_t error, const slong *twin, slong n);
int fulg_verify_trees_equal(const fulg_verify_tree_t *S,
                            const fulg_verify_tree_t *T);

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

/* The positive number tau / sqrt(root); tau belongs to somebody else. */
typedef struct
{
    const fmpq *tau;
    slong root;
} fulg_verify_factor_t;

/* Y = softmax(tau X / sqrt(root)) along the keys, rounded to 2^-bits; causal: a query
   with its keys up to its own number alone, 0 behind.  0 beyond limits. */
int fulg_verify_softmax(fulg_verify_tensor_t *Y, const fulg_verify_tensor_t *X,
                        fulg_verify_factor_t c, int causal, slong bits,
                        fulg_verify_why_t *why);

/* What a run of the questionnaire claims; num trees are there.  cycle, once the run
   has been checked: three trees of each of the last period iterations. */
typedef struct
{
    fulg_verify_tree_t tree[3], *cycle;
    int num;
    slong iterations, period;
    const char *state;
} fulg_verify_run_t;

/* The softmax that is spoken of, and the trees of it. */
typedef struct
{
    fmpq_t tau;
    slong root;
    int causal;
    fulg_verify_run_t run;
    int same[3];
} fulg_verify_softmax_t;

void fulg_verify_outcome_clear(fulg_verify_run_t *R);
int fulg_verify_is_stopped(const fulg_verify_run_t *R);

/* X is initialised when 1 is returned; R is to be cleared in any case. */
int fulg_verify_read_tensor(fulg_verify_tensor_t *X, const json_t *tensor,
                            fulg_verify_why_t *why);
int fulg_verify_read_run(fulg_verify_run_t *R, const slong *n,
                         const json_t *object, fulg_verify_why_t *why);
/* Whether the questionnaire on X, or on all tensors within its error, has these
   trees after so many iterations, and this state. */
int fulg_verify_check_run(fulg_verify_run_t *R, const fulg_verify_tensor_t *X,
                          fulg_verify_weighting_t w, fulg_verify_why_t *why);
/* Whether one has been stopped before the iterations of the other, so that their
   trees cannot be compared. */
int fulg_verify_runs_differ(const fulg_verify_run_t *R,
                            const fulg_verify_run_t *S);
/* Whether both, checked, go through the same trees of an axis for ever, from some
   place on; or, when one has been stopped, have the same tree then. */
int fulg_verify_same_outcome(const fulg_verify_run_t *R,
                             const fulg_verify_run_t *S, int axis);

/* The certificate in words; softmax NULL: it says nothing of it. */
void fulg_verify_organization_words(fulg_verify_claim_t *claim,
                                    const fulg_verify_tensor_t *X,
                                    fulg_verify_weighting_t w,
                                    const fulg_verify_run_t *R,
                                    const fulg_verify_entropy_t *E,
                                    const fulg_verify_softmax_t *softmax);

/* The certificate of kind "organization". */
int fulg_verify_organization(fulg_verify_claim_t *claim,
                             const json_t *certificate, fulg_verify_why_t *why);

#endif
