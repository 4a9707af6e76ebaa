/* Shared by the parts of the command fiber. */
#ifndef FULG_CLI_FIBER_H
#define FULG_CLI_FIBER_H

#include "cli.h"

/* The orbit, and whether the weights are generic. */
void fulg_cli_fiber_stack(fulg_cli_t *cli, const fulg_weights_t W);
/* A network that is no stack: its symmetries; an exit code. */
int fulg_cli_fiber_transformer(fulg_cli_t *cli, const fulg_weights_t W);
/* One normalised layer with any heads; 0, and nothing written, for others. */
int fulg_cli_fiber_heads(fulg_cli_t *cli, const fulg_weights_t W);
/* The list of heads that the function of one normalised layer determines. */
json_t *fulg_cli_json_classes(const fulg_fiber_canonical_t list, slong first,
                              slong num);
void fulg_cli_print_canonical(FILE *out, const fulg_fiber_canonical_t list);

#endif
