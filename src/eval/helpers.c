#include "impl.h"

void
fulg_eval_mul_tn(fulg_mat_t C, const fulg_mat_struct *A,
                 const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    fulg_mat_t At;
    D->ops->init(At, D->ops->cols(A), D->ops->rows(A), D);
    D->ops->transpose(At, A);
    D->ops->mul(C, At, B, D);
    D->ops->clear(At);
}

void
fulg_eval_mul_nt(fulg_mat_t C, const fulg_mat_struct *A,
                 const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    fulg_mat_t Bt;
    D->ops->init(Bt, D->ops->cols(B), D->ops->rows(B), D);
    D->ops->transpose(Bt, B);
    D->ops->mul(C, A, Bt, D);
    D->ops->clear(Bt);
}

void
fulg_eval_addmul(fulg_mat_t C, const fulg_mat_struct *A,
                 const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    fulg_mat_t product;
    D->ops->init(product, D->ops->rows(C), D->ops->cols(C), D);
    D->ops->mul(product, A, B, D);
    D->ops->add(C, C, product, D);
    D->ops->clear(product);
}

void
fulg_eval_addmul_tn(fulg_mat_t C, const fulg_mat_struct *A,
                    const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    fulg_mat_t At;
    D->ops->init(At, D->ops->cols(A), D->ops->rows(A), D);
    D->ops->transpose(At, A);
    fulg_eval_addmul(C, At, B, D);
    D->ops->clear(At);
}

void
fulg_eval_addmul_nt(fulg_mat_t C, const fulg_mat_struct *A,
                    const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    fulg_mat_t Bt;
    D->ops->init(Bt, D->ops->cols(B), D->ops->rows(B), D);
    D->ops->transpose(Bt, B);
    fulg_eval_addmul(C, A, Bt, D);
    D->ops->clear(Bt);
}

void
fulg_eval_ones(fulg_mat_t A, const fulg_domain_struct *D)
{
    for (slong i = 0; i < D->ops->rows(A); i++)
        for (slong j = 0; j < D->ops->cols(A); j++)
            D->ops->set_si(A, i, j, 1);
}

void
fulg_eval_spread_sums(fulg_mat_t A, const fulg_domain_struct *D)
{
    const slong t = D->ops->rows(A);
    fulg_mat_t ones, sums;
    D->ops->init(ones, t, t, D);
    D->ops->init(sums, t, D->ops->cols(A), D);
    fulg_eval_ones(ones, D);
    D->ops->mul(sums, ones, A, D);
    D->ops->set(A, sums);
    D->ops->clear(ones);
    D->ops->clear(sums);
}

void
fulg_eval_mask(fulg_mat_t A, const fulg_sublayer_struct *sub,
               const fulg_domain_struct *D)
{
    if (!sub->causal)
        return;
    for (slong k = 0; k < D->ops->rows(A); k++)
        for (slong j = 0; j < k; j++)
            D->ops->set_si(A, k, j, 0);
}

void
fulg_eval_power(fulg_mat_t y, const fulg_mat_struct *x, slong n,
                const fulg_domain_struct *D)
{
    fulg_mat_t base;
    D->ops->init(base, D->ops->rows(x), D->ops->cols(x), D);
    D->ops->set(base, x);
    fulg_eval_ones(y, D);
    for (; n > 0; n >>= 1)
    {
        if (n & 1)
            D->ops->entry_mul(y, y, base, D);
        if (n > 1)
            D->ops->entry_mul(base, base, base, D);
    }
    D->ops->clear(base);
}
