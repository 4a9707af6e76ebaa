/* Fields that a certificate lists, and whether they are symmetries; private to
   symmetries_listed.c, symmetries_along.c and symmetries_part.c. */
#ifndef FULG_VERIFY_LISTED_H
#define FULG_VERIFY_LISTED_H

#include "symbols.h"
#include "symmetries.h"

/* The sublayers first .. end - 1 as symbols, with any input; none where end is 0. */
typedef struct
{
    slong first, end;
    fulg_verify_graph_t G;
    fulg_verify_run_t R;
    fulg_verify_symbols_t S;
    char *is_state; /* of a node */
} fulg_verify_part_t;

typedef struct
{
    slong to, from, number;
} fulg_verify_entry_t;

/* A state y of rows entries a token that changes by L y + l (NULL: by 0). */
typedef struct
{
    slong rows;
    slong *L, *l;
} fulg_verify_motion_t;

/* A point mod a prime, exponentials being free residues: the weights there and the
   derivatives of the outputs by them, total a row; outputs = 0: none was found. */
typedef struct
{
    fulg_verify_mod_t mod;
    slong outputs, total;
    uint64_t *weight, *gradient;
} fulg_verify_probe_t;

/* group[j] has sublayer j and those beside it; several has others. */
typedef struct
{
    fulg_verify_weights_t W; /* their places alone */
    fulg_verify_probe_t probe;
    fulg_verify_part_t *group, several;
    double work;     /* products of terms that may yet be computed */
    int beyond;      /* that was too much, so that something is not known */
    const char *why; /* there is no value of the network: why */
    slong num;       /* of the entries of the field that is looked at */
    fulg_verify_entry_t *entry;
} fulg_verify_listed_t;

/* ---- symmetries_part.c ---- */

void fulg_verify_part_init(fulg_verify_part_t *part, fulg_verify_listed_t *L,
                           slong first, slong end);
void fulg_verify_part_clear(fulg_verify_part_t *part);
/* Sets the changes of all nodes along the field, the input moving as in says; 0 when
   that is too much. */
int fulg_verify_part_move(fulg_verify_part_t *part, fulg_verify_listed_t *L,
                          const fulg_verify_motion_t *in);
/* 1: then the output moves as out says. */
int fulg_verify_part_moves(fulg_verify_part_t *part, fulg_verify_listed_t *L,
                           const fulg_verify_motion_t *out);

/* ---- symmetries_probe.c ---- */

void fulg_verify_probe_init(fulg_verify_probe_t *P,
                            const fulg_verify_weights_t *W);
void fulg_verify_probe_clear(fulg_verify_probe_t *P);
/* 1 when the output changes along the field at the point, so that no proof by what
   functions satisfy can succeed. */
int fulg_verify_probe_changes(const fulg_verify_probe_t *P,
                              const fulg_verify_entry_t *entry, slong num);

/* ---- symmetries_along.c ---- */

/* 1: the field is a symmetry.  0: that is not shown. */
int fulg_verify_along(fulg_verify_listed_t *L);

#endif
