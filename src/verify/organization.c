/* Certificates of kind "organization": a tensor, trees on its axes, that they are
   the outcome of the questionnaire, and what the Haar coefficients say. */
#include <string.h>

#include "organization.h"

#define MAX_BITS 100000
/* Multiplications by entries of Haar vectors, at most. */
#define MAX_COEFFICIENTS (4e9)

static const char *const axes[] = {"query", "key", "head", NULL};

/* ---- entropy ---------------------------------------------------------------- */

static int
rational_is(const json_t *value, const fmpq_t x, const char *what,
            fulg_verify_why_t *why)
{
    fmpq_t y;
    int good;
    fmpq_init(y);
    good = fulg_verify_rational(y, value, what, why) &&
           (fmpq_equal(x, y) || FULG_VERIFY_REFUSE(why, "%s is wrong", what));
    fmpq_clear(y);
    return good;
}

static int
count_is(const json_t *value, slong n, const char *what, fulg_verify_why_t *why)
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
check_invariant(fulg_verify_softmax_t *S, const fulg_verify_run_t *R,
                const json_t *value, fulg_verify_why_t *why)
{
    if (!fulg_verify_keys(value, axes, "tree_invariant", why))
        return 0;
    if (fulg_verify_runs_differ(R, &S->run))
        return FULG_VERIFY_REFUSE(why,
                                  "trees of different numbers of iterations "
                                  "are compared");
    for (int a = 0; a < 3; a++)
    {
        const json_t *claimed = json_object_get(value, axes[a]);
        S->same[a] = fulg_verify_same_outcome(R, &S->run, a);
        if (!json_is_boolean(claimed) || json_is_true(claimed) != S->same[a])
            return FULG_VERIFY_REFUSE(why,
                                      "tree_invariant of the %s axis is "
                                      "wrong",
                                      axes[a]);
    }
    return 1;
}

static int
softmax_run(fulg_verify_softmax_t *S, const fulg_verify_tensor_t *X, slong bits,
            fulg_verify_weighting_t w, fulg_verify_why_t *why)
{
    const fulg_verify_factor_t c = {S->tau, S->root};
    fulg_verify_tensor_t Y;
    int good;
    if (strcmp(S->run.state, "given") == 0)
        return FULG_VERIFY_REFUSE(why, "the trees of softmax are not given");
    if (!fulg_verify_softmax(&Y, X, c, S->causal, bits, why))
        return 0;
    good = fulg_verify_check_run(&S->run, &Y, w, why);
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

/* S->tau is initialised. */
static int
check_softmax(fulg_verify_softmax_t *S, const fulg_verify_run_t *R,
              const fulg_verify_tensor_t *X, const json_t *softmax,
              fulg_verify_weighting_t w, fulg_verify_why_t *why)
{
    static const char *const keys[] = {
        "tau",   "root",   "mask",  "bits",           "iterations",
        "state", "period", "trees", "tree_invariant", NULL};
    slong bits;
    if (!fulg_verify_keys(softmax, keys, "softmax", why) ||
        !fulg_verify_rational(S->tau, json_object_get(softmax, "tau"), "tau",
                              why) ||
        !fulg_verify_integer(&S->root, json_object_get(softmax, "root"), "root",
                             why) ||
        !read_mask(&S->causal, json_object_get(softmax, "mask"), X->n, why) ||
        !fulg_verify_integer(&bits, json_object_get(softmax, "bits"), "bits",
                             why) ||
        !fulg_verify_read_run(&S->run, X->n, softmax, why))
        return 0;
    if (fmpq_sgn(S->tau) <= 0 || S->root < 1 || bits < 1)
        return FULG_VERIFY_REFUSE(why, "tau, root and bits must be positive");
    if (bits > MAX_BITS)
        return FULG_VERIFY_GIVE_UP(why, "too many bits");
    /* A few more than those that were enough. */
    return softmax_run(S, X, bits + 64, w, why) &&
           check_invariant(S, R, json_object_get(softmax, "tree_invariant"),
                           why);
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
    if (known &&
        fulg_verify_string_is(json_object_get(certificate, "digest"), digest))
        return 1;
    return FULG_VERIFY_REFUSE(why, "its digest is not that of its content");
}

static int
check_content(fulg_verify_claim_t *claim, const json_t *certificate,
              const fulg_verify_tensor_t *X, fulg_verify_weighting_t w,
              fulg_verify_why_t *why)
{
    const json_t *softmax = json_object_get(certificate, "softmax");
    const int has_softmax = !json_is_null(softmax);
    fulg_verify_run_t R = {.num = 0};
    fulg_verify_softmax_t S = {.run = {.num = 0}};
    fulg_verify_entropy_t E;
    int good;
    const double size = (double) X->n[0] * (double) X->n[1] * (double) X->n[2];
    fmpq_init(S.tau);
    good = fulg_verify_read_run(&R, X->n, certificate, why);
    if (good &&
        size * (double) (X->n[0] + X->n[1] + X->n[2]) > MAX_COEFFICIENTS)
        good = FULG_VERIFY_GIVE_UP(why, "too many coefficients");
    if (good)
    {
        fulg_verify_entropy(&E, X, R.tree);
        good = check_energy(&E, X, why) &&
               check_entropy(&E, certificate, why) &&
               fulg_verify_check_run(&R, X, w, why) &&
               (!has_softmax || check_softmax(&S, &R, X, softmax, w, why));
        if (good)
            fulg_verify_organization_words(claim, X, w, &R, &E,
                                           has_softmax ? &S : NULL);
        fulg_verify_entropy_clear(&E);
    }
    fmpq_clear(S.tau);
    fulg_verify_outcome_clear(&S.run);
    fulg_verify_outcome_clear(&R);
    return good;
}

int
fulg_verify_organization(fulg_verify_claim_t *claim, const json_t *certificate,
                         fulg_verify_why_t *why)
{
    static const char *const keys[] = {
        "format",     "kind",    "alpha",  "beta",   "tensor",  "trees",
        "iterations", "state",   "period", "energy", "nonzero", "l1_entropy",
        "n99",        "softmax", "digest", NULL};
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
        return FULG_VERIFY_REFUSE(why, "alpha and beta must not be negative");
    if (w.alpha > 64 || w.beta > 64)
        return FULG_VERIFY_GIVE_UP(why, "alpha and beta beyond 64");
    if (!fulg_verify_read_tensor(&X, json_object_get(certificate, "tensor"),
                                 why))
        return 0;
    good = check_content(claim, certificate, &X, w, why);
    fulg_verify_tensor_clear(&X);
    return good;
}
