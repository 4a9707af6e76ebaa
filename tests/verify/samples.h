/* The certificates in data/, and how to read them. */
#ifndef FULG_TESTS_SAMPLES_H
#define FULG_TESTS_SAMPLES_H

#include "testing.h"

typedef struct
{
    const char *name, *method, *theorem, *lower, *upper;
} sample_t;

static const sample_t samples[] = {
    {"cut", "direct", "cut", "7", "7"},
    {"quotient", "direct", "quotient-layers", "8", "8"},
    {"direct", "direct", "virtual-weights", "6", "6"},
    {"direct-causal", "direct", "layer-sum", "14", "14"},
    {"direct-deep", "direct", "polynomial-network", "4", "4"},
    {"direct-gap", "direct", "layer-sum", "4", "12"},
    {"direct-heads", "direct", "virtual-weights", "12", "12"},
    {"direct-pnn", "direct", "polynomial-network", "4", "4"},
    {"direct-token", "direct", "virtual-weights", "10", "10"},
    {"heads-key", "many-heads", "layer-sum", "712", "712"},
    {"heads-mixing", "many-heads", "layer-sum", "92", "92"},
    {"heads-residual", "degree-three", "layer-sum", "4521960", "4521960"},
    {"heads-single", "many-heads", "virtual-weights", "19", "19"},
    {"heads-value", "many-heads", "layer-sum", "396", "396"},
    {"heads-reduced", "heads-reduction", "virtual-weights", "100", "100"},
    {"heads-reduced-values", "heads-reduction", "layer-sum", "291", "291"},
    {"linear-network", "linear-network", "linear-network", "18", "18"},
    {"linear-residual", "linear-tokens", "linear-tokens", "21", "21"},
    {"linear-tokens", "linear-tokens", "linear-tokens", "18", "18"},
    {"tensor", "direct", "head-tensors", "21", "21"},
    {"coefficients", "direct", "coefficients", "10", "10"},
    {"mixing", "direct", "polynomial-mixing", "11", "11"},
    {"mixing-plain", "direct", "polynomial-network", "11", "12"},
    {"reduction", "reduction", "virtual-weights", "55", "55"},
    {"reduction-affine", "reduction", "virtual-weights", "23000000000000000000",
     "23000000000000000000"},
    {"reduction-causal", "reduction", "virtual-weights", "14", "14"},
    {"reduction-token", "reduction", "virtual-weights", "47", "47"},
    {"residual", "residual-reduction", "layer-sum", "81", "81"},
    {"residual-affine", "residual-reduction", "layer-sum", "23", "23"},
};
#define NUM_SAMPLES (sizeof samples / sizeof *samples)

static inline json_t *
sample_json(const sample_t *sample)
{
    const char *folder = getenv("srcdir");
    char file[1024];
    fulg_diag_t diag;
    json_t *value;
    snprintf(file, sizeof file, "%s/tests/verify/data/%s.json",
             folder ? folder : ".", sample->name);
    if (fulg_exact_json_load(&value, file, diag) != FULG_OK)
        fail_msg("%s", diag->text);
    return value;
}

/* Puts the right digests into an altered certificate. */
static inline void
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

#endif
