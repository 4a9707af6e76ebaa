#include <string.h>

#include "impl.h"

static int
begins(const char *text, size_t length, const char *with)
{
    return length >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

fulg_status_t
fulg_pattern_init_bytes(fulg_pattern_t P, const char *name,
                        const unsigned char *bytes, size_t length,
                        fulg_diag_t diag)
{
    const char *text = (const char *) bytes;
    json_t *value = NULL;
    fulg_status_t status;
    if (begins(text, length, "%%MatrixMarket"))
        return fulg_diag_prefix(
            diag, fulg_pattern_init_mtx(P, text, length, diag), "%s: ", name);
    if (begins(text, length, "\x93NUMPY") || begins(text, length, "PK\x03\x04"))
    {
        status = fulg_pattern_init_numpy(P, name, bytes, length, diag);
        if (status != FULG_OK && strncmp(diag->text, name, strlen(name)) != 0)
            fulg_diag_prefix(diag, status, "%s: ", name);
        return status;
    }
    status = fulg_exact_json_parse(&value, text, length, name, diag);
    if (status == FULG_OK)
        status = fulg_diag_prefix(diag, fulg_pattern_init_json(P, value, diag),
                                  "%s: ", name);
    json_decref(value);
    return status;
}

fulg_status_t
fulg_pattern_load(fulg_pattern_t P, const char *file, fulg_diag_t diag)
{
    const char *name = strcmp(file, "-") == 0 ? "standard input" : file;
    char *text;
    size_t length;
    fulg_status_t status = fulg_exact_text_load(&text, &length, file, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_pattern_init_bytes(P, name, (unsigned char *) text, length,
                                     diag);
    flint_free(text);
    return status;
}
