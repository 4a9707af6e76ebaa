/* Tensors for the tests of organize. */
#ifndef FULG_TESTS_ORGANIZE_TENSORS_H
#define FULG_TESTS_ORGANIZE_TENSORS_H

#include "testing.h"

/* Eight tokens ((i mod 4) - 1, (i^2 mod 5) - 2), relabelled by place (NULL: not),
   and four forms: x_i^T A x_j. */
static inline void
tensor_of_tokens(fulg_cube_t X, const slong *place)
{
    static const slong A[4][2][2] = {{{1, 0}, {0, 1}},
                                     {{0, 1}, {1, 0}},
                                     {{1, 1}, {0, 1}},
                                     {{1, -1}, {1, 0}}};
    fulg_cube_init(X, 8, 8, 4);
    for (slong i = 0; i < 8; i++)
        for (slong j = 0; j < 8; j++)
            for (slong t = 0; t < 4; t++)
            {
                const slong p = place ? place[i] : i, q = place ? place[j] : j;
                const slong x[2] = {p % 4 - 1, p * p % 5 - 2};
                const slong y[2] = {q % 4 - 1, q * q % 5 - 2};
                slong s = 0;
                for (int a = 0; a < 2; a++)
                    for (int b = 0; b < 2; b++)
                        s += x[a] * A[t][a][b] * y[b];
                fmpz_set_si(X->value + (i * 8 + j) * 4 + t, s);
            }
}

static inline void
random_tensor(fulg_cube_t X, slong largest, slong bits, fulg_rand_t rand)
{
    slong n[3];
    for (int a = 0; a < 3; a++)
        n[a] = 1 + (slong) fulg_rand_below(rand, (ulong) largest);
    fulg_cube_init(X, n[0], n[1], n[2]);
    fmpz_set_ui(X->den, 1 + fulg_rand_below(rand, 12));
    for (slong m = 0; m < fulg_cube_size(X); m++)
    {
        const slong low = fulg_rand_signed(rand, 1000000);
        fmpz_set_si(X->value + m, low);
        fmpz_mul_2exp(X->value + m, X->value + m, (ulong) bits);
        fmpz_add_ui(X->value + m, X->value + m, fulg_rand_below(rand, 99));
    }
}

static inline void
assert_rational(const fmpq_t x, slong p, ulong q)
{
    fmpq_t y;
    fmpq_init(y);
    fmpq_set_si(y, p, q);
    assert_true(fmpq_equal(x, y));
    fmpq_clear(y);
}

/* The ball is within 10^-digits of a decimal. */
static inline void
assert_decimal(const arb_t x, const char *decimal, slong digits)
{
    fmpq_t q;
    arb_t y, e;
    fulg_diag_t diag;
    fmpq_init(q);
    arb_init(y);
    arb_init(e);
    assert_int_equal(fulg_exact_set_text(q, decimal, diag), FULG_OK);
    arb_set_fmpq(y, q, 300);
    arb_sub(y, y, x, 300);
    arb_abs(y, y);
    arb_set_si(e, 10);
    arb_pow_ui(e, e, (ulong) digits, 300);
    arb_inv(e, e, 300);
    assert_true(arb_lt(y, e));
    fmpq_clear(q);
    arb_clear(y);
    arb_clear(e);
}

#endif
