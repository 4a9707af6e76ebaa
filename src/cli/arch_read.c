/*
 * Words of the command line that say something of an architecture: one size, a
 * list of sizes, a choice.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch.h"

int
fulg_cli_arch_complain(const char *option, const char *why, const char *text)
{
    fulg_cli_message("%s %s%s%.60s%s", option, why, text ? ": \"" : "",
                     text ? text : "", text ? "\"" : "");
    return FULG_EXIT_USAGE;
}

/* One size of a list: digits only, minimum .. WORD_MAX, ended by a comma or the
   end.  Returns what follows, or NULL after a message; wanted names what text
   is. */
static const char *
read_size(slong *n, const char *place, slong minimum, const char *option,
          const char *wanted, const char *text)
{
    char *end;
    long value;
    if (*place == '-')
    {
        fulg_cli_arch_complain(option, "must be positive", text);
        return NULL;
    }
    if (*place < '0' || *place > '9')
    {
        fulg_cli_arch_complain(option, wanted, text);
        return NULL;
    }
    errno = 0;
    value = strtol(place, &end, 10);
    if (errno != 0)
    {
        fulg_cli_arch_complain(option, "holds an integer beyond 2^63", text);
        return NULL;
    }
    if (*end != '\0' && *end != ',')
    {
        fulg_cli_arch_complain(option, wanted, text);
        return NULL;
    }
    if (value < minimum)
    {
        fulg_cli_arch_complain(option, "must be positive", text);
        return NULL;
    }
    *n = value;
    return end;
}

slong *
fulg_cli_arch_list(slong *num, slong minimum, const char *option,
                   const char *text)
{
    slong *list = flint_malloc(sizeof(slong) * (strlen(text) / 2 + 1));
    const char *place = text;
    *num = 0;
    for (;;)
    {
        place = read_size(&list[*num], place, minimum, option,
                          "needs integers separated by commas", text);
        if (place == NULL)
        {
            flint_free(list);
            return NULL;
        }
        ++*num;
        if (*place == '\0')
            return list;
        place++;
    }
}

int
fulg_cli_size(slong *n, const char *option, const char *text)
{
    const char *end;
    if (text == NULL)
        return FULG_EXIT_OK;
    end = read_size(n, text, 1, option, "needs one integer", text);
    if (end != NULL && *end == ',')
        fulg_cli_arch_complain(option, "needs one integer", text);
    return end && *end == '\0' ? FULG_EXIT_OK : FULG_EXIT_USAGE;
}

int
fulg_cli_arch_choice(int *target, const char *option, const char *text,
                     const char *const *choices)
{
    if (text == NULL)
        return FULG_EXIT_OK;
    for (*target = 0; choices[*target] != NULL; (*target)++)
        if (strcmp(text, choices[*target]) == 0)
            return FULG_EXIT_OK;
    /* There are two choices or three. */
    fulg_cli_message("%s is %s%s%s or %s, not \"%.60s\"", option, choices[0],
                     *target == 3 ? ", " : "", *target == 3 ? choices[1] : "",
                     choices[*target - 1], text);
    return FULG_EXIT_USAGE;
}
