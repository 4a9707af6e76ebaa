#include <string.h>

#include "export.h"

int
fulg_cli_read_format(fulg_polyfile_format_t *format, const char *name)
{
    const int found = fulg_polyfile_format_from_name(name);
    char list[256] = "";
    if (found >= 0)
    {
        *format = (fulg_polyfile_format_t) found;
        return FULG_EXIT_OK;
    }
    for (int k = 0; k < FULG_POLYFILE_FORMATS; k++)
    {
        const char *joint = k == 0                          ? ""
                            : k < FULG_POLYFILE_FORMATS - 1 ? ", "
                                                            : " or ";
        const size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s", joint,
                 fulg_polyfile_format_name((fulg_polyfile_format_t) k));
    }
    fulg_cli_message("--format must be %s, not \"%.60s\"", list, name);
    return FULG_EXIT_USAGE;
}
