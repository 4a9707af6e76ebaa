/*
 * Surveys: the dimensions of many architectures, and the file of results, which
 * can be continued.  The command line runs them.
 */
#ifndef FULGURITE_SURVEY_H
#define FULGURITE_SURVEY_H

#include <fulgurite/dim.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- ranges ---------------------------------------------------------------- */

/* Values of one option of an architecture, as files say them; NULL when the
   option keeps its default.  each: layers take them independently; otherwise one
   value goes to all layers. */
typedef struct
{
    json_t *values;
    int each;
} fulg_survey_axis_t;

/* All combinations of values: of families, depths, widths (the widths d_0 .. d_l
   independently, or equal ones) and fields, by the rows of fulg_arch_fields. */
typedef struct
{
    json_t *family, *depth, *width;
    int equal_widths;
    fulg_survey_axis_t field[FULG_ARCH_NUM_FIELDS];
} fulg_survey_ranges_struct;
typedef fulg_survey_ranges_struct fulg_survey_ranges_t[1];

/* Attention, one layer, no widths yet. */
void fulg_survey_ranges_init(fulg_survey_ranges_t ranges);
void fulg_survey_ranges_clear(fulg_survey_ranges_t ranges);

/* Reads "2-6", "1,3-5", "none,softmax", "swiglu:2-4": the values of a field, or
   of a width or depth when field is NULL, each once.  PARSE, naming the option,
   for an empty list, a range that runs backwards, a value that the field does not
   take.  *values is a new reference when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_survey_values(json_t **values,
                                                 const fulg_field_t *field,
                                                 const char *option,
                                                 const char *text,
                                                 fulg_diag_t diag);

/* Calls take for every architecture of the ranges, in the order of an odometer
   whose last digit is the last field of the last layer.  Combinations that are
   no architecture (fulg_arch_check) are passed over and counted in *refused.
   UNABLE beyond FULG_SURVEY_MOST combinations, PARSE when none is left: the
   sentence says why the last one was refused. */
#define FULG_SURVEY_MOST 1000000
FULG_MUST_CHECK fulg_status_t
fulg_survey_each(slong *refused, const fulg_survey_ranges_t ranges,
                 void (*take)(void *data, const fulg_arch_t arch), void *data,
                 fulg_diag_t diag);

/* The ranges as an object whose keys are those of architectures; a new
   reference. */
json_t *fulg_survey_ranges_json(const fulg_survey_ranges_t ranges);

/* ---- architectures with the same functions ----------------------------------- */

/* canonical = the representative of the architectures with the functions of
   arch that are known to be so: head_dim beyond the width, a value_dim that
   restricts nothing, masks and scores without effect on one token, the power of
   a network without a hidden layer (doc: thm-same-functions).  canonical is
   initialised. */
void fulg_survey_canonical(fulg_arch_t canonical, const fulg_arch_t arch);

/* ---- lists ------------------------------------------------------------------- */

/* text and key are the canonical texts (fulg_exact_canonical_text) of the
   architecture and of its representative; group counts the different keys in the
   order of their first architecture.  name, or NULL, says where it comes from. */
typedef struct
{
    char *text, *key, *name;
    slong group;
} fulg_survey_item_t;

/* by_text: the items in the order of their texts.  The members of group g are
   member[start[g]] .. member[start[g+1] - 1]. */
typedef struct
{
    slong num, room, num_groups;
    fulg_survey_item_t *item;
    slong *by_text, *start, *member;
} fulg_survey_list_struct;
typedef fulg_survey_list_struct fulg_survey_list_t[1];

/* An empty list, open. */
void fulg_survey_list_init(fulg_survey_list_t list);
void fulg_survey_list_clear(fulg_survey_list_t list);
/* Adds one; the list is open.  name may be NULL. */
void fulg_survey_list_push(fulg_survey_list_t list, const fulg_arch_t arch,
                           const char *name);
/* Drops what is there twice (names are joined), keeps of n shards the one numbered k (1 <= k <= n:
   by a digest of the key, so that it does not depend on what else is in the
   list), and forms the groups.  With distinct every group keeps its
   representative alone, whether or not it was pushed. */
void fulg_survey_list_close(fulg_survey_list_t list, int distinct, slong k,
                            slong n);
/* The item with that text, or -1; the list is closed. */
slong fulg_survey_list_find(const fulg_survey_list_t list, const char *text);
/* Adds an architecture for each line of the text, as files have it; blank lines are
   passed over.  PARSE, naming the line from 1, for a line that is none. The list is
   open. */
FULG_MUST_CHECK fulg_status_t fulg_survey_list_read(fulg_survey_list_t list,
                                                    const char *text,
                                                    size_t length,
                                                    fulg_diag_t diag);
/* The architecture of a text that a list has: initialised when FULG_OK is
   returned; PARSE for any other text. */
FULG_MUST_CHECK fulg_status_t fulg_survey_arch(fulg_arch_t arch,
                                               const char *text);

/* ---- rows --------------------------------------------------------------------- */

#define FULG_SURVEY_FORMAT "fulgurite-survey/1"

/* n = the dimension expected by counting: the weights minus the obvious
   symmetries of a stack (a change of basis of every head's keys and of every
   hidden state, a scaling of every lightning head or polynomial neuron; on one
   token only the quadratic form of K^T Q counts), and at most the coefficients of
   the function where it is one layer or polynomial.  0 when arch is no stack, or a
   normalised one on one token, which is linear. */
int fulg_survey_expected(fmpz_t n, const fulg_arch_t arch);

/* The row of an architecture from the answer for its representative: bounds,
   status, theorems, expected dimension, defect.  reason, unless NULL, says which
   limit ended the work.  A new reference. */
json_t *fulg_survey_row(const fulg_arch_t arch, const fulg_dim_t dim,
                        const char *reason);

/* What reads a results file gets for every row its object, the canonical text of
   its architecture, and its line as it stands (without the newline). A nonzero
   return ends the reading. */
typedef int (*fulg_survey_take_t)(void *data, const json_t *row,
                                  const char *text, const char *line,
                                  size_t length);

/* Reads a results file: *header (a new reference, NULL for an empty file) and
   then the rows.  *whole is the number of bytes up to the last newline: what
   comes after was torn off when the writer was killed.  PARSE, naming file and
   line, for anything else that is not a header or row.  *header is a new
   reference only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_survey_read(json_t **header, size_t *whole,
                                               const char *text, size_t length,
                                               const char *file,
                                               fulg_survey_take_t take,
                                               void *data, fulg_diag_t diag);

/* PARSE unless both headers are of one survey: the same source, seed, method and
   distinct, and, with shards, the same shard. The sentence names what differs. */
FULG_MUST_CHECK fulg_status_t fulg_survey_check_header(const json_t *header,
                                                       const json_t *expected,
                                                       int shards,
                                                       fulg_diag_t diag);

/* The order of tables: family, depth, widths, and then all other numbers of the
   canonical text, digits compared as numbers. */
int fulg_survey_compare(const char *a, const char *b);

#ifdef __cplusplus
}
#endif

#endif
