/* Lie algebras by their structure constants; private to structure.c and decompose.c. */
#ifndef FULG_SYMMETRY_STRUCTURE_H
#define FULG_SYMMETRY_STRUCTURE_H

#include "impl.h"

/* ad[x] is the matrix of the bracket with basis vector x. */
typedef struct
{
    slong dimension;
    fmpq_mat_struct *ad;
} fulg_symmetry_constants_t;

/* ---- decompose.c ---- */

/* A becomes a basis of its rows, in reduced echelon form. */
void fulg_symmetry_reduce(fmpq_mat_t A);
slong fulg_symmetry_pivot(const fmpq_mat_t A, slong i);
/* All of them 0. */
void fulg_symmetry_constants_init(fulg_symmetry_constants_t *L,
                                  slong dimension);
void fulg_symmetry_constants_clear(fulg_symmetry_constants_t *L);
/* Everything in G but translations, dimension and closed. */
void fulg_symmetry_decompose(fulg_symmetry_structure_t *G,
                             const fulg_symmetry_constants_t *L);

#endif
