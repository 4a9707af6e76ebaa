#include "testing.h"

static void
refuse(const char *text, slong n, const char *part)
{
    json_t *value = json_loads(text, 0, NULL);
    fulg_tree_t T;
    fulg_diag_t diag;
    assert_non_null(value);
    assert_int_equal(fulg_tree_init_json(T, n, value, "the tree", diag),
                     FULG_PARSE);
    if (strstr(diag->text, part) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", part, diag->text);
    json_decref(value);
}

static void
test_refusals(void **state)
{
    refuse("[]", 2, "list of levels");
    refuse("{}", 2, "list of levels");
    refuse("[[[0,1]],[[0],[1],[2]]]", 2, "from 0 to 1");
    refuse("[[[0,1,1]],[[0],[1]]]", 2, "element 1 is in folders 0 and 0");
    refuse("[[[0]],[[0],[1]]]", 2, "element 1 is in no folder of level 0");
    refuse("[[[0],[1]]]", 2, "level 0 has 2 folders");
    refuse("[[[0,1]]]", 2, "{0,1} of the last level");
    refuse("[[[0,1,2,3]],[[0,1],[2,3]],[[0],[1,2],[3]],[[0],[1],[2],[3]]]", 4,
           "folder {1,2} of level 2 is in no folder of level 1");
    refuse("[[[0,1]],[[0],[]],[[0],[1]]]", 2, "folder 1 of level 1");
    refuse("[[[0,1]],[[0],[1.0]]]", 2, "integer");
    refuse("[[[0,1]],5]", 2, "level 1 is not a list");
}

static void
test_round_trip(void **state)
{
    for (slong n = 1; n < 20; n++)
    {
        fulg_tree_t T, S;
        fulg_diag_t diag;
        json_t *value;
        fulg_tree_init_dyadic(T, n);
        value = fulg_tree_json(T);
        assert_int_equal(fulg_tree_init_json(S, n, value, "", diag), FULG_OK);
        assert_true(fulg_tree_equal(S, T));
        for (slong x = 0; x < n; x++)
            assert_int_equal(T->order[x], x);
        json_decref(value);
        fulg_tree_clear(S);
        fulg_tree_init_set(S, T);
        assert_true(fulg_tree_equal(S, T));
        fulg_tree_clear(S);
        fulg_tree_clear(T);
    }
}

/* Children by size, then by least element. */
static void
test_order(void **state)
{
    static const slong label[] = {0, 0, 0, 0, 0, 0, 0, 1, 1,
                                  1, 0, 2, 0, 1, 2, 3, 4, 5};
    static const slong order[] = {1, 2, 3, 0, 4, 5};
    fulg_tree_t T;
    fulg_diag_t diag;
    assert_int_equal(fulg_tree_init(T, 6, 3, label, diag), FULG_OK);
    assert_memory_equal(T->order, order, sizeof order);
    assert_int_equal(T->num, 1 + 3 + 6);
    fulg_tree_clear(T);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_refusals),
    cmocka_unit_test(test_round_trip),
    cmocka_unit_test(test_order),
};

FULG_TEST_MAIN(tests)
