#include "forgery.h"
#include "still_proves.h"

void
forgery_init(forgery_t *F, size_t i, const json_t *original)
{
    memset(F, 0, sizeof *F);
    F->name = samples[i].name;
    F->original = original;
}

fulg_verdict_t
forgery_judge(const json_t *certificate, fulg_diag_t diag)
{
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_verify_claim_init(&claim);
    fulg_verify_certificate(&verdict, &claim, certificate, diag);
    if (verdict == FULG_ACCEPTED)
        assert_int_not_equal(claim.known, FULG_UNKNOWN);
    else
        assert_true(claim.known == FULG_UNKNOWN && diag->text[0] != '\0');
    fulg_verify_claim_clear(&claim);
    return verdict;
}

size_t
forgery_minor_size(const json_t *certificate)
{
    return json_array_size(json_object_get(
        json_object_get(json_object_get(certificate, "lower_bound"), "minor"),
        "rows"));
}

size_t
forgery_stride(void)
{
    const size_t stride = 1000 /
                          (size_t) FLINT_MIN(1000, fulg_test_rounds(1000));
    return stride | 1;
}

/* A minor may say as much about another architecture; and heads-reduction with all
   inputs and outputs has the model of direct. */
static int
may_prove_another(const forgery_t *F, const json_t *altered)
{
    const char *theorem = json_string_value(
        json_object_get(json_object_get(altered, "lower_bound"), "theorem"));
    if (strncmp(F->place, ".architecture", 13) == 0)
        return 1;
    return strcmp(F->place, ".lower_bound") == 0 &&
           strcmp(F->what, "theorem") == 0 &&
           (strcmp(theorem, "direct") == 0 ||
            strcmp(theorem, "heads-reduction") == 0);
}

void
forgery_try(forgery_t *F, json_t *altered)
{
    /* the place names what holds the alteration */
    const int inside = strncmp(F->place, ".lower_bound.minor", 18) == 0;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    int proof;
    if (json_equal(altered, F->original) ||
        (size_t) F->seen++ % forgery_stride() != 0)
        return;
    F->total++;
    if (forgery_judge(altered, diag) == FULG_ACCEPTED)
        fail_msg("%s%s: %s: accepted without a new digest", F->name, F->place,
                 F->what);
    sign(altered);
    if (json_equal(altered, F->original))
        return;
    F->total++;
    verdict = forgery_judge(altered, diag);
    proof = inside
                ? still_proves(altered, (long) forgery_minor_size(F->original))
                : may_prove_another(F, altered) && proves_another(altered);
    if (verdict == FULG_ACCEPTED && !proof)
        fail_msg("%s%s: %s: accepted", F->name, F->place, F->what);
    if (verdict != FULG_ACCEPTED && proof)
        fail_msg("%s%s: %s: refused, though it is a proof: %s", F->name,
                 F->place, F->what, diag->text);
    F->accepted += verdict == FULG_ACCEPTED;
    F->others += verdict == FULG_ACCEPTED && !inside;
}
