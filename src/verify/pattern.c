#include "pattern.h"

#include <stdio.h>
#include <string.h>

int
fulg_verify_errors(fmpq_t e1, fmpq_t e2, const json_t *certificate,
                   fulg_verify_why_t *why)
{
    if (!fulg_verify_rational(e1, json_object_get(certificate, "e1"), "e1",
                              why) ||
        !fulg_verify_rational(e2, json_object_get(certificate, "e2"), "e2",
                              why))
        return 0;
    if (fmpq_sgn(e1) <= 0 || fmpq_cmp_si(e1, 1) >= 0 || fmpq_sgn(e2) <= 0 ||
        fmpq_cmp_si(e2, 1) >= 0)
        return FULG_VERIFY_REFUSE(why, "e1 and e2 are not between 0 and 1");
    return 1;
}

/* What has been proved, in words. */
static void
set_statement(fulg_verify_claim_t *claim, int is_class)
{
    char *e1 = fmpq_get_str(NULL, 10, claim->e1);
    char *e2 = fmpq_get_str(NULL, 10, claim->e2);
    char *ratio = fmpq_get_str(NULL, 10, claim->ratio);
    const size_t size = strlen(e1) + strlen(e2) + strlen(ratio) + 256;
    claim->statement = flint_malloc(size);
    if (is_class)
        snprintf(claim->statement, size,
                 "hidden size %ld for every %ld x %ld matrix with at most "
                 "%ld positive entries per column, ratios up to %s, e1 = "
                 "%s, e2 = %s",
                 (long) claim->hidden_size, (long) claim->length,
                 (long) claim->length, (long) claim->column_nonzeros, ratio, e1,
                 e2);
    else
        snprintf(claim->statement, size,
                 "hidden size %ld realises this %ld x %ld matrix with at "
                 "most %ld positive entries per row, e1 = %s, e2 = %s",
                 (long) claim->hidden_size, (long) claim->length,
                 (long) claim->length, (long) claim->row_nonzeros, e1, e2);
    flint_free(e1);
    flint_free(e2);
    flint_free(ratio);
}

int
fulg_verify_pattern(fulg_verify_claim_t *claim, const json_t *certificate,
                    fulg_verify_why_t *why)
{
    static const char *const matrix_keys[] = {
        "format", "claim",       "length", "e1",      "e2",
        "matrix", "hidden_size", "scale",  "queries", "keys",
        "spread", "digest",      NULL};
    static const char *const class_keys[] = {
        "format", "claim",       "length",  "e1", "e2",   "column_nonzeros",
        "ratio",  "hidden_size", "queries", "mu", "beta", "digest",
        NULL};
    const json_t *kind = json_object_get(certificate, "claim");
    const int is_class = fulg_verify_string_is(kind, "class");
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    if (!is_class && !fulg_verify_string_is(kind, "matrix"))
    {
        fulg_verify_quote(quoted, kind);
        return FULG_VERIFY_REFUSE(why,
                                  "the claim is neither \"matrix\" nor "
                                  "\"class\", but %s",
                                  quoted);
    }
    claim->kind = is_class ? "class" : "pattern";
    if (!fulg_verify_keys(certificate, is_class ? class_keys : matrix_keys,
                          "the certificate", why) ||
        !fulg_verify_own_digest(certificate, why) ||
        !fulg_verify_integer(&claim->length,
                             json_object_get(certificate, "length"),
                             "the length", why) ||
        !fulg_verify_integer(&claim->hidden_size,
                             json_object_get(certificate, "hidden_size"),
                             "the hidden size", why) ||
        !fulg_verify_errors(claim->e1, claim->e2, certificate, why))
        return 0;
    if (claim->length < 2 || claim->hidden_size < 1)
        return FULG_VERIFY_REFUSE(why, "the length is below 2, or the hidden "
                                       "size below 1");
    if (claim->length > FULG_VERIFY_PATTERN_MAX_LENGTH ||
        claim->hidden_size > FULG_VERIFY_PATTERN_MAX_ENTRIES / claim->length)
        return FULG_VERIFY_GIVE_UP(
            why, "%ld tokens of hidden size %ld have too many numbers",
            (long) claim->length, (long) claim->hidden_size);
    if (!(is_class ? fulg_verify_pattern_class(claim, certificate, why)
                   : fulg_verify_pattern_matrix(claim, certificate, why)))
        return 0;
    set_statement(claim, is_class);
    return 1;
}
