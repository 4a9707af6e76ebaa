#include <string.h>

#include "impl.h"

json_t *
fulg_judge_load_config(const char *file)
{
    static const char name[] = "config.json";
    const char *slash = strrchr(file, '/');
    const size_t folder = slash != NULL ? (size_t) (slash - file) + 1 : 0;
    char *path = flint_malloc(folder + sizeof name), *text;
    size_t length;
    fulg_diag_t diag;
    json_t *config = NULL;
    memcpy(path, file, folder);
    strcpy(path + folder, name);
    /* Nobody has named it: what cannot be read is not there. */
    if (strcmp(file, "-") != 0 &&
        fulg_exact_text_load(&text, &length, path, diag) == FULG_OK)
    {
        if (fulg_exact_json_parse(&config, text, length, path, diag) != FULG_OK)
            config = NULL;
        flint_free(text);
    }
    flint_free(path);
    return config;
}
