#include "cli.h"

#define ADDRESS(name) &fulg_command_##name,

const fulg_command_t *const fulg_cli_commands[] = {FULG_CLI_COMMANDS(ADDRESS)
                                                       NULL};
