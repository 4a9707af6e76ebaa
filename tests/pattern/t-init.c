/* Matrices from entries; frames against their definition; random matrices. */
#include "testing.h"

static void
test_entries(void **state)
{
    const slong row[] = {1, 0, 1, 2}, col[] = {2, 1, 0, 0};
    fmpq *value = _fmpq_vec_init(4);
    fulg_pattern_t P;
    fulg_pattern_shape_t shape;
    fulg_diag_t diag;
    for (slong n = 0; n < 4; n++)
        fmpq_set_si(value + n, n + 1, 2);
    assert_int_equal(fulg_pattern_init_entries(P, 3, 4, row, col, value, diag),
                     FULG_OK);
    assert_int_equal(P->num, 4);
    assert_int_equal(P->start[1], 1);
    assert_int_equal(P->start[2], 3);
    assert_int_equal(P->col[1], 0);
    assert_true(fmpq_equal(P->value + 1, value + 2));
    fulg_pattern_shape_init(&shape, P);
    assert_int_equal(shape.row_nonzeros, 2);
    assert_int_equal(shape.column_nonzeros, 2);
    assert_int_equal(fmpq_cmp_si(shape.ratio, 3), 0);
    assert_false(shape.uniform);
    fulg_pattern_shape_clear(&shape);
    fulg_pattern_clear(P);
    fmpq_set_si(value + 3, -1, 1);
    assert_int_equal(fulg_pattern_init_entries(P, 3, 4, row, col, value, diag),
                     FULG_PARSE);
    assert_non_null(strstr(diag->text, "(3,1)"));
    fmpq_zero(value + 3);
    assert_int_equal(fulg_pattern_init_entries(P, 3, 4, row, col, value, diag),
                     FULG_PARSE);
    assert_non_null(strstr(diag->text, "row 3"));
    _fmpq_vec_clear(value, 4);
}

/* The products that frame_row says are those of the entries. */
static void
check_products(const fulg_pattern_frame_t F)
{
    slong *k = flint_malloc((size_t) F->length * sizeof(slong));
    slong kappa, mu, most = -F->norm, size = 0;
    fulg_pattern_frame_coherence(&kappa, &mu, F);
    for (slong i = 0; i < F->length; i++)
    {
        fulg_pattern_frame_row(k, F, i);
        for (slong l = 0; l < F->length; l++)
        {
            slong sum = 0;
            for (slong t = 0; t < F->size; t++)
                sum += fulg_pattern_frame_entry(F, i, t) *
                       fulg_pattern_frame_entry(F, l, t);
            assert_int_equal(sum, k[l]);
            if (i == l)
                assert_int_equal(sum, F->norm);
            else
            {
                most = FLINT_MAX(most, sum);
                size = FLINT_MAX(size, labs(sum));
            }
        }
    }
    assert_int_equal(kappa, most);
    assert_int_equal(mu, size);
    flint_free(k);
}

static void
test_frames(void **state)
{
    static const int signs[2][8] = {{-1, -1, -1, 1, 1, -1, -1, -1},
                                    {1, -1, 1, -1, 1, -1, 1, 1}};
    fulg_rand_t rand;
    fulg_pattern_frame_t F;
    fulg_diag_t diag;
    slong kappa, mu;
    fulg_pattern_frame_init_random(F, 2, 8, 1);
    for (slong i = 0; i < 2; i++)
        for (slong t = 0; t < 8; t++)
            assert_int_equal(fulg_pattern_frame_entry(F, i, t), signs[i][t]);
    fulg_pattern_frame_clear(F);
    /* Rows come from their place in the stream, whenever they are drawn. */
    fulg_pattern_frame_init_random(F, 7, 131, 5);
    fulg_rand_init(rand, 5);
    for (slong i = 0; i < 7; i++)
        for (slong t = 0; t < 131; t++)
            assert_int_equal(fulg_pattern_frame_entry(F, i, t),
                             fulg_rand_limb(rand) >> 63 ? -1 : 1);
    check_products(F);
    fulg_pattern_frame_clear(F);
    fulg_pattern_frame_init_hadamard(F, 11);
    assert_int_equal(F->size, 16);
    check_products(F);
    fulg_pattern_frame_coherence(&kappa, &mu, F);
    assert_int_equal(mu, 0);
    fulg_pattern_frame_clear(F);
    assert_int_equal(fulg_pattern_frame_init_reed_solomon(F, 30, 5, 3, diag),
                     FULG_OK);
    check_products(F);
    fulg_pattern_frame_coherence(&kappa, &mu, F);
    assert_true(mu <= 2);
    fulg_pattern_frame_clear(F);
    assert_int_equal(fulg_pattern_frame_init_reed_solomon(F, 10, 3, 2, diag),
                     FULG_PARSE);
    assert_int_equal(fulg_pattern_frame_init_reed_solomon(F, 4, 4, 2, diag),
                     FULG_PARSE);
}

static void
test_random(void **state)
{
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_test_rand(rand, "random");
    for (slong n = 0; n < fulg_test_rounds(20); n++)
    {
        const slong length = 4 + (slong) fulg_rand_below(rand, 20);
        const slong k = 1 + (slong) fulg_rand_below(rand, (ulong) length / 2);
        fulg_pattern_t P;
        fulg_pattern_shape_t shape;
        assert_int_equal(fulg_pattern_init_random(P, length, k, 3, rand, diag),
                         FULG_OK);
        fulg_pattern_shape_init(&shape, P);
        assert_int_equal(P->num, k * length);
        assert_int_equal(shape.row_nonzeros, k);
        assert_int_equal(shape.column_nonzeros, k);
        fulg_pattern_shape_clear(&shape);
        fulg_pattern_clear(P);
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_entries),
                                          cmocka_unit_test(test_frames),
                                          cmocka_unit_test(test_random)};

FULG_TEST_MAIN(tests)
