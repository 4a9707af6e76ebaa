/* Certificates about attention with a readout: margin and descent. */
#ifndef FULG_VERIFY_READOUT_H
#define FULG_VERIFY_READOUT_H

#include "impl.h"

/* Samples and heads of the file: sample i has its tokens at x + i T d, head g its
   readout at u + g T d and its matrix W at w + g d d, copies[g] times. */
typedef struct
{
    slong n, T, d;
    int *label;
    fmpq *x;
    slong heads, total;
    slong *copies;
    fmpq *u, *w;
    fmpq_t R2; /* the largest squared norm of a token */
} fulg_verify_readout_t;

/* S needs a clear in any case. */
int fulg_verify_readout_init(fulg_verify_readout_t *S,
                             const json_t *certificate, fulg_verify_why_t *why);
void fulg_verify_readout_clear(fulg_verify_readout_t *S);
/* Numbers of one head: those of u, then those of w. */
slong fulg_verify_readout_size(const fulg_verify_readout_t *S);

/* In balls of so many bits, out of the rationals of S. */
typedef struct
{
    slong bits;
    arb_ptr x, theta;
} fulg_verify_readout_balls_t;

void fulg_verify_readout_balls_init(fulg_verify_readout_balls_t *B,
                                    const fulg_verify_readout_t *S, slong bits);
void fulg_verify_readout_balls_clear(fulg_verify_readout_balls_t *B,
                                     const fulg_verify_readout_t *S);
/* value = Phi(X_i) H^{1/2} at theta (heads * size numbers) and, unless NULL, its
   gradient by one copy of every head. */
void fulg_verify_readout_gradient(arb_t value, arb_ptr gradient,
                                  const fulg_verify_readout_t *S,
                                  const fulg_verify_readout_balls_t *B,
                                  slong i);

/* A pair ["lo","hi"] of decimal numbers, lo <= hi. */
int fulg_verify_enclosure(fmpq_t low, fmpq_t high, const json_t *value,
                          const char *where, fulg_verify_why_t *why);
/* 1: x lies in [low, high]; 0: it does not; -1: its precision does not say. */
int fulg_verify_inside(const arb_t x, const fmpq_t low, const fmpq_t high,
                       slong bits);

/* Each proves its certificate again and sets claim->statement. */
int fulg_verify_margin(fulg_verify_claim_t *claim, const json_t *certificate,
                       fulg_verify_why_t *why);
int fulg_verify_descent(fulg_verify_claim_t *claim, const json_t *certificate,
                        fulg_verify_why_t *why);

#endif
