/* The parts of the command "export". */
#ifndef FULG_CLI_EXPORT_H
#define FULG_CLI_EXPORT_H

#include "cli.h"

/* What the options say. */
typedef struct
{
    fulg_cli_arch_t said;
    const char *system, *format, *coordinates, *data, *file, *weights_file;
    const char *names;
    slong max_terms, pairs;
    ulong prime, check_prime;
    int gauge, integral;
    fulg_polysys_kind_t kind;
    fulg_polyfile_format_t writer;
    fulg_polysys_options_t options;
    fulg_polyfile_options_t file_options;
    int has_weights;
    json_t *certificate; /* a file of one, or NULL */
    fulg_weights_t W;
    fulg_arch_t arch;
} fulg_cli_export_t;

/* The format of that name; a message that lists them otherwise. */
int fulg_cli_read_format(fulg_polyfile_format_t *format, const char *name);
/* The system asked for; S is initialised when the exit code is 0. */
int fulg_cli_export_build(fulg_polysys_t S, const fulg_cli_export_t *E);
/* The critical points, at the data of a file or at data drawn from the seed. */
int fulg_cli_export_critical(fulg_polysys_t S, const fulg_cli_export_t *E);
/* Builds and writes the system, and says so. */
int fulg_cli_export_file(fulg_cli_t *cli, const fulg_cli_export_t *E);

#endif
