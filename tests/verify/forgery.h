/* Altered certificates, and what the judge must say of them. */
#ifndef FULG_TESTS_FORGERY_H
#define FULG_TESTS_FORGERY_H

#include "samples.h"

typedef struct
{
    const char *name;
    char place[128]; /* such as .lower_bound.minor.rows[2[0 */
    const char *what;
    const json_t *original;
    slong seen, total, accepted, others;
} forgery_t;

void forgery_init(forgery_t *F, size_t i, const json_t *original);

/* The verdict of the library; what comes with it must agree with it. */
fulg_verdict_t forgery_judge(const json_t *certificate, fulg_diag_t diag);

/* Of many forgeries only every one of these is tried; 1 unless
   FULG_TEST_MULTIPLIER is below 1.  Odd, since alterations come in even rows. */
size_t forgery_stride(void);

/* Judges the altered certificate, as it is and signed anew; or skips it. */
void forgery_try(forgery_t *F, json_t *altered);

size_t forgery_minor_size(const json_t *certificate);

#endif
