/* Shared inside the module of symmetries; not installed. */
#ifndef FULG_SYMMETRY_IMPL_H
#define FULG_SYMMETRY_IMPL_H

#include <fulgurite/symmetry.h>

#include "adjoined.h"

/* ---- init.c ---- */

/* The block that weight n (from 0) belongs to. */
const fulg_block_t *fulg_symmetry_block(const fulg_symmetry_algebra_struct *S,
                                        slong n);

/* ---- build.c ---- */

/* The block of that kind, of a head or group, or NULL. */
const fulg_block_t *fulg_symmetry_find(const fulg_symmetry_algebra_struct *S,
                                       slong layer, char kind, slong head);
/* Fields from here on belong to a new family; one without fields is dropped. */
void fulg_symmetry_begin_family(fulg_symmetry_algebra_struct *S,
                                const char *reason, slong layer, slong head,
                                const char *algebra, ...) FULG_PRINTF(5, 6);
void fulg_symmetry_end_family(fulg_symmetry_algebra_struct *S);
/* Entries from here on belong to a new field. */
void fulg_symmetry_begin(fulg_symmetry_algebra_struct *S);
/* Takes back the field that was begun last. */
void fulg_symmetry_drop(fulg_symmetry_algebra_struct *S);
/* d w[to] += num w[from], or num where from is -1. */
void fulg_symmetry_push(fulg_symmetry_algebra_struct *S, slong to, slong from,
                        slong num);
/* dM += c E_ij M, dM += c M E_ij, dM += c M', dM_ij += c; E_ij is a unit matrix.
   Where M is NULL nothing is done. */
void fulg_symmetry_left(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                        slong i, slong j, slong c);
void fulg_symmetry_right(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                         slong i, slong j, slong c);
void fulg_symmetry_copy(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                        const fulg_block_t *other, slong c);
void fulg_symmetry_constant(fulg_symmetry_algebra_struct *S,
                            const fulg_block_t *M, slong i, slong j, slong c);
/* dM_i1,j1 += c M'_i2,j2 */
void fulg_symmetry_entry(fulg_symmetry_algebra_struct *S, const fulg_block_t *M,
                         slong i, slong j, const fulg_block_t *other, slong k,
                         slong l, slong c);

/* ---- prove.c ---- */

/* Weights, inputs and the functions of them that the network applies are the variables
   of a polynomial ring.  P does not move. */
typedef struct
{
    fulg_symmetry_adjoined_t A;
    fulg_weights_t W, dW;
    fulg_eval_tape_t T;
    fulg_mat_t dY;
} fulg_symmetry_proof_t;

/* UNABLE when it is plain from the sizes of S that there are too many terms. */
fulg_status_t fulg_symmetry_proof_fits(const fulg_symmetry_algebra_t S,
                                       fulg_diag_t diag);
/* UNABLE when functions of S are too large, or with erf or relu; nothing is left to be
   cleared then. */
fulg_status_t fulg_symmetry_proof_init(fulg_symmetry_proof_t *P,
                                       const fulg_symmetry_algebra_t S,
                                       fulg_diag_t diag);
void fulg_symmetry_proof_clear(fulg_symmetry_proof_t *P);
/* 1 when the output does not change along field f: a proof.  diag says so when there are
   too many terms to tell. */
int fulg_symmetry_proof_field(fulg_symmetry_proof_t *P,
                              const fulg_symmetry_algebra_t S, slong f,
                              fulg_diag_t diag);

/* The kinds of matrices that read the state, and their biases at the same places;
   writers likewise. */
#define FULG_SYMMETRY_READERS "qkvucrsfg"
#define FULG_SYMMETRY_READER_BIASES "QKVU\0\0\0FG"

/* ---- attention.c, between.c, sublayers.c ---- */

void fulg_symmetry_attention(fulg_symmetry_algebra_struct *S, slong i);
void fulg_symmetry_forms(fulg_symmetry_algebra_struct *S, slong i);
void fulg_symmetry_biases(fulg_symmetry_algebra_struct *S, slong i);
void fulg_symmetry_neurons(fulg_symmetry_algebra_struct *S, slong i);
void fulg_symmetry_norm(fulg_symmetry_algebra_struct *S, slong i);
/* Changes of basis of the state between sublayers i and i + 1. */
void fulg_symmetry_between(fulg_symmetry_algebra_struct *S, slong i);
/* Constants that a sublayer adds to the residual stream and a later one takes away. */
void fulg_symmetry_stream(fulg_symmetry_algebra_struct *S, slong i);

#endif
