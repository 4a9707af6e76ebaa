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
    const json_t *separable, *zero;
} fulg_verify_margin_t;

/* gamma*^2 = |p|^2, in the rational numbers: softmax is uniform. */
int fulg_verify_margin_exact(const fulg_verify_margin_t *M,
                             const fulg_verify_readout_t *S,
                             fulg_verify_why_t *why);
/* Whether |p| <= high and, unless low <= 0, low <= min_i <z_i, p> / |p|. */
int fulg_verify_margin_balls(const fulg_verify_margin_t *M,
                             const fulg_verify_readout_t *S,
                             fulg_verify_why_t *why);
/* gamma* = 0: the support of lambda are two samples with opposite features (one, if
   that is 0), or samples whose features are a simplex with 0 inside, where lambda is near the
   coefficients. */
int fulg_verify_margin_opposite(const fulg_verify_margin_t *M,
                                const fulg_verify_readout_t *S,
                                fulg_verify_why_t *why);
int fulg_verify_margin_inside(const fulg_verify_margin_t *M,
                              const fulg_verify_readout_t *S,
                              fulg_verify_why_t *why);

#endif
