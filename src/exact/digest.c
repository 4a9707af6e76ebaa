#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/sha2.h>

#include <fulgurite/exact.h>

char *
fulg_exact_canonical_text(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY |
                                 JSON_ENSURE_ASCII);
}

void
fulg_exact_digest(char digest[FULG_EXACT_DIGEST_SIZE], const json_t *value)
{
    struct sha256_ctx hash;
    uint8_t bytes[SHA256_DIGEST_SIZE];
    char *text = fulg_exact_canonical_text(value);
    sha256_init(&hash);
    if (text != NULL)
        sha256_update(&hash, strlen(text), (const uint8_t *) text);
    sha256_digest(&hash, sizeof bytes, bytes);
    free(text);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(digest + 2 * i, 3, "%02x", bytes[i]);
}
