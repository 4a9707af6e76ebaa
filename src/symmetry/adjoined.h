/* Polynomials with functions of them as variables of their own; private to adjoined.c and
   prove.c. */
#ifndef FULG_SYMMETRY_ADJOINED_H
#define FULG_SYMMETRY_ADJOINED_H

#include <fulgurite/domain.h>

/* A domain: polynomials in weights, inputs and the functions of them that evaluation
   meets.  The inverse, the exponential and the root of an entry, angles and sqrt(8/pi)
   are variables, the same for the same: variable first + n of the ring stands for
   function n, n < num.  budget: the products of terms that may yet be computed; below 0
   results are no longer those of the operations. */
typedef struct
{
    fmpq_mpoly_ctx_t ring; /* first, and what the domain knows of all this */
    fulg_domain_t D;
    fulg_domain_ops_t ops;
    const fulg_domain_ops_t *plain;
    slong first, num, room;
    struct fulg_symmetry_function *function;
    double budget;
} fulg_symmetry_adjoined_struct;
typedef fulg_symmetry_adjoined_struct fulg_symmetry_adjoined_t[1];

/* A ring of first variables and of room for functions.  A does not move afterwards. */
void fulg_symmetry_adjoined_init(fulg_symmetry_adjoined_t A, slong first,
                                 slong room, double budget);
void fulg_symmetry_adjoined_clear(fulg_symmetry_adjoined_t A);
/* 1: f is 0 as a function of weights and inputs, wherever all functions are defined:
   the relations r a = 1 of an inverse, r^2 a = 1 of a root and c^2 + s^2 = 1 of an angle
   make it the zero polynomial (doc: thm-symmetry-found).  0: that is not shown.
   Exponentials are not assumed to be independent, nor are angles. */
int fulg_symmetry_adjoined_is_zero(const fmpq_mpoly_t f,
                                   fulg_symmetry_adjoined_t A);

#endif
