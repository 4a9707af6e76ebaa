/* The model and its gradient in balls. */
#include "impl.h"

void
fulg_optimize_data_init(fulg_optimize_data_t *B, const fulg_dataset_t D,
                        slong bits)
{
    B->num = D->num;
    B->bits = bits;
    B->X = flint_malloc((size_t) D->num * sizeof *B->X);
    B->Xt = flint_malloc((size_t) D->num * sizeof *B->Xt);
    for (slong i = 0; i < D->num; i++)
    {
        arb_mat_init(&B->X[i], D->tokens, D->dim);
        arb_mat_init(&B->Xt[i], D->dim, D->tokens);
        arb_mat_set_fmpq_mat(&B->X[i], &D->X[i], bits);
        arb_mat_transpose(&B->Xt[i], &B->X[i]);
    }
}

void
fulg_optimize_data_clear(fulg_optimize_data_t *B)
{
    for (slong i = 0; i < B->num; i++)
    {
        arb_mat_clear(&B->X[i]);
        arb_mat_clear(&B->Xt[i]);
    }
    flint_free(B->X);
    flint_free(B->Xt);
}

void
fulg_optimize_point_init(fulg_optimize_point_t *B, slong num, slong tokens,
                         slong dim)
{
    B->num = num;
    B->U = flint_malloc((size_t) num * sizeof *B->U);
    B->W = flint_malloc((size_t) num * sizeof *B->W);
    for (slong g = 0; g < num; g++)
    {
        arb_mat_init(&B->U[g], tokens, dim);
        arb_mat_init(&B->W[g], dim, dim);
    }
}

void
fulg_optimize_point_clear(fulg_optimize_point_t *B)
{
    for (slong g = 0; g < B->num; g++)
    {
        arb_mat_clear(&B->U[g]);
        arb_mat_clear(&B->W[g]);
    }
    flint_free(B->U);
    flint_free(B->W);
}

void
fulg_optimize_point_set(fulg_optimize_point_t *B, const fulg_optimize_heads_t P,
                        slong bits)
{
    for (slong g = 0; g < P->num; g++)
    {
        arb_mat_set_fmpq_mat(&B->U[g], &P->U[g], bits);
        arb_mat_set_fmpq_mat(&B->W[g], &P->W[g], bits);
    }
}

/* Every row of S becomes its softmax.  A shift of a row changes nothing; by its
   greatest midpoint no exponential is large. */
static void
softmax_rows(arb_mat_t S, slong bits)
{
    const slong rows = arb_mat_nrows(S), cols = arb_mat_ncols(S);
    arb_t top, sum;
    arb_init(top);
    arb_init(sum);
    for (slong t = 0; t < rows; t++)
    {
        slong best = 0;
        for (slong s = 1; s < cols; s++)
            if (arf_cmp(arb_midref(arb_mat_entry(S, t, s)),
                        arb_midref(arb_mat_entry(S, t, best))) > 0)
                best = s;
        arb_get_mid_arb(top, arb_mat_entry(S, t, best));
        arb_zero(sum);
        for (slong s = 0; s < cols; s++)
        {
            arb_ptr x = arb_mat_entry(S, t, s);
            arb_sub(x, x, top, bits);
            arb_exp(x, x, bits);
            arb_add(sum, sum, x, bits);
        }
        for (slong s = 0; s < cols; s++)
            arb_div(arb_mat_entry(S, t, s), arb_mat_entry(S, t, s), sum, bits);
    }
    arb_clear(top);
    arb_clear(sum);
}

/* B_ts becomes A_ts (B_ts - sum_r A_tr B_tr): the derivative of softmax. */
static void
softmax_derivative(arb_mat_t B, const arb_mat_t A, slong bits)
{
    arb_t mean;
    arb_init(mean);
    for (slong t = 0; t < arb_mat_nrows(A); t++)
    {
        arb_zero(mean);
        for (slong s = 0; s < arb_mat_ncols(A); s++)
            arb_addmul(mean, arb_mat_entry(A, t, s), arb_mat_entry(B, t, s),
                       bits);
        for (slong s = 0; s < arb_mat_ncols(A); s++)
        {
            arb_ptr x = arb_mat_entry(B, t, s);
            arb_sub(x, x, mean, bits);
            arb_mul(x, x, arb_mat_entry(A, t, s), bits);
        }
    }
    arb_clear(mean);
}

/* <A, B> */
static void
inner(arb_t x, const arb_mat_t A, const arb_mat_t B, slong bits)
{
    arb_zero(x);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arb_addmul(x, arb_mat_entry(A, i, j), arb_mat_entry(B, i, j), bits);
}

void
fulg_optimize_head(arb_t phi, arb_mat_t Y, arb_mat_struct *dW,
                   const arb_mat_t X, const arb_mat_t Xt, const arb_mat_t U,
                   const arb_mat_t W, slong bits)
{
    const slong T = arb_mat_nrows(X), d = arb_mat_ncols(X);
    arb_mat_t XW, A, E, M;
    arb_mat_init(XW, T, d);
    arb_mat_init(A, T, T);
    arb_mat_mul(XW, X, W, bits);
    arb_mat_mul(A, XW, Xt, bits);
    softmax_rows(A, bits);
    arb_mat_mul(Y, A, X, bits);
    inner(phi, U, Y, bits);
    if (dW != NULL)
    {
        /* row t of E X is C_t u_t, and dW = sum_t x_t (C_t u_t)^T */
        arb_mat_init(E, T, T);
        arb_mat_init(M, T, d);
        arb_mat_mul(E, U, Xt, bits);
        softmax_derivative(E, A, bits);
        arb_mat_mul(M, E, X, bits);
        arb_mat_mul(dW, Xt, M, bits);
        arb_mat_clear(E);
        arb_mat_clear(M);
    }
    arb_mat_clear(XW);
    arb_mat_clear(A);
}

void
fulg_optimize_sample(arb_t m, fulg_optimize_point_t *gradient,
                     const fulg_optimize_data_t *B, const fulg_dataset_t D,
                     slong i, const fulg_optimize_point_t *P,
                     const fulg_optimize_heads_t heads, slong bits)
{
    arb_mat_t Y;
    arb_t phi, root;
    arb_init(phi);
    arb_init(root);
    arb_mat_init(Y, heads->tokens, heads->dim);
    arb_zero(m);
    for (slong g = 0; g < heads->num; g++)
    {
        fulg_optimize_head(phi, gradient ? &gradient->U[g] : Y,
                           gradient ? &gradient->W[g] : NULL, &B->X[i],
                           &B->Xt[i], &P->U[g], &P->W[g], bits);
        arb_addmul_si(m, phi, heads->copies[g], bits);
    }
    arb_sqrt_ui(root, (ulong) heads->total, bits);
    arb_div(m, m, root, bits);
    if (D->label[i] < 0)
        arb_neg(m, m);
    arb_mat_clear(Y);
    arb_clear(phi);
    arb_clear(root);
}
