#include "testing.h"

/* The names and meanings of the variables, and their order. */
static void
test_ring(void **state)
{
    fulg_arch_t arch;
    fulg_polysys_ring_t R;
    fulg_diag_t diag;
    slong first;
    fulg_arch_init(arch, 2);
    arch->sub[0].heads = 2;
    fulg_polysys_ring_init(R);
    assert_int_equal(fulg_polysys_ring_push_inputs(R, 1, 2, 0), 0);
    assert_int_equal(fulg_polysys_ring_push_inputs(R, 1, 2, 3), 2);
    assert_int_equal(fulg_polysys_ring_push_weights(&first, R, arch, diag),
                     FULG_OK);
    assert_int_equal(first, 4);
    assert_int_equal(R->num, 13);
    assert_string_equal(R->variable[1].name, "x1_2");
    assert_string_equal(R->variable[3].name, "x3_1_2");
    assert_string_equal(R->variable[3].meaning, "input 3: entry 1 of token 2");
    assert_string_equal(R->variable[8].name, "k1_2_1_1");
    assert_string_equal(R->variable[8].meaning, "layer 1, head 2: key matrix "
                                                "K, row 1, column 1");
    assert_int_equal(R->variable[8].kind, FULG_VARIABLE_WEIGHT);
    assert_int_equal(fulg_polysys_ring_find(R, "v2_1_1_1"), 12);
    assert_int_equal(fulg_polysys_ring_find(R, "v2_1_1_2"), -1);
    fulg_polysys_ring_close(R);
    fulg_polysys_ring_clear(R);
    fulg_arch_clear(arch);
}

static void
test_system(void **state)
{
    fulg_polysys_t S;
    fmpq_t half;
    fmpz_t six;
    slong b, p;
    fulg_polysys_init(S, FULG_POLYSYS_IMAGE, NULL);
    for (int i = 0; i < 3; i++)
    {
        char name[2] = {(char) ('a' + i), '\0'};
        fulg_polysys_ring_push(S->ring, FULG_VARIABLE_AUXILIARY, name,
                               "a letter");
    }
    fulg_polysys_ring_close(S->ring);
    fulg_polysys_title(S, "number %d", 7);
    fulg_polysys_comment(S, "line %s", "one");
    for (int i = 0; i < 20; i++)
        fulg_polysys_comment(S, "line %d", i + 2);
    b = fulg_polysys_push_block(S, "map", "products", 2, 2);
    for (slong i = 0; i < 2; i++)
        for (slong j = 0; j < 2; j++)
        {
            fmpq_mpoly_struct *f = fulg_polysys_polyblock_entry(&S->block[b], i,
                                                                j);
            fmpq_mpoly_gen(f, i + j, S->ring->ctx);
            fmpq_mpoly_mul(f, f, f, S->ring->ctx);
            fmpq_mpoly_add_si(f, f, i - j, S->ring->ctx);
        }
    fulg_polysys_polyblock_describe(&S->block[b], 3, "last", NULL);
    fulg_polysys_polyblock_describe(&S->block[b], 3, NULL, "the square of c");
    assert_int_equal(fulg_polysys_polyblock_terms(&S->block[b]), 6);
    assert_int_equal(fulg_polysys_polyblock_degree(&S->block[b], S->ring), 2);
    assert_string_equal(S->block[b].label[3], "last");
    assert_null(S->block[b].label[0]);
    fmpq_init(half);
    fmpq_set_si(half, 1, 2);
    p = fulg_polysys_push_point(S, "half");
    fulg_polysys_point_set(S, p, 1, half);
    assert_int_equal(S->point[p].given[0], 0);
    assert_int_equal(S->point[p].given[1], 1);
    assert_true(fmpq_equal(&S->point[p].value[1], half));
    fmpz_init_set_ui(six, 6);
    fulg_polysys_expect(S, FULG_EXPECT_DIMENSION, six, FULG_EXPECT_PROVED,
                        "a theorem");
    assert_true(fmpz_equal(
        fulg_polysys_expected(S, FULG_EXPECT_DIMENSION)->value, six));
    assert_null(fulg_polysys_expected(S, FULG_EXPECT_DEGREE));
    assert_string_equal(S->title, "number 7");
    assert_string_equal(S->comment[20], "line 21");
    fmpq_clear(half);
    fmpz_clear(six);
    fulg_polysys_clear(S);
}

static void
test_kinds(void **state)
{
    for (int k = 0; k < FULG_POLYSYS_KINDS; k++)
        assert_int_equal(fulg_polysys_kind_find(
                             fulg_polysys_kind_name((fulg_polysys_kind_t) k)),
                         k);
    assert_int_equal(fulg_polysys_kind_find("fibre"), -1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ring),
    cmocka_unit_test(test_system),
    cmocka_unit_test(test_kinds),
};

FULG_TEST_MAIN(tests)
