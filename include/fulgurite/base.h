/* Status, truth values, diagnostics, progress and randomness. */
#ifndef FULGURITE_BASE_H
#define FULGURITE_BASE_H

#include <stdint.h>

#include <fulgurite/flint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a computation.  DOMAIN: mathematically undefined (a vanishing
   denominator).  UNABLE: a limit or a precision was reached, or the user
   interrupted.  PARSE: the input does not parse or contradicts itself.  IO: a
   file could not be read or written. */
typedef enum
{
    FULG_OK = 0,
    FULG_DOMAIN,
    FULG_UNABLE,
    FULG_PARSE,
    FULG_IO
} fulg_status_t;

typedef enum
{
    FULG_FALSE = 0,
    FULG_TRUE = 1,
    FULG_UNKNOWN = 2
} fulg_truth_t;

#if defined(__GNUC__)
#define FULG_MUST_CHECK __attribute__((warn_unused_result))
#define FULG_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define FULG_MUST_CHECK
#define FULG_PRINTF(a, b)
#endif

/* A readable sentence: what is wrong and where.  Set by whatever returns a
   status other than FULG_OK; empty otherwise. */
typedef struct
{
    char text[1024];
} fulg_diag_struct;
typedef fulg_diag_struct fulg_diag_t[1];

/* The empty sentence. */
void fulg_diag_init(fulg_diag_t diag);

/* Writes the sentence.  Returns status, so that a failing function can say
   "return fulg_diag_set(diag, FULG_PARSE, ...)", and cuts it at 1023 bytes.
   diag may be NULL. */
fulg_status_t fulg_diag_set(fulg_diag_struct *diag, fulg_status_t status,
                            const char *format, ...) FULG_PRINTF(3, 4);

/* Puts "prefix" in front of the sentence, for a caller who knows the place.
   Returns status, whatever it is. diag may be NULL. */
fulg_status_t fulg_diag_prefix(fulg_diag_struct *diag, fulg_status_t status,
                               const char *format, ...) FULG_PRINTF(3, 4);

/* The version of the library, such as "0.1.0": a constant string. */
const char *fulg_version(void);

/* Called now and then by long work.  A nonzero return asks the work to stop;
   it then returns FULG_UNABLE ("interrupted").  total is 0 when unknown. */
typedef struct
{
    int (*tick)(void *data, const char *what, slong done, slong total);
    void *data;
} fulg_progress_t;

/* Tells of the progress; 0 when progress or its tick is NULL. */
int fulg_progress_tick(const fulg_progress_t *progress, const char *what,
                       slong done, slong total);

/* A reproducible stream of random limbs (SplitMix64 of Steele, Lea and Flood),
   the same on every platform and for every version of FLINT. */
typedef struct
{
    uint64_t state;
} fulg_rand_struct;
typedef fulg_rand_struct fulg_rand_t[1];

/* The stream of a seed. */
void fulg_rand_init(fulg_rand_t rand, ulong seed);
/* The next 64 bits of the stream, uniform. */
ulong fulg_rand_limb(fulg_rand_t rand);
/* Uniform in 0 <= x < n; n >= 1.  Without bias: limbs beyond the last multiple
   of n are drawn again. */
ulong fulg_rand_below(fulg_rand_t rand, ulong n);
/* Uniform in -bound <= x <= bound; 0 <= bound < 2^62. */
slong fulg_rand_signed(fulg_rand_t rand, slong bound);
/* An independent stream, for work that is split into parts. */
void fulg_rand_split(fulg_rand_t child, fulg_rand_t rand);

#ifdef __cplusplus
}
#endif

#endif
