/* Shared by the systems; not installed. */
#ifndef FULG_POLYSYS_IMPL_H
#define FULG_POLYSYS_IMPL_H

#include <fulgurite/polysys.h>

/* A copy of a text; NULL stays NULL. */
char *fulg_polysys_copy(const char *text);
/* The list with room for one entry more than num. */
void *fulg_polysys_grow(void *list, slong num, slong *alloc, size_t size);

#endif
