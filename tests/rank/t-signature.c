#include "testing.h"

/* P^T D P with a diagonal D of known signs and an invertible P. */
static void
set_congruent(fmpq_mat_t S, fulg_rand_t rand, const int *sign)
{
    const slong d = fmpq_mat_nrows(S);
    fmpq_mat_t P, T, D;
    fulg_domain_t Q;
    fulg_mat_t random;
    fulg_domain_init_fmpq(Q);
    fmpq_mat_init(P, d, d);
    fmpq_mat_init(T, d, d);
    fmpq_mat_init(D, d, d);
    do
    {
        Q->ops->init(random, d, d, Q);
        fulg_weights_mat_random(random, rand, 3, 4, Q);
        fmpq_mat_set(P, random->fmpq);
        Q->ops->clear(random);
    } while (fulg_rank_exact(NULL, NULL, P) < d);
    for (slong i = 0; i < d; i++)
        fmpq_set_si(fmpq_mat_entry(D, i, i), sign[i],
                    1 + fulg_rand_below(rand, 5));
    fmpq_mat_transpose(T, P);
    fmpq_mat_mul(T, T, D);
    fmpq_mat_mul(S, T, P);
    fmpq_mat_clear(P);
    fmpq_mat_clear(T);
    fmpq_mat_clear(D);
}

/* sum c y y^T = S */
static void
check_squares(const fmpq_mat_t S)
{
    const slong d = fmpq_mat_nrows(S);
    fmpq *c = _fmpq_vec_init(d);
    fmpz_mat_t Y;
    fmpq_mat_t sum;
    fmpq_t x;
    slong rank;
    fmpq_init(x);
    fmpz_mat_init(Y, d, d);
    fmpq_mat_init(sum, d, d);
    rank = fulg_rank_diagonalise(c, Y, S);
    for (slong n = 0; n < rank; n++)
        for (slong i = 0; i < d; i++)
            for (slong j = 0; j < d; j++)
            {
                fmpq_mul_fmpz(x, c + n, fmpz_mat_entry(Y, n, i));
                fmpq_mul_fmpz(x, x, fmpz_mat_entry(Y, n, j));
                fmpq_add(fmpq_mat_entry(sum, i, j), fmpq_mat_entry(sum, i, j),
                         x);
            }
    assert_true(fmpq_mat_equal(sum, S));
    fmpq_mat_clear(sum);
    fmpz_mat_clear(Y);
    fmpq_clear(x);
    _fmpq_vec_clear(c, d);
}

static void
test_inertia(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "signature");
    for (slong round = 0; round < fulg_test_rounds(300); round++)
    {
        const slong d = 1 + (slong) fulg_rand_below(rand, 7);
        int sign[8];
        slong plus = 0, minus = 0, p, m;
        fmpq_mat_t S;
        for (slong i = 0; i < d; i++)
        {
            sign[i] = (int) fulg_rand_signed(rand, 1);
            plus += sign[i] > 0;
            minus += sign[i] < 0;
        }
        fmpq_mat_init(S, d, d);
        set_congruent(S, rand, sign);
        fulg_rank_signature(&p, &m, S);
        assert_int_equal(p, plus);
        assert_int_equal(m, minus);
        check_squares(S);
        fmpq_mat_clear(S);
    }
}

/* No squares among the monomials: x_1 x_2 + x_3 x_4. */
static void
test_hyperbolic(void **state)
{
    fmpq_mat_t S;
    slong p, m;
    fmpq_mat_init(S, 5, 5);
    for (slong i = 0; i < 4; i++)
        fmpq_set_si(fmpq_mat_entry(S, i, i ^ 1), 1, 2);
    fulg_rank_signature(&p, &m, S);
    assert_int_equal(p, 2);
    assert_int_equal(m, 2);
    check_squares(S);
    fmpq_mat_clear(S);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_inertia),
    cmocka_unit_test(test_hyperbolic),
};

FULG_TEST_MAIN(tests)
