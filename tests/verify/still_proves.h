/* A second opinion on the minor of an altered certificate. */
#ifndef FULG_TESTS_STILL_PROVES_H
#define FULG_TESTS_STILL_PROVES_H

#include <jansson.h>

/* Whether the minor under "lower_bound" is still one of its model, of this
   size, invertible mod its prime, with the side conditions of the theorem;
   decided by the library's own evaluation and echelon forms.  The model is
   believed. */
int still_proves(const json_t *certificate, long size);

/* Whether a certificate whose architecture was altered, and nothing else, is one
   of the altered architecture: for a minor may say as much about more tokens.
   The bound, the parameters and the model are those of the library. */
int proves_another(const json_t *certificate);

#endif
