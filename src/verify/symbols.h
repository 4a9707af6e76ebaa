/* The numbers of a graph as polynomials in its leaves and in functions of these, and
   their derivatives; not installed. */
#ifndef FULG_VERIFY_SYMBOLS_H
#define FULG_VERIFY_SYMBOLS_H

#include <flint/fmpq_mpoly.h>

#include "graph.h"

/* Variables are the leaves 0 .. leaves - 1, and behind them functions: an inverse, an
   exponential, a root, a cosine and a sine, sqrt(8/pi).  Function n stands for the node
   node[n]; nodes with the same function of the same argument have one. */
typedef struct
{
    const fulg_verify_graph_t *G;
    fmpq_mpoly_ctx_t ring;
    slong leaves, num, room;
    slong *node;
    fmpq_mpoly_struct *value, *change; /* one a node */
    double
        work; /* products of terms that may yet be computed; below 0: too many */
    const char *why; /* there is no value: why, or NULL */
} fulg_verify_symbols_t;

/* The values of all nodes; S->work and S->why tell whether that went well. */
void fulg_verify_symbols_init(fulg_verify_symbols_t *S,
                              const fulg_verify_graph_t *G, slong leaves,
                              double work);
void fulg_verify_symbols_clear(fulg_verify_symbols_t *S);
/* sum += f g */
void fulg_verify_symbols_add_product(fmpq_mpoly_t sum, const fmpq_mpoly_t f,
                                     const fmpq_mpoly_t g,
                                     fulg_verify_symbols_t *S);
/* 1 when the product of nodes a and b is plainly 1: one is the inverse of the other. */
int fulg_verify_symbols_is_one(const fulg_verify_symbols_t *S, slong a,
                               slong b);
/* 1: f is 0 wherever the functions are defined, by what they satisfy: x a = 1 for the
   inverse x of a, x^2 a = 1 for a root, and c^2 + s^2 = 1.  0: that is not shown. */
int fulg_verify_symbols_vanish(fulg_verify_symbols_t *S, const fmpq_mpoly_t f);

#endif
