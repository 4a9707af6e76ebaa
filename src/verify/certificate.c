#include <stdio.h>

#include "organization.h"

#include "readout.h"

static int
check_upper(const fulg_verify_claim_t *claim, const fulg_verify_terms_t *T,
            const json_t *bound, fulg_verify_why_t *why)
{
    static const char *const plain[] = {"theorem", "terms", "value", NULL};
    static const char *const found[] = {"theorem", "terms", "value", "fields",
                                        NULL};
    const char *const *keys = json_object_get(bound, "fields") ? found : plain;
    static const char *const term_keys[] = {"name", "value", NULL};
    const json_t *terms = json_object_get(bound, "terms");
    char what[128];
    if (!fulg_verify_keys(bound, keys, "upper_bound", why) ||
        !fulg_verify_word_is(json_object_get(bound, "theorem"),
                             claim->upper_theorem, "the theorem that applies",
                             why) ||
        !fulg_verify_list(terms, T->num, "terms of upper_bound", why))
        return 0;
    for (slong i = 0; i < T->num; i++)
    {
        const json_t *item = json_array_get(terms, (size_t) i);
        snprintf(what, sizeof what, "term %ld of upper_bound", (long) i + 1);
        if (!fulg_verify_keys(item, term_keys, what, why))
            return 0;
        snprintf(what, sizeof what, "the name of term %ld of %s", (long) i + 1,
                 claim->upper_theorem);
        if (!fulg_verify_word_is(json_object_get(item, "name"), T->term[i].name,
                                 what, why))
            return 0;
        snprintf(what, sizeof what, "term %s of %s", T->term[i].name,
                 claim->upper_theorem);
        if (!fulg_verify_number_is(json_object_get(item, "value"),
                                   T->term[i].value, what, why))
            return 0;
    }
    return fulg_verify_number_is(json_object_get(bound, "value"), claim->upper,
                                 "the value of the upper bound", why);
}

static int
number_or_null(const json_t *value, const fmpz_t n, int known, const char *what,
               fulg_verify_why_t *why)
{
    if (known)
        return fulg_verify_number_is(value, n, what, why);
    if (json_is_null(value))
        return 1;
    return FULG_VERIFY_REFUSE(why, "%s is claimed, but not proved", what);
}

/* What is written under "claim" is what has been proved. */
static int
check_claim(const fulg_verify_claim_t *claim, const json_t *value,
            fulg_verify_why_t *why)
{
    static const char *const keys[] = {
        "parameters", "lower", "upper", "dimension", "generic_fiber_dimension",
        "status",     NULL};
    const int known = claim->known == FULG_TRUE;
    fmpz_t fiber;
    int good;
    fmpz_init(fiber);
    fmpz_sub(fiber, claim->parameters, claim->lower);
    good = fulg_verify_keys(value, keys, "claim", why) &&
           fulg_verify_number_is(json_object_get(value, "parameters"),
                                 claim->parameters, "the number of parameters",
                                 why) &&
           fulg_verify_number_is(json_object_get(value, "lower"), claim->lower,
                                 "the proved lower bound", why) &&
           fulg_verify_number_is(json_object_get(value, "upper"), claim->upper,
                                 "the proved upper bound", why) &&
           fulg_verify_word_is(json_object_get(value, "status"),
                               known ? "proved" : "bounds", "the status",
                               why) &&
           number_or_null(json_object_get(value, "dimension"), claim->lower,
                          known, "the dimension", why) &&
           number_or_null(json_object_get(value, "generic_fiber_dimension"),
                          fiber, known, "the generic fiber dimension", why);
    fmpz_clear(fiber);
    return good;
}

static int
check_digests(const json_t *certificate, fulg_verify_why_t *why)
{
    char digest[FULG_VERIFY_DIGEST_SIZE];
    json_t *body;
    int known;
    if (!fulg_verify_digest(digest,
                            json_object_get(certificate, "architecture")))
        return FULG_VERIFY_REFUSE(why, "the architecture has no digest");
    if (!fulg_verify_string_is(
            json_object_get(certificate, "architecture_digest"), digest))
        return FULG_VERIFY_REFUSE(why,
                                  "its architecture_digest is not that of "
                                  "its architecture (%s)",
                                  digest);
    body = json_copy((json_t *) certificate);
    json_object_del(body, "digest");
    known = fulg_verify_digest(digest, body);
    json_decref(body);
    if (!known)
        return FULG_VERIFY_REFUSE(why, "the certificate has no digest");
    if (!fulg_verify_string_is(json_object_get(certificate, "digest"), digest))
        return FULG_VERIFY_REFUSE(why,
                                  "its digest is not that of its content "
                                  "(%s): it was changed after it was "
                                  "written",
                                  digest);
    return 1;
}

/* The theorem of the upper bound and its terms. */
static int
check_theorem(fulg_verify_claim_t *claim, fulg_verify_terms_t *T,
              const fulg_verify_net_t *net, const json_t *upper,
              fulg_verify_why_t *why)
{
    const json_t *theorem = json_object_get(upper, "theorem");
    const json_t *fields = json_object_get(upper, "fields");
    const int listed = fields != NULL && !net->pnn && !net->readout;
    if (!fulg_verify_string_is(theorem, "symmetries") ||
        (!fulg_verify_has_symmetries(net) && !listed))
    {
        if (fields != NULL)
            return FULG_VERIFY_REFUSE(why, "fields belong to the theorem "
                                           "symmetries of attention");
        claim->upper_theorem = fulg_verify_upper_named(T, net, theorem);
        return 1;
    }
    claim->upper_theorem = "symmetries";
    if (!fulg_verify_has_symmetries(net))
        return fulg_verify_symmetries_listed(T, net, fields, why);
    if (fields != NULL)
        return fulg_verify_symmetries_with(T, net, upper, why);
    fulg_verify_symmetries(T, net);
    return 1;
}

/* The cheap statements first, the minor last. */
static int
check_network(fulg_verify_claim_t *claim, fulg_verify_terms_t *T,
              const fulg_verify_net_t *net, const json_t *certificate,
              fulg_verify_why_t *why)
{
    const json_t *upper = json_object_get(certificate, "upper_bound");
    if (!check_digests(certificate, why) ||
        !check_theorem(claim, T, net, upper, why))
        return 0;
    fmpz_set(claim->upper, fulg_verify_last_term(T));
    fulg_verify_parameters(claim->parameters, net);
    if (!check_upper(claim, T, upper, why) ||
        !fulg_verify_lower(claim->lower, &claim->lower_theorem, net,
                           json_object_get(certificate, "lower_bound"), why))
        return 0;
    if (fmpz_cmp(claim->lower, claim->upper) > 0)
        return FULG_VERIFY_REFUSE(why, "the lower bound is above the upper "
                                       "bound: report this");
    claim->known = fmpz_equal(claim->lower, claim->upper) ? FULG_TRUE
                                                          : FULG_FALSE;
    return check_claim(claim, json_object_get(certificate, "claim"), why);
}

static int
check_certificate(fulg_verify_claim_t *claim, const json_t *certificate,
                  fulg_verify_why_t *why)
{
    static const char *const keys[] = {"format",
                                       "architecture",
                                       "architecture_digest",
                                       "claim",
                                       "upper_bound",
                                       "lower_bound",
                                       "digest",
                                       NULL};
    fulg_verify_terms_t T;
    fulg_verify_net_t net;
    int good;
    if (!fulg_verify_keys(certificate, keys, "the certificate", why))
        return 0;
    fulg_verify_terms_init(&T);
    good = fulg_verify_net_init(&net,
                                json_object_get(certificate, "architecture"),
                                "the architecture", why) &&
           check_network(claim, &T, &net, certificate, why);
    fulg_verify_net_clear(&net);
    fulg_verify_terms_clear(&T);
    return good;
}

/* Certificates of other statements say what kind they are of. */
static int
check_kind(fulg_verify_claim_t *claim, const json_t *certificate,
           fulg_verify_why_t *why)
{
    static const struct
    {
        const char *name;
        int (*check)(fulg_verify_claim_t *claim, const json_t *certificate,
                     fulg_verify_why_t *why);
    } kinds[] = {{"margin", fulg_verify_margin},
                 {"descent", fulg_verify_descent},
                 {"organization", fulg_verify_organization}};
    const json_t *kind = json_object_get(certificate, "kind");
    if (fulg_verify_string_is(json_object_get(certificate, "format"),
                              FULG_VERIFY_PATTERN_FORMAT))
        return fulg_verify_pattern(claim, certificate, why);
    if (kind == NULL)
        return check_certificate(claim, certificate, why);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (fulg_verify_string_is(kind, kinds[k].name))
        {
            claim->kind = kinds[k].name;
            return kinds[k].check(claim, certificate, why);
        }
    return FULG_VERIFY_REFUSE(why, "an unknown kind of certificate");
}

int
fulg_verify_has_format(const json_t *value)
{
    const json_t *format = json_object_get(value, "format");
    return fulg_verify_string_is(format, FULG_VERIFY_FORMAT) ||
           fulg_verify_string_is(format, FULG_VERIFY_PATTERN_FORMAT);
}

void
fulg_verify_certificate(fulg_verdict_t *verdict, fulg_verify_claim_t *claim,
                        const json_t *certificate, fulg_diag_t diag)
{
    fulg_verify_claim_t found;
    fulg_verify_why_t why = {.beyond = 0};
    fulg_diag_init(why.text);
    *verdict = FULG_MALFORMED;
    fulg_verify_claim_init(&found);
    if (!fulg_verify_has_format(certificate))
        (void) FULG_VERIFY_REFUSE(
            &why, "not an object with the format \"" FULG_VERIFY_FORMAT
                  "\" or \"" FULG_VERIFY_PATTERN_FORMAT "\"");
    else if (check_kind(&found, certificate, &why))
        *verdict = FULG_ACCEPTED;
    else
        *verdict = why.beyond ? FULG_UNDECIDED : FULG_REFUSED;
    fulg_verify_claim_clear(claim);
    fulg_verify_claim_init(claim);
    if (*verdict == FULG_ACCEPTED)
    {
        const fulg_verify_claim_t empty = *claim;
        *claim = found;
        found = empty;
    }
    fulg_verify_claim_clear(&found);
    if (diag != NULL)
        diag[0] = why.text[0];
}
