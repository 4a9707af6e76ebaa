/* Functions given by their coefficients. */
#include "strata.h"

#include <flint/fmpz_mpoly.h>
#include <flint/fmpz_mpoly_factor.h>

static void
function_init(fulg_function_t F, slong d, slong d_out, slong tokens)
{
    fulg_diag_t diag;
    assert_int_equal(fulg_function_init(F, d, d_out, tokens, diag), FULG_OK);
}

static void
put(fulg_function_t F, slong i, slong k, slong l, slong j, slong c)
{
    fmpq_set_si(fulg_function_entry(F, i - 1, k - 1, l - 1, j - 1), c, 1);
}

static void
recover_checked(fulg_single_recovery_t *R, const fulg_function_t F,
                slong head_dim, fulg_rand_t rand)
{
    fulg_single_recover(R, F, head_dim);
    for (slong n = 0; n < R->num; n++)
    {
        check_family(&R->weights[n], F, rand);
        check_real(&R->weights[n]);
    }
}

/* h(w) Q(x) q(y), Q = x_1^2 - D x_2^2, scrambled by a change of coordinates. */
static void
test_conjugate_pairs(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "recover conjugate");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        const slong d = 2 + (slong) fulg_rand_below(rand, 3);
        const slong d_out = 1 + (slong) fulg_rand_below(rand, 3);
        const slong D = fulg_rand_signed(rand, 12);
        const int square = D == 0 || D == 1 || D == 4 || D == 9;
        slong k[4], l[4], q[4], h[4], e;
        fulg_function_t F;
        fulg_single_recovery_t R;
        for (slong n = 0; n < 4; n++)
        {
            k[n] = fulg_rand_signed(rand, 3);
            l[n] = fulg_rand_signed(rand, 3);
            q[n] = fulg_rand_signed(rand, 3);
            h[n] = fulg_rand_signed(rand, 3);
        }
        k[0] = 1, k[1] = 0, l[0] = 0, l[1] = 1, q[d - 1] = 2, h[0] = 3;
        function_init(F, d, d_out, 2);
        for (slong i = 0; i < d_out; i++)
            for (slong m = 0; m < d; m++)
                for (slong n = m; n < d; n++)
                    for (slong j = 0; j < d; j++)
                    {
                        e = (m == n ? 1 : 2) * (k[m] * k[n] - D * l[m] * l[n]);
                        put(F, i + 1, m + 1, n + 1, j + 1, e * h[i] * q[j]);
                    }
        recover_checked(&R, F, 1, rand);
        assert_int_equal(R.place,
                         D < 0 ? FULG_SINGLE_IN_CLOSURE : FULG_SINGLE_IN_IMAGE);
        assert_int_equal(R.num, square && D != 0 ? 2 : 1);
        assert_int_equal(R.weights[0].field.degree, square ? 1 : 2);
        assert_int_equal(R.parallel, D == 0);
        fulg_single_recovery_clear(&R);
        fulg_function_clear(F);
    }
}

/* c = x^3 - 2 y^3 and friends: how many families over which fields, and which
   are real with head_dim 1 and 2. */
static void
test_binary_cubics(void **state)
{
    /* coefficients of x^3, x^2 y, x y^2, y^3; the degrees of the fields in
       increasing order; real with head_dim 1? */
    static const struct
    {
        slong c[4], degrees, families;
        int place;
    } cases[] = {
        {{1, 0, 0, -2}, 3, 1, FULG_SINGLE_IN_CLOSURE},
        {{1, 0, -3, 1}, 3, 1, FULG_SINGLE_IN_IMAGE}, /* cyclic */
        {{1, 0, -4, 1}, 3, 1, FULG_SINGLE_IN_IMAGE},
        {{1, 0, -2, 0}, 12, 2, FULG_SINGLE_IN_IMAGE},
        {{1, 0, 2, 0}, 12, 2, FULG_SINGLE_IN_CLOSURE},
        {{0, 1, -1, 0}, 111, 3, FULG_SINGLE_IN_IMAGE},
        {{0, 1, 0, 0}, 11, 2, FULG_SINGLE_IN_IMAGE},
        {{1, 3, 3, 1}, 1, 1, FULG_SINGLE_IN_IMAGE},
        {{0, 0, 0, 5}, 1, 1, FULG_SINGLE_IN_IMAGE},
    };
    fulg_rand_t rand;
    fulg_test_rand(rand, "recover cubics");
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
        for (slong a = 1; a <= 2; a++)
        {
            fulg_function_t F;
            fulg_single_recovery_t R;
            slong count[4] = {0, 0, 0, 0}, degrees = 0;
            function_init(F, 2, 1, 1);
            put(F, 1, 1, 1, 1, cases[n].c[0]);
            put(F, 1, 1, 1, 2, cases[n].c[1]);
            put(F, 1, 1, 2, 2, cases[n].c[2]);
            put(F, 1, 2, 2, 2, cases[n].c[3]);
            recover_checked(&R, F, a, rand);
            assert_int_equal(R.num, cases[n].families);
            for (slong m = 0; m < R.num; m++)
                count[R.weights[m].field.degree]++;
            for (slong m = 1; m <= 3; m++)
                for (slong i = 0; i < count[m]; i++)
                    degrees = 10 * degrees + m;
            assert_int_equal(degrees, cases[n].degrees);
            assert_int_equal(R.place,
                             a == 2 ? FULG_SINGLE_IN_IMAGE
                                    : (fulg_single_place_t) cases[n].place);
            fulg_single_recovery_clear(&R);
            fulg_function_clear(F);
        }
}

/* Norm forms in three variables, N(x + r y + r^2 z). */
static void
test_norm_forms(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "recover norms");
    for (slong a = 1; a <= 3; a++)
    {
        fulg_function_t F;
        fulg_single_recovery_t R;
        function_init(F, 3, 2, 1);
        /* r^3 = 2: x^3 + 2 y^3 + 4 z^3 - 6 x y z, twice and five times */
        for (slong i = 1; i <= 2; i++)
        {
            const slong h = i == 1 ? 2 : 5;
            put(F, i, 1, 1, 1, h);
            put(F, i, 2, 2, 2, 2 * h);
            put(F, i, 3, 3, 3, 4 * h);
            put(F, i, 1, 2, 3, -6 * h);
        }
        recover_checked(&R, F, a, rand);
        assert_int_equal(R.num, 1);
        assert_int_equal(R.weights[0].field.degree, 3);
        assert_int_equal(R.place, a == 1 ? FULG_SINGLE_IN_CLOSURE
                                         : FULG_SINGLE_IN_IMAGE);
        fulg_single_recovery_clear(&R);
        /* one coefficient off: no linear factor, or no common one */
        put(F, 2, 1, 1, 3, 1);
        recover_checked(&R, F, a, rand);
        assert_int_equal(R.place, FULG_SINGLE_OUTSIDE);
        assert_true(R.why->text[0] != '\0');
        fulg_single_recovery_clear(&R);
        fulg_function_clear(F);
    }
}

/* Signature (3,0) with head_dim 1, 2, 3; (2,2) with head_dim 2. */
static void
test_signature(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "recover signature");
    for (slong a = 1; a <= 4; a++)
    {
        fulg_function_t F;
        fulg_single_recovery_t R;
        /* x_1 (x_1^2 + x_2^2 + x_3^2) */
        function_init(F, 4, 1, 1);
        put(F, 1, 1, 1, 1, 1);
        put(F, 1, 1, 2, 2, 1);
        put(F, 1, 1, 3, 3, 1);
        recover_checked(&R, F, a, rand);
        assert_int_equal(R.place, a == 1   ? FULG_SINGLE_OUTSIDE
                                  : a == 2 ? FULG_SINGLE_IN_CLOSURE
                                           : FULG_SINGLE_IN_IMAGE);
        fulg_single_recovery_clear(&R);
        /* x_1 (x_1^2 + 2 x_2^2 - 3 x_3^2 - 7 x_4^2) */
        put(F, 1, 1, 2, 2, 2);
        put(F, 1, 1, 3, 3, -3);
        put(F, 1, 1, 4, 4, -7);
        recover_checked(&R, F, a, rand);
        assert_int_equal(R.place,
                         a == 1 ? FULG_SINGLE_OUTSIDE : FULG_SINGLE_IN_IMAGE);
        if (R.num > 0)
        {
            assert_int_equal(R.weights[0].plus, 2);
            assert_int_equal(R.weights[0].minus, 2);
        }
        fulg_single_recovery_clear(&R);
        fulg_function_clear(F);
    }
}

/* ---- against FLINT's factorisation --------------------------------------- */

static void
random_form(fmpz_mpoly_t f, fulg_rand_t rand, slong d, slong degree,
            const fmpz_mpoly_ctx_t ctx)
{
    fmpz_mpoly_zero(f, ctx);
    for (slong k = 0; k < d; k++)
        for (slong l = (degree > 1) ? k : 0; l < (degree > 1 ? d : 1); l++)
            for (slong m = (degree > 2) ? l : 0; m < (degree > 2 ? d : 1); m++)
            {
                ulong exp[4] = {0, 0, 0, 0};
                exp[k]++;
                if (degree > 1)
                    exp[l]++;
                if (degree > 2)
                    exp[m]++;
                fmpz_mpoly_set_coeff_si_ui(f, fulg_rand_signed(rand, 2), exp,
                                           ctx);
            }
}

/* A cubic that is a product of random forms of degrees 3, 2+1, 1+1+1, with
   repeated factors now and then. */
static void
random_cubic(fmpz_mpoly_t c, fulg_rand_t rand, slong d,
             const fmpz_mpoly_ctx_t ctx)
{
    const slong kind = (slong) fulg_rand_below(rand, 4);
    fmpz_mpoly_t l, m;
    fmpz_mpoly_init(l, ctx);
    fmpz_mpoly_init(m, ctx);
    random_form(l, rand, d, 1, ctx);
    random_form(m, rand, d, kind == 1 ? 2 : 1, ctx);
    if (kind == 0)
        random_form(c, rand, d, 3, ctx);
    else
        fmpz_mpoly_mul(c, l, m, ctx);
    if (kind == 2)
        random_form(m, rand, d, 1, ctx);
    if (kind >= 2)
        fmpz_mpoly_mul(c, c, m, ctx);
    fmpz_mpoly_clear(l, ctx);
    fmpz_mpoly_clear(m, ctx);
}

static slong
rational_linear_factors(const fmpz_mpoly_t c, const fmpz_mpoly_ctx_t ctx)
{
    fmpz_mpoly_factor_t parts;
    slong num = 0;
    fmpz_mpoly_factor_init(parts, ctx);
    assert_true(fmpz_mpoly_factor(parts, c, ctx));
    for (slong n = 0; n < fmpz_mpoly_factor_length(parts, ctx); n++)
    {
        fmpz_mpoly_t f;
        fmpz_mpoly_init(f, ctx);
        fmpz_mpoly_factor_get_base(f, parts, n, ctx);
        num += fmpz_mpoly_total_degree_si(f, ctx) == 1;
        fmpz_mpoly_clear(f, ctx);
    }
    fmpz_mpoly_factor_clear(parts, ctx);
    return num;
}

static void
test_against_factorisation(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "recover against FLINT");
    for (slong round = 0; round < fulg_test_rounds(400); round++)
    {
        const slong d = 1 + (slong) fulg_rand_below(rand, 4);
        fmpz_mpoly_ctx_t ctx;
        fmpz_mpoly_t c;
        fulg_function_t F;
        fmpz_mpoly_ctx_init(ctx, d, ORD_LEX);
        fmpz_mpoly_init(c, ctx);
        random_cubic(c, rand, d, ctx);
        function_init(F, d, 1, 1);
        for (slong k = 0; k < d; k++)
            for (slong l = k; l < d; l++)
                for (slong m = l; m < d; m++)
                {
                    ulong exp[4] = {0, 0, 0, 0};
                    exp[k]++;
                    exp[l]++;
                    exp[m]++;
                    put(F, 1, k + 1, l + 1, m + 1,
                        fmpz_mpoly_get_coeff_si_ui(c, exp, ctx));
                }
        if (!fmpz_mpoly_is_zero(c, ctx))
        {
            fulg_single_recovery_t R;
            slong rational = 0;
            recover_checked(&R, F, 0, rand);
            for (slong n = 0; n < R.num; n++)
                rational += R.weights[n].field.degree == 1;
            assert_int_equal(rational, rational_linear_factors(c, ctx));
            fulg_single_recovery_clear(&R);
        }
        fulg_function_clear(F);
        fmpz_mpoly_clear(c, ctx);
        fmpz_mpoly_ctx_clear(ctx);
    }
}

/* ---- no such function ---------------------------------------------------- */

static void
expect_outside(const fulg_function_t F, slong head_dim, const char *reason)
{
    fulg_single_recovery_t R;
    fulg_single_recover(&R, F, head_dim);
    assert_int_equal(R.place, FULG_SINGLE_OUTSIDE);
    assert_int_equal(R.num, 0);
    if (strstr(R.why->text, reason) == NULL)
        fail_msg("%s", R.why->text);
    fulg_single_recovery_clear(&R);
}

static void
test_reasons(void **state)
{
    fulg_function_t F;
    /* rank 3 slice */
    function_init(F, 3, 1, 2);
    put(F, 1, 1, 1, 1, 1);
    put(F, 1, 2, 2, 1, 1);
    put(F, 1, 3, 3, 1, 1);
    expect_outside(F, 0, "rows 1,2,3 and columns 1,2,3 must vanish and is 1");
    /* x_1 x_2 + x_3^2 = off-diagonal start */
    fmpq_mat_zero(F->coeff);
    put(F, 1, 1, 2, 1, 1);
    put(F, 1, 3, 3, 1, 0);
    put(F, 1, 1, 3, 2, 1);
    put(F, 1, 2, 2, 2, 1);
    expect_outside(F, 0, "is not a product V x (x^T A y)");
    /* x_1^2 - 2 x_2^2 and another slice that is not a multiple */
    fmpq_mat_zero(F->coeff);
    put(F, 1, 1, 1, 1, 1);
    put(F, 1, 2, 2, 1, -2);
    put(F, 1, 2, 2, 2, 1);
    expect_outside(F, 0, "conjugate factors");
    /* rank A = 3 > 2 */
    fmpq_mat_zero(F->coeff);
    put(F, 1, 1, 1, 1, 1);
    put(F, 1, 1, 2, 2, 1);
    put(F, 1, 1, 3, 3, 1);
    expect_outside(F, 2, "rank 3 above head_dim = 2");
    fulg_function_clear(F);
    /* x^3 + y^3 + z^3: smooth, no linear factor */
    function_init(F, 3, 1, 1);
    put(F, 1, 1, 1, 1, 1);
    put(F, 1, 2, 2, 2, 1);
    put(F, 1, 3, 3, 3, 1);
    expect_outside(F, 0, "no linear factor");
    fulg_function_clear(F);
    /* x^3, y^3: no common quadratic factor */
    function_init(F, 2, 2, 1);
    put(F, 1, 1, 1, 1, 1);
    put(F, 2, 2, 2, 2, 1);
    expect_outside(F, 0, "no quadratic factor in common");
    fulg_function_clear(F);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_conjugate_pairs),
    cmocka_unit_test(test_binary_cubics),
    cmocka_unit_test(test_norm_forms),
    cmocka_unit_test(test_signature),
    cmocka_unit_test(test_against_factorisation),
    cmocka_unit_test(test_reasons),
};

FULG_TEST_MAIN(tests)
