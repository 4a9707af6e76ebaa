#include "nets.h"

/* Shapes, order and zeros, over every domain. */
static void
check_zero(const fulg_arch_t arch, const fulg_domain_t D)
{
    fulg_weights_t W;
    fulg_diag_t diag;
    fmpz_t n;
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    assert_true(fmpz_equal_si(n, W->parameters));
    assert_true(fulg_arch_equal(W->arch, arch));
    for (slong b = 0; b < W->num; b++)
    {
        fulg_mat_t zero;
        const fulg_block_t *block = &W->block[b];
        assert_int_equal(D->ops->rows(&W->mat[b]), block->rows);
        assert_int_equal(D->ops->cols(&W->mat[b]), block->cols);
        assert_ptr_equal(
            fulg_weights_mat(W, block->layer, block->head, block->kind),
            &W->mat[b]);
        D->ops->init(zero, block->rows, block->cols, D);
        assert_true(D->ops->equal(&W->mat[b], zero));
        D->ops->set_si(&W->mat[b], block->rows - 1, block->cols - 1, 1);
        assert_false(D->ops->equal(&W->mat[b], zero));
        D->ops->clear(zero);
    }
    fulg_weights_zero(W);
    for (slong b = 0; b < W->num; b++)
    {
        fulg_mat_t zero;
        D->ops->init(zero, W->block[b].rows, W->block[b].cols, D);
        assert_true(D->ops->equal(&W->mat[b], zero));
        D->ops->clear(zero);
    }
    fmpz_clear(n);
    fulg_weights_clear(W);
}

static void
test_shapes(void **state)
{
    fulg_rand_t rand;
    fulg_domain_t D;
    fulg_test_rand(rand, "test_shapes");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        fulg_arch_t arch;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 5,
                       6);
        fulg_domain_init_fmpq(D);
        check_zero(arch, D);
        fulg_domain_init_nmod(D, 101);
        check_zero(arch, D);
        fulg_domain_init_arb(D, 64);
        check_zero(arch, D);
        fulg_arch_clear(arch);
    }
}

/* What no memory holds is refused, whichever size is the large one. */
static void
test_too_large(void **state)
{
    static const slong huge[] = {WORD(1) << 28, WORD(1) << 40, WORD_MAX};
    fulg_domain_t D;
    fulg_domain_init_fmpq(D);
    for (int n = 0; n < 3; n++)
        for (int which = 0; which < 5; which++)
        {
            fulg_arch_t arch;
            fulg_weights_t W;
            fulg_diag_t diag;
            fulg_arch_init(arch, 2);
            if (which == 0)
                arch->width[1] = huge[n];
            else if (which == 1)
                arch->sub[0].head_dim = huge[n];
            else if (which == 2)
                arch->sub[1].heads = huge[n];
            else if (which == 3)
                arch->sub[0].value_dim = arch->sub[1].value_dim = huge[n];
            else
                arch->tokens = huge[n];
            diag->text[0] = '\0';
            assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_UNABLE);
            assert_true(strlen(diag->text) > 0);
            fulg_arch_clear(arch);
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_shapes),
    cmocka_unit_test(test_too_large),
};

FULG_TEST_MAIN(tests)
