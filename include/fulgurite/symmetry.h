/*
 * Symmetries: vector fields, affine in the weights, along which the function of a
 * network does not change (doc: sec-symmetry).
 */
#ifndef FULGURITE_SYMMETRY_H
#define FULGURITE_SYMMETRY_H

#include <fulgurite/eval.h>

#ifdef __cplusplus
extern "C" {
#endif

/* d w[to] = num w[from] + ..; from = -1: d w[to] = num + .. */
typedef struct
{
    slong to, from, num;
} fulg_symmetry_entry_t;

/* A family of fields with one reason and one proof (doc: thm-symmetry-fields): fields
   first .. first + num - 1.  layer: the sublayer, from 0, before which or in which
   it acts; head: its head or group, -1 when it is about all of them.  found: not of
   that theorem, but solutions of linear equations, each proved by substitution (doc:
   thm-symmetry-found); layer is then -1. */
typedef struct
{
    const char *reason;
    char algebra[32];
    int found;
    slong layer, head;
    slong first, num;
} fulg_symmetry_family_t;

/* Whose coordinates are moved: those of the weights or, in the layers of a lightning
   stack whose bit is set (bit 63: all from 63 on), those of the matrices A = K^T Q and V
   of every head.  There arch has full value matrices, head_dim is the width and the
   K are the identity and do not move: the same functions, and perhaps more. */
#define FULG_SYMMETRY_WEIGHTS UWORD(0)
#define FULG_SYMMETRY_FORMS (~UWORD(0))

/* Every field is an annihilator, by a theorem or by substitution; nothing here is a
   guess.  Field f has
   the entries start[f] .. start[f + 1] - 1.  moving is the number of coordinates,
   parameters that of all the weights of arch. */
typedef struct
{
    fulg_arch_t arch;
    ulong forms;
    slong parameters, moving;
    slong num_blocks;
    fulg_block_t *block;
    slong num_families, room_families;
    fulg_symmetry_family_t *family;
    slong num_fields, room_fields;
    slong *start;
    slong room_entries;
    fulg_symmetry_entry_t *entry;
} fulg_symmetry_algebra_struct;
typedef fulg_symmetry_algebra_struct fulg_symmetry_algebra_t[1];

/* Networks with more weights are refused. */
#define FULG_SYMMETRY_MOST_WEIGHTS 4096

/* The families of arch.  Initialised only when FULG_OK is returned.  UNABLE
   beyond FULG_SYMMETRY_MOST_WEIGHTS weights, for readouts, and for forms of
   what is not a lightning stack. */
FULG_MUST_CHECK fulg_status_t
fulg_symmetry_algebra_init(fulg_symmetry_algebra_t S, const fulg_arch_t arch,
                           ulong forms, fulg_diag_t diag);
/* The same in the weights, of larger networks: the families are long lists there, and what
   asks for their span takes long.  UNABLE as fulg_symmetry_algebra_init, beyond so many
   weights, and where the weights times the widest head or layer are more than 2^26. */
#define FULG_SYMMETRY_MANY_WEIGHTS 65536
FULG_MUST_CHECK fulg_status_t fulg_symmetry_algebra_init_large(
    fulg_symmetry_algebra_t S, const fulg_arch_t arch, fulg_diag_t diag);
void fulg_symmetry_algebra_clear(fulg_symmetry_algebra_t S);

/* 1 when arch has forms: a lightning stack. */
int fulg_symmetry_has_forms(const fulg_arch_t arch);
/* 1 when the coordinates of that layer (from 0) are its forms. */
int fulg_symmetry_in_forms(const fulg_symmetry_algebra_t S, slong layer);

/* 1 when a field of the family moves that block. */
int fulg_symmetry_moves(const fulg_symmetry_algebra_t S, slong family,
                        const fulg_block_t *block);

/* The dimension of the span of the fields first .. first + num - 1: linear algebra
   with integers mod a prime beyond which nothing changes, or less (a lower bound
   in any case). */
slong fulg_symmetry_span(const fulg_symmetry_algebra_t S, slong first,
                         slong num);
/* The dimension of what these fields span at a generic point: at a random point mod a
   61-bit prime, so a lower bound in any case; the same for every call. */
slong fulg_symmetry_orbit(const fulg_symmetry_algebra_t S, slong first,
                          slong num);

/* The first fields of S that together span at that point what all of them span, in
   field[0] .. field[result - 1], with room for num_fields of them; result: the orbit
   dimension of all. */
slong fulg_symmetry_orbit_basis(slong *field, const fulg_symmetry_algebra_t S);

/* The Lie algebra of all the fields, over Q, modulo translations times functions (an
   ideal): closed, whether the fields of S span one (brackets with the translations among
   them are such translations); why_not, a clause, if it is not computed, or NULL; if it
   is, its dimension, that of its centre, its derived algebra and its radical, and the dimensions of the simple ideals of
   the algebra modulo its radical, over the complex numbers, from the largest down
   (num_simple 0 and radical < dimension: not told apart). */
#define FULG_SYMMETRY_MOST_SIMPLE 24
typedef struct
{
    int closed;
    const char *why_not;
    slong translations, dimension, centre, derived, radical;
    slong num_simple, simple[FULG_SYMMETRY_MOST_SIMPLE];
} fulg_symmetry_structure_t;

/* G->closed.  0 also beyond 64 coordinates that occur or a dimension of 64.  Exact, over Q:
   doc: sec-symmetry-structure. */
int fulg_symmetry_structure(fulg_symmetry_structure_t *G,
                            const fulg_symmetry_algebra_t S);

/* W moves along field f: dW = the field at W, over the domain of both. */
void fulg_symmetry_field(fulg_weights_t dW, const fulg_symmetry_algebra_t S,
                         slong f, const fulg_weights_t W);

/* 1 when the network has exponentials, roots or angles. */
int fulg_symmetry_has_free(const fulg_symmetry_algebra_t S);

/* *others: an upper bound for the number of affine fields beyond those of S, up to a
   field of S and translations times functions (which are symmetries again): the
   solutions mod a random prime of the equations at random weights and inputs are
   counted.  0: there are no others.  With exponentials, roots or angles, which are free
   residues, that rests on the hypothesis of doc: thm-free-exponentials.  UNABLE
   beyond most coordinates, for erf and relu, or when interrupted.  Cost: the
   number of coordinates to the sixth power, mod a prime of 23 bits. */
FULG_MUST_CHECK fulg_status_t fulg_symmetry_search(
    slong *others, const fulg_symmetry_algebra_t S, slong most,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

/* The same, and what is found mod primes beyond the families is lifted to integers,
   inserted into the derivative of the output as a polynomial in weights, inputs and
   functions of them (exponentials, inverses, roots, angles) and, where that is 0 by the
   relations of these, appended to S as further families; *others counts what is
   left.  *why_not (may be NULL) says why some are not proved: too many terms.
   UNABLE as above. */
FULG_MUST_CHECK fulg_status_t
fulg_symmetry_lift(slong *others, fulg_symmetry_algebra_t S, slong most,
                   fulg_rand_t rand, const fulg_progress_t *progress,
                   fulg_diag_struct *why_not, fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
