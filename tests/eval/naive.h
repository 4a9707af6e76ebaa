/*
 * The network's output by plain loops over rational numbers, from the formulas
 * of the manual alone: no matrix products, no tape, no domain table.
 */
#ifndef FULG_TESTS_EVAL_NAIVE_H
#define FULG_TESTS_EVAL_NAIVE_H

#include "nets.h"

/* z += x y */
static inline void
naive_addmul(fmpq_t z, const fmpq_t x, const fmpq_t y)
{
    fmpq_t p;
    fmpq_init(p);
    fmpq_mul(p, x, y);
    fmpq_add(z, z, p);
    fmpq_clear(p);
}

/* C = A B; C is initialised to the right shape. */
static inline void
naive_mul(fmpq_mat_t C, const fmpq_mat_t A, const fmpq_mat_t B)
{
    fmpq_mat_zero(C);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(B); j++)
            for (slong k = 0; k < fmpq_mat_ncols(A); k++)
                naive_addmul(fmpq_mat_entry(C, i, j), fmpq_mat_entry(A, i, k),
                             fmpq_mat_entry(B, k, j));
}

/* s = sum over r, m, n of X_mk K_rm Q_rn X_nj, the score of key k and query j */
static inline void
naive_score(fmpq_t s, const fmpq_mat_t Q, const fmpq_mat_t K,
            const fmpq_mat_t X, slong k, slong j)
{
    fmpq_t key, query;
    fmpq_init(key);
    fmpq_init(query);
    fmpq_zero(s);
    for (slong r = 0; r < fmpq_mat_nrows(Q); r++)
    {
        fmpq_zero(key);
        fmpq_zero(query);
        for (slong m = 0; m < fmpq_mat_nrows(X); m++)
        {
            naive_addmul(key, fmpq_mat_entry(K, r, m), fmpq_mat_entry(X, m, k));
            naive_addmul(query, fmpq_mat_entry(Q, r, m),
                         fmpq_mat_entry(X, m, j));
        }
        naive_addmul(s, key, query);
    }
    fmpq_clear(key);
    fmpq_clear(query);
}

/* The column of weights of query j; 0 when their sum vanishes. */
static inline int
naive_column(fmpq_mat_t N, slong j, const fmpq_mat_t Q, const fmpq_mat_t K,
             const fmpq_mat_t X, const fulg_arch_t arch)
{
    const slong t = fmpq_mat_ncols(X);
    const int affine = fulg_arch_is_affine(arch);
    int defined;
    fmpq_t sum;
    fmpq_init(sum);
    for (slong k = 0; k < t; k++)
    {
        fmpq *s = fmpq_mat_entry(N, k, j);
        fmpq_zero(s);
        if (fulg_arch_is_causal(arch) && k > j)
            continue;
        naive_score(s, Q, K, X, k, j);
        if (affine)
            fmpq_add_si(s, s, 1);
        fmpq_add(sum, sum, s);
    }
    defined = !affine || !fmpq_is_zero(sum);
    for (slong k = 0; k < t && affine && defined; k++)
        fmpq_div(fmpq_mat_entry(N, k, j), fmpq_mat_entry(N, k, j), sum);
    fmpq_clear(sum);
    return defined;
}

/* Y += V X N for one head; V = O U when the values are split. */
static inline int
naive_head(fmpq_mat_t Y, const fulg_weights_t W, slong i, slong h,
           const fmpq_mat_t X)
{
    const slong t = fmpq_mat_ncols(X), in = fmpq_mat_nrows(X);
    const slong out = fmpq_mat_nrows(Y);
    int defined = 1;
    fmpq_mat_t N, V, XN, part;
    fmpq_mat_init(N, t, t);
    fmpq_mat_init(V, out, in);
    fmpq_mat_init(XN, in, t);
    fmpq_mat_init(part, out, t);
    for (slong j = 0; j < t; j++)
        defined &= naive_column(N, j, fulg_weights_mat(W, i, h, 'q')->fmpq,
                                fulg_weights_mat(W, i, h, 'k')->fmpq, X,
                                W->arch);
    if (W->arch->sub[i].value_dim > 0)
        naive_mul(V, fulg_weights_mat(W, i, h, 'o')->fmpq,
                  fulg_weights_mat(W, i, h, 'u')->fmpq);
    else
        fmpq_mat_set(V, fulg_weights_mat(W, i, h, 'v')->fmpq);
    naive_mul(XN, X, N);
    naive_mul(part, V, XN);
    fmpq_mat_add(Y, Y, part);
    fmpq_mat_clear(N);
    fmpq_mat_clear(V);
    fmpq_mat_clear(XN);
    fmpq_mat_clear(part);
    return defined;
}

static inline void
naive_power(fmpq_mat_t A, slong n)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_pow_si(fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, i, j), n);
}

/* Y (initialised here) = the output on X; 0 when a denominator vanishes. */
static inline int
naive_forward(fmpq_mat_t Y, const fulg_weights_t W, const fmpq_mat_t X)
{
    const fulg_arch_struct *arch = W->arch;
    const slong t = fmpq_mat_ncols(X);
    int defined = 1;
    fmpq_mat_init_set(Y, X);
    for (slong i = 0; i < arch->depth && defined; i++)
    {
        fmpq_mat_t next;
        fmpq_mat_init(next, arch->width[i + 1], t);
        if (fulg_arch_is_pnn(arch))
        {
            naive_mul(next, fulg_weights_mat(W, i, 0, 'w')->fmpq, Y);
            if (i + 1 < arch->depth)
                naive_power(next, arch->sub[i].power);
        }
        else
        {
            if (fulg_arch_is_residual(arch))
                fmpq_mat_set(next, Y);
            for (slong h = 0; h < arch->sub[i].heads && defined; h++)
                defined = naive_head(next, W, i, h, Y);
        }
        fmpq_mat_swap(Y, next);
        fmpq_mat_clear(next);
    }
    return defined;
}

#endif
