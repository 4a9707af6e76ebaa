/* Shared by the tests of draw: random slices, the exact classification at a point. */
#ifndef FULG_TESTS_DRAW_SLICES_H
#define FULG_TESTS_DRAW_SLICES_H

#include "testing.h"

/* A random slice with small coefficients, directions independent. */
static inline void
random_slice(fulg_draw_slice_t S, fulg_rand_t rand, slong head_dim,
             slong tokens, slong dim)
{
    fulg_diag_t diag;
    fulg_draw_slice_init(S, head_dim, tokens, dim);
    do
    {
        for (slong n = 0; n < S->num; n++)
            fulg_test_rational(S->origin + n, rand, 3, 2);
        for (slong n = 0; n < dim * S->num; n++)
            fulg_test_rational(S->direction + n, rand, 2, 2);
    } while (fulg_draw_slice_check(S, diag) != FULG_OK);
    for (slong i = 0; i < dim; i++)
    {
        fmpq_set_si(S->low + i, -2, 1);
        fmpq_set_si(S->high + i, 3, 1);
    }
}

static inline void
classify(fulg_single_class_t *C, const fulg_draw_slice_t S, const fmpq *x)
{
    fulg_function_t F;
    fulg_diag_t diag;
    assert_int_equal(fulg_draw_slice_function(F, S, x, diag), FULG_OK);
    assert_int_equal(fulg_single_classify_function(C, F, S->head_dim, diag),
                     FULG_OK);
    fulg_function_clear(F);
}

static inline fulg_draw_place_t
place_of(const fulg_single_class_t *C)
{
    return C->place == FULG_SINGLE_OUTSIDE      ? FULG_DRAW_OFF
           : C->place == FULG_SINGLE_IN_CLOSURE ? FULG_DRAW_IN_CLOSURE
           : C->boundary == FULG_TRUE           ? FULG_DRAW_ON_BOUNDARY
                                                : FULG_DRAW_IN_IMAGE;
}

/* The boxes fill the whole, without overlapping. */
static inline void
check_volume(const fulg_draw_picture_t P)
{
    slong whole = 1, sum = 0;
    for (slong i = 0; i < P->dim; i++)
        whole <<= P->depth;
    for (slong n = 0; n < P->num_free; n++)
    {
        slong part = 1;
        for (slong i = 0; i < P->dim; i++)
            part *= P->free[n].side;
        sum += part;
    }
    for (slong n = 0; n < P->num_leaf; n++)
    {
        int first = 1; /* a leaf is listed for each locus in it, in a row */
        if (n > 0)
            first = memcmp(P->leaf[n].corner, P->leaf[n - 1].corner,
                           sizeof P->leaf[n].corner) != 0;
        sum += first;
    }
    assert_int_equal(sum, whole);
}

#endif
