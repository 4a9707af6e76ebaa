/* Certificates as data: bounds with their terms, minors, and their JSON. */
#ifndef FULGURITE_CERT_H
#define FULGURITE_CERT_H

#include <fulgurite/minor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FULG_CERT_FORMAT "fulgurite-certificate/1"

struct fulg_cert_s;

/* What an answer says about a bound, as data: sentences (label NULL, the text
   in what), and numbers with their meaning.  A number may stand for every one
   of the layers from .. to (else both are -1); how says how it is computed, and
   is "" where there is nothing to say. */
typedef struct
{
    char *label, *what, *how;
    slong from, to;
    fmpz_t value;
} fulg_reason_t;

typedef struct
{
    slong num, room;
    fulg_reason_t *row;
} fulg_cert_reasons_struct;
typedef fulg_cert_reasons_struct fulg_cert_reasons_t[1];

/* Nothing said yet. */
void fulg_cert_reasons_init(fulg_cert_reasons_t reasons);
void fulg_cert_reasons_clear(fulg_cert_reasons_t reasons);
/* A sentence, by a format; its lines are separated by "\n". */
void fulg_cert_reasons_say(fulg_cert_reasons_t reasons, const char *format, ...)
    FULG_PRINTF(2, 3);
/* A number, and its meaning by a format. */
void fulg_cert_reasons_row(fulg_cert_reasons_t reasons, const char *label,
                           const fmpz_t value, const char *format, ...)
    FULG_PRINTF(4, 5);
/* The number of layer i (from 1), how it is computed, and its meaning by a
   format.  Layers that follow each other and say the same make one row. */
void fulg_cert_reasons_layer(fulg_cert_reasons_t reasons, const char *label,
                             slong i, const fmpz_t value, const char *how,
                             const char *format, ...) FULG_PRINTF(6, 7);

/* A theorem about a dimension.  Bounds and certificates point to the one that
   they rest on, so that every printed name has its explanation.  at_point: the
   bound is a rank at a point of the network itself.  say may be NULL (nothing
   to say beside the other bound).  hypotheses: what their left and right sides
   are, as pairs {name, words}, the last one {NULL, NULL}; or NULL. */
typedef struct
{
    const char *name;
    int at_point;
    void (*say)(fulg_cert_reasons_t reasons, const struct fulg_cert_s *cert);
    const char *const (*hypotheses)[2];
} fulg_theorem_t;

/* A number of a theorem; in files its name is name, or name_layer when layer >= 0.
   name is a constant. */
typedef struct
{
    const char *name;
    slong layer;
    fmpz_t value;
} fulg_cert_term_t;

/* An upper bound: the theorem (NULL for none yet) and every number in it, the last
   being the total.  fields (NULL: none): what it rests on beside them, as files have
   it. */
typedef struct
{
    const fulg_theorem_t *theorem;
    slong num, room;
    fulg_cert_term_t *term;
    json_t *fields;
} fulg_cert_bound_struct;
typedef fulg_cert_bound_struct fulg_cert_bound_t[1];

/* No terms yet. */
void fulg_cert_bound_init(fulg_cert_bound_t bound);
void fulg_cert_bound_clear(fulg_cert_bound_t bound);
/* Exchanges two bounds. */
void fulg_cert_bound_swap(fulg_cert_bound_t a, fulg_cert_bound_t b);
/* Appends a term; name is a constant that stays, layer < 0 when the term belongs
   to no layer. */
void fulg_cert_bound_push(fulg_cert_bound_t bound, const char *name,
                          slong layer, const fmpz_t value);
/* The same with a word. */
void fulg_cert_bound_push_si(fulg_cert_bound_t bound, const char *name,
                             slong layer, slong value);
/* The value of a term, or NULL when there is none of that name. */
const fmpz *fulg_cert_bound_get(const fulg_cert_bound_t bound, const char *name,
                                slong layer);
/* The last term; the bound has one. */
const fmpz *fulg_cert_bound_total(const fulg_cert_bound_t bound);

/* left >= right is a hypothesis of a theorem, with its numbers; name and layer as
   in a term. */
typedef struct
{
    const char *name;
    slong layer;
    fmpz_t left, right;
} fulg_hypothesis_t;

/* The name in files of a term or a hypothesis: name, or name_layer.  text has room
   for it. */
#define FULG_TERM_SIZE 40
void fulg_cert_term_name(char text[FULG_TERM_SIZE], const char *name,
                         slong layer);

/* lower <= dimension <= upper, with all that proves it.  lower_theorem is one of
   those of the dimension module (NULL for none yet): by a minor, by hypotheses
   (and a side), or the one of the upper bound when that is an equality. */
typedef struct fulg_cert_s
{
    const fulg_theorem_t *lower_theorem;
    fulg_arch_t arch;
    fmpz_t parameters, lower;
    fulg_cert_bound_t upper;
    const char *side;
    slong num_hypotheses;
    fulg_hypothesis_t *hypothesis;
    int has_minor;
    fulg_minor_t minor;
} fulg_cert_struct;
typedef fulg_cert_struct fulg_cert_t[1];

/* A certificate for arch that claims nothing yet; parameters are counted. */
void fulg_cert_init(fulg_cert_t cert, const fulg_arch_t arch);
void fulg_cert_clear(fulg_cert_t cert);
/* 1 when the bounds meet. */
int fulg_cert_is_closed(const fulg_cert_t cert);
/* Appends the hypothesis left >= right, name and layer as in a term.  It is
   recorded, not judged. */
void fulg_cert_push_hypothesis(fulg_cert_t cert, const char *name, slong layer,
                               const fmpz_t left, const fmpz_t right);
/* Drops the minor and the hypotheses. */
void fulg_cert_reset_lower(fulg_cert_t cert);
/* The certificate with its digests, in the format "fulgurite-certificate/1"; a
   new reference.  It states what cert states, and checks nothing.
   */
json_t *fulg_cert_json(const fulg_cert_t cert);
/* The terms as [{"name":..,"value":..},...]; a new reference. */
json_t *fulg_cert_bound_json_terms(const fulg_cert_bound_t bound);
/* The whole bound as certificates have it; a new reference. */
json_t *fulg_cert_bound_json(const fulg_cert_bound_t bound);

#ifdef __cplusplus
}
#endif

#endif
