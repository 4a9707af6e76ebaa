#include <string.h>

#include "cli.h"

#define LINE_WIDTH 79
/* Longer heads do not move the column of the help. */
#define MAX_HEAD 24

/* What every command takes; fulg_cli_parse knows where it goes. */
static const fulg_option_t common[] = {
    {"--json", "", FULG_OPTION_FLAG, 0, "the answer as JSON"},
    {"--seed", "N", FULG_OPTION_ULONG, 0,
     "the seed of all random choices (default 1)"},
    {"--threads", "N", FULG_OPTION_SIZE, 0, "default 1"},
    {"--quiet", "", FULG_OPTION_FLAG, 0, "no progress on standard error"},
    {"--force", "", FULG_OPTION_FLAG, 0, "overwrite existing files"},
    FULG_CLI_LAST_OPTION};

void
fulg_cli_print_row(FILE *out, const char *head, const char *help, int column)
{
    int place = fprintf(out, "  %s", head), first = 1;
    if (place + 2 > column)
        place = fprintf(out, "\n") - 1;
    while (*help != '\0')
    {
        const int length = (int) strcspn(help, " ");
        if (!first && place + 1 + length > LINE_WIDTH)
        {
            fputc('\n', out);
            place = 0;
            first = 1;
        }
        place += fprintf(out, "%*s%.*s", first ? column - place : 1, "", length,
                         help);
        first = 0;
        help += length;
        help += strspn(help, " ");
    }
    fputc('\n', out);
}

/* "--head-dim a", after those of the rows before that have no help of their
   own; the row that has. */
static const fulg_option_t *
put_head(char *head, size_t size, const fulg_option_t *row)
{
    size_t n = 0;
    for (;; row++)
    {
        n += (size_t) snprintf(head + n, size - n, "%s%s%s%s", n ? ", " : "",
                               row->name, *row->value ? " " : "", row->value);
        if (row->help != NULL || n >= size)
            return row;
    }
}

static int
find_column(const fulg_option_t *row)
{
    int widest = 0;
    char head[128];
    for (; row->name != NULL; row++)
    {
        if (row->kind == FULG_OPTION_ARCHITECTURE && row->help == NULL)
            continue;
        row = put_head(head, sizeof head, row);
        if (strlen(head) <= MAX_HEAD)
            widest = FLINT_MAX(widest, (int) strlen(head));
    }
    return widest + 4;
}

static void
print_rows(FILE *out, const fulg_option_t *all)
{
    const int column = find_column(all);
    const fulg_option_t *row = all;
    char head[128];
    for (; row->name != NULL; row++)
    {
        if (row->kind == FULG_OPTION_ARCHITECTURE && row->help == NULL)
        {
            if (row != all)
                fputc('\n', out);
            fulg_cli_print_architecture_summary(out);
            if (row[1].name != NULL)
                fputc('\n', out);
            continue;
        }
        row = put_head(head, sizeof head, row);
        fulg_cli_print_row(out, head, row->help, column);
    }
}

void
fulg_cli_print_common_options(FILE *out)
{
    print_rows(out, common);
}

void
fulg_cli_print_help(FILE *out, const fulg_command_t *command)
{
    const char *help = command->help;
    const char *mark = strstr(help, FULG_CLI_OPTIONS);
    if (mark != NULL)
    {
        fwrite(help, 1, (size_t) (mark - help), out);
        print_rows(out, command->options);
        help = mark + strlen(FULG_CLI_OPTIONS);
    }
    fputs(help, out);
}
