#include "impl.h"

/* log(1 + e^-m), without loss where e^-m is small or huge */
static void
logistic(arb_t loss, const arb_t m, slong bits)
{
    arb_t e;
    arb_init(e);
    if (arf_sgn(arb_midref(m)) >= 0)
    {
        arb_neg(e, m);
        arb_exp(e, e, bits);
        arb_log1p(loss, e, bits);
    }
    else
    {
        arb_exp(e, m, bits);
        arb_log1p(e, e, bits);
        arb_sub(loss, e, m, bits);
    }
    arb_clear(e);
}

/* -l'(m) = 1 / (1 + e^m) */
static void
slope(arb_t s, const arb_t m, slong bits)
{
    arb_exp(s, m, bits);
    arb_add_ui(s, s, 1, bits);
    arb_inv(s, s, bits);
}

/* total += c part */
static void
accumulate(fulg_optimize_point_t *total, const fulg_optimize_point_t *part,
           const arb_t c, slong bits)
{
    for (slong g = 0; g < total->num; g++)
    {
        arb_mat_scalar_addmul_arb(&total->U[g], &part->U[g], c, bits);
        arb_mat_scalar_addmul_arb(&total->W[g], &part->W[g], c, bits);
    }
}

static int
goes_on(const fulg_optimize_watch_t *watch)
{
    return watch == NULL || !fulg_progress_tick(watch->progress, "step",
                                                watch->done, watch->total);
}

int
fulg_optimize_gradient(arb_t loss, fulg_optimize_point_t *gradient,
                       const fulg_optimize_data_t *B, const fulg_dataset_t D,
                       const fulg_optimize_point_t *P,
                       const fulg_optimize_heads_t heads, slong bits,
                       const fulg_optimize_watch_t *watch)
{
    fulg_optimize_point_t part;
    int going = 1;
    arb_t m, x, scale;
    arb_init(m);
    arb_init(x);
    arb_init(scale);
    fulg_optimize_point_init(&part, heads->num, heads->tokens, heads->dim);
    for (slong g = 0; gradient && g < heads->num; g++)
    {
        arb_mat_zero(&gradient->U[g]);
        arb_mat_zero(&gradient->W[g]);
    }
    /* by head h of all H: H^{-1/2} / n */
    arb_sqrt_ui(scale, (ulong) heads->total, bits);
    arb_mul_si(scale, scale, D->num, bits);
    arb_inv(scale, scale, bits);
    arb_zero(loss);
    for (slong i = 0; i < D->num && (going = goes_on(watch)); i++)
    {
        fulg_optimize_sample(m, gradient ? &part : NULL, B, D, i, P, heads,
                             bits);
        logistic(x, m, bits);
        arb_add(loss, loss, x, bits);
        if (gradient == NULL)
            continue;
        slope(x, m, bits);
        arb_mul(x, x, scale, bits);
        if (D->label[i] > 0)
            arb_neg(x, x);
        accumulate(gradient, &part, x, bits);
    }
    arb_div_si(loss, loss, D->num, bits);
    fulg_optimize_point_clear(&part);
    arb_clear(m);
    arb_clear(x);
    arb_clear(scale);
    return going;
}

void
fulg_optimize_loss(arb_t loss, const fulg_dataset_t D,
                   const fulg_optimize_heads_t P, slong bits)
{
    fulg_optimize_data_t B;
    fulg_optimize_point_t point;
    fulg_optimize_data_init(&B, D, bits);
    fulg_optimize_point_init(&point, P->num, P->tokens, P->dim);
    fulg_optimize_point_set(&point, P, bits);
    fulg_optimize_gradient(loss, NULL, &B, D, &point, P, bits, NULL);
    fulg_optimize_data_clear(&B);
    fulg_optimize_point_clear(&point);
}

void
fulg_optimize_margins(arb_ptr margin, const fulg_dataset_t D,
                      const fulg_optimize_heads_t P, slong bits)
{
    fulg_optimize_data_t B;
    fulg_optimize_point_t point;
    fulg_optimize_data_init(&B, D, bits);
    fulg_optimize_point_init(&point, P->num, P->tokens, P->dim);
    fulg_optimize_point_set(&point, P, bits);
    for (slong i = 0; i < D->num; i++)
        fulg_optimize_sample(margin + i, NULL, &B, D, i, &point, P, bits);
    fulg_optimize_data_clear(&B);
    fulg_optimize_point_clear(&point);
}
