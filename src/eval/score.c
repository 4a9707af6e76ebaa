#include "impl.h"

/*
 * The column normalisations N of a score matrix S and their derivatives.
 *
 * Lightning: N = S, and dN = dS, both inside the mask.  Otherwise N = F/(column
 * sums of F) with F = 1 + S (affine) or exp S (softmax), zero outside the mask.
 * Then dN = G o dS - N o (column sums of G o dS), where o multiplies entry by
 * entry and the slope G is F'(S)/(column sums of F): 1/(column sums of F) for
 * affine, N itself for softmax.
 *
 * In a model where the last token stands for c equal ones its row of F and of
 * F' counts c times.
 *
 * Softmax does not change when a number is added to a column of S, nor does its
 * derivative when one is added to a column of dS, or of the gradient of N.  In
 * balls we first subtract what stands at the largest weight: where a token
 * attends almost only to one key, radii then shrink as the values do, instead of
 * growing by the size of the scores in every layer.
 */

static void
shift(fulg_mat_t A, const fulg_mat_struct *key, const fulg_sublayer_struct *sub,
      const fulg_domain_struct *D)
{
    if (fulg_arch_sublayer_is_softmax(sub) && D->ops->shift_columns != NULL)
        D->ops->shift_columns(A, key, (int) sub->causal, D);
}

/* The last key, which stands for copies of it, counts so often. */
static void
count_copies(fulg_mat_t F, slong copies, const fulg_domain_struct *D)
{
    const slong t = D->ops->rows(F);
    fulg_mat_t times;
    if (copies == 1)
        return;
    D->ops->init(times, t, D->ops->cols(F), D);
    for (slong k = 0; k < t; k++)
        for (slong j = 0; j < D->ops->cols(F); j++)
            D->ops->set_si(times, k, j, k + 1 < t ? 1 : copies);
    D->ops->entry_mul(F, F, times, D);
    D->ops->clear(times);
}

static fulg_status_t
set_normalised(fulg_head_tape_t *head, fulg_mat_t F,
               const fulg_sublayer_struct *sub, slong copies,
               const fulg_domain_struct *D, fulg_diag_t diag)
{
    fulg_mat_struct *N = head->weight, *G = head->slope;
    count_copies(F, copies, D);
    D->ops->set(N, F);
    fulg_eval_spread_sums(F, D);
    if (!D->ops->entry_inv(F, F, D))
    {
        if (D->bits > 0 && fulg_arch_sublayer_is_softmax(sub))
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "%ld bits are not enough to tell a sum of "
                                 "exponentials from zero",
                                 (long) D->bits);
        return fulg_diag_set(diag, FULG_DOMAIN,
                             "a column of attention weights sums to zero");
    }
    D->ops->entry_mul(N, N, F, D);
    D->ops->set(G, (fulg_arch_sublayer_is_softmax(sub)) ? N : F);
    if (!fulg_arch_sublayer_is_softmax(sub))
        count_copies(G, copies, D);
    fulg_eval_mask(G, sub, D);
    return FULG_OK;
}

fulg_status_t
fulg_eval_score(fulg_head_tape_t *head, fulg_mat_t S,
                const fulg_sublayer_struct *sub, slong copies,
                const fulg_domain_struct *D, fulg_diag_t diag)
{
    if (!fulg_arch_sublayer_is_normalised(sub))
    {
        fulg_eval_mask(S, sub, D);
        D->ops->set(head->weight, S);
        return FULG_OK;
    }
    if (fulg_arch_sublayer_is_softmax(sub))
    {
        if (D->ops->entry_exp == NULL)
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "softmax has no exact value over the %s",
                                 D->ops->name);
        shift(S, S, sub, D);
        D->ops->entry_exp(S, S, D);
    }
    else
    {
        fulg_mat_t one;
        D->ops->init(one, D->ops->rows(S), D->ops->cols(S), D);
        fulg_eval_power(one, S, 0, D);
        D->ops->add(S, S, one, D);
        D->ops->clear(one);
    }
    fulg_eval_mask(S, sub, D);
    return set_normalised(head, S, sub, copies, D, diag);
}

void
fulg_eval_score_tangent(fulg_mat_t dS, const fulg_head_tape_t *head,
                        const fulg_sublayer_struct *sub,
                        const fulg_domain_struct *D)
{
    fulg_mat_t sums;
    if (!fulg_arch_sublayer_is_normalised(sub))
    {
        fulg_eval_mask(dS, sub, D);
        return;
    }
    shift(dS, head->weight, sub, D);
    D->ops->entry_mul(dS, dS, head->slope, D);
    D->ops->init(sums, D->ops->rows(dS), D->ops->cols(dS), D);
    D->ops->set(sums, dS);
    fulg_eval_spread_sums(sums, D);
    D->ops->entry_mul(sums, sums, head->weight, D);
    D->ops->sub(dS, dS, sums, D);
    D->ops->clear(sums);
}

void
fulg_eval_score_adjoint(fulg_mat_t N, const fulg_head_tape_t *head,
                        const fulg_sublayer_struct *sub,
                        const fulg_domain_struct *D)
{
    fulg_mat_t sums;
    if (!fulg_arch_sublayer_is_normalised(sub))
    {
        fulg_eval_mask(N, sub, D);
        return;
    }
    shift(N, head->weight, sub, D);
    D->ops->init(sums, D->ops->rows(N), D->ops->cols(N), D);
    D->ops->entry_mul(sums, N, head->weight, D);
    fulg_eval_spread_sums(sums, D);
    D->ops->sub(N, N, sums, D);
    D->ops->entry_mul(N, N, head->slope, D);
    D->ops->clear(sums);
}
