#include "nets.h"

static void
expect(const fulg_arch_t arch, const char *text)
{
    fmpz_t n;
    char *found;
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    found = fmpz_get_str(NULL, 10, n);
    assert_string_equal(found, text);
    flint_free(found);
    fmpz_clear(n);
}

static void
uniform(fulg_arch_t arch, slong depth, slong width, slong head_dim, slong heads,
        slong value_dim)
{
    fulg_arch_init(arch, depth);
    for (slong i = 0; i < depth; i++)
    {
        arch->width[i] = arch->width[i + 1] = width;
        arch->sub[i].head_dim = head_dim;
        arch->sub[i].heads = heads;
        arch->sub[i].value_dim = value_dim;
    }
}

static void
test_known(void **state)
{
    fulg_arch_t arch;
    uniform(arch, 12, 768, 64, 12, 64);
    expect(arch, "28311552");
    fulg_arch_clear(arch);
    uniform(arch, 12, 768, 64, 1, 0);
    expect(arch, "8257536");
    fulg_arch_clear(arch);
    uniform(arch, 2, WORD_MAX, WORD_MAX, WORD_MAX, 0);
    /* 6 (2^63 - 1)^3 */
    expect(arch, "4707826301540010571345571416261526726657601546568454897658");
    fulg_arch_clear(arch);
}

/* The same count from the list of blocks. */
static void
test_blocks(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_blocks");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        fulg_arch_t arch;
        fulg_block_t *block;
        fulg_diag_t diag;
        fmpz_t n;
        slong num, sum = 0;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 6,
                       50);
        assert_int_equal(fulg_arch_blocks(&block, &num, arch, diag), FULG_OK);
        for (slong b = 0; b < num; b++)
            sum += block[b].rows * block[b].cols;
        fmpz_init(n);
        fulg_arch_parameters(n, arch);
        assert_true(fmpz_equal_si(n, sum));
        fmpz_clear(n);
        flint_free(block);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known),
    cmocka_unit_test(test_blocks),
};

FULG_TEST_MAIN(tests)
