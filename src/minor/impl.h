/* Shared inside the module of minors; not installed. */
#ifndef FULG_MINOR_IMPL_H
#define FULG_MINOR_IMPL_H

#include <fulgurite/minor.h>

/* Columns of the Jacobian at the point W (mod a prime) that span what all of them
   span, in increasing order; their number.  The caller frees *col with
   flint_free. */
slong fulg_minor_columns(slong **col, const fulg_weights_t W);

#endif
