/* Different architectures and families, softmax, depth. */
#include "same.h"

/* A head split in two, and a wider hidden layer with a dead coordinate. */
static void
test_different_architectures(void **state)
{
    fulg_weights_t A, B;
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_rand_init(rand, 11);
    plain_weights(A, 2, 2, 1, 2);
    fulg_weights_random(A, rand, 4, 1);
    fulg_arch_init(arch, 2);
    for (slong i = 0; i < 3; i++)
        arch->width[i] = i == 1 ? 3 : 2;
    for (slong i = 0; i < 2; i++)
    {
        arch->sub[i].head_dim = 1;
        arch->sub[i].heads = 2;
    }
    arch->tokens = 2;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(B, arch, Q, diag), FULG_OK);
    fulg_weights_random(B, rand, 4, 1);
    for (slong i = 0; i < 2; i++)
        for (slong h = 0; h < 2; h++)
            for (slong r = 0; r < 2; r++)
            {
                /* Both heads read as the head of A; the values are halved, and
                   the third hidden coordinate is not written. */
                fmpq_set(fmpq_mat_entry(mat(B, i, h, 'q'), 0, r),
                         fmpq_mat_entry(mat(A, i, 0, 'q'), 0, r));
                fmpq_set(fmpq_mat_entry(mat(B, i, h, 'k'), 0, r),
                         fmpq_mat_entry(mat(A, i, 0, 'k'), 0, r));
                for (slong s = 0; s < 2; s++)
                    fmpq_div_2exp(fmpq_mat_entry(mat(B, i, h, 'v'), r, s),
                                  fmpq_mat_entry(mat(A, i, 0, 'v'), r, s), 1);
                if (i == 0)
                    fmpq_zero(fmpq_mat_entry(mat(B, i, h, 'v'), 2, r));
            }
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    fmpq_add_si(fmpq_mat_entry(mat(B, 0, 0, 'v'), 2, 0),
                fmpq_mat_entry(mat(B, 0, 0, 'v'), 2, 0), 1);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_arch_clear(arch);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
pnn_weights(fulg_weights_t W, slong depth, const slong *width, slong power)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, depth);
    fulg_arch_make_pnn(arch);
    arch->tokens = 1;
    fulg_arch_set_all(arch, "power", power);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = width[i];
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_arch_clear(arch);
}

/* Neurons permuted and scaled: W_i' = D P W_i, W_{i+1}' = W_{i+1} P^T D^-power;
   then a neuron split in two, against one of power 1 times as wide. */
static void
test_polynomial_networks(void **state)
{
    fulg_weights_t A, B;
    pnn_weights(A, 3, (slong[]){2, 2, 2, 1}, 2);
    set_ints(mat(A, 0, 0, 'w'), (slong[]){1, 2, 3, -1});
    set_ints(mat(A, 1, 0, 'w'), (slong[]){4, 9, -8, 1});
    set_ints(mat(A, 2, 0, 'w'), (slong[]){1, 5});
    copy_weights(B, A);
    set_ints(mat(B, 0, 0, 'w'), (slong[]){-6, 2, 3, 6});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){9, 4, 1, -8});
    for (slong i = 0; i < 2; i++)
    {
        fmpq_div_2exp(fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 0),
                      fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 0), 2);
        fmpq_div_fmpz(fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 1),
                      fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 1), (fmpz[]){9});
    }
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    set_ints(mat(B, 2, 0, 'w'), (slong[]){1, 4});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);

    /* Powers 2 and 3, scalings 2, 3 and 2, 1: the first are undone by squares, the
       second by a cube. */
    pnn_weights(A, 3, (slong[]){2, 2, 2, 1}, 2);
    pnn_weights(B, 3, (slong[]){2, 2, 2, 1}, 2);
    A->arch->sub[1].power = A->arch->sub[2].power = 3;
    B->arch->sub[1].power = B->arch->sub[2].power = 3;
    set_ints(mat(A, 0, 0, 'w'), (slong[]){1, 2, 3, -1});
    set_ints(mat(A, 1, 0, 'w'), (slong[]){4, 9, -8, 18});
    set_ints(mat(A, 2, 0, 'w'), (slong[]){8, 5});
    set_ints(mat(B, 0, 0, 'w'), (slong[]){2, 4, 9, -3});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){2, 2, -2, 2});
    set_ints(mat(B, 2, 0, 'w'), (slong[]){1, 5});
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    /* in the other order these are other functions */
    B->arch->sub[0].power = 3;
    B->arch->sub[1].power = B->arch->sub[2].power = 2;
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);

    /* (x+y)^2 + (x-y)^2 = 2 x^2 + 2 y^2, squared again */
    pnn_weights(A, 2, (slong[]){2, 2, 1}, 2);
    pnn_weights(B, 2, (slong[]){2, 2, 1}, 2);
    set_ints(mat(A, 0, 0, 'w'), (slong[]){1, 1, 1, -1});
    set_ints(mat(A, 1, 0, 'w'), (slong[]){1, 1});
    set_ints(mat(B, 0, 0, 'w'), (slong[]){1, 0, 0, 1});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){2, 2});
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* A lightning token is a polynomial network: x -> x^3 in both, compared where no
   structure is shared. */
static void
test_families(void **state)
{
    fulg_weights_t A, B;
    plain_weights(A, 1, 1, 1, 1);
    set_ints(mat(A, 0, 0, 'q'), (slong[]){2});
    set_ints(mat(A, 0, 0, 'k'), (slong[]){3});
    set_ints(mat(A, 0, 0, 'v'), (slong[]){5});
    pnn_weights(B, 2, (slong[]){1, 1, 1}, 3);
    set_ints(mat(B, 0, 0, 'w'), (slong[]){1});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){30});
    expect(A, B, FULG_TRUE, FULG_SAME_GRID);
    set_ints(mat(B, 1, 0, 'w'), (slong[]){31});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Softmax: equal virtual weights prove equality, balls that do not meet prove the
   contrary. */
static void
test_softmax(void **state)
{
    fulg_weights_t A, B;
    fulg_fiber_change_t change;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_rand_init(rand, 21);
    plain_weights(A, 2, 2, 1, 2);
    fulg_weights_random(A, rand, 3, 2);
    fulg_arch_set_all(A->arch, "norm", FULG_NORM_SOFTMAX);
    copy_weights(B, A);
    random_change(change, A->arch, rand);
    assert_int_equal(fulg_fiber_change_apply(B, change, A, diag), FULG_OK);
    expect(A, B, FULG_TRUE, FULG_SAME_CHANGE);
    fmpq_add_si(fmpq_mat_entry(mat(B, 1, 0, 'k'), 0, 0),
                fmpq_mat_entry(mat(B, 1, 0, 'k'), 0, 0), 1);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_fiber_change_clear(change);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Twelve layers: the exponents 3^11 are compared, nothing is raised to them. */
static void
test_depth(void **state)
{
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fulg_rand_init(rand, 2);
    plain_weights(A, 12, 2, 2, 2);
    for (slong i = 0; i < 12; i++)
    {
        set_ints(mat(A, i, 0, 'q'), (slong[]){1, 2, 0, 1});
        set_ints(mat(A, i, 0, 'k'), one2);
        set_ints(mat(A, i, 0, 'v'), one2);
    }
    copy_weights(B, A);
    set_ints(mat(B, 11, 0, 'q'), (slong[]){8, 16, 0, 8});
    set_ints(mat(B, 10, 0, 'k'), (slong[]){-1, 0, 0, -1});
    for (slong i = 0; i < 2; i++)
        fmpq_set_si(fmpq_mat_entry(mat(B, 11, 0, 'v'), i, i), -1, 8);
    expect(A, B, FULG_TRUE, FULG_SAME_CHANGE);
    set_ints(mat(B, 10, 0, 'k'), (slong[]){1, 0, 0, 1});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_refusals(void **state)
{
    fulg_weights_t A, B;
    fulg_fiber_same_t result;
    fulg_fiber_same_options_t options;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_rand_init(rand, 1);
    fulg_fiber_same_options_init(&options);
    plain_weights(A, 1, 2, 1, 2);
    plain_weights(B, 1, 3, 1, 2);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_PARSE);
    assert_non_null(strstr(diag->text, "inputs have width 2 and 3"));
    fulg_weights_clear(B);
    plain_weights(B, 1, 2, 1, 3);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_PARSE);
    assert_non_null(strstr(diag->text, "2 and 3 tokens"));
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_different_architectures),
    cmocka_unit_test(test_polynomial_networks),
    cmocka_unit_test(test_families),
    cmocka_unit_test(test_softmax),
    cmocka_unit_test(test_depth),
    cmocka_unit_test(test_refusals),
};

FULG_TEST_MAIN(tests)
