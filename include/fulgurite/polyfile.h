/*
 * Polynomial systems as files for other algebra systems.
 *
 * A file is self-contained: a header of comments (the network, the meaning
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
    FULG_POLYFILE_JSON,
    FULG_POLYFILE_PHC,
    FULG_POLYFILE_GP,
    FULG_POLYFILE_PYTHON,
    FULG_POLYFILE_GIAC,
    FULG_POLYFILE_MAXIMA,
    FULG_POLYFILE_GAP,
    FULG_POLYFILE_COQ /* certificates only: a theorem and its proof */
} fulg_polyfile_format_t;
#define FULG_POLYFILE_FORMATS 15

#define FULG_POLYFILE_JSON_FORMAT "fulgurite-system/1"

/* "m2", "singular", ..: a constant string. */
const char *fulg_polyfile_format_name(fulg_polyfile_format_t format);
/* The format of that name; -1 for any other word. */
int fulg_polyfile_format_from_name(const char *name);
/* The usual ending of a file of that format, such as ".m2". */
const char *fulg_polyfile_ending(fulg_polyfile_format_t format);
/* The program a file is for, such as "Macaulay2". */
const char *fulg_polyfile_program(fulg_polyfile_format_t format);
/* 0 when a file has no place for its header (msolve, phc): what it would say is
   then the text of fulg_polyfile_write_notes. */
int fulg_polyfile_has_comments(fulg_polyfile_format_t format);
/* The largest number of variables the program takes; 0 when none is known. */
slong fulg_polyfile_max_variables(fulg_polyfile_format_t format);

/* The name a variable has in that format: the nearest legal one (see the naming
   rule in doc: sec-polyfile).  Different names stay different. To be freed with
   flint_free. */
char *fulg_polyfile_variable_name(fulg_polyfile_format_t format,
                                  const char *name);

/* The largest prime below 2^29: above it Singular does not factor, so that its
   primary decompositions, and those of Macaulay2, fail. */
#define FULG_POLYFILE_CHECK_PRIME UWORD(536870909)

typedef struct
{
    ulong prime;       /* the system modulo this prime; 0: over the rationals */
    ulong check_prime; /* of the Groebner bases and ranks in the file; 0: they
                          are computed over the rational numbers */
    int integral;      /* equations are multiplied by their denominators */
    int short_names;   /* w1, w2, .. for weights, x1, .. for inputs, c1, ..,
                          s1, .. in place of the names of the system */
} fulg_polyfile_options_t;

/* 0, FULG_POLYFILE_CHECK_PRIME, 0, 0. */
void fulg_polyfile_options_init(fulg_polyfile_options_t *options);

/* Writes the system, term by term: the memory needed does not grow with the
   number of terms.  options may be NULL.  With a prime the expected answers
   remain those over the rational numbers, and the file says so.  With integral
   every equation becomes one of integers, and so does every row of a matrix
   whose rank is taken; a map keeps its entries.  IO when the sink refuses;
   PARSE when a prime is not one or not below 2^31; DOMAIN when the prime
   divides a denominator; UNABLE when the format cannot express the task
   (msolve: a rank), the system has a prime of its own (a certificate), or a
   number is beyond a limit of the program. */
FULG_MUST_CHECK fulg_status_t fulg_polyfile_write(
    const fulg_polysys_t S, fulg_polyfile_format_t format,
    const fulg_polyfile_options_t *options, fulg_sink_t sink, fulg_diag_t diag);

/* The header of the file as plain text, without marks of comments; options may
   be NULL.  IO when the sink refuses. */
FULG_MUST_CHECK fulg_status_t fulg_polyfile_write_notes(
    const fulg_polysys_t S, fulg_polyfile_format_t format,
    const fulg_polyfile_options_t *options, fulg_sink_t sink, fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
