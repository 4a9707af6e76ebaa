#include "impl.h"

/* Are all scores x_t^T W x_s of a query t equal? */
static int
has_equal_scores(const fmpq_mat_t X, const fmpq_mat_t W)
{
    const slong T = fmpq_mat_nrows(X), d = fmpq_mat_ncols(X);
    fmpq_mat_t XW, Xt, S;
    int equal = 1;
    if (fmpq_mat_is_zero(W))
        return 1;
    fmpq_mat_init(XW, T, d);
    fmpq_mat_init(Xt, d, T);
    fmpq_mat_init(S, T, T);
    fmpq_mat_mul(XW, X, W);
    fmpq_mat_transpose(Xt, X);
    fmpq_mat_mul(S, XW, Xt);
    for (slong t = 0; t < T && equal; t++)
        for (slong s = 1; s < T && equal; s++)
            equal = fmpq_equal(fmpq_mat_entry(S, t, s),
                               fmpq_mat_entry(S, t, 0));
    fmpq_mat_clear(XW);
    fmpq_mat_clear(Xt);
    fmpq_mat_clear(S);
    return equal;
}

int
fulg_optimize_is_uniform(const fulg_dataset_t D, const fulg_optimize_heads_t P)
{
    for (slong g = 0; g < P->num; g++)
        for (slong i = 0; i < D->num; i++)
            if (!has_equal_scores(&D->X[i], &P->W[g]))
                return 0;
    return 1;
}

/* mean = the mean token (1 x d), C = X^T X / T - mean^T mean. */
static void
moments(fmpq_mat_t mean, fmpq_mat_t C, const fmpq_mat_t X, const fmpq_mat_t Xt)
{
    const slong T = fmpq_mat_nrows(X), d = fmpq_mat_ncols(X);
    fmpz_t size;
    fmpq_t x;
    fmpz_init_set_si(size, T);
    fmpq_init(x);
    fmpq_mat_mul(C, Xt, X);
    fmpq_mat_scalar_div_fmpz(C, C, size);
    fmpq_mat_zero(mean);
    for (slong j = 0; j < d; j++)
    {
        fmpq *m = fmpq_mat_entry(mean, 0, j);
        for (slong t = 0; t < T; t++)
            fmpq_add(m, m, fmpq_mat_entry(X, t, j));
        fmpq_div_fmpz(m, m, size);
    }
    for (slong j = 0; j < d; j++)
        for (slong k = 0; k < d; k++)
        {
            fmpq_mul(x, fmpq_mat_entry(mean, 0, j), fmpq_mat_entry(mean, 0, k));
            fmpq_sub(fmpq_mat_entry(C, j, k), fmpq_mat_entry(C, j, k), x);
        }
    fmpz_clear(size);
    fmpq_clear(x);
}

/* Row i of Z: y_i (mean, then X^T U_g C for every head): all rows of the gradient
   by U are the mean token. */
static void
set_row(fmpq_mat_t Z, slong i, const fulg_dataset_t D,
        const fulg_optimize_heads_t P)
{
    const slong T = D->tokens, d = D->dim;
    fmpq_mat_t mean, C, Xt, UC, G;
    slong place = 0;
    fmpq_mat_init(mean, 1, d);
    fmpq_mat_init(C, d, d);
    fmpq_mat_init(Xt, d, T);
    fmpq_mat_init(UC, T, d);
    fmpq_mat_init(G, d, d);
    fmpq_mat_transpose(Xt, &D->X[i]);
    moments(mean, C, &D->X[i], Xt);
    for (slong j = 0; j < d; j++)
        fmpq_set(fmpq_mat_entry(Z, i, place++), fmpq_mat_entry(mean, 0, j));
    for (slong g = 0; g < P->num; g++)
    {
        fmpq_mat_mul(UC, &P->U[g], C);
        fmpq_mat_mul(G, Xt, UC);
        for (slong j = 0; j < d; j++)
            for (slong k = 0; k < d; k++)
                fmpq_set(fmpq_mat_entry(Z, i, place++),
                         fmpq_mat_entry(G, j, k));
    }
    for (slong j = 0; j < place && D->label[i] < 0; j++)
        fmpq_neg(fmpq_mat_entry(Z, i, j), fmpq_mat_entry(Z, i, j));
    fmpq_mat_clear(mean);
    fmpq_mat_clear(C);
    fmpq_mat_clear(Xt);
    fmpq_mat_clear(UC);
    fmpq_mat_clear(G);
}

void
fulg_optimize_gram(fmpq_mat_t K, const fulg_dataset_t D,
                   const fulg_optimize_heads_t P)
{
    const slong d = D->dim, cols = d + P->num * d * d;
    fmpq_mat_t Z, V;
    fmpq_t weight;
    fmpq_init(weight);
    fmpq_mat_init(Z, D->num, cols);
    fmpq_mat_init(V, cols, D->num);
    for (slong i = 0; i < D->num; i++)
        set_row(Z, i, D, P);
    for (slong j = 0; j < cols; j++)
    {
        /* T rows of the gradient by U; copies of H heads by W */
        if (j < d)
            fmpq_set_si(weight, D->tokens, 1);
        else
            fmpq_set_si(weight, P->copies[(j - d) / (d * d)], (ulong) P->total);
        for (slong i = 0; i < D->num; i++)
            fmpq_mul(fmpq_mat_entry(V, j, i), fmpq_mat_entry(Z, i, j), weight);
    }
    fmpq_mat_mul(K, Z, V);
    fmpq_mat_clear(Z);
    fmpq_mat_clear(V);
    fmpq_clear(weight);
}

/* The gradients of all heads in a row, times y. */
static void
set_ball_row(arb_mat_t Z, slong i, const fulg_optimize_point_t *gradient,
             int label)
{
    slong place = 0;
    for (slong g = 0; g < gradient->num; g++)
        for (int part = 0; part < 2; part++)
        {
            const arb_mat_struct *M = part ? &gradient->W[g] : &gradient->U[g];
            for (slong j = 0; j < arb_mat_nrows(M); j++)
                for (slong k = 0; k < arb_mat_ncols(M); k++)
                {
                    arb_ptr z = arb_mat_entry(Z, i, place++);
                    arb_set(z, arb_mat_entry(M, j, k));
                    if (label < 0)
                        arb_neg(z, z);
                }
        }
}

void
fulg_optimize_gram_ball(arb_mat_t K, const fulg_dataset_t D,
                        const fulg_optimize_heads_t P, slong bits)
{
    const slong one = D->dim * (D->tokens + D->dim), cols = P->num * one;
    fulg_optimize_data_t B;
    fulg_optimize_point_t point, gradient;
    arb_mat_t Z, V;
    arb_t m;
    arb_init(m);
    arb_mat_init(Z, D->num, cols);
    arb_mat_init(V, cols, D->num);
    fulg_optimize_data_init(&B, D, bits);
    fulg_optimize_point_init(&point, P->num, P->tokens, P->dim);
    fulg_optimize_point_init(&gradient, P->num, P->tokens, P->dim);
    fulg_optimize_point_set(&point, P, bits);
    for (slong i = 0; i < D->num; i++)
    {
        fulg_optimize_sample(m, &gradient, &B, D, i, &point, P, bits);
        set_ball_row(Z, i, &gradient, D->label[i]);
    }
    for (slong j = 0; j < cols; j++)
        for (slong i = 0; i < D->num; i++)
        {
            arb_ptr v = arb_mat_entry(V, j, i);
            arb_mul_si(v, arb_mat_entry(Z, i, j), P->copies[j / one], bits);
            arb_div_si(v, v, P->total, bits);
        }
    arb_mat_mul(K, Z, V, bits);
    fulg_optimize_data_clear(&B);
    fulg_optimize_point_clear(&point);
    fulg_optimize_point_clear(&gradient);
    arb_mat_clear(Z);
    arb_mat_clear(V);
    arb_clear(m);
}
