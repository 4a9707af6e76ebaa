/* Architectures: the shapes of a network, without its numbers. */
#ifndef FULGURITE_ARCH_H
#define FULGURITE_ARCH_H

#include <fulgurite/exact.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum
{
    FULG_FAMILY_ATTENTION,
    FULG_FAMILY_PNN
} fulg_family_t;

/* What is done to the columns of the score matrix: nothing (lightning), divide
   1 + s by its column sum (affine), or softmax. */
typedef enum
{
    FULG_NORM_NONE,
    FULG_NORM_AFFINE,
    FULG_NORM_SOFTMAX
} fulg_norm_t;

/* A stack of depth layers; layer i (from 0) maps width[i] to width[i+1].
   head_dim, heads and value_dim have one entry a layer; value_dim is 0 in every
   entry when the values are full matrices.  A polynomial network
   (FULG_FAMILY_PNN) uses width and power alone; its tokens are 1. */
typedef struct
{
    fulg_family_t family;
    slong depth;
    slong tokens;
    slong *width;
    slong *head_dim;
    slong *heads;
    slong *value_dim;
    fulg_norm_t norm;
    int residual;
    int causal;
    slong power;
} fulg_arch_struct;
typedef fulg_arch_struct fulg_arch_t[1];

#define FULG_ARCH_MAX_DEPTH 65536
#define FULG_ARCH_FORMAT "fulgurite-architecture/1"

/* A lightning stack with all widths, head_dim and heads 1, no value_dim, 3
   tokens; 1 <= depth <= FULG_ARCH_MAX_DEPTH. */
void fulg_arch_init(fulg_arch_t arch, slong depth);
void fulg_arch_clear(fulg_arch_t arch);
/* copy = arch; copy is initialised, of any depth. */
void fulg_arch_set(fulg_arch_t copy, const fulg_arch_t arch);
/* 1 when both describe the same network: all that their family uses agrees. */
int fulg_arch_equal(const fulg_arch_t a, const fulg_arch_t b);
/* 1 when V = O U with a value dimension, 0 when V is a full matrix. */
int fulg_arch_has_value_dim(const fulg_arch_t arch);

/* PARSE unless every size is positive, residual stacks have equal widths, and
   power >= 1. */
FULG_MUST_CHECK fulg_status_t fulg_arch_check(const fulg_arch_t arch,
                                              fulg_diag_t diag);

/* Reads the file format "fulgurite-architecture/1".  PARSE when "format" is not
   there, for unknown keys, and for what fulg_arch_check refuses; missing keys
   take their default.  Initialises arch when it returns FULG_OK, and only then.
   */
FULG_MUST_CHECK fulg_status_t fulg_arch_init_json(fulg_arch_t arch,
                                                  const json_t *value,
                                                  fulg_diag_t diag);
/* The canonical form: every key of the family, in full.  A new reference. */
json_t *fulg_arch_json(const fulg_arch_t arch);

/* n = the number of weights, of any size. */
void fulg_arch_parameters(fmpz_t n, const fulg_arch_t arch);

/* One matrix of weights: kind is q, k, v (or o, u with v = o u) of a head, or w
   of a polynomial network; layer and head count from 0; offset is the place of
   its first entry among all weights, row by row. */
typedef struct
{
    char kind;
    slong layer, head, rows, cols, offset;
} fulg_block_t;

/* The blocks in their canonical order (q, k, v | q, k, o, u head by head, layer
   by layer).  UNABLE when the weights can not be counted by a slong. The caller
   frees *blocks with flint_free. */
FULG_MUST_CHECK fulg_status_t fulg_arch_blocks(fulg_block_t **blocks,
                                               slong *num,
                                               const fulg_arch_t arch,
                                               fulg_diag_t diag);

/* The name of a weight, such as "q1_1_2_3": layer, head, row, column, from 1
   ("w1_2_3" in a polynomial network). size is at least
   FULG_ARCH_NAME_SIZE. */
#define FULG_ARCH_NAME_SIZE 96
void fulg_arch_weight_name(char *name, const fulg_block_t *block, slong row,
                           slong col);

#ifdef __cplusplus
}
#endif

#endif
