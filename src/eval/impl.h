/* Shared by the evaluation and its derivatives; not installed. */
#ifndef FULG_EVAL_IMPL_H
#define FULG_EVAL_IMPL_H

#include <fulgurite/eval.h>

/* C = A^T B and C = A B^T; C is initialised. */
void fulg_eval_mul_tn(fulg_mat_t C, const fulg_mat_struct *A,
                      const fulg_mat_struct *B, const fulg_domain_struct *D);
void fulg_eval_mul_nt(fulg_mat_t C, const fulg_mat_struct *A,
                      const fulg_mat_struct *B, const fulg_domain_struct *D);
/* C += A B, with the product made in a matrix of its own. */
void fulg_eval_addmul(fulg_mat_t C, const fulg_mat_struct *A,
                      const fulg_mat_struct *B, const fulg_domain_struct *D);

/* Every entry of A becomes the sum of its column. */
void fulg_eval_spread_sums(fulg_mat_t A, const fulg_domain_struct *D);
/* A causal stack keeps the keys k <= j of query j; the rest becomes zero. */
void fulg_eval_mask(fulg_mat_t A, const fulg_arch_struct *arch,
                    const fulg_domain_struct *D);

/* The weights N(S) of scores S and their slope; S is overwritten. */
FULG_MUST_CHECK fulg_status_t fulg_eval_score(fulg_head_tape_t *head,
                                              fulg_mat_t S,
                                              const fulg_arch_struct *arch,
                                              const fulg_domain_struct *D,
                                              fulg_diag_t diag);
/* dS becomes the change dN of the weights. */
void fulg_eval_score_tangent(fulg_mat_t dS, const fulg_head_tape_t *head,
                             const fulg_arch_struct *arch,
                             const fulg_domain_struct *D);
/* The gradient with respect to N becomes the one with respect to S. */
void fulg_eval_score_adjoint(fulg_mat_t N, const fulg_head_tape_t *head,
                             const fulg_arch_struct *arch,
                             const fulg_domain_struct *D);

/* y = V x for the head's value matrix, V or O U. */
void fulg_eval_value(fulg_mat_t y, const fulg_weights_t W, slong layer,
                     slong head, const fulg_mat_struct *x);

/* y = x^n entry by entry, n >= 0. */
void fulg_eval_power(fulg_mat_t y, const fulg_mat_struct *x, slong n,
                     const fulg_domain_struct *D);

#endif
