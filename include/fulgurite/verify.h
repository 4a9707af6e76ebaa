/*
 * A checker of certificates that shares no code with the engine that made them.
 *
 * Only the integers of FLINT, the real balls of Arb, jansson and the SHA-256 of
 * nettle are trusted; the bounds, the arithmetic mod p, the primality test, the
 * network, its derivative and the elimination are written here once more.
 */
#ifndef FULGURITE_VERIFY_H
#define FULGURITE_VERIFY_H

#include <jansson.h>

#include <fulgurite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ACCEPTED: every statement of the certificate has been proved again.
   REFUSED: it is a certificate, but something in it is wrong.  MALFORMED: not
   JSON, or not an object with the format of a certificate.  UNDECIDED: a limit
   of the judge was reached, in size, work or memory; nothing is known. */
typedef enum
{
    FULG_ACCEPTED = 0,
    FULG_REFUSED,
    FULG_MALFORMED,
    FULG_UNDECIDED
} fulg_verdict_t;

/* What an accepted certificate proves: lower <= dim <= upper for the functions
   of an architecture with this many parameters.  known is FULG_TRUE when both
   agree (then they are the dimension), FULG_FALSE when a gap remains, and
   FULG_UNKNOWN as long as nothing is proved.  The theorems are named by constant
   strings.  A certificate of another kind ("margin", "descent",
   "organization") proves the
   statement, a sentence; statement is NULL for dimensions, which have no kind.  Kind
   "pattern": attention of this hidden size on length tokens realises a matrix with
   at most row_nonzeros positive entries a row up to e1, e2 (doc:
   thm-pattern-certificate); "class": every matrix with at most column_nonzeros
   positive entries a column and ratios up to ratio (doc: thm-pattern-class). */
typedef struct
{
    fmpz_t parameters;
    fmpz_t lower;
    fmpz_t upper;
    fulg_truth_t known;
    const char *lower_theorem;
    const char *upper_theorem;
    const char *kind;
    char *statement;
    slong length, hidden_size, row_nonzeros, column_nonzeros;
    fmpq_t e1, e2, ratio;
} fulg_verify_claim_t;

/* Nothing is known yet. */
void fulg_verify_claim_init(fulg_verify_claim_t *claim);
void fulg_verify_claim_clear(fulg_verify_claim_t *claim);

/* The largest minor that is looked at. */
#define FULG_VERIFY_MAX_MINOR 20000

/* Judges a certificate.  *claim (initialised) is set when *verdict is
   FULG_ACCEPTED, and else left empty; diag says why when it is not.  Nothing in
   the certificate is trusted: every term of the upper bound, the conditions of
   the theorem below, the model network and the invertible minor are computed
   again.  A minor of size s costs s^3/3 multiplications mod p and s^2 words;
   beyond FULG_VERIFY_MAX_MINOR, or when the networks would need more than a GiB
   (balls: 4 GiB), the verdict is FULG_UNDECIDED.  A softmax minor is enclosed
   in balls of the certificate's bits and shown to be invertible by |I - R S| <
   1 with an R found here; it is refused when these bits do not suffice. diag
   may be NULL. */
void fulg_verify_certificate(fulg_verdict_t *verdict,
                             fulg_verify_claim_t *claim,
                             const json_t *certificate, fulg_diag_t diag);

/* The same from length bytes of text.  What JSON allows and certificates do not
   is noticed here: keys that occur twice, numbers that are not integers of 63
   bits, -0, brackets nested deeper than 64. */
void fulg_verify_text(fulg_verdict_t *verdict, fulg_verify_claim_t *claim,
                      const char *text, size_t length, fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
