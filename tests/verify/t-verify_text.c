#include "samples.h"

static fulg_verdict_t
judge(fulg_verify_claim_t *claim, fulg_diag_t diag, const char *text)
{
    fulg_verdict_t verdict;
    fulg_verify_text(&verdict, claim, text, strlen(text), diag);
    return verdict;
}

static void
is_number(const fmpz_t n, const char *text)
{
    char *found = fmpz_get_str(NULL, 10, n);
    assert_string_equal(found, text);
    flint_free(found);
}

static void
test_accepted(void **state)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        char *text = json_dumps(value, JSON_INDENT(2));
        fulg_verify_claim_t claim;
        fulg_diag_t diag;
        fulg_verify_claim_init(&claim);
        if (judge(&claim, diag, text) != FULG_ACCEPTED)
            fail_msg("%s: %s", samples[i].name, diag->text);
        assert_string_equal(claim.lower_theorem, samples[i].method);
        assert_string_equal(claim.upper_theorem, samples[i].theorem);
        is_number(claim.lower, samples[i].lower);
        is_number(claim.upper, samples[i].upper);
        assert_int_equal(claim.known,
                         strcmp(samples[i].lower, samples[i].upper) == 0
                             ? FULG_TRUE
                             : FULG_FALSE);
        assert_true(fmpz_cmp(claim.parameters, claim.lower) >= 0);
        fulg_verify_claim_clear(&claim);
        free(text);
        json_decref(value);
    }
}

static void
expect(const char *text, fulg_verdict_t verdict, const char *reason)
{
    fulg_verify_claim_t claim;
    fulg_diag_t diag;
    fulg_verify_claim_init(&claim);
    assert_int_equal(judge(&claim, diag, text), verdict);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("\"%s\": %s", text, diag->text);
    assert_int_equal(claim.known, FULG_UNKNOWN);
    assert_true(fmpz_is_zero(claim.lower) && fmpz_is_zero(claim.upper));
    fulg_verify_claim_clear(&claim);
}

#define FORMAT "{\"format\":\"fulgurite-certificate/1\""

/* A byte that no JSON has, where jansson does not see it. */
static void
test_zero_byte(void **state)
{
    static const char text[] = FORMAT ",\"lower\":1\0}";
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    fulg_verify_claim_init(&claim);
    fulg_verify_text(&verdict, &claim, text, sizeof text - 1, diag);
    assert_int_equal(verdict, FULG_MALFORMED);
    assert_string_equal(diag->text, "a zero byte in the text");
    fulg_verify_claim_clear(&claim);
}

static void
test_malformed(void **state)
{
    char deep[200];
    expect("", FULG_MALFORMED, "line 1");
    expect("[]", FULG_MALFORMED, "not an object");
    expect("{}", FULG_MALFORMED, "not an object");
    expect("{\"format\":\"fulgurite-weights/1\"}", FULG_MALFORMED, "format");
    expect("{\"format\":1,\"format\":1}", FULG_MALFORMED, "duplicate");
    expect(FORMAT "} x", FULG_MALFORMED, "end of file expected");
    expect(FORMAT ",\"a\":NaN}", FULG_MALFORMED, "invalid token");
    expect(FORMAT ",\"a\":01}", FULG_MALFORMED, "invalid token");
    expect(FORMAT ",\"a\":\"\xff\"}", FULG_MALFORMED, "decode");
    expect("\xef\xbb\xbf" FORMAT "}", FULG_MALFORMED, "line 1");
    memset(deep, '[', sizeof deep);
    memset(deep + 100, ']', 99);
    deep[199] = '\0';
    expect(deep, FULG_MALFORMED, "deeper");
}

static void
test_refused(void **state)
{
    expect(FORMAT "}", FULG_REFUSED, "has no key \"architecture\"");
    expect(FORMAT ",\"a\":1,\"a\":1}", FULG_REFUSED, "duplicate");
    expect(FORMAT ",\"a\":-0}", FULG_REFUSED, "-0");
    expect(FORMAT ",\"a\":9223372036854775808}", FULG_REFUSED, "too big");
    expect(FORMAT ",\"a\":1e999}", FULG_REFUSED, "overflow");
    expect(FORMAT ",\"a\":\"\\u0000\"}", FULG_REFUSED, "\\u0000");
    expect(FORMAT ",\"a\":\"-0 [[\",\"a\":01}", FULG_MALFORMED, "");
}

/* The first place of old in a sample becomes new; with right digests. */
static void
altered(const char *name, const char *old, const char *new, const char *reason)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
        if (strcmp(samples[i].name, name) == 0)
        {
            json_t *value = sample_json(&samples[i]);
            char *text = json_dumps(value, JSON_COMPACT);
            char *place = strstr(text, old), *whole;
            json_decref(value);
            assert_non_null(place);
            whole = malloc(strlen(text) + strlen(new) + 1);
            memcpy(whole, text, (size_t) (place - text));
            strcpy(whole + (place - text), new);
            strcat(whole, place + strlen(old));
            free(text);
            value = json_loads(whole, 0, NULL);
            free(whole);
            assert_non_null(value);
            sign(value);
            text = json_dumps(value, JSON_COMPACT);
            expect(text, FULG_REFUSED, reason);
            free(text);
            json_decref(value);
            return;
        }
    fail_msg("no sample %s", name);
}

static void
test_sentences(void **state)
{
    altered("reduction", "\"w_2\",\"value\":4", "\"w_2\",\"value\":5",
            "term w_2 of virtual-weights is 4, the certificate says 5");
    altered("reduction", "\"norm\":\"none\"", "\"norm\":\"hardmax\"",
            "norm_1 of the architecture cannot be \"hardmax\"");
    altered("direct", "2305843009213693951", "2305843009213693953",
            "prime is 2305843009213693953, which is composite");
    altered("direct", "2305843009213693951", "61", "not between 2^6 and 2^62");
    altered("direct", "2305843009213693951", "4611686018427388039",
            "not between 2^6 and 2^62");
    altered("direct-heads", "\"widths\":[2,1,2]", "\"widths\":[2,1.0,2]",
            "is not an integer");
    altered("residual", "\"V\":[[1,", "\"V\":[[2,", "is not the identity");
    altered("heads-key", "\"left\":12", "\"left\":13",
            "the left side of width is 12, the certificate says 13");
    altered("linear-tokens", "\"linear-tokens\",\"value\"",
            "\"linear-network\",\"value\"", "is linear-tokens");
    altered("direct-gap", "\"dimension\":null", "\"dimension\":4",
            "the dimension is claimed, but not proved");
}

static void
not_accepted(const char *name, const char *text, size_t length,
             fulg_verdict_t expected)
{
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    fulg_verify_claim_init(&claim);
    fulg_verify_text(&verdict, &claim, text, length, diag);
    if (verdict != expected)
        fail_msg("%s, %zu bytes: verdict %d, %s", name, length, (int) verdict,
                 diag->text);
    fulg_verify_claim_clear(&claim);
}

static void
test_texts(void **state)
{
    for (size_t i = 0; i < NUM_SAMPLES; i++)
    {
        json_t *value = sample_json(&samples[i]);
        char *text = json_dumps(value, JSON_COMPACT);
        const size_t length = strlen(text);
        for (size_t cut = 0; cut < length; cut += 1 + cut % 50)
            not_accepted(samples[i].name, text, cut, FULG_MALFORMED);
        not_accepted(samples[i].name, text, length - 1, FULG_MALFORMED);
        /* every key once more, right after the bracket that opens its object;
           the value is that of its first occurrence or a number */
        for (char *at = strchr(text, '"'); at; at = strchr(at + 1, '"'))
        {
            char *end = strchr(at + 1, '"'), *whole;
            const size_t before = (size_t) (at - text);
            const size_t size = (size_t) (end - at) + 1;
            if (end[1] == ':' && strncmp(at, "\"format\"", size) != 0)
            {
                whole = malloc(length + size + 4);
                memcpy(whole, text, before + size);
                memcpy(whole + before + size, ":0,", 3);
                strcpy(whole + before + size + 3, at);
                not_accepted(samples[i].name, whole, length + size + 3,
                             FULG_REFUSED);
                free(whole);
            }
            at = end;
        }
        free(text);
        json_decref(value);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_accepted),  cmocka_unit_test(test_malformed),
    cmocka_unit_test(test_zero_byte), cmocka_unit_test(test_refused),
    cmocka_unit_test(test_sentences), cmocka_unit_test(test_texts),
};

FULG_TEST_MAIN(tests)
