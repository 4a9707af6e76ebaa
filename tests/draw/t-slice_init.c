/* Slices that are no generic ones, and refusals. */
#include "draw/slices.h"

static void
set_vectors(fulg_draw_slice_t S, const int *numbers)
{
    for (slong n = 0; n < S->num; n++)
        fmpq_set_si(S->origin + n, numbers[n], 1);
    for (slong n = 0; n < S->dim * S->num; n++)
        fmpq_set_si(S->direction + n, numbers[S->num + n], 1);
}

static void
test_special_slices(void **state)
{
    static const struct
    {
        slong head_dim;
        fulg_draw_ground_t ground;
        slong surfaces;
        int curve;
        int numbers[18];
    } table[] = {
        /* F_2 = 2 F_1: all of rank one, image where the form is not definite */
        {2,
         FULG_DRAW_BY_SIGN,
         1,
         0,
         {1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 2}},
        /* squares: all boundary */
        {1,
         FULG_DRAW_EDGE,
         0,
         0,
         {1, 2, 1, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 1, 2, 1}},
        /* common root (0 : 1): all image, singular along a curve */
        {2,
         FULG_DRAW_IMAGE,
         1,
         0,
         {0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0}},
        /* the same for head_dim 1: a curve in the plane */
        {1,
         FULG_DRAW_OUTSIDE,
         1,
         0,
         {0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0}}};
    (void) state;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_draw_slice_t S;
        fulg_draw_equations_t E;
        fulg_draw_picture_t P;
        fulg_diag_t diag;
        fulg_draw_slice_init(S, table[n].head_dim, 2, 2);
        set_vectors(S, table[n].numbers);
        assert_int_equal(fulg_draw_slice_check(S, diag), FULG_OK);
        fulg_draw_equations_init(E, S);
        assert_int_equal(E->ground, table[n].ground);
        assert_int_equal(E->num_surfaces, table[n].surfaces);
        assert_int_equal(E->has_curve, table[n].curve);
        assert_int_equal(fulg_draw_picture_init(P, S, E, 5, NULL, diag),
                         FULG_OK);
        check_volume(P);
        fulg_draw_picture_clear(P);
        fulg_draw_equations_clear(E);
        fulg_draw_slice_clear(S);
    }
}

static void
test_refusals(void **state)
{
    static const char *const texts[] = {
        "{}",
        "{\"format\":\"fulgurite-slice/1\"}",
        "{\"format\":\"fulgurite-slice/1\",\"d\":2,\"d_out\":1,\"tokens\":2,"
        "\"head_dim\":1,\"origin\":[0,0,0,0,0,0],\"directions\":[[1,0,0,0,0,0],"
        "[2,0,0,0,0,0]],\"box\":[[0,1],[0,1]]}",
        "{\"format\":\"fulgurite-slice/1\",\"d\":2,\"d_out\":1,\"tokens\":2,"
        "\"head_dim\":1,\"origin\":[0,0,0,0,0],\"directions\":[[1,0,0,0,0,0],"
        "[0,1,0,0,0,0]],\"box\":[[0,1],[0,1]]}",
        "{\"format\":\"fulgurite-slice/1\",\"d\":2,\"d_out\":1,\"tokens\":2,"
        "\"head_dim\":1,\"origin\":[0,0,0,0,0,0],\"directions\":[[1,0,0,0,0,0],"
        "[0,1,0,0,0,0]],\"box\":[[0,1],[1,1]]}",
        "{\"format\":\"fulgurite-slice/1\",\"d\":2,\"d_out\":1,\"tokens\":1,"
        "\"head_dim\":1,\"origin\":[0,0,0,0,0,0],\"directions\":[[1,0,0,0,0,0],"
        "[0,1,0,0,0,0]],\"box\":[[0,1],[0,1]]}"};
    fulg_draw_slice_t S, T;
    fulg_draw_equations_t E;
    fulg_draw_picture_t P;
    fulg_diag_t diag;
    json_t *value, *again;
    (void) state;
    for (size_t n = 0; n < sizeof texts / sizeof *texts; n++)
    {
        value = json_loads(texts[n], 0, NULL);
        assert_non_null(value);
        assert_int_equal(fulg_draw_slice_init_json(S, value, diag), FULG_PARSE);
        json_decref(value);
    }
    for (slong k = 0; k < 8; k++)
    {
        fulg_draw_slice_init(S, 1 + k % 2, 1 + k / 2 % 2, 2 + k / 4);
        value = fulg_draw_slice_json(S);
        assert_int_equal(fulg_draw_slice_init_json(T, value, diag), FULG_OK);
        again = fulg_draw_slice_json(T);
        assert_true(json_equal(value, again));
        json_object_set_new(value, "d", json_integer(3));
        fulg_draw_slice_clear(T);
        assert_int_equal(fulg_draw_slice_init_json(T, value, diag),
                         FULG_UNABLE);
        json_decref(value);
        json_decref(again);
        fulg_draw_equations_init(E, S);
        assert_int_equal(fulg_draw_picture_init(P, S, E, 13, NULL, diag),
                         FULG_UNABLE);
        fulg_draw_equations_clear(E);
        fulg_draw_slice_clear(S);
    }
}

static int
stop(void *data, const char *what, slong done, slong total)
{
    (void) data;
    (void) what;
    (void) done;
    (void) total;
    return 1;
}

static void
test_interrupted(void **state)
{
    const fulg_progress_t progress = {stop, NULL};
    fulg_draw_slice_t S;
    fulg_draw_equations_t E;
    fulg_draw_picture_t P;
    fulg_diag_t diag;
    (void) state;
    fulg_draw_slice_init(S, 2, 2, 3);
    fulg_draw_equations_init(E, S);
    assert_int_equal(fulg_draw_picture_init(P, S, E, 6, &progress, diag),
                     FULG_UNABLE);
    assert_non_null(strstr(diag->text, "interrupted"));
    fulg_draw_equations_clear(E);
    fulg_draw_slice_clear(S);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_special_slices),
                                          cmocka_unit_test(test_refusals),
                                          cmocka_unit_test(test_interrupted)};

FULG_TEST_MAIN(tests)
