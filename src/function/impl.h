/* Shared by the files of this module alone. */
#ifndef FULG_FUNCTION_IMPL_H
#define FULG_FUNCTION_IMPL_H

#include <fulgurite/function.h>

/* Reads one [i, k, l, j, value] into F; seen has a byte for each coefficient,
   set when it was given before. */
FULG_MUST_CHECK fulg_status_t fulg_function_read_item(fulg_function_t F,
                                                      unsigned char *seen,
                                                      const json_t *item,
                                                      fulg_diag_t diag);
/* The number of coefficients. */
size_t fulg_function_num(const fulg_function_t F);

#endif
