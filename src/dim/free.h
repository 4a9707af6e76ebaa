/* The exponents and radicands of a network; not installed. */
#ifndef FULG_DIM_FREE_H
#define FULG_DIM_FREE_H

#include "impl.h"

/* 1 when sublayer i takes roots that the one before it, beside it, has not taken. */
int fulg_dim_has_root(const fulg_arch_t arch, slong i);
/* The arguments of exponentials at one input: score differences within a column and
   arguments of activations. */
slong fulg_dim_num_exponents(const fulg_arch_t arch);
/* The different mean squares at one input. */
slong fulg_dim_num_roots(const fulg_arch_t arch);
/* Their values, at the point of a tape over free exponentials: one for each, some
   but for a factor that is the same at all points. */
void fulg_dim_exponents(ulong *s, const fulg_eval_tape_t T,
                        const fulg_weights_t W);
/* The number of the first mean square, in the order of the evaluation, that is no
   square; -1 when there is none, or a 0 before it.  States not reached are 0. */
slong fulg_dim_first_nonresidue(const fulg_eval_tape_t T,
                                const fulg_weights_t W);

/* Exponents that were found to be independent, of all, and mean squares that are no
   squares, of all. */
typedef struct
{
    slong independent, exponents, no_squares, roots;
} fulg_dim_free_t;
/* The hypothesis of doc: thm-free-exponentials for a model at generic weights, or at
   given ones (rational; NULL for generic).  UNABLE where it is not shown. */
fulg_status_t
fulg_dim_free_find(fulg_dim_free_t *found, const fulg_arch_struct *model,
                   const fulg_weights_struct *given, fulg_rand_t rand,
                   const fulg_progress_t *progress, fulg_diag_t diag);

#endif
