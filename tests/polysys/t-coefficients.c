#include "systems.h"

/* Token columns 2 .. t in decreasing order: the monomial that is listed. */
static void
sort_columns(ulong *exp, slong d, slong t)
{
    for (slong round = 0; round < t; round++)
        for (slong j = 2; j < t; j++)
        {
            slong i = 0;
            while (i < d && exp[i * t + j - 1] == exp[i * t + j])
                i++;
            if (i == d || exp[i * t + j - 1] > exp[i * t + j])
                continue;
            for (i = 0; i < d; i++)
            {
                const ulong e = exp[i * t + j];
                exp[i * t + j] = exp[i * t + j - 1];
                exp[i * t + j - 1] = e;
            }
        }
}

/* The listed coefficients at W are those of the output at W, and every term of
   the output is listed. */
static void
check_values(const fulg_polysys_t S, const fulg_weights_t W)
{
    const fulg_arch_struct *arch = W->arch;
    const slong d = arch->width[0], t = arch->tokens;
    const fulg_polysys_polyblock_t *block = &S->block[0];
    fulg_polysys_options_t options;
    fulg_polysys_t P;
    fulg_diag_t diag;
    fmpq *value = all_weights(W);
    ulong *exp, *listed;
    fmpq_t x, y;
    fmpq_init(x);
    fmpq_init(y);
    fulg_polysys_options_init(&options);
    assert_int_equal(fulg_polysys_parametrization(P, arch, W, &options, diag),
                     FULG_OK);
    exp = flint_malloc((size_t) P->ring->num * sizeof(ulong));
    listed = flint_malloc((size_t) (P->ring->num * block->rows) *
                          sizeof(ulong));
    for (slong n = 0; n < block->rows; n++)
    {
        slong i, j;
        read_about(listed + n * P->ring->num, &i, &j, block->about[n], P->ring);
        fmpq_mpoly_get_coeff_fmpq_ui(
            x, fulg_polysys_polyblock_entry(&P->block[0], i, j),
            listed + n * P->ring->num, P->ring->ctx);
        value_of(y, &block->entry[n], value, S->ring);
        assert_true(fmpq_equal(x, y));
    }
    for (slong i = 0; i < arch->width[arch->depth]; i++)
        for (slong j = 0; j < (fulg_arch_is_causal(arch) ? t : 1); j++)
        {
            const fmpq_mpoly_struct *f = fulg_polysys_polyblock_entry(
                &P->block[0], i, j);
            for (slong k = 0; k < f->zpoly->length; k++)
            {
                int found = 0;
                fmpq_mpoly_get_term_exp_ui(exp, f, k, P->ring->ctx);
                if (!fulg_arch_is_causal(arch))
                    sort_columns(exp, d, t);
                for (slong n = 0; n < block->rows && !found; n++)
                    found = memcmp(exp, listed + n * P->ring->num,
                                   (size_t) P->ring->num * sizeof(ulong)) == 0;
                assert_true(found);
            }
        }
    flint_free(exp);
    flint_free(listed);
    _fmpq_vec_clear(value, W->parameters + 1);
    fmpq_clear(x);
    fmpq_clear(y);
    fulg_polysys_clear(P);
}

/* Counts of the system against its own polynomials, and the bound. */
static void
check_counts(const fulg_polysys_t S)
{
    fmpz_t bound;
    fulg_diag_t diag;
    const fulg_expected_t *terms = fulg_polysys_expected(S, FULG_EXPECT_TERMS);
    fmpz_init(bound);
    assert_int_equal(fulg_polysys_terms_upper(bound, S->arch,
                                              FULG_COORDINATES_WEIGHTS, diag),
                     FULG_OK);
    assert_true(fmpz_equal_si(terms->value,
                              fulg_polysys_polyblock_terms(&S->block[0])));
    assert_true(fmpz_cmp(terms->value, bound) <= 0);
    /* a residual stack has monomials that some rows lack */
    assert_true(
        fulg_arch_is_residual(S->arch) ||
        fmpz_equal_si(fulg_polysys_expected(S, FULG_EXPECT_POLYNOMIALS)->value,
                      S->block[0].rows));
    fmpz_clear(bound);
}

static void
test_values(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_values");
    for (slong round = 0; round < fulg_test_rounds(36); round++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_polysys_t S;
        fulg_diag_t diag;
        fulg_status_t status;
        small_arch(arch, rand, round);
        fulg_polysys_options_init(&options);
        options.coordinates = FULG_COORDINATES_WEIGHTS;
        status = fulg_polysys_coefficients(S, arch, &options, diag);
        if (status != FULG_OK)
            assert_non_null(strstr(diag->text, "--max-terms"));
        else
        {
            if (arch->depth == 1 && fulg_arch_is_residual(arch))
                fulg_arch_set_all(arch, "residual",
                                  0); /* the tensor leaves X out */
            fulg_test_weights(W, arch, rand);
            if (arch->depth > 1 || fulg_arch_is_pnn(arch) || arch->tokens == 1)
                check_values(S, W);
            check_counts(S);
            fulg_weights_clear(W);
            fulg_polysys_clear(S);
        }
        fulg_arch_clear(arch);
    }
}

/* The value of every coordinate at rational weights: A = K^T Q, its symmetric
   part for one token. */
static fmpq *
coordinates_a(const fulg_weights_t W, slong num)
{
    fmpq *value = _fmpq_vec_init(num);
    const fmpq_mat_struct *V = fulg_weights_mat(W, 0, 0, 'v')->fmpq;
    fmpq_mat_t A, At, V0;
    fulg_diag_t diag;
    slong next = 0;
    assert_int_equal(fulg_function_weights_av(A, V0, W, diag), FULG_OK);
    fmpq_mat_init(At, fmpq_mat_ncols(A), fmpq_mat_nrows(A));
    fmpq_mat_transpose(At, A);
    fmpq_mat_add(At, At, A);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = (W->arch->tokens == 1) ? i : 0; j < fmpq_mat_ncols(A);
             j++)
            if (W->arch->tokens == 1)
                fmpq_div_2exp(value + next++, fmpq_mat_entry(At, i, j), 1);
            else
                fmpq_set(value + next++, fmpq_mat_entry(A, i, j));
    for (slong i = 0; i < fmpq_mat_nrows(V); i++)
        for (slong j = 0; j < fmpq_mat_ncols(V); j++)
            fmpq_set(value + next++, fmpq_mat_entry(V, i, j));
    assert_int_equal(next, num);
    fmpq_mat_clear(A);
    fmpq_mat_clear(At);
    fmpq_mat_clear(V0);
    return value;
}

/* Of one layer they are the entries of the tensor, in its order. */
static void
check_function(const fulg_weights_t W, fulg_coordinates_t coordinates)
{
    fulg_polysys_options_t options;
    fulg_polysys_t S;
    fulg_function_t F;
    fulg_diag_t diag;
    fmpq *value;
    fmpq_t y;
    slong n = 0;
    fulg_polysys_options_init(&options);
    options.coordinates = coordinates;
    assert_int_equal(fulg_polysys_coefficients(S, W->arch, &options, diag),
                     FULG_OK);
    assert_int_equal(fulg_function_init_weights(F, W, diag), FULG_OK);
    value = (coordinates == FULG_COORDINATES_A) ? coordinates_a(W, S->ring->num)
                                                : all_weights(W);
    fmpq_init(y);
    for (slong i = 0; i < F->d_out; i++)
        for (slong k = 0; k < F->d; k++)
            for (slong l = k; l < F->d; l++)
                for (slong j = (F->tokens == 1) ? l : 0; j < F->d; j++)
                {
                    char name[96];
                    snprintf(name, sizeof name, "c%ld_%ld_%ld_%ld",
                             (long) i + 1, (long) k + 1, (long) l + 1,
                             (long) j + 1);
                    assert_string_equal(S->block[0].label[n], name);
                    value_of(y, &S->block[0].entry[n++], value, S->ring);
                    assert_true(
                        fmpq_equal(y, fulg_function_entry(F, i, k, l, j)));
                }
    assert_int_equal(n, S->block[0].rows);
    fmpq_clear(y);
    if (coordinates == FULG_COORDINATES_A)
        _fmpq_vec_clear(value, S->ring->num);
    else
        _fmpq_vec_clear(value, W->parameters + 1);
    fulg_function_clear(F);
    fulg_polysys_clear(S);
}

static void
test_function(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_function");
    for (slong round = 0; round < fulg_test_rounds(40); round++)
    {
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_test_arch(arch, rand, round % 2 ? 0 : 4, 1, 3);
        if (round % 7 == 0 && arch->width[0] == arch->width[1])
            fulg_arch_set_all(arch, "residual", 1);
        fulg_test_weights(W, arch, rand);
        check_function(W, FULG_COORDINATES_WEIGHTS);
        check_function(W, FULG_COORDINATES_A);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* The coefficients of a stack in virtual coordinates and in A, at the virtual
   weights, and A, of random weights: those in the weights. */
static void
test_coordinates(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_coordinates");
    for (slong round = 0; round < fulg_test_rounds(12); round++)
    {
        fulg_polysys_options_t options;
        fulg_arch_t arch;
        fulg_weights_t W;
        fulg_polysys_t S, F;
        fulg_diag_t diag;
        fmpq *value;
        fmpq_t x, y;
        fmpq_init(x);
        fmpq_init(y);
        fulg_arch_init(arch, 2);
        for (slong i = 0; i < 3; i++)
            arch->width[i] = 2;
        arch->tokens = 1 + round % 2;
        fulg_arch_set_all(arch, "mask", (round / 2) % 2);
        arch->sub[0].head_dim = 1 + (round / 4) % 2;
        fulg_test_weights(W, arch, rand);
        value = all_weights(W);
        fulg_polysys_options_init(&options);
        options.coordinates = FULG_COORDINATES_WEIGHTS;
        assert_int_equal(fulg_polysys_coefficients(S, arch, &options, diag),
                         FULG_OK);
        for (int c = FULG_COORDINATES_A; c <= FULG_COORDINATES_VIRTUAL; c++)
        {
            /* the fiber's polynomials are coefficients less their values at
               these weights, in any coordinates */
            slong num = S->block[0].rows;
            options.coordinates = (fulg_coordinates_t) c;
            assert_int_equal(fulg_polysys_fiber(F, W, &options, diag), FULG_OK);
            assert_true(F->block[0].rows >= num);
            for (slong n = 0; n < num; n++)
            {
                fmpq_t zero;
                fmpq_mpoly_struct *f = &F->block[0].entry[n];
                fmpq_init(zero);
                value_of(y, f, F->point[0].value, F->ring);
                assert_true(fmpq_is_zero(y));
                /* the constant term is minus the coefficient */
                {
                    ulong *exp = flint_calloc((size_t) F->ring->num,
                                              sizeof(ulong));
                    fmpq_mpoly_get_coeff_fmpq_ui(x, f, exp, F->ring->ctx);
                    flint_free(exp);
                }
                value_of(y, &S->block[0].entry[n], value, S->ring);
                fmpq_add(x, x, y);
                assert_true(fmpq_is_zero(x));
                fmpq_clear(zero);
            }
            fulg_polysys_clear(F);
        }
        _fmpq_vec_clear(value, W->parameters + 1);
        fmpq_clear(x);
        fmpq_clear(y);
        fulg_polysys_clear(S);
        fulg_weights_clear(W);
        fulg_arch_clear(arch);
    }
}

/* Numbers that were found by other means (see the page of polysys). */
static void
test_known(void **state)
{
    fulg_polysys_options_t options;
    fulg_arch_t arch;
    fulg_polysys_t S;
    fulg_diag_t diag;
    fulg_polysys_options_init(&options);
    square(arch, 2, 3, 2, 2);
    options.coordinates = FULG_COORDINATES_VIRTUAL;
    assert_int_equal(fulg_polysys_coefficients(S, arch, &options, diag),
                     FULG_OK);
    assert_int_equal(S->block[0].rows, 3003);
    assert_int_equal(fulg_polysys_polyblock_degree(&S->block[0], S->ring), 5);
    fulg_polysys_clear(S);
    /* in the weights that is too much, and the answer says how much */
    options.coordinates = FULG_COORDINATES_WEIGHTS;
    options.max_terms = 1000000;
    assert_int_equal(fulg_polysys_coefficients(S, arch, &options, diag),
                     FULG_UNABLE);
    assert_non_null(strstr(diag->text, "has 51364872 terms"));
    options.max_terms = 1000;
    assert_int_equal(fulg_polysys_coefficients(S, arch, &options, diag),
                     FULG_UNABLE);
    assert_non_null(strstr(diag->text, "up to 408146688 terms"));
    fulg_arch_clear(arch);
    /* a tower: the estimate ends */
    square(arch, 60, 3, 2, 2);
    assert_int_equal(fulg_polysys_coefficients(S, arch, &options, diag),
                     FULG_UNABLE);
    assert_non_null(strstr(diag->text, "2^"));
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    assert_int_equal(fulg_polysys_coefficients(S, arch, &options, diag),
                     FULG_UNABLE);
    assert_non_null(strstr(diag->text, "softmax"));
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values),
    cmocka_unit_test(test_function),
    cmocka_unit_test(test_coordinates),
    cmocka_unit_test(test_known),
};

FULG_TEST_MAIN(tests)
