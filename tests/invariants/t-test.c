/* Layers satisfy every relation; other functions are refused with a value that
   can be recomputed; the sizes of the minors are sharp. */
#include "invariants/model.h"

/* Tests all families at F; returns whether one is violated. */
static int
violated(const fulg_invariants_t model, const fulg_function_t F)
{
    int any = 0;
    for (int family = 0; family < FULG_INVARIANTS_FAMILIES; family++)
    {
        slong num;
        fulg_invariants_part_t *part = fulg_invariants_parts(&num, model,
                                                             family);
        for (slong n = 0; n < num; n++)
        {
            fulg_invariants_verdict_t verdict;
            fulg_diag_t diag;
            assert_int_equal(fulg_invariants_test(&verdict, model, family,
                                                  &part[n], F, 200, diag),
                             FULG_OK);
            if (verdict.violated)
            {
                any = 1;
                assert_false(fmpq_is_zero(verdict.value));
                assert_true(verdict.which[0] != '\0');
            }
            fulg_invariants_verdict_clear(&verdict);
        }
        fulg_invariants_clear_parts(part, num);
    }
    return any;
}

/* At layers nothing is violated.  At layers of a rank beyond head_dim, and at
   functions one coefficient away, something is. */
static void
test_layers(void **state)
{
    static const slong shapes[][4] = {
        {2, 1, 1, 2}, {2, 1, 2, 2}, {3, 1, 1, 2}, {3, 1, 2, 2}, {3, 1, 3, 2},
        {3, 2, 2, 2}, {3, 3, 3, 2}, {2, 3, 1, 3}, {4, 1, 2, 2}, {4, 1, 4, 2},
        {5, 1, 2, 2}, {3, 1, 1, 1}, {3, 1, 2, 1}, {4, 1, 1, 1}, {4, 1, 2, 1},
        {5, 1, 2, 1}, {2, 2, 1, 1}, {3, 2, 1, 1}, {3, 4, 2, 1}, {4, 2, 2, 2}};
    fulg_rand_t rand;
    (void) state;
    fulg_test_rand(rand, "test");
    for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++)
    {
        const slong *s = shapes[n], beyond = s[2] + 1;
        fulg_invariants_t model;
        fulg_function_t F;
        fmpq *x;
        model_init(model, s[0], s[1], s[2], s[3], 0);
        model_function(F, model, s[2], rand);
        assert_false(violated(model, F));
        x = fulg_function_entry(F, 0, 0, s[0] - 1, s[0] - 1);
        fmpq_add_si(x, x, 1);
        assert_true(violated(model, F));
        fulg_function_clear(F);
        /* one token: rank S = d is not told from d - 1 */
        if (beyond <= s[0] && (s[3] > 1 || 2 * s[2] + 2 <= s[0]))
        {
            model_function(F, model, beyond, rand);
            assert_true(violated(model, F));
            fulg_function_clear(F);
        }
        fulg_invariants_clear(model);
    }
}

/* At a random layer of one token the minors of the family's size vanish, those
   one smaller do not. */
static void
check_sharp(slong d, slong head_dim, fulg_invariants_family_t family,
            slong size, fulg_rand_t rand)
{
    fulg_invariants_t model;
    fulg_invariants_part_t *part;
    fulg_function_t F;
    slong num;
    model_init(model, d, 1, head_dim, 1, 0);
    model_function(F, model, head_dim, rand);
    part = fulg_invariants_parts(&num, model, family);
    assert_int_equal(num, 1);
    assert_int_equal(part->size, size);
    for (int smaller = 0; smaller < 2; smaller++)
    {
        fulg_invariants_verdict_t verdict;
        fulg_diag_t diag;
        assert_int_equal(
            fulg_invariants_test(&verdict, model, family, part, F, 10, diag),
            FULG_OK);
        assert_int_equal(verdict.violated, smaller);
        fulg_invariants_verdict_clear(&verdict);
        part->size--;
    }
    fulg_invariants_clear_parts(part, num);
    fulg_function_clear(F);
    fulg_invariants_clear(model);
}

static void
test_sharp(void **state)
{
    /* d, head_dim, rank */
    static const slong lie[][3] = {
        {3, 3, 7},  {3, 2, 7},  {3, 1, 6},  {4, 4, 12}, {4, 2, 12}, {4, 1, 10},
        {5, 3, 18}, {5, 2, 18}, {5, 1, 13}, {6, 3, 25}, {6, 2, 23}, {6, 1, 16}};
    fulg_rand_t rand;
    (void) state;
    fulg_test_rand(rand, "sharp");
    for (size_t n = 0; n < sizeof lie / sizeof *lie; n++)
        check_sharp(lie[n][0], lie[n][1], FULG_INVARIANTS_LIE, lie[n][2] + 1,
                    rand);
    for (slong d = 4; d <= 7; d++)
        for (slong a = 1; 2 * a + 2 <= d; a++)
            check_sharp(d, a, FULG_INVARIANTS_LOW_RANK, 2 * a + 2, rand);
}

/* T = (x1^2 / 2, x2^2) has no common factor: resultant 1/4. */
static void
test_value(void **state)
{
    fulg_invariants_t model;
    fulg_invariants_part_t *part;
    fulg_invariants_verdict_t verdict;
    fulg_function_t F;
    fulg_diag_t diag;
    slong num;
    (void) state;
    model_init(model, 2, 1, 2, 2, 0);
    assert_int_equal(fulg_function_init(F, 2, 1, 2, diag), FULG_OK);
    fmpq_set_si(fulg_function_entry(F, 0, 0, 0, 0), 1, 2);
    fmpq_set_si(fulg_function_entry(F, 0, 1, 1, 1), 1, 1);
    part = fulg_invariants_parts(&num, model, FULG_INVARIANTS_RESULTANTS);
    assert_int_equal(fulg_invariants_test(&verdict, model,
                                          FULG_INVARIANTS_RESULTANTS, part, F,
                                          10, diag),
                     FULG_OK);
    assert_true(verdict.violated);
    assert_non_null(verdict.text);
    assert_true(fmpz_is_pm1(fmpq_numref(verdict.value)));
    assert_true(fmpz_equal_si(fmpq_denref(verdict.value), 4));
    fulg_invariants_verdict_clear(&verdict);
    fulg_invariants_clear_parts(part, num);
    fulg_function_clear(F);
    fulg_invariants_clear(model);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers),
                                          cmocka_unit_test(test_sharp),
                                          cmocka_unit_test(test_value)};

FULG_TEST_MAIN(tests)
