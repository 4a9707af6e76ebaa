/* Exact numbers as text and JSON; primes; canonical text and its digest. */
#ifndef FULGURITE_EXACT_H
#define FULGURITE_EXACT_H

#include <jansson.h>

#include <fulgurite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reads an integer "-12", a fraction "3/4", or a decimal "0.1", "-2.5e-3",
   which is exact ("0.1" is one tenth).  PARSE for anything else, a denominator
   0, or an exponent beyond 9999 (it would make numbers of any size). */
FULG_MUST_CHECK fulg_status_t fulg_exact_set_text(fmpq_t x, const char *text,
                                                  fulg_diag_t diag);

/* A JSON integer, or a string as above.  A JSON real is refused, because its
   decimal digits are not kept by JSON readers: PARSE, and the message says to
   quote it. */
FULG_MUST_CHECK fulg_status_t fulg_exact_set_json(fmpq_t x, const json_t *value,
                                                  fulg_diag_t diag);

/* Every real inside an array or object becomes the exact value of the double that
   is nearest to its digits, an integer or a string "p/q". */
void fulg_exact_json_doubles(json_t *value);

/* JSON integer where it fits 63 bits, else a string of decimal digits: readers
   of JSON lose the digits of larger ones.  A new reference. */
json_t *fulg_exact_json_fmpz(const fmpz_t n);
/* The same for integers, and the string "p/q" for a fraction in lowest terms, q
   > 1.  A new reference. */
json_t *fulg_exact_json_fmpq(const fmpq_t x);

/* A prime, uniform among the primes of (2^60, 2^61); primality is proved (it is
   decidable deterministically below 2^64).  About 42 candidates are tried. */
ulong fulg_exact_prime_random(fulg_rand_t rand);
/* The same of (2^22, 2^23): a product of residues is a whole number that a double
   holds, and so is a sum of 512 of them. */
ulong fulg_exact_prime_small(fulg_rand_t rand);
/* log2 of a lower bound for the number of primes in (2^60, 2^61) (doc:
   thm-probable). */
#define FULG_EXACT_LOG2_PRIMES 54

/* Keys sorted, no white space: the text whose SHA-256 is a digest.  The caller
   frees the text with free(). */
char *fulg_exact_canonical_text(const json_t *value);

#define FULG_EXACT_DIGEST_SIZE 65
/* The SHA-256 of the canonical text, as 64 hexadecimal digits and a final 0. */
void fulg_exact_digest(char digest[FULG_EXACT_DIGEST_SIZE],
                       const json_t *value);

/* 1 when the text ends so: of the name of a file, ".npy". */
int fulg_exact_text_ends(const char *text, const char *end);
/* The bytes of a file ("-" is standard input), to be freed with flint_free.  IO
   when it cannot be read, UNABLE beyond 1 GiB. */
FULG_MUST_CHECK fulg_status_t fulg_exact_text_load(char **text, size_t *length,
                                                   const char *file,
                                                   fulg_diag_t diag);

/* As fulg_exact_json_parse, with integers read as reals: nearest doubles. */
FULG_MUST_CHECK fulg_status_t fulg_exact_json_parse_reals(json_t **value,
                                                          const char *text,
                                                          size_t length,
                                                          const char *file,
                                                          fulg_diag_t diag);
/* Reads one JSON value from a text; file, unless NULL, names it in messages.
   Duplicate keys, trailing text, zero bytes, NaN and deep nesting are PARSE, with line and
   column in the sentence.  *value is a new reference, NULL without FULG_OK. */
FULG_MUST_CHECK fulg_status_t fulg_exact_json_parse(json_t **value,
                                                    const char *text,
                                                    size_t length,
                                                    const char *file,
                                                    fulg_diag_t diag);

/* The same for a file ("-" is standard input).  IO when it cannot be read, UNABLE
   beyond 1 GiB. */
FULG_MUST_CHECK fulg_status_t fulg_exact_json_load(json_t **value,
                                                   const char *file,
                                                   fulg_diag_t diag);

/* Large matrices of integers (lists of lists) in a JSON text become strings: a
   number then costs its digits and no more.  How many; 0, and the text as it was,
   when there is none, or some string might be taken for one. */
size_t fulg_exact_json_pack(char *text, size_t length);
/* The text as it was before. */
void fulg_exact_json_pack_undo(char *text, size_t length);
/* Whether the value is such a matrix. */
int fulg_exact_json_is_packed(const json_t *value);
/* How many entries a packed matrix has. */
size_t fulg_exact_json_packed_entries(const json_t *value);
/* The lists of a packed matrix; a new reference. */
json_t *fulg_exact_json_unpack(const json_t *value);
/* A (initialised) = the packed matrix; 0, and A as it was, when it has another
   shape. */
int fulg_exact_json_packed_get(fmpq_mat_t A, const json_t *value);
/* As fulg_exact_json_load, with large matrices packed. */
FULG_MUST_CHECK fulg_status_t fulg_exact_json_load_packed(json_t **value,
                                                          const char *file,
                                                          fulg_diag_t diag);

/* PARSE unless "format" of the object is this text; the message has both. */
FULG_MUST_CHECK fulg_status_t fulg_exact_json_check_format(const json_t *object,
                                                           const char *format,
                                                           fulg_diag_t diag);

/* PARSE when the object has a key that is not in the NULL-terminated list; the
   message names the nearest one.  where names the
   place in messages. */
FULG_MUST_CHECK fulg_status_t
fulg_exact_json_check_keys(const json_t *object, const char *const *known,
                           const char *where, fulg_diag_t diag);

/* The entry of a NULL-terminated list that is closest in edit distance, or NULL
   when nothing is near. */
const char *fulg_exact_nearest(const char *word, const char *const *known);

#ifdef __cplusplus
}
#endif

#endif
