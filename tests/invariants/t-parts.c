/* The published counts, and the counts against the polynomials themselves. */
#include "invariants/model.h"

typedef struct
{
    slong d, d_out, head_dim, tokens;
    fulg_invariants_family_t family;
    slong size;
    int side;
    slong degree, raw, independent;
} count_t;

static const count_t counts[] = {
    /* d = 2 */
    {2, 1, 1, 2, FULG_INVARIANTS_SYMMETRISE, 0, 0, 1, 4, 4},
    {2, 1, 1, 2, FULG_INVARIANTS_LOW_RANK, 2, 0, 2, 3, 3},
    {2, 1, 2, 2, FULG_INVARIANTS_SYMMETRISE, 0, 0, 1, 4, 4},
    {2, 1, 2, 2, FULG_INVARIANTS_RESULTANTS, 2, 0, 4, 1, 1},
    /* d = 3 */
    {3, 1, 3, 2, FULG_INVARIANTS_SYMMETRISE, 0, 0, 1, 10, 10},
    {3, 1, 3, 4, FULG_INVARIANTS_COPIES, 0, 0, 1, 36, 36},
    {3, 1, 1, 2, FULG_INVARIANTS_LOW_RANK, 2, 0, 2, 45, 45},
    {3, 1, 2, 2, FULG_INVARIANTS_LOW_RANK, 3, 0, 3, 20, 20},
    {3, 1, 3, 2, FULG_INVARIANTS_CROSS_COLUMN, 3, 0, 3, 10, 10},
    {3, 1, 3, 2, FULG_INVARIANTS_CONTEXT, 3, 0, 3, 10, 10},
    {3, 1, 3, 2, FULG_INVARIANTS_VERONESE, 2, 0, 4, 45, 45},
    {3, 1, 3, 2, FULG_INVARIANTS_VERONESE, 3, 0, 6, 27, 27},
    {3, 1, 3, 2, FULG_INVARIANTS_RESULTANTS, 2, 0, 4, 90, 90},
    /* d = 4 */
    {4, 1, 4, 2, FULG_INVARIANTS_CROSS_COLUMN, 3, 0, 3, 200, 200},
    {4, 1, 4, 2, FULG_INVARIANTS_CONTEXT, 3, 0, 3, 200, 200},
    {4, 1, 4, 2, FULG_INVARIANTS_CONTEXT, 4, 0, 4, 175, 175},
    {4, 1, 4, 2, FULG_INVARIANTS_VERONESE, 2, 0, 4, 396, 390},
    {4, 1, 4, 2, FULG_INVARIANTS_RESULTANTS, 2, 0, 4, 2100, 2100},
    {4, 1, 4, 2, FULG_INVARIANTS_INCIDENCE, 2, 0, 4, 400, 400},
    /* several rows */
    {3, 2, 2, 2, FULG_INVARIANTS_LOW_RANK, 3, 0, 3, 220, 220},
    {3, 2, 3, 2, FULG_INVARIANTS_EXCHANGE, 2, 0, 2, 45, 45},
    {3, 2, 3, 2, FULG_INVARIANTS_CROSS_COLUMN, 3, 0, 3, 40, 40},
    {3, 2, 3, 2, FULG_INVARIANTS_CONTEXT, 3, 0, 3, 40, 40},
    {3, 2, 3, 2, FULG_INVARIANTS_RESULTANTS, 2, 0, 4, 450, 450},
    {3, 2, 3, 2, FULG_INVARIANTS_RESULTANTS, 2, 1, 4, 225, 225},
    {3, 3, 1, 2, FULG_INVARIANTS_CONTEXT, 3, 1, 3, 100, 100},
    {2, 3, 2, 2, FULG_INVARIANTS_VALUE_RANK, 3, 0, 3, 20, 20},
    {4, 2, 1, 2, FULG_INVARIANTS_INCIDENCE, 2, 1, 4, 700, 700},
    /* one token */
    {3, 1, 3, 1, FULG_INVARIANTS_LIE, 8, 0, 8, 45, 35},
    {3, 1, 1, 1, FULG_INVARIANTS_HESSIAN, 3, 0, 4, 35, 35},
    {4, 1, 1, 1, FULG_INVARIANTS_LOW_RANK, 4, 0, 4, 210, 210},
    {2, 2, 2, 1, FULG_INVARIANTS_KOSZUL, 4, 0, 4, 5, 5},
    {2, 3, 1, 1, FULG_INVARIANTS_VALUE_RANK, 3, 0, 3, 4, 4}};

static void
check_count(const count_t *c)
{
    const fulg_invariants_part_t *part;
    fulg_invariants_part_t *parts;
    fulg_invariants_t model;
    fulg_diag_t diag;
    fmpz_t independent;
    slong num;
    model_init(model, c->d, c->d_out, c->head_dim, c->tokens, 0);
    part = model_part(&parts, &num, model, c->family, c->size, c->side);
    assert_non_null(part);
    assert_int_equal(part->degree, c->degree);
    assert_true(fmpz_equal_si(part->raw, c->raw));
    assert_true(fmpz_sgn(part->independent) < 0 ||
                fmpz_equal_si(part->independent, c->independent));
    fmpz_init(independent);
    assert_int_equal(fulg_invariants_independent(independent, model, c->family,
                                                 part, 5000, diag),
                     FULG_OK);
    assert_true(fmpz_equal_si(independent, c->independent));
    fmpz_clear(independent);
    fulg_invariants_clear_parts(parts, num);
    fulg_invariants_clear(model);
}

static void
test_counts(void **state)
{
    (void) state;
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
        check_count(&counts[n]);
}

/* Where nothing of a family applies there is no part of it. */
static void
test_absent(void **state)
{
    static const slong none[][5] = {{2, 1, 2, 1, FULG_INVARIANTS_LIE},
                                    {2, 1, 2, 2, FULG_INVARIANTS_LOW_RANK},
                                    {2, 1, 2, 2, FULG_INVARIANTS_COPIES},
                                    {2, 1, 2, 2, FULG_INVARIANTS_CROSS_COLUMN},
                                    {3, 1, 3, 2, FULG_INVARIANTS_EXCHANGE},
                                    {3, 1, 3, 1, FULG_INVARIANTS_SYMMETRISE},
                                    {3, 1, 1, 2, FULG_INVARIANTS_RESULTANTS},
                                    {3, 1, 2, 2, FULG_INVARIANTS_CONTEXT},
                                    {3, 1, 2, 1, FULG_INVARIANTS_HESSIAN},
                                    {3, 3, 2, 2, FULG_INVARIANTS_VALUE_RANK},
                                    {1, 1, 1, 2, FULG_INVARIANTS_LOW_RANK}};
    (void) state;
    for (size_t n = 0; n < sizeof none / sizeof *none; n++)
    {
        fulg_invariants_t model;
        slong num;
        model_init(model, none[n][0], none[n][1], none[n][2], none[n][3], 0);
        fulg_invariants_clear_parts(
            fulg_invariants_parts(&num, model,
                                  (fulg_invariants_family_t) none[n][4]),
            0);
        assert_int_equal(num, 0);
        fulg_invariants_clear(model);
    }
}

/* Coordinates of one output column: C(d+2,3) + (t-1) d D; of all: t times. */
static void
test_coordinates(void **state)
{
    static const slong sizes[][3] = {
        {2, 3, 16}, {3, 2, 28}, {3, 3, 46}, {4, 2, 60}};
    (void) state;
    for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++)
        for (int all = 0; all < 2; all++)
        {
            fulg_invariants_t model;
            model_init(model, sizes[n][0], 1, 1, sizes[n][1], all);
            assert_int_equal(model->num_output,
                             sizes[n][2] * (all ? sizes[n][1] : 1));
            fulg_invariants_clear(model);
        }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts),
                                          cmocka_unit_test(test_absent),
                                          cmocka_unit_test(test_coordinates)};

FULG_TEST_MAIN(tests)
