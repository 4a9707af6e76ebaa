/* The linear equations of all affine fields mod a prime; private to search.c,
   search_point.c and lift.c. */
#ifndef FULG_SYMMETRY_SEARCH_H
#define FULG_SYMMETRY_SEARCH_H

#include <fulgurite/rank.h>

#include "impl.h"

/* The unknowns are the entries of X (see search.c) in the rows that are no pivots of
   translations: (moving weight i, j) at row[i] (moving + 1) + j, j = moving for the
   constant. */
typedef struct
{
    const fulg_symmetry_algebra_struct *S;
    fulg_weights_t W;
    slong *weight; /* the weights that move */
    slong *number; /* of a weight: its number among them, or -1 */
    slong moving;
    nmod_mat_t T; /* translations of these, in echelon form, and their pivots */
    slong translations;
    slong *row; /* of a moving weight: the row of X, or -1 - the translation */
    slong unknowns;
    fulg_rank_echelon_t E;
    /* The equations themselves, if keep. */
    int keep;
    slong num_kept, room_kept, rows_kept;
    nmod_mat_struct *kept;
} fulg_symmetry_search_t;

/* Draws a prime.  UNABLE beyond most coordinates and for what has no residues; nothing
   is left to be cleared then. */
fulg_status_t fulg_symmetry_search_init(fulg_symmetry_search_t *s,
                                        const fulg_symmetry_algebra_t S,
                                        slong most, fulg_rand_t rand,
                                        fulg_diag_t diag);
void fulg_symmetry_search_clear(fulg_symmetry_search_t *s);
/* Random weights: B, initialised here, has a basis of the rows of the Jacobian there, in
   the columns of moving weights; w (NULL: not wanted) all weights. */
fulg_status_t fulg_symmetry_search_point(nmod_mat_t B, ulong *w,
                                         fulg_symmetry_search_t *s,
                                         fulg_rand_t rand, fulg_diag_t diag);
/* Equations at random points until some show nothing new; solutions: the dimension
   of what satisfies them. */
fulg_status_t fulg_symmetry_search_equations(slong *solutions,
                                             fulg_symmetry_search_t *s,
                                             fulg_rand_t rand,
                                             const fulg_progress_t *progress,
                                             fulg_diag_t diag);
/* N, initialised here: a column of the moving weights for every translation that
   satisfies its equations at random points. */
fulg_status_t fulg_symmetry_search_translations(nmod_mat_t N,
                                                fulg_symmetry_search_t *s,
                                                fulg_rand_t rand,
                                                fulg_diag_t diag);
/* N likewise, a column of the unknowns for every solution of the kept equations. */
void fulg_symmetry_search_kernel(nmod_mat_t N, const fulg_symmetry_search_t *s);
/* A, initialised here: the fields of S as rows of the unknowns, modulo
   translations. */
void fulg_symmetry_search_families(nmod_mat_t A,
                                   const fulg_symmetry_search_t *s);

#endif
