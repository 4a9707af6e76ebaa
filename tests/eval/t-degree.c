#include <flint/fmpq_vec.h>

#include "naive.h"

/*
 * The degree of the polynomial x(e) whose values at 0 .. n are given: the last
 * nonzero coefficient of Newton's form, from forward differences.
 */
static slong
degree_of_values(fmpq *value, slong n)
{
    slong degree = 0;
    for (slong order = 1; order <= n; order++)
    {
        for (slong k = 0; k + order <= n; k++)
            fmpq_sub(&value[k], &value[k + 1], &value[k]);
        if (!fmpq_is_zero(&value[0]))
            degree = order;
    }
    return degree;
}

/* The degree of the (1,1) output along a random line: of inputs, or of
   weights; two more points than the bound asks for. */
static slong
degree_on_line(const fulg_arch_t arch, fulg_rand_t rand, int inputs,
               slong bound)
{
    fulg_weights_t W, dW;
    fulg_mat_t X, dX;
    const slong n = bound + 2;
    fmpq *value = _fmpq_vec_init(n + 1);
    slong degree;

    fulg_test_weights(W, arch, rand);
    fulg_test_weights(dW, arch, rand);
    fulg_test_input(X, W, rand);
    fulg_test_input(dX, W, rand);
    for (slong k = 0; k <= n; k++)
    {
        fmpq_mat_t Y;
        assert_true(naive_forward(Y, W, X->fmpq));
        fmpq_set(&value[k], fmpq_mat_entry(Y, 0, 0));
        fmpq_mat_clear(Y);
        for (slong b = 0; b < W->num && !inputs; b++)
            fmpq_mat_add(W->mat[b].fmpq, W->mat[b].fmpq, dW->mat[b].fmpq);
        if (inputs)
            fmpq_mat_add(X->fmpq, X->fmpq, dX->fmpq);
    }
    degree = degree_of_values(value, n);
    _fmpq_vec_clear(value, n + 1);
    W->domain->ops->clear(X);
    W->domain->ops->clear(dX);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
    return degree;
}

/* The bound holds on every line and is met on one of some. */
static void
check_line(const fulg_arch_t arch, fulg_rand_t rand, int inputs)
{
    fmpz_t degree;
    slong bound, best = 0;
    fmpz_init(degree);
    if (inputs)
        fulg_eval_degree(degree, arch);
    else
        fulg_eval_degree_weights(degree, arch);
    bound = fmpz_get_si(degree);
    fmpz_clear(degree);
    for (int attempt = 0; attempt < 60 && best < bound; attempt++)
    {
        const slong found = degree_on_line(arch, rand, inputs, bound);
        assert_true(found <= bound);
        best = FLINT_MAX(best, found);
    }
    assert_int_equal(best, bound);
}

static void
test_lines(void **state)
{
    static const slong families[] = {0, 1, 2, 3, 4, 7};
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_lines");
    for (slong round = 0; round < fulg_test_rounds(30); round++)
        for (slong f = 0; f < 6; f++)
        {
            fulg_arch_t arch;
            fulg_test_arch(arch, rand, families[f], 1 + round % 2, 3);
            check_line(arch, rand, 1);
            check_line(arch, rand, 0);
            fulg_arch_clear(arch);
        }
}

/* No overflow at the largest depth. */
static void
test_deep(void **state)
{
    fulg_arch_t arch;
    fmpz_t degree, expected;
    fmpz_init(degree);
    fmpz_init(expected);
    fulg_arch_init(arch, 1000);
    fulg_eval_degree(degree, arch);
    fmpz_ui_pow_ui(expected, 3, 1000);
    assert_true(fmpz_equal(degree, expected));
    fulg_eval_degree_weights(degree, arch);
    fmpz_ui_pow_ui(expected, 3, 1001);
    fmpz_sub_ui(expected, expected, 3);
    fmpz_divexact_ui(expected, expected, 2);
    assert_true(fmpz_equal(degree, expected));
    fulg_arch_clear(arch);
    fmpz_clear(degree);
    fmpz_clear(expected);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_lines),
    cmocka_unit_test(test_deep),
};

FULG_TEST_MAIN(tests)
