#ifndef FULG_SRC_BALL_IMPL_H
#define FULG_SRC_BALL_IMPL_H

#include <fulgurite/ball.h>

/* Multiplies rows and columns of A by powers of two, in place, so that the
   largest entry of each that is surely not zero is near 1.  No rank and no
   invertibility changes, and nothing is rounded. */
void fulg_ball_scale(arb_mat_t A);

#endif
