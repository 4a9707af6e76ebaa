/*
 * For libFuzzer: "make fuzz" builds it when clang is there.  Each input is
 * judged as it is, and, when it is JSON, once more with digests made anew, so
 * that the search gets past them.  Start from the certificates of
 * tests/verify/data.
 */
#include <stdint.h>
#include <stdlib.h>

#include <fulgurite/exact.h>
#include <fulgurite/verify.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(fulg_verdict_t verdict, const fulg_verify_claim_t *claim,
      const fulg_diag_t diag)
{
    if (verdict == FULG_ACCEPTED
            ? claim->known == FULG_UNKNOWN ||
                  fmpz_cmp(claim->lower, claim->upper) > 0
            : claim->known != FULG_UNKNOWN || diag->text[0] == '\0')
        abort();
}

static void
sign(json_t *certificate)
{
    char digest[FULG_EXACT_DIGEST_SIZE];
    fulg_exact_digest(digest, json_object_get(certificate, "architecture"));
    json_object_set_new(certificate, "architecture_digest",
                        json_string(digest));
    json_object_del(certificate, "digest");
    fulg_exact_digest(digest, certificate);
    json_object_set_new(certificate, "digest", json_string(digest));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    json_t *value;
    fulg_verify_claim_init(&claim);
    fulg_diag_init(diag);
    fulg_verify_text(&verdict, &claim, (const char *) data, size, diag);
    check(verdict, &claim, diag);
    value = json_loadb((const char *) data, size, 0, NULL);
    if (json_is_object(value))
    {
        sign(value);
        fulg_verify_certificate(&verdict, &claim, value, diag);
        check(verdict, &claim, diag);
    }
    json_decref(value);
    fulg_verify_claim_clear(&claim);
    return 0;
}
