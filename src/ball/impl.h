#ifndef FULG_SRC_BALL_IMPL_H
#define FULG_SRC_BALL_IMPL_H

#include <fulgurite/ball.h>

/* How inputs are drawn: halved so often; together: around a token that is common to
   all and not halved, which a norm before the scores does not undo. */
typedef struct
{
    slong halvings;
    int together;
} fulg_ball_spread_t;
/* Large scores make most of a softmax vanish: as few halvings as leave none of the
   attention weights of a trial input faint, with tokens together where scaling alone
   does not do; none where that does not do either. */
FULG_MUST_CHECK fulg_status_t fulg_ball_set_spread(fulg_ball_spread_t *spread,
                                                   const fulg_weights_t W,
                                                   fulg_rand_t rand,
                                                   fulg_diag_t diag);
/* An input. */
void fulg_ball_draw(fmpq_mat_t X, const fulg_ball_spread_t *spread,
                    fulg_rand_t rand);

/* Multiplies rows and columns of A by powers of two, in place, so that the
   largest entry of each that is surely not zero is near 1.  No rank and no
   invertibility changes, and nothing is rounded. */
void fulg_ball_scale(arb_mat_t A);

/* UNABLE, naming the place, when an entry is not finite. */
FULG_MUST_CHECK fulg_status_t fulg_ball_check_finite(const arb_mat_t A,
                                                     fulg_diag_t diag);

/* Gaussian elimination of one matrix in the balls.  Pivot number k is entry
   (row[k], col[k]) of the matrix; |pivot| < 2^size[k] in the scaled matrix. */
typedef struct
{
    slong num;
    slong *row, *col;
    fmpz *size;
} fulg_ball_pivots_t;

void fulg_ball_pivots_init(fulg_ball_pivots_t *pivots, slong rows, slong cols);
void fulg_ball_pivots_clear(fulg_ball_pivots_t *pivots, slong rows, slong cols);
/* Complete pivoting, as long as the pivots are not mere rounding errors. */
void fulg_ball_pivots_find(fulg_ball_pivots_t *pivots, const arb_mat_t scaled,
                           slong bits);
/* The same in doubles, which is enough as long as pivots do not get small: those
   more than 38 bits below the first are left out.  0 when some entry is too large
   or too small.  What is found is a choice, and proves nothing. */
int fulg_ball_pivots_double(fulg_ball_pivots_t *pivots, const arb_mat_t scaled);
/* The submatrix of the first n pivots. */
fulg_truth_t fulg_ball_leading_is_invertible(const arb_mat_t A,
                                             const fulg_ball_pivots_t *pivots,
                                             slong n, slong bits);

#endif
