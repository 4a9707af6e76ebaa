/* Certificates as data: bounds with their terms, minors, and their JSON. */
#ifndef FULGURITE_CERT_H
#define FULGURITE_CERT_H

#include <fulgurite/minor.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FULG_CERT_FORMAT "fulgurite-certificate/1"
#define FULG_TERM_SIZE 40

typedef struct
{
    char name[FULG_TERM_SIZE];
    fmpz_t value;
} fulg_term_t;

/* An upper bound: the theorem's name and every number in it, the last being the
   total. */
typedef struct
{
    const char *theorem;
    slong num, room;
    fulg_term_t *term;
} fulg_bound_struct;
typedef fulg_bound_struct fulg_bound_t[1];

/* No terms yet. */
void fulg_bound_init(fulg_bound_t bound);
void fulg_bound_clear(fulg_bound_t bound);
/* Appends a term; the name is name, or name_index when index >= 0. */
void fulg_bound_push(fulg_bound_t bound, const char *name, slong index,
                     const fmpz_t value);
/* The same with a word. */
void fulg_bound_push_si(fulg_bound_t bound, const char *name, slong index,
                        slong value);
/* The value of a term, or NULL when there is none of that name. */
const fmpz *fulg_bound_get(const fulg_bound_t bound, const char *name,
                           slong index);
/* The last term; the bound has one. */
const fmpz *fulg_bound_total(const fulg_bound_t bound);

/* left >= right is a hypothesis of a theorem, with its numbers. */
typedef struct
{
    char name[FULG_TERM_SIZE];
    fmpz_t left, right;
} fulg_hypothesis_t;

/* lower <= dimension <= upper, with all that proves it.  lower_theorem is one
   of "direct", "reduction", "residual-reduction" (with a minor), "many-heads",
   "degree-three" (with a side and hypotheses), "softmax-heads",
   "residual-limit" (with hypotheses), "linear-tokens", "linear-network". */
typedef struct
{
    const char *lower_theorem;
    fulg_arch_t arch;
    fmpz_t parameters, lower;
    fulg_bound_t upper;
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
/* Appends the hypothesis left >= right; the name is name, or name_index when
   index >= 0.  It is recorded, not judged. */
void fulg_cert_push_hypothesis(fulg_cert_t cert, const char *name, slong index,
                               const fmpz_t left, const fmpz_t right);
/* Drops the minor and the hypotheses. */
void fulg_cert_reset_lower(fulg_cert_t cert);
/* The certificate with its digests, in the format "fulgurite-certificate/1"; a
   new reference.  It says what cert says: only fulg_verify_certificate judges.
   */
json_t *fulg_cert_json(const fulg_cert_t cert);
/* The terms as [{"name":..,"value":..},...]; a new reference. */
json_t *fulg_bound_json_terms(const fulg_bound_t bound);

#ifdef __cplusplus
}
#endif

#endif
