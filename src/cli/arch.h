/* Shared by the files that read the options of an architecture. */
#ifndef FULG_CLI_ARCH_H
#define FULG_CLI_ARCH_H

#include "cli.h"

/* 1: the option of the field stands alone.  A flag that is true by default needs
   a word. */
int fulg_cli_arch_bare(const fulg_field_t *field);

/* "OPTION WHY: "TEXT"", without the text when it is NULL; FULG_EXIT_USAGE. */
int fulg_cli_arch_complain(const char *option, const char *why,
                           const char *text);
/* The list, of numbers that are minimum or more, as a fresh array; its length in
   *num.  NULL after a message. */
slong *fulg_cli_arch_list(slong *num, slong minimum, const char *option,
                          const char *text);
/* The place of text among the choices (two or three, ended by NULL); nothing when
   text is NULL.  FULG_EXIT_OK, or FULG_EXIT_USAGE after a message. */
int fulg_cli_arch_choice(int *target, const char *option, const char *text,
                         const char *const *choices);
/* The architecture of these widths as a file would say it; NULL after a
   message. */
json_t *fulg_cli_arch_json(const fulg_cli_arch_t *said, const slong *widths,
                           slong num);

#endif
