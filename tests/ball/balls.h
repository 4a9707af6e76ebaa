/* Exact matrices and balls around them. */
#ifndef FULG_TESTS_BALLS_H
#define FULG_TESTS_BALLS_H

#include "testing.h"

/* A product of random integer factors: its rank is at most rank. */
static inline void
random_of_rank(fmpq_mat_t A, slong rank, slong bound, fulg_rand_t rand)
{
    const slong rows = fmpq_mat_nrows(A), cols = fmpq_mat_ncols(A);
    fmpz_mat_t B, C, BC;
    fmpz_mat_init(B, rows, rank);
    fmpz_mat_init(C, rank, cols);
    fmpz_mat_init(BC, rows, cols);
    for (slong i = 0; i < rows; i++)
        for (slong k = 0; k < rank; k++)
            fmpz_set_si(fmpz_mat_entry(B, i, k), fulg_rand_signed(rand, bound));
    for (slong k = 0; k < rank; k++)
        for (slong j = 0; j < cols; j++)
            fmpz_set_si(fmpz_mat_entry(C, k, j), fulg_rand_signed(rand, bound));
    fmpz_mat_mul(BC, B, C);
    fmpq_mat_set_fmpz_mat_div_fmpz(A, BC, (fmpz[]){7});
    fmpz_mat_clear(B);
    fmpz_mat_clear(C);
    fmpz_mat_clear(BC);
}

/* 1/(i + j + 1): invertible, but hardly so. */
static inline void
hilbert(fmpq_mat_t A)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set_si(fmpq_mat_entry(A, i, j), 1, i + j + 1);
}

/* A = diag(2^random) A diag(2^random), exponents up to bound in size. */
static inline void
scale_lines(arb_mat_t A, slong bound, fulg_rand_t rand)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
    {
        const slong e = fulg_rand_signed(rand, bound);
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arb_mul_2exp_si(arb_mat_entry(A, i, j), arb_mat_entry(A, i, j), e);
    }
    for (slong j = 0; j < arb_mat_ncols(A); j++)
    {
        const slong e = fulg_rand_signed(rand, bound);
        for (slong i = 0; i < arb_mat_nrows(A); i++)
            arb_mul_2exp_si(arb_mat_entry(A, i, j), arb_mat_entry(A, i, j), e);
    }
}

#endif
