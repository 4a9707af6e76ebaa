/* Matrices whose singular values are known exactly. */
#ifndef FULG_TESTS_ORTHOGONAL_H
#define FULG_TESTS_ORTHOGONAL_H

#include "testing.h"

/* (I - S)(I + S)^-1 with S antisymmetric (Cayley): orthogonal and rational. */
static inline void
random_orthogonal(fmpq_mat_t Q, slong bound, fulg_rand_t rand)
{
    const slong n = fmpq_mat_nrows(Q);
    fmpq_mat_t plus, minus;
    fmpq_mat_init(plus, n, n);
    fmpq_mat_init(minus, n, n);
    fmpq_mat_one(plus);
    fmpq_mat_one(minus);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < i; j++)
        {
            const slong s = fulg_rand_signed(rand, bound);
            fmpq_set_si(fmpq_mat_entry(plus, i, j), s, 1);
            fmpq_set_si(fmpq_mat_entry(plus, j, i), -s, 1);
            fmpq_set_si(fmpq_mat_entry(minus, i, j), -s, 1);
            fmpq_set_si(fmpq_mat_entry(minus, j, i), s, 1);
        }
    assert_true(fmpq_mat_inv(plus, plus));
    fmpq_mat_mul(Q, minus, plus);
    fmpq_mat_clear(plus);
    fmpq_mat_clear(minus);
}

/* A = left diag(value) right^T, with values in decreasing order. */
static inline void
set_singular(fmpq_mat_t A, const fmpq_mat_t left, const fmpq *value,
             const fmpq_mat_t right)
{
    const slong m = fmpq_mat_nrows(A), n = fmpq_mat_ncols(A);
    fmpq_mat_t S, T;
    fmpq_mat_init(S, m, n);
    fmpq_mat_init(T, n, n);
    for (slong k = 0; k < FLINT_MIN(m, n); k++)
        fmpq_set(fmpq_mat_entry(S, k, k), &value[k]);
    fmpq_mat_transpose(T, right);
    fmpq_mat_mul(A, left, S);
    fmpq_mat_mul(A, A, T);
    fmpq_mat_clear(S);
    fmpq_mat_clear(T);
}

#endif
