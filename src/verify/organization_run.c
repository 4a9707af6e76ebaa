/* Whether trees are the outcome of the questionnaire: it is run again. */
#include <string.h>

#include "organization.h"

/* Additions of words that one run may cost: some minutes. */
#define MAX_WORK (4e11)

void
fulg_verify_outcome_clear(fulg_verify_run_t *R)
{
    for (int a = 0; a < R->num; a++)
        flint_free(R->tree[a].label);
    for (slong n = 0; R->cycle != NULL && n < 3 * R->period; n++)
        flint_free(R->cycle[n].label);
    flint_free(R->cycle);
}

int
fulg_verify_is_stopped(const fulg_verify_run_t *R)
{
    return strcmp(R->state, "stopped") == 0;
}

int
fulg_verify_trees_equal(const fulg_verify_tree_t *S,
                        const fulg_verify_tree_t *T)
{
    return S->n == T->n && S->levels == T->levels &&
           memcmp(S->label, T->label,
                  (size_t) (S->n * S->levels) * sizeof(slong)) == 0;
}

/* The questionnaire on a tensor, and what it may still cost. */
typedef struct
{
    const fulg_verify_tensor_t *X;
    fulg_verify_weighting_t w;
    double left;
} game_t;

/* What the distances of an axis cost, about: for each pair of slices there are
   about four times as many pairs of folders as cells. */
static double
cost_of(const fulg_verify_tensor_t *X, int axis, fulg_verify_width_t width)
{
    static const double each[] = {1, 4, 40};
    return 2 * (double) X->n[axis] * (double) X->n[0] * (double) X->n[1] *
           (double) X->n[2] * each[width];
}

/* The tree of one axis, from the distances in the trees of the others.  Most
   choices are told by distances of few bits. */
static int
new_tree(fulg_verify_tree_t *T, game_t *G, int axis,
         const fulg_verify_tree_t *tree, fulg_verify_why_t *why)
{
    const fulg_verify_tensor_t *X = G->X;
    const slong n = X->n[axis];
    fmpz *d = _fmpz_vec_init(n * n);
    fmpz_t error;
    int good = 0, exact = 0, beyond = 0;
    fmpz_init(error);
    for (int width = 0; width < 3 && !good && !exact && !beyond; width++)
    {
        G->left -= cost_of(X, axis, (fulg_verify_width_t) width);
        beyond = G->left < 0;
        if (beyond)
            break;
        _fmpz_vec_zero(d, n * n);
        exact = fulg_verify_distances(d, error, X, axis, tree, G->w,
                                      (fulg_verify_width_t) width);
        good = fulg_verify_linkage(T, d, error, X->twin[axis], n);
    }
    fmpz_clear(error);
    _fmpz_vec_clear(d, n * n);
    if (beyond)
        return FULG_VERIFY_GIVE_UP(why, "too much work");
    return good ||
           FULG_VERIFY_REFUSE(why, "the bits of the certificate leave a "
                                   "choice of its trees open");
}

/* past[3 k ..] = the trees after iteration k; *num of them are there. */
static int
repeat(fulg_verify_tree_t *past, slong *num, game_t *G, slong iterations,
       fulg_verify_why_t *why)
{
    static const int order[] = {2, 0, 1};
    fulg_verify_tree_t now[3];
    for (int a = 0; a < 3; a++, ++*num)
        if (!new_tree(&past[a], G, a, NULL, why))
            return 0;
    for (slong k = 1; k <= iterations; k++)
    {
        memcpy(now, past + 3 * (k - 1), sizeof now);
        for (int m = 0; m < 3; m++)
        {
            const int a = order[m];
            fulg_verify_tree_t T;
            if (!new_tree(&T, G, a, now, why))
            {
                for (int i = 0; i < m; i++)
                    flint_free(now[order[i]].label);
                return 0;
            }
            now[a] = T;
        }
        memcpy(past + 3 * k, now, sizeof now);
        *num += 3;
    }
    return 1;
}

static int
same_trees(const fulg_verify_tree_t *S, const fulg_verify_tree_t *T)
{
    return fulg_verify_trees_equal(&S[0], &T[0]) &&
           fulg_verify_trees_equal(&S[1], &T[1]) &&
           fulg_verify_trees_equal(&S[2], &T[2]);
}

/* The last trees are those claimed, and equal to those of period iterations
   before and to no others (period 0: to none); nor did any repeat earlier. */
static int
check_past(const fulg_verify_run_t *R, const fulg_verify_tree_t *past,
           fulg_verify_why_t *why)
{
    const slong last = R->iterations;
    slong period = 0;
    for (slong k = 1; k <= last; k++)
        for (slong j = k - 1; j >= 0 && period == 0; j--)
            if (same_trees(past + 3 * j, past + 3 * k))
            {
                if (k < last)
                    return FULG_VERIFY_REFUSE(why,
                                              "the trees repeat after "
                                              "%ld iterations already",
                                              (long) k);
                period = k - j;
            }
    if (!same_trees(R->tree, past + 3 * last))
        return FULG_VERIFY_REFUSE(why,
                                  "the trees are not those after %ld "
                                  "iterations",
                                  (long) last);
    if (period != R->period || strcmp(R->state, period == 1 ? "fixed"
                                                : period    ? "cycle"
                                                            : "stopped"))
        return FULG_VERIFY_REFUSE(why, "the trees are not %s with period %ld",
                                  R->state, (long) R->period);
    return 1;
}

/* The least that a run can cost. */
static int
is_too_much(const fulg_verify_tensor_t *X, slong iterations)
{
    double work = 0;
    for (int a = 0; a < 3; a++)
        work += cost_of(X, a, FULG_VERIFY_SHORT);
    return work * ((double) iterations + 1) > MAX_WORK;
}

int
fulg_verify_check_run(fulg_verify_run_t *R, const fulg_verify_tensor_t *X,
                      fulg_verify_weighting_t w, fulg_verify_why_t *why)
{
    game_t G = {.X = X, .w = w, .left = MAX_WORK};
    fulg_verify_tree_t *past;
    slong num = 0;
    int good;
    if (strcmp(R->state, "given") == 0)
    {
        if (R->iterations == 0 && R->period == 0)
            return 1;
        return FULG_VERIFY_REFUSE(why, "given trees have no iterations");
    }
    if (is_too_much(X, R->iterations))
        return FULG_VERIFY_GIVE_UP(why, "too much work");
    past = flint_malloc((size_t) (3 * (R->iterations + 1)) * sizeof *past);
    good = repeat(past, &num, &G, R->iterations, why) &&
           check_past(R, past, why);
    if (good)
    {
        const slong kept = 3 * R->period;
        R->cycle = flint_malloc((size_t) (kept + 1) * sizeof *past);
        memcpy(R->cycle, past + num - kept, (size_t) kept * sizeof *past);
        num -= kept;
    }
    for (slong n = 0; n < num; n++)
        flint_free(past[n].label);
    flint_free(past);
    return good;
}

/* ---- two runs --------------------------------------------------------------- */

int
fulg_verify_runs_differ(const fulg_verify_run_t *R, const fulg_verify_run_t *S)
{
    return (fulg_verify_is_stopped(R) && R->iterations < S->iterations) ||
           (fulg_verify_is_stopped(S) && S->iterations < R->iterations);
}

/* The tree of place k, modulo its period, of what a run goes through for ever. */
static const fulg_verify_tree_t *
place(const fulg_verify_run_t *R, slong k, int axis)
{
    return R->period == 0 ? &R->tree[axis]
                          : &R->cycle[3 * (k % R->period) + axis];
}

/* From the places i and j on. */
static int
same_from(const fulg_verify_run_t *R, slong i, const fulg_verify_run_t *S,
          slong j, slong num, int axis)
{
    for (slong k = 0; k < num; k++)
        if (!fulg_verify_trees_equal(place(R, i + k, axis),
                                     place(S, j + k, axis)))
            return 0;
    return 1;
}

int
fulg_verify_same_outcome(const fulg_verify_run_t *R, const fulg_verify_run_t *S,
                         int axis)
{
    const slong p = FLINT_MAX(R->period, 1), q = FLINT_MAX(S->period, 1);
    /* Place p - 1 is that of the last iteration. */
    if (fulg_verify_is_stopped(R) || fulg_verify_is_stopped(S))
    {
        const slong last = FLINT_MAX(R->iterations, S->iterations);
        return same_from(R, p - 1 + last - R->iterations, S,
                         q - 1 + last - S->iterations, 1, axis);
    }
    for (slong j = 0; j < q; j++)
        if (same_from(R, 0, S, j, p * q, axis))
            return 1;
    return 0;
}
