/* Every operation of a domain on random rational matrices, compared with the
   same by plain loops over the rationals through a comparison of the domain. */
#ifndef FULG_TESTS_DOMAIN_OPS_H
#define FULG_TESTS_DOMAIN_OPS_H

#include "testing.h"

/* Does A stand for the rational matrix B? */
typedef int (*ops_match_t)(const fulg_mat_struct *A, const fmpq_mat_t B,
                           const fulg_domain_t D);

typedef struct
{
    fmpq_mat_t q;
    fulg_mat_t d;
} ops_pair_t;

static inline void
ops_init(ops_pair_t *A, slong rows, slong cols, fulg_rand_t rand,
         const fulg_domain_t D)
{
    fmpq_mat_init(A->q, rows, cols);
    D->ops->init(A->d, rows, cols, D);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            fulg_test_rational(fmpq_mat_entry(A->q, i, j), rand, 50, 6);
    assert_true(fulg_domain_set_fmpq_mat(A->d, A->q, D));
}

static inline void
ops_clear(ops_pair_t *A, const fulg_domain_t D)
{
    fmpq_mat_clear(A->q);
    D->ops->clear(A->d);
}

/* add, sub, entry_mul and scale, also onto an operand */
static inline void
ops_check_entrywise(ops_match_t match, slong rows, slong cols, fulg_rand_t rand,
                    const fulg_domain_t D)
{
    for (int which = 0; which < 5; which++)
        for (int alias = 0; alias < 3; alias++)
        {
            ops_pair_t A, B, C;
            fulg_mat_struct *out;
            const slong n = fulg_rand_signed(rand, 100);
            ops_init(&A, rows, cols, rand, D);
            ops_init(&B, rows, cols, rand, D);
            ops_init(&C, rows, cols, rand, D);
            for (slong i = 0; i < rows; i++)
                for (slong j = 0; j < cols; j++)
                {
                    fmpq *c = fmpq_mat_entry(C.q, i, j);
                    const fmpq *a = fmpq_mat_entry(A.q, i, j);
                    const fmpq *b = fmpq_mat_entry(B.q, i, j);
                    fmpq_set_si(c, n, 1);
                    if (which == 0)
                        fmpq_add(c, a, b);
                    else if (which == 1)
                        fmpq_sub(c, a, b);
                    else if (which == 2)
                        fmpq_mul(c, a, b);
                    else if (which == 3)
                        fmpq_mul(c, a, c);
                    else
                        fmpq_set(c, a);
                }
            out = alias == 0 ? C.d : (alias == 1 || which >= 3) ? A.d : B.d;
            if (which == 0)
                D->ops->add(out, A.d, B.d, D);
            else if (which == 1)
                D->ops->sub(out, A.d, B.d, D);
            else if (which == 2)
                D->ops->entry_mul(out, A.d, B.d, D);
            else if (which == 3)
                D->ops->scale(out, A.d, n, D);
            else
                D->ops->set(out, A.d);
            assert_true(match(out, C.q, D));
            ops_clear(&A, D);
            ops_clear(&B, D);
            ops_clear(&C, D);
        }
}

/* mul, transpose, pack_row, zero, set_si, rows and cols */
static inline void
ops_check_shapes(ops_match_t match, slong rows, slong cols, fulg_rand_t rand,
                 const fulg_domain_t D)
{
    const slong inner = 1 + (slong) fulg_rand_below(rand, 6);
    ops_pair_t A, B, C, T, P;
    ops_init(&A, rows, inner, rand, D);
    ops_init(&B, inner, cols, rand, D);
    ops_init(&C, rows, cols, rand, D);
    ops_init(&T, inner, rows, rand, D);
    ops_init(&P, 2, rows * inner + 3, rand, D);
    assert_int_equal(D->ops->rows(A.d), rows);
    assert_int_equal(D->ops->cols(A.d), inner);
    fmpq_mat_zero(C.q);
    for (slong i = 0; i < rows; i++)
        for (slong k = 0; k < inner; k++)
        {
            for (slong j = 0; j < cols; j++)
                fmpq_addmul(fmpq_mat_entry(C.q, i, j),
                            fmpq_mat_entry(A.q, i, k),
                            fmpq_mat_entry(B.q, k, j));
            fmpq_set(fmpq_mat_entry(T.q, k, i), fmpq_mat_entry(A.q, i, k));
            fmpq_set(fmpq_mat_entry(P.q, 1, 2 + i * inner + k),
                     fmpq_mat_entry(A.q, i, k));
        }
    D->ops->mul(C.d, A.d, B.d, D);
    assert_true(match(C.d, C.q, D));
    D->ops->transpose(T.d, A.d);
    assert_true(match(T.d, T.q, D));
    D->ops->pack_row(P.d, 1, 2, A.d);
    assert_true(match(P.d, P.q, D));
    fmpq_mat_zero(A.q);
    D->ops->zero(A.d);
    assert_true(match(A.d, A.q, D));
    fmpq_set_si(fmpq_mat_entry(A.q, rows - 1, 0), -77, 1);
    D->ops->set_si(A.d, rows - 1, 0, -77);
    assert_true(match(A.d, A.q, D));
    fmpq_set_si(fmpq_mat_entry(A.q, 0, inner - 1), WORD_MIN, 1);
    D->ops->set_si(A.d, 0, inner - 1, WORD_MIN);
    assert_true(match(A.d, A.q, D));
    ops_clear(&A, D);
    ops_clear(&B, D);
    ops_clear(&C, D);
    ops_clear(&T, D);
    ops_clear(&P, D);
}

/* entry_inv, onto another and onto itself; refused where a zero stands */
static inline void
ops_check_inverse(ops_match_t match, slong rows, slong cols, fulg_rand_t rand,
                  const fulg_domain_t D)
{
    ops_pair_t A, B;
    int units = 1;
    ops_init(&A, rows, cols, rand, D);
    ops_init(&B, rows, cols, rand, D);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            const fmpq *a = fmpq_mat_entry(A.q, i, j);
            if (fmpq_is_zero(a))
                units = 0;
            else
                fmpq_inv(fmpq_mat_entry(B.q, i, j), a);
        }
    assert_int_equal(D->ops->entry_inv(B.d, A.d, D), units);
    if (units)
    {
        assert_true(match(B.d, B.q, D));
        assert_int_equal(D->ops->entry_inv(A.d, A.d, D), 1);
        assert_true(match(A.d, B.q, D));
    }
    ops_clear(&A, D);
    ops_clear(&B, D);
}

static inline void
ops_check(ops_match_t match, fulg_rand_t rand, const fulg_domain_t D)
{
    const slong rows = 1 + (slong) fulg_rand_below(rand, 6);
    const slong cols = 1 + (slong) fulg_rand_below(rand, 6);
    ops_check_entrywise(match, rows, cols, rand, D);
    ops_check_shapes(match, rows, cols, rand, D);
    ops_check_inverse(match, rows, cols, rand, D);
}

#endif
