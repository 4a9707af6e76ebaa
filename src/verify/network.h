/* The network of a certificate, its derivatives, and minors of its Jacobian; shared
   inside the module. */
#ifndef FULG_VERIFY_NETWORK_H
#define FULG_VERIFY_NETWORK_H

#include "impl.h"

/* ---- network.c, adjoint.c ---- */

/* A weight matrix of the file: rows x cols, its entries from offset on. */
typedef struct
{
    char letter; /* q, k, v, o, u; w of a polynomial network */
    slong rows;
    slong cols;
    slong offset;
    /* Of a network with sublayers: whose it is, under which key, and the name of a
       weight up to its row. */
    slong sub, head;
    const char *key;
    char name[48];
} fulg_verify_block_t;

/* The weights of a network mod p, or as balls of so many bits (0: mod p).  The
   blocks of head h = 1.. of layer i are
   block[first[i] + (h - 1) * per_head ..]: q, k, v or q, k, o, u or w. */
typedef struct
{
    const fulg_verify_net_t *net;
    fulg_verify_mod_t mod;
    slong tokens;
    slong per_head;
    slong *first;
    slong num;
    slong room;
    fulg_verify_block_t *block;
    slong total;
    slong total_room;
    uint64_t *entry;
    slong bits;
    arb_ptr ball;
} fulg_verify_weights_t;

/* One of prime and bits is 0. */
int fulg_verify_weights_init(fulg_verify_weights_t *W,
                             const fulg_verify_net_t *net, uint64_t prime,
                             slong bits, const json_t *weights,
                             fulg_verify_why_t *why);
/* The next entry, from the file or (value NULL) 0. */
int fulg_verify_push_entry(fulg_verify_weights_t *W, const json_t *value,
                           const char *name, fulg_verify_why_t *why);
/* A number from 1 without leading zeros, and the "_" in front of it if any;
   0 when there is none. */
slong fulg_verify_read_index(const char **text, int underscore);
void fulg_verify_weights_clear(fulg_verify_weights_t *W);
/* The place among all entries of a weight named in the way of the file, such as
   q1_1_2_3, or -1. */
slong fulg_verify_weight_place(const fulg_verify_weights_t *W,
                               const char *name);

/* What a head leaves behind: with X the state, query = Q X, key = K X, weight =
   N(key^T query), inverse = 1/(column sums) if normalised, mixed = X weight, inner
   = U mixed.  A polynomial network has inner = W x alone. */
typedef struct
{
    uint64_t *query, *key, *weight, *inverse, *mixed, *inner;
} fulg_verify_head_t;

/* A point of evaluation, with room for a derivative there. */
typedef struct
{
    uint64_t *memory;
    uint64_t **state;         /* 0..layers */
    fulg_verify_head_t *head; /* in the order of the blocks */
    uint64_t *out, *back, *side, *score, *own, *inner;
} fulg_verify_tape_t;

/* 0 when the memory is beyond the limits. */
int fulg_verify_tape_init(fulg_verify_tape_t *T, const fulg_verify_weights_t *W,
                          fulg_verify_why_t *why);
void fulg_verify_tape_clear(fulg_verify_tape_t *T);
/* Evaluates at state[0]; 0 when a denominator vanishes. */
int fulg_verify_evaluate(fulg_verify_tape_t *T, const fulg_verify_weights_t *W,
                         fulg_verify_why_t *why);
/* The gradient of the output entry (i, j), from 1: W->total words.  The output of a
   readout is a sum of entries of its layer, one a token. */
void fulg_verify_gradient(uint64_t *gradient, fulg_verify_tape_t *T,
                          const fulg_verify_weights_t *W, slong i, slong j);
/* A bound for the multiplications of one evaluation or gradient, as far as it
   is below 2^62. */
slong fulg_verify_cost(const fulg_verify_weights_t *W);

/* The sizes of what a tape of either kind has beside states and heads: out, back,
   side, score, own, inner. */
#define FULG_VERIFY_SCRATCH 6
void fulg_verify_scratch(fulg_verify_wide_t size[FULG_VERIFY_SCRATCH],
                         const fulg_verify_weights_t *W);

/* ---- balls.c, ball_invertible.c ---- */

/* The same in balls: inner is U mixed. */
typedef struct
{
    arb_ptr query, key, weight, mixed, inner;
} fulg_verify_ball_head_t;

typedef struct
{
    arb_ptr memory;
    slong size;
    arb_ptr *state;
    fulg_verify_ball_head_t *head;
    arb_ptr out, back, side, score, own, inner;
} fulg_verify_balls_t;

int fulg_verify_balls_init(fulg_verify_balls_t *T,
                           const fulg_verify_weights_t *W,
                           fulg_verify_why_t *why);
void fulg_verify_balls_clear(fulg_verify_balls_t *T);
int fulg_verify_balls_evaluate(fulg_verify_balls_t *T,
                               const fulg_verify_weights_t *W,
                               fulg_verify_why_t *why);
/* W->total balls. */
void fulg_verify_balls_gradient(arb_ptr gradient, fulg_verify_balls_t *T,
                                const fulg_verify_weights_t *W, slong i,
                                slong j);
/* Whether every matrix in the n x n balls S (row by row, overwritten) is shown to
   be invertible. */
int fulg_verify_ball_invertible(arb_ptr S, slong n, slong bits);

/* ---- minor.c, minor_residues.c, minor_balls.c ---- */

/* A row of the Jacobian: entry (row, col) of the output at an input; from 1. */
typedef struct
{
    slong input, row, col;
} fulg_verify_row_t;

typedef struct
{
    slong size;
    /* Evaluated as a graph, with free exponentials when key is not 0. */
    int graph;
    uint64_t key;
    fulg_verify_weights_t weights;
    fulg_verify_row_t *row; /* ordered by inputs */
    slong *column;          /* places among the weights */
    const json_t *inputs;
} fulg_verify_minor_t;

/* Input n, from 1, as residues or (with NULL for those) as balls, row by row. */
int fulg_verify_minor_input(uint64_t *residues, arb_ptr balls,
                            const fulg_verify_minor_t *S, slong n,
                            fulg_verify_why_t *why);
int fulg_verify_prove_residues(const fulg_verify_minor_t *S,
                               fulg_verify_why_t *why);
int fulg_verify_prove_balls(const fulg_verify_minor_t *S,
                            fulg_verify_why_t *why);
/* Either kind, of a graph. */
int fulg_verify_prove_graph(const fulg_verify_minor_t *S,
                            fulg_verify_why_t *why);
/* Whether the matrix of residues is invertible, which it overwrites. */
int fulg_verify_residues_invertible(uint64_t *matrix,
                                    const fulg_verify_minor_t *S,
                                    fulg_verify_why_t *why);

/* Proves that the minor of the model is invertible mod its prime; *size is its
   number of rows. */
int fulg_verify_minor(slong *size, const fulg_verify_net_t *model,
                      const json_t *minor, fulg_verify_why_t *why);
/* The same for softmax: everywhere in the balls of a minor at its bits. */
int fulg_verify_ball_minor(slong *size, const fulg_verify_net_t *model,
                           const json_t *ball, fulg_verify_why_t *why);
/* The same mod a prime with free exponentials. */
int fulg_verify_free_minor(slong *size, const fulg_verify_net_t *model,
                           const json_t *minor, fulg_verify_why_t *why);

#endif
