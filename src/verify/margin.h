/* Certificates of margins, exactly and in balls. */
#ifndef FULG_VERIFY_MARGIN_H
#define FULG_VERIFY_MARGIN_H

#include "readout.h"

/* What the certificate says, beside samples and heads. */
typedef struct
{
    fmpq *lambda;
    fmpq_t low, high, squared;
    int exact;
    const json_t *separable;
} fulg_verify_margin_t;

/* gamma*^2 = |p|^2, in the rational numbers: softmax is uniform. */
int fulg_verify_margin_exact(const fulg_verify_margin_t *M,
                             const fulg_verify_readout_t *S,
                             fulg_verify_why_t *why);
/* Whether |p| <= high and, unless low <= 0, low <= min_i <z_i, p> / |p|. */
int fulg_verify_margin_balls(const fulg_verify_margin_t *M,
                             const fulg_verify_readout_t *S,
                             fulg_verify_why_t *why);

#endif
