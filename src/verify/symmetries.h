/* Symmetries of small lightning attention; private to symmetries*.c. */
#ifndef FULG_VERIFY_SYMMETRIES_H
#define FULG_VERIFY_SYMMETRIES_H

#include "network.h"

#define FULG_VERIFY_SYMMETRY_LAYERS 16

typedef struct
{
    int forms; /* coordinates are A = K^T Q and V */
    int residual, causal;
    slong in, out, heads, groups;
    slong rows, values; /* of K and Q, of U (0: full V) */
} fulg_verify_layer_t;

/* A matrix among the coordinates; rows = 0: there is none. */
typedef struct
{
    slong offset, rows, cols;
} fulg_verify_place_t;

typedef struct
{
    slong layers, tokens, num;
    fulg_verify_layer_t layer[FULG_VERIFY_SYMMETRY_LAYERS];
    fulg_verify_place_t *key, *query, *value, *output,
        *inner; /* by layer and head */
    slong most_heads;
    fulg_verify_mod_t mod;
    uint64_t *w;    /* the point */
    uint64_t *row;  /* the field that is written */
    uint64_t *rank; /* rows in echelon form: row c begins with 1 at c */
    char *pivot;
    slong orbit;
} fulg_verify_symmetries_t;

/* S->orbit += the rank of all the symmetries at the point. */
void fulg_verify_symmetry_fields(fulg_verify_symmetries_t *S);
/* The field that is written gets d w_to = number w_from (from = -1: number). */
void fulg_verify_symmetry_add(fulg_verify_symmetries_t *S, slong to, slong from,
                              slong number);
/* It joins those before it, and the next one begins. */
void fulg_verify_symmetry_done(fulg_verify_symmetries_t *S);
/* A point for S->num coordinates, where no field is known yet. */
void fulg_verify_symmetry_point(fulg_verify_symmetries_t *S);
void fulg_verify_symmetry_point_clear(fulg_verify_symmetries_t *S);
/* fields is a list with as many as there may be. */
int fulg_verify_has_fields(const json_t *fields, fulg_verify_why_t *why);
/* An entry [to, from, number] of a field, by the places of names (-1: there is none);
   from = -1: null. */
int fulg_verify_field_entry(slong *to, slong *from, slong *number,
                            const json_t *entry,
                            slong (*place)(const void *names, const char *name),
                            const void *names, fulg_verify_why_t *why);
/* doc: thm-symmetry-found: every field of a certificate is a symmetry, and joins the
   others. */
int fulg_verify_symmetries_found(fulg_verify_symmetries_t *S,
                                 const json_t *fields, fulg_verify_why_t *why);

#endif
