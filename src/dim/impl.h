/* Shared inside the dimension module; not installed. */
#ifndef FULG_DIM_IMPL_H
#define FULG_DIM_IMPL_H

#include <fulgurite/dim.h>

/* min(value_dim, d_{i-1}, d_i) of layer i (from 0): the rank of a head's V. */
slong fulg_dim_value_rank(const fulg_arch_struct *arch, slong i);
/* min(limit, a * b) without overflow; a, b >= 0. */
slong fulg_dim_min_product(slong limit, slong a, slong b);
/* n = a (2 d - a): dimension of the d x d matrices of rank at most a. */
void fulg_dim_square_rank(fmpz_t n, slong d, slong a);
/* n = rank (rows + cols - rank): rows x cols matrices of that rank. */
void fulg_dim_matrix_rank(fmpz_t n, slong rows, slong cols, slong rank);
/* n = s d - s(s-1)/2: symmetric d x d matrices of rank at most s. */
void fulg_dim_symmetric_rank(fmpz_t n, slong d, slong s);

/* The widths and ranks of theorem virtual-weights. */
typedef struct
{
    slong depth;
    slong *r;     /* r_0 .. r_l */
    slong *alpha; /* alpha_1 .. alpha_l at 0 .. l-1 */
    slong *w;     /* w_1 .. w_l at 0 .. l-1 */
    int *symmetric;
} fulg_flag_struct;
typedef fulg_flag_struct fulg_flag_t[1];

void fulg_flag_init(fulg_flag_t flag, const fulg_arch_t arch);
void fulg_flag_clear(fulg_flag_t flag);

/* The fewest tokens (at least 2 when arch has that many) whose function is
   contained in the function of arch: zero tokens fill up a lightning input, a
   causal stack does not see what follows, and a normalised one does not see
   repetition. */
slong fulg_dim_fewest_tokens(const fulg_arch_t arch);

/* Jacobian rows of a model at a growing list of random inputs, mod a prime. */
typedef struct
{
    fulg_minor_struct *minor;
    fulg_weights_t weights; /* of the minor, mod its prime */
    slong out, tokens;      /* an input can give out * tokens rows */
} fulg_sampler_struct;
typedef fulg_sampler_struct fulg_sampler_t[1];

/* What to draw: num inputs with entries in [-bound, bound], the rows of X from
   first_zero_row on being zero, and of each only num_out output rows from
   first_out on, wrapping round. */
typedef struct
{
    slong num, bound, first_zero_row, first_out, num_out;
} fulg_draw_t;

/* Uses minor->weights and minor->prime; adds its inputs to the minor. */
FULG_MUST_CHECK fulg_status_t fulg_sampler_init(fulg_sampler_t sampler,
                                                fulg_minor_t minor,
                                                fulg_diag_t diag);
void fulg_sampler_clear(fulg_sampler_t sampler);
/* J (initialised here) = num * num_out * tokens Jacobian rows. */
FULG_MUST_CHECK fulg_status_t fulg_sampler_draw(nmod_mat_t J,
                                                fulg_sampler_t sampler,
                                                const fulg_draw_t *draw,
                                                fulg_rand_t rand,
                                                fulg_diag_t diag);

/* Draws Jacobian rows at random inputs until their rank is target or fresh inputs
   with all their rows add nothing; minor gets the inputs, rows and columns of an invertible
   submatrix of that size. */
FULG_MUST_CHECK fulg_status_t
fulg_dim_grow_minor(fulg_minor_t minor, slong target, slong bound,
                    fulg_rand_t rand, const fulg_progress_t *progress,
                    fulg_diag_t diag);

#endif
