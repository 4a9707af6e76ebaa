/* gamma* is the distance of conv{z_i} from 0, z_i = y_i grad Phi(X_i).  For lambda
   in the simplex and p = sum lambda_i z_i: min_i <z_i, p> / |p| <= gamma* <= |p|. */
#include <stdio.h>
#include <string.h>

#include "margin.h"

static int
read_lambda(fulg_verify_margin_t *M, const json_t *list, slong n,
            fulg_verify_why_t *why)
{
    fmpq_t sum;
    int good = fulg_verify_list(list, n, "lambda", why);
    fmpq_init(sum);
    for (slong i = 0; i < n && good; i++)
    {
        good = fulg_verify_rational(M->lambda + i,
                                    json_array_get(list, (size_t) i),
                                    "a number of lambda", why);
        if (good && fmpq_sgn(M->lambda + i) < 0)
            good = FULG_VERIFY_REFUSE(why, "lambda %ld is negative",
                                      (long) i + 1);
        fmpq_add(sum, sum, M->lambda + i);
    }
    if (good && !fmpq_is_one(sum))
        good = FULG_VERIFY_REFUSE(why, "the sum of lambda is not 1");
    fmpq_clear(sum);
    return good;
}

static int
read_claims(fulg_verify_margin_t *M, const json_t *certificate,
            fulg_verify_why_t *why)
{
    const json_t *squared = json_object_get(certificate, "gamma_squared");
    M->separable = json_object_get(certificate, "separable");
    M->zero = json_object_get(certificate, "zero");
    M->exact = !json_is_null(squared);
    return fulg_verify_enclosure(M->low, M->high,
                                 json_object_get(certificate, "gamma"), "gamma",
                                 why) &&
           (!M->exact ||
            fulg_verify_rational(M->squared, squared, "gamma_squared", why));
}

/* low <= sqrt(squared) <= high */
static int
check_root(const fulg_verify_margin_t *M, fulg_verify_why_t *why)
{
    fmpq_t a, b;
    int good;
    fmpq_init(a);
    fmpq_init(b);
    fmpq_mul(a, M->low, M->low);
    fmpq_mul(b, M->high, M->high);
    good = (fmpq_sgn(M->low) <= 0 || fmpq_cmp(a, M->squared) <= 0) &&
           fmpq_sgn(M->high) >= 0 && fmpq_cmp(M->squared, b) <= 0;
    fmpq_clear(a);
    fmpq_clear(b);
    return good ? 1
                : FULG_VERIFY_REFUSE(why, "gamma does not enclose the root of "
                                          "gamma_squared");
}

static int
check_separable(const fulg_verify_margin_t *M, fulg_verify_why_t *why)
{
    if (json_is_true(M->separable) && fmpq_sgn(M->low) > 0)
        return 1;
    if (json_is_false(M->separable) && M->exact && fmpq_is_zero(M->squared))
        return 1;
    if (json_is_null(M->separable) && !M->exact && fmpq_sgn(M->low) <= 0)
        return 1;
    return FULG_VERIFY_REFUSE(why, "separable contradicts gamma");
}

static void
set_statement(fulg_verify_claim_t *claim, const fulg_verify_margin_t *M,
              const fulg_verify_readout_t *S, const json_t *gamma)
{
    const char *low = json_string_value(json_array_get(gamma, 0));
    const char *high = json_string_value(json_array_get(gamma, 1));
    const size_t size = strlen(low) + strlen(high) + 160;
    claim->statement = flint_malloc(size);
    snprintf(claim->statement, size,
             "margin of %ld sample%s at %ld head%s in [%s, %s]%s", (long) S->n,
             S->n == 1 ? "" : "s", (long) S->total, S->total == 1 ? "" : "s",
             low, high,
             json_is_true(M->separable)    ? ", separable"
             : json_is_false(M->separable) ? ", not separable"
                                           : "");
}

/* The rational features, or balls; or one of the reasons why it is 0. */
static int
prove(const fulg_verify_margin_t *M, const fulg_verify_readout_t *S,
      fulg_verify_why_t *why)
{
    if (M->zero == NULL)
        return M->exact
                   ? fulg_verify_margin_exact(M, S, why) && check_root(M, why)
                   : fulg_verify_margin_balls(M, S, why);
    if (!M->exact || !fmpq_is_zero(M->squared))
        return FULG_VERIFY_REFUSE(why, "gamma_squared is not 0");
    if (!check_root(M, why))
        return 0;
    if (fulg_verify_string_is(M->zero, "opposite"))
        return fulg_verify_margin_opposite(M, S, why);
    if (fulg_verify_string_is(M->zero, "inside"))
        return fulg_verify_margin_inside(M, S, why);
    return FULG_VERIFY_REFUSE(why, "zero is not a known reason");
}

int
fulg_verify_margin(fulg_verify_claim_t *claim, const json_t *certificate,
                   fulg_verify_why_t *why)
{
    static const char *const keys[] = {
        "format", "kind",          "samples",   "heads",  "lambda",
        "gamma",  "gamma_squared", "separable", "digest", NULL};
    static const char *const with_zero[] = {
        "format",        "kind",      "samples", "heads",  "lambda", "gamma",
        "gamma_squared", "separable", "zero",    "digest", NULL};
    fulg_verify_readout_t S;
    fulg_verify_margin_t M;
    int good;
    if (!fulg_verify_keys(certificate,
                          json_object_get(certificate, "zero") ? with_zero
                                                               : keys,
                          "the certificate", why) ||
        !fulg_verify_own_digest(certificate, why))
        return 0;
    fmpq_init(M.low);
    fmpq_init(M.high);
    fmpq_init(M.squared);
    good = fulg_verify_readout_init(&S, certificate, why);
    M.lambda = _fmpq_vec_init(S.n);
    good = good && read_claims(&M, certificate, why) &&
           read_lambda(&M, json_object_get(certificate, "lambda"), S.n, why) &&
           check_separable(&M, why) && prove(&M, &S, why);
    if (good)
        set_statement(claim, &M, &S, json_object_get(certificate, "gamma"));
    _fmpq_vec_clear(M.lambda, S.n);
    fulg_verify_readout_clear(&S);
    fmpq_clear(M.low);
    fmpq_clear(M.high);
    fmpq_clear(M.squared);
    return good;
}
