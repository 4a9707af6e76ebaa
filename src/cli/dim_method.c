#include <string.h>

#include "cli.h"

int
fulg_cli_dim_method(fulg_dim_method_t *method, const char *text)
{
    static const char *const names[] = {"auto",    "reduction", "direct",
                                        "theorem", "ball",      NULL};
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(text, names[i]) == 0)
        {
            *method = (fulg_dim_method_t) i;
            return FULG_EXIT_OK;
        }
    fulg_cli_message("--method must be auto, reduction, direct, theorem or "
                     "ball, not \"%.60s\"",
                     text);
    return FULG_EXIT_USAGE;
}
