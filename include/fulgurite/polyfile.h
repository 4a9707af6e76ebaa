/*
 * Polynomial systems as files for other algebra systems.
 *
 * A file is complete in itself: a header of comments (the network, the meaning
 * of every variable, how to run the file, what answer to expect), the
 * polynomials, and the computation of the task, which prints its answer.  The
 * grammars, the commands that run the files and the naming rule: doc: sec-polyfile.
 */
#ifndef FULGURITE_POLYFILE_H
#define FULGURITE_POLYFILE_H

#include <fulgurite/polysys.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum
{
    FULG_POLYFILE_M2,
    FULG_POLYFILE_SINGULAR,
    FULG_POLYFILE_SAGE,
    FULG_POLYFILE_OSCAR,
    FULG_POLYFILE_HC,
    FULG_POLYFILE_MSOLVE,
    FULG_POLYFILE_MAGMA,
    FULG_POLYFILE_JSON
} fulg_polyfile_format_t;
#define FULG_POLYFILE_FORMATS 8

#define FULG_POLYFILE_JSON_FORMAT "fulgurite-system/1"

/* "m2", "singular", ..: a constant string. */
const char *fulg_polyfile_format_name(fulg_polyfile_format_t format);
/* The format of that name; -1 for any other word. */
int fulg_polyfile_format_from_name(const char *name);
/* The usual ending of a file of that format, such as ".m2". */
const char *fulg_polyfile_ending(fulg_polyfile_format_t format);
/* The program a file is for, such as "Macaulay2". */
const char *fulg_polyfile_program(fulg_polyfile_format_t format);
/* 0 when the format has no comments (msolve): what the header would say is then
   the text of fulg_polyfile_write_notes. */
int fulg_polyfile_has_comments(fulg_polyfile_format_t format);

/* The name a variable has in that format: the nearest legal one (see the naming
   rule in doc: sec-polyfile).  Different names stay different. To be freed with
   flint_free. */
char *fulg_polyfile_variable_name(fulg_polyfile_format_t format,
                                  const char *name);

/* Writes the system, term by term: the memory needed does not grow with the
   number of terms.  IO when the sink refuses; UNABLE when the format can not
   say the task (msolve: a rank), or a size is beyond a limit of the program. */
FULG_MUST_CHECK fulg_status_t fulg_polyfile_write(const fulg_polysys_t S,
                                                  fulg_polyfile_format_t format,
                                                  fulg_sink_t sink,
                                                  fulg_diag_t diag);

/* The same system over the integers mod a prime below 2^31; the foreseen answers
   remain those over the rational numbers, and the file says so.  PARSE when
   prime is not such a prime, DOMAIN when it divides a denominator, UNABLE as
   fulg_polyfile_write and for a system modulo another prime (a certificate). */
FULG_MUST_CHECK fulg_status_t fulg_polyfile_write_mod(
    const fulg_polysys_t S, fulg_polyfile_format_t format, ulong prime,
    fulg_sink_t sink, fulg_diag_t diag);

/* The header of the file as plain text, without marks of comments.  prime is 0
   for the rational numbers.  IO when the sink refuses. */
FULG_MUST_CHECK fulg_status_t fulg_polyfile_write_notes(
    const fulg_polysys_t S, fulg_polyfile_format_t format, ulong prime,
    fulg_sink_t sink, fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
