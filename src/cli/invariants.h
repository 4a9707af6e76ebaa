/* The parts of the command "invariants". */
#ifndef FULG_CLI_INVARIANTS_H
#define FULG_CLI_INVARIANTS_H

#include "cli.h"

/* What the options say; degree 0: no bound, family -1: all. */
typedef struct
{
    int family;
    slong degree, max_terms;
    const char *file, *format;
} fulg_cli_invariants_t;

/* Is the part asked for? */
int fulg_cli_invariants_wanted(const fulg_cli_invariants_t *said, int family,
                               const fulg_invariants_part_t *part);
/* A table of the families. */
int fulg_cli_invariants_count(fulg_cli_t *cli, const fulg_invariants_t model,
                              const fulg_arch_t arch,
                              const fulg_cli_invariants_t *said);
/* The polynomials, one a line. */
int fulg_cli_invariants_list(fulg_cli_t *cli, const fulg_invariants_t model,
                             const fulg_arch_t arch,
                             const fulg_cli_invariants_t *said);
/* The same as a file for an algebra system; found: its relations of degree
   said->degree in place of the families, or NULL. */
int fulg_cli_invariants_export(fulg_cli_t *cli, const fulg_invariants_t model,
                               const fulg_arch_t arch,
                               const fulg_cli_invariants_t *said,
                               const fulg_invariants_discovery_t *found);
/* A weights or function file against the families. */
int fulg_cli_invariants_test(fulg_cli_t *cli, const char *file, slong head_dim,
                             const fulg_cli_invariants_t *said);
/* All relations up to a degree. */
int fulg_cli_invariants_discover(fulg_cli_t *cli, const fulg_invariants_t model,
                                 const fulg_arch_t arch,
                                 const fulg_cli_invariants_t *said);
/* "minors of size 3", "rows share a_j", ..: what a part is, or "". */
void fulg_cli_invariants_part_text(char *text, size_t size, int family,
                                   const fulg_invariants_part_t *part);
/* "complete in every degree: ..", of all families when not all are asked for. */
void fulg_cli_invariants_print_complete(FILE *out,
                                        const fulg_invariants_t model,
                                        const fulg_cli_invariants_t *said);
json_t *fulg_cli_invariants_json_complete(const fulg_invariants_t model);

#endif
