/* Invertible minors of a network's Jacobian, found at random inputs. */
#ifndef FULGURITE_MINOR_H
#define FULGURITE_MINOR_H

#include <fulgurite/eval.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An invertible square submatrix of the Jacobian of a model: mod a prime, at an
   integer point, with the free exponentials of the key when it is not 0 (see
   fulg_domain_init_free); or, when prime is 0, in real balls of that many bits, at
   a rational point.  weights are rational; row r stands for input r / (out *
   columns), output row (r / columns) % out, column r % columns, where the columns
   of the output are the tokens, or 1 of a readout;
   columns count all weights in the order of the blocks. */
typedef struct
{
    slong size;
    ulong prime, key;
    slong bits;
    fulg_weights_t weights;
    slong num_inputs;
    fmpq_mat_struct *input;
    slong *row, *col;
} fulg_minor_struct;
typedef fulg_minor_struct fulg_minor_t[1];

/* Zero weights, no inputs, size 0.  UNABLE as fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_minor_init(fulg_minor_t minor,
                                              const fulg_arch_t model,
                                              fulg_diag_t diag);
void fulg_minor_clear(fulg_minor_t minor);
/* A fresh zero input (d_0 x tokens); the pointer holds until the next call. */
fmpq_mat_struct *fulg_minor_add_input(fulg_minor_t minor);
/* copy (not initialised) = minor.  UNABLE as fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_minor_init_set(fulg_minor_t copy,
                                                  const fulg_minor_t minor,
                                                  fulg_diag_t diag);
/* M (size x size, initialised with a prime) = the submatrix, computed again from
   weights and inputs modulo the prime of M.  DOMAIN when that prime divides a
   denominator, UNABLE as fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_minor_matrix(nmod_mat_t M,
                                                const fulg_minor_t minor,
                                                fulg_diag_t diag);

/* Jacobian rows of a model at a growing list of random inputs, mod a prime. */
typedef struct
{
    fulg_minor_struct *minor;
    fulg_weights_t weights; /* of the minor, mod its prime */
    slong out, columns;     /* an input can give out * columns rows */
} fulg_minor_sampler_struct;
typedef fulg_minor_sampler_struct fulg_minor_sampler_t[1];

/* What to draw: num inputs with entries in [-bound, bound], the rows of X from
   first_zero_row on being zero, and of each only num_out output rows from
   first_out on, wrapping round. */
typedef struct
{
    slong num, bound, first_zero_row, first_out, num_out;
} fulg_draw_t;

/* Uses minor->weights, minor->prime and minor->key; adds its inputs to the minor.  DOMAIN
   when a denominator of the weights is 0 mod the prime, UNABLE as
   fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_minor_sampler_init(
    fulg_minor_sampler_t sampler, fulg_minor_t minor, fulg_diag_t diag);
void fulg_minor_sampler_clear(fulg_minor_sampler_t sampler);
/* J (initialised here; a column for every weight) = num * num_out * columns
   Jacobian rows.  An input at which a normalisation divides by 0, or a mean square
   has no root mod the prime, is drawn again; DOMAIN when that happens too often. */
FULG_MUST_CHECK fulg_status_t fulg_minor_sampler_draw(
    nmod_mat_t J, fulg_minor_sampler_t sampler, const fulg_draw_t *draw,
    fulg_rand_t rand, fulg_diag_t diag);

/* Draws Jacobian rows at random inputs until their rank is target or fresh
   inputs with all their rows add nothing; minor gets the inputs, rows and
   columns of an invertible submatrix of that size.  When it is smaller than
   target, the rank mod the prime at this point is larger with probability at
   most target * degree / prime, for inputs uniform mod the prime (doc:
   thm-probable).  The minor found is a proof that the rank is not smaller (doc:
   lem-mod-p).  DOMAIN as fulg_minor_sampler_draw, UNABLE when interrupted.  Cost:
   rows * rank * parameters multiplications mod the prime, and an adjoint for
   every row. */
FULG_MUST_CHECK fulg_status_t fulg_minor_grow(fulg_minor_t minor, slong target,
                                              slong bound, fulg_rand_t rand,
                                              const fulg_progress_t *progress,
                                              fulg_diag_t diag);
/* The same among the columns col[0..num_cols), in increasing order, with all of them as
   the target: their rank where they do not span what all columns do.  DOMAIN and UNABLE
   as fulg_minor_grow. */
FULG_MUST_CHECK fulg_status_t fulg_minor_grow_among(
    fulg_minor_t minor, const slong *col, slong num_cols, slong bound,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
