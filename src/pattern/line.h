/* Hidden size 1: tokens are numbers, and rows attend to ends of their order. */
#ifndef FULG_PATTERN_LINE_H
#define FULG_PATTERN_LINE_H

#include "impl.h"

#define FULG_PATTERN_REASON 256

/* cluster[j]: 0 is the top; boundary[i]: row i ends at the gap between the
   clusters of this number and the next. */
typedef struct
{
    int *side;
    slong num;
    slong *cluster;
    slong *boundary;
} fulg_pattern_line_t;

/* 0, with a reason, when no order has all supports at its ends. */
int fulg_pattern_line_order(fulg_pattern_line_t *G, char *reason,
                            const fulg_pattern_struct *P);
void fulg_pattern_line_clear(fulg_pattern_line_t *G);

#endif
