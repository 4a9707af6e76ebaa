/*
 * Any text as a certificate, judged as it is and, when it is JSON, once more
 * with digests made anew, so that the search gets past them.  What is accepted
 * of a small architecture is compared with what the library itself proves.
 */
#include <stdint.h>
#include <stdlib.h>

#include <fulgurite/fulgurite.h>

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

/* No lower bound exceeds an upper bound, wherever they are from. */
static void
compare(const json_t *certificate, const fulg_verify_claim_t *claim)
{
    fulg_dim_options_t options;
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_dim_t dim;
    fmpz_t parameters;
    if (fulg_arch_init_json(arch, json_object_get(certificate, "architecture"),
                            diag) != FULG_OK)
        abort();
    fmpz_init(parameters);
    fulg_arch_parameters(parameters, arch);
    fulg_dim_options_init(&options);
    fulg_dim_init(dim, arch);
    if (fmpz_cmp_ui(parameters, 60) <= 0 && arch->tokens <= 4 &&
        fulg_dim_certify(dim, &options, diag) == FULG_OK &&
        (fmpz_cmp(claim->lower, fulg_cert_bound_total(dim->cert->upper)) > 0 ||
         fmpz_cmp(claim->upper, dim->cert->lower) < 0))
        abort();
    fulg_dim_clear(dim);
    fmpz_clear(parameters);
    fulg_arch_clear(arch);
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
        if (verdict == FULG_ACCEPTED)
            compare(value, &claim);
    }
    json_decref(value);
    fulg_verify_claim_clear(&claim);
    return 0;
}
