#include "impl.h"

/* The nearest multiple of 2^-bits to x / size times length, added to y. */
static void
add_rounded(fmpq_t y, const arb_t x, const arb_t scale, slong bits)
{
    arb_t z;
    fmpq_t q;
    fmpz_t n;
    arb_init(z);
    fmpq_init(q);
    fmpz_init(n);
    arb_mul(z, x, scale, 2 * bits + 64);
    arf_mul_2exp_si(arb_midref(z), arb_midref(z), bits);
    arf_get_fmpz(n, arb_midref(z), ARF_RND_NEAR);
    fmpq_set_fmpz(q, n);
    fmpq_div_2exp(q, q, (flint_bitcnt_t) bits);
    fmpq_add(y, y, q);
    arb_clear(z);
    fmpq_clear(q);
    fmpz_clear(n);
}

/* sum = sum_i lambda_i y_i grad_i, without H^{-1/2}. */
static void
combine(fulg_optimize_point_t *sum, const fulg_optimize_margin_t M,
        const fulg_dataset_t D, const fulg_optimize_heads_t P, slong bits)
{
    fulg_optimize_data_t B;
    fulg_optimize_point_t point, gradient;
    arb_t m, c;
    arb_init(m);
    arb_init(c);
    fulg_optimize_data_init(&B, D, bits);
    fulg_optimize_point_init(&point, P->num, P->tokens, P->dim);
    fulg_optimize_point_init(&gradient, P->num, P->tokens, P->dim);
    fulg_optimize_point_set(&point, P, bits);
    for (slong i = 0; i < D->num; i++)
    {
        if (fmpq_is_zero(M->lambda + i))
            continue;
        fulg_optimize_sample(m, &gradient, &B, D, i, &point, P, bits);
        arb_set_fmpq(c, M->lambda + i, bits);
        if (D->label[i] < 0)
            arb_neg(c, c);
        for (slong g = 0; g < P->num; g++)
        {
            arb_mat_scalar_addmul_arb(&sum->U[g], &gradient.U[g], c, bits);
            arb_mat_scalar_addmul_arb(&sum->W[g], &gradient.W[g], c, bits);
        }
    }
    fulg_optimize_data_clear(&B);
    fulg_optimize_point_clear(&point);
    fulg_optimize_point_clear(&gradient);
    arb_clear(m);
    arb_clear(c);
}

fulg_status_t
fulg_optimize_margin_witness(fulg_optimize_heads_t P,
                             const fulg_optimize_margin_t M,
                             const fulg_dataset_t D,
                             const fulg_optimize_heads_t init,
                             const fmpq_t length, slong bits, fulg_diag_t diag)
{
    fulg_optimize_point_t sum;
    const slong work = 2 * bits + 64;
    arb_t scale, root;
    fulg_optimize_heads_set(P, init);
    if (!arb_is_positive(M->upper))
        return fulg_diag_set(diag, FULG_DOMAIN,
                             "0 is in the hull: no direction separates");
    arb_init(scale);
    arb_init(root);
    fulg_optimize_point_init(&sum, P->num, P->tokens, P->dim);
    combine(&sum, M, D, init, work);
    arb_set_fmpq(scale, length, work);
    arb_div(scale, scale, M->upper, work);
    arb_sqrt_ui(root, (ulong) P->total, work);
    arb_div(scale, scale, root, work);
    for (slong g = 0; g < P->num; g++)
    {
        for (slong i = 0; i < P->tokens; i++)
            for (slong j = 0; j < P->dim; j++)
                add_rounded(fmpq_mat_entry(&P->U[g], i, j),
                            arb_mat_entry(&sum.U[g], i, j), scale, bits);
        for (slong i = 0; i < P->dim; i++)
            for (slong j = 0; j < P->dim; j++)
                add_rounded(fmpq_mat_entry(&P->W[g], i, j),
                            arb_mat_entry(&sum.W[g], i, j), scale, bits);
    }
    fulg_optimize_point_clear(&sum);
    arb_clear(scale);
    arb_clear(root);
    return FULG_OK;
}
