/* Hidden size 1: tokens are numbers, and rows attend to ends of their order. */
#ifndef FULG_PATTERN_LINE_H
#define FULG_PATTERN_LINE_H

#include "impl.h"

#define FULG_PATTERN_REASON 256

/* ---- line_order.c: the order of the keys ---- */

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

/* ---- line_gaps.c: distances by iteration, for any length ---- */

/* FULG_TRUE with a model, FULG_FALSE, or FULG_UNKNOWN: where the entries of a row
   differ, or the iteration ends first. */
fulg_truth_t fulg_pattern_line_gaps(fulg_pattern_model_t M,
                                    const fulg_pattern_line_t *G,
                                    const fulg_pattern_struct *P,
                                    const fmpq_t e1, const fmpq_t e2);

/* ---- line_system.c: the linear inequalities ---- */

/* Different rows that can not have the query 0, and keys that some of them tell
   apart (doc: thm-pattern-linear).  Row r has the entries start[r] .. start[r + 1]
   - 1, on the keys key[..], ascending, over its least entry.  side[r]: 1 or -1, 0
   while a row without zeros has none.  row_of[i], key_of[j]: of the matrix; -1 for
   a row with the query 0. */
typedef struct
{
    slong rows, keys, num;
    slong *row_of, *key_of, *name;
    int *side;
    slong *start, *key;
    fmpq *ratio;
    const fmpq *e1, *e2;
} fulg_pattern_line_system_t;

void fulg_pattern_line_system_init(fulg_pattern_line_system_t *S,
                                   const fulg_pattern_line_t *G,
                                   const fulg_pattern_struct *P,
                                   const fmpq_t e1, const fmpq_t e2);
void fulg_pattern_line_system_clear(fulg_pattern_line_system_t *S);

/* x_up - x_down + t_row w > 0.  With entries a, b: (T1), w = log((1 + e1) ratio_a /
   ratio_b); a = -1: (T2), w = log(e2).  row = -1: the unknown of this number is at
   least 0 (the keys come first, then the rows). */
typedef struct
{
    slong row, up, down, a, b;
} fulg_pattern_line_edge_t;

/* ---- line_simplex.c: over rationals ---- */

/* Unknowns that are looked at: their number cubed, and then the digits, is the
   work. */
#define FULG_PATTERN_LINE_UNKNOWNS 192

/* What an exact run on rounded coefficients says (doc: thm-pattern-rounded): solvable, with places x and
   scales t of which 2^bits t is meant; or edge[0 .. num - 1] alone are not. */
typedef struct
{
    int solvable, given_up;
    fmpq *place, *scale;
    slong num;
    fulg_pattern_line_edge_t *edge;
} fulg_pattern_line_verdict_t;

/* Coefficients w rounded to multiples of 2^-bits: down (stronger), so that a
   solution is one, or up, so that there is none when there is none.  V is
   initialised. */
void fulg_pattern_line_simplex(fulg_pattern_line_verdict_t *V,
                               const fulg_pattern_line_system_t *S, slong bits,
                               int stronger, const fulg_progress_t *progress);
void fulg_pattern_line_verdict_clear(fulg_pattern_line_verdict_t *V,
                                     const fulg_pattern_line_system_t *S);

/* ---- line_border.c: over logarithms ---- */

/* 1 when the edges of a verdict are proved to have no solution, their
   coefficients being exact: polynomials in logarithms of coprime integers. */
int fulg_pattern_line_border(const fulg_pattern_line_verdict_t *V,
                             const fulg_pattern_line_system_t *S, slong bits);

/* ---- line_forced.c: sides that follow from others ---- */

/* Sets them; 0 when some row can have none. */
int fulg_pattern_line_forced(fulg_pattern_line_system_t *S);

/* ---- line_sides.c: the sides of rows without zeros ---- */

/* Decides S, whose sides may be 0.  FULG_TRUE: V is a verdict that is solvable, of
   coefficients rounded to 2^-bits, and the sides are set; else V is cleared, and
   for FULG_FALSE and FULG_UNKNOWN reason says why. */
fulg_truth_t fulg_pattern_line_sides(fulg_pattern_line_verdict_t *V,
                                     slong *bits, char *reason,
                                     fulg_pattern_line_system_t *S,
                                     const fulg_progress_t *progress);

#endif
