/* A computation, number by number, with its derivatives; not installed. */
#ifndef FULG_VERIFY_GRAPH_H
#define FULG_VERIFY_GRAPH_H

#include "network.h"

/* What a node is where numbers are symbols: c + a b (or, with a = -1, a leaf), a
   function of a, or a constant: a/b, sqrt(8/pi), or the cosine or sine of frequency a of
   b at position c. */
typedef enum
{
    FULG_VERIFY_NUMBER,
    FULG_VERIFY_INVERSE,
    FULG_VERIFY_EXPONENTIAL,
    FULG_VERIFY_ROOT,
    FULG_VERIFY_RATIONAL,
    FULG_VERIFY_SQRT8PI,
    FULG_VERIFY_COSINE,
    FULG_VERIFY_SINE
} fulg_verify_node_kind_t;

/* A node: value = value_c + value_a value_b (what is -1 is not there), or with b = -1 a
   function of a, with its derivative in slope; or a leaf. */
typedef struct
{
    slong a, b, c;
    fulg_verify_node_kind_t kind;
} fulg_verify_node_t;

/* Numbers are residues mod the prime of mod, or balls of so many bits (0: residues).
   Of residues exponentials, angles and sqrt(8/pi) are drawn by the key.  Symbols have no
   values: only nodes are written down. */
typedef struct
{
    int symbols;
    fulg_verify_mod_t mod;
    slong bits;
    uint64_t key;
    slong num, room;
    fulg_verify_node_t *node;
    uint64_t *value, *slope, *back;
    arb_ptr ball, ball_slope, ball_back;
    /* Why there is no value, or NULL; and if it is that a radicand is no square, its
       number among those met (from 0), else -1. */
    const char *why;
    slong roots, not_square;
    /* The arguments of exponentials met, where there is room for them. */
    slong num_exponents;
    uint64_t *exponent;
} fulg_verify_graph_t;

void fulg_verify_graph_init(fulg_verify_graph_t *G, uint64_t prime, slong bits,
                            uint64_t key);
void fulg_verify_graph_init_symbols(fulg_verify_graph_t *G);
void fulg_verify_graph_clear(fulg_verify_graph_t *G);
/* Keeps the first num nodes only, for another evaluation. */
void fulg_verify_graph_cut(fulg_verify_graph_t *G, slong num);

/* Every function appends a node and returns its place.  A leaf has the value 0
   until it is set. */
slong fulg_verify_leaf(fulg_verify_graph_t *G);
slong fulg_verify_constant(fulg_verify_graph_t *G, slong p, slong q);
slong fulg_verify_muladd_node(fulg_verify_graph_t *G, slong c, slong a,
                              slong b);
slong fulg_verify_inverse(fulg_verify_graph_t *G, slong a);
slong fulg_verify_exponential(fulg_verify_graph_t *G, slong a);
/* 1/sqrt; of the residues the root below p/2. */
slong fulg_verify_inverse_root(fulg_verify_graph_t *G, slong a);
/* Balls alone: (1 + erf(a/sqrt 2))/2, and max(a, 0). */
slong fulg_verify_normal(fulg_verify_graph_t *G, slong a);
slong fulg_verify_relu(fulg_verify_graph_t *G, slong a);
/* Cosine and sine of position 10000^(-2 m/size). */
void fulg_verify_angle(fulg_verify_graph_t *G, slong *cosine, slong *sine,
                       slong m, slong size, slong position);
slong fulg_verify_sqrt8pi(fulg_verify_graph_t *G);
/* Minus the midpoint of a ball, exactly; residues: 0. */
slong fulg_verify_minus_middle(fulg_verify_graph_t *G, slong a);

/* The derivative of node n by all nodes before it, in back or ball_back. */
void fulg_verify_sweep(fulg_verify_graph_t *G, slong n);

/* ---- chance.c ---- */

/* splitmix64 of z. */
uint64_t fulg_verify_mix(uint64_t z);
/* The residue 1 .. p - 1 that the key gives for a pair of words (doc:
   sec-free-residues), in Montgomery's form. */
uint64_t fulg_verify_draw(uint64_t key, uint64_t kind, uint64_t what,
                          const fulg_verify_mod_t *M);
/* The root of a mod p that is below p/2; 0 when a is 0 or no square. */
uint64_t fulg_verify_root(uint64_t a, const fulg_verify_mod_t *M);

/* ---- blocks.c ---- */

/* The matrices of a network with sublayers, named and placed; entries are 0.  Beyond
   the limits: 0. */
int fulg_verify_blocks(fulg_verify_weights_t *W, fulg_verify_why_t *why);
/* Their entries. */
int fulg_verify_read_blocks(fulg_verify_weights_t *W, const json_t *weights,
                            fulg_verify_why_t *why);
/* The matrix under a key of sublayer j, of a head or group (from 0), or NULL. */
const fulg_verify_block_t *fulg_verify_block(const fulg_verify_weights_t *W,
                                             slong j, const char *key,
                                             slong head);

/* ---- forward.c, forward_attention.c ---- */

/* An evaluation of the sublayers from first to the one before end: nodes 0 .. W->total -
   1 are the weights, and state is a list of matrices of nodes, that of the input at
   first.  Sublayer first reads the input. */
typedef struct
{
    fulg_verify_graph_t *G;
    const fulg_verify_weights_t *W;
    slong t, first, end;
    slong **state;
} fulg_verify_run_t;

/* All sublayers. */
void fulg_verify_run_init(fulg_verify_run_t *R, fulg_verify_graph_t *G,
                          const fulg_verify_weights_t *W);
void fulg_verify_run_clear(fulg_verify_run_t *R);
/* An evaluation of the network, as residues or in balls, is within the limits. */
int fulg_verify_graph_fits(const fulg_verify_net_t *net,
                           const fulg_verify_weights_t *W, slong bits,
                           fulg_verify_why_t *why);
/* Evaluates at the input whose nodes are those after the weights; G->why tells
   whether that went well. */
void fulg_verify_run(fulg_verify_run_t *R);
/* The node of x + y. */
slong fulg_verify_sum(fulg_verify_graph_t *G, slong x, slong y);
/* y += B x (rows x t; y's nodes -1: nothing yet), with the matrix under that key. */
void fulg_verify_apply(fulg_verify_run_t *R, slong *y, slong j, const char *key,
                       slong head, const slong *x);
/* y += the vector under that key, if there is one, at every token. */
void fulg_verify_shift(fulg_verify_run_t *R, slong *y, slong j, const char *key,
                       slong head);
slong *fulg_verify_nothing(slong num);
void fulg_verify_attend(fulg_verify_run_t *R, slong j, slong *y,
                        const slong *x);

/* ---- free.c ---- */

/* 1 when minors mod a prime need free exponentials. */
int fulg_verify_is_free(const fulg_verify_net_t *net);
/* doc: thm-free-exponentials: how many of the exponents at an input are independent,
   and of the radicands no squares, against all of them. */
int fulg_verify_free_hypothesis(slong *independent, slong *exponents,
                                slong *no_squares, slong *roots,
                                const fulg_verify_net_t *net,
                                fulg_verify_why_t *why);

#endif
