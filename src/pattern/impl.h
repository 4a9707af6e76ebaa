/* Shared inside the module. */
#ifndef FULG_PATTERN_IMPL_H
#define FULG_PATTERN_IMPL_H

#include <fulgurite/pattern.h>

/* Entries as they are read, in any order. */
typedef struct
{
    slong num, room;
    slong *row, *col;
    fmpq *value;
} fulg_pattern_list_t;

void fulg_pattern_list_init(fulg_pattern_list_t *list);
void fulg_pattern_list_clear(fulg_pattern_list_t *list);
/* Appends an entry; the place of its value is good until the next append. */
fmpq *fulg_pattern_list_push(fulg_pattern_list_t *list, slong row, slong col);

/* ---- rows.c: logits of a model, a row at a time ---- */

/* S_ij = logit[j] / (den[0]), j = 0 .. L - 1, as integers over one denominator. */
typedef struct
{
    const fulg_pattern_struct *P;
    const fulg_pattern_model_struct *M;
    fmpz *logit;
    fmpz_t den;
    slong *product;    /* of frames */
    fmpz *combination; /* numerators over common */
    fmpz_t common;
    fmpz_mat_t key; /* numerators over common, without a frame */
    fmpz *query;
} fulg_pattern_rows_t;

void fulg_pattern_rows_init(fulg_pattern_rows_t *R,
                            const fulg_pattern_model_struct *M,
                            const fulg_pattern_struct *P);
void fulg_pattern_rows_clear(fulg_pattern_rows_t *R);
void fulg_pattern_rows_set(fulg_pattern_rows_t *R, slong i);

/* ---- model.c ---- */

/* The entries of P column by column: entry[start[j]] .. of column j, in row[..]. */
void fulg_pattern_columns(slong *start, slong *entry, slong *row,
                          const fulg_pattern_struct *P);
/* Calls take with the keys of a model with a frame, one after the other: size
   integers over den. */
void fulg_pattern_frame_keys(void (*take)(void *data, slong j, const fmpz *key,
                                          const fmpz_t den),
                             void *data, const fulg_pattern_model_struct *M,
                             const fulg_pattern_struct *P);

/* ---- frame.c: most frames of a search fail at their first rows ---- */

/* Random signs none of which are drawn yet. */
void fulg_pattern_frame_begin(fulg_pattern_frame_t F, slong length, slong size,
                              ulong seed);
/* Row i is there; those of other frames always are. */
void fulg_pattern_frame_draw(fulg_pattern_frame_t F, slong i);
/* All rows are. */
void fulg_pattern_frame_finish(fulg_pattern_frame_t F);
/* Row i times row l, which are there. */
slong fulg_pattern_frame_product(const fulg_pattern_frame_t F, slong i,
                                 slong l);

/* ---- interval.c: which beta do ---- */

/* The conditions of one frame are linear in beta; lower and upper are the ends of
   what is left, in floating point.  Equal entries: noise and gap, exact (gap -1: no
   zeros). */
typedef struct
{
    double lower, upper; /* upper: HUGE_VAL when there is none */
    slong noise, gap;
} fulg_pattern_interval_t;

/* What the conditions need of the matrix. */
typedef struct
{
    const fulg_pattern_struct *P;
    int uniform;
    double *b;                  /* logarithms, as rounded */
    double *error;              /* rounded less true, for (T1) */
    double room1, room2;        /* log(1 + e1), log(1/e2) */
    double cap;                 /* of beta over room2, or HUGE_VAL */
    slong *start, *entry, *row; /* the columns of P, by fulg_pattern_columns */
} fulg_pattern_conditions_t;

void fulg_pattern_conditions_init(fulg_pattern_conditions_t *C,
                                  const fulg_pattern_struct *P,
                                  const fulg_pattern_options_t *options);
void fulg_pattern_conditions_clear(fulg_pattern_conditions_t *C);
/* What doubles are trusted to, relatively. */
#define FULG_PATTERN_TINY 1e-12
/* The same for equal entries: noise and gap alone; uniform.c. */
int fulg_pattern_uniform(fulg_pattern_interval_t *I,
                         const fulg_pattern_conditions_t *C,
                         fulg_pattern_frame_struct *F);
/* 0 when some row leaves no beta (up to rounding: such frames are passed over).
   Otherwise all rows of F are drawn. */
int fulg_pattern_interval(fulg_pattern_interval_t *I,
                          const fulg_pattern_conditions_t *C,
                          fulg_pattern_frame_struct *F);

/* ---- beta.c ---- */

/* Sets the interval of beta, its ends rounded inwards, and a beta in it; 0 when that
   leaves nothing, or the cap or the beta asked for is outside. */
int fulg_pattern_beta(fulg_pattern_result_t *result,
                      const fulg_pattern_conditions_t *C,
                      const fulg_pattern_interval_t *I, slong norm,
                      const fulg_pattern_options_t *options);

/* ---- interval.c again: logarithms and decimals ---- */

/* log(1 + e1) and log(1/e2) in balls. */
void fulg_pattern_rooms(arb_t room1, arb_t room2, const fmpq_t e1,
                        const fmpq_t e2, slong bits);
/* log(x). */
void fulg_pattern_log(arb_t y, const fmpq_t x, slong bits);

/* An upper or lower decimal end of a ball, with places digits behind the point. */
void fulg_pattern_decimal_above(fmpq_t x, const arb_t y, slong places);
void fulg_pattern_decimal_below(fmpq_t x, const arb_t y, slong places);
/* Something in the middle of lower < x < upper with few bits; unbounded: the least
   integer above lower, plus 1. */
void fulg_pattern_between(fmpq_t x, const fmpq_t lower, const fmpq_t upper,
                          int unbounded);

/* ---- frames.c, moment.c ---- */

int fulg_pattern_tick(const fulg_pattern_options_t *options, const char *what,
                      slong done, slong total);
/* The next frame to be tried by a method: number n = 0, 1, ..; 0 when there is
   none left (reason says why not, when that is a reason).  Its rows may be still to
   be drawn. */
typedef struct
{
    fulg_pattern_method_t method;
    slong length;
    slong size;
    ulong seed;
    slong q, m;
    int started;
} fulg_pattern_frames_t;

void fulg_pattern_frames_init(fulg_pattern_frames_t *T,
                              fulg_pattern_method_t method, slong length,
                              const fulg_pattern_options_t *options);
/* F is initialised when 1 is returned. */
int fulg_pattern_frames_next(fulg_pattern_frame_struct *F,
                             fulg_pattern_frames_t *T,
                             const fulg_pattern_options_t *options);

#endif
