#include "nets.h"

/* Canonical order, shapes that multiply, offsets without gaps. */
static void
check_blocks(const fulg_arch_t arch)
{
    fulg_block_t *block;
    fulg_diag_t diag;
    slong num, offset = 0, b = 0;
    const int split = fulg_arch_has_value_dim(arch);
    const char *kinds = split ? "qkou" : "qkv";
    assert_int_equal(fulg_arch_blocks(&block, &num, arch, diag), FULG_OK);
    for (slong i = 0; i < arch->depth; i++)
    {
        const int pnn = fulg_arch_is_pnn(arch);
        const slong in = arch->width[i], out = arch->width[i + 1];
        for (slong h = 0; h < (pnn ? 1 : arch->sub[i].heads); h++)
            for (const char *kind = pnn ? "w" : kinds; *kind; kind++, b++)
            {
                slong rows = out, cols = in;
                if (*kind == 'q' || *kind == 'k')
                    rows = arch->sub[i].head_dim;
                if (*kind == 'u')
                    rows = arch->sub[i].value_dim;
                if (*kind == 'o')
                    cols = arch->sub[i].value_dim;
                assert_true(b < num);
                assert_int_equal(block[b].kind, *kind);
                assert_int_equal(block[b].layer, i);
                assert_int_equal(block[b].head, h);
                assert_int_equal(block[b].rows, rows);
                assert_int_equal(block[b].cols, cols);
                assert_int_equal(block[b].offset, offset);
                offset += rows * cols;
            }
    }
    assert_int_equal(b, num);
    flint_free(block);
}

static void
test_order(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_order");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        fulg_arch_t arch;
        fulg_test_arch(arch, rand, round % FULG_TEST_FAMILIES, 1 + round % 6,
                       50);
        check_blocks(arch);
        fulg_arch_clear(arch);
    }
}

/* Counts that no memory holds are refused before anything is allocated. */
static void
test_too_many(void **state)
{
    static const slong huge[] = {WORD_MAX, WORD(1) << 40, WORD(1) << 30};
    fulg_block_t *block;
    fulg_diag_t diag;
    slong num;
    for (int n = 0; n < 3; n++)
    {
        fulg_arch_t arch;
        fulg_arch_init(arch, 1);
        arch->sub[0].heads = huge[n];
        assert_int_equal(fulg_arch_blocks(&block, &num, arch, diag),
                         FULG_UNABLE);
        arch->sub[0].heads = 1;
        arch->width[0] = arch->width[1] = huge[n];
        assert_int_equal(fulg_arch_blocks(&block, &num, arch, diag),
                         FULG_UNABLE);
        assert_non_null(strstr(diag->text, "too many weights"));
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_order),
    cmocka_unit_test(test_too_many),
};

FULG_TEST_MAIN(tests)
