/* The tables by which a point of the neuromanifold of one layer is judged. */
#ifndef FULG_SINGLE_DECIDE_H
#define FULG_SINGLE_DECIDE_H

#include "impl.h"

/* A reason more, as printf has it; nothing when there is no room. */
void fulg_single_say(fulg_single_class_t *answer, const char *format, ...)
    FULG_PRINTF(2, 3);

/* singular and boundary of the answer with their theorem and row: for two tokens
   or more (doc: thm-single-4, thm-single-5) and for one (doc: thm-single-10,
   thm-single-9). */
void fulg_single_singular_tensor(fulg_single_class_t *answer);
void fulg_single_boundary_tensor(fulg_single_class_t *answer);
void fulg_single_singular_cubic(fulg_single_class_t *answer);
void fulg_single_boundary_cubic(fulg_single_class_t *answer);
/* A ghost point: on the variety, but not in the image. */
void fulg_single_ghost(fulg_single_class_t *answer);

#endif
