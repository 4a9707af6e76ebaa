#include "impl.h"

/*
 * The readout (doc: sec-readout-architecture).  Its heads are those of a layer with
 * out * tokens rows, P = sum of V_h X N_h, where the rows j out, .., j out + out - 1
 * belong to token j (from 0); the output is y_i = sum over j of P(j out + i, j).
 */

/* C becomes the sum over each token's rows (out x out tokens), mask is 1 where a
   row of P meets its token. */
static void
set_sums(fulg_mat_t C, fulg_mat_t mask, slong out, slong tokens,
         const fulg_domain_struct *D)
{
    D->ops->init(C, out, out * tokens, D);
    D->ops->init(mask, out * tokens, tokens, D);
    for (slong j = 0; j < tokens; j++)
        for (slong i = 0; i < out; i++)
        {
            D->ops->set_si(C, i, j * out + i, 1);
            D->ops->set_si(mask, j * out + i, j, 1);
        }
}

void
fulg_eval_readout(fulg_mat_t y, const fulg_mat_struct *P,
                  const fulg_domain_struct *D)
{
    const slong out = D->ops->rows(y), tokens = D->ops->cols(P);
    fulg_mat_t C, mask, own, sum;
    set_sums(C, mask, out, tokens, D);
    D->ops->init(own, out * tokens, tokens, D);
    D->ops->init(sum, out, tokens, D);
    D->ops->entry_mul(own, P, mask, D);
    D->ops->mul(sum, C, own, D);
    D->ops->clear(mask);
    D->ops->init(mask, tokens, 1, D);
    fulg_eval_ones(mask, D);
    D->ops->mul(y, sum, mask, D);
    D->ops->clear(C);
    D->ops->clear(mask);
    D->ops->clear(own);
    D->ops->clear(sum);
}

void
fulg_eval_readout_adjoint(fulg_mat_t P, const fulg_mat_struct *y,
                          const fulg_domain_struct *D)
{
    const slong out = D->ops->rows(y), tokens = D->ops->cols(P);
    fulg_mat_t C, mask, column, ones;
    set_sums(C, mask, out, tokens, D);
    D->ops->init(column, out * tokens, 1, D);
    D->ops->init(ones, 1, tokens, D);
    fulg_eval_ones(ones, D);
    fulg_eval_mul_tn(column, C, y, D);
    D->ops->mul(P, column, ones, D);
    D->ops->entry_mul(P, P, mask, D);
    D->ops->clear(C);
    D->ops->clear(mask);
    D->ops->clear(column);
    D->ops->clear(ones);
}
