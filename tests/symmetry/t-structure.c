#include "point.h"

/* The Lie algebra of the families, by the dimensions of its simple ideals (0: the end)
   and of its centre; all are reductive. */
static void
check_structure(const char *text, ulong forms, const slong *simple,
                slong centre)
{
    slong num = 0, dimension = centre;
    fulg_symmetry_structure_t G;
    fulg_symmetry_algebra_t S;
    fulg_arch_t arch;
    fulg_diag_t diag, why;
    fulg_rand_t rand;
    slong others;
    fulg_test_algebra_init(S, arch, text, forms);
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_symmetry_lift(&others, S, 30, rand, NULL, why, diag),
                     FULG_OK);
    assert_true(fulg_symmetry_structure(&G, S));
    for (; simple[num] > 0; num++)
    {
        assert_true(num < G.num_simple);
        assert_int_equal(G.simple[num], simple[num]);
        dimension += simple[num];
    }
    assert_int_equal(G.num_simple, num);
    assert_int_equal(G.dimension, dimension);
    assert_int_equal(G.centre, centre);
    assert_int_equal(G.radical, centre);
    assert_int_equal(G.derived, dimension - centre);
    /* without one of its fields it is closed no more, or smaller */
    if (num == 1 && centre == 0)
    {
        S->num_fields--;
        assert_false(fulg_symmetry_structure(&G, S));
        assert_string_equal(G.why_not,
                            "brackets of its fields are not in their span");
    }
    else
        assert_null(G.why_not);
    fulg_symmetry_algebra_clear(S);
    fulg_arch_clear(arch);
}

static void
test_structure(void **state)
{
    /* keys and queries: gl_a; a scaling of scores against values */
    check_structure(FORMAT "\"widths\":[3,2],\"head_dim\":[2]}", W,
                    (slong[]){3, 0}, 2);
    check_structure(FORMAT
                    "\"widths\":[3,3],\"head_dim\":[3],\"norm\":\"softmax\"}",
                    W, (slong[]){8, 0}, 1);
    /* width 1: k.q has the symmetries so_2a of a quadratic form in 2a variables */
    check_structure(FORMAT "\"widths\":[1,2],\"head_dim\":[2],\"tokens\":2,"
                           "\"norm\":\"softmax\"}",
                    W, (slong[]){3, 3, 0}, 0);
    check_structure(FORMAT "\"widths\":[1,2],\"head_dim\":[3],\"tokens\":2,"
                           "\"norm\":\"softmax\"}",
                    W, (slong[]){15, 0}, 0);
    /* three heads with a common key: gl_2 and mixtures gl_3 */
    check_structure(FORMAT "\"widths\":[2,2],\"head_dim\":[2],\"heads\":[3],"
                           "\"kv_heads\":[1],\"tokens\":2}",
                    W, (slong[]){8, 3, 0}, 2);
    /* linear networks */
    check_structure(FORMAT "\"family\":\"pnn\",\"widths\":[2,3,2],\"power\":1}",
                    W, (slong[]){8, 0}, 1);
    /* a torus */
    check_structure(FORMAT
                    "\"family\":\"pnn\",\"widths\":[2,3,2,2],\"power\":2}",
                    W, (slong[]){0}, 5);
}

/* The translations of an algebra are an ideal only where all of them were found. */
static void
test_missing_translation(void **state)
{
    fulg_symmetry_structure_t G;
    fulg_symmetry_algebra_t S;
    fulg_arch_t arch;
    fulg_diag_t diag, why;
    fulg_rand_t rand;
    slong others;
    fulg_test_algebra_init(S, arch,
                           FORMAT "\"widths\":[2,2],\"head_dim\":[2],"
                                  "\"tokens\":1,\"norm\":\"softmax\"}",
                           W);
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_symmetry_lift(&others, S, 30, rand, NULL, why, diag),
                     FULG_OK);
    assert_int_equal(others, 0);
    assert_true(fulg_symmetry_structure(&G, S));
    S->num_fields--;
    assert_false(fulg_symmetry_structure(&G, S));
    fulg_symmetry_algebra_clear(S);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_structure),
    cmocka_unit_test(test_missing_translation),
};

FULG_TEST_MAIN(tests)
