#include <string.h>

#include "cli.h"

json_t *
fulg_cli_json_text(const char *text)
{
    json_t *value = json_string(text);
    char *plain, *end;
    if (value != NULL)
        return value;
    end = plain = flint_malloc(3 * strlen(text) + 1);
    for (; *text != '\0'; text++)
        if ((unsigned char) *text < 128)
            *end++ = *text;
        else
        {
            memcpy(end, "\xef\xbf\xbd", 3);
            end += 3;
        }
    *end = '\0';
    value = json_string(plain);
    flint_free(plain);
    return value;
}
