/* The words after the program's name: which command, and help. */
#include <string.h>

#include "cli.h"

static void
print_overview(FILE *out)
{
    fputs("fulgurite: the algebraic geometry of attention networks, exactly\n\n"
          "usage: fulgurite COMMAND [OPTIONS]\n\n",
          out);
    for (slong i = 0; fulg_cli_commands[i] != NULL; i++)
        fprintf(out, "  %-11s %s\n", fulg_cli_commands[i]->name,
                fulg_cli_commands[i]->summary);
    fputs("\nOptions of every command:\n", out);
    fulg_cli_print_common_options(out);
    fputs("\n\"fulgurite help COMMAND\" says more; \"-\" is standard input or "
          "output.\n\n"
          "Exit codes: 0 answered; 1 the answer is no (refused, different);\n"
          "2 usage, file or disk; 3 the input does not parse or contradicts "
          "itself;\n4 unable (a limit was reached, the message says which); "
          "5 internal error.\n",
          out);
}

static const fulg_command_t *
find_command(const char *name)
{
    for (slong i = 0; fulg_cli_commands[i] != NULL; i++)
        if (strcmp(fulg_cli_commands[i]->name, name) == 0)
            return fulg_cli_commands[i];
    return NULL;
}

static int
unknown_command(const char *name)
{
    const char *names[64];
    const char *near;
    int n = 0;
    if (name[0] == '-')
    {
        fulg_cli_message("%.60s: options follow the command (try: fulgurite "
                         "--help)",
                         name);
        return FULG_EXIT_USAGE;
    }
    for (; fulg_cli_commands[n] != NULL; n++)
        names[n] = fulg_cli_commands[n]->name;
    names[n] = NULL;
    near = fulg_exact_nearest(name, names);
    fulg_cli_message("unknown command \"%.60s\"%s%s%s (try: fulgurite --help)",
                     name, near ? "; did you mean \"" : "", near ? near : "",
                     near ? "\"?" : "");
    return FULG_EXIT_USAGE;
}

/* One of the words after the command is this option. */
static int
wants(const fulg_cli_t *cli, const char *option)
{
    for (int i = 0; i < cli->argc && strcmp(cli->argv[i], "--") != 0; i++)
        if (strcmp(cli->argv[i], option) == 0)
            return 1;
    return 0;
}

static int
print_version(fulg_cli_t *cli)
{
    fprintf(cli->out, "fulgurite %s (FLINT %s)\n", fulg_version(),
            FLINT_VERSION);
    return FULG_EXIT_OK;
}

static int
print_help(fulg_cli_t *cli, const char *name)
{
    const fulg_command_t *command = name ? find_command(name) : NULL;
    if (name != NULL && strcmp(name, "architecture") == 0)
    {
        if (cli->json)
            fulg_cli_print_json(cli, fulg_cli_architecture_json());
        else
            fulg_cli_print_architecture_help(cli->out);
        return FULG_EXIT_OK;
    }
    if (name != NULL && command == NULL)
        return unknown_command(name);
    if (command == NULL)
        print_overview(cli->out);
    else
    {
        fprintf(cli->out, "fulgurite %s: %s\n\n", command->name,
                command->summary);
        fulg_cli_print_help(cli->out, command);
    }
    return FULG_EXIT_OK;
}

/* "help", "help NAME", "help architecture --json". */
static int
help(fulg_cli_t *cli, int argc, char **argv)
{
    cli->json = argc == 3 && strcmp(argv[1], "architecture") == 0 &&
                strcmp(argv[2], "--json") == 0;
    if (argc > 2 + cli->json)
    {
        fulg_cli_message("unexpected \"%.80s\" (try: fulgurite help)", argv[2]);
        return FULG_EXIT_USAGE;
    }
    return print_help(cli, argc > 1 ? argv[1] : NULL);
}

int
fulg_cli_run(fulg_cli_t *cli, int argc, char **argv)
{
    if (argc < 1)
    {
        print_overview(fulg_cli_messages());
        return FULG_EXIT_USAGE;
    }
    if (strcmp(argv[0], "--version") == 0)
        return print_version(cli);
    if (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0 ||
        strcmp(argv[0], "-h") == 0)
        return help(cli, argc, argv);
    cli->command = find_command(argv[0]);
    if (cli->command == NULL)
        return unknown_command(argv[0]);
    cli->argc = argc - 1;
    cli->argv = argv + 1;
    if (wants(cli, "--help") || wants(cli, "-h"))
        return print_help(cli, argv[0]);
    if (wants(cli, "--version"))
        return print_version(cli);
    return cli->command->run(cli);
}
