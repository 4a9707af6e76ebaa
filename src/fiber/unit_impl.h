/* Private to the module: sublayers that read one state, compared over Q. */
#ifndef FULG_FIBER_UNIT_IMPL_H
#define FULG_FIBER_UNIT_IMPL_H

#include "impl.h"

/* A sum of products of columns left_k and rows right_k: row k of each; the first
   used of them count. */
typedef struct
{
    fmpq_mat_t left, right;
    slong used;
} fulg_fiber_unit_sum_t;

void fulg_fiber_unit_sum_init(fulg_fiber_unit_sum_t *sum, slong num, slong rows,
                              slong cols);
void fulg_fiber_unit_sum_clear(fulg_fiber_unit_sum_t *sum);
/* Adds sign times row i of left and row j of right, as many entries as fit. */
void fulg_fiber_unit_sum_add(fulg_fiber_unit_sum_t *sum, slong sign,
                             const fmpq_mat_t left, slong i,
                             const fmpq_mat_t right, slong j);
/* 1 when the sum is the zero matrix; p is a prime, on which only the time depends. */
int fulg_fiber_unit_sum_is_zero(const fulg_fiber_unit_sum_t *sum, ulong p);

/* M, initialised here, with M (u, 1) = W y + b: the matrix of that kind of a head
   and its bias, as functions of the normed state u before gain and shift.  Where u
   has the sum 0, multiples of (1, .., 1) do not count, and its last column is made
   0. */
void fulg_fiber_unit_matrix(fmpq_mat_t M, const fulg_weights_struct *W, slong i,
                            slong h, char kind, char bias);

/* Two units of comparable architectures; rest is what the difference of their
   outputs is besides: linear in (u, 1). */
typedef struct
{
    const fulg_weights_struct *W[2];
    fmpq_mat_t constant; /* of the difference, a column */
    fulg_rand_struct *rand;
    ulong p;
} fulg_fiber_unit_pair_t;

/* constant += sign M column col, plus the output bias of sublayer i. */
void fulg_fiber_unit_add_bias(fulg_fiber_unit_pair_t *pair, int side, slong i);

/* Sublayer i of both: 1 when the difference of the outputs is the constant that is
   added to the pair; 0 when no proof is found. */
int fulg_fiber_unit_heads(fulg_fiber_unit_pair_t *pair, slong i);
/* The same, and what is linear in (u, 1), which is appended to the sum. */
int fulg_fiber_unit_neurons(fulg_fiber_unit_pair_t *pair,
                            fulg_fiber_unit_sum_t *linear, slong i);

#endif
