/* Any text as a certificate of an organisation, with its digest made anew: judged
   without harm, and what is accepted is what the engine finds. */
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small ones alone are worth their time. */
#define MAX_ENTRIES 200
#define MAX_ITERATIONS 8
#define MAX_BITS 256

static slong
integer(const json_t *object, const char *key)
{
    return (slong) json_integer_value(json_object_get(object, key));
}

/* What would take long is left out. */
static int
is_small(const json_t *certificate)
{
    const json_t *shape = json_object_get(
        json_object_get(certificate, "tensor"), "shape");
    const json_t *softmax = json_object_get(certificate, "softmax");
    json_int_t size = 1;
    for (size_t a = 0; a < json_array_size(shape); a++)
    {
        const json_int_t n = json_integer_value(json_array_get(shape, a));
        if (n < 1 || n > MAX_ENTRIES)
            return 1;
        size *= n;
        if (size > MAX_ENTRIES)
            return 0;
    }
    return integer(certificate, "iterations") <= MAX_ITERATIONS &&
           integer(softmax, "iterations") <= MAX_ITERATIONS &&
           integer(softmax, "bits") <= MAX_BITS;
}

/* The engine comes to the same state. */
static void
compare(const json_t *certificate)
{
    const char *state = json_string_value(
        json_object_get(certificate, "state"));
    json_t *tensor = json_deep_copy(json_object_get(certificate, "tensor"));
    fulg_organize_options_t options;
    fulg_organize_organization_t R;
    fulg_cube_t X;
    fulg_diag_t diag;
    json_object_set_new(tensor, "format", json_string("fulgurite-tensor/1"));
    if (fulg_cube_init_json(X, tensor, diag) != FULG_OK)
        abort();
    fulg_organize_options_init(&options);
    options.alpha = (ulong) integer(certificate, "alpha");
    options.beta = (ulong) integer(certificate, "beta");
    options.max_iterations = integer(certificate, "iterations");
    if (strcmp(state, "given") != 0)
    {
        if (fulg_organize(R, X, &options, diag) != FULG_OK ||
            R->iterations != options.max_iterations ||
            R->period != integer(certificate, "period"))
            abort();
        fulg_organize_organization_clear(R);
    }
    fulg_cube_clear(X);
    json_decref(tensor);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value = json_loadb((const char *) data, size, 0, NULL);
    char digest[FULG_EXACT_DIGEST_SIZE];
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    if (json_is_object(value) && is_small(value))
    {
        json_object_set_new(value, "kind", json_string("organization"));
        json_object_del(value, "digest");
        fulg_exact_digest(digest, value);
        json_object_set_new(value, "digest", json_string(digest));
        fulg_verify_claim_init(&claim);
        fulg_diag_init(diag);
        fulg_verify_certificate(&verdict, &claim, value, diag);
        if (verdict == FULG_ACCEPTED ? claim.statement == NULL
                                     : diag->text[0] == '\0')
            abort();
        if (verdict == FULG_ACCEPTED)
            compare(value);
        fulg_verify_claim_clear(&claim);
    }
    json_decref(value);
    return 0;
}
