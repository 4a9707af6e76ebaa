/* Certificates of kind "organization": a tensor, trees on its axes, that they are
   the outcome of the questionnaire, and what the Haar coefficients say. */
#include <stdio.h>
#include <string.h>

#include "organization.h"

/* Elementary operations on integers that one certificate may cost. */
#define MAX_WORK (1e11)
#define MAX_BITS 100000

static const char *const axes[] = {"query", "key", "head", NULL};

void
fulg_verify_trees_clear(fulg_verify_tree_t *T, int num)
{
    for (int a = 0; a < num; a++)
        flint_free(T[a].label);
}

int
fulg_verify_trees_equal(const fulg_verify_tree_t *S,
                        const fulg_verify_tree_t *T)
{
    return S->n == T->n && S->levels == T->levels &&
           memcmp(S->label, T->label,
                  (size_t) (S->n * S->levels) * sizeof(slong)) == 0;
}

/* The tree of one axis, from the distances in the trees of the others. */
static int
new_tree(fulg_verify_tree_t *T, const fulg_verify_tensor_t *X, int axis,
         const fulg_verify_tree_t *tree, fulg_verify_weighting_t w,
         fulg_verify_why_t *why)
{
    const slong n = X->n[axis];
    fmpz *d = _fmpz_vec_init(n * n);
    fmpz_t error;
    int good;
    fmpz_init(error);
    fulg_verify_distances(d, error, X, axis, tree, w);
    good = fulg_verify_linkage(T, d, error, X->twin[axis], n, why);
    fmpz_clear(error);
    _fmpz_vec_clear(d, n * n);
    return good;
}

/* past[3 k ..] = the trees after iteration k; *num of them are there. */
static int
repeat(fulg_verify_tree_t *past, slong *num, const fulg_verify_tensor_t *X,
       slong iterations, fulg_verify_weighting_t w, fulg_verify_why_t *why)
{
    static const int order[] = {2, 0, 1};
    fulg_verify_tree_t now[3];
    for (int a = 0; a < 3; a++, ++*num)
        if (!new_tree(&past[a], X, a, NULL, w, why))
            return 0;
    for (slong k = 1; k <= iterations; k++)
    {
        memcpy(now, past + 3 * (k - 1), sizeof now);
        for (int m = 0; m < 3; m++)
        {
            const int a = order[m];
            fulg_verify_tree_t T;
            if (!new_tree(&T, X, a, now, w, why))
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
                    return FULG_VERIFY_REFUSE(why, "the trees repeat after "
                                              "%ld iterations already",
                                              (long) k);
                period = k - j;
            }
    if (!same_trees(R->tree, past + 3 * last))
        return FULG_VERIFY_REFUSE(why, "the trees are not those after %ld "
                                  "iterations", (long) last);
    if (period != R->period ||
        strcmp(R->state, period == 1 ? "fixed" : period ? "cycle" : "stopped"))
        return FULG_VERIFY_REFUSE(why, "the trees are not %s with period %ld",
                                  R->state, (long) R->period);
    return 1;
}

static double
work_of(const fulg_verify_tensor_t *X, slong iterations)
{
    const double size = (double) X->n[0] * (double) X->n[1] * (double) X->n[2];
    double work = 0;
    for (int a = 0; a < 3; a++)
        work += (double) X->n[a] * size * 40;
    return work * (double) (iterations + 1);
}

static int
check_run(const fulg_verify_run_t *R, const fulg_verify_tensor_t *X,
          fulg_verify_weighting_t w, fulg_verify_why_t *why)
{
    fulg_verify_tree_t *past;
    slong num = 0;
    int good;
    if (strcmp(R->state, "given") == 0)
    {
        if (R->iterations == 0 && R->period == 0)
            return 1;
        return FULG_VERIFY_REFUSE(why, "given trees have no iterations");
    }
    if (work_of(X, R->iterations) > MAX_WORK)
        return FULG_VERIFY_GIVE_UP(why, "too much work");
    past = flint_malloc((size_t) (3 * (R->iterations + 1)) * sizeof *past);
    good = repeat(past, &num, X, R->iterations, w, why) &&
           check_past(R, past, why);
    for (slong n = 0; n < num; n++)
        flint_free(past[n].label);
    flint_free(past);
    return good;
}

/* ---- entropy ---------------------------------------------------------------- */

static int
rational_is(const json_t *value, const fmpq_t x, const char *what,
            fulg_verify_why_t *why)
{
    fmpq_t y;
    int good;
    fmpq_init(y);
    good = fulg_verify_rational(y, value, what, why) &&
           (fmpq_equal(x, y) || FULG_VERIFY_REFUSE(why, "%s is another", what));
    fmpq_clear(y);
    return good;
}

static int
count_is(const json_t *value, slong n, const char *what,
         fulg_verify_why_t *why)
{
    fmpz_t z;
    int good;
    fmpz_init_set_si(z, n);
    good = fulg_verify_number_is(value, z, what, why);
    fmpz_clear(z);
    return good;
}

static int
check_entropy(const fulg_verify_entropy_t *E, const json_t *certificate,
              fulg_verify_why_t *why)
{
    static const char *const keys[] = {"root", "value", NULL};
    const json_t *surds = json_object_get(certificate, "l1_entropy");
    if (!rational_is(json_object_get(certificate, "energy"), E->energy,
                     "the energy", why) ||
        !count_is(json_object_get(certificate, "nonzero"), E->nonzero,
                  "the number of coefficients that are not 0", why) ||
        !count_is(json_object_get(certificate, "n99"), E->n99,
                  "the number of coefficients with 99% of the energy", why) ||
        !fulg_verify_list(surds, E->num, "l1_entropy", why))
        return 0;
    for (slong n = 0; n < E->num; n++)
    {
        const json_t *term = json_array_get(surds, (size_t) n);
        if (!fulg_verify_keys(term, keys, "a term of l1_entropy", why) ||
            !fulg_verify_number_is(json_object_get(term, "root"), E->root + n,
                                   "a root of l1_entropy", why) ||
            !rational_is(json_object_get(term, "value"), E->value + n,
                         "a value of l1_entropy", why))
            return 0;
    }
    return 1;
}

/* The sum of squares of the entries, by Parseval. */
static int
check_energy(const fulg_verify_entropy_t *E, const fulg_verify_tensor_t *X,
             fulg_verify_why_t *why)
{
    fmpz_t sum, den;
    fmpq_t x;
    int good;
    fmpz_init(sum);
    fmpz_init(den);
    fmpq_init(x);
    for (slong m = 0; m < X->n[0] * X->n[1] * X->n[2]; m++)
        fmpz_addmul(sum, X->x + m, X->x + m);
    fmpz_mul(den, X->den, X->den);
    fmpq_set_fmpz_frac(x, sum, den);
    good = fmpq_equal(x, E->energy);
    fmpz_clear(sum);
    fmpz_clear(den);
    fmpq_clear(x);
    return good || FULG_VERIFY_REFUSE(why, "Parseval fails: report this");
}

/* ---- softmax ---------------------------------------------------------------- */

static int
check_invariant(const fulg_verify_run_t *S, const fulg_verify_run_t *R, const json_t *value,
                fulg_verify_why_t *why)
{
    if (!fulg_verify_keys(value, axes, "tree_invariant", why))
        return 0;
    for (int a = 0; a < 3; a++)
    {
        const json_t *claimed = json_object_get(value, axes[a]);
        if (!json_is_boolean(claimed) ||
            json_is_true(claimed) !=
                fulg_verify_trees_equal(&S->tree[a], &R->tree[a]))
            return FULG_VERIFY_REFUSE(why, "tree_invariant of the %s axis is "
                                      "wrong", axes[a]);
    }
    return 1;
}

static int
softmax_run(const fulg_verify_run_t *S, const fulg_verify_tensor_t *X, const fmpq_t tau,
            int causal, slong bits, fulg_verify_weighting_t w,
            fulg_verify_why_t *why)
{
    fulg_verify_tensor_t Y;
    int good;
    if (strcmp(S->state, "given") == 0)
        return FULG_VERIFY_REFUSE(why, "the trees of softmax are not given");
    if (!fulg_verify_softmax(&Y, X, tau, causal, bits, why))
        return 0;
    good = check_run(S, &Y, w, why);
    fulg_verify_tensor_clear(&Y);
    return good;
}

/* Whether the mask is a causal one, which takes as many keys as queries. */
static int
read_mask(int *causal, const json_t *value, const slong *n,
          fulg_verify_why_t *why)
{
    *causal = fulg_verify_string_is(value, "causal");
    if (!*causal && !fulg_verify_string_is(value, "none"))
        return FULG_VERIFY_REFUSE(why, "an unknown mask");
    if (*causal && n[0] != n[1])
        return FULG_VERIFY_REFUSE(why, "a causal mask with other keys than "
                                  "queries");
    return 1;
}

static int
check_softmax(const fulg_verify_run_t *R, const fulg_verify_tensor_t *X,
              const json_t *softmax, fulg_verify_weighting_t w,
              fulg_verify_why_t *why)
{
    static const char *const keys[] = {"tau", "mask", "bits", "iterations",
                                       "state", "period", "trees",
                                       "tree_invariant", NULL};
    fulg_verify_run_t S = {.num = 0};
    fmpq_t tau;
    slong bits;
    int good, causal;
    if (json_is_null(softmax))
        return 1;
    fmpq_init(tau);
    good = fulg_verify_keys(softmax, keys, "softmax", why) &&
           fulg_verify_rational(tau, json_object_get(softmax, "tau"), "tau",
                                why) &&
           read_mask(&causal, json_object_get(softmax, "mask"), X->n, why) &&
           fulg_verify_integer(&bits, json_object_get(softmax, "bits"), "bits",
                               why) &&
           fulg_verify_read_run(&S, X->n, softmax, why);
    if (good && (fmpq_sgn(tau) <= 0 || bits < 1))
        good = FULG_VERIFY_REFUSE(why, "tau and bits are positive");
    if (good && bits > MAX_BITS)
        good = FULG_VERIFY_GIVE_UP(why, "so many bits");
    /* A few more than those that were enough. */
    good = good && softmax_run(&S, X, tau, causal, bits + 64, w, why) &&
           check_invariant(&S, R, json_object_get(softmax, "tree_invariant"),
                           why);
    fulg_verify_trees_clear(S.tree, S.num);
    fmpq_clear(tau);
    return good;
}

/* ---- all of it -------------------------------------------------------------- */

static int
check_digest(const json_t *certificate, fulg_verify_why_t *why)
{
    char digest[FULG_VERIFY_DIGEST_SIZE];
    json_t *body = json_copy((json_t *) certificate);
    int known;
    json_object_del(body, "digest");
    known = fulg_verify_digest(digest, body);
    json_decref(body);
    if (known && fulg_verify_string_is(json_object_get(certificate, "digest"),
                                       digest))
        return 1;
    return FULG_VERIFY_REFUSE(why, "its digest is not that of its content");
}

static void
state_it(fulg_verify_claim_t *claim, const fulg_verify_tensor_t *X,
         const fulg_verify_run_t *R, const fulg_verify_entropy_t *E,
         const json_t *softmax)
{
    const size_t room = 512;
    claim->statement = flint_malloc(room);
    snprintf(claim->statement, room,
             "the trees of a %ld x %ld x %ld tensor are %s after %ld "
             "iterations, its l1 entropy is a sum of %ld square roots%s",
             (long) X->n[0], (long) X->n[1], (long) X->n[2], R->state,
             (long) R->iterations, (long) E->num,
             json_is_null(softmax) ? ""
             : fulg_verify_string_is(json_object_get(softmax, "mask"), "causal")
                 ? "; so are those of softmax with a causal mask"
                 : "; so are those of softmax");
}

static int
check_content(fulg_verify_claim_t *claim, const json_t *certificate,
              const fulg_verify_tensor_t *X, fulg_verify_weighting_t w,
              fulg_verify_why_t *why)
{
    const json_t *softmax = json_object_get(certificate, "softmax");
    fulg_verify_run_t R = {.num = 0};
    fulg_verify_entropy_t E;
    int good = fulg_verify_read_run(&R, X->n, certificate, why);
    if (good && work_of(X, 0) > MAX_WORK)
        good = FULG_VERIFY_GIVE_UP(why, "too much work");
    if (good)
    {
        fulg_verify_entropy(&E, X, R.tree);
        good = check_energy(&E, X, why) &&
               check_entropy(&E, certificate, why) &&
               check_run(&R, X, w, why) &&
               check_softmax(&R, X, softmax, w, why);
        if (good)
            state_it(claim, X, &R, &E, softmax);
        fulg_verify_entropy_clear(&E);
    }
    fulg_verify_trees_clear(R.tree, R.num);
    return good;
}

int
fulg_verify_organization(fulg_verify_claim_t *claim, const json_t *certificate,
                         fulg_verify_why_t *why)
{
    static const char *const keys[] = {
        "format", "kind",    "alpha",   "beta",       "tensor", "trees",
        "iterations", "state", "period", "energy", "nonzero", "l1_entropy",
        "n99",    "softmax", "digest",  NULL};
    fulg_verify_tensor_t X;
    fulg_verify_weighting_t w;
    int good;
    if (!fulg_verify_keys(certificate, keys, "the certificate", why) ||
        !check_digest(certificate, why) ||
        !fulg_verify_integer(&w.alpha, json_object_get(certificate, "alpha"),
                             "alpha", why) ||
        !fulg_verify_integer(&w.beta, json_object_get(certificate, "beta"),
                             "beta", why))
        return 0;
    if (w.alpha < 0 || w.beta < 0)
        return FULG_VERIFY_REFUSE(why, "alpha and beta are not negative");
    if (w.alpha > 64 || w.beta > 64)
        return FULG_VERIFY_GIVE_UP(why, "alpha and beta beyond 64");
    if (!fulg_verify_read_tensor(&X, json_object_get(certificate, "tensor"), why))
        return 0;
    good = check_content(claim, certificate, &X, w, why);
    fulg_verify_tensor_clear(&X);
    return good;
}
