/* Hilbert functions and generators, and the families against them. */
#include "invariants/model.h"

#define DEGREES 8

/* created[k]: minimal generators of degree k + 1; missing[k]: how many of them do
   not come from the families. */
typedef struct
{
    slong d, d_out, head_dim, tokens, value_dim, degrees;
    slong hilbert[DEGREES], created[DEGREES], missing[DEGREES];
} table_t;

static const table_t tables[] = {
    {2, 1, 1, 2, 0, 5, {6, 18, 40, 75, 126}, {0, 3}, {0}},
    {2, 1, 2, 2, 0, 6, {6, 21, 56, 125, 246, 441}, {0, 0, 0, 1}, {0}},
    {3,
     1,
     3,
     2,
     0,
     6,
     {18, 171, 1120, 5535, 21753, 71575},
     {0, 0, 20, 90},
     {0}},
    {3,
     1,
     2,
     2,
     0,
     6,
     {18, 171, 1110, 5400, 20808, 66955},
     {0, 0, 30, 90},
     {0}},
    {3, 1, 1, 2, 0, 4, {18, 126, 550, 1800}, {0, 45, 10}, {0}},
    {4, 1, 4, 2, 0, 4, {40, 820, 11080, 105805}, {0, 0, 400, 2500}, {0}},
    {4, 1, 3, 2, 0, 4, {40, 820, 11080, 105770}, {0, 0, 400, 2535}, {0}},
    {4, 1, 2, 2, 0, 4, {40, 820, 10800, 98420}, {0, 0, 680, 2500}, {0}},
    {4, 1, 1, 2, 0, 4, {40, 550, 4200, 22050}, {0, 270, 200}, {0}},
    {2, 2, 2, 3, 0, 5, {12, 73, 304, 975, 2596}, {0, 5, 0, 10}, {0}},
    {3, 2, 3, 2, 0, 4, {36, 621, 6792, 51975}, {0, 45, 80, 675}, {0}},
    {3, 3, 3, 2, 0, 3, {54, 1350, 20613}, {0, 135, 300}, {0}},
    {3, 3, 2, 2, 0, 3, {54, 1350, 20448}, {0, 135, 465}, {0}},
    {3, 3, 1, 2, 0, 3, {54, 1026, 11200}, {0, 459, 200}, {0}},
    /* V of bounded rank: with those above, every rank of A and V */
    {3, 3, 3, 2, 2, 3, {54, 1350, 20448}, {0, 135, 465}, {0}},
    {3, 3, 2, 2, 2, 3, {54, 1350, 20284}, {0, 135, 629}, {0}},
    {3, 3, 1, 2, 2, 3, {54, 1026, 11100}, {0, 459, 300}, {0}},
    {3, 3, 3, 2, 1, 3, {54, 1026, 11200}, {0, 459, 200}, {0}},
    {3, 3, 2, 2, 1, 3, {54, 1026, 11100}, {0, 459, 300}, {0}},
    {3, 3, 1, 2, 1, 3, {54, 756, 5500}, {0, 729, 100}, {0}},
    {3, 2, 2, 2, 1, 4, {36, 513, 4440, 27000}, {0, 153, 120, 450}, {0}},
    {2, 2, 2, 2, 1, 5, {12, 63, 224, 625, 1476}, {0, 15, 0, 5}, {0}},
    {2, 2, 1, 1, 1, 5, {8, 30, 80, 175, 336}, {0, 6}, {0}},
    {3, 2, 1, 1, 1, 4, {20, 165, 880, 3400}, {0, 45, 0, 175}, {0}},
    /* one token */
    {2, 1, 1, 1, 0, 4, {4, 10, 20, 35}, {0}, {0}},
    {2, 2, 1, 1, 0, 5, {8, 36, 120, 325, 756}, {0, 0, 0, 5}, {0}},
    {3, 1, 1, 1, 0, 5, {10, 55, 220, 680, 1771}, {0, 0, 0, 35}, {0}},
    {3,
     1,
     3,
     1,
     0,
     8,
     {10, 55, 220, 715, 2002, 5005, 11440, 24275},
     {0, 0, 0, 0, 0, 0, 0, 35},
     {0}},
    {3,
     1,
     2,
     1,
     0,
     8,
     {10, 55, 220, 715, 2002, 5005, 11440, 24275},
     {0, 0, 0, 0, 0, 0, 0, 35},
     {0}},
    {4, 1, 1, 1, 0, 4, {20, 210, 1540, 7770}, {0, 0, 0, 1085}, {0}},
    /* where the families are not everything */
    {3, 2, 3, 1, 0, 4, {20, 210, 1540, 8730}, {0, 0, 0, 125}, {0, 0, 0, 125}},
    {3, 3, 3, 1, 0, 3, {30, 465, 4896}, {0, 0, 64}, {0, 0, 64}}};

static void
check_degree(const fulg_invariants_degree_t *degree, const table_t *table)
{
    const slong k = degree->degree - 1;
    fmpz_t x;
    fmpz_init(x);
    assert_true(fmpz_equal_si(degree->image, table->hilbert[k]));
    fmpz_add(x, degree->image, degree->ideal);
    assert_true(fmpz_equal(x, degree->forms));
    fmpz_sub(x, degree->ideal, degree->generated);
    assert_true(fmpz_equal_si(x, table->created[k]));
    fmpz_sub(x, degree->ideal, degree->explained);
    assert_true(fmpz_equal_si(x, table->missing[k]));
    fmpz_clear(x);
}

static void
check_table(const table_t *table, fulg_rand_t rand)
{
    fulg_invariants_discovery_t found;
    fulg_invariants_t model;
    fulg_diag_t diag;
    const char *why;
    slong complete;
    model_init_values(model, table->d, table->d_out, table->head_dim,
                      table->tokens, table->value_dim, 0);
    assert_int_equal(fulg_invariants_discover(&found, model, table->degrees,
                                              rand, NULL, diag),
                     FULG_OK);
    assert_int_equal(found.num, table->degrees);
    complete = fulg_invariants_complete(&why, model);
    /* no relations are claimed where there are some */
    for (slong k = 0; k < found.num && strstr(why, "there are no relations");
         k++)
        assert_true(k >= complete || table->created[k] == 0);
    for (slong k = 0; k < found.num; k++)
    {
        check_degree(&found.degree[k], table);
        if (complete < 0 || k < complete)
            assert_int_equal(table->missing[k], 0);
    }
    fulg_invariants_discovery_clear(&found, model);
    fulg_invariants_clear(model);
}

static void
test_tables(void **state)
{
    fulg_rand_t rand;
    (void) state;
    fulg_test_rand(rand, "discover");
    for (size_t n = 0; n < sizeof tables / sizeof *tables; n++)
        check_table(&tables[n], rand);
}

typedef struct
{
    const fulg_invariants_struct *model;
    slong num;
} tour_t;

static int
count(void *data, const fmpz_mpoly_t f, const char *which)
{
    tour_t *T = data;
    assert_true(strncmp(which, "weight ", 7) == 0);
    assert_true(fulg_invariants_vanishes(T->model, f, 0));
    T->num++;
    return 0;
}

/* All relations of a degree come out, over all weights, and vanish. */
static void
test_discovered(void **state)
{
    static const slong shapes[][6] = {{2, 1, 2, 2, 5, 6},
                                      {3, 1, 2, 2, 3, 30},
                                      {2, 2, 2, 2, 3, 60},
                                      {3, 1, 1, 1, 4, 35}};
    fulg_rand_t rand;
    (void) state;
    fulg_test_rand(rand, "discovered");
    for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++)
    {
        const slong *s = shapes[n];
        fulg_invariants_discovery_t found;
        fulg_invariants_t model;
        fulg_diag_t diag;
        tour_t T = {model, 0};
        model_init(model, s[0], s[1], s[2], s[3], 0);
        assert_int_equal(
            fulg_invariants_discover(&found, model, s[4], rand, NULL, diag),
            FULG_OK);
        assert_int_equal(
            fulg_invariants_discovered(&found, model, s[4], count, &T, diag),
            FULG_OK);
        assert_int_equal(T.num, s[5]);
        assert_true(fmpz_equal_si(found.degree[s[4] - 1].ideal, s[5]));
        assert_int_equal(fulg_invariants_discovered(&found, model, s[4] + 1,
                                                    count, &T, diag),
                         FULG_UNABLE);
        fulg_invariants_discovery_clear(&found, model);
        fulg_invariants_clear(model);
    }
}

static int
interrupt(void *data, const char *what, slong done, slong total)
{
    (void) data, (void) what, (void) total;
    return done > 2;
}

static void
test_interrupt(void **state)
{
    const fulg_progress_t progress = {interrupt, NULL};
    fulg_invariants_discovery_t found;
    fulg_invariants_t model;
    fulg_rand_t rand;
    fulg_diag_t diag;
    (void) state;
    fulg_test_rand(rand, "interrupt");
    model_init(model, 3, 1, 3, 2, 0);
    assert_int_equal(
        fulg_invariants_discover(&found, model, 3, rand, &progress, diag),
        FULG_UNABLE);
    fulg_invariants_clear(model);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables),
                                          cmocka_unit_test(test_discovered),
                                          cmocka_unit_test(test_interrupt)};

FULG_TEST_MAIN(tests)
