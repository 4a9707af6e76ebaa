/* Adjoints of many seeds at once; not installed. */
#ifndef FULG_EVAL_WIDE_H
#define FULG_EVAL_WIDE_H

#include "impl.h"

/* What is a number in the adjoint of one seed is a vector of B numbers in those of B
   seeds: B doubles that are residues of at most p/2 + 2 in size.  Strides of wide
   matrices count vectors, those of A numbers; B is a multiple of 8. */
typedef struct
{
    double *entry;
    slong row, col;
} fulg_wide_t;
typedef struct
{
    const double *entry;
    slong row, col;
} fulg_coefficients_t;

typedef struct
{
    double p, inverse;
    slong B;
} fulg_residues_t;

typedef struct
{
    /* C = A X, or C += A X: rows x inner times inner x cols */
    void (*mul)(fulg_wide_t C, fulg_coefficients_t A, fulg_wide_t X, slong rows,
                slong inner, slong cols, int add, const fulg_residues_t *R);
    /* y = a (x - z), one vector */
    void (*scale)(double *y, double a, const double *x, const double *z,
                  const fulg_residues_t *R);
} fulg_wide_loops_t;

/* Those for this processor. */
const fulg_wide_loops_t *fulg_eval_wide_loops(void);

/* The rows row .. of J for the output rows first_out .. (num_out of them, wrapping
   round), at the point of the tape, which is forward.  0 when the network or the
   domain is not of the kind that this is for. */
int fulg_eval_wide(fulg_mat_t J, slong row, const fulg_eval_tape_t T,
                   const fulg_weights_t W, slong first_out, slong num_out);

#endif
