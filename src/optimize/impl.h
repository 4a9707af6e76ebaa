/* What the module shares inside itself. */
#ifndef FULG_OPTIMIZE_IMPL_H
#define FULG_OPTIMIZE_IMPL_H

#include <fulgurite/optimize.h>

/* The data in balls: the tokens and their transposes. */
typedef struct
{
    slong num, bits;
    arb_mat_struct *X, *Xt;
} fulg_optimize_data_t;

void fulg_optimize_data_init(fulg_optimize_data_t *B, const fulg_dataset_t D,
                             slong bits);
void fulg_optimize_data_clear(fulg_optimize_data_t *B);

/* Heads in balls. */
typedef struct
{
    slong num;
    arb_mat_struct *U, *W;
} fulg_optimize_point_t;

void fulg_optimize_point_init(fulg_optimize_point_t *B, slong num, slong tokens,
                              slong dim);
void fulg_optimize_point_clear(fulg_optimize_point_t *B);
void fulg_optimize_point_set(fulg_optimize_point_t *B,
                             const fulg_optimize_heads_t P, slong bits);

/* phi = <U, Y> of one head, where Y = softmax(X W X^T) X is also the gradient
   by U; dW (may be NULL) = that by W.  Without the factor H^{-1/2}. */
void fulg_optimize_head(arb_t phi, arb_mat_t Y, arb_mat_struct *dW,
                        const arb_mat_t X, const arb_mat_t Xt,
                        const arb_mat_t U, const arb_mat_t W, slong bits);
/* m = y_i Phi(X_i); gradient (may be NULL) receives the gradients of the heads,
   without H^{-1/2}. */
void fulg_optimize_sample(arb_t m, fulg_optimize_point_t *gradient,
                          const fulg_optimize_data_t *B, const fulg_dataset_t D,
                          slong i, const fulg_optimize_point_t *P,
                          const fulg_optimize_heads_t heads, slong bits);
/* Asked between samples whether to go on. */
typedef struct
{
    const fulg_progress_t *progress;
    slong done, total; /* steps, to be told */
} fulg_optimize_watch_t;
/* The loss and, unless NULL, its gradient.  0, and neither, when watch (may be NULL)
   asks to stop. */
int fulg_optimize_gradient(arb_t loss, fulg_optimize_point_t *gradient,
                           const fulg_optimize_data_t *B,
                           const fulg_dataset_t D,
                           const fulg_optimize_point_t *P,
                           const fulg_optimize_heads_t heads, slong bits,
                           const fulg_optimize_watch_t *watch);

/* All numbers of P become multiples of 2^-grid, the nearest ones. */
void fulg_optimize_round(fulg_optimize_heads_t P, slong grid);

/* An approximate min-norm point on the Gram matrix K (num x num, row by row):
   barycentric coordinates; those that are 0 are not in the support. */
void fulg_optimize_min_norm_approx(double *lambda, const double *K, slong num);
/* The min-norm point, exactly, by Wolfe's steps from the approximate one.  0
   when interrupted. */
int fulg_optimize_min_norm(fmpq *lambda, const fmpq_mat_t K,
                           const double *start,
                           const fulg_progress_t *progress);

/* Two samples, from 0, with opposite features (the same when its feature is 0): equal
   tokens and opposite labels, or negated tokens and equal labels.  0 when there are
   none. */
int fulg_optimize_opposite(slong pair[2], const fulg_dataset_t D);
/* 1 when 0 is proved to be inside the simplex of the features of the support of
   start: weight, elsewhere untouched, gets the coefficients.  needed is the number
   of features that such a simplex has. */
int fulg_optimize_zero_inside(arb_ptr weight, slong *needed,
                              const double *start, const fulg_dataset_t D,
                              const fulg_optimize_heads_t P, slong bits);

/* The bound for num heads from numbers that do not depend on the parameters. */
void fulg_optimize_bound_at(fulg_optimize_descent_bound_t R, slong tokens,
                            const fmpq_t R2, const arb_t readout,
                            const fmpq_t eta, slong steps, slong bits);

#endif
