/* Every polynomial of every family vanishes, by substitution; and no more come
   than were announced, nor fewer than are independent. */
#include "invariants/model.h"

typedef struct
{
    const fulg_invariants_struct *model;
    int output;
    slong num, substituted, max;
    slong degree;
} tour_t;

static int
check(void *data, const fmpz_mpoly_t f, const char *which)
{
    tour_t *T = data;
    const fmpz_mpoly_ctx_struct *ctx = T->output ? T->model->output
                                                 : T->model->ring;
    fmpz_t c;
    assert_true(which[0] != '\0');
    assert_false(fmpz_mpoly_is_zero(f, ctx));
    assert_int_equal(fmpz_mpoly_total_degree_si(f, ctx), T->degree);
    fmpz_init(c);
    fmpz_mpoly_get_term_coeff_fmpz(c, f, 0, ctx);
    assert_true(fmpz_sgn(c) > 0);
    fmpz_clear(c);
    T->num++;
    if (T->num % 11 == 1 && T->substituted < T->max)
    {
        T->substituted++;
        assert_true(fulg_invariants_vanishes(T->model, f, T->output));
    }
    return 0;
}

static void
check_family(const fulg_invariants_t model, fulg_invariants_family_t family)
{
    slong num;
    fulg_invariants_part_t *part = fulg_invariants_parts(&num, model, family);
    fmpz_t limit;
    fmpz_init_set_ui(limit, 100000);
    for (slong n = 0; n < num; n++)
    {
        fulg_diag_t diag;
        tour_t T = {model, fulg_invariants_family_is_linear(family),
                    0,     0,
                    10,    part[n].degree};
        if (fmpz_cmp_si(part[n].raw, 3000) > 0 || part[n].size > 7)
            continue;
        assert_int_equal(fulg_invariants_each(model, family, &part[n], check,
                                              &T, limit, diag),
                         FULG_OK);
        assert_true(T.num > 0);
        assert_true(fmpz_cmp_si(part[n].raw, T.num) >= 0);
        if (fmpz_sgn(part[n].independent) > 0)
            assert_true(fmpz_cmp_si(part[n].independent, T.num) <= 0);
    }
    fmpz_clear(limit);
    fulg_invariants_clear_parts(part, num);
}

static void
check_values(slong d, slong d_out, slong head_dim, slong tokens,
             slong value_dim)
{
    fulg_invariants_t model;
    model_init_values(model, d, d_out, head_dim, tokens, value_dim, 1);
    for (int family = 0; family < FULG_INVARIANTS_FAMILIES; family++)
        check_family(model, (fulg_invariants_family_t) family);
    fulg_invariants_clear(model);
}

static void
check_model(slong d, slong d_out, slong head_dim, slong tokens)
{
    check_values(d, d_out, head_dim, tokens, 0);
}

static void
test_vanish(void **state)
{
    (void) state;
    for (slong d = 1; d <= 3; d++)
        for (slong d_out = 1; d_out <= 3; d_out++)
            for (slong a = 1; a <= d; a++)
                for (slong t = 1; t <= 2; t++)
                    check_model(d, d_out, a, t);
    for (slong a = 1; a <= 4; a++)
        check_model(4, 1, a, 2);
    check_model(2, 1, 1, 3);
    check_model(4, 1, 1, 1);
    for (slong t = 1; t <= 2; t++)
    {
        check_values(2, 2, 2, t, 1);
        check_values(3, 3, 2, t, 2);
        check_values(2, 3, 1, t, 1);
    }
}

static int
stop(void *data, const fmpz_mpoly_t f, const char *which)
{
    (void) f, (void) which;
    return ++*(slong *) data == 3;
}

static void
test_ends(void **state)
{
    fulg_invariants_t model;
    fulg_invariants_part_t *part;
    fulg_diag_t diag;
    fmpz_t limit;
    slong num, count = 0;
    (void) state;
    model_init(model, 3, 1, 3, 2, 0);
    part = fulg_invariants_parts(&num, model, FULG_INVARIANTS_VERONESE);
    fmpz_init_set_ui(limit, 1000);
    assert_int_equal(fulg_invariants_each(model, FULG_INVARIANTS_VERONESE, part,
                                          stop, &count, limit, diag),
                     FULG_OK);
    assert_int_equal(count, 3);
    fmpz_set_ui(limit, 2);
    assert_int_equal(fulg_invariants_each(model, FULG_INVARIANTS_VERONESE, part,
                                          stop, &count, limit, diag),
                     FULG_UNABLE);
    assert_int_equal(count, 3);
    fmpz_clear(limit);
    fulg_invariants_clear_parts(part, num);
    fulg_invariants_clear(model);
}

/* A polynomial that does not vanish is told from those that do. */
static void
test_vanishes(void **state)
{
    fulg_invariants_t model;
    fmpz_mpoly_t f;
    (void) state;
    model_init(model, 2, 1, 2, 2, 0);
    fmpz_mpoly_init(f, model->ring);
    fmpz_mpoly_gen(f, 0, model->ring);
    assert_false(fulg_invariants_vanishes(model, f, 0));
    fmpz_mpoly_zero(f, model->ring);
    assert_true(fulg_invariants_vanishes(model, f, 0));
    fmpz_mpoly_clear(f, model->ring);
    fulg_invariants_clear(model);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_vanish),
                                          cmocka_unit_test(test_ends),
                                          cmocka_unit_test(test_vanishes)};

FULG_TEST_MAIN(tests)
